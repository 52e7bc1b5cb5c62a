"""Question 3.3: the best learning rate and momentum for a quadratic bowl."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.optimizers import best_momentum


def _bowl(rng: np.random.Generator, n: int, turned: bool) -> Array:
    low, kappa = rng.uniform(0.1, 2), rng.uniform(5, 200)
    curvatures = np.concatenate([[kappa, 1.0], rng.uniform(1, kappa, n - 2)]) * low
    if not turned:
        return np.diag(curvatures)
    turn = np.linalg.qr(rng.standard_normal((n, n)))[0]
    H = (turn * curvatures) @ turn.T
    return np.asarray((H + H.T) / 2)


def _straight(rng: np.random.Generator) -> Iterator[tuple[Array]]:
    for _ in range(2):
        yield (_bowl(rng, 2, turned=False),)


def _turned(rng: np.random.Generator) -> Iterator[tuple[Array]]:
    for n in (2, 3):
        yield (_bowl(rng, n, turned=True),)


def _many(rng: np.random.Generator) -> Iterator[tuple[Array]]:
    for n in (6, 9):
        yield (_bowl(rng, n, turned=True),)


def _reference(H: Array) -> tuple[float, float, float]:
    curvatures = np.linalg.eigvalsh(H)
    lr, mu = best_momentum(float(curvatures[0]), float(curvatures[-1]))
    return lr, mu, mu**0.5


def _wrong(
    formula: Callable[[float, float], tuple[float, float, float]],
    curvatures: Callable[[Array], Array] = np.linalg.eigvalsh,
) -> Callable[[Array], tuple[float, float, float]]:
    def answer(H: Array) -> tuple[float, float, float]:
        values = curvatures(H)
        return formula(float(values.min()), float(values.max()))

    return answer


def _right(low: float, high: float) -> tuple[float, float, float]:
    return _reference(np.diag([low, high]))


def _lr(low: float, high: float) -> float:
    return _right(low, high)[0]


def _rate(low: float, high: float) -> float:
    return _right(low, high)[2]


def _walker(low: float, high: float) -> float:
    return (high - low) / (high + low)


QUESTION = Question(
    key="q3",
    function="best_momentum",
    minutes=8,
    reference=_reference,
    checks=(
        Check("bowls along the axes", _straight),
        Check("turned bowls", _turned),
        Check("bowls with many axes", _many, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "the diagonal of H is not its curvatures when the bowl is turned",
            _wrong(_right, np.diagonal),
        ),
        Mistake(
            "these are the best numbers of the walker, who has no momentum",
            _wrong(lambda a, b: (2 / (a + b), 0.0, _walker(a, b))),
        ),
        Mistake(
            "μ and the rate belong to κ: the ball gains a square root",
            _wrong(lambda a, b: (_lr(a, b), _walker(a, b) ** 2, _walker(a, b))),
        ),
        Mistake(
            "the learning rate is still under its root",
            _wrong(lambda a, b: (_lr(a, b) ** 0.5, _rate(a, b) ** 2, _rate(a, b))),
        ),
        Mistake(
            "momentum and rate are the same number here: one of them is still under its root",
            _wrong(lambda a, b: (_lr(a, b), _rate(a, b), _rate(a, b))),
        ),
        Mistake(
            "the roots of the curvatures are added before they are taken",
            _wrong(lambda a, b: (4 / (a + b), _rate(a, b) ** 2, _rate(a, b))),
        ),
        Mistake(
            "the rate is squared: that is the distance kept in two steps",
            _wrong(lambda a, b: (_lr(a, b), _rate(a, b) ** 2, _rate(a, b) ** 2)),
        ),
    ),
    hints=(
        "Only the flattest and the steepest direction count. How do you find them in H?",
        "Eigenvalues first, then √λ_min and √λ_max; η and μ are squares of short fractions.",
        "low, high = np.sqrt(np.linalg.eigvalsh(H)[[0, -1]])",
    ),
)
