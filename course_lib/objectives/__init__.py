"""Curves and surfaces to descend on, with gradient, Hessian and minima in closed form.

``CURVES`` (one variable) and ``SURFACES`` (two) list them by name; `quadratic` makes bowls of any
dimension and condition number. Chapter 1 descends on the curves, chapter 3 on the surfaces; the
same optimizer object moves a point here and the weights of a network.

All formulas are polynomials or quotients of polynomials in ``+ - * /``, which IEEE 754 rounds
correctly: the same path on every processor, to the last bit. They also run on plain floats
(fastest for a single path), complex numbers, and `course_lib.graph.Value`: call ``f, df, d2f``.
"""

from course_lib.objectives.curves import CURVES, bumpy, flat_and_sharp, parabola, u_shape, w_shape
from course_lib.objectives.objective import Curve, Objective, surface_grid, value_and_gradient
from course_lib.objectives.quadratics import condition_number, quadratic
from course_lib.objectives.surfaces import (
    SURFACES,
    beale,
    bowl,
    camel,
    himmelblau,
    plateau,
    rosenbrock,
    rotated_bowl,
    saddle,
)

__all__ = [
    "CURVES",
    "SURFACES",
    "Curve",
    "Objective",
    "beale",
    "bowl",
    "bumpy",
    "camel",
    "condition_number",
    "flat_and_sharp",
    "himmelblau",
    "parabola",
    "plateau",
    "quadratic",
    "rosenbrock",
    "rotated_bowl",
    "saddle",
    "surface_grid",
    "u_shape",
    "value_and_gradient",
    "w_shape",
]
