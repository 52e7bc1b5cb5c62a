"""Question 2.3: ELU and its slope."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array
from course_lib.activations import elu

Pair = tuple[Array, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"alpha": int(rng.integers(3, 9)) / 2}


def _mixed(rng: np.random.Generator, alpha: float) -> Iterator[tuple[Array]]:
    for n in (2, 3):
        yield (np.concatenate([-rng.uniform(0.2, 2, n), rng.uniform(0.2, 2, n)]),)


def _large(rng: np.random.Generator, alpha: float) -> Iterator[tuple[Array]]:
    for _ in range(2):
        yield (np.array([-1000.0, -1.5, 2.0, 1000.0]) * rng.uniform(1, 2),)


def _reference(z: Array, alpha: float) -> Pair:
    f = elu.with_parameters(alpha=alpha)
    return f(z), f.derivative(z)


def _left(z: Array, y: Array, slope: Array) -> Pair:
    """Return the pair with these values and slopes on the left, the right ones on the right."""
    return np.where(z > 0, z, y), np.where(z > 0, 1.0, slope)


def _at_right_too(z: Array, alpha: float) -> Pair:
    e = np.exp(z)
    return np.where(z > 0, z, alpha * (e - 1)), alpha * e


QUESTION = Question(
    key="q3",
    function="elu",
    minutes=8,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("outputs and slopes", _mixed, points=2),
        Check("far out on both sides", _large, hidden=True),
    ),
    mistakes=(
        Mistake(
            "left: the values do not meet the right half at 0, something is not subtracted",
            lambda z, alpha: _left(z, alpha * np.exp(z), alpha * np.exp(z)),
        ),
        Mistake(
            "left: alpha is missing in the slope",
            lambda z, alpha: _left(z, alpha * (np.exp(z) - 1), np.exp(z)),
        ),
        Mistake(
            "alpha is missing: this is ELU with alpha = 1",
            lambda z, alpha: _reference(z, 1.0),
        ),
        Mistake(
            "left: the slope is the output itself, and that is negative; ELU rises everywhere",
            lambda z, alpha: _left(z, alpha * (np.exp(z) - 1), alpha * (np.exp(z) - 1)),
        ),
        Mistake(
            "left: 1 is added to y, which gives the slope for an alpha of 1 only",
            lambda z, alpha: _left(z, alpha * (np.exp(z) - 1), alpha * (np.exp(z) - 1) + 1),
        ),
        Mistake(
            "left: alpha multiplies the exponential only; it has to stretch the difference",
            lambda z, alpha: _left(z, alpha * np.exp(z) - 1, alpha * np.exp(z)),
        ),
        Mistake(
            "right: the slope is that of the exponential, but this half is a line", _at_right_too
        ),
    ),
    hints=(
        "The derivative of exp(z) is exp(z); a constant factor stays, a constant term goes.",
        "Two np.where: one for the values, one for the slopes; on the right z and 1.",
        "slope = np.where(z > 0, 1.0, alpha * np.exp(z))",
    ),
)
