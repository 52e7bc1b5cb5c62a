"""Question 2.1: slopes of sigmoid and tanh from their outputs alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.activations import ACTIVATIONS

Case = tuple[str, Array]


def _outputs(rng: np.random.Generator, name: str) -> Iterator[Case]:
    for shape in ((4,), (2, 3)):
        yield name, ACTIVATIONS[name](rng.uniform(-2, 2, shape))


def _sigmoids(rng: np.random.Generator) -> Iterator[Case]:
    yield from _outputs(rng, "sigmoid")


def _tanhs(rng: np.random.Generator) -> Iterator[Case]:
    yield from _outputs(rng, "tanh")


def _flat(rng: np.random.Generator) -> Iterator[Case]:
    for name in ("sigmoid", "tanh"):
        yield name, ACTIVATIONS[name](np.append(rng.uniform(-6, 6, 5), [0.0, 50.0]))


def _reference(name: str, y: Array) -> Array:
    return ACTIVATIONS[name].derivative(y, y)  # both slopes are functions of y alone


def _again(name: str, y: Array) -> Array:
    return ACTIVATIONS[name].derivative(y)


def _exchanged(name: str, y: Array) -> Array:
    return _reference("tanh" if name == "sigmoid" else "sigmoid", y)


QUESTION = Question(
    key="q1",
    function="slope_from_output",
    minutes=5,
    reference=_reference,
    checks=(
        Check("sigmoid", _sigmoids),
        Check("tanh", _tanhs),
        Check("flat ends and the middle", _flat, hidden=True),
    ),
    mistakes=(
        Mistake("y is the output already, and your function is applied to it once more", _again),
        Mistake("the slopes of sigmoid and tanh have changed places", _exchanged),
        Mistake(
            "tanh: the output is not squared",
            lambda name, y: 1 - y if name == "tanh" else _reference(name, y),
        ),
        Mistake(
            "sigmoid: this is 1 - y, and one factor is missing",
            lambda name, y: 1 - y if name == "sigmoid" else _reference(name, y),
        ),
        Mistake(
            "sigmoid: this slope is 1 at most; the largest one should be a quarter",
            lambda name, y: 4 * y * (1 - y),
        ),
        Mistake(
            "the sign is turned round: both functions rise everywhere",
            lambda name, y: -_reference(name, y),
        ),
    ),
    hints=(
        "Both slopes can be written with y alone; the chapter does it for the sigmoid.",
        (
            "The forward pass has kept y, so no exponential is needed any more. tanh: what is the "
            "slope at y = 0, and what at y = 1 and y = -1?"
        ),
        "sigmoid: y * (1 - y)",
    ),
)
