"""Question 1.3: what adding, multiplying and taking the maximum do to a gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib.graph import Value

Case = tuple[str, float, float, float]
Slopes = tuple[float, float]


def _draw(rng: np.random.Generator, op: str, sign: float) -> Case:
    a, b = (float(v) for v in rng.uniform([0.5, 2.5], [1.5, 3.5]))
    if rng.random() < 0.5:
        a, b = b, a
    return op, sign * a, sign * b, float(rng.uniform(2, 5))


def _adds(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, "add", 1.0) for _ in range(2))


def _products(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, "multiply", 1.0) for _ in range(2))


def _maxima(rng: np.random.Generator) -> Iterator[Case]:
    yield from (_draw(rng, "max", 1.0) for _ in range(4))


def _negative(rng: np.random.Generator) -> Iterator[Case]:
    large, small = (float(v) for v in rng.uniform([2.5, 0.5], [3.5, 1.5]))
    yield "max", large, -small, 3.0
    yield "max", -small, large, 3.0
    yield from (_draw(rng, op, -1.0) for op in ("add", "multiply", "max", "max", "max"))


def _reference(op: str, a: float, b: float, dy: float) -> Slopes:
    left, right = Value(a), Value(b)
    nodes = {
        "add": left + right,
        "multiply": left * right,
        "max": left.maximum(right),
    }
    (nodes[op] * dy).backward()
    return left.grad, right.grad


def _no_arriving(op: str, a: float, b: float, dy: float) -> Slopes:
    return _reference(op, a, b, 1.0)


def _other(op: str, a: float, b: float, dy: float) -> Slopes:
    da, db = _reference(op, a, b, dy)
    return db, da


def _not_swapped(op: str, a: float, b: float, dy: float) -> Slopes:
    return a * dy, b * dy


def _by_size(op: str, a: float, b: float, dy: float) -> Slopes:
    return (dy, 0.0) if abs(a) > abs(b) else (0.0, dy)


QUESTION = Question(
    key="q3",
    function="local_backward",
    minutes=8,
    reference=_reference,
    checks=(
        Check("add", _adds),
        Check("multiply", _products),
        Check("max", _maxima),
        Check("all three, with negative inputs", _negative, hidden=True),
    ),
    mistakes=(
        Mistake(
            "these are the local slopes alone: what happened to the gradient that arrives, dy?",
            _no_arriving,
        ),
        Mistake("multiply: each input gets its own value, not that of its partner", _not_swapped),
        Mistake("the sizes |a| and |b| are compared, not the numbers", _by_size),
        Mistake("max: the gradient goes to the smaller input", _other),
        Mistake(
            "the gradient goes to both inputs, but the output follows only one of them",
            lambda op, a, b, dy: (dy, dy),
        ),
        Mistake(
            "the gradient is divided between the inputs",
            lambda op, a, b, dy: (dy / 2, dy / 2),
        ),
        Mistake(
            "each input gets its own value times dy: what is the slope of max by its inputs?",
            lambda op, a, b, dy: (a * dy, 0.0) if a > b else (0.0, b * dy),
        ),
    ),
    hints=(
        "For each operation ask: if a grows by a tiny bit, by how much does the output grow?",
        "Find the two local slopes; then apply the chain rule to each of them.",
        "multiply: da = dy * b, db = dy * a",
    ),
)
