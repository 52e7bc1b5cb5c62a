"""Question 1.2: a slope without subtraction, by a step along the imaginary axis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib import gradcheck
from course_lib._validate import Array

Function = Callable[[Any], Any]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"k": int(rng.integers(20, 41))}


def _polynomials(rng: np.random.Generator, k: int) -> Iterator[tuple[Source, Array]]:
    for n in (4, 1):
        a, b = (float(v) for v in rng.uniform(1, 3, 2))
        yield Source(f"lambda x: x**3 + {a:.3f} * x**2 + {b:.3f}"), rng.uniform(0.5, 2, n)


def _waves(rng: np.random.Generator, k: int) -> Iterator[tuple[Source, Array]]:
    for shape in ((5,), (2, 3)):
        a, b = (float(v) for v in rng.uniform(1, 2, 2))
        text = f"lambda x: np.exp(-{a:.3f} * x) * np.sin({b:.3f} * x)"
        yield Source(text), rng.uniform(0.1, 0.6, shape)


def _reference(f: Function, x: Array, k: int) -> Array:
    return gradcheck.numerical_derivative(f, x, method="complex")


def _twelve_digits(call: Callable[..., Any], f: Source, x: Array, k: int) -> str | None:
    got = call(f, x)
    if np.iscomplexobj(got):
        return "the result is complex, but a slope is a real number"
    words, zeros = difference(got, _reference(f, x, k), rtol=1e-12, atol=0), np.zeros(x.shape)
    if words and difference(got, zeros, atol=0) is None:
        return "exactly 0 everywhere: f never left the real axis"
    if words and difference(got, zeros) is None:
        return "tiny numbers everywhere: the length of your step is still in them"
    return words


QUESTION = Question(
    key="q2",
    function="complex_step",
    minutes=5,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("12 right digits for polynomials", _polynomials, law=_twelve_digits, points=2),
        Check("12 right digits for waves", _waves, law=_twelve_digits, hidden=True),
    ),
    mistakes=(
        Mistake(
            "this is the value of f divided by h: another part of the complex number has the slope",
            lambda f, x, k: f(x) / 10.0**-k,
        ),
        Mistake(
            "this is the value of f, not its slope",
            lambda f, x, k: f(x),
        ),
        Mistake(
            "the sign is turned round: look which way your step goes",
            lambda f, x, k: -_reference(f, x, k),
        ),
        Mistake(
            "nearly right, but some digits are lost: two values are subtracted, or h is not "
            "your tiny one",
            lambda f, x, k: gradcheck.numerical_derivative(f, x, h=1e-4),
        ),
    ),
    hints=(
        "Python knows complex numbers: 1j is the imaginary unit, and f accepts x + 1j * h.",
        (
            "Make one step along the imaginary axis, evaluate f once, keep one part of the result, "
            "and divide by the length of the step."
        ),
        "f(x + 1j * h).imag / h",
    ),
)
