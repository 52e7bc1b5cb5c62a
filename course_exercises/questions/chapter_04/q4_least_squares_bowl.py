"""Question 4.4: the bowl that least squares makes of the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array

Two = tuple[float, float]


def _data(rng: np.random.Generator, sizes: tuple[int, ...]) -> Iterator[tuple[Array]]:
    for D in sizes:
        yield (rng.standard_normal((10, D)) * rng.uniform(0.5, 2, D) + rng.uniform(1, 3, D),)


def _small(rng: np.random.Generator) -> Iterator[tuple[Array]]:
    return _data(rng, (1, 2))


def _large(rng: np.random.Generator) -> Iterator[tuple[Array]]:
    return _data(rng, (4, 6))


def _with_ones(x: Array) -> Array:
    return np.column_stack([x, np.ones(len(x))])


def _reference(x: Array) -> Two:
    """From the singular values, without H."""
    curvatures = np.linalg.svd(_with_ones(x), compute_uv=False) ** 2 / len(x)
    return float(2 / curvatures[0]), float(curvatures[0] / curvatures[-1])


def _limit(call: Callable[..., Any], x: Array) -> str | None:
    """Descent on a random target converges 2.5 % below the rate, and diverges 2.5 % above."""
    rate, _ = call(x)
    inputs = _with_ones(x)
    t = np.cos(np.arange(len(x)))
    losses = []
    for lr in (0.975 * rate, 1.025 * rate):
        w = np.zeros(inputs.shape[1])
        for _ in range(1000):
            w = w - lr * inputs.T @ (inputs @ w - t) / len(x)
        losses.append(float(np.mean((inputs @ w - t) ** 2)))
    if not losses[0] <= np.mean(t**2):
        return "descent with 97.5 % of your rate diverges"
    return (
        None if losses[1] > np.mean(t**2) else "descent with 102.5 % of your rate still converges"
    )


def _wrong(
    result: Callable[[Array], Two] = lambda c: (float(2 / c[-1]), float(c[-1] / c[0])),
    prepare: Callable[[Array], Array] = _with_ones,
    divisor: Callable[[Array], int] = len,
) -> Callable[[Array], Two]:
    """Return the answer from other inputs, another divisor, or other uses of the curvatures."""

    def answer(x: Array) -> Two:
        inputs = prepare(x)
        return result(np.linalg.eigvalsh(inputs.T @ inputs / divisor(x)))

    return answer


QUESTION = Question(
    key="q4",
    function="bowl",
    minutes=8,
    reference=_reference,
    checks=(
        Check("one and two features", _small, points=2),
        Check("the rate is the limit of descent", _small, law=_limit),
        Check("more features", _large, hidden=True, points=2),
    ),
    mistakes=(
        Mistake("the bias is forgotten: it is a column of ones", _wrong(prepare=lambda x: x)),
        Mistake(
            "the data were centred first: the offset is what makes the bowl steep",
            _wrong(prepare=lambda x: _with_ones(x - x.mean(axis=0))),
        ),
        Mistake("the sum over the examples is not divided by N", _wrong(divisor=lambda x: 1)),
        Mistake(
            "N - 1 belongs to a covariance; the loss divides by N",
            _wrong(divisor=lambda x: len(x) - 1),
        ),
        Mistake(
            "that rate reaches the bottom of the steepest direction at once; twice that is borne",
            _wrong(lambda c: (float(1 / c[-1]), float(c[-1] / c[0]))),
        ),
        Mistake(
            "the flattest direction does not limit the rate",
            _wrong(lambda c: (float(2 / c[0]), float(c[-1] / c[0]))),
        ),
        Mistake(
            "the condition number is upside down: it is never below 1",
            _wrong(lambda c: (float(2 / c[-1]), float(c[0] / c[-1]))),
        ),
        Mistake(
            "this condition number is that of x, not of H: it lacks a square",
            _wrong(lambda c: (float(2 / c[-1]), float((c[-1] / c[0]) ** 0.5))),
        ),
    ),
    hints=(
        "Write down H for the inputs with their column of ones.",
        "Eigenvalues of H: the largest sets the rate, the largest and smallest the condition.",
        "x1 = np.column_stack([x, np.ones(len(x))])",
    ),
)
