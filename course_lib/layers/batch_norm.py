"""Batch normalisation: give every feature mean 0 and variance 1 over the mini-batch (chapter 5).

    x̂ = (x − μ) / √(σ² + ε),   y = γ x̂ + β

In training μ and σ² are those of the batch; in evaluation their running averages, so that the
answer to one example does not depend on the others in its batch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.layers._features import accept, batch_axes, spread
from course_lib.layers._frames import Norm
from course_lib.layers._trials import Trials
from course_lib.layers.base import check_dy, recall


@final
class BatchNorm(Norm):
    """Normalise each feature over the batch: ``y = γ (x − μ) / √(σ² + ε) + β``.

    Symbols: γ `gamma`, β `beta` (learned); ε `eps`; μ, σ² statistics of the batch in training,
    `running_mean` and `running_var` in evaluation.

    Parameters
    ----------
    features : int
        D, or the number of channels C of images.
    momentum : float in (0, 1], default 0.1
        Share of the *new* batch in the running averages.
    eps : float > 0, default 1e-5
        Keeps the root away from 0 where a feature is constant.
    images : bool, default False
        Input ``(..., N, C, H, W)`` with statistics per channel, instead of ``(..., N, D)``.
    trials : int or tuple of int, default ()
        Leading axes: that many layers side by side, each with statistics of its own.
    dtype : float64 (default) or float32

    Attributes
    ----------
    gamma, beta : Parameter, shape (features,)
        Start at 1 and 0; exempt from weight decay.
    running_mean, running_var : array, shape (*trials, features)
        Start at 0 and 1; part of `buffers`, so that they are saved with the network.

    Examples
    --------
    >>> layer = BatchNorm(2)
    >>> x = np.array([[1.0, 10.0], [3.0, 30.0]])
    >>> layer.forward(x, train=True).round(3)
    array([[-1., -1.],
           [ 1.,  1.]])
    >>> layer.running_mean
    array([0.2, 2. ])

    References
    ----------
    Ioffe and Szegedy, "Batch normalization", ICML 2015, algorithms 1 and 2.

    Notes
    -----
    As in PyTorch, the batch is normalised with the variance over n and the running average takes
    the one over n − 1. Keras calls the share of the *old* average momentum.
    """

    def __init__(
        self,
        features: int,
        *,
        momentum: float = 0.1,
        eps: float = 1e-5,
        images: bool = False,
        trials: Trials = (),
        dtype: Any = np.float64,
    ) -> None:
        self.momentum = check.number("BatchNorm", "momentum", momentum, 0, 1, open_low=True)
        self.images = check.flag("BatchNorm", "images", images)
        super().__init__(features, eps=eps, trials=trials, dtype=dtype)
        self.running_mean: Array = np.zeros_like(self.gamma.value)
        self.running_var: Array = np.ones_like(self.gamma.value)

    def buffers(self) -> Mapping[str, Array]:
        """Return the running averages."""
        return {"running_mean": self.running_mean, "running_var": self.running_var}

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y, the shape of x; training also updates the running averages."""
        gamma, images = self.gamma, self.images
        x = accept(self, x, gamma.shape[0], gamma, train=train)
        axes = batch_axes(images)
        n = _values_per_feature(x, axes) if train else math.inf
        mean = x.sum(axis=axes) / n if train else self.running_mean
        x_hat = x - spread(mean, images)  # centred first: E[x²] − E[x]² would cancel
        var = (x_hat * x_hat).sum(axis=axes) / n if train else self.running_var
        inverse_std = 1 / np.sqrt(var + self.eps)
        x_hat *= spread(inverse_std, images)
        y: Array = spread(gamma.value, images) * x_hat
        y += spread(self.beta.value, images)
        if train:
            self.running_mean += self.momentum * (mean - self.running_mean)
            self.running_var += self.momentum * (var * (n / (n - 1)) - self.running_var)
        self._kept = x_hat, inverse_std, n, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Write the gradients of γ and β; return dx, in which μ and σ² depend on x too.

        ::

            dβ = Σₙ dyₙ
            dγ = Σₙ dyₙ x̂ₙ
            dx = γ / √(σ² + ε) · (dy − dβ / n − x̂ dγ / n)

        The bracket takes away from dy its mean and its component along x̂: shifting or scaling
        the batch changes no output, so the gradient has nothing in these two directions. In
        evaluation μ and σ² are constants, as if of a batch with n = ∞.
        """
        kept: tuple[Array, Array, float, tuple[int, ...]] = recall(self)
        x_hat, inverse_std, n, shape = kept
        dy, axes = check_dy(self, dy, shape), batch_axes(self.images)
        dy.sum(axis=axes, out=self.beta.grad)
        (dy * x_hat).sum(axis=axes, out=self.gamma.grad)
        dx = x_hat * spread(self.gamma.grad / -n, self.images)
        dx += dy
        dx -= spread(self.beta.grad / n, self.images)
        dx *= spread(self.gamma.value * inverse_std, self.images)
        return dx

    def scale_and_shift(self) -> tuple[Array, Array]:
        """Return a and c, shape ``(*trials, features)``: in evaluation ``y = a x + c``.

        ``a = γ / √(σ² + ε)`` and ``c = β − a μ`` with the running averages. Two affine maps are
        one, so a trained batch norm folds into the `Linear` before it: ``W a`` and ``b a + c``.
        """
        scale = self.gamma.value / np.sqrt(self.running_var + self.eps)
        return scale, self.beta.value - scale * self.running_mean

    def __repr__(self) -> str:
        return f"BatchNorm({self.gamma.shape[0]}{', images=True' if self.images else ''})"


def _values_per_feature(x: Array, axes: tuple[int, ...]) -> int:
    """Return n; one value alone would be normalised to 0, whatever it is."""
    n: int = math.prod(x.shape[axis] for axis in axes)
    if n == 1:
        rule = "2 values or more per feature in training"
        remedy = "Use a larger batch, leave out a last batch of 1, or take LayerNorm."
        raise ValueError(message("BatchNorm", rule, "a batch of 1", remedy))
    return n
