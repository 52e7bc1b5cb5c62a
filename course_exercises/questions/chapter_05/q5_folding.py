"""Question 5.5: fold a trained batch norm into the linear layer before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array
from course_lib.layers import BatchNorm

Folded = tuple[Array, Array]
Case = tuple[Array, Array, Array, Array, Array, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"eps": float(rng.choice([0.01, 0.02, 0.03, 0.04, 0.05]))}


def _trained(rng: np.random.Generator, eps: float) -> Iterator[Case]:
    for d_in, d_out in ((3, 3), (4, 2)):
        yield (
            rng.normal(size=(d_in, d_out)), rng.uniform(0.3, 1, d_out),
            rng.uniform(1.2, 2, d_out), rng.uniform(0.3, 1, d_out),
            rng.uniform(0.5, 1.5, d_out), rng.uniform(0.3, 0.7, d_out),
        )  # fmt: skip


def _scale(gamma: Array, var: Array, eps: float) -> Array:
    layer = BatchNorm(len(gamma), eps=eps)
    layer.gamma.value[:], layer.running_var[:] = gamma, var
    return layer.scale_and_shift()[0]


def _reference(
    W: Array, b: Array, gamma: Array, beta: Array, mean: Array, var: Array, eps: float
) -> Folded:
    a = _scale(gamma, var, eps)
    return W * a, (b - mean) * a + beta


def _same_answers(call: Callable[..., Any], *case: Array, eps: float) -> str | None:
    W, b, gamma, beta, mean, var = case
    W2, b2 = (np.asarray(v) for v in call(*case))
    x = np.linspace(-2, 2, 5 * len(W)).reshape(5, -1) ** 3
    y = gamma * (x @ W + b - mean) / np.sqrt(var + eps) + beta
    words = "the one layer does not answer like the two"
    return words if difference(x @ W2 + b2, y) else None


def _rows(W: Array, b: Array, g: Array, beta: Array, m: Array, v: Array, eps: float) -> Folded:
    a = _scale(g, v, eps)
    return (W * a[:, None] if W.shape[0] == len(a) else W), (b - m) * a + beta


QUESTION = Question(
    key="q5",
    function="fold",
    minutes=10,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("new weights and bias", _trained, points=2),
        Check("one layer answers like two", _trained, law=_same_answers, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "the old bias is not scaled: it, too, passes through the batch norm",
            lambda W, b, g, beta, m, v, eps: (
                W * _scale(g, v, eps),
                b + beta - m * _scale(g, v, eps),
            ),
        ),
        Mistake(
            "the mean is subtracted without being scaled",
            lambda W, b, g, beta, m, v, eps: (
                W * _scale(g, v, eps),
                b * _scale(g, v, eps) + beta - m,
            ),
        ),
        Mistake(
            "the running mean is forgotten",
            lambda W, b, g, beta, m, v, eps: (W * _scale(g, v, eps), b * _scale(g, v, eps) + beta),
        ),
        Mistake(
            "beta is scaled, but it is added after the scaling",
            lambda W, b, g, beta, m, v, eps: (
                W * _scale(g, v, eps),
                (b - m + beta) * _scale(g, v, eps),
            ),
        ),
        Mistake(
            "it divides by the variance",
            lambda W, b, g, beta, m, v, eps: (W * g / (v + eps), (b - m) * g / (v + eps) + beta),
        ),
        Mistake(
            "eps is not used, or not the one of the question",
            lambda W, b, g, beta, m, v, eps: (W * g / np.sqrt(v), (b - m) * g / np.sqrt(v) + beta),
        ),
        Mistake("the rows of W are scaled: its columns are the outputs", _rows),
    ),
    hints=(
        "Write both layers as one formula and multiply out. What multiplies x, what does not?",
        "a = gamma / root; each column of W times its a; the rest is the new bias.",
        "new bias: (b - running_mean) * a + beta",
    ),
)
