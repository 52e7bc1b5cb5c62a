"""Max pooling: keep the largest pixel of each square (chapter 6, before its fractional form)."""

from __future__ import annotations

from typing import final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array
from course_lib.layers._features import check_images
from course_lib.layers._windows import maximum, maximum_back, squares
from course_lib.layers.base import Layer, check_dy, recall


@final
class MaxPool2d(Layer):
    """``y[i, j] = max x[i·stride + r, j·stride + s]`` over ``0 <= r, s < size``.

    Parameters
    ----------
    size : int
        Height and width of the squares.
    stride : int, default `size`
        Step from one square to the next.

    Examples
    --------
    >>> layer = MaxPool2d(2)
    >>> layer.forward(np.arange(16.0).reshape(1, 1, 4, 4), train=True)[0, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    >>> layer.backward(np.ones((1, 1, 2, 2)))[0, 0]
    array([[0., 0., 0., 0.],
           [0., 1., 0., 1.],
           [0., 0., 0., 0.],
           [0., 1., 0., 1.]])

    Notes
    -----
    As in PyTorch, pixels beyond the last whole step are left out, and of equal pixels the first
    gets the gradient.
    """

    def __init__(self, size: int, stride: int | None = None) -> None:
        self.size = check.integer("MaxPool2d", "size", size)
        self.stride = self.size if stride is None else check.integer("MaxPool2d", "stride", stride)

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y, shape ``(..., N, C, H_out, W_out)``; ``H_out = (H − size) // stride + 1``."""
        check_images("MaxPool2d", x)
        places = squares("MaxPool2d", x, self.size, self.stride)
        y = maximum(x, places)
        self._kept = x, y, places
        return y

    def backward(self, dy: Array) -> Array:
        """Return dx: dy goes to the pixel that was the largest, the others get 0."""
        x, y, places = recall(self)
        return maximum_back(check_dy(self, dy, y.shape), x, y, places)

    def __repr__(self) -> str:
        return f"MaxPool2d({self.size}, stride={self.stride})"
