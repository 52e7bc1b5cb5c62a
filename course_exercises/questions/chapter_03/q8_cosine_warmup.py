"""Question 3.8: a cosine schedule with warm-up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_exercises.questions.drawing import between
from course_lib import schedules


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"warm": int(rng.choice([20, 30, 40, 50]))}


def _rising(rng: np.random.Generator, warm: int) -> Iterator[tuple[int, float, int]]:
    for t in (0, 1, int(rng.integers(5, warm))):
        yield t, between(rng, 0.1, 1), int(rng.integers(300, 900))


def _falling(rng: np.random.Generator, warm: int) -> Iterator[tuple[int, float, int]]:
    for _ in range(3):
        T = int(rng.integers(300, 900))
        yield int(rng.integers(warm + 10, T - 10)), between(rng, 0.1, 1), T


def _ends(rng: np.random.Generator, warm: int) -> Iterator[tuple[int, float, int]]:
    T = int(rng.integers(300, 900))
    for t in (warm - 2, warm, warm + 1, T):
        yield t, between(rng, 0.1, 1), T


def _reference(t: int, lr: float, T: int, warm: int) -> float:
    plan = schedules.warmup(schedules.cosine(lr, T - warm), warm, start_share=0)
    return float(plan(t))


def _smooth(call: Callable[..., Any], t: int, lr: float, T: int, warm: int) -> str | None:
    rates = [float(call(k, lr, T)) for k in range(T + 1)]
    if not max(rates) <= lr * (1 + 1e-9):
        return "somewhere the rate is above η"
    jump = np.abs(np.diff(rates)).max()
    return "the rate jumps where the warm-up ends" if jump > 1.01 * lr / warm else None


def _wrong(
    cosine: Callable[[int, int, int], float],
    rise: Callable[[int, int], float] = lambda t, k: t / k,
) -> Callable[..., float]:
    """Return another plan: its share of η after the warm-up (t, T, k), and during it (t, k)."""

    def answer(t: int, lr: float, T: int, warm: int) -> float:
        return lr * (rise(t, warm) if t < warm else cosine(t, T, warm))

    return answer


def _half(share: float) -> float:
    return float(1 + np.cos(np.pi * share)) / 2


def _rest(t: int, T: int, k: int) -> float:
    return _half((t - k) / (T - k))


QUESTION = Question(
    key="q8",
    function="learning_rate",
    minutes=8,
    reference=_reference,
    numbers=_numbers,
    checks=(
        Check("rises from 0", _rising),
        Check("falls along half a cosine", _falling, points=2),
        Check("first and last steps of both parts", _ends, hidden=True),
        Check("no jump on the way", _falling, law=_smooth, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the cosine forgets that the warm-up used some of the T steps: it comes too late to 0",
            _wrong(lambda t, T, k: _half((t - k) / T)),
        ),
        Mistake(
            "the cosine counts t from step 0: it must start anew where the warm-up ends",
            _wrong(lambda t, T, k: _half(t / T)),
        ),
        Mistake(
            "the cosine counts from 0 but is squeezed into the rest: it passes its end",
            _wrong(lambda t, T, k: _half(t / (T - k))),
        ),
        Mistake(
            "1 + cos runs from 2 to 0: the rate is twice too high",
            _wrong(lambda t, T, k: 2 * _rest(t, T, k)),
        ),
        Mistake(
            "the cosine goes below 0 in its second half: it needs to be lifted and halved",
            _wrong(lambda t, T, k: 2 * _rest(t, T, k) - 1),
        ),
        Mistake(
            "the cosine runs through 2π: it goes down and up again",
            _wrong(lambda t, T, k: _half(2 * (t - k) / (T - k))),
        ),
        Mistake(
            "π is missing: half a turn is not 1 radian",
            _wrong(lambda t, T, k: _half((t - k) / (T - k) / np.pi)),
        ),
        Mistake(
            "the warm-up counts from 1: step 0 has the rate 0 here",
            _wrong(_rest, lambda t, k: (t + 1) / k),
        ),
        Mistake(
            "there is no warm-up: the first steps have the full rate",
            _wrong(_rest, lambda t, k: 1.0),
        ),
    ),
    hints=(
        "Two cases, before and after the end of the warm-up.",
        "Give the cosine a clock of its own: 0 where the warm-up ends, 1 at step T.",
        "share = (t - warm) / (T - warm)",
    ),
)
