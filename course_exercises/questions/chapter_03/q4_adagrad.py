"""Question 3.4: one step of AdaGrad."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.chapter_03._steps import first_divergence
from course_exercises.questions.drawing import away_from_zero, between
from course_lib._validate import Array
from course_lib.optimizers import AdaGrad


def _first(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    for n in (2, 4):
        theta, grad = away_from_zero(rng, 2, n)
        yield theta, grad, np.zeros(n), between(rng, 0.1, 0.5), between(rng, 0.05, 0.2)


def _later(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    for shape in ((3,), (2, 3)):
        theta, grad, h = away_from_zero(rng, 3, *shape)
        yield theta, grad, h**2, between(rng, 0.1, 0.5), between(rng, 0.05, 0.2)


def _reference(theta: Array, grad: Array, h: Array, lr: float, eps: float) -> tuple[Array, Array]:
    optimizer, theta = AdaGrad(lr, eps=eps), theta.copy()
    optimizer.h = h.copy()
    optimizer.step(theta, grad)
    return theta, optimizer.h


def _walk(call: Callable[..., Any], *args: Any) -> str | None:
    return first_divergence(call, _reference, args, state=1)


def _dividing(by: Callable[..., Array], sign: float = -1) -> Callable[..., tuple[Array, Array]]:
    """Return the step whose gradient is divided by something else (new h, old h, ε)."""

    def answer(theta: Array, grad: Array, h: Array, lr: float, eps: float) -> tuple[Array, Array]:
        new = h + grad**2
        return theta + sign * lr * grad / by(new, h, eps), new

    return answer


def _collecting(term: Callable[..., Array]) -> Callable[..., tuple[Array, Array]]:
    """Return the step that collects something else (g, old h)."""

    def answer(theta: Array, grad: Array, h: Array, lr: float, eps: float) -> tuple[Array, Array]:
        new = term(grad, h)
        return theta - lr * grad / (np.sqrt(new) + eps), new

    return answer


QUESTION = Question(
    key="q4",
    function="adagrad_step",
    minutes=8,
    reference=_reference,
    checks=(
        Check("the first step", _first),
        Check("a step with a history", _later),
        Check("twenty steps down a bowl", _first, law=_walk, hidden=True, points=2),
    ),
    mistakes=(
        Mistake("ε stands inside the root", _dividing(lambda new, h, eps: np.sqrt(new + eps))),
        Mistake(
            "the root is missing: steep coordinates are slowed down twice",
            _dividing(lambda new, h, eps: new + eps),
        ),
        Mistake(
            "the step divides by the old h: the first one would be g / ε",
            _dividing(lambda new, h, eps: np.sqrt(h) + eps),
        ),
        Mistake(
            "the step is added: it goes uphill",
            _dividing(lambda new, h, eps: np.sqrt(new) + eps, sign=1),
        ),
        Mistake("h collects |g|, not its square", _collecting(lambda g, h: h + np.abs(g))),
        Mistake(
            "all coordinates share one h: each has a history of its own",
            _collecting(lambda g, h: h + np.sum(g**2)),
        ),
        Mistake(
            "h is a decaying average: that is RMSProp, AdaGrad never forgets",
            _collecting(lambda g, h: 0.9 * h + 0.1 * g**2),
        ),
        Mistake(
            "the history is lost: h holds the last square only", _collecting(lambda g, h: g**2)
        ),
    ),
    hints=(
        "Every coordinate has its own h, and nothing is ever taken out of it.",
        "First renew h, then divide g by a root of it; ε is added after the root.",
        "h = h + grad**2",
    ),
)
