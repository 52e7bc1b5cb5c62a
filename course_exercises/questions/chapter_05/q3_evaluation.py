"""Question 5.3: batch norm in evaluation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array
from course_lib.layers import BatchNorm

Case = tuple[Array, Array, Array, Array, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"eps": float(rng.choice([0.02, 0.03, 0.04, 0.05, 0.06]))}


def _batches(rng: np.random.Generator, eps: float) -> Iterator[Case]:
    for n, d in ((6, 3), (3, 2)):
        yield (
            rng.normal(2, 3, (n, d)), rng.uniform(1.2, 2, d), rng.uniform(0.3, 1, d),
            rng.uniform(-1, 1, d), rng.uniform(0.3, 0.7, d),
        )  # fmt: skip


def _two(rng: np.random.Generator, eps: float) -> Iterator[Case]:
    for x, gamma, beta, mean, var in _batches(rng, eps):
        yield x[:2], gamma, beta, mean, var


def _reference(x: Array, gamma: Array, beta: Array, mean: Array, var: Array, eps: float) -> Array:
    layer = BatchNorm(x.shape[1], eps=eps)
    layer.gamma.value[:], layer.beta.value[:] = gamma, beta
    layer.running_mean[:], layer.running_var[:] = mean, var
    return layer.forward(x, train=False)


def _alone(call: Callable[..., Any], x: Array, *rest: Array, eps: float) -> str | None:
    together, alone = call(x, *rest), call(x[:1], *rest)
    if difference(alone, np.asarray(together)[:1]):
        return "the first example gets another answer alone than in company"
    return None


def _from(gamma: Array, beta: Array, x: Array, mean: Array, spread: Array) -> Array:
    y: Array = gamma * (x - mean) / spread + beta
    return y


QUESTION = Question(
    key="q3",
    function="bn_evaluate",
    minutes=6,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("normalises with the running averages", _batches),
        Check("answers the same alone and in company", _batches, law=_alone),
        Check("works for a batch of two", _two, hidden=True),
    ),
    mistakes=(
        Mistake(
            "these are the statistics of the batch: the mode is that of training",
            lambda x, g, b, m, v, eps: _from(g, b, x, x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)),
        ),
        Mistake(
            "the mean is that of the batch, only the variance is the running one",
            lambda x, g, b, m, v, eps: _from(g, b, x, x.mean(axis=0), np.sqrt(v + eps)),
        ),
        Mistake(
            "it divides by the variance",
            lambda x, g, b, m, v, eps: _from(g, b, x, m, v + eps),
        ),
        Mistake(
            "eps stands outside the root",
            lambda x, g, b, m, v, eps: _from(g, b, x, m, np.sqrt(v) + eps),
        ),
        Mistake(
            "eps is not used, or not the one of the question",
            lambda x, g, b, m, v, eps: _from(g, b, x, m, np.sqrt(v)),
        ),
        Mistake(
            "eps is not used, or not the one of the question",
            lambda x, g, b, m, v, eps: _from(g, b, x, m, np.sqrt(v + 1e-5)),
        ),
        Mistake(
            "gamma and beta are not used",
            lambda x, g, b, m, v, eps: (x - m) / np.sqrt(v + eps),
        ),
    ),
    hints=(
        "In evaluation the answer to one example must not depend on the others.",
        "The same formula as in training, with other names for mean and variance.",
        "x_hat = (x - running_mean) / np.sqrt(running_var + eps)",
    ),
)
