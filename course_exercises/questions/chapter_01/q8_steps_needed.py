"""Question 1.8: how many steps of gradient descent a parabola needs, or whether it diverges."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question

Case = tuple[float, float]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"digits": int(rng.integers(3, 7))}


def _rate(rng: np.random.Generator, digits: int, sign: int) -> Case:
    """Return a step size and a curvature such that the goal falls between two steps, and that
    different mistakes lead to different numbers.
    """
    factor = 10 ** (-digits / (int(rng.integers(8, 40)) - 0.5))
    kappa = float(rng.uniform(3, 9))
    eta = (1 - sign * factor) / kappa
    wrong = [wrong(eta, kappa, digits) for wrong in (_square_of, _natural)]
    steps = _reference(eta, kappa, digits)
    if len({*wrong, steps - 1, steps, steps + 1}) < 5:
        return _rate(rng, digits, sign)
    return eta, kappa


def _slides(rng: np.random.Generator, digits: int) -> Iterator[Case]:
    yield from (_rate(rng, digits, 1) for _ in range(3))


def _zigzags(rng: np.random.Generator, digits: int) -> Iterator[Case]:
    yield from (_rate(rng, digits, -1) for _ in range(3))


def _diverges(rng: np.random.Generator, digits: int) -> Iterator[Case]:
    for excess in (1.4, 1.01, 3.0):
        kappa = float(rng.uniform(0.2, 9))
        yield 2 * excess / kappa, kappa


def _jumps(rng: np.random.Generator, digits: int) -> Iterator[Case]:
    for kappa in (4.0, 0.5):
        yield 1 / kappa, kappa


def _count(factor: float, digits: float) -> int:
    """Return the number of steps until the distance is 10^-digits, or -1."""
    if abs(factor) >= 1:
        return -1
    return 1 if factor == 0 else max(1, math.ceil(-digits / math.log10(abs(factor))))


def _reference(eta: float, kappa: float, digits: int) -> int:
    return _count(1 - eta * kappa, digits)


def _square_of(eta: float, kappa: float, digits: int) -> int:
    return _count(1 - 2 * eta, digits)


def _natural(eta: float, kappa: float, digits: int) -> int:
    return _count(1 - eta * kappa, digits / math.log(10))


def _unchecked(eta: float, kappa: float, digits: int) -> int:
    factor = abs(1 - eta * kappa)
    return 0 if factor in (0, 1) else math.ceil(-digits / math.log10(factor))


def _no_size(eta: float, kappa: float, digits: int) -> int:
    """What a loop does that compares x itself, not its size, with the goal."""
    return 1 if eta * kappa > 1 else _reference(eta, kappa, digits)


QUESTION = Question(
    key="q8",
    function="steps_needed",
    minutes=12,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("paths that slide in", _slides),
        Check("paths that zigzag in", _zigzags),
        Check("-1 where descent never arrives", _diverges),
        Check("the step that lands on the minimum", _jumps, hidden=True),
        Check("other rates", _slides, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the curvature is left out: so many steps are right on x² only",
            _square_of,
        ),
        Mistake(
            "one step too few: after these steps the goal is not yet reached",
            lambda eta, kappa, digits: _reference(eta, kappa, digits) - 1,
        ),
        Mistake(
            "one step too many: the goal was reached before",
            lambda eta, kappa, digits: _reference(eta, kappa, digits) + 1,
        ),
        Mistake("x itself is compared with the goal, not its distance from the minimum", _no_size),
        Mistake(
            "-1 already where the path only zigzags: it changes sides and arrives all the same",
            lambda eta, kappa, digits: -1,
        ),
        Mistake(
            "digits are powers of ten; yours are powers of e",
            _natural,
        ),
        Mistake(
            "a negative number of steps: this path moves away from the minimum",
            _unchecked,
        ),
    ),
    hints=(
        "What does one step on a parabola multiply the distance from its minimum by?",
        (
            "Find that factor. If its size is 1 or more, the answer is -1. Otherwise count how "
            "often it has to be applied: a while loop is enough."
        ),
        "distance *= abs(1 - eta * kappa); steps += 1",
    ),
)
