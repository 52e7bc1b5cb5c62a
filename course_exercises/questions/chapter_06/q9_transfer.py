"""Question 6.9: transfer: keep the body, train a new last layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array
from course_lib.activations import softmax

Case = tuple[Array, Array, Array, int]
Head = tuple[Array, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"lr": float(rng.choice([0.1, 0.15, 0.2, 0.25, 0.3]))}


def _task(rng: np.random.Generator, steps: int) -> Case:
    labels = rng.permutation(np.array([0, 0, 0, 1, 1, 2, 2, 2]))
    x = np.eye(3)[labels] + rng.normal(0, 0.3, (8, 3))
    return rng.normal(0, 1, (3, 4)) + np.eye(3, 4), x, labels, steps


def _few(rng: np.random.Generator, lr: float) -> Iterator[Case]:
    for steps in (1, 3):
        yield _task(rng, steps)


def _many(rng: np.random.Generator, lr: float) -> Iterator[Case]:
    for steps in (10, 40):
        yield _task(rng, steps)


def _train(
    body: Array, x: Array, labels: Array, steps: int, lr: float, *,
    relu: bool = True, mean: bool = True, bias: bool = True, sign: float = 1,
) -> Head:  # fmt: skip
    """Descend from zero on the softmax cross-entropy of three classes."""
    features = np.maximum(x @ body, 0) if relu else x @ body
    W, b = np.zeros((features.shape[1], 3)), np.zeros(3)
    for _ in range(steps):
        dz = (softmax(features @ W + b) - np.eye(3)[labels]) / (len(x) if mean else 1)
        W = W - sign * lr * features.T @ dz
        b = b - bias * sign * lr * dz.sum(axis=0)
    return W, b


def _learns(
    call: Callable[..., Any], body: Array, x: Array, labels: Array, steps: int, lr: float
) -> str | None:
    features = np.maximum(x @ body, 0)

    def loss(head: Head) -> float:
        p = softmax(features @ np.asarray(head[0]) + np.asarray(head[1]))
        return float(-np.log(p[np.arange(len(x)), labels] + 1e-300).mean())

    losses = [loss(call(body, x, labels, n)) for n in (0, steps, 4 * steps)]
    if difference(losses[0], np.log(3)):
        return "without a step the new layer should know nothing: loss log 3"
    return None if losses[0] > losses[1] > losses[2] else "more steps do not give a lower loss"


QUESTION = Question(
    key="q9",
    function="retrain_last_layer",
    minutes=20,
    numbers=_numbers,
    reference=_train,
    checks=(
        Check("the new layer after a few steps", _few, points=3),
        Check("the loss falls", _many, law=_learns),
        Check("the new layer after many steps", _many, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the gradient is a sum over the examples: the loss is their mean",
            lambda body, x, labels, steps, lr: _train(body, x, labels, steps, lr, mean=False),
        ),
        Mistake(
            "the activation of the body is missing: features are what comes after the ReLU",
            lambda body, x, labels, steps, lr: _train(body, x, labels, steps, lr, relu=False),
        ),
        Mistake(
            "the bias is not trained",
            lambda body, x, labels, steps, lr: _train(body, x, labels, steps, lr, bias=False),
        ),
        Mistake(
            "it climbs: the sign of the step is wrong",
            lambda body, x, labels, steps, lr: _train(body, x, labels, steps, lr, sign=-1),
        ),
        Mistake(
            "one step too many",
            lambda body, x, labels, steps, lr: _train(body, x, labels, steps + 1, lr),
        ),
        Mistake(
            "the same gradient is used in every step: it has to be computed anew",
            lambda body, x, labels, steps, lr: tuple(
                steps * v for v in _train(body, x, labels, 1, lr)
            ),
        ),
    ),
    hints=(
        "The body never changes, so its features need to be computed only once.",
        "Features; W and b of zeros; in a loop: softmax, p - t, divided by n, two updates.",
        "dz = (p - np.eye(3)[labels]) / len(x); W = W - lr * features.T @ dz",
    ),
)
