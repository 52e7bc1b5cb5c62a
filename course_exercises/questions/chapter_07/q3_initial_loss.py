"""Question 7.3: is the loss of an untrained network that of a guess?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array
from course_lib.losses import softmax_cross_entropy

Case = tuple[Array, Array]
Answer = tuple[float, float, bool]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"tolerance": float(rng.choice([0.05, 0.08, 0.1, 0.12, 0.15]))}


def _networks(rng: np.random.Generator, tolerance: float) -> Iterator[Case]:
    for n, c, size in ((6, 5, 0.01), (7, 4, 4.0)):
        yield size * rng.normal(size=(n, c)), rng.integers(c, size=n)


def _near(rng: np.random.Generator, tolerance: float) -> Iterator[Case]:
    """Off by a little less, and a little more, than the tolerance; above and below log C."""
    for c, share in ((12, 0.9), (12, 1.1), (12, -1.1), (3, 1.1)):
        wanted = np.log(c) * (1 + share * tolerance)
        p = np.exp(-wanted)
        logits = np.full((4, c), np.log((1 - p) / (c - 1)))
        labels = rng.integers(c, size=4)
        logits[np.arange(4), labels] = np.log(p)
        yield logits, labels


def _large(rng: np.random.Generator, tolerance: float) -> Iterator[Case]:
    for logits, labels in _networks(rng, tolerance):
        yield logits + 1000, labels


def _answer(expected: float, measured: float, tolerance: float) -> Answer:
    return expected, measured, bool(abs(measured - expected) <= tolerance * expected)


def _measure(logits: Array, labels: Array) -> float:
    return float(softmax_cross_entropy(logits, labels)[0])


def _reference(logits: Array, labels: Array, tolerance: float) -> Answer:
    return _answer(float(np.log(logits.shape[1])), _measure(logits, labels), tolerance)


def _expecting(expected: Callable[[Array], float]) -> Callable[..., Answer]:
    return lambda logits, labels, tolerance: _answer(
        float(expected(logits)), _measure(logits, labels), tolerance
    )


def _measuring(measured: Callable[[Array, Array], float]) -> Callable[..., Answer]:
    return lambda logits, labels, tolerance: _answer(
        float(np.log(logits.shape[1])), float(measured(logits, labels)), tolerance
    )


def _one_sided(logits: Array, labels: Array, tolerance: float) -> Answer:
    expected, measured, _ = _reference(logits, labels, tolerance)
    return expected, measured, bool(measured <= (1 + tolerance) * expected)


def _absolute(logits: Array, labels: Array, tolerance: float) -> Answer:
    expected, measured, _ = _reference(logits, labels, tolerance)
    return expected, measured, bool(abs(measured - expected) <= tolerance)


def _unprotected(logits: Array, labels: Array) -> float:
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return float(-np.log(p[np.arange(len(p)), labels]).mean())


QUESTION = Question(
    key="q3",
    function="initial_loss_check",
    minutes=8,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("expected and measured loss, and the verdict", _networks, points=2),
        Check("logits around 1000 are no problem", _large),
        Check("the verdict near the border", _near, hidden=True),
    ),
    mistakes=(
        Mistake(
            "a network guesses among classes, not among examples",
            _expecting(lambda logits: np.log(len(logits))),
        ),
        Mistake(
            "the loss is counted in natural logarithms, not in powers of ten or two",
            _expecting(lambda logits: np.log10(logits.shape[1])),
        ),
        Mistake(
            "the loss is counted in natural logarithms, not in powers of ten or two",
            _expecting(lambda logits: np.log2(logits.shape[1])),
        ),
        Mistake(
            "1 / C is the probability of a guess, not its loss",
            _expecting(lambda logits: 1 / logits.shape[1]),
        ),
        Mistake(
            "the measured loss is a sum over the examples, not their mean",
            _measuring(lambda logits, labels: len(labels) * _measure(logits, labels)),
        ),
        Mistake("softmax overflows at 1000: subtract the maximum", _measuring(_unprotected)),
        Mistake(
            "a loss far below that of a guess passes: that should make you suspicious", _one_sided
        ),
        Mistake("the tolerance is a share of log C, not a number of its own", _absolute),
    ),
    hints=(
        "Who knows nothing gives every class the same probability. What does that cost?",
        "log C; the mean of minus the log of the softmax at the labels; compare the two.",
        "abs(measured - expected) <= tolerance * expected, and bool(...) around it",
    ),
)
