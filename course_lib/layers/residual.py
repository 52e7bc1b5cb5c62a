"""Residual blocks, and stochastic depth: leave out whole blocks at random (chapters 2 and 6).

    residual block   y = x + f(x)
    training         y = x + m f(x),   m = 1 with probability p ("survives"), else 0
    testing          y = x + p f(x)

The path ``x`` carries the gradient past f unchanged; a block that is left out costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.layers._trials import one_number
from course_lib.layers.base import Layer, check_dy, check_layers, named_buffers, recall
from course_lib.parameters import Parameter


@final
class Residual(Layer):
    """Layers with a bridge around them: ``y = x + f(x)``; with `survival` < 1, stochastic depth.

    Parameters
    ----------
    *layers : Layer
        f, in the order of the forward pass; must keep the shape of x.
    survival : float in (0, 1], default 1
        p, the probability that f is *kept* in a training step. One coin for the whole mini-batch.

    Raises
    ------
    TypeError, ValueError
        If something is not a layer, `survival` is out of range or f changes the shape.
    TypeError
        For training without `rng`, if `survival` < 1.

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
        p = check.interval("Residual", "survival", survival, 0, 1, open_low=True, remedy=remedy)
        self.survival = one_number("Residual", "survival", p)
        self.layers = layers
        for i, layer in enumerate(layers):
            for parameter in layer.parameters():
                parameter.name = f"{i}.{parameter.name}"
        self._kept: tuple[bool, tuple[int, ...]] | None = None

    def parameters(self) -> Sequence[Parameter]:
        """Return the parameters of f, named ``"layer.parameter"``."""
        return [p for layer in self.layers for p in layer.parameters()]

    def buffers(self) -> Mapping[str, Array]:
        """Return the buffers of f, named ``"layer.buffer"``."""
        return named_buffers(self.layers)

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y, the shape of x."""
        check.array("Residual", "x", x)
        check.batch("Residual", x.size)
        if not train:
            return x + self.survival * self._branch(x, train, rng)
        survived = self._toss(rng)
        y = x + self._branch(x, train, rng) if survived else x.copy()
        self._kept = survived, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Return ``dx = dy + m (∂f/∂x)ᵀ dy``; a block that was left out has gradient 0."""
        survived, shape = recall(self, self._kept)
        check_dy(self, dy, shape)
        if not survived:
            for parameter in self.parameters():
                parameter.grad[...] = 0
            return dy.copy()
        d_branch = dy
        for layer in reversed(self.layers):
            d_branch = layer.backward(d_branch)
        return dy + d_branch

    def _toss(self, rng: np.random.Generator | None) -> bool:
        """Return whether f survives this step."""
        if self.survival == 1:
            return True
        return bool(check.generator("Residual", rng).random() < self.survival)

    def _branch(self, x: Array, train: bool, rng: np.random.Generator | None) -> Array:
        """Return f(x)."""
        y = x
        for layer in self.layers:
            y = layer.forward(y, train=train, rng=rng)
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
    survival = check.interval("linear_survival", "last", last, 0, 1, open_low=True)
    p_last = one_number("linear_survival", "last", survival)
    return [1 - block / count * (1 - p_last) for block in range(1, count + 1)]
