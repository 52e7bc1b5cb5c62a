"""Question 4.6: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_04.q6_xavier import QUESTION
from tests.exercises.battery import battery


def normal(n_in, n_out, rng):
    return np.sqrt(2 / (n_in + n_out)) * rng.standard_normal((n_in, n_out))


def column_by_column(n_in, n_out, rng):
    std = ((n_in + n_out) / 2) ** -0.5
    return np.array([rng.normal(0, std, n_in) for _ in range(n_out)]).T


def uniform(n_in, n_out, rng):
    end = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-end, end, (n_in, n_out))


def made(std):
    return lambda n_in, n_out, rng: std(n_in, n_out) * rng.standard_normal((n_in, n_out))


def alike(n_in, n_out, rng):
    return np.sqrt(2 / (n_in + n_out)) * np.tile(rng.standard_normal((n_in, 1)), n_out)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [normal, column_by_column, uniform],
    {
        "as a standard deviation": made(lambda i, o: 2 / (i + o)),
        "fan-out is missing": made(lambda i, o: 1 / np.sqrt(i)),
        "fan-in is missing": made(lambda i, o: 1 / np.sqrt(o)),
        "the fans are added": made(lambda i, o: 1 / np.sqrt(i + o)),
        "that is He's": made(lambda i, o: np.sqrt(2 / i)),
        "the wrong way round": lambda i, o, rng: normal(o, i, rng),
        "a third of the variance": lambda i, o, rng: (
            rng.uniform(-1, 1, (i, o)) * (2 / (i + o)) ** 0.5
        ),
        "all weights are positive": lambda i, o, rng: rng.random((i, o)) * np.sqrt(2 / (i + o)),
        "not the sum of roots": made(lambda i, o: np.sqrt(2) / (np.sqrt(i) + np.sqrt(o))),
        "two units start alike": alike,
    },
)
