"""Question 6.5: cutout with given centres."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array

Case = tuple[Array, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"size": int(rng.choice([3, 5]))}


def _images(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    return rng.uniform(1, 2, (3, *shape))


def _inside(rng: np.random.Generator, size: int) -> Iterator[Case]:
    for shape in ((9, 12), (11, 9)):
        rows = rng.permutation(np.arange(3, 6))
        columns = np.array([3, 5, 4]) if rows[0] != 3 else np.array([5, 3, 4])
        yield _images(rng, shape), np.column_stack([rows, columns])


def _border(rng: np.random.Generator, size: int) -> Iterator[Case]:
    for h, w in ((9, 12), (11, 9)):
        yield _images(rng, (h, w)), np.array([[0, 3], [h - 1, 4], [4, 0]])


def _reference(images: Array, centres: Array, size: int) -> Array:
    rows, columns = np.ogrid[: images.shape[1], : images.shape[2]]
    r, c = centres[:, 0, None, None], centres[:, 1, None, None]
    hole = (abs(rows - r) <= size // 2) & (abs(columns - c) <= size // 2)
    return np.where(hole, 0.0, images)


def _slices(
    images: Array, centres: Array, before: int, after: int, low: Callable[[int], int]
) -> Array:
    """Holes from `before` ahead of the centre to `after` behind it, starting at low(start)."""
    out = images.copy()
    for image, (r, c) in zip(out, centres, strict=True):
        image[low(r - before) : r + after, low(c - before) : c + after] = 0
    return out


def _clip(start: int) -> int:
    return max(start, 0)


QUESTION = Question(
    key="q5",
    function="cutout",
    minutes=8,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("cuts a square about each centre", _inside, points=2),
        Check("a square over the border is cut off there", _border),
        Check("other pictures", _inside, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the start of a slice is negative at the border: Python counts that from the end",
            lambda images, centres, size: _slices(
                images, centres, size // 2, size // 2 + 1, lambda start: start
            ),
        ),
        Mistake(
            "the square is one pixel too small: the end of a slice is not included",
            lambda images, centres, size: _slices(images, centres, size // 2, size // 2, _clip),
        ),
        Mistake(
            "the centre has become the upper left corner",
            lambda images, centres, size: _slices(images, centres, 0, size, _clip),
        ),
        Mistake(
            "the square is twice as large: size is its side, not the distance to the border",
            lambda images, centres, size: _slices(images, centres, size, size + 1, _clip),
        ),
        Mistake(
            "row and column of the centre are exchanged",
            lambda images, centres, size: _reference(images, centres[:, ::-1], size),
        ),
        Mistake(
            "all images get the hole of the first one",
            lambda images, centres, size: _reference(
                images, np.broadcast_to(centres[0], centres.shape), size
            ),
        ),
        Mistake(
            "the square is pushed back into the picture: over the border it should be cut off",
            lambda images, centres, size: _reference(
                images,
                np.clip(centres, size // 2, np.array(images.shape[1:]) - 1 - size // 2),
                size,
            ),
        ),
        Mistake(
            "the square is kept and the rest is cut away",
            lambda images, centres, size: images - _reference(images, centres, size),
        ),
    ),
    hints=(
        "Work on a copy. For one image: from which row to which, from which column to which?",
        "A loop over images and centres; half = size // 2 pixels on each side of the centre.",
        "top = max(r - half, 0); the end may lie outside, a slice does not mind",
    ),
)
