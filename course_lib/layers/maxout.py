"""Maxout: the largest of several affine functions, a nonlinearity that is learned (chapter 2).

zⱼ = x Wⱼ + bⱼ,   y = maxⱼ zⱼ
"""

from __future__ import annotations

from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array
from course_lib.initializers import Initializer, lecun_normal
from course_lib.layers._features import accept
from course_lib.layers._frames import Affine, sizes
from course_lib.layers._trials import Generators, Initializers, Trials, check_init
from course_lib.layers.base import check_dy, recall


@final
class Maxout(Affine):
    """Affine layer and activation in one: ``y = maxⱼ (x Wⱼ + bⱼ)``.

    A maximum of lines is convex and bends `pieces` − 1 times; ReLU and the absolute value are
    two of the functions it can learn. With two pieces it has twice the parameters of `Linear`.

    Parameters
    ----------
    d_in, d_out : int
        Number of input and output features.
    pieces : int >= 2, default 2
        How many affine functions compete for each output.
    init : initializer, or one per trial; default `lecun_normal`
        ``(shape, rng) -> array`` for each Wⱼ. The larger of two independent N(0, σ²) numbers has
        mean square σ², so variance 1/d_in keeps the size of the signal (not 2/d_in as for ReLU).
    rng, bias, trials, dtype
        As for `Linear`.

    Attributes
    ----------
    W, b : Parameter, shapes (pieces, d_in, d_out) and (pieces, d_out)

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
        check.integer("Maxout", "pieces", pieces, low=2)
        shape = sizes("Maxout", pieces=pieces, d_in=d_in, d_out=d_out)
        each = [*map(_each, init)] if isinstance(init, list | tuple) else _each(init)
        super().__init__(
            shape, (pieces, d_out), rng=rng, init=each, bias=bias, trials=trials, dtype=dtype
        )

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return ``y = maxⱼ zⱼ``, shape ``(..., N, d_out)``."""
        x = accept(self, x, self.W.shape[1], self.W, train=train)
        z: Array = x[..., None, :, :] @ self.W.value  # (..., pieces, N, d_out)
        z += self.b.value[..., None, :]
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
        x, winner = recall(self)
        dy = check_dy(self, dy, winner.shape)
        piece = np.arange(self.W.shape[0])[:, None, None]
        dz = np.where(winner[..., None, :, :] == piece, dy[..., None, :, :], 0)
        np.matmul(x[..., None, :, :].mT, dz, out=self.W.grad)
        dz.sum(axis=-2, out=self.b.grad)
        return dz

    def __repr__(self) -> str:
        pieces, d_in, d_out = self.W.shape
        return f"Maxout({d_in}, {d_out}, pieces={pieces})"


def _each(init: Any) -> Initializer:
    """Let `init` see one piece at a time, so that it counts the right fan-in and fan-out."""
    check_init("Maxout", init)
    return lambda shape, rng: np.stack([init(shape[1:], rng) for _ in range(shape[0])])
