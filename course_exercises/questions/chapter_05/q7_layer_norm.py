"""Question 5.7: layer normalisation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_exercises.questions.chapter_05._normal import normal
from course_lib._validate import Array
from course_lib.layers import LayerNorm

Case = tuple[Array, Array, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"eps": float(rng.choice([0.1, 0.15, 0.2, 0.25, 0.3]))}


def _batches(rng: np.random.Generator, eps: float) -> Iterator[Case]:
    for n, d in ((3, 5), (4, 4)):
        x = rng.normal(rng.uniform(-5, 5, (n, 1)), rng.uniform(0.5, 2, (n, 1)), (n, d))
        yield x, rng.uniform(1.2, 2, d), rng.uniform(0.3, 1, d)


def _single(rng: np.random.Generator, eps: float) -> Iterator[Case]:
    for x, gamma, beta in _batches(rng, eps):
        yield x[:1], gamma, beta


def _reference(x: Array, gamma: Array, beta: Array, eps: float) -> Array:
    layer = LayerNorm(x.shape[1], eps=eps)
    layer.gamma.value[:], layer.beta.value[:] = gamma, beta
    return layer.forward(x, train=False)


def _eps_outside(x: Array, gamma: Array, beta: Array, eps: float) -> Array:
    centred = x - x.mean(axis=1, keepdims=True)
    y: Array = gamma * centred / (x.std(axis=1, keepdims=True) + eps) + beta
    return y


def _no_keepdims(x: Array, gamma: Array, beta: Array, eps: float) -> Array:
    if x.shape[0] != x.shape[1]:
        return np.zeros(0)
    y: Array = gamma * (x - x.mean(axis=1)) / np.sqrt(x.var(axis=1) + eps) + beta
    return y


def _alone(call: Callable[..., Any], x: Array, *rest: Array, eps: float) -> str | None:
    together, alone = call(x, *rest), call(x[:1], *rest)
    if difference(alone, np.asarray(together)[:1]):
        return "the first example gets another answer alone than in company"
    return None


QUESTION = Question(
    key="q7",
    function="layer_norm",
    minutes=6,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("normalises every example over its features", _batches, points=2),
        Check("answers the same alone and in company", _batches, law=_alone),
        Check("a batch of one is no problem", _single, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the mean is over the batch: that is batch norm; layer norm averages over the features",
            lambda x, gamma, beta, eps: gamma * normal(x, eps, 0) + beta,
        ),
        Mistake(
            "one mean serves the whole batch: each example needs its own",
            lambda x, gamma, beta, eps: gamma * normal(x, eps, None) + beta,
        ),
        Mistake("eps stands outside the root", _eps_outside),
        Mistake(
            "eps is not used, or not the one of the question",
            lambda x, gamma, beta, eps: gamma * normal(x, 0.0, 1) + beta,
        ),
        Mistake(
            "the variance is the one over d - 1",
            lambda x, gamma, beta, eps: gamma * normal(x, eps, 1, ddof=1) + beta,
        ),
        Mistake("gamma and beta are not used", lambda x, gamma, beta, eps: normal(x, eps, 1)),
        Mistake(
            "the means of the examples are subtracted from the features: look at the shapes",
            _no_keepdims,
        ),
    ),
    hints=(
        "Which of the numbers in x belong together: a row or a column?",
        "As batch norm, along the other axis; keepdims=True keeps the shapes in order.",
        "x.mean(axis=1, keepdims=True)",
    ),
)
