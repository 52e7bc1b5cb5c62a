"""PReLU: a leaky ReLU that learns its slope (chapter 2).

y = max(x, 0) + a min(x, 0)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number
from course_lib.layers._features import accept, batch_axes, spread
from course_lib.layers._trials import Trials, per_trial, trial_shape
from course_lib.layers.base import Layer, check_dy, recall
from course_lib.parameters import Parameter


@final
class PReLU(Layer):
    """The parametric rectifier ``y = max(x, 0) + a min(x, 0)`` with learned slopes a.

    Parameters
    ----------
    features : int
        D, or the number of channels C of images.
    shared : bool, default False
        One slope for all features instead of one for each.
    init : float, or array over trials; default 0.25
        Initial slope.
    images : bool, default False
        Input ``(..., N, C, H, W)`` with one slope per channel, instead of ``(..., N, D)``.
    trials, dtype
        As for `Linear`.

    Attributes
    ----------
    a : Parameter, shape (features,), or (1,) if shared
        The slopes; exempt from weight decay, because it would pull them towards a plain ReLU.

    Examples
    --------
    >>> layer = PReLU(3)
    >>> layer.forward(np.array([[-4.0, 0.0, 4.0]]), train=True)
    array([[-1.,  0.,  4.]])
    >>> layer.backward(np.ones((1, 3)))
    array([[0.25, 0.25, 1.  ]])
    >>> layer.a.grad
    array([-4.,  0.,  0.])

    References
    ----------
    He et al., "Delving deep into rectifiers", ICCV 2015, equations 1 and 3.

    Notes
    -----
    PyTorch's ``PReLU()`` shares one slope unless told otherwise, and lets weight decay act on it.
    """

    def __init__(
        self,
        features: int,
        *,
        shared: bool = False,
        init: Number = 0.25,
        images: bool = False,
        trials: Trials = (),
        dtype: Any = np.float64,
    ) -> None:
        self.features = check.integer("PReLU", "features", features)
        self.shared = check.flag("PReLU", "shared", shared)
        self.images = check.flag("PReLU", "images", images)
        k = trial_shape("PReLU", trials)
        a = np.empty((*k, 1 if shared else features), check.dtype("PReLU", dtype))
        a[...] = per_trial("PReLU", "init", check.interval("PReLU", "init", init), k, axes=1)
        self.a = Parameter("a", a, decay=False, trial_axes=len(k))

    def parameters(self) -> Sequence[Parameter]:
        """Return a."""
        return (self.a,)

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y, the shape of x."""
        x = accept(self, x, self.features, self.a, train=train)
        y: Array = np.maximum(x, 0) + spread(self.a.value, self.images) * np.minimum(x, 0)
        self._kept = x, y.shape
        return y

    def backward(self, dy: Array) -> Array:
        """Write ``da = Σₙ dyₙ min(xₙ, 0)``; return ``dx = dy · (1 if x > 0 else a)``."""
        x, shape = recall(self)
        dy = check_dy(self, dy, shape)
        da = (dy * np.minimum(x, 0)).sum(axis=batch_axes(self.images))
        self.a.grad[...] = da.sum(axis=-1, keepdims=True) if self.shared else da
        dx: Array = dy * np.where(x > 0, 1, spread(self.a.value, self.images))
        return dx

    def __repr__(self) -> str:
        return f"PReLU({self.features}{', shared=True' if self.shared else ''})"
