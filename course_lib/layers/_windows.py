"""Pooling: one number for each window of an image.

All windows together are a few shifted pictures of the image: picture (r, s) is pixel (r, s) of
every window. Their maximum, or their mean, is one line. A *place* says where a picture is: an
index of rows and one of columns, ``x[..., rows, columns]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

from course_lib._validate import Array, message

Places: TypeAlias = Sequence[tuple[Any, Any]]


def squares(owner: str, x: Array, size: int, stride: int) -> Places:
    """Return the places of squares of `size` pixels that are `stride` apart, row after row."""
    if min(x.shape[-2:]) < size:
        received = f"{min(x.shape[-2:])} in one direction"
        raise ValueError(message(owner, f"images of {size} x {size} pixels or more", received))
    rows, columns = ([*_shifts(pixels, size, stride)] for pixels in x.shape[-2:])
    return [(r, s) for r in rows for s in columns]


def _shifts(pixels: int, size: int, stride: int) -> Iterator[slice]:
    """Yield, for r = 0 … size − 1, where the r-th pixels of all windows are."""
    last = (pixels - size) // stride * stride  # where the last window begins
    for r in range(size):
        yield slice(r, r + last + 1, stride)


def maximum(x: Array, places: Places) -> Array:
    """Return the maximum of the pictures."""
    return reduce(np.maximum, (x[..., *place] for place in places))


def maximum_back(dy: Array, x: Array, y: Array, places: Places) -> Array:
    """Return dx: of each window the first pixel that is the maximum gets dy, the others 0."""
    dx = np.zeros((*dy.shape[:-2], *x.shape[-2:]), dy.dtype)
    without_winner = np.ones(y.shape, bool)
    for place in places:
        wins = (x[..., *place] == y) & without_winner
        dx[..., *place] += dy * wins
        without_winner ^= wins
    return dx
