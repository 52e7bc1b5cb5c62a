"""Question 1.9: answers that students give, right and wrong."""

from itertools import combinations, pairwise

import numpy as np

from course_exercises.questions.chapter_01.q9_worst_chord import QUESTION
from tests.exercises.battery import battery


def loops(f, points, n):
    worst = -np.inf
    for i in range(len(points)):
        for j in range(i + 1, len(points)):
            u, v = points[i], points[j]
            for s in np.linspace(0, 1, n):
                worst = max(worst, f(s * u + (1 - s) * v) - s * f(u) - (1 - s) * f(v))
    return worst


def every_ordered_pair(f, points, n):
    s = np.arange(n) / (n - 1)
    values = [f(p) for p in points]
    gaps = [
        np.array([f(share * u + (1 - share) * v) for share in s]) - (s * fu + (1 - s) * fv)
        for u, fu in zip(points, values, strict=True)
        for v, fv in zip(points, values, strict=True)
    ]
    return np.max(gaps)


def rises(f, points, n, pairs=combinations, sign=1, turned=False):
    s, found = np.linspace(0, 1, n), []
    for u, v in pairs(points, 2):
        a, b = (v, u) if turned else (u, v)
        curve = np.array([f(k * u + (1 - k) * v) for k in s])
        found.append(sign * (curve - s * f(a) - (1 - s) * f(b)))
    return np.array(found)


def sagging(f, points, n):
    return rises(f, points, n, sign=-1).max()


def smallest(f, points, n):
    return rises(f, points, n).min()


def exchanged(f, points, n):
    return rises(f, points, n, turned=True).max()


def midpoints(f, points, n):
    return max(f((u + v) / 2) - (f(u) + f(v)) / 2 for u, v in combinations(points, 2))


def neighbours(f, points, n):
    return rises(f, points, n, pairs=lambda p, _: pairwise(p)).max()


def from_the_first(f, points, n):
    return rises(f, points, n, pairs=lambda p, _: [(p[0], v) for v in p[1:]]).max()


def overwritten(f, points, n):
    for u, v in combinations(points, 2):
        worst = max(rises(f, np.array([u, v]), n).ravel())
    return worst


def every_chord(f, points, n):
    return rises(f, points, n).max(axis=1)


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [loops, every_ordered_pair],
    {
        "chord minus curve": sagging,
        "the smallest gap": smallest,
        "ends of the chord are exchanged": exchanged,
        "only the middle": midpoints,
        "only neighbouring": neighbours,
        "from the first point": from_the_first,
        "only the last pair": overwritten,
        "its shape is (10,)": every_chord,
    },
)
