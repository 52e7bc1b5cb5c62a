"""Question 1.9: the chord test over all pairs of points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array

Function = Callable[[Array], float]
Case = tuple[Source, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"n": int(rng.choice([11, 21, 31, 41]))}


def _telling(rng: np.random.Generator, n: int, text: str, count: int, d: int) -> Case:
    """Draw points until it shows in the result which pairs have been tried."""
    f = Source(text)
    i, j = np.array(list(combinations(range(count), 2))).T
    while True:
        points = rng.uniform(-2, 2, (count, d))
        rise = _all(f, points, n).max(axis=1).round(5)
        tried = rise.max(), rise[j == i + 1].max(), rise[i == 0].max(), rise[-1]
        if len(set(tried)) == len(tried):
            return f, points


def _waves(rng: np.random.Generator, n: int) -> Iterator[Case]:
    for count in (5, 6):
        a = float(rng.uniform(1, 2))
        yield _telling(rng, n, f"lambda x: np.sum(np.sin({a:.3f} * x) + 0.1 * x**2)", count, 2)


def _bowls(rng: np.random.Generator, n: int) -> Iterator[Case]:
    for text in ("lambda x: np.sum(x**2)", "lambda x: np.log(np.sum(np.exp(x)))"):
        yield Source(text), rng.uniform(-2, 2, (4, 3))


def _wells(rng: np.random.Generator, n: int) -> Iterator[Case]:
    for count in (4, 6):
        tilt = float(rng.uniform(0.1, 0.4))
        yield _telling(rng, n, f"lambda x: np.sum((x**2 - 1)**2 + {tilt:.3f} * x)", count, 1)


def _gaps(f: Function, u: Array, v: Array, n: int, turned: bool = False) -> Array:
    shares = np.linspace(0, 1, n)
    on_curve = np.array([f(s * u + (1 - s) * v) for s in shares])
    ends = (f(v), f(u)) if turned else (f(u), f(v))
    return on_curve - (shares * ends[0] + (1 - shares) * ends[1])


def _all(f: Function, points: Array, n: int, turned: bool = False) -> Array:
    return np.array([_gaps(f, u, v, n, turned) for u, v in combinations(points, 2)])


def _reference(f: Function, points: Array, n: int) -> float:
    return float(_all(f, points, n).max())


def _zero(call: Callable[..., Any], f: Source, points: Array, n: int) -> str | None:
    return difference(call(f, points), 0.0)


QUESTION = Question(
    key="q9",
    function="worst_chord",
    minutes=15,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("the largest rise above a chord", _waves, points=2),
        Check("0 for a convex function", _bowls, law=_zero),
        Check("two valleys, other points", _wells, hidden=True),
    ),
    mistakes=(
        Mistake(
            "chord minus curve, or the size of the gap: how far f sags is counted, not its rise",
            lambda f, points, n: (-_all(f, points, n)).max(),
        ),
        Mistake(
            "the smallest gap is taken: one violation is enough, so look for the largest",
            lambda f, points, n: _all(f, points, n).min(),
        ),
        Mistake(
            "the ends of the chord are exchanged: where s weighs u it has to weigh f(u)",
            lambda f, points, n: _all(f, points, n, turned=True).max(),
        ),
        Mistake(
            "only the middle of each chord is tried",
            lambda f, points, n: _all(f, points, n)[:, n // 2].max(),
        ),
        Mistake(
            "only neighbouring points are joined; any two points make a chord",
            lambda f, points, n: max(_gaps(f, u, v, n).max() for u, v in pairwise(points)),
        ),
        Mistake(
            "only the chords from the first point are tried",
            lambda f, points, n: max(_gaps(f, points[0], v, n).max() for v in points[1:]),
        ),
        Mistake(
            "only the last pair is kept: the largest of all pairs is asked for",
            lambda f, points, n: _all(f, points, n)[-1].max(),
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
