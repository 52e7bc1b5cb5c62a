"""Question 7.7: how many seeds tell two configurations apart?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array

Case = tuple[Array, float]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"errors": float(rng.choice([2.0, 2.25, 2.5, 2.75, 3.0]))}


def _pilot(rng: np.random.Generator, errors: float) -> Iterator[Case]:
    """A few accuracies and a difference for which every wrong way gives another number."""
    found = 0
    while found < 3:
        scores = (0.8 + rng.normal(0, 0.02, 5)).round(4)
        gap = round(float(rng.uniform(0.006, 0.03)), 4)
        exact = _seeds(scores, gap, errors)
        answers = {_reference(scores, gap, errors), *(m.wrong(scores, gap, errors) for m in WRONG)}
        if 5 < exact < 100 and 0.05 < exact % 1 < 0.45 and len(answers) == 1 + len(WRONG):
            found += 1
            yield scores, gap


def _seeds(scores: Array, gap: float, errors: float, factor: float = 2, ddof: int = 1) -> float:
    return float(factor * (errors * scores.std(ddof=ddof) / gap) ** 2)


def _reference(scores: Array, gap: float, errors: float) -> int:
    return int(np.ceil(_seeds(scores, gap, errors)))


def _enough(call: Callable[..., Any], scores: Array, gap: float, errors: float) -> str | None:
    n, s = float(call(scores, gap)), scores.std(ddof=1)
    if n != int(n):
        return "there are no parts of a seed"
    if gap < errors * s * np.sqrt(2 / n):
        return "with so many seeds the difference is still lost in the noise"
    fewer = n > 1 and gap >= errors * s * np.sqrt(2 / (n - 1))
    return "one seed fewer would do" if fewer else None


WRONG = (
    Mistake(
        "only one of the two means is noisy: the difference has the noise of both",
        lambda scores, gap, errors: int(np.ceil(_seeds(scores, gap, errors, 1))),
    ),
    Mistake(
        "the noise of the two means is added up: variances add, not standard errors",
        lambda scores, gap, errors: int(np.ceil(_seeds(scores, gap, errors, 4))),
    ),
    Mistake(
        "it is rounded down or to the nearest number: one seed is missing",
        lambda scores, gap, errors: int(_seeds(scores, gap, errors)),
    ),
    Mistake(
        "it is not rounded: there are no parts of a seed",
        lambda scores, gap, errors: _seeds(scores, gap, errors),
    ),
    Mistake(
        "the square is missing: half the difference needs four times the seeds",
        lambda scores, gap, errors: int(np.ceil(np.sqrt(_seeds(scores, gap, errors)))),
    ),
    Mistake(
        "the number of standard errors is not used",
        lambda scores, gap, errors: int(np.ceil(_seeds(scores, gap, 1.0))),
    ),
    Mistake(
        "the spread of a few seeds is estimated over n: that is too small",
        lambda scores, gap, errors: int(np.ceil(_seeds(scores, gap, errors, ddof=0))),
    ),
    Mistake(
        "the standard error of the pilot is taken for the spread of one run",
        lambda scores, gap, errors: int(np.ceil(_seeds(scores, gap, errors, 2 / len(scores)))),
    ),
)

QUESTION = Question(
    key="q7",
    function="seeds_needed",
    minutes=10,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("the number of seeds", _pilot, points=2),
        Check("enough, and not one more", _pilot, law=_enough, hidden=True),
    ),
    mistakes=WRONG,
    hints=(
        "How noisy is a mean over n seeds? How noisy is the difference of two such means?",
        "Solve gap >= errors * standard error of the difference for n; round up.",
        "the standard error of the difference is s * np.sqrt(2 / n)",
    ),
)
