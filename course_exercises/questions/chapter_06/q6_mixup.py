"""Question 6.6: mixup with given partners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array

Case = tuple[Array, Array, Array, Array]
Pair = tuple[Array, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"classes": int(rng.integers(4, 9))}


def _batches(rng: np.random.Generator, classes: int) -> Iterator[Case]:
    for n, shape in ((4, (3,)), (5, (2, 2))):
        labels = rng.permutation(np.append(rng.permutation(classes - 1)[:3], [0] * (n - 3)))
        partner = np.roll(np.arange(n), 1)
        labels[0], labels[1], labels[-1] = 0, 1, 2
        yield rng.uniform(1, 2, (n, *shape)), labels, rng.uniform(0.6, 0.9, n), partner


def _alone(rng: np.random.Generator, classes: int) -> Iterator[Case]:
    """Some examples are their own partner."""
    for x, labels, lam, partner in _batches(rng, classes):
        partner[:2] = 0, 1
        yield x, labels, lam, partner


def _spread(lam: Array, x: Array) -> Array:
    return lam.reshape(-1, *[1] * (x.ndim - 1))


def _blend(x: Array, other: Array, lam: Array) -> Array:
    mixed: Array = _spread(lam, x) * x + (1 - _spread(lam, x)) * other
    return mixed


def _reference(x: Array, labels: Array, lam: Array, partner: Array, classes: int) -> Pair:
    t = np.eye(classes)[labels]
    return _blend(x, x[partner], lam), _blend(t, t[partner], lam)


def _targets(change: Callable[[Array, Array, Array, Array], Any]) -> Callable[..., Any]:
    """Right pictures, with targets by `change(t, t', lam, labels)`."""

    def wrong(x: Array, labels: Array, lam: Array, partner: Array, classes: int) -> Any:
        t = np.eye(classes)[labels]
        return _blend(x, x[partner], lam), change(t, t[partner], lam, labels)

    return wrong


def _numbers_mixed(x: Array, labels: Array, lam: Array, partner: Array, classes: int) -> Pair:
    return _blend(x, x[partner], lam), _blend(labels, labels[partner], lam)


def _kept_labels(x: Array, labels: Array, lam: Array, partner: Array, classes: int) -> Pair:
    return _blend(x, x[partner], lam), labels


QUESTION = Question(
    key="q6",
    function="mixup",
    minutes=8,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("mixes examples and targets alike", _batches, points=2),
        Check("an example that is its own partner stays", _alone, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the targets are not mixed: the partner's class has no share",
            _targets(lambda t, other, lam, labels: t),
        ),
        Mistake(
            "the labels themselves are mixed: class 2 is not the mean of 1 and 3",
            _numbers_mixed,
        ),
        Mistake("the targets are still labels: they should be probabilities", _kept_labels),
        Mistake(
            "targets and examples are mixed with opposite shares",
            _targets(lambda t, other, lam, labels: _blend(other, t, lam)),
        ),
        Mistake(
            "lam is the share of the example itself, not of its partner",
            lambda x, labels, lam, partner, classes: _reference(
                x, labels, 1 - lam, partner, classes
            ),
        ),
        Mistake(
            "one lam serves the whole batch: each example has its own",
            lambda x, labels, lam, partner, classes: _reference(
                x, labels, np.full_like(lam, lam[0]), partner, classes
            ),
        ),
        Mistake(
            "every pair is mixed half and half: lam is not used",
            lambda x, labels, lam, partner, classes: _reference(
                x, labels, np.full_like(lam, 0.5), partner, classes
            ),
        ),
        Mistake(
            "the partners are not those asked for: here the batch is only turned round",
            lambda x, labels, lam, partner, classes: _reference(
                x, labels, lam, np.arange(len(x))[::-1], classes
            ),
        ),
    ),
    hints=(
        "What happens to the picture happens to its target.",
        "One row of probabilities for each label; lam with an axis for every axis of x.",
        "t = np.eye(classes)[labels]; lam * t + (1 - lam) * t[partner], with lam[:, None]",
    ),
)
