"""Question 4.5: the gain of any activation, by Monte Carlo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Seed, Source
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.drawing import between
from course_lib._validate import Array
from course_lib.initializers import gain

DRAWS = 200_000


def _seed(rng: np.random.Generator) -> Seed:
    return Seed(int(rng.integers(1, 10**6)))


def _rectifiers(rng: np.random.Generator) -> Iterator[tuple[Source, Seed]]:
    yield Source(f"lambda z: np.where(z > 0, z, {between(rng, 0.1, 0.6)} * z)"), _seed(rng)
    yield Source("lambda z: np.maximum(z, 0)"), _seed(rng)


def _curves(rng: np.random.Generator) -> Iterator[tuple[Source, Seed]]:
    yield Source(f"lambda z: np.tanh({between(rng, 0.6, 1.5)} * z)"), _seed(rng)
    yield Source(f"lambda z: 1 / (1 + np.exp(-{between(rng, 1, 2)} * z))"), _seed(rng)


def _keeps(call: Callable[..., Any], f: Source, rng: Seed) -> str | None:
    ratio = float(call(f, rng)) / gain(f)
    return None if abs(ratio - 1) < 0.02 else "weights with this gain do not keep the signal at 1"


def _luck(call: Callable[..., Any], f: Source, rng: Seed) -> str | None:
    """Another seed gives nearly, but not exactly, the same."""
    first, second = float(call(f, rng)), float(call(f, Seed(rng.value + 1)))
    if first == second:
        return "two generators give the same gain to all digits: are there random draws in it?"
    return None if abs(first / second - 1) < 0.03 else "two generators give very different gains"


def _normal(rng: Seed) -> Array:
    return rng.generator().standard_normal(DRAWS)


def _from(result: Callable[[Array], Any]) -> Callable[[Source, Seed], float]:
    """Return another number made of f(z)."""
    return lambda f, rng: float(result(f(_normal(rng))))


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
            _from(lambda y: 1 / np.mean(y**2)),
        ),
        Mistake(
            "the mean of y was subtracted: the next layer sees E[y²], its mean included",
            _from(lambda y: 1 / np.std(y)),
        ),
        Mistake(
            "upside down: this is what f leaves, the gain makes up for it",
            _from(lambda y: np.sqrt(np.mean(y**2))),
        ),
        Mistake(
            "absolute values are averaged, not squares", _from(lambda y: 1 / np.mean(np.abs(y)))
        ),
        Mistake(
            "the mean is squared, not the outputs: E[y]² is not E[y²]",
            _from(lambda y: 1 / np.abs(np.mean(y))),
        ),
        Mistake(
            "z is drawn evenly from 0 to 1; it must come from N(0, 1)",
            lambda f, rng: float(1 / np.sqrt(np.mean(f(rng.generator().random(DRAWS)) ** 2))),
        ),
    ),
    hints=(
        "Send a standard normal through f and see how much of its square is left.",
        "Draw z, apply f, average the squares; the gain is what brings that back to 1.",
        "y = f(rng.standard_normal(200_000))",
    ),
)
