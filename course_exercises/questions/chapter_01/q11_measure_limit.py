"""Question 1.11: an experiment that finds the speed limit of gradient descent."""

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.gradcheck import numerical_derivative
from course_lib.objectives import w_shape


def _parabola(kappa, bottom):
    return Source(f"lambda x: {kappa:.4g} * (x - {bottom:.3f})"), round(bottom, 3)


def _gentle(rng):
    for _ in range(2):
        yield _parabola(float(rng.uniform(2.5, 5)), float(rng.uniform(-2, 2)))


def _flat_and_steep(rng):
    for low, high in ((0.02, 0.1), (80, 400)):
        yield _parabola(float(rng.uniform(low, high)), float(rng.uniform(-2, 2)))


def _valleys(rng):
    for minimum in w_shape.minima:
        factor = float(rng.uniform(0.5, 2))
        slope = f"lambda x: {factor:.3f} * (4 * x * (x**2 - 1) + 0.25)"
        yield Source(slope), float(minimum)


def _curvature(slope, minimum):
    return float(numerical_derivative(slope, minimum))


def _within_3_percent(call, slope, minimum):
    got, limit = call(slope, minimum), 2 / _curvature(slope, minimum)
    words = difference(got, 0.0, atol=np.inf)
    if words:
        return words
    if not np.isfinite(got) or got <= 0:
        return "a step size is a positive number"
    if got < 0.97 * limit:
        return "with a step size 3 % above your limit descent still finds the minimum"
    if got > 1.03 * limit:
        return "with a step size 3 % below your limit descent already moves away"
    return None


@mistake("this is where the path begins to change sides: it still arrives")
def zigzag(slope, minimum):
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        x = minimum + 1e-5 - middle * slope(minimum + 1e-5)
        low, high = (middle, high) if x > minimum else (low, middle)
    return low


def curvature(slope, minimum):
    return (slope(minimum + 1e-6) - slope(minimum - 1e-6)) / 2e-6


QUESTION = Question(
    key="q11",
    function="measure_limit",
    minutes=25,
    checks=(
        Check("parabolas, to 3 %", _gentle, law=_within_3_percent, points=2),
        Check("flat and steep ones", _flat_and_steep, law=_within_3_percent),
        Check("the valleys of a W", _valleys, law=_within_3_percent, points=2, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake("this is the limit of x², whatever the curve", lambda slope, minimum: 1.0),
        Mistake(
            "your limit grows with the curvature: do steep valleys allow longer steps?",
            lambda slope, minimum: 2 * (slope(minimum + 1e-6) - slope(minimum - 1e-6)) / 2e-6,
        ),
        Mistake("this is the curvature, not a step size", curvature),
        Mistake(
            "this is half the curvature, not a step size",
            lambda slope, minimum: curvature(slope, minimum) / 2,
        ),
    ),
    hints=(
        "Start close to the minimum. Is the distance smaller after many steps, or larger?",
        (
            "Write walks_away(eta). Double eta from a tiny value until it is true, then halve the "
            "interval between the last good and the first bad eta, again and again."
        ),
        (
            "for _ in range(40): middle = (low + high) / 2; low, high = (low, middle) if "
            "walks_away(middle) else (middle, high)"
        ),
    ),
)
