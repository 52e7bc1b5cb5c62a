"""Question 4.7: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_04.q7_he_leaky import QUESTION
from tests.exercises.battery import battery


def normal(n_in, n_out, rng, slope):
    return np.sqrt(2 / (1 + slope**2) / n_in) * rng.standard_normal((n_in, n_out))


def by_rows(n_in, n_out, rng, slope):
    left = 0.5 * (1 + slope * slope)
    return np.stack([rng.normal(0, 1, n_out) / (left * n_in) ** 0.5 for _ in range(n_in)])


def uniform(n_in, n_out, rng, slope):
    end = np.sqrt(6 / (1 + slope**2) / n_in)
    return rng.uniform(-end, end, (n_in, n_out))


def made(std):
    return lambda i, o, rng, slope: std(i, o, slope) * rng.standard_normal((i, o))


def transposed(n_in, n_out, rng, slope):
    return normal(n_in, n_out, rng, slope).T


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [normal, by_rows, uniform],
    {
        "this is for ReLU": made(lambda i, o, a: np.sqrt(2 / i)),
        "added before it is squared": made(lambda i, o, a: np.sqrt(2 / (1 + a) ** 2 / i)),
        "slope must be squared": made(lambda i, o, a: np.sqrt(2 / ((1 + a) * i))),
        "halves are forgotten": made(lambda i, o, a: 1 / np.sqrt((1 + a**2) * i)),
        "upside down": made(lambda i, o, a: np.sqrt((1 + a**2) / (2 * i))),
        "as a standard deviation": made(lambda i, o, a: 2 / ((1 + a**2) * i)),
        "number of outputs": made(lambda i, o, a: np.sqrt(2 / ((1 + a**2) * o))),
        "stands outside": made(lambda i, o, a: np.sqrt(1 / i) / 2),
        "its shape is": transposed,
    },
)
