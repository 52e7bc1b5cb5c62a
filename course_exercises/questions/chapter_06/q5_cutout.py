"""Question 6.5: cutout with given centres."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in


def _images(rng, shape):
    return rng.uniform(1, 2, (3, *shape))


def _inside(rng, size):
    for shape in ((9, 12), (11, 9)):
        rows = rng.permutation(np.arange(3, 6))
        columns = np.array([3, 5, 4]) if rows[0] != 3 else np.array([5, 3, 4])
        yield _images(rng, shape), np.column_stack([rows, columns])


def _border(rng, size):
    for h, w in ((9, 12), (11, 9)):
        yield _images(rng, (h, w)), np.array([[0, 3], [h - 1, 4], [4, 0]])


def _reference(images, centres, size):
    rows, columns = np.ogrid[: images.shape[1], : images.shape[2]]
    r, c = centres[:, 0, None, None], centres[:, 1, None, None]
    hole = (abs(rows - r) <= size // 2) & (abs(columns - c) <= size // 2)
    return np.where(hole, 0.0, images)


def right(images, centres, size):
    out, half = images.copy(), size // 2
    for i, (r, c) in enumerate(centres):
        out[i, max(0, r - half) : r + half + 1, max(0, c - half) : c + half + 1] = 0
    return out


@mistake("the start of a slice is negative at the border: Python counts that from the end")
def negative_start(images, centres, size):
    out, half = images.copy(), size // 2
    for i, (r, c) in enumerate(centres):
        out[i, r - half : r + half + 1, c - half : c + half + 1] = 0
    return out


@mistake("the square is one pixel too small: the end of a slice is not included")
def too_small(images, centres, size):
    out, half = images.copy(), size // 2
    for i, (r, c) in enumerate(centres):
        out[i, max(0, r - half) : r + half, max(0, c - half) : c + half] = 0
    return out


@mistake("the centre has become the upper left corner")
def corner(images, centres, size):
    out = images.copy()
    for i, (r, c) in enumerate(centres):
        out[i, r : r + size, c : c + size] = 0
    return out


@mistake("all images get the hole of the first one")
def same_hole(images, centres, size):
    out, half = images.copy(), size // 2
    r, c = centres[0]
    out[:, max(0, r - half) : r + half + 1, max(0, c - half) : c + half + 1] = 0
    return out


@mistake("the square is pushed back into the picture: over the border it should be cut off")
def pushed_back(images, centres, size):
    out, (h, w) = images.copy(), images.shape[1:]
    for i, (r, c) in enumerate(centres):
        top = min(max(r - size // 2, 0), h - size)
        left = min(max(c - size // 2, 0), w - size)
        out[i, top : top + size, left : left + size] = 0
    return out


@mistake("the square is kept and the rest is cut away")
def kept(images, centres, size):
    return np.where(right(images, centres, size) == 0, images, 0)


QUESTION = Question(
    key="q5",
    function="cutout",
    minutes=8,
    numbers=lambda rng: {"size": int(rng.choice([3, 5]))},
    reference=_reference,
    checks=(
        Check("cuts a square about each centre", _inside, points=2),
        Check("a square over the border is cut off there", _border),
        Check("other pictures", _inside, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "the square is twice as large: size is its side, not the distance to the border",
            lambda images, centres, size: right(images, centres, size=2 * size + 1),
        ),
        Mistake(
            "row and column of the centre are exchanged",
            lambda images, centres, size: right(images, np.fliplr(centres), size),
        ),
    ),
    hints=(
        "Work on a copy. For one image: from which row to which, from which column to which?",
        "A loop over images and centres; half = size // 2 pixels on each side of the centre.",
        "top = max(r - half, 0); the end may lie outside, a slice does not mind",
    ),
)
