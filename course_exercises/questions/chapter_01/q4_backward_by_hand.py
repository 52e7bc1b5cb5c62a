"""Question 1.4: a backward pass by hand, with inputs that are used twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib.graph import Value

Slopes = tuple[float, float, float]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"k": int(rng.integers(2, 8))}


def _draws(rng: np.random.Generator, k: int) -> Iterator[tuple[float, float]]:
    for _ in range(3):
        a, b = rng.uniform(0.3, 0.9, 2)
        yield float(a), float(b)


def _negative(rng: np.random.Generator, k: int) -> Iterator[tuple[float, float]]:
    for sign in (-1, 1):
        a, b = rng.uniform(0.3, 0.9, 2)
        yield float(sign * a), float(-b)


def _reference(a: float, b: float, k: int) -> Slopes:
    left, right = Value(a), Value(b)
    s = (left * right + left).tanh()
    out = s * s + right * k
    out.backward()
    return out.data, left.grad, right.grad


def _slip(  # one number of the backward pass is wrong
    a: float,
    b: float,
    k: int,
    square: Callable[[float], float] = lambda s: 2 * s,
    bend: Callable[[float], float] = lambda s: 1 - s * s,
    uses_of_a: tuple[int, int] = (1, 1),
    direct: float = 1.0,
) -> Slopes:
    s = float(np.tanh(a * b + a))
    dp = square(s) * bend(s)
    return s * s + k * b, dp * (uses_of_a[0] * b + uses_of_a[1]), dp * a + direct * k


def _forward(call: Callable[..., Any], a: float, b: float, k: int) -> str | None:
    got = call(a, b)
    if not isinstance(got, tuple | list) or len(got) != 3:
        return "three numbers are needed: out, da, db"
    return difference(got[0], _reference(a, b, k)[0])


QUESTION = Question(
    key="q4",
    function="backward_by_hand",
    minutes=12,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("the value of out", _draws, law=_forward),
        Check("the slopes by a and b", _draws, points=2),
        Check("the slopes at negative inputs", _negative, hidden=True),
    ),
    mistakes=(
        Mistake(
            "a is used twice, but only its use in the product a*b is counted",
            lambda a, b, k: _slip(a, b, k, uses_of_a=(1, 0)),
        ),
        Mistake(
            "a is used twice, but only its use in the sum is counted",
            lambda a, b, k: _slip(a, b, k, uses_of_a=(0, 1)),
        ),
        Mistake(
            "b is used twice, but its direct way into out is missing",
            lambda a, b, k: _slip(a, b, k, direct=0.0),
        ),
        Mistake(
            "s is used twice in s*s, but counted once",
            lambda a, b, k: _slip(a, b, k, square=lambda s: s),
        ),
        Mistake(
            "the slope of tanh is missing on the way back",
            lambda a, b, k: _slip(a, b, k, bend=lambda s: 1.0),
        ),
        Mistake(
            "the slope of tanh is not 1 - s: what is it in terms of the output s?",
            lambda a, b, k: _slip(a, b, k, bend=lambda s: 1 - s),
        ),
        Mistake(
            "the slope of tanh is taken from the sum before tanh instead of from its output",
            lambda a, b, k: _slip(a, b, k, bend=lambda s: 1 - np.arctanh(s) ** 2),
        ),
        Mistake(
            "the direct way of b into out is counted with slope 1, but out holds a multiple of b",
            lambda a, b, k: _slip(a, b, k, direct=1 / k),
        ),
    ),
    hints=(
        "Name every node of the graph (p = a*b, q = p + a, s = tanh(q), ...), then go back.",
        "Work out ds, dq, dp. A node that is used twice gets the sum of two terms: a, b and s.",
        "dq = 2 * s * (1 - s**2), then da = dq * b + dq",
    ),
)
