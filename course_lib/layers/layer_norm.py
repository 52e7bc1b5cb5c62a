"""Layer normalisation: mean 0 and variance 1 over the features of each example (chapter 5).

    x̂ = (x − μ) / √(σ² + ε),   y = γ x̂ + β        (μ, σ²: of one example, over its D features)

No example sees another: training and evaluation are the same, and a batch of one will do.
"""

from __future__ import annotations

from typing import final

import numpy as np

from course_lib._validate import Array
from course_lib.layers._features import accept
from course_lib.layers._frames import Norm
from course_lib.layers.base import check_dy, recall


@final
class LayerNorm(Norm):
    """Normalise each example over its features: ``y = γ (x − μ) / √(σ² + ε) + β``.

    Parameters
    ----------
    features : int
        D, the last axis.
    eps : float > 0, default 1e-5
        ε, keeps the root away from 0 where all features are equal.
    trials, dtype
        As for `BatchNorm`.

    Attributes
    ----------
    gamma, beta : Parameter, shape (features,)
        Start at 1 and 0; exempt from weight decay.

    Examples
    --------
    >>> layer = LayerNorm(2)
    >>> layer.forward(np.array([[1.0, 3.0], [10.0, 30.0]]), train=True).round(3)
    array([[-1.,  1.],
           [-1.,  1.]])

    References
    ----------
    Ba, Kiros and Hinton, "Layer normalization", 2016, equation 3.
    """

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y, the shape of x."""
        x = accept(self, x, self.gamma.shape[0], self.gamma, train=train)
        x_hat, inverse_std = standardise(x, self.eps)
        y: Array = self.gamma.value[..., None, :] * x_hat
        y += self.beta.value[..., None, :]
        self._kept = x_hat, inverse_std, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Write ``dβ = Σₙ dyₙ`` and ``dγ = Σₙ dyₙ x̂ₙ``; return dx, from ``dx̂ = γ dy``."""
        x_hat, inverse_std, shape = recall(self)
        dy = check_dy(self, dy, shape)
        dy.sum(axis=-2, out=self.beta.grad)
        (dy * x_hat).sum(axis=-2, out=self.gamma.grad)
        return standardise_back(dy * self.gamma.value[..., None, :], x_hat, inverse_std)

    def __repr__(self) -> str:
        return f"LayerNorm({self.gamma.shape[0]})"


def standardise(x: Array, eps: float) -> tuple[Array, Array]:
    """Return ``x̂ = (x − μ) / √(σ² + ε)`` over the last axis, and the factor ``1 / √(σ² + ε)``."""
    x_hat: Array = x - x.mean(axis=-1, keepdims=True)
    var = (x_hat * x_hat).mean(axis=-1, keepdims=True)
    inverse_std: Array = 1 / np.sqrt(var + eps)
    x_hat *= inverse_std
    return x_hat, inverse_std


def standardise_back(dx_hat: Array, x_hat: Array, inverse_std: Array) -> Array:
    """Return ``dx = (dx̂ − mean(dx̂) − x̂ mean(dx̂ x̂)) / √(σ² + ε)``, means over the last axis."""
    dx: Array = dx_hat - dx_hat.mean(axis=-1, keepdims=True)
    dx -= x_hat * (dx_hat * x_hat).mean(axis=-1, keepdims=True)
    dx *= inverse_std
    return dx
