"""Question 1.11: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_01.q11_measure_limit import QUESTION
from tests.exercises.battery import battery


def distance_after(slope, minimum, eta, steps=300, start=1e-4):
    x = minimum + start
    for _ in range(steps):
        x = x - eta * slope(x)
        if abs(x - minimum) > 1:
            return np.inf
    return abs(x - minimum)


def halving(slope, minimum):
    low, high = 0.0, 1e-6
    while distance_after(slope, minimum, high) < 1e-4:
        low, high = high, 2 * high
    for _ in range(30):
        middle = (low + high) / 2
        if distance_after(slope, minimum, middle) < 1e-4:
            low = middle
        else:
            high = middle
    return low


def one_step_ratio(slope, minimum):
    """|1 - eta kappa| grows in a straight line: two measured ratios give its crossing of 1."""
    eta = 1e-6
    shrink = (minimum + 1e-4 - eta * slope(minimum + 1e-4) - minimum) / 1e-4
    return 2 * eta / (1 - shrink)


def geometric_grid(slope, minimum):
    for eta in 1e-4 * 1.01 ** np.arange(2500):
        if distance_after(slope, minimum, eta, steps=40) >= 1e-4:
            return eta
    return np.nan


def zigzag(slope, minimum):
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        x = minimum + 1e-5 - middle * slope(minimum + 1e-5)
        low, high = (middle, high) if x > minimum else (low, middle)
    return low


def memorised(slope, minimum):
    return 1.0


def wrong_way(slope, minimum):
    return 2 * (slope(minimum + 1e-6) - slope(minimum - 1e-6)) / 2e-6


def curvature(slope, minimum):
    return (slope(minimum + 1e-6) - slope(minimum - 1e-6)) / 2e-6


def half_the_curvature(slope, minimum):
    return curvature(slope, minimum) / 2


def narrow_grid(slope, minimum):
    for eta in np.linspace(0.05, 0.3, 26):
        if distance_after(slope, minimum, eta) > 1e-4:
            return eta
    return 0.3


def too_few_steps(slope, minimum):
    """Asks for arrival within ten steps, so it stops well before the limit."""
    for eta in 1e-4 * 1.01 ** np.arange(2500):
        if eta > 1e-3 and distance_after(slope, minimum, eta, steps=10) > 0.5e-4:
            return eta
    return np.nan


def at_random(slope, minimum):
    return -1.0


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [halving, one_step_ratio, geometric_grid],
    {
        "begins to change sides": zigzag,
        "the limit of x²": memorised,
        "grows with the curvature": wrong_way,
        "this is the curvature": curvature,
        "half the curvature": half_the_curvature,
        "3 % above your limit": narrow_grid,
        "descent still finds": too_few_steps,
        "is a positive number": at_random,
    },
)
