"""Question 4.5: the gain of any activation, by Monte Carlo."""

import numpy as np

from course_exercises.checks.arguments import Seed, Source
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.drawing import between
from course_lib.initializers import gain


def _seed(rng):
    return Seed(int(rng.integers(1, 10**6)))


def _rectifiers(rng):
    yield Source(f"lambda z: np.where(z > 0, z, {between(rng, 0.1, 0.6)} * z)"), _seed(rng)
    yield Source("lambda z: np.maximum(z, 0)"), _seed(rng)


def _curves(rng):
    yield Source(f"lambda z: np.tanh({between(rng, 0.6, 1.5)} * z)"), _seed(rng)
    yield Source(f"lambda z: 1 / (1 + np.exp(-{between(rng, 1, 2)} * z))"), _seed(rng)


def _keeps(call, f, rng):
    ratio = float(call(f, rng)) / gain(f)
    return None if abs(ratio - 1) < 0.02 else "weights with this gain do not keep the signal at 1"


def _luck(call, f, rng):
    """Another seed gives nearly, but not exactly, the same."""
    first, again, second = (float(call(f, s)) for s in (rng, rng, Seed(rng.value + 1)))
    if first == second:
        return "two generators give the same gain to all digits: are there random draws in it?"
    if first != again:
        return "the same generator gives two results: draw everything from rng"
    return None if abs(first / second - 1) < 0.03 else "two generators give very different gains"


QUESTION = Question(
    key="q5",
    function="gain",
    minutes=6,
    checks=(
        Check("right for ReLU and its relatives", _rectifiers, law=_keeps, points=2),
        Check("comes from random draws", _rectifiers, law=_luck),
        Check("right for curves", _curves, law=_keeps, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "the root is missing: this is the factor of the variance",
            lambda f, rng: 1 / np.mean(f(rng.standard_normal(200_000)) ** 2),
        ),
        Mistake(
            "the mean of y was subtracted: the next layer sees E[y²], its mean included",
            lambda f, rng: 1 / f(rng.standard_normal(200_000)).std(),
        ),
        Mistake(
            "upside down: this is what f leaves, the gain makes up for it",
            lambda f, rng: np.sqrt(np.mean(f(rng.standard_normal(200_000)) ** 2)),
        ),
        Mistake(
            "absolute values are averaged, not squares",
            lambda f, rng: 1 / np.abs(f(rng.standard_normal(200_000))).mean(),
        ),
        Mistake(
            "the mean is squared, not the outputs: E[y]² is not E[y²]",
            lambda f, rng: 1 / np.sqrt(np.mean(f(rng.standard_normal(200_000))) ** 2),
        ),
        Mistake(
            "z is drawn evenly from 0 to 1; it must come from N(0, 1)",
            lambda f, rng: 1 / np.sqrt(np.mean(f(rng.random(200_000)) ** 2)),
        ),
    ),
    hints=(
        "Send a standard normal through f and see how much of its square is left.",
        "Draw z, apply f, average the squares; the gain is what brings that back to 1.",
        "y = f(rng.standard_normal(200_000))",
    ),
)
