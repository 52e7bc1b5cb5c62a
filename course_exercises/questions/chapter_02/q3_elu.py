"""Question 2.3: ELU and its slope."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.activations import elu


def _mixed(rng, alpha):
    for n in (2, 3):
        yield (np.concatenate([-rng.uniform(0.2, 2, n), rng.uniform(0.2, 2, n)]),)


def _large(rng, alpha):
    for _ in range(2):
        yield (np.array([-1000.0, -1.5, 2.0, 1000.0]) * rng.uniform(1, 2),)


def _reference(z, alpha):
    f = elu.with_parameters(alpha=alpha)
    return f(z), f.derivative(z)


def right(z, alpha):
    return np.where(z > 0, z, alpha * (np.exp(z) - 1)), np.where(z > 0, 1, alpha * np.exp(z))


@mistake("left: the values do not meet the right half at 0, something is not subtracted")
def no_minus_one(z, alpha):
    left = alpha * np.exp(z)
    return np.where(z > 0, z, left), np.where(z > 0, 1, left)


@mistake("left: the slope is the output itself, and that is negative; ELU rises everywhere")
def slope_is_output(z, alpha):
    y = right(z, alpha)[0]
    return y, np.where(z > 0, 1, y)


@mistake("left: 1 is added to y, which gives the slope for an alpha of 1 only")
def plus_one(z, alpha):
    y = right(z, alpha)[0]
    return y, np.where(z > 0, 1, y + 1)


QUESTION = Question(
    key="q3",
    function="elu",
    minutes=8,
    numbers=lambda rng: {"alpha": int(rng.integers(3, 9)) / 2},
    reference=_reference,
    checks=(
        Check("outputs and slopes", _mixed, points=2),
        Check("far out on both sides", _large, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "left: alpha is missing in the slope",
            lambda z, alpha: (right(z, alpha)[0], np.where(z > 0, 1, np.exp(z))),
        ),
        Mistake("alpha is missing: this is ELU with alpha = 1", lambda z, alpha: right(z, 1)),
        Mistake(
            "left: alpha multiplies the exponential only; it has to stretch the difference",
            lambda z, alpha: (np.where(z > 0, z, alpha * np.exp(z) - 1), right(z, alpha)[1]),
        ),
        Mistake(
            "right: the slope is that of the exponential, but this half is a line",
            lambda z, alpha: (right(z, alpha)[0], alpha * np.exp(z)),
        ),
    ),
    hints=(
        "The derivative of exp(z) is exp(z); a constant factor stays, a constant term goes.",
        "Two np.where: one for the values, one for the slopes; on the right z and 1.",
        "slope = np.where(z > 0, 1.0, alpha * np.exp(z))",
    ),
)
