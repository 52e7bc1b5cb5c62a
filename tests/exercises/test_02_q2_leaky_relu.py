"""Question 2.2: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_02.q2_leaky_relu import QUESTION
from tests.exercises.battery import battery


def where(z, dy, alpha):
    return np.where(z > 0, z, alpha * z), np.where(z > 0, dy, alpha * dy)


def halves(z, dy, alpha):
    y, dz = z.copy(), dy.copy()
    y[z < 0] *= alpha
    dz[z < 0] *= alpha
    return y, dz


def maximum(z, dy, alpha):
    return np.maximum(alpha * z, z), dy * ((z > 0) + alpha * (z <= 0))


def slope_only(z, dy, alpha):
    return where(z, dy, alpha)[0], np.where(z > 0, 1, alpha)


def half_relu(z, dy, alpha):
    return where(z, dy, alpha)[0], dy * (z > 0)


def plain_relu(z, dy, alpha):
    return np.maximum(z, 0), np.where(z > 0, dy, 0)


def turned(z, dy, alpha):
    return np.where(z < 0, z, alpha * z), np.where(z < 0, dy, alpha * dy)


def times_output(z, dy, alpha):
    y = where(z, dy, alpha)[0]
    return y, dy * y


def sign_of_dy(z, dy, alpha):
    return where(z, dy, alpha)[0], np.where(dy > 0, dy, alpha * dy)


def usual_alpha(z, dy, alpha):
    return where(z, dy, 0.01)


def constant(z, dy, alpha):
    return np.where(z > 0, z, alpha), np.where(z > 0, dy, alpha * dy)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [where, halves, maximum],
    {
        "that arrives is forgotten": slope_only,
        "that would be ReLU": half_relu,
        "the left half is flat": plain_relu,
        "two halves are exchanged": turned,
        "by the output y": times_output,
        "the sign of dy decides": sign_of_dy,
        "take your alpha": usual_alpha,
        "stands as a value": constant,
    },
)
