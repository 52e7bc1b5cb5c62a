"""DropConnect: leave out weights, not units, at random in training (chapter 6).

training    y = x (W · M / (1 − p)) + b,   M = 0 with probability p, else 1
testing     y = x W + b
"""

from __future__ import annotations

from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number
from course_lib.initializers import he_normal
from course_lib.layers._features import accept
from course_lib.layers._frames import Affine, sizes
from course_lib.layers._trials import Generators, Initializers, Trials, per_trial
from course_lib.layers.base import check_dy, in_dtype, recall


@final
class DropConnect(Affine):
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
    bias : float or False, default 0
        Initial value of b; False leaves b out.
    trials : int or tuple of int, default ()
        Leading axes: that many layers side by side. All draw the same numbers, see `Dropout`.
    dtype : float64 (default) or float32

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
        owner, remedy = "DropConnect", "p is the share dropped."
        shape = sizes(owner, d_in=d_in, d_out=d_out)
        super().__init__(
            shape, shape[1:], rng=rng, init=init, bias=bias, trials=trials, dtype=dtype
        )
        self.p = check.interval(owner, "p", p, 0, 1, open_high=True, remedy=remedy)
        self._p = per_trial(owner, "p", self.p, self.W.trials, axes=2)

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return ``y = x (W · M / (1 − p)) + b``, shape ``(..., N, d_out)``."""
        x = accept(self, x, self.W.shape[0], self.W, train=train)
        scaled_mask = self._draw(check.generator("DropConnect", rng)) if train else 1
        y: Array = x @ (self.W.value * scaled_mask)
        y += self.b.value[..., None, :]
        self._kept = x, scaled_mask, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Return ``dx = dy (W · M / (1 − p))ᵀ``, after `backward_parameters`."""
        self.backward_parameters(dy)
        _, scaled_mask, _ = recall(self)
        dx: Array = in_dtype(dy, self.W) @ (self.W.value * scaled_mask).mT
        return dx

    def backward_parameters(self, dy: Array) -> None:
        """Write ``dW = xᵀ dy · M / (1 − p)`` and ``db = Σₙ dyₙ``."""
        x, scaled_mask, shape = recall(self)
        dy = check_dy(self, dy, shape)
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
