"""The affine layer ``y = x W + b`` and its three gradients (derived in chapter 1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array
from course_lib.initializers import he_normal
from course_lib.layers._trials import (
    Generators,
    Initializers,
    Trials,
    check_trials,
    draw,
    one_number,
    trial_shape,
)
from course_lib.layers.base import Layer, check_dy, recall
from course_lib.parameters import Parameter


@final
class Linear(Layer):
    """The affine layer ``y = x W + b``.

    Parameters
    ----------
    d_in, d_out : int
        Number of input and output features.
    rng : numpy.random.Generator, or one per trial
        Draws the initial W.
    init : initializer, or one per trial; default `he_normal`
        ``(shape, rng) -> array`` for W.
    bias : float, default 0
        Initial value of b.
    trials : int or tuple of int, default ()
        Leading axes: that many layers side by side, with W ``(*trials, d_in, d_out)``.
    dtype : float64 (default) or float32

    Raises
    ------
    ValueError
        For sizes below 1, or an input without `d_in` features.

    Examples
    --------
    >>> layer = Linear(3, 2, rng=np.random.default_rng(0))
    >>> layer.forward(np.ones((4, 3)), train=True).shape
    (4, 2)
    >>> layer.backward(np.ones((4, 2))).shape, layer.W.grad.shape
    ((4, 3), (3, 2))

    Notes
    -----
    PyTorch stores the transpose ``(out, in)``.
    """

    def __init__(
        self,
        d_in: int,
        d_out: int,
        *,
        rng: Generators,
        init: Initializers = he_normal,
        bias: float = 0.0,
        trials: Trials = (),
        dtype: Any = np.float64,
    ) -> None:
        shape = (
            check.integer("Linear", "d_in", d_in),
            check.integer("Linear", "d_out", d_out),
        )
        start = one_number("Linear", "bias", check.interval("Linear", "bias", bias))
        k = trial_shape("Linear", trials)
        W = draw("Linear", init, shape, k, rng, dtype)
        b = np.full((*k, d_out), start, dtype)
        self.W = Parameter("W", W, trial_axes=len(k))
        self.b = Parameter("b", b, decay=False, trial_axes=len(k))
        self._kept: tuple[Array, tuple[int, ...]] | None = None

    def parameters(self) -> Sequence[Parameter]:
        """Return W and b."""
        return self.W, self.b

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return ``y = x W + b``, shape ``(..., N, d_out)``."""
        check.features("Linear", x, self.W.shape[0])
        if train:
            check_trials("Linear", x, self.W.trials)
        y: Array = x @ self.W.value
        y += self.b.value[..., None, :]
        if train:
            self._kept = x, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Return ``dx = dy Wᵀ``, after `backward_parameters`."""
        self.backward_parameters(dy)
        dx: Array = dy @ self.W.value.mT
        return dx

    def backward_parameters(self, dy: Array) -> None:
        """Write ``dW = xᵀ dy`` and ``db = Σₙ dyₙ`` (dy: gradient of the mean loss)."""
        x, shape = recall(self, self._kept)
        check_dy(self, dy, shape)
        np.matmul(x.mT, dy, out=self.W.grad)
        dy.sum(axis=-2, out=self.b.grad)

    def __repr__(self) -> str:
        trials = f", trials={self.W.trials}" if self.W.trials else ""
        return f"Linear({self.W.shape[0]}, {self.W.shape[1]}{trials})"
