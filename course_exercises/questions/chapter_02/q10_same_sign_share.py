"""Question 2.10: how often all weights of a unit are pushed in the same direction."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array

Pair = tuple[Array, Array]


def _draw(rng: np.random.Generator, n: int, d: int) -> Pair:
    """Draw inputs until different mistakes lead to different shares."""
    while True:
        x, dz = rng.standard_normal((n, d)) + 0.2, rng.standard_normal(n)
        wrong = [mistake.wrong(x, dz) for mistake in QUESTION.mistakes]
        if len({round(float(v), 9) for v in (_reference(x, dz), *wrong)}) > len(wrong):
            return x, dz


def _centred(rng: np.random.Generator) -> Iterator[Pair]:
    yield from (_draw(rng, n, 3) for n in (12, 30))


def _positive(rng: np.random.Generator) -> Iterator[Pair]:
    yield from ((rng.uniform(0.1, 1, (n, 3)), rng.standard_normal(n)) for n in (8, 20))


def _others(rng: np.random.Generator) -> Iterator[Pair]:
    yield from (_draw(rng, *sizes) for sizes in ((40, 2), (60, 4)))


def _reference(x: Array, dz: Array) -> float:
    dw = x * dz[:, None]
    return float(np.mean(np.abs(np.sign(dw).sum(axis=1)) == x.shape[1]))


def _batch(x: Array, dz: Array) -> float:
    dw = x.T @ dz
    return float((dw > 0).all() or (dw < 0).all())


QUESTION = Question(
    key="q10",
    function="same_sign_share",
    minutes=10,
    reference=_reference,
    checks=(
        Check("inputs of both signs", _centred, points=2),
        Check("1 where all inputs are positive", _positive),
        Check("two weights, four weights", _others, hidden=True),
    ),
    mistakes=(
        Mistake(
            "only gradients that are all positive are counted; all negative is one direction too",
            lambda x, dz: (x * dz[:, None] > 0).all(axis=1).mean(),
        ),
        Mistake(
            "only examples with positive inputs are counted; all negative is one sign too",
            lambda x, dz: (x > 0).all(axis=1).mean(),
        ),
        Mistake(
            "the gradients are added over the examples first: ask for each example alone",
            _batch,
        ),
        Mistake(
            "the examples are counted, but their share is asked for",
            lambda x, dz: _reference(x, dz) * len(x),
        ),
        Mistake(
            "this is the share of examples whose gradients do not all have the same sign",
            lambda x, dz: 1 - _reference(x, dz),
        ),
        Mistake(
            "each gradient is compared with dz: that asks for positive or negative inputs only",
            lambda x, dz: (np.sign(x * dz[:, None]) == np.sign(dz)[:, None]).mean(),
        ),
    ),
    hints=(
        "One example gives one gradient for each weight: dw = x dz. When do these numbers agree?",
        (
            "Make the table of all dw, one row per example; ask for each row whether all are "
            "positive, or all are negative; the share is a mean over the rows."
        ),
        "((dw > 0).all(axis=1) | (dw < 0).all(axis=1)).mean()",
    ),
)
