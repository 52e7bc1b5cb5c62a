"""RMS normalisation: divide each example by its root mean square; no mean is subtracted.

x̂ = x / √(mean(x²) + ε),   y = γ x̂        (mean over the features of one example)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

import numpy as np

from course_lib._validate import Array
from course_lib.layers._features import accept
from course_lib.layers._frames import Norm
from course_lib.layers.base import check_dy, recall
from course_lib.parameters import Parameter


@final
class RMSNorm(Norm):
    """Scale each example to mean square 1: ``y = γ x / √(mean(x²) + ε)``.

    Parameters
    ----------
    features : int
        D, the last axis.
    eps : float > 0, default 1e-5
        ε, keeps the root away from 0 where all features are 0.
    trials : int or tuple of int, default ()
        Leading axes: that many layers side by side.
    dtype : float64 (default) or float32

    Attributes
    ----------
    gamma : Parameter, shape (features,)
        Starts at 1; weight decay spares it.

    Examples
    --------
    >>> RMSNorm(2).forward(np.array([[1.0, 7.0], [10.0, 70.0]]), train=True).round(3)
    array([[0.2, 1.4],
           [0.2, 1.4]])

    References
    ----------
    Zhang and Sennrich, "Root mean square layer normalization", NeurIPS 2019, equation 4.

    Notes
    -----
    PyTorch's default for eps is the machine precision of the dtype.
    """

    def parameters(self) -> Sequence[Parameter]:
        """Return γ; there is no β."""
        return (self.gamma,)

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y, the shape of x."""
        x = accept(self, x, self.gamma.shape[0], self.gamma, train=train)
        inverse_rms = 1 / np.sqrt((x * x).mean(axis=-1, keepdims=True) + self.eps)
        x_hat = x * inverse_rms
        y: Array = self.gamma.value[..., None, :] * x_hat
        self._kept = x_hat, inverse_rms, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Write ``dγ = Σₙ dyₙ x̂ₙ``; return dx.

        ::

            dx̂ = γ dy
            dx = (dx̂ − x̂ mean(dx̂ x̂)) / √(mean(x²) + ε)        (means over the features)
        """
        x_hat, inverse_rms, shape = recall(self)
        dy = check_dy(self, dy, shape)
        (dy * x_hat).sum(axis=-2, out=self.gamma.grad)
        dx_hat = self.gamma.value[..., None, :] * dy
        dx: Array = (dx_hat - x_hat * (dx_hat * x_hat).mean(axis=-1, keepdims=True)) * inverse_rms
        return dx

    def __repr__(self) -> str:
        return f"RMSNorm({self.gamma.shape[0]})"
