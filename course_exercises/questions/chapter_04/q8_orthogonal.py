"""Question 4.8: orthogonal weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Seed
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"gain": float(rng.choice([1.2, 1.3, 1.5, 1.6]))}


def _sizes(rng: np.random.Generator, gain: float) -> Iterator[tuple[int, Seed]]:
    for n in (4, int(rng.integers(10, 30))):
        yield n, Seed(int(rng.integers(1, 10**6)))


def _lengths(call: Callable[..., Any], n: int, rng: Seed, gain: float) -> str | None:
    W = np.asarray(call(n, rng))
    if W.shape != (n, n):
        return f"its shape is {W.shape}, not {(n, n)}"
    y = np.random.default_rng(n).standard_normal((5, n))
    stretch = np.linalg.norm(y @ W, axis=1) / np.linalg.norm(y, axis=1)
    if difference(stretch, np.full(5, stretch.mean())):
        return "some vectors are stretched more than others"
    return difference(stretch.mean(), gain) and "all lengths change by a wrong factor"


def _random(call: Callable[..., Any], n: int, rng: Seed, gain: float) -> str | None:
    W, other = np.asarray(call(n, rng)), np.asarray(call(n, Seed(rng.value + 1)))
    if W.shape != (n, n) or np.array_equal(W, other):
        return "two generators give the same weights"
    return "most of the weights are 0" if np.mean(np.abs(W) < 1e-9) > 0.5 else None


def _many(call: Callable[..., Any], n: int, rng: Seed, gain: float) -> str | None:
    """Fifty layers: no direction is squashed."""
    product = np.eye(n)
    for k in range(50):
        W = np.asarray(call(n, Seed(rng.value + k)))
        product = product @ W / gain if W.shape == (n, n) else np.zeros((n, n))
    sizes = np.linalg.svd(product, compute_uv=False)
    return difference(sizes, np.ones(n)) and "fifty layers do not keep every length"


def _wrong(make: Callable[[Array, float], Array]) -> Callable[..., Array]:
    """Return other weights made of the same normal draws."""

    def answer(n: int, rng: Seed, gain: float) -> Array:
        return make(rng.generator().standard_normal((n, n)), gain)

    return answer


def _q(A: Array) -> Array:
    return np.asarray(np.linalg.qr(A)[0])


QUESTION = Question(
    key="q8",
    function="orthogonal",
    minutes=6,
    numbers=_numbers,
    checks=(
        Check("stretches every vector alike, by the gain", _sizes, law=_lengths, points=2),
        Check("is random", _sizes, law=_random),
        Check("fifty layers keep every length", _sizes, law=_many, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "the gain is missing: lengths are kept, not multiplied", _wrong(lambda A, g: _q(A))
        ),
        Mistake(
            "the gain enters squared: lengths are multiplied once",
            _wrong(lambda A, g: g**2 * _q(A)),
        ),
        Mistake(
            "the gain enters by its root: that would be for variances",
            _wrong(lambda A, g: g**0.5 * _q(A)),
        ),
        Mistake(
            "qr returns two matrices: this is the other one",
            _wrong(lambda A, g: g * np.linalg.qr(A)[1]),
        ),
        Mistake(
            "normal draws of the right variance keep lengths only on average",
            _wrong(lambda A, g: g * A / len(A) ** 0.5),
        ),
        Mistake(
            "the columns have length 1, but are not at right angles",
            _wrong(lambda A, g: g * A / np.linalg.norm(A, axis=0)),
        ),
        Mistake(
            "the identity keeps all lengths, but nothing in it is random",
            _wrong(lambda A, g: g * np.eye(len(A))),
        ),
    ),
    hints=(
        "Columns of length 1, at right angles to each other: np.linalg.qr makes them.",
        "Draw a square of normal numbers, keep the first matrix that qr returns, and scale it.",
        "Q, R = np.linalg.qr(rng.standard_normal((n, n)))",
    ),
)
