"""Question 1.1: the gradient of any function, by central differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib import gradcheck
from course_lib._validate import Array


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"h": int(rng.integers(2, 10)) / 1000}


def _points(rng: np.random.Generator, h: float) -> Iterator[tuple[Source, Array]]:
    for n in (3, 1, 5):
        a, b = (float(v) for v in rng.uniform(0.5, 2, 2))
        text = f"lambda x: {a:.3f} * np.sum(np.sin(x)) + {b:.3f} * np.prod(x)"
        yield Source(text), rng.uniform(0.5, 1.5, n)


def _matrices(rng: np.random.Generator, h: float) -> Iterator[tuple[Source, Array]]:
    for shape in ((2, 3), (4, 1)):
        yield Source("lambda w: np.sum(np.exp(w)) + np.prod(w)"), rng.uniform(-1, 1, shape)


def _whole(rng: np.random.Generator, h: float) -> Iterator[tuple[Source, Array]]:
    for n in (2, 4):
        yield Source("lambda x: np.sum(np.exp(x / 2)) + np.prod(x)"), rng.permutation(4)[:n] + 1


def _reference(f: Callable[[Array], float], x: Array, h: float) -> Array:
    return gradcheck.numerical_gradient(f, x.astype(float), h=h)


def _quotient(f: Callable[[Array], float], x: Array, up: float, down: float, h: float) -> Array:
    """Return (f(x + up e) - f(x - down e)) / h for every unit vector e."""
    units = np.eye(x.size).reshape(-1, *x.shape)
    slopes = [(f(x + up * e) - f(x - down * e)) / h for e in units]
    return np.array(slopes, dtype=float).reshape(x.shape)


def _never_put_back(f: Callable[[Array], float], x: Array, h: float) -> Array:
    slopes, x = np.zeros(x.shape), x.astype(float)
    for i in np.ndindex(x.shape):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        slopes[i] = (up - f(x)) / (2 * h)
    return slopes


def _whole_copy(f: Callable[[Array], float], x: Array, h: float) -> Array:
    return _quotient(lambda z: f(np.trunc(z)), x, h, h, 2 * h)


def _same_twice(call: Callable[..., Any], f: Source, x: Array, h: float) -> str | None:
    first = call(f, x)
    wrong = difference(first, _reference(f, x, h), rtol=1e-3)
    return wrong or difference(call(f, x), np.asarray(first), rtol=0, atol=0)


QUESTION = Question(
    key="q1",
    function="numerical_gradient",
    minutes=10,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("is the central difference with your h", _points, points=2, rtol=1e-9),
        Check("gives the same slopes twice", _points, law=_same_twice),
        Check("works for a matrix of weights", _matrices, hidden=True, rtol=1e-9),
        Check("works where x holds whole numbers", _whole, hidden=True, rtol=1e-9),
    ),
    mistakes=(
        Mistake(
            "the difference is divided by h, but the two points are further apart than that",
            lambda f, x, h: _quotient(f, x, h, h, h),
        ),
        Mistake(
            "only one side of x is used: that is the forward difference",
            lambda f, x, h: _quotient(f, x, h, 0, h),
        ),
        Mistake(
            "all entries of x move at once: that is the slope along one direction",
            lambda f, x, h: np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h)),
        ),
        Mistake("an entry of x is not put back before the next one moves", _never_put_back),
        Mistake(
            "the sign is turned round: the lower point minus the upper one",
            lambda f, x, h: -_reference(f, x, h),
        ),
        Mistake(
            "x holds whole numbers, and so does your copy of it: h is rounded away",
            _whole_copy,
        ),
        Mistake(
            "the array for the slopes holds whole numbers, because x does: fractions are cut off",
            lambda f, x, h: np.trunc(_reference(f, x, h)),
        ),
        Mistake(
            "these are central differences, but with another step than your h",
            lambda f, x, h: _quotient(f, x, 1e-5, 1e-5, 2e-5),
        ),
    ),
    hints=(
        "A partial slope: one number of x moves, all the others stay.",
        (
            "Loop over the indices (np.ndindex(x.shape)). In a fresh copy of floats move one entry "
            "up, in another one down; two calls of f give one slope."
        ),
        "slopes[i] = (f(up) - f(down)) / (2 * h)",
    ),
)
