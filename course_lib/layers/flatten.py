"""Flatten: from images ``(N, C, H, W)`` to rows of numbers ``(N, D)`` (chapters 2 to 6)."""

from __future__ import annotations

import math
from typing import final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.layers._trials import Trials, trial_shape
from course_lib.layers.base import Layer, check_dy, recall


@final
class Flatten(Layer):
    """Make one row of each example: ``(N, ...)`` becomes ``(N, D)``.

    Parameters
    ----------
    trials : int or tuple of int, default ()
        Leading axes to keep, besides that of the batch.

    Examples
    --------
    >>> Flatten().forward(np.zeros((128, 1, 28, 28)), train=False).shape
    (128, 784)
    """

    def __init__(self, *, trials: Trials = ()) -> None:
        self.trials = trial_shape("Flatten", trials)

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return the same numbers, shape ``(*trials, N, D)``."""
        check.array("Flatten", "x", x)
        k = len(self.trials)
        if x.ndim < k + 2 or x.shape[:k] != self.trials:
            rule = f"shape ({''.join(f'{size}, ' for size in self.trials)}N, ...)"
            raise ValueError(message("Flatten", rule, x.shape))
        check.batch("Flatten", x.shape[k])
        y = x.reshape(*x.shape[: k + 1], math.prod(x.shape[k + 1 :]))
        self._kept = x.shape, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Return dy in the shape of x."""
        x_shape, y_shape = recall(self)
        dy = check_dy(self, dy, y_shape)
        return dy.reshape(*dy.shape[: dy.ndim - len(y_shape)], *x_shape)

    def __repr__(self) -> str:
        return "Flatten()"
