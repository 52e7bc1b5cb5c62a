"""Question 1.11: an experiment that finds the speed limit of gradient descent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question
from course_lib.gradcheck import numerical_derivative
from course_lib.objectives import w_shape

Case = tuple[Source, float]


def _parabola(kappa: float, bottom: float) -> Case:
    return Source(f"lambda x: {kappa:.4g} * (x - {bottom:.3f})"), round(bottom, 3)


def _gentle(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(2):
        yield _parabola(float(rng.uniform(2.5, 5)), float(rng.uniform(-2, 2)))


def _flat_and_steep(rng: np.random.Generator) -> Iterator[Case]:
    for low, high in ((0.02, 0.1), (80, 400)):
        yield _parabola(float(rng.uniform(low, high)), float(rng.uniform(-2, 2)))


def _valleys(rng: np.random.Generator) -> Iterator[Case]:
    for minimum in w_shape.minima:
        factor = float(rng.uniform(0.5, 2))
        slope = f"lambda x: {factor:.3f} * (4 * x * (x**2 - 1) + 0.25)"
        yield Source(slope), float(minimum)


def _curvature(slope: Source, minimum: float) -> float:
    return float(numerical_derivative(slope, minimum))


def _within_3_percent(call: Callable[..., Any], slope: Source, minimum: float) -> str | None:
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
        Mistake(
            "this is where the path begins to change sides: it still arrives",
            lambda slope, minimum: 1 / _curvature(slope, minimum),
        ),
        Mistake(
            "this is the limit of x², whatever the curve",
            lambda slope, minimum: 1.0,
        ),
        Mistake(
            "your limit grows with the curvature: do steep valleys allow longer steps?",
            lambda slope, minimum: 2 * _curvature(slope, minimum),
        ),
        Mistake(
            "this is the curvature, not a step size",
            lambda slope, minimum: _curvature(slope, minimum),
        ),
        Mistake(
            "this is half the curvature, not a step size",
            lambda slope, minimum: _curvature(slope, minimum) / 2,
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
