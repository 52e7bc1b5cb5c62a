"""Question 3.7: one step of AdamW: weight decay outside of the gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_exercises.questions.chapter_03._steps import first_divergence
from course_exercises.questions.drawing import away_from_zero, between
from course_lib._validate import Array
from course_lib.optimizers import Adam, AdamW

Three = tuple[Array, Array, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"decay": float(rng.choice([0.15, 0.2, 0.25, 0.3]))}


def _first(rng: np.random.Generator, decay: float) -> Iterator[tuple[Any, ...]]:
    for n in (2, 4):
        theta, grad = away_from_zero(rng, 2, n)
        yield theta, grad, np.zeros(n), np.zeros(n), 1, between(rng, 0.05, 0.2)


def _later(rng: np.random.Generator, decay: float) -> Iterator[tuple[Any, ...]]:
    for shape in ((3,), (2, 2)):
        theta, grad, m, root = away_from_zero(rng, 4, *shape)
        yield theta, grad, m, root**2, int(rng.integers(3, 30)), between(rng, 0.05, 0.2)


def _with(optimizer: Adam | AdamW, state: tuple[Array, ...], t: int) -> Three:
    theta, grad, m, v = (array.copy() for array in state)
    optimizer.m, optimizer.v, optimizer.t = m, v, t - 1
    optimizer.step(theta, grad)
    return theta, m, v


def _reference(*args: Any, decay: float) -> Three:
    *state, t, lr = args
    return _with(AdamW(lr, weight_decay=decay), tuple(state), t)


def _walk(call: Callable[..., Any], *args: Any, decay: float) -> str | None:
    return first_divergence(call, partial(_reference, decay=decay), args, state=2, clock=True)


def _l2(*args: Any, decay: float) -> Three:
    *state, t, lr = args
    return _with(Adam(lr, weight_decay=decay), tuple(state), t)


def _wrong(change: Callable[..., Array]) -> Callable[..., Three]:
    """Return an Adam step whose θ is changed once more: (θ, η, λ, the step, its divisor)."""

    def answer(*args: Any, decay: float) -> Three:
        *state, t, lr = args
        theta, m, v = _with(Adam(lr), tuple(state), t)
        divisor = np.sqrt(v / (1 - 0.999**t)) + 1e-8
        return change(state[0], lr, decay, theta - state[0], divisor), m, v

    return answer


QUESTION = Question(
    key="q7",
    function="adamw_step",
    minutes=8,
    reference=_reference,
    numbers=_numbers,
    checks=(
        Check("the first step", _first),
        Check("a later step", _later),
        Check("twenty steps down a bowl", _first, law=_walk, hidden=True, points=2),
    ),
    mistakes=(
        Mistake("the decay sits in the gradient: that is L2 in Adam", _l2),
        Mistake(
            "the decay knows no η: weights would vanish in a few steps",
            _wrong(lambda theta, lr, decay, step, by: theta - decay * theta + step),
        ),
        Mistake(
            "the decay is divided by the root as well: it must shrink every weight alike",
            _wrong(lambda theta, lr, decay, step, by: theta - lr * decay * theta / by + step),
        ),
        Mistake(
            "the decay has the wrong sign: weights grow",
            _wrong(lambda theta, lr, decay, step, by: theta + lr * decay * theta + step),
        ),
        Mistake(
            "the decay comes after the step and shrinks the step, too",
            _wrong(lambda theta, lr, decay, step, by: (theta + step) * (1 - lr * decay)),
        ),
        Mistake(
            "no weight decays: this is plain Adam",
            _wrong(lambda theta, lr, decay, step, by: theta + step),
        ),
        Mistake(
            "only the decay is left: where is Adam's step?",
            _wrong(lambda theta, lr, decay, step, by: theta * (1 - lr * decay)),
        ),
        Mistake(
            "the decay is squared: λ is multiplied by θ once",
            _wrong(lambda theta, lr, decay, step, by: theta - lr * decay * theta**2 + step),
        ),
    ),
    hints=(
        "Adam never learns about the decay: its m and v see the gradient only.",
        "Take the decay's share off θ first, then make the Adam step of question 6 from there.",
        "theta = theta - lr * decay * theta",
    ),
)
