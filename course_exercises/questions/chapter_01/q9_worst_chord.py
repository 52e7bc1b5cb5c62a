"""Question 1.9: the chord test over all pairs of points."""

from itertools import combinations, pairwise

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in


def _telling(rng, n, text, count, d):
    """Draw points until it shows in the result which pairs have been tried."""
    f = Source(text)
    i, j = np.array(list(combinations(range(count), 2))).T
    while True:
        points = rng.uniform(-2, 2, (count, d))
        rise = rises(f, points, n).max(axis=1).round(5)
        tried = rise.max(), rise[j == i + 1].max(), rise[i == 0].max(), rise[-1]
        if len(set(tried)) == len(tried):
            return f, points


def _waves(rng, n):
    for count in (5, 6):
        a = float(rng.uniform(1, 2))
        yield _telling(rng, n, f"lambda x: np.sum(np.sin({a:.3f} * x) + 0.1 * x**2)", count, 2)


def _bowls(rng, n):
    for text in ("lambda x: np.sum(x**2)", "lambda x: np.log(np.sum(np.exp(x)))"):
        yield Source(text), rng.uniform(-2, 2, (4, 3))
    yield from _waves(rng, n)  # not convex


def _wells(rng, n):
    for count in (4, 6):
        tilt = float(rng.uniform(0.1, 0.4))
        yield _telling(rng, n, f"lambda x: np.sum((x**2 - 1)**2 + {tilt:.3f} * x)", count, 1)


def rises(f, points, n, pairs=combinations, sign=1, turned=False):
    s, found = np.linspace(0, 1, n), []
    for u, v in pairs(points, 2):
        a, b = (v, u) if turned else (u, v)
        curve = np.array([f(k * u + (1 - k) * v) for k in s])
        found.append(sign * (curve - s * f(a) - (1 - s) * f(b)))
    return np.array(found)


def right(f, points, n):
    return rises(f, points, n).max()


@mistake("only the middle of each chord is tried")
def midpoints(f, points, n):
    return max(f((u + v) / 2) - (f(u) + f(v)) / 2 for u, v in combinations(points, 2))


@mistake("only the chords from the first point are tried")
def from_the_first(f, points, n):
    return rises(f, points, n, pairs=lambda p, _: [(p[0], v) for v in p[1:]]).max()


@mistake("only the last pair is kept: the largest of all pairs is asked for")
def overwritten(f, points, n):
    for u, v in combinations(points, 2):
        worst = max(rises(f, np.array([u, v]), n).ravel())
    return worst


QUESTION = Question(
    key="q9",
    function="worst_chord",
    minutes=15,
    numbers=lambda rng: {"n": int(rng.choice([11, 21, 31, 41]))},
    reference=right,
    checks=(
        Check("the largest rise above a chord", _waves, points=2),
        Check("0 for a convex function", _bowls),
        Check("two valleys, other points", _wells, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "chord minus curve, or the size of the gap: how far f sags is counted, not its rise",
            lambda f, points, n: rises(f, points, n, sign=-1).max(),
        ),
        Mistake(
            "the smallest gap is taken: one violation is enough, so look for the largest",
            lambda f, points, n: rises(f, points, n).min(),
        ),
        Mistake(
            "the ends of the chord are exchanged: where s weighs u it has to weigh f(u)",
            lambda f, points, n: rises(f, points, n, turned=True).max(),
        ),
        Mistake(
            "only neighbouring points are joined; any two points make a chord",
            lambda f, points, n: rises(f, points, n, pairs=lambda p, _: pairwise(p)).max(),
        ),
    ),
    hints=(
        "The chapter has this test for two points; here it runs over all pairs of rows.",
        (
            "Two loops over the rows i < j; for each pair the n shares; keep the largest "
            "difference between the curve and the chord."
        ),
        "gap = f(s * u + (1 - s) * v) - (s * f(u) + (1 - s) * f(v))",
    ),
)
