"""DropConnect: leave out weights, not units, at random in training (chapter 6).

training    y = x (W · M / (1 − p)) + b,   M = 0 with probability p, else 1
testing     y = x W + b
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number
from course_lib.initializers import he_normal
from course_lib.layers._trials import (
    Generators,
    Initializers,
    Trials,
    check_trials,
    draw,
    one_number,
    per_trial,
    trial_shape,
)
from course_lib.layers.base import Layer, check_dy, recall
from course_lib.parameters import Parameter


@final
class DropConnect(Layer):
    """An affine layer whose weights drop out: ``y = x (W · M / (1 − p)) + b``.

    Parameters
    ----------
    d_in, d_out : int
        Number of input and output features.
    p : float in [0, 1), or array over trials; default 0.5
        Share of the weights that is *dropped*.
    rng : numpy.random.Generator, or one per trial
        Draws the initial W (the masks come from the `rng` of `forward`).
    init : initializer, or one per trial; default `he_normal`
        ``(shape, rng) -> array`` for W.
    bias : float, default 0
        Initial value of b.
    trials : int or tuple of int, default ()
        Leading axes: that many layers side by side. All roll the same dice, see `Dropout`.
    dtype : float64 (default) or float32

    Raises
    ------
    ValueError
        For sizes below 1, p outside [0, 1), or an input without `d_in` features.
    TypeError
        For training without `rng`.

    Examples
    --------
    >>> layer = DropConnect(3, 2, rng=np.random.default_rng(0))
    >>> y = layer.forward(np.ones((4, 3)), train=True, rng=np.random.default_rng(1))
    >>> _ = layer.backward(np.ones((4, 2)))
    >>> layer.W.grad  # 0 where the weight was dropped, 4 examples / (1 - p) elsewhere
    array([[0., 8.],
           [8., 8.],
           [0., 0.]])

    References
    ----------
    Wan et al., "Regularization of neural networks using DropConnect", ICML 2013, equation 5.

    Notes
    -----
    The paper draws a mask for each example, which takes N times the memory of W, drops biases
    too, and in testing samples from a Gaussian. Here one mask serves a mini-batch, biases stay,
    and testing takes the mean weights: the same mean, exact for one layer, at the cost of `Linear`.
    """

    def __init__(
        self,
        d_in: int,
        d_out: int,
        p: Number = 0.5,
        *,
        rng: Generators,
        init: Initializers = he_normal,
        bias: float = 0.0,
        trials: Trials = (),
        dtype: Any = np.float64,
    ) -> None:
        shape = (
            check.integer("DropConnect", "d_in", d_in),
            check.integer("DropConnect", "d_out", d_out),
        )
        k = trial_shape("DropConnect", trials)
        remedy = "p is the share dropped."
        self.p = check.interval("DropConnect", "p", p, 0, 1, open_high=True, remedy=remedy)
        self._p = per_trial("DropConnect", "p", self.p, k, axes=2)
        start = one_number("DropConnect", "bias", check.interval("DropConnect", "bias", bias))
        W = draw("DropConnect", init, shape, k, rng, dtype)
        b = np.full((*k, d_out), start, dtype)
        self.W = Parameter("W", W, trial_axes=len(k))
        self.b = Parameter("b", b, decay=False, trial_axes=len(k))
        self._kept: tuple[Array, Array, tuple[int, ...]] | None = None

    def parameters(self) -> Sequence[Parameter]:
        """Return W and b."""
        return self.W, self.b

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y, shape ``(..., N, d_out)``."""
        check.features("DropConnect", x, self.W.shape[0])
        if not train:
            return self._affine(x, self.W.value)
        check_trials("DropConnect", x, self.W.trials)
        scaled_mask = self._draw(check.generator("DropConnect", rng))
        y = self._affine(x, self.W.value * scaled_mask)
        self._kept = x, scaled_mask, y.shape
        return y

    def _affine(self, x: Array, W: Array) -> Array:
        y: Array = x @ W
        y += self.b.value[..., None, :]
        return y

    def backward(self, dy: Array) -> Array:
        """Return ``dx = dy (W · M / (1 − p))ᵀ``, after `backward_parameters`."""
        self.backward_parameters(dy)
        _, scaled_mask, _ = recall(self, self._kept)
        dx: Array = dy @ (self.W.value * scaled_mask).mT
        return dx

    def backward_parameters(self, dy: Array) -> None:
        """Write ``dW = xᵀ dy · M / (1 − p)`` and ``db = Σₙ dyₙ``."""
        x, scaled_mask, shape = recall(self, self._kept)
        check_dy(self, dy, shape)
        np.matmul(x.mT, dy, out=self.W.grad)
        self.W.grad[...] *= scaled_mask
        dy.sum(axis=-2, out=self.b.grad)

    def _draw(self, rng: np.random.Generator) -> Array:
        """Return ``M / (1 − p)``, for each trial or, with one p, for all of them."""
        keep = rng.random(self.W.shape, dtype=np.float32) >= np.asarray(self._p, np.float32)
        scaled_mask: Array = np.multiply(keep, 1 / (1 - self._p), dtype=self.W.value.dtype)
        return scaled_mask

    def __repr__(self) -> str:
        return f"DropConnect({self.W.shape[0]}, {self.W.shape[1]}, p={self.p})"
