"""Question 2.3: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_02.q3_elu import QUESTION
from tests.exercises.battery import battery


def where(z, alpha):
    return np.where(z > 0, z, alpha * (np.exp(z) - 1)), np.where(z > 0, 1, alpha * np.exp(z))


def from_output(z, alpha):
    y = z.copy()
    y[z <= 0] = alpha * np.expm1(z[z <= 0])
    slope = np.ones(z.shape)
    slope[z <= 0] = y[z <= 0] + alpha
    return y, slope


def loop(z, alpha):
    pairs = [(v, 1.0) if v > 0 else (alpha * (np.exp(v) - 1), alpha * np.exp(v)) for v in z]
    return np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])


def no_minus_one(z, alpha):
    left = alpha * np.exp(z)
    return np.where(z > 0, z, left), np.where(z > 0, 1, left)


def slope_without_alpha(z, alpha):
    return where(z, alpha)[0], np.where(z > 0, 1, np.exp(z))


def no_alpha(z, alpha):
    return where(z, 1)


def slope_is_output(z, alpha):
    y = where(z, alpha)[0]
    return y, np.where(z > 0, 1, y)


def plus_one(z, alpha):
    y = where(z, alpha)[0]
    return y, np.where(z > 0, 1, y + 1)


def brackets(z, alpha):
    return np.where(z > 0, z, alpha * np.exp(z) - 1), where(z, alpha)[1]


def bent_on_the_right(z, alpha):
    return where(z, alpha)[0], alpha * np.exp(z)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [where, from_output, loop],
    {
        "something is not subtracted": no_minus_one,
        "alpha is missing in the slope": slope_without_alpha,
        "this is ELU with alpha = 1": no_alpha,
        "ELU rises everywhere": slope_is_output,
        "1 is added to y": plus_one,
        "multiplies the exponential only": brackets,
        "but this half is a line": bent_on_the_right,
    },
)
