"""Curves: one variable, for slopes, step sizes, starts and bumps (chapters 1 and 3)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from course_lib.objectives.objective import Curve


def _parabola(x: Any) -> Any:
    return x * x


def _parabola_slope(x: Any) -> Any:
    return 2 * x


def _parabola_curvature(x: Any) -> Any:
    return 2.0


parabola: Final = Curve(
    "parabola", "x^2", _parabola, _parabola_slope, _parabola_curvature,
    minima=(0.0,), start=-2.0, bounds=(-2.5, 2.5),
)  # fmt: skip
"""x²: a step of gradient descent multiplies x by 1 − 2η."""


def _u_shape(x: Any) -> Any:
    return x * x * x * x / 4 + x * x / 2 - x


def _u_shape_slope(x: Any) -> Any:
    return x * x * x + x - 1


def _u_shape_curvature(x: Any) -> Any:
    return 3 * x * x + 1


u_shape: Final = Curve(
    "u_shape", "x^4/4 + x^2/2 - x", _u_shape, _u_shape_slope, _u_shape_curvature,
    minima=(0.6823278038280193,), start=-1.5, bounds=(-2.0, 2.5),
)  # fmt: skip
"""A convex curve whose curvature changes: Newton's method doubles its digits here."""


def _w_shape(x: Any) -> Any:
    return (x * x - 1) * (x * x - 1) + x / 4


def _w_shape_slope(x: Any) -> Any:
    return 4 * x * (x * x - 1) + 1 / 4


def _w_shape_curvature(x: Any) -> Any:
    return 12 * x * x - 4


w_shape: Final = Curve(
    "w_shape", "(x^2 - 1)^2 + x/4", _w_shape, _w_shape_slope, _w_shape_curvature,
    minima=(-1.0298959850506604, 0.96714893788303), start=1.6, bounds=(-1.7, 1.7),
)  # fmt: skip
"""Two minima of unequal depth: the start decides which one descent finds."""


def _dent(x: Any, width: float) -> Any:
    """1 / (1 + (x / width)²): 1 at the centre, 1/2 at the distance `width`."""
    return 1 / (1 + x * x / (width * width))


def _dent_slope(x: Any, width: float) -> Any:
    d = _dent(x, width)
    return -2 * x * d * d / (width * width)


def _dent_curvature(x: Any, width: float) -> Any:
    d = _dent(x, width)
    return (8 * x * x * d / (width * width) - 2) * d * d / (width * width)


def _bumpy(x: Any) -> Any:
    return x * x / 20 - 0.4 * (_dent(x + 3, 0.5) + _dent(x, 0.5) + _dent(x - 3, 0.5))


def _bumpy_slope(x: Any) -> Any:
    dents = _dent_slope(x + 3, 0.5) + _dent_slope(x, 0.5) + _dent_slope(x - 3, 0.5)
    return x / 10 - 0.4 * dents


def _bumpy_curvature(x: Any) -> Any:
    dents = _dent_curvature(x + 3, 0.5) + _dent_curvature(x, 0.5) + _dent_curvature(x - 3, 0.5)
    return 0.1 - 0.4 * dents


bumpy: Final = Curve(
    "bumpy", "x^2/20 - 0.4/(1 + 4 (x + 3)^2) - 0.4/(1 + 4 x^2) - 0.4/(1 + 4 (x - 3)^2)",
    _bumpy, _bumpy_slope, _bumpy_curvature,
    minima=(0.0, -2.898904394006228, 2.898904394006228), start=-6.0, bounds=(-7.0, 7.0),
)  # fmt: skip
"""A bowl with three dents: plain descent stops in the first, momentum rolls through to 0."""


def _flat_and_sharp(x: Any) -> Any:
    return x * x / 40 - _dent(x + 2, 1.0) - _dent(x - 2, 0.2)


def _flat_and_sharp_slope(x: Any) -> Any:
    return x / 20 - _dent_slope(x + 2, 1.0) - _dent_slope(x - 2, 0.2)


def _flat_and_sharp_curvature(x: Any) -> Any:
    return 0.05 - _dent_curvature(x + 2, 1.0) - _dent_curvature(x - 2, 0.2)


flat_and_sharp: Final = Curve(
    "flat_and_sharp", "x^2/40 - 1/(1 + (x + 2)^2) - 1/(1 + 25 (x - 2)^2)",
    _flat_and_sharp, _flat_and_sharp_slope, _flat_and_sharp_curvature,
    minima=(1.997447109975355, -1.950351798126781), start=4.0, bounds=(-5.0, 5.0),
)  # fmt: skip
"""A sharp minimum (curvature 50), slightly lower than a flat one (curvature 2).

Gradient descent cannot rest in the sharp one with a step above 2/50, and a shift of the curve by
0.1 costs 20 times as much there.
"""

CURVES: Final[Mapping[str, Curve]] = MappingProxyType(
    {curve.name: curve for curve in (parabola, u_shape, w_shape, bumpy, flat_and_sharp)}
)
