"""Centring and scaling, feature by feature: z = (x − μ) / σ. Chapter 4 begins with it."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.preprocessing._fitted import check_fitted, keep_dtype


class Standardizer:
    """Centre every feature, and scale it to variance 1: z = (x − μ) / σ.

    A feature that is constant in the training set (a border pixel) has no scale: it gets σ = 1,
    so it becomes 0 instead of 0/0.

    Parameters
    ----------
    scale : bool, default True
        False only centres (σ = 1): usual for images, whose pixels share one unit.
    axis : int or tuple of int, default 0
        Axes the statistics are taken over. 0: one per feature or pixel (the mean image);
        ``(0, 2, 3)``: one per channel of images (N, C, H, W).

    Attributes
    ----------
    mean, std : ndarray
        μ and σ, shape of `x` with the reduced axes of length 1.

    Raises
    ------
    ValueError
        For a feature whose values reach 1e100 or differ by less than 1e-100 only.

    Examples
    --------
    >>> x = np.array([[1.0, 10.0, 5.0], [3.0, 30.0, 5.0]])
    >>> Standardizer().fit(x).transform(x).tolist()
    [[-1.0, -1.0, 0.0], [1.0, 1.0, 0.0]]

    References
    ----------
    LeCun, Bottou, Orr, Müller, *Efficient BackProp*, 1998, section 4.3.
    """

    mean: Array
    std: Array

    def __init__(self, *, scale: bool = True, axis: int | tuple[int, ...] = 0) -> None:
        self.scale = check.flag("Standardizer", "scale", scale)
        self.axis = axis
        for one in axis if isinstance(axis, tuple) else (axis,):
            check.integer("Standardizer", "axis", one, -64)

    def fit(self, x: Array) -> Standardizer:
        """Learn μ and σ of `x`, shape (N, ...); return self."""
        x = check.finite("Standardizer", "x", x, "Clean the data first.")
        if x.ndim == 0:
            raise ValueError(message("Standardizer", "shape (N, ...)", "one number"))
        check.batch("Standardizer", len(x))
        self._check_axes(x)
        over: Any = {"axis": self.axis, "keepdims": True}
        # Rounding gives a constant feature a σ of 1e-17; its range is exactly 0.
        extent = x.max(**over).astype(np.float64) - x.min(**over)
        _check_size(float(np.abs(x).max()), extent[extent > 0])
        self.mean = x.mean(**over, dtype=np.float64)
        self.std = np.ones_like(self.mean)
        if self.scale:
            self.std = np.where(extent > 0, x.std(**over, dtype=np.float64), 1.0)
        return self

    def _check_axes(self, x: Array) -> None:
        axes = self.axis if isinstance(self.axis, tuple) else (self.axis,)
        found = [axis + x.ndim if axis < 0 else axis for axis in axes]
        if len(set(found)) < len(found) or not set(found) <= set(range(x.ndim)):
            rule = f"different axes of x, which has {x.ndim}"
            raise ValueError(message("Standardizer", rule, f"axis={self.axis}"))
        if x.size == 0:
            raise ValueError(message("Standardizer", "one feature or more", f"shape {x.shape}"))

    def transform(self, x: Array) -> Array:
        """Return (x − μ) / σ."""
        self._check(x)
        return keep_dtype(x, (x - self.mean) / self.std)

    def inverse_transform(self, z: Array) -> Array:
        """Return x = z σ + μ."""
        self._check(z)
        return keep_dtype(z, z * self.std + self.mean)

    def _check(self, x: Array) -> None:
        check_fitted(self, "mean")
        check.array("Standardizer", "x", x)
        known = self.mean.shape
        pairs = zip(known, x.shape, strict=False)
        if len(known) != x.ndim or any(k not in (1, n) for k, n in pairs):
            rule = f"a shape that fits the mean's {known}"
            raise ValueError(message("Standardizer", rule, x.shape))


def _check_size(largest: float, extents: Array) -> None:
    """Refuse features whose squares over- or underflow."""
    if largest > 1e100 or np.any(extents < 1e-100):
        rule = "features that differ by 1e-100 or more, and reach 1e100 at most"
        received = f"a largest value of {largest:.3g}, a range of {extents.min(initial=1):.3g}"
        raise ValueError(message("Standardizer", rule, received, "Change their unit."))
