"""Question 4.5: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_04.q5_gain import QUESTION
from tests.exercises.battery import battery


def vectorised(f, rng):
    return 1 / np.sqrt(np.mean(f(rng.standard_normal(200_000)) ** 2))


def in_batches(f, rng):
    total = 0.0
    for _ in range(100):
        y = f(rng.normal(0, 1, size=(50, 60)))
        total += np.sum(y * y)
    return (total / 300_000) ** -0.5


def rootless(f, rng):
    return 1 / np.mean(f(rng.standard_normal(200_000)) ** 2)


def deviation(f, rng):
    return 1 / f(rng.standard_normal(200_000)).std()


def inverse(f, rng):
    return np.sqrt(np.mean(f(rng.standard_normal(200_000)) ** 2))


def absolute(f, rng):
    return 1 / np.abs(f(rng.standard_normal(200_000))).mean()


def mean_squared(f, rng):
    return 1 / np.sqrt(np.mean(f(rng.standard_normal(200_000))) ** 2)


def even(f, rng):
    return 1 / np.sqrt(np.mean(f(rng.random(200_000)) ** 2))


def grid(f, rng):
    z = np.linspace(-8, 8, 10_001)
    weight = np.exp(-(z**2) / 2)
    return (np.sum(weight) / np.sum(weight * f(z) ** 2)) ** 0.5


def table(f, rng):
    return np.sqrt(2)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, in_batches],
    {
        "the root is missing": rootless,
        "its mean included": deviation,
        "upside down": inverse,
        "absolute values": absolute,
        "the mean is squared": mean_squared,
        "drawn evenly": even,
        "are there random draws": grid,
        "do not keep the signal": table,
    },
)
