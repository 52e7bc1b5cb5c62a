"""Question 3.5: one step of RMSProp."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_exercises.questions.chapter_03._steps import first_divergence
from course_exercises.questions.drawing import away_from_zero, between
from course_lib._validate import Array
from course_lib.optimizers import RMSProp


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"rho": float(rng.choice([0.75, 0.8, 0.85, 0.95]))}


def _steps(rng: np.random.Generator, shapes: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    for shape in shapes:
        theta, grad, h = away_from_zero(rng, 3, *shape)
        yield theta, grad, h**2, between(rng, 0.02, 0.1), between(rng, 0.05, 0.2)


def _vectors(rng: np.random.Generator, rho: float) -> Iterator[tuple[Any, ...]]:
    return _steps(rng, ((2,), (4,)))


def _matrices(rng: np.random.Generator, rho: float) -> Iterator[tuple[Any, ...]]:
    return _steps(rng, ((3, 2), (2, 3)))


def _reference(
    theta: Array, grad: Array, h: Array, lr: float, eps: float, rho: float
) -> tuple[Array, Array]:
    optimizer, theta = RMSProp(lr, rho=rho, eps=eps), theta.copy()
    optimizer.h = h.copy()
    optimizer.step(theta, grad)
    return theta, optimizer.h


def _walk(call: Callable[..., Any], *args: Any, rho: float) -> str | None:
    return first_divergence(call, partial(_reference, rho=rho), args, state=1)


def _average(g: Array, h: Array, rho: float) -> Array:
    return rho * h + (1 - rho) * g**2


def _root(new: Array, old: Array, eps: float) -> Array:
    return np.asarray(np.sqrt(new) + eps)


def _wrong(
    h: Callable[..., Array] = _average, by: Callable[..., Array] = _root
) -> Callable[..., tuple[Array, Array]]:
    """Return the step with another h, or another divisor."""

    def answer(
        theta: Array, grad: Array, old: Array, lr: float, eps: float, rho: float
    ) -> tuple[Array, Array]:
        new = h(grad, old, rho)
        return theta - lr * grad / by(new, old, eps), new

    return answer


QUESTION = Question(
    key="q5",
    function="rmsprop_step",
    minutes=6,
    reference=_reference,
    numbers=_numbers,
    checks=(
        Check("one step", _vectors),
        Check("one step for a matrix of weights", _matrices),
        Check("twenty steps down a bowl", _vectors, law=_walk, hidden=True, points=2),
    ),
    mistakes=(
        Mistake("ε stands inside the root", _wrong(by=lambda new, h, eps: np.sqrt(new + eps))),
        Mistake(
            "the shares are swapped: ρ is the share of the past",
            _wrong(lambda g, h, rho: (1 - rho) * h + rho * g**2),
        ),
        Mistake(
            "h only grows: that is AdaGrad, which never forgets", _wrong(lambda g, h, r: h + g**2)
        ),
        Mistake(
            "the new square enters in full: the two shares must add up to 1",
            _wrong(lambda g, h, rho: rho * h + g**2),
        ),
        Mistake(
            "h averages gradients, not their squares",
            _wrong(lambda g, h, rho: rho * h + (1 - rho) * g),
        ),
        Mistake("the root is missing", _wrong(by=lambda new, h, eps: new + eps)),
        Mistake("the step divides by the old h", _wrong(by=lambda new, h, eps: np.sqrt(h) + eps)),
    ),
    hints=(
        "AdaGrad with one line changed: the sum becomes an average that forgets.",
        "The past keeps the share ρ, today's square gets what is left of 1.",
        "h = rho * h + (1 - rho) * grad**2",
    ),
)
