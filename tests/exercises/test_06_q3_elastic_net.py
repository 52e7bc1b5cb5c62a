"""Question 6.3: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_06.q3_elastic_net import QUESTION
from tests.exercises.battery import battery


def vectorised(theta, decay, *, l1, l2):
    value = np.sum(decay * (l1 * np.abs(theta) + l2 * theta**2 / 2))
    return value, decay * (l1 * np.sign(theta) + l2 * theta)


def loop(theta, decay, *, l1, l2):
    value, gradient = 0.0, []
    for t, m in zip(theta, decay, strict=True):
        sign = 1 if t > 0 else -1 if t < 0 else 0
        value += m * (l1 * abs(t) + 0.5 * l2 * t * t)
        gradient.append(m * (l1 * sign + l2 * t))
    return value, np.array(gradient)


def value_without_half(theta, decay, *, l1, l2):
    value, gradient = vectorised(theta, decay, l1=l1, l2=l2)
    return value + l2 * (decay * theta**2).sum() / 2, gradient


def no_half_at_all(theta, decay, *, l1, l2):
    return vectorised(theta, decay, l1=l1, l2=2 * l2)


def half_slope(theta, decay, *, l1, l2):
    value, gradient = vectorised(theta, decay, l1=l1, l2=l2)
    return value, gradient - decay * l2 * theta / 2


def only_l2_slope(theta, decay, *, l1, l2):
    return vectorised(theta, decay, l1=l1, l2=l2)[0], l2 * theta * decay


def only_l1_slope(theta, decay, *, l1, l2):
    return vectorised(theta, decay, l1=l1, l2=l2)[0], l1 * np.sign(theta) * decay


def biases_pay(theta, decay, *, l1, l2):
    return vectorised(theta, 1, l1=l1, l2=l2)


def biases_shrink(theta, decay, *, l1, l2):
    return vectorised(theta, decay, l1=l1, l2=l2)[0], l1 * np.sign(theta) + l2 * theta


def exchanged(theta, decay, *, l1, l2):
    return vectorised(theta, decay, l1=l2, l2=l1)


def no_sign(theta, decay, *, l1, l2):
    return vectorised(theta, decay, l1=l1, l2=l2)[0], decay * (l1 + l2 * theta)


def abs_slope(theta, decay, *, l1, l2):
    value, _ = vectorised(theta, decay, l1=l1, l2=l2)
    return value, decay * (l1 * np.abs(theta) + l2 * theta)


def averaged(theta, decay, *, l1, l2):
    value, gradient = vectorised(theta, decay, l1=l1, l2=l2)
    return value / len(theta), gradient / len(theta)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [vectorised, loop],
    {
        "missing in the value": value_without_half,
        "missing, in value and gradient": no_half_at_all,
        "half as large": half_slope,
        "gradient of the L1 part is missing": only_l2_slope,
        "gradient of the L2 part is missing": only_l1_slope,
        "the mask is not used": biases_pay,
        "still shrinks biases": biases_shrink,
        "exchanged": exchanged,
        "taken as 1 on both sides": no_sign,
        "taken as abs": abs_slope,
        "the price is a sum": averaged,
    },
)
