"""Group normalisation: mean 0 and variance 1 over groups of channels of each image.

    x̂ = (x − μ) / √(σ² + ε),   y = γ x̂ + β        (μ, σ²: of one image, over a group and all pixels)

The statistics are those of one image, as in `LayerNorm`, so the batch may be small; γ and β are
those of `BatchNorm`, one for each channel.
"""

from __future__ import annotations

from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.layers._features import accept, batch_axes, spread
from course_lib.layers._frames import Norm
from course_lib.layers._trials import Trials
from course_lib.layers.base import check_dy, recall
from course_lib.layers.layer_norm import standardise, standardise_back


@final
class GroupNorm(Norm):
    """Normalise each image over groups of channels: ``y = γ (x − μ) / √(σ² + ε) + β``.

    Parameters
    ----------
    groups : int
        Must divide `channels`. One group is layer norm on images; as many as channels, instance
        norm.
    channels : int
        C of images ``(..., N, C, H, W)``.
    eps : float > 0, default 1e-5
        ε, keeps the root away from 0 where a group is constant.
    trials, dtype
        As for `BatchNorm`.

    Attributes
    ----------
    gamma, beta : Parameter, shape (channels,)
        Start at 1 and 0; exempt from weight decay.

    Examples
    --------
    >>> x = np.array([1.0, 3.0, 10.0, 30.0]).reshape(1, 4, 1, 1)
    >>> GroupNorm(2, 4).forward(x, train=True).ravel().round(3)
    array([-1.,  1., -1.,  1.])

    References
    ----------
    Wu and He, "Group normalization", ECCV 2018, equations 1 and 7.
    """

    images = True

    def __init__(
        self,
        groups: int,
        channels: int,
        *,
        eps: float = 1e-5,
        trials: Trials = (),
        dtype: Any = np.float64,
    ) -> None:
        self.groups = check.integer("GroupNorm", "groups", groups)
        if check.integer("GroupNorm", "channels", channels) % groups:
            received = f"channels={channels}"
            raise ValueError(message("GroupNorm", f"a multiple of {groups} channels", received))
        super().__init__(channels, eps=eps, trials=trials, dtype=dtype)

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y, the shape of x."""
        x = accept(self, x, self.gamma.shape[0], self.gamma, train=train)
        groups, inverse_std = standardise(self._grouped(x), self.eps)
        x_hat = groups.reshape(x.shape)
        y: Array = spread(self.gamma.value, images=True) * x_hat
        y += spread(self.beta.value, images=True)
        self._kept = x_hat, inverse_std, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Write ``dβ = Σ dy`` and ``dγ = Σ dy x̂``; return dx, from ``dx̂ = γ dy`` in each group."""
        x_hat, inverse_std, shape = recall(self)
        dy = check_dy(self, dy, shape)
        dy.sum(axis=batch_axes(images=True), out=self.beta.grad)
        (dy * x_hat).sum(axis=batch_axes(images=True), out=self.gamma.grad)
        dx_hat = self._grouped(dy * spread(self.gamma.value, images=True))
        return standardise_back(dx_hat, self._grouped(x_hat), inverse_std).reshape(shape)

    def _grouped(self, x: Array) -> Array:
        """Return one row for each group of each image."""
        return x.reshape(*x.shape[:-3], self.groups, -1)

    def __repr__(self) -> str:
        return f"GroupNorm({self.groups}, {self.gamma.shape[0]})"
