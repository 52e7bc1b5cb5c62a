"""Question 3.6: one step of Adam."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.chapter_03._steps import first_divergence
from course_exercises.questions.drawing import away_from_zero, between
from course_lib._validate import Array
from course_lib.optimizers import Adam

Three = tuple[Array, Array, Array]


def _rates(rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Draw η, β₁, β₂ and an ε that is large enough to be seen."""
    return between(rng, 0.05, 0.2), between(rng, 0.8, 0.9), between(rng, 0.95, 0.99), 0.03


def _first(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    for n in (2, 4):
        theta, grad = away_from_zero(rng, 2, n)
        yield theta, grad, np.zeros(n), np.zeros(n), 1, *_rates(rng)


def _later(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    for shape in ((3,), (2, 2)):
        theta, grad, m, root = away_from_zero(rng, 4, *shape)
        yield theta, grad, m, root**2, int(rng.integers(3, 30)), *_rates(rng)


def _reference(
    theta: Array,
    grad: Array,
    m: Array,
    v: Array,
    t: int,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> Three:
    optimizer, theta = Adam(lr, beta1=beta1, beta2=beta2, eps=eps), theta.copy()
    optimizer.m, optimizer.v, optimizer.t = m.copy(), v.copy(), t - 1
    optimizer.step(theta, grad)
    return theta, optimizer.m, optimizer.v


def _walk(call: Callable[..., Any], *args: Any) -> str | None:
    return first_divergence(call, _reference, args, state=2, clock=True)


def _wrong(
    change: Callable[[Array, Array, float, float], Array],
    clock: Callable[[int, float], tuple[float, float]] = lambda t, b: (b**t, 1.0),
    kept: bool = False,
) -> Callable[..., Three]:
    """Return Adam with another step (of m̂, v̂, η, ε), or another correction."""

    def answer(
        theta: Array, grad: Array, m: Array, v: Array, t: int, lr: float, *rest: float
    ) -> Three:
        beta1, beta2, eps = rest
        m, v = beta1 * m + (1 - beta1) * grad, beta2 * v + (1 - beta2) * grad**2
        m_hat, v_hat = (
            x / np.float64(whole - gone)
            for x, (gone, whole) in ((m, clock(t, beta1)), (v, clock(t, beta2)))
        )
        theta = theta + change(m_hat, v_hat, lr, eps)
        return (theta, m_hat, v_hat) if kept else (theta, m, v)

    return answer


def _step(m: Array, v: Array, lr: float, eps: float) -> Array:
    return -lr * m / (np.sqrt(v) + eps)


def _swapped(
    theta: Array, grad: Array, m: Array, v: Array, t: int, lr: float, *rest: float
) -> Three:
    beta1, beta2, eps = rest
    return _reference(theta, grad, m, v, t, lr, beta2, beta1, eps)


def _square_of_mean(
    theta: Array, grad: Array, m: Array, v: Array, t: int, lr: float, *rest: float
) -> Three:
    beta1, beta2, eps = rest
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * m**2
    return theta + _step(m / (1 - beta1**t), v / (1 - beta2**t), lr, eps), m, v


QUESTION = Question(
    key="q6",
    function="adam_step",
    minutes=12,
    reference=_reference,
    checks=(
        Check("the first step, t = 1", _first),
        Check("a later step", _later, points=2),
        Check("twenty steps down a bowl", _later, law=_walk, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "there is no bias correction: the averages are still too small",
            _wrong(_step, lambda t, b: (0.0, 1.0)),
        ),
        Mistake(
            "the correction counts t from 0 and divides by 0 in the first step",
            _wrong(_step, lambda t, b: (b ** (t - 1), 1.0)),
        ),
        Mistake(
            "the correction counts one step too many: t is 1 in the first step",
            _wrong(_step, lambda t, b: (b ** (t + 1), 1.0)),
        ),
        Mistake(
            "the correction multiplies β by t, where each step multiplies by β once more",
            _wrong(_step, lambda t, b: (b * t, 1.0)),
        ),
        Mistake(
            "the correction does not know t: it is right in the first step only",
            _wrong(_step, lambda t, b: (b, 1.0)),
        ),
        Mistake(
            "ε stands inside the root", _wrong(lambda m, v, lr, eps: -lr * m / np.sqrt(v + eps))
        ),
        Mistake("the root of v is missing", _wrong(lambda m, v, lr, eps: -lr * m / (v + eps))),
        Mistake("the step goes uphill", _wrong(lambda m, v, lr, eps: -_step(m, v, lr, eps))),
        Mistake(
            "the corrected averages are returned: the next step would correct them again",
            _wrong(_step, kept=True),
        ),
        Mistake("β₁ and β₂ are swapped", _swapped),
        Mistake("v averages the square of m; it needs the square of the gradient", _square_of_mean),
    ),
    hints=(
        "Momentum's average above, RMSProp's below; both started at 0 and are too small at first.",
        (
            "Renew m and v; divide each by the share it has collected so far, into *new* names; "
            "step; return m and v as they were before the division."
        ),
        "m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)",
    ),
)
