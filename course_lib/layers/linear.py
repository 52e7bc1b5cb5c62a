"""The affine layer ``y = x W + b`` and its three gradients (derived in chapter 1)."""

from __future__ import annotations

from typing import Any, final

import numpy as np

from course_lib._validate import Array
from course_lib.initializers import he_normal
from course_lib.layers._features import accept
from course_lib.layers._frames import Affine, sizes
from course_lib.layers._trials import Generators, Initializers, Trials
from course_lib.layers.base import check_dy, in_dtype, recall


@final
class Linear(Affine):
    """The affine layer ``y = x W + b``.

    Parameters
    ----------
    d_in, d_out : int
        Number of input and output features.
    rng : numpy.random.Generator, or one per trial
        Draws the initial W.
    init : initializer, or one per trial; default `he_normal`
        ``(shape, rng) -> array`` for W.
    bias : float or False, default 0
        Initial value of b; False leaves b out, for example before a batch norm, which cancels it.
    trials : int or tuple of int, default ()
        Leading axes: that many layers side by side, with W ``(*trials, d_in, d_out)``.
    dtype : float64 (default) or float32

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
        shape = sizes("Linear", d_in=d_in, d_out=d_out)
        super().__init__(
            shape, shape[1:], rng=rng, init=init, bias=bias, trials=trials, dtype=dtype
        )

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return ``y = x W + b``, shape ``(..., N, d_out)``."""
        x = accept(self, x, self.W.shape[0], self.W, train=train)
        y: Array = x @ self.W.value
        y += self.b.value[..., None, :]
        self._kept = x, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Return ``dx = dy Wᵀ``, after `backward_parameters`."""
        self.backward_parameters(dy)
        dx: Array = in_dtype(dy, self.W) @ self.W.value.mT
        return dx

    def backward_parameters(self, dy: Array) -> None:
        """Write ``dW = xᵀ dy`` and ``db = Σₙ dyₙ`` (dy: gradient of the mean loss)."""
        x, shape = recall(self)
        dy = check_dy(self, dy, shape)
        np.matmul(x.mT, dy, out=self.W.grad)
        dy.sum(axis=-2, out=self.b.grad)

    def __repr__(self) -> str:
        trials = f", trials={self.W.trials}" if self.W.trials else ""
        return f"Linear({self.W.shape[0]}, {self.W.shape[1]}{trials})"
