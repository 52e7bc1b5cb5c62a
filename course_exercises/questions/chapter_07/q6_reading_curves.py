"""Question 7.6: a program that reads learning curves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array

Case = tuple[Array, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"rise": float(rng.choice([0.05, 0.08, 0.1, 0.12, 0.15]))}


def _fall(rng: np.random.Generator, end: float, n: int = 20) -> Array:
    """From log 10 down to `end`, flat in the second half."""
    steps = np.arange(n)
    curve = end + (np.log(10) - end) * np.exp(-steps / rng.uniform(1.5, 2))
    noisy: Array = curve + 1e-3 * rng.random(n)
    return noisy


def _curve(kind: str, rng: np.random.Generator, rise: float) -> Case:
    train, val = _fall(rng, 0.3), _fall(rng, 0.5)
    if kind == "diverged":
        train[12:] = rng.choice([np.inf, np.nan])
        val[12:] = np.nan
    elif kind == "exploding":
        train[10:] = np.linspace(2, rng.uniform(3, 5), 10)
        val[10:] = train[10:] + 0.1
    elif kind == "not learning":
        train, val = (np.log(10) - rng.uniform(0, 0.03, 20) for _ in range(2))
        train[0] = val[0] = np.log(10)
    elif kind == "overfitting":
        val[8:] = val[7] * np.linspace(1, 1 + 1.5 * rise, 12)
    elif kind == "too slow":
        train, val = (np.log(10) * np.exp(-np.arange(20) / 20) + c for c in (0, 0.05))
    elif kind == "nearly":
        val[8:] = val[7] * np.linspace(1, 1 + 0.6 * rise, 12)
    return train, val


def _runs(*kinds: str) -> Callable[..., Iterator[Case]]:
    def cases(rng: np.random.Generator, rise: float) -> Iterator[Case]:
        for kind in kinds:
            yield _curve(kind, rng, rise)

    return cases


def _read(
    train: Array, val: Array, rise: float, *,
    nan: bool = True, end: str = "train", slow: bool = True, minimum: bool = True,
) -> str:  # fmt: skip
    """The rules of the question; the options are ways to read them wrongly."""
    last = train[-1] if end == "train" else val[-1]
    if (nan and not np.isfinite(train).all()) or last > train[0]:
        return "diverged"
    if last > 0.95 * np.log(10):
        return "not learning"
    if val[-1] > (1 + rise) * (np.nanmin(val) if minimum else train[-1]):
        return "overfitting"
    if slow and train[-1] < 0.9 * train[len(train) // 2]:
        return "too slow"
    return "healthy"


def _variant(**options: Any) -> Callable[..., str]:
    return lambda train, val, rise: _read(train, val, rise, **options)


def _slow_first(train: Array, val: Array, rise: float) -> str:
    right = _read(train, val, rise)
    learns = right in ("overfitting", "healthy")
    return "too slow" if learns and train[-1] < 0.9 * train[0] else right


def _always(kind: str) -> Callable[..., str]:
    return lambda train, val, rise: kind


QUESTION = Question(
    key="q6",
    function="read_curves",
    minutes=12,
    numbers=_numbers,
    reference=_read,
    checks=(
        Check("knows a healthy run", _runs("healthy", "nearly")),
        Check(
            "knows what is wrong",
            _runs("exploding", "not learning", "overfitting", "too slow"),
            points=2,
        ),
        Check("inf and nan mean divergence", _runs("diverged", "diverged", "diverged")),
        Check("other runs", _runs("overfitting", "nearly", "too slow"), hidden=True),
    ),
    mistakes=(
        Mistake(
            "a gap between the curves is no overfitting: look whether validation rises again",
            _variant(minimum=False),
        ),
        Mistake(
            "nan compares as False with everything: ask for finite numbers first",
            _variant(nan=False),
        ),
        Mistake(
            "half-way is not the start: every run that learns is below its first loss", _slow_first
        ),
        Mistake("a run that is still falling is not finished", _variant(slow=False)),
        Mistake("this answer does not depend on the curves", _always("healthy")),
    ),
    hints=(
        "Five rules in their order: the first that fits is the answer.",
        "Finite? Below its start? Below a guess? Validation near its minimum? Still falling?",
        "val[-1] > (1 + rise) * val.min()",
    ),
)
