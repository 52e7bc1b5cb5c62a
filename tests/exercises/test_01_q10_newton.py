"""Question 1.10: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_01.q10_newton import QUESTION
from tests.exercises.battery import battery


def append(slope, curvature, x, steps):
    path = [x]
    for _ in range(steps):
        path.append(path[-1] - slope(path[-1]) / curvature(path[-1]))
    return path


def fill(slope, curvature, x, steps):
    path = np.empty(steps + 1)
    path[0] = x
    for k in range(1, steps + 1):
        x = x - slope(x) / curvature(x)
        path[k] = x
    return path


def no_start(slope, curvature, x, steps):
    return append(slope, curvature, x, steps)[1:]


def end_only(slope, curvature, x, steps):
    for _ in range(steps):
        x -= slope(x) / curvature(x)
    return x


def uphill(slope, curvature, x, steps):
    return append(slope, lambda z: -curvature(z), x, steps)


def upside_down(slope, curvature, x, steps):
    return append(curvature, slope, x, steps)


def times(slope, curvature, x, steps):
    return append(slope, lambda z: 1 / curvature(z), x, steps)


def curvature_once(slope, curvature, x, steps):
    bend = curvature(x)
    return fill(slope, lambda z: bend, x, steps)


def descent(slope, curvature, x, steps):
    return fill(slope, lambda z: 1.0, x, steps)


def one_more_step(slope, curvature, x, steps):
    return append(slope, curvature, x, steps + 1)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [append, fill],
    {
        "the start is missing": no_start,
        "only the last place": end_only,
        "it climbs": uphill,
        "changed places": upside_down,
        "is multiplied by the curvature": times,
        "that of the start all the way": curvature_once,
        "gradient descent with a step size of 1": descent,
        "its shape is (5,), not (4,)": one_more_step,
    },
)
