"""Question 7.1: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_07.q1_log_uniform import QUESTION
from tests.exercises.battery import battery


def exponents(u, *, low, high):
    return 10 ** (np.log10(low) + u * np.log10(high / low))


def loop(u, *, low, high):
    return [low * (high / low) ** v for v in u]


def uniform(u, *, low, high):
    return low * (1 - u) + high * u


def only_exponents(u, *, low, high):
    return np.log10(low) + u * (np.log10(high) - np.log10(low))


def only_natural(u, *, low, high):
    return (1 - u) * np.log(low) + u * np.log(high)


def ten_of_natural(u, *, low, high):
    return 10 ** only_natural(u, low=low, high=high)


def whole_exponents(u, *, low, high):
    return 10.0 ** only_exponents(u, low=low, high=high).round()


def from_above(u, *, low, high):
    return high * (low / high) ** u


def power(u, *, low, high):
    return low + (high - low) * u**2


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [exponents, loop],
    {
        "the rates are uniform": uniform,
        "the exponent is returned": only_exponents,
        "two bases are mixed": ten_of_natural,
        "only whole exponents": whole_exponents,
        "from the top": from_above,
        "fall into the lower half of the decades": power,
    },
)
