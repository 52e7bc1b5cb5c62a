"""Question 1.7: softmax with cross-entropy, value and gradient, for scores of any size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib import losses
from course_lib._validate import Array

Case = tuple[Array, Array]
Answer = tuple[float, Array]


def _draw(rng: np.random.Generator, n: int, classes: int, scale: float = 1.0) -> Case:
    return scale * rng.standard_normal((n, classes)), rng.integers(0, classes, n)


def _batches(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, *sizes) for sizes in ((3, 4), (2, 3), (5, 2)))


def _large(rng: np.random.Generator) -> Iterator[Case]:
    for n in (2, 3):
        z, t = _draw(rng, n, 3)
        yield z + 1000, t
        yield z - 1000, t


def _one(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, 1, classes, 3.0) for classes in (2, 5))
    yield from (_draw(rng, 40, 3, 3.0) for _ in range(2))


def _reference(z: Array, t: Array) -> Answer:
    value, dz = losses.softmax_cross_entropy(z, t)
    return float(value), dz


def _slip(
    z: Array,
    t: Array,
    value: float = 1.0,
    slope: float = 1.0,
    axis: int | None = 1,
    target: float = 1.0,
) -> Answer:
    """Return loss and gradient by the formulas of the chapter, with one slip in them."""
    p = np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)
    n = len(t)
    loss = -np.log(p[np.arange(n), t]).mean()
    return float(value * loss), slope * (p - target * np.eye(z.shape[1])[t]) / n


def _unstable(z: Array, t: Array) -> Answer:
    return _slip(z, t)


QUESTION = Question(
    key="q7",
    function="softmax_cross_entropy",
    minutes=15,
    reference=_reference,
    checks=(
        Check("loss and gradient of a batch", _batches, points=2),
        Check("scores near 1000 and -1000", _large),
        Check("one example, many examples", _one, hidden=True),
    ),
    mistakes=(
        Mistake("exp overflows, or all of them vanish: a shift of z is missing", _unstable),
        Mistake(
            "the gradient is that of one example each; the loss is a mean over the batch",
            lambda z, t: _slip(z, t, slope=len(t)),
        ),
        Mistake(
            "the loss is the sum over the batch, and so is its gradient; a mean is asked for",
            lambda z, t: _slip(z, t, value=len(t), slope=len(t)),
        ),
        Mistake(
            "the loss is the sum over the batch; its mean is asked for",
            lambda z, t: _slip(z, t, value=len(t)),
        ),
        Mistake(
            "the gradient is divided by all numbers of z, examples times classes",
            lambda z, t: _slip(z, t, slope=1 / z.shape[1]),
        ),
        Mistake(
            "the gradient points the other way: with it, descent would climb",
            lambda z, t: _slip(z, t, slope=-1),
        ),
        Mistake(
            "the gradient is p alone: the target never enters it",
            lambda z, t: _slip(z, t, target=0),
        ),
        Mistake(
            "the softmax runs down the examples: each row should sum to 1, not each column",
            lambda z, t: _slip(z, t, axis=0),
        ),
        Mistake(
            "the softmax divides by the sum over the whole batch: each row should sum to 1",
            lambda z, t: _slip(z, t, axis=None),
        ),
        Mistake(
            "the loss has the wrong sign: no probability is above 1, so it cannot be negative",
            lambda z, t: _slip(z, t, value=-1),
        ),
    ),
    hints=(
        "Softmax does not change when the same number is subtracted from all scores of a row.",
        (
            "Subtract the maximum of each row, then log p = z - log(sum of exp(z)); the loss picks "
            "the entry of the right class in every row; the gradient is line 5 of the derivation."
        ),
        "dz = p.copy(); dz[np.arange(N), t] -= 1; dz /= N",
    ),
)
