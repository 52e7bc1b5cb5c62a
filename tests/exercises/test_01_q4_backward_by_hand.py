"""Question 1.4: answers that students give, right and wrong."""

import math

import numpy as np

from course_exercises.questions.chapter_01.q4_backward_by_hand import QUESTION
from tests.exercises.battery import battery


def step_by_step(a, b, k):
    q = a * b + a
    s = math.tanh(q)
    ds = s + s
    dq = ds * (1 - s * s)
    da = dq * b
    da += dq
    return s * s + k * b, da, dq * a + k


def formula(a, b, k):
    s = np.tanh(a * b + a)
    inner = 2 * s / np.cosh(a * b + a) ** 2
    return np.array(s**2 + k * b), inner * (b + 1), inner * a + k


def second_a_lost(a, b, k):
    out, _, db = step_by_step(a, b, k)
    return out, (db - k) / a * b, db


def product_lost(a, b, k):
    out, _, db = step_by_step(a, b, k)
    return out, (db - k) / a, db


def direct_b_lost(a, b, k):
    out, da, db = step_by_step(a, b, k)
    return out, da, db - k


def square_counted_once(a, b, k):
    s = np.tanh(a * b + a)
    dq = s * (1 - s**2)
    return s * s + k * b, dq * (b + 1), dq * a + k


def no_tanh_slope(a, b, k):
    s = np.tanh(a * b + a)
    return s * s + k * b, 2 * s * (b + 1), 2 * s * a + k


def no_square_in_slope(a, b, k):
    s = np.tanh(a * b + a)
    dq = 2 * s * (1 - s)
    return s * s + k * b, dq * (b + 1), dq * a + k


def slope_of_the_sum(a, b, k):
    q = a * b + a
    dq = 2 * np.tanh(q) * (1 - q * q)
    return np.tanh(q) ** 2 + k * b, dq * (b + 1), dq * a + k


def slope_one(a, b, k):
    out, da, db = step_by_step(a, b, k)
    return out, da, db - k + 1


def slopes_only(a, b, k):
    return step_by_step(a, b, k)[1:]


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [step_by_step, formula],
    {
        "only its use in the product": second_a_lost,
        "only its use in the sum": product_lost,
        "direct way into out is missing": direct_b_lost,
        "but counted once": square_counted_once,
        "slope of tanh is missing": no_tanh_slope,
        "in terms of the output s": no_square_in_slope,
        "from the sum before tanh": slope_of_the_sum,
        "is counted with slope 1": slope_one,
        "three numbers are needed": slopes_only,
    },
)
