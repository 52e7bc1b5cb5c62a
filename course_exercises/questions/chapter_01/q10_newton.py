"""Question 1.10: Newton's method in one dimension."""

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib import optimizers


def _valleys(rng):
    for steps in (3, 5):
        a, b = (float(v) for v in rng.uniform(1, 2, 2))
        slope = Source(f"lambda x: {a:.3f} * x**3 + {b:.3f} * x - 1")
        yield slope, Source(f"lambda x: 3 * {a:.3f} * x**2 + {b:.3f}"), 2.0, steps


def _parabolas(rng):
    for _ in range(2):
        kappa, bottom, start = (float(v) for v in rng.uniform([2, -1, 2], [9, 1, 5]))
        slope = Source(f"lambda x: {kappa:.3f} * (x - {bottom:.3f})")
        yield slope, Source(f"lambda x: {kappa:.3f}"), start, 1


def _exponentials(rng):
    for steps in (0, 4, 6):
        a = float(rng.uniform(2, 4))
        yield Source(f"lambda x: np.exp(x) - {a:.3f}"), Source("lambda x: np.exp(x)"), 1.5, steps


def _reference(slope, curvature, x, steps):
    if steps == 0:
        return np.array([x])
    walk = optimizers.newton(
        lambda z: (0.0, np.array([slope(float(z[0]))])),
        lambda z: np.array([[curvature(float(z[0]))]]),
        [x],
        steps=steps,
    )
    path = walk.path[:, 0]
    return np.concatenate([path, np.full(steps + 1 - len(path), path[-1])])


def _stands(call, *args):
    """One step of any parabola lands where its slope is 0."""
    path = np.asarray(call(*args), dtype=float)
    words = difference(path, np.zeros(2), atol=np.inf)
    if words or difference(args[0](path[1]), 0.0) is None:
        return words
    return "one step misses the bottom of a parabola"


def append(slope, curvature, x, steps):
    path = [x]
    for _ in range(steps):
        path.append(path[-1] - slope(path[-1]) / curvature(path[-1]))
    return path


def right_fill(slope, curvature, x, steps):
    path = np.empty(steps + 1)
    path[0] = x
    for k in range(1, steps + 1):
        x = x - slope(x) / curvature(x)
        path[k] = x
    return path


@mistake("only the last place is returned: the whole path is asked for")
def end_only(slope, curvature, x, steps):
    for _ in range(steps):
        x -= slope(x) / curvature(x)
    return x


@mistake("the curvature is that of the start all the way: it changes from place to place")
def curvature_once(slope, curvature, x, steps):
    bend = curvature(x)
    return right_fill(slope, lambda z: bend, x, steps)


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
        *mistakes_in(globals()),
        Mistake(
            "the start is missing: the path has steps + 1 places",
            lambda slope, curvature, x, steps: append(slope, curvature, x, steps)[1:],
        ),
        Mistake(
            "the step has the wrong sign: it climbs",
            lambda slope, curvature, x, steps: append(slope, lambda z: -curvature(z), x, steps),
        ),
        Mistake(
            "slope and curvature have changed places",
            lambda slope, curvature, x, steps: append(curvature, slope, x, steps),
        ),
        Mistake(
            "the slope is multiplied by the curvature: a stronger bend needs a shorter step",
            lambda slope, curvature, x, steps: append(slope, lambda z: 1 / curvature(z), x, steps),
        ),
        Mistake(
            "the curvature is left out: this is gradient descent with a step size of 1",
            lambda slope, curvature, x, steps: right_fill(slope, lambda z: 1.0, x, steps),
        ),
    ),
    hints=(
        "Where is the bottom of the parabola that has this slope and this curvature at x?",
        "Start a list with x; repeat: take the last place, one slope, one curvature, append.",
        "path.append(path[-1] - slope(path[-1]) / curvature(path[-1]))",
    ),
)
