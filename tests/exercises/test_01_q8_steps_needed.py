"""Question 1.8: answers that students give, right and wrong."""

import math

from course_exercises.questions.chapter_01.q8_steps_needed import QUESTION
from tests.exercises.battery import battery


def walk(eta, kappa, digits):
    if not 0 < eta < 2 / kappa:
        return -1
    x, steps = 1.0, 0
    while abs(x) > 10**-digits:
        x -= eta * kappa * x
        steps += 1
    return steps


def logarithm(eta, kappa, digits):
    ratio = abs(1 - eta * kappa)
    if ratio >= 1:
        return -1
    if ratio < 1e-12:
        return 1
    return math.ceil(-digits * math.log(10) / math.log(ratio))


def loop_with_a_limit(eta, kappa, digits):
    distance = 1.0
    for step in range(1, 10_000):
        distance *= abs(1 - eta * kappa)
        if distance <= 10.0**-digits:
            return step
    return -1


def of_x_squared(eta, kappa, digits):
    x, steps = 1.0, 0
    while abs(x) > 10**-digits and steps < 10_000:
        x = (1 - 2 * eta) * x
        steps += 1
    return steps if abs(x) < 1 else -1


def rounded_down(eta, kappa, digits):
    steps = logarithm(eta, kappa, digits)
    return steps if steps < 0 else steps - 1


def one_more(eta, kappa, digits):
    steps = walk(eta, kappa, digits)
    return steps if steps < 0 else steps + 1


def without_abs(eta, kappa, digits):
    if eta > 2 / kappa:
        return -1
    x, steps = 1.0, 0
    while x > 10**-digits:
        x *= 1 - eta * kappa
        steps += 1
    return steps


def half_the_limit(eta, kappa, digits):
    return -1 if eta > 1 / kappa else walk(eta, kappa, digits)


def natural_digits(eta, kappa, digits):
    if eta >= 2 / kappa:
        return -1
    x, steps = 1.0, 0
    while abs(x) > math.exp(-digits):
        x *= 1 - eta * kappa
        steps += 1
    return steps


def unchecked_formula(eta, kappa, digits):
    return math.ceil(-digits / math.log10(abs(1 - eta * kappa)))


def nothing_to_report(eta, kappa, digits):
    return "never" if eta > 2 / kappa else walk(eta, kappa, digits)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [walk, logarithm, loop_with_a_limit],
    {
        "curvature is left out": of_x_squared,
        "one step too few": rounded_down,
        "one step too many": one_more,
        "x itself is compared": without_abs,
        "only zigzags": half_the_limit,
        "powers of e": natural_digits,
        "a negative number of steps": unchecked_formula,
        "returns str": nothing_to_report,
    },
)
