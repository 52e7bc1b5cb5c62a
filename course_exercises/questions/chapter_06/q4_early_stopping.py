"""Question 6.4: early stopping, on a recorded curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array

Answer = tuple[int, int]
Case = tuple[Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"patience": int(rng.integers(3, 6))}


def _curve(rng: np.random.Generator, patience: int, tail: int) -> Array:
    """Falls, rests on a plateau, falls to its best, wobbles for `tail` steps."""
    down = np.cumsum(rng.uniform(0.1, 0.3, 4))[::-1] + 2
    rest = down[-1] + np.tile([0.3, 0.2, 0.25, 0.21], 2)[: patience - 1]
    best = [down[-1] - 0.2, down[-1] - 0.4]
    after = best[-1] + rng.uniform(0.1, 0.2, tail)
    after[1::2] -= 0.05  # falls against the one before, not below the best
    return np.concatenate([down, rest, best, after]).round(6)


def _stops(rng: np.random.Generator, patience: int) -> Iterator[Case]:
    for tail in (patience + 4, patience + 6):
        curve = _curve(rng, patience, tail)
        curve[-3:] = curve.min() - 1, *curve[:2]  # too late to be seen
        yield (curve,)


def _ties(rng: np.random.Generator, patience: int) -> Iterator[Case]:
    for tail in (patience + 4, patience + 6):
        curve = _curve(rng, patience, tail)
        curve[curve.argmin() + 1] = curve.min()
        yield (curve,)


def _runs_out(rng: np.random.Generator, patience: int) -> Iterator[Case]:
    for tail in (2, patience - 1):
        curve = _curve(rng, patience, tail)
        yield (np.append(curve[:-tail], np.sort(curve[-tail:])),)


def _walk(
    losses: Array,
    patience: int,
    better: Callable[[Array, int, int], bool] = lambda losses, now, best: bool(
        losses[now] < losses[best]
    ),
    reset: bool = True,
) -> Answer:
    best = waited = 0
    for now in range(1, len(losses)):
        if better(losses, now, best):
            best, waited = now, waited * (not reset)
        else:
            waited += 1
        if waited == patience:
            return now, best
    return len(losses) - 1, best


def _reference(losses: Array, patience: int) -> Answer:
    return _walk(losses, patience)


QUESTION = Question(
    key="q4",
    function="early_stopping",
    minutes=10,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("stops when patience has run out", _stops, points=2),
        Check("runs to the end if it need not stop", _runs_out),
        Check("equal is no improvement", _ties, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the weights of the last evaluation are kept: put back the best ones",
            lambda losses, patience: (_walk(losses, patience)[0],) * 2,
        ),
        Mistake(
            "each loss is compared with the one before, not with the best so far",
            lambda losses, patience: _walk(
                losses, patience, lambda losses, now, best: bool(losses[now] < losses[now - 1])
            ),
        ),
        Mistake(
            "waiting is not counted anew after an improvement",
            lambda losses, patience: _walk(losses, patience, reset=False),
        ),
        Mistake(
            "it waits one evaluation too long",
            lambda losses, patience: _walk(losses, patience + 1),
        ),
        Mistake(
            "it stops one evaluation too early",
            lambda losses, patience: _walk(losses, patience - 1),
        ),
        Mistake(
            "an equal loss is counted as an improvement",
            lambda losses, patience: _walk(
                losses, patience, lambda losses, now, best: bool(losses[now] <= losses[best])
            ),
        ),
        Mistake(
            "it looks at the whole curve: when training stops, later losses are not known",
            lambda losses, patience: (
                min(int(losses.argmin()) + patience, len(losses) - 1),
                int(losses.argmin()),
            ),
        ),
        Mistake(
            "the two numbers are in the wrong order",
            lambda losses, patience: _walk(losses, patience)[::-1],
        ),
    ),
    hints=(
        "Walk along the curve with two notes in hand: where was the best, how long ago?",
        "Loop: smaller than the best? Note it, count anew. Else count on, up to patience.",
        "if losses[i] < losses[best]: best, waited = i, 0",
    ),
)
