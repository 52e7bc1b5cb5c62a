"""Question 5.6: a program that finds out what is wrong with a batch norm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array

Records = tuple[Array, Array, Array, Array, Array, Array]
IN_TRAINING = ("wrong axes", "variance never updated", "momentum reversed", "biased variance")
IN_EVALUATION = "batch statistics in evaluation"


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"momentum": float(rng.choice([0.05, 0.1, 0.15, 0.2, 0.25]))}


def _patient(bug: str, x: Array, fresh: Array, momentum: float) -> Records:
    """What a layer with this bug shows: averages 0 and 1, one training batch, one evaluation."""
    axis = None if bug == "wrong axes" else 0
    share = 1 - momentum if bug == "momentum reversed" else momentum
    mean, var = x.mean(axis=axis), x.var(axis=axis)
    trained = (x - mean) / np.sqrt(var + 1e-5)
    unbiased = x.var(axis=axis, ddof=0 if bug == "biased variance" else 1)
    running_mean = share * np.broadcast_to(mean, x.shape[1:])
    grown = 1 - share + share * np.broadcast_to(unbiased, x.shape[1:])
    running_var = np.ones(x.shape[1]) if bug == "variance never updated" else grown
    evaluated = (fresh - running_mean) / np.sqrt(running_var + 1e-5)
    if bug == IN_EVALUATION:
        evaluated = (fresh - fresh.mean(axis=0)) / np.sqrt(fresh.var(axis=0) + 1e-5)
    return x, trained, running_mean, running_var, fresh, evaluated


def _patients(*bugs: str) -> Callable[..., Iterator[Records]]:
    def cases(rng: np.random.Generator, momentum: float) -> Iterator[Records]:
        for bug in bugs:
            for n in (4, 6):
                x, fresh = rng.normal([0, 5, -3], [2, 3, 9], (2, n, 3))
                yield _patient(bug, x, fresh, momentum)

    return cases


def _reference(*records: Array, momentum: float) -> str:
    """The bug whose records these are."""
    for bug in ("healthy", *IN_TRAINING, IN_EVALUATION):
        shown = _patient(bug, records[0], records[4], momentum)
        if difference(shown, records) is None:
            return bug
    raise AssertionError("records of no patient")


def _confuses(wrong: dict[str, str]) -> Callable[..., str]:
    """The answer of who takes some diseases for others."""

    def diagnose(*records: Array, momentum: float) -> str:
        right = _reference(*records, momentum=momentum)
        return wrong.get(right, "")

    return diagnose


def _says(label: str) -> Callable[..., Any]:
    return lambda *records, momentum: label


QUESTION = Question(
    key="q6",
    function="diagnose",
    minutes=20,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("does not call the healthy one ill", _patients("healthy")),
        Check("finds the bugs that show in training", _patients(*IN_TRAINING), points=2),
        Check("finds the bug that shows in evaluation", _patients(IN_EVALUATION), hidden=True),
    ),
    mistakes=(
        Mistake(
            "the running variance is compared with the wrong one of the two variances",
            _confuses({"healthy": "biased variance", "biased variance": "healthy"}),
        ),
        Mistake(
            "momentum is expected the wrong way round",
            _confuses({"healthy": "momentum reversed", "momentum reversed": "healthy"}),
        ),
        Mistake(
            "the evaluation is judged by its spread, or not at all: what would the running "
            "averages make of this batch?",
            _confuses({"healthy": IN_EVALUATION, IN_EVALUATION: "healthy"}),
        ),
        Mistake(
            "after one batch the running variance need not be near that of the batch: how far "
            "should it have moved?",
            _confuses(
                {
                    "healthy": "variance never updated",
                    "biased variance": "variance never updated",
                    IN_EVALUATION: "variance never updated",
                }
            ),
        ),
        Mistake(
            "the order of the rules: with wrong axes the running averages are wrong as well, so "
            "look at training first",
            _confuses({"wrong axes": "momentum reversed"}),
        ),
        Mistake("a bug that shows in training is not looked for", _says("healthy")),
    ),
    hints=(
        "Compute what a healthy layer would have shown, and compare piece by piece.",
        "In this order: trained, running_var still 1, running_mean, running_var, evaluated.",
        "np.allclose(running_mean, momentum * x.mean(axis=0))",
    ),
)
