"""Question 3.1: one step of momentum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.chapter_03._steps import first_divergence
from course_exercises.questions.drawing import away_from_zero, between
from course_lib._validate import Array
from course_lib.optimizers import SGD


def _rest(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    for n in (2, 4):
        theta, grad = away_from_zero(rng, 2, n)
        yield theta, grad, np.zeros(n), between(rng, 0.05, 0.3), between(rng, 0.5, 0.95)


def _moving(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    for shape in ((3,), (2, 2)):
        theta, grad, v = away_from_zero(rng, 3, *shape)
        yield theta, grad, v, between(rng, 0.05, 0.3), between(rng, 0.5, 0.95)


def _reference(theta: Array, grad: Array, v: Array, lr: float, mu: float) -> tuple[Array, Array]:
    optimizer, theta = SGD(lr, momentum=mu), theta.copy()
    optimizer.v = v.copy()
    optimizer.step(theta, grad)
    return theta, optimizer.v


def _walk(call: Callable[..., Any], *args: Any) -> str | None:
    return first_divergence(call, _reference, args, state=1)


def _wrong(
    step: Callable[..., Array], velocity: Callable[..., Array] = lambda g, v, lr, mu: mu * v + g
) -> Callable[..., tuple[Array, Array]]:
    """Return the step with another velocity, or with another use of it (new, old)."""

    def answer(theta: Array, grad: Array, v: Array, lr: float, mu: float) -> tuple[Array, Array]:
        new = velocity(grad, v, lr, mu)
        return theta + step(grad, new, v, lr, mu), new

    return answer


def _minus(g: Array, new: Array, old: Array, lr: float, mu: float) -> Array:
    return -lr * new


QUESTION = Question(
    key="q1",
    function="momentum_step",
    minutes=8,
    reference=_reference,
    checks=(
        Check("the first step, from rest", _rest),
        Check("a step with speed", _moving),
        Check("twenty steps down a bowl", _rest, law=_walk, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "the step is added: v sums gradients, and gradients point uphill",
            _wrong(lambda g, new, old, lr, mu: lr * new),
        ),
        Mistake(
            "the step uses v from before the update: each gradient arrives one step late",
            _wrong(lambda g, new, old, lr, mu: -lr * old),
        ),
        Mistake(
            "your update uses v once more after the step: that is look-ahead in the wrong place",
            _wrong(lambda g, new, old, lr, mu: -lr * (g + mu * new)),
        ),
        Mistake(
            "the gradient is scaled by 1 - μ: that is an average, but this velocity is a sum",
            _wrong(_minus, lambda g, v, lr, mu: mu * v + (1 - mu) * g),
        ),
        Mistake(
            "your v carries the minus and η, as in other books; here v holds gradients only",
            _wrong(lambda g, new, old, lr, mu: new, lambda g, v, lr, mu: mu * v - lr * g),
        ),
        Mistake(
            "η is applied twice: in the velocity and in the step",
            _wrong(_minus, lambda g, v, lr, mu: mu * v + lr * g),
        ),
        Mistake(
            "nothing slows v down: the friction μ is missing",
            _wrong(_minus, lambda g, v, lr, mu: v + g),
        ),
        Mistake(
            "θ has moved, but the old v is returned: every step would start from the same speed",
            lambda theta, grad, v, lr, mu: (theta - lr * (mu * v + grad), v),
        ),
    ),
    hints=(
        "Two lines: first renew the velocity, then walk along it.",
        (
            "The new v keeps the share mu of the old one and takes in the whole gradient; the step "
            "uses the new v and goes downhill."
        ),
        "v = mu * v + grad",
    ),
)
