"""Average pooling: the mean of each square, or of the whole image."""

from __future__ import annotations

from functools import reduce
from typing import final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array
from course_lib.layers._features import check_images
from course_lib.layers._windows import Places, squares
from course_lib.layers.base import Layer, check_dy, recall


@final
class AvgPool2d(Layer):
    """``y[i, j] = mean x[i·stride + r, j·stride + s]`` over ``0 <= r, s < size``.

    Parameters
    ----------
    size : int, optional
        Height and width of the squares; by default the whole image (global average pooling).
    stride : int, default `size`
        Step from one square to the next.

    Examples
    --------
    >>> x = np.arange(16.0).reshape(1, 1, 4, 4)
    >>> AvgPool2d(2).forward(x, train=True)[0, 0]
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    >>> AvgPool2d().forward(x, train=True)[0, 0]
    array([[7.5]])

    References
    ----------
    Lin, Chen and Yan, "Network in network", ICLR 2014, section 3.2 (global average pooling).
    """

    def __init__(self, size: int | None = None, stride: int | None = None) -> None:
        self.size = None if size is None else check.integer("AvgPool2d", "size", size)
        self.stride = self.size if stride is None else check.integer("AvgPool2d", "stride", stride)

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y, shape ``(..., N, C, H_out, W_out)``; ``H_out = (H − size) // stride + 1``."""
        check_images("AvgPool2d", x)
        y: Array
        places: Places
        if self.size is None or self.stride is None:
            places, n = [(slice(None), slice(None))], x.shape[-2] * x.shape[-1]
            y = x.mean(axis=(-2, -1), keepdims=True)
        else:
            places, n = squares("AvgPool2d", x, self.size, self.stride), self.size**2
            y = reduce(np.add, (x[..., *place] for place in places)) / n
        self._kept = x.shape, y.shape, places, n
        return y

    def backward(self, dy: Array) -> Array:
        """Return dx: every pixel of a window gets the same share ``dy / n`` of its n pixels."""
        x_shape, y_shape, places, n = recall(self)
        dy = check_dy(self, dy, y_shape)
        dx = np.zeros((*dy.shape[:-2], *x_shape[-2:]), dy.dtype)
        for place in places:
            dx[..., *place] += dy / n
        return dx

    def __repr__(self) -> str:
        return f"AvgPool2d({self.size or ''}{f', stride={self.stride}' if self.size else ''})"
