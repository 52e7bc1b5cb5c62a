"""Derivatives from function values alone: the witness that every formula is checked against.

    forward   (f(x + h) - f(x)) / h            error  ½ h f''   + round-off ε f / h
    central   (f(x + h) - f(x - h)) / (2h)     error  ⅙ h² f''' + round-off ε f / h
    complex   Im f(x + ih) / h                 error  ⅙ h² f''', no difference, no round-off

Smaller h means less truncation and more round-off: a V over h in logarithms, with its bottom near
h = √ε ≈ 1e-8 (forward) and h = ∛ε ≈ 6e-6 (central). Chapter 1 draws it; the tests of all other
modules use the central quotient in float64 with h = 1e-5 and ask for an error below 1e-6. Keep
inputs 10 h away from kinks (ReLU at 0): across one, a quotient averages two slopes.
"""

from course_lib.gradcheck.difference import (
    STEPS,
    directional_error,
    numerical_derivative,
    numerical_gradient,
)
from course_lib.gradcheck.layers import TOLERANCE, GradientReport, check_layer

__all__ = [
    "STEPS", "TOLERANCE", "GradientReport", "check_layer", "directional_error",
    "numerical_derivative", "numerical_gradient",
]  # fmt: skip
