"""Question 4.9: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_04.q9_predict import QUESTION
from tests.exercises.battery import battery


def vectorised(f, slope, z):
    g2 = 1 / np.mean(f(z) ** 2)
    return g2, g2 * np.mean(slope(z) ** 2)


def loop(f, slope, z):
    signal = back = 0.0
    for value in z:
        signal += float(f(value)) ** 2
        back += float(slope(value)) ** 2
    return [len(z) / signal, back / signal]


def made(result):
    return lambda f, slope, z: result(f(z), slope(z))


def g2(y):
    return 1 / np.mean(y * y)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "χ lacks the gain": made(lambda y, d: (g2(y), np.mean(d * d))),
        "averaged before they are squared": made(lambda y, d: (g2(y), g2(y) * d.mean() ** 2)),
        "slopes are not squared": made(lambda y, d: (g2(y), g2(y) * d.mean())),
        "the gain itself is returned": made(lambda y, d: (np.sqrt(g2(y)), g2(y) * (d**2).mean())),
        "where it needs the gain's square": made(
            lambda y, d: (g2(y), g2(y) ** 0.5 * (d**2).mean())
        ),
        "mean of y was subtracted": made(lambda y, d: (1 / y.var(), (d**2).mean() / y.var())),
        "χ averages f": made(lambda y, d: (g2(y), g2(y) * (y**2).mean())),
        "upside down": made(lambda y, d: ((y**2).mean(), (y**2).mean() * (d**2).mean())),
    },
)
