"""Surfaces: two variables, each for one difficulty that optimizers meet (chapter 3)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from course_lib.objectives.objective import Objective

Slopes: TypeAlias = tuple[Any, Any]
Curvatures: TypeAlias = tuple[Slopes, Slopes]


def _bowl(x: Any, y: Any) -> Any:
    return x * x / 20 + y * y


def _bowl_slopes(x: Any, y: Any) -> Slopes:
    return x / 10, 2 * y


def _bowl_curvatures(x: Any, y: Any) -> Curvatures:
    return (0.1, 0.0), (0.0, 2.0)


bowl: Final = Objective(
    "bowl", "x^2/20 + y^2", _bowl, _bowl_slopes, _bowl_curvatures,
    minima=((0.0, 0.0),), start=(-7.0, 2.0), bounds=((-10.0, 10.0), (-5.0, 5.0)),
)  # fmt: skip
"""A valley 20 times as curved across as along: gradient descent zigzags (κ = 20).

Saito, "Deep learning from scratch", 2016, equation 6.2.
"""


def _rotated_bowl(x: Any, y: Any) -> Any:
    return (x + y) * (x + y) / 40 + (y - x) * (y - x) / 2


def _rotated_bowl_slopes(x: Any, y: Any) -> Slopes:
    along, across = (x + y) / 20, y - x
    return along - across, along + across


def _rotated_bowl_curvatures(x: Any, y: Any) -> Curvatures:
    return (1.05, -0.95), (-0.95, 1.05)


rotated_bowl: Final = Objective(
    "rotated_bowl", "(x + y)^2/40 + (y - x)^2/2",
    _rotated_bowl, _rotated_bowl_slopes, _rotated_bowl_curvatures,
    minima=((0.0, 0.0),), start=(-9.0 / math.sqrt(2.0), -5.0 / math.sqrt(2.0)),
    bounds=((-8.0, 8.0), (-8.0, 8.0)),
)  # fmt: skip
"""`bowl` and its start turned by 45°: the same to gradient descent, not to Adam."""


def _rosenbrock(x: Any, y: Any) -> Any:
    a, b = 1 - x, y - x * x
    return a * a + 100 * b * b


def _rosenbrock_slopes(x: Any, y: Any) -> Slopes:
    b = y - x * x
    return -2 * (1 - x) - 400 * x * b, 200 * b


def _rosenbrock_curvatures(x: Any, y: Any) -> Curvatures:
    return (2 - 400 * (y - 3 * x * x), -400 * x), (-400 * x, 200.0)


rosenbrock: Final = Objective(
    "rosenbrock", "(1 - x)^2 + 100 (y - x^2)^2",
    _rosenbrock, _rosenbrock_slopes, _rosenbrock_curvatures,
    minima=((1.0, 1.0),), start=(-1.2, 1.0), bounds=((-2.0, 2.0), (-1.0, 3.0)),
)  # fmt: skip
"""A curved valley, steep to its sides and almost level along it.

Rosenbrock, "An automatic method for finding the greatest or least value of a function", 1960.
"""


def _beale_parts(x: Any, y: Any) -> tuple[Any, Any, Any]:
    return 1.5 - x * (1 - y), 2.25 - x * (1 - y * y), 2.625 - x * (1 - y * y * y)


def _beale(x: Any, y: Any) -> Any:
    a, b, c = _beale_parts(x, y)
    return a * a + b * b + c * c


def _beale_slopes(x: Any, y: Any) -> Slopes:
    a, b, c = _beale_parts(x, y)
    dx = a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1)
    dy = x * (a + 2 * b * y + 3 * c * y * y)
    return 2 * dx, 2 * dy


def _beale_curvatures(x: Any, y: Any) -> Curvatures:
    a, b, c = _beale_parts(x, y)
    ax, bx, cx = y - 1, y * y - 1, y * y * y - 1
    ay, by, cy = x, 2 * x * y, 3 * x * y * y
    dxx = ax * ax + bx * bx + cx * cx
    dxy = ax * ay + bx * by + cx * cy + a + 2 * b * y + 3 * c * y * y
    dyy = ay * ay + by * by + cy * cy + 2 * b * x + 6 * c * x * y
    return (2 * dxx, 2 * dxy), (2 * dxy, 2 * dyy)


beale: Final = Objective(
    "beale", "(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
    _beale, _beale_slopes, _beale_curvatures,
    minima=((3.0, 0.5),), start=(1.0, 1.0), bounds=((-4.5, 4.5), (-4.5, 4.5)),
)  # fmt: skip
"""Level in the middle, walls of height 1e5 at the corners: one step size does not fit both.

