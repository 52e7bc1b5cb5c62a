"""Question 6.7: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_06.q7_stochastic_depth import QUESTION
from tests.exercises.battery import battery


def loop(x, weights, dice, *, last):
    count = len(weights)
    for i in range(count):
        p = 1 - (i + 1) / count * (1 - last)
        f = np.maximum(x @ weights[i], 0)
        if dice is None:
            x = x + p * f
        elif dice[i] < p:
            x = x + f
    return x


def rates_first(x, weights, dice, *, last):
    p = 1 - np.linspace(0, 1, len(weights) + 1)[1:] * (1 - last)
    m = p if dice is None else (dice < p).astype(float)
    for W, share in zip(weights, m, strict=True):
        z = x @ W
        x = x + share * z * (z > 0)
    return x


def with_rates(p, x, weights, dice, scale=True, bridge=1.0, divide=False):
    for i, W in enumerate(weights):
        f = np.maximum(x @ W, 0)
        m = (p[i] if scale else 1) if dice is None else (dice[i] < p[i]) * 1.0
        if divide and dice is not None:
            m = m / p[i]
        x = bridge * x + m * f
    return x


def right_rates(weights, last):
    return [1 - (i + 1) / len(weights) * (1 - last) for i in range(len(weights))]


def no_bridge(x, weights, dice, *, last):
    return with_rates(right_rates(weights, last), x, weights, dice, bridge=0.0)


def full_in_testing(x, weights, dice, *, last):
    return with_rates(right_rates(weights, last), x, weights, dice, scale=False)


def from_zero(x, weights, dice, *, last):
    n = len(weights)
    return with_rates([1 - i / n * (1 - last) for i in range(n)], x, weights, dice)


def last_for_all(x, weights, dice, *, last):
    return with_rates([last] * len(weights), x, weights, dice)


def reverse(x, weights, dice, *, last):
    return with_rates(right_rates(weights, last)[::-1], x, weights, dice)


def death_rate(x, weights, dice, *, last):
    n = len(weights)
    return with_rates([(i + 1) / n * (1 - last) for i in range(n)], x, weights, dice)


def twice(x, weights, dice, *, last):
    return with_rates(right_rates(weights, last), x, weights, dice, divide=True)


def wrong_coin(x, weights, dice, *, last):
    n = len(weights)
    for i, W in enumerate(weights):
        p, f = 1 - (i + 1) / n * (1 - last), np.maximum(x @ W, 0)
        x = x + (p if dice is None else dice[i] >= p) * f
    return x


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loop, rates_first],
    {
        "the bridge is missing": no_bridge,
        "testing takes every block in full": full_in_testing,
        "counted from 0": from_zero,
        "rate of the last one": last_for_all,
        "it should be the reverse": reverse,
        "the share that dies": death_rate,
        "once too often": twice,
        "the coin is read": wrong_coin,
    },
)
