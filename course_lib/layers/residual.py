"""Residual blocks, and stochastic depth: leave out whole blocks at random (chapters 2 and 6).

    residual block   y = x + f(x)
    training         y = x + m f(x),   m = 1 with probability p ("survives"), else 0
    testing          y = x + p f(x)

The path ``x`` carries the gradient past f unchanged; a block that is left out costs nothing.
"""

from __future__ import annotations

from typing import final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.layers.base import Layer, check_dy, check_layers, in_dtype, recall, run, run_back


@final
class Residual(Layer):
    """Layers with a skip connection: ``y = x + f(x)``; with `survival` < 1, stochastic depth.

    Parameters
    ----------
    *layers : Layer
        f, in the order of the forward pass; must keep the shape of x.
    survival : float in (0, 1], default 1
        p, the probability that f is *kept* in a training step. One draw per the whole mini-batch.

    Examples
    --------
    >>> from course_lib.activations import relu
    >>> from course_lib.layers import Elementwise
    >>> block = Residual(Elementwise(relu), survival=0.5)
    >>> x = np.array([[-1.0, 1.0]])
    >>> block.forward(x, train=False)
    array([[-1. ,  1.5]])
    >>> rng = np.random.default_rng(0)
    >>> [block.forward(x, train=True, rng=rng)[0, 1].item() for _ in range(5)]
    [1.0, 2.0, 2.0, 2.0, 1.0]

    References
    ----------
    He et al., "Deep residual learning for image recognition", CVPR 2016, equation 1.
    Huang et al., "Deep networks with stochastic depth", ECCV 2016, equations 2, 4 and 5.

    Notes
    -----
    The papers put a ReLU after the sum: add `Elementwise` after the block. `DropPath` in other
    libraries tosses a coin for each example and divides by p in training instead.
    """

    def __init__(self, *layers: Layer, survival: float = 1.0) -> None:
        check_layers("Residual", layers)
        remedy = "survival is the probability to keep the block."
        self.survival = check.number(
            "Residual", "survival", survival, 0, 1, open_low=True, remedy=remedy
        )
        self.layers = layers

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return ``y = x + m f(x)``, the shape of x."""
        check.array("Residual", "x", x)
        check.batch("Residual", x.size)
        x = in_dtype(x, *self.parameters()[:1])
        m = self._survives(rng) if train else self.survival
        y = x + m * self._branch(x, train, rng) if m else x.copy()
        self._kept = m, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Return ``dx = dy + m (∂f/∂x)ᵀ dy``; a block that was left out has gradient 0."""
        m, shape = recall(self)
        dy = check_dy(self, dy, shape)
        if m:
            return dy + run_back(self.layers, m * dy)
        for parameter in self.parameters():
            parameter.grad[...] = 0
        return dy.copy()

    def _survives(self, rng: np.random.Generator | None) -> float:
        """Return m: 1 if f survives this step, else 0."""
        if self.survival == 1:
            return 1
        return int(check.generator("Residual", rng).random() < self.survival)

    def _branch(self, x: Array, train: bool, rng: np.random.Generator | None) -> Array:
        """Return f(x)."""
        y = run(self.layers, x, train=train, rng=rng)
        if y.shape[-x.ndim :] != x.shape:
            rule = f"layers that keep the shape {x.shape}"
            raise ValueError(message("Residual", rule, f"layers that return {y.shape}"))
        return y

    def __repr__(self) -> str:
        survival = "" if self.survival == 1 else f", survival={self.survival:g}"
        return f"Residual({', '.join(map(repr, self.layers))}{survival})"


def linear_survival(blocks: int, last: float = 0.5) -> list[float]:
    """Return the survival probability of block ℓ = 1 … L: ``1 − ℓ/L (1 − p_L)``.

    Early blocks extract what all later ones need, so they are left out less often.

    Parameters
    ----------
    blocks : int
        L, the number of blocks.
    last : float in (0, 1], default 0.5
        p_L, the probability of the last block.

    Examples
    --------
    >>> linear_survival(4)
    [0.875, 0.75, 0.625, 0.5]

    References
    ----------
    Huang et al., "Deep networks with stochastic depth", ECCV 2016, equation 4.
    """
    count = check.integer("linear_survival", "blocks", blocks)
    p_last = check.number("linear_survival", "last", last, 0, 1, open_low=True)
    return [1 - block / count * (1 - p_last) for block in range(1, count + 1)]
