"""Question 5.1: normalise one batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.chapter_05._normal import normal
from course_lib._validate import Array
from course_lib.layers import BatchNorm

Case = tuple[Array, Array, Array, float]


def _batches(rng: np.random.Generator) -> Iterator[Case]:
    for n, d in ((8, 3), (5, 4)):
        x = rng.normal(rng.uniform(-5, 5, d), rng.uniform(0.5, 2, d), (n, d))
        yield x, rng.uniform(1.2, 2, d), rng.uniform(0.3, 1, d), float(rng.uniform(0.1, 0.3))


def _constant(rng: np.random.Generator) -> Iterator[Case]:
    for x, gamma, beta, _ in _batches(rng):
        x[:, 1] = 2.0
        yield x, gamma, beta, 1e-5


def _reference(x: Array, gamma: Array, beta: Array, eps: float) -> Array:
    layer = BatchNorm(x.shape[1], eps=eps)
    layer.gamma.value[:], layer.beta.value[:] = gamma, beta
    return layer.forward(x, train=True)


def _eps_outside(x: Array, gamma: Array, beta: Array, eps: float) -> Array:
    y: Array = gamma * (x - x.mean(axis=0)) / (x.std(axis=0) + eps) + beta
    return y


def _by_variance(x: Array, gamma: Array, beta: Array, eps: float) -> Array:
    y: Array = gamma * (x - x.mean(axis=0)) / (x.var(axis=0) + eps) + beta
    return y


def _undo(call: Callable[..., Any], x: Array, gamma: Array, beta: Array, eps: float) -> str | None:
    y = call(x, np.sqrt(x.var(axis=0) + eps), x.mean(axis=0), eps)
    words = "the gamma and beta that should give back this batch do not"
    return words if difference(y, x) else None


QUESTION = Question(
    key="q1",
    function="batch_norm",
    minutes=8,
    reference=_reference,
    checks=(
        Check("normalises every feature, then scales and shifts", _batches, points=2),
        Check("survives a feature that is constant", _constant),
        Check("gamma and beta can undo it", _batches, law=_undo, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the mean is over features; batch norm averages over the batch",
            lambda x, gamma, beta, eps: gamma * normal(x, eps, 1) + beta,
        ),
        Mistake(
            "one mean and one variance serve all features: each needs its own",
            lambda x, gamma, beta, eps: gamma * normal(x, eps, None) + beta,
        ),
        Mistake("eps stands outside the root", _eps_outside),
        Mistake("it divides by the variance, so the spread does not become 1", _by_variance),
        Mistake(
            "the batch is normalised with the variance over n - 1",
            lambda x, gamma, beta, eps: gamma * normal(x, eps, 0, ddof=1) + beta,
        ),
        Mistake("gamma and beta are not used", lambda x, gamma, beta, eps: normal(x, eps, 0)),
        Mistake(
            "beta is added too early: gamma scales it as well",
            lambda x, gamma, beta, eps: gamma * (normal(x, eps, 0) + beta),
        ),
        Mistake(
            "eps is not used: a feature that is constant gives 0/0",
            lambda x, gamma, beta, eps: gamma * normal(x, 0.0, 0) + beta,
        ),
    ),
    hints=(
        "A column is a feature, a row an example. Which of the two has a mean of its own?",
        "Mean and variance along axis 0; x_hat from them and eps; last gamma and beta.",
        "x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)",
    ),
)
