"""Question 1.2: a slope without subtraction, by a step along the imaginary axis."""

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib import gradcheck

TWELVE = {"rtol": 1e-12, "atol": 0}
"""Twelve digits, as tolerances."""


def _polynomials(rng, k):
    for n in (4, 1):
        a, b = (float(v) for v in rng.uniform(1, 3, 2))
        yield Source(f"lambda x: x**3 + {a:.3f} * x**2 + {b:.3f}"), rng.uniform(0.5, 2, n)


def _waves(rng, k):
    for shape in ((5,), (2, 3)):
        a, b = (float(v) for v in rng.uniform(1, 2, 2))
        text = f"lambda x: np.exp(-{a:.3f} * x) * np.sin({b:.3f} * x)"
        yield Source(text), rng.uniform(0.1, 0.6, shape)


def _reference(f, x, k):
    return gradcheck.numerical_derivative(f, x, method="complex")


def _twelve_digits(call, f, x, k):
    got = call(f, x)
    if np.iscomplexobj(got):
        return "the result is complex, but a slope is a real number"
    words, zeros = difference(got, _reference(f, x, k), **TWELVE), np.zeros(x.shape)
    if words and difference(got, zeros, atol=0) is None:
        return "exactly 0 everywhere: f never left the real axis"
    if words and difference(got, zeros) is None:
        return "tiny numbers everywhere: the length of your step is still in them"
    return words


@mistake("this is the value of f divided by h: another part of the complex number has the slope")
def real_part(f, x, k):
    h = 10.0**-k
    return f(x + 1j * h).real / h


@mistake("the sign is reversed: look which way your step goes")
def downwards(f, x, k):
    h = 10.0**-k
    return f(x - 1j * h).imag / h


QUESTION = Question(
    key="q2",
    function="complex_step",
    minutes=5,
    numbers=lambda rng: {"k": int(rng.integers(20, 41))},
    reference=_reference,
    checks=(
        Check("12 right digits for polynomials", _polynomials, _twelve_digits, 2, **TWELVE),
        Check("12 right digits for waves", _waves, _twelve_digits, hidden=True, **TWELVE),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake("this is the value of f, not its slope", lambda f, x, k: f(x + 1j * 10.0**-k).real),
        Mistake(
            "nearly right, but some digits are lost: two values are subtracted, or h is not your "
            "tiny one",
            lambda f, x, k: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5,
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
