"""Maxout: the largest of several affine functions; the unit learns its own bend (chapter 2).

zⱼ = x Wⱼ + bⱼ,   y = maxⱼ zⱼ
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array
from course_lib.initializers import Initializer, lecun_normal
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
class Maxout(Layer):
    """Affine layer and activation in one: ``y = maxⱼ (x Wⱼ + bⱼ)``.

    A maximum of lines is convex and bends `pieces` − 1 times; ReLU and the absolute value are
    two of the functions it can learn. With two pieces it has twice the parameters of `Linear`.

    Parameters
    ----------
    d_in, d_out : int
        Number of input and output features.
    pieces : int >= 2, default 2
        How many affine functions compete for each output.
    rng : numpy.random.Generator, or one per trial
        Draws the initial W.
    init : initializer, or one per trial; default `lecun_normal`
        ``(shape, rng) -> array`` for each Wⱼ. The larger of two independent N(0, σ²) numbers has
        mean square σ², so variance 1/d_in keeps the size of the signal (not 2/d_in as for ReLU).
    bias : float, default 0
        Initial value of b.
    trials : int or tuple of int, default ()
        Leading axes: that many layers side by side.
    dtype : float64 (default) or float32

    Attributes
    ----------
    W, b : Parameter, shapes (pieces, d_in, d_out) and (pieces, d_out)

    Raises
    ------
    ValueError
        For sizes below 1, fewer than 2 pieces, or an input without `d_in` features.

    Examples
    --------
    >>> layer = Maxout(3, 2, rng=np.random.default_rng(0))
    >>> layer.forward(np.ones((4, 3)), train=True).shape
    (4, 2)
    >>> sum(p.value.size for p in layer.parameters())  # Linear(3, 2) has 8
    16

    References
    ----------
    Goodfellow et al., "Maxout networks", ICML 2013, section 3.
    """

    def __init__(
        self,
        d_in: int,
        d_out: int,
        pieces: int = 2,
        *,
        rng: Generators,
        init: Initializers = lecun_normal,
        bias: float = 0.0,
        trials: Trials = (),
        dtype: Any = np.float64,
    ) -> None:
        shape = (
            check.integer("Maxout", "pieces", pieces, low=2),
            check.integer("Maxout", "d_in", d_in),
            check.integer("Maxout", "d_out", d_out),
        )
        b = one_number("Maxout", "bias", check.interval("Maxout", "bias", bias))
        k = trial_shape("Maxout", trials)
        inits = [*map(_each, init)] if isinstance(init, Sequence) else _each(init)
        W = draw("Maxout", inits, shape, k, rng, dtype)
        self.W = Parameter("W", W, trial_axes=len(k))
        self.b = Parameter(
            "b", np.full((*k, pieces, d_out), b, dtype), decay=False, trial_axes=len(k)
        )
        self._kept: tuple[Array, Array] | None = None

    def parameters(self) -> Sequence[Parameter]:
        """Return W and b."""
        return self.W, self.b

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return ``y = maxⱼ zⱼ``, shape ``(..., N, d_out)``."""
        check.features("Maxout", x, self.W.shape[1])
        z = (
            x[..., None, :, :] @ self.W.value + self.b.value[..., None, :]
        )  # (..., pieces, N, d_out)
        if train:
            check_trials("Maxout", x, self.W.trials)
            self._kept = x, z.argmax(axis=-3)
        y: Array = z.max(axis=-3)
        return y

    def backward(self, dy: Array) -> Array:
        """Return ``dx = Σⱼ dzⱼ Wⱼᵀ``, after `backward_parameters`."""
        dz = self._backward_parameters(dy)
        dx: Array = (dz @ self.W.value.mT).sum(axis=-3)
        return dx

    def backward_parameters(self, dy: Array) -> None:
        """Write ``dWⱼ = xᵀ dzⱼ`` and ``dbⱼ = Σₙ dzⱼₙ``; ``dzⱼ = dy`` where piece j won, else 0."""
        self._backward_parameters(dy)

    def _backward_parameters(self, dy: Array) -> Array:
        x, winner = recall(self, self._kept)
        check_dy(self, dy, winner.shape)
        piece = np.arange(self.W.shape[0])[:, None, None]
        dz = np.where(winner[..., None, :, :] == piece, dy[..., None, :, :], 0)
        np.matmul(x[..., None, :, :].mT, dz, out=self.W.grad)
        dz.sum(axis=-2, out=self.b.grad)
        return dz

    def __repr__(self) -> str:
        pieces, d_in, d_out = self.W.shape
        return f"Maxout({d_in}, {d_out}, pieces={pieces})"


def _each(init: Initializer) -> Initializer:
    """Let `init` see one piece at a time, so that it counts the right fan-in and fan-out."""
    check.function("Maxout", "init", init)
    return lambda shape, rng: np.stack([init(shape[1:], rng) for _ in range(shape[0])])