Moré, Garbow and Hillstrom, "Testing unconstrained optimization software", 1981, problem 5.
"""


def _saddle(x: Any, y: Any) -> Any:
    return x * x / 2 - y * y / 2 + y * y * y * y / 4


def _saddle_slopes(x: Any, y: Any) -> Slopes:
    return x, y * y * y - y


def _saddle_curvatures(x: Any, y: Any) -> Curvatures:
    return (1.0, 0.0), (0.0, 3 * y * y - 1)


saddle: Final = Objective(
    "saddle", "x^2/2 - y^2/2 + y^4/4", _saddle, _saddle_slopes, _saddle_curvatures,
    minima=((0.0, -1.0), (0.0, 1.0)), start=(-1.5, 0.01), bounds=((-2.0, 2.0), (-1.75, 1.75)),
)  # fmt: skip
"""A saddle at (0, 0) between two minima: y⁴/4 bounds x² − y² from below, so descents end.

The start is almost on the ridge; Newton's method runs into the saddle from there.
"""


def _himmelblau(x: Any, y: Any) -> Any:
    a, b = x * x + y - 11, x + y * y - 7
    return a * a + b * b


def _himmelblau_slopes(x: Any, y: Any) -> Slopes:
    a, b = x * x + y - 11, x + y * y - 7
    return 4 * x * a + 2 * b, 2 * a + 4 * y * b


def _himmelblau_curvatures(x: Any, y: Any) -> Curvatures:
    a, b = x * x + y - 11, x + y * y - 7
    dxy = 4 * (x + y)
    return (4 * a + 8 * x * x + 2, dxy), (dxy, 4 * b + 8 * y * y + 2)


himmelblau: Final = Objective(
    "himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    _himmelblau, _himmelblau_slopes, _himmelblau_curvatures,
    minima=(
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.2831859912861696),
        (3.5844283403304917, -1.8481265269644036),
    ),
    start=(0.0, 0.0), bounds=((-5.0, 5.0), (-5.0, 5.0)),
)  # fmt: skip
"""Four minima, all of value 0: the start decides.

Himmelblau, "Applied nonlinear programming", 1972.
"""


def _camel(x: Any, y: Any) -> Any:
    u, v = x * x, y * y
    return (4 - 2.1 * u + u * u / 3) * u + x * y + 4 * (v - 1) * v


def _camel_slopes(x: Any, y: Any) -> Slopes:
    u, v = x * x, y * y
    return (8 - 8.4 * u + 2 * u * u) * x + y, x + (16 * v - 8) * y


def _camel_curvatures(x: Any, y: Any) -> Curvatures:
    u, v = x * x, y * y
    return (8 - 25.2 * u + 10 * u * u, 1.0), (1.0, 48 * v - 8)


camel: Final = Objective(
    "camel", "(4 - 2.1 x^2 + x^4/3) x^2 + x y + 4 (y^2 - 1) y^2",
    _camel, _camel_slopes, _camel_curvatures,
    minima=(
        (0.08984201310031806, -0.7126564030207396),
        (-0.08984201310031806, 0.7126564030207396),
        (-1.703606714969981, 0.7960835686726251),
        (1.703606714969981, -0.7960835686726251),
        (1.6071047529201972, 0.5686514548841314),
        (-1.6071047529201972, -0.5686514548841314),
    ),
    start=(1.9, 0.9), bounds=((-2.1, 2.1), (-1.2, 1.2)),
)  # fmt: skip
"""Six minima in three pairs of value −1.03, −0.22 and 2.10 (the six-hump camel).

Dixon and Szegö, "Towards global optimisation 2", 1978.
"""


def _plateau(x: Any, y: Any) -> Any:
    r2 = x * x + y * y
    return r2 / (1 + r2)


def _plateau_slopes(x: Any, y: Any) -> Slopes:
    q = 1 + x * x + y * y
    return 2 * x / (q * q), 2 * y / (q * q)


def _plateau_curvatures(x: Any, y: Any) -> Curvatures:
    q = 1 + x * x + y * y
    dxx = 2 / (q * q) - 8 * x * x / (q * q * q)
    dxy = -8 * x * y / (q * q * q)
    dyy = 2 / (q * q) - 8 * y * y / (q * q * q)
    return (dxx, dxy), (dxy, dyy)


plateau: Final = Objective(
    "plateau", "(x^2 + y^2)/(1 + x^2 + y^2)", _plateau, _plateau_slopes, _plateau_curvatures,
    minima=((0.0, 0.0),), start=(-4.0, 3.0), bounds=((-5.0, 5.0), (-5.0, 5.0)),
)  # fmt: skip
"""A hole in a plain: far from it the gradient fades as 2/r³, and so does plain descent."""

SURFACES: Final[Mapping[str, Objective]] = MappingProxyType(
    {
        surface.name: surface
        for surface in (bowl, rotated_bowl, rosenbrock, beale, saddle, himmelblau, camel, plateau)
    }
)
