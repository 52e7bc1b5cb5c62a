"""Question 3.2: one step of Nesterov's momentum, as published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.drawing import away_from_zero, between
from course_lib._validate import Array
from course_lib.optimizers import SGD


def _valley(rng: np.random.Generator) -> Source:
    return Source(f"lambda x: {between(rng, 0.3, 1)} * x + {between(rng, 0.5, 1.5)} * x**3")


def _moving(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    for n in (1, 3):
        theta, v = away_from_zero(rng, 2, n)
        yield theta, v, _valley(rng), between(rng, 0.02, 0.05), between(rng, 0.5, 0.9)


def _reference(
    theta: Array, v: Array, gradient: Callable[[Array], Array], lr: float, mu: float
) -> tuple[Array, Array]:
    """Take the step with SGD, which stores the look-ahead point, and translate."""
    optimizer, ahead = SGD(lr, momentum=mu, nesterov=True), theta + mu * v
    optimizer.v = -v / lr
    optimizer.step(ahead, gradient(ahead))
    v = -lr * optimizer.v
    return ahead - mu * v, v


def _walk(
    call: Callable[..., Any], theta: Array, v: Array, gradient: Source, lr: float, mu: float
) -> str | None:
    mine = theirs = (theta, v)
    for step in range(1, 21):
        mine, theirs = call(*mine, gradient, lr, mu), _reference(*theirs, gradient, lr, mu)
        if words := difference(mine, theirs):
            return f"it leaves its path at step {step}: {words}"
    return None


def _looking(at: Callable[..., Array]) -> Callable[..., tuple[Array, Array]]:
    """Return the step that takes the gradient at another point."""

    def answer(
        theta: Array, v: Array, gradient: Callable[[Array], Array], lr: float, mu: float
    ) -> tuple[Array, Array]:
        v = mu * v - lr * gradient(at(theta, v, gradient, lr, mu))
        return theta + v, v

    return answer


def _ahead_twice(
    theta: Array, v: Array, gradient: Callable[[Array], Array], lr: float, mu: float
) -> tuple[Array, Array]:
    ahead = theta + mu * v
    v = mu * v - lr * gradient(ahead)
    return ahead + v, v


def _summing(
    theta: Array, v: Array, gradient: Callable[[Array], Array], lr: float, mu: float
) -> tuple[Array, Array]:
    v = mu * v + gradient(theta + mu * v)
    return theta - lr * v, v


def _uphill(
    theta: Array, v: Array, gradient: Callable[[Array], Array], lr: float, mu: float
) -> tuple[Array, Array]:
    v = mu * v + lr * gradient(theta + mu * v)
    return theta + v, v


QUESTION = Question(
    key="q2",
    function="nesterov_step",
    minutes=10,
    reference=_reference,
    checks=(
        Check("a step with speed looks ahead", _moving, points=2),
        Check("twenty steps down a valley", _moving, law=_walk, hidden=True),
        Check("other points and speeds", _moving, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the gradient is taken where you stand: that is plain momentum",
            _looking(lambda theta, v, f, lr, mu: theta),
        ),
        Mistake(
            "you look ahead by all of v: friction takes its share first",
            _looking(lambda theta, v, f, lr, mu: theta + v),
        ),
        Mistake(
            "you look back: the point lies behind θ",
            _looking(lambda theta, v, f, lr, mu: theta - mu * v),
        ),
        Mistake(
            "your update uses v after the step: that is look-ahead in the wrong place",
            _looking(lambda theta, v, f, lr, mu: theta + mu * (mu * v - lr * f(theta))),
        ),
        Mistake(
            "the step starts from the look-ahead point: that part of the way is walked twice",
            _ahead_twice,
        ),
        Mistake("your v holds gradients as in question 1; in this form it holds moves", _summing),
        Mistake("the gradient pushes uphill: its sign in v is wrong", _uphill),
    ),
    hints=(
        "You know where the speed will carry you. Ask for the slope there, then decide.",
        "Three lines: the point ahead; the new v with the gradient of that point; θ + v.",
        "ahead = theta + mu * v",
    ),
)
