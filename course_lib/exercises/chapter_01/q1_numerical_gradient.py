"""Question 1.1: the gradient of any function, by central differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_lib import gradcheck
from course_lib._validate import Array
from course_lib.exercises.arguments import Source
from course_lib.exercises.question import Check, Mistake, Question


def _points(rng: np.random.Generator) -> Iterator[tuple[Source, Array]]:
    for n in (1, 3, 5):
        a, b = (float(v) for v in rng.uniform(0.5, 2, 2))
        text = f"lambda x: {a:.3f} * np.sum(np.sin(x)) + {b:.3f} * np.prod(x)"
        yield Source(text), rng.uniform(0.5, 1.5, n)


def _matrices(rng: np.random.Generator) -> Iterator[tuple[Source, Array]]:
    for shape in ((2, 3), (4, 1)):
        yield Source("lambda w: np.sum(np.exp(w))"), rng.uniform(-1, 1, shape)


def _reference(f: Callable[[Array], float], x: Array) -> Array:
    return gradcheck.numerical_gradient(f, x)


def _step(f: Callable[[Array], float], x: Array, left: float, right: float, width: float) -> Array:
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = 1.0
        gradient[i] = (f(x + right * e) - f(x - left * e)) / width
    return gradient


def _forward(f: Callable[[Array], float], x: Array) -> Array:
    return _step(f, x, 0.0, 1e-5, 1e-5)


def _all_at_once(f: Callable[[Array], float], x: Array) -> Array:
    return np.full(x.shape, (f(x + 1e-5) - f(x - 1e-5)) / 2e-5)


def _leaves_x_alone(call: Callable[..., Any], f: Source, x: Array) -> str | None:
    first, second = call(f, x), call(f, x)
    return None if np.array_equal(first, second) else "two calls give two answers"


QUESTION = Question(
    key="q1",
    function="numerical_gradient",
    minutes=10,
    reference=_reference,
    checks=(
        Check("agrees with the slopes of a smooth function", _points, points=2, rtol=1e-7),
        Check("works for a matrix of weights", _matrices, points=1, hidden=True, rtol=1e-7),
        Check("gives the same answer twice", _points, law=_leaves_x_alone),
    ),
    mistakes=(
        Mistake(
            "the difference is divided by h, but the two points are 2h apart",
            lambda f, x: _step(f, x, 1e-5, 1e-5, 1e-5),
        ),
        Mistake("only one side is used: that is the forward difference", _forward),
        Mistake("all entries of x move at once: that is one directional slope", _all_at_once),
    ),
    hints=(
        "One number of x moves at a time; all others stay.",
        "Loop over the indices (np.ndindex), make a copy of x, move one entry up, then down.",
        "(f(x + h e) - f(x - h e)) / (2 h), with h about 1e-5",
    ),
)
