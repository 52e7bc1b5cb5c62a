"""Question 2.1: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_02.q1_slope_from_output import QUESTION
from tests.exercises.battery import battery


def two_lines(name, y):
    return y * (1 - y) if name == "sigmoid" else 1 - y**2


def loop(name, y):
    slopes = np.empty(y.shape)
    for i, value in np.ndenumerate(y):
        slopes[i] = value - value**2 if name == "sigmoid" else (1 - value) * (1 + value)
    return slopes


def once_more(name, y):
    f = np.tanh(y) if name == "tanh" else 1 / (1 + np.exp(-y))
    return two_lines(name, f)


def exchanged(name, y):
    return 1 - y**2 if name == "sigmoid" else y * (1 - y)


def not_squared(name, y):
    return y * (1 - y) if name == "sigmoid" else 1 - y


def one_factor(name, y):
    return 1 - y if name == "sigmoid" else 1 - y * y


def stretched(name, y):
    return 4 * y * (1 - y) if name == "sigmoid" else 1 - y * y


def falling(name, y):
    return y * (y - 1) if name == "sigmoid" else y * y - 1


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [two_lines, loop],
    {
        "applied to it once more": once_more,
        "have changed places": exchanged,
        "the output is not squared": not_squared,
        "one factor is missing": one_factor,
        "should be a quarter": stretched,
        "both functions rise": falling,
    },
)
