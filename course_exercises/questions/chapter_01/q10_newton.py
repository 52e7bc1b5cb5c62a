"""Question 1.10: Newton's method in one dimension."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question
from course_lib import optimizers
from course_lib._validate import Array

Function = Callable[[float], float]
Case = tuple[Source, Source, float, int]


def _valleys(rng: np.random.Generator) -> Iterator[Case]:
    for steps in (3, 5):
        a, b = (float(v) for v in rng.uniform(1, 2, 2))
        slope = Source(f"lambda x: {a:.3f} * x**3 + {b:.3f} * x - 1")
        yield slope, Source(f"lambda x: 3 * {a:.3f} * x**2 + {b:.3f}"), 2.0, steps


def _parabolas(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(2):
        kappa, bottom, start = (float(v) for v in rng.uniform([2, -1, 2], [9, 1, 5]))
        slope = Source(f"lambda x: {kappa:.3f} * (x - {bottom:.3f})")
        yield slope, Source(f"lambda x: {kappa:.3f}"), start, 1


def _exponentials(rng: np.random.Generator) -> Iterator[Case]:
    for steps in (0, 4, 6):
        a = float(rng.uniform(2, 4))
        yield Source(f"lambda x: np.exp(x) - {a:.3f}"), Source("lambda x: np.exp(x)"), 1.5, steps


def _reference(slope: Function, curvature: Function, x: float, steps: int) -> Array:
    if steps == 0:
        return np.array([x])
    walk = optimizers.newton(
        lambda z: (0.0, np.array([slope(float(z[0]))])),
        lambda z: np.array([[curvature(float(z[0]))]]),
        [x],
        steps=steps,
    )
    path: Array = walk.path[:, 0]
    return np.concatenate([path, np.full(steps + 1 - len(path), path[-1])])


def _walk(x: float, steps: int, step: Callable[[float], float]) -> Array:
    path = [x]
    for _ in range(steps):
        path.append(path[-1] + step(path[-1]))
    return np.array(path)


def _stands(call: Callable[..., Any], *args: Any) -> str | None:
    """One step of any parabola lands where its slope is 0."""
    path = np.asarray(call(*args), dtype=float)
    words = difference(path, np.zeros(2), atol=np.inf)
    if words or difference(args[0](path[1]), 0.0) is None:
        return words
    return "one step misses the bottom of a parabola"


def _no_start(slope: Function, curvature: Function, x: float, steps: int) -> Array:
    return _reference(slope, curvature, x, steps)[1:]


QUESTION = Question(
    key="q10",
    function="newton",
    minutes=8,
    reference=_reference,
    checks=(
        Check("the path into a valley", _valleys, points=2),
        Check("one step for any parabola", _parabolas, law=_stands),
        Check("other curves, also no step at all", _exponentials, hidden=True),
    ),
    mistakes=(
        Mistake("the start is missing: the path has steps + 1 places", _no_start),
        Mistake(
            "only the last place is returned: the whole path is asked for",
            lambda slope, curvature, x, steps: _reference(slope, curvature, x, steps)[-1],
        ),
        Mistake(
            "the step has the wrong sign: it climbs",
            lambda s, c, x, steps: _walk(x, steps, lambda z: s(z) / c(z)),
        ),
        Mistake(
            "slope and curvature have changed places",
            lambda s, c, x, steps: _walk(x, steps, lambda z: -c(z) / s(z)),
        ),
        Mistake(
            "the slope is multiplied by the curvature: a stronger bend needs a shorter step",
            lambda s, c, x, steps: _walk(x, steps, lambda z: -s(z) * c(z)),
        ),
        Mistake(
            "the curvature is that of the start all the way: it changes from place to place",
            lambda s, c, x, steps: _walk(x, steps, lambda z: -s(z) / c(x)),
        ),
        Mistake(
            "the curvature is left out: this is gradient descent with a step size of 1",
            lambda s, c, x, steps: _walk(x, steps, lambda z: -s(z)),
        ),
    ),
    hints=(
        "Where is the bottom of the parabola that has this slope and this curvature at x?",
        "Start a list with x; repeat: take the last place, one slope, one curvature, append.",
        "path.append(path[-1] - slope(path[-1]) / curvature(path[-1]))",
    ),
)
