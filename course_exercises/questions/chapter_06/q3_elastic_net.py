"""Question 6.3: the elastic net, value and gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib import penalties
from course_lib._validate import Array

Case = tuple[Array, Array]
Answer = tuple[Any, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    l1, l2 = rng.choice([0.1, 0.2, 0.3, 0.5, 0.7], 2, replace=False)
    return {"l1": float(l1), "l2": float(l2)}


def _weights(rng: np.random.Generator, l1: float, l2: float) -> Iterator[Case]:
    for n in (4, 7):
        theta = rng.uniform(1.2, 2, n) * np.where(np.arange(n) % 2, -1, 1)
        decay = np.ones(n)
        decay[-1] = 0.0
        yield theta, decay


def _zeros(rng: np.random.Generator, l1: float, l2: float) -> Iterator[Case]:
    for theta, decay in _weights(rng, l1, l2):
        theta[0] = 0.0
        yield theta, decay


def _reference(theta: Array, decay: Array, l1: float, l2: float) -> Answer:
    return penalties.elastic_net(theta, l1, l2, decay)


def _parts(theta: Array, decay: Array, l1: float, l2: float) -> tuple[Any, Any, Array, Array]:
    (one, one_slope), (two, two_slope) = (
        penalties.l1(theta, l1, decay), penalties.l2(theta, l2, decay)
    )  # fmt: skip
    return one, two, one_slope, two_slope


def _mix(ones: float, twos: float, one_slopes: float, two_slopes: float) -> Callable[..., Answer]:
    def wrong(theta: Array, decay: Array, l1: float, l2: float) -> Answer:
        one, two, one_slope, two_slope = _parts(theta, decay, l1, l2)
        return ones * one + twos * two, one_slopes * one_slope + two_slopes * two_slope

    return wrong


def _no_sign(theta: Array, decay: Array, l1: float, l2: float) -> Answer:
    value, gradient = _reference(theta, decay, l1, l2)
    return value, gradient - l1 * decay * np.sign(theta) + l1 * decay


def _abs_slope(theta: Array, decay: Array, l1: float, l2: float) -> Answer:
    value, gradient = _reference(theta, decay, l1, l2)
    return value, gradient - l1 * decay * np.sign(theta) + l1 * decay * np.abs(theta)


def _averaged(theta: Array, decay: Array, l1: float, l2: float) -> Answer:
    value, gradient = _reference(theta, decay, l1, l2)
    return value / len(theta), gradient / len(theta)


QUESTION = Question(
    key="q3",
    function="elastic_net",
    minutes=8,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("value and gradient", _weights, points=2),
        Check("a weight at 0 stays there", _zeros, hidden=True),
    ),
    mistakes=(
        Mistake("the ½ of the L2 part is missing in the value", _mix(1, 2, 1, 1)),
        Mistake("the ½ of the L2 part is missing, in value and gradient", _mix(1, 2, 1, 2)),
        Mistake("the gradient of the L2 part is half as large as it should be", _mix(1, 1, 1, 0.5)),
        Mistake("the gradient of the L1 part is missing", _mix(1, 1, 0, 1)),
        Mistake("the gradient of the L2 part is missing", _mix(1, 1, 1, 0)),
        Mistake(
            "biases pay, too: the mask is not used",
            lambda theta, decay, l1, l2: _reference(theta, np.ones_like(decay), l1, l2),
        ),
        Mistake(
            "the mask is used in the value only: the gradient still shrinks biases",
            lambda theta, decay, l1, l2: (
                _reference(theta, decay, l1, l2)[0],
                _reference(theta, np.ones_like(decay), l1, l2)[1],
            ),
        ),
        Mistake(
            "the two strengths are exchanged",
            lambda theta, decay, l1, l2: _reference(theta, decay, l2, l1),
        ),
        Mistake("the slope of abs(θ) is taken as 1 on both sides of 0", _no_sign),
        Mistake("the slope of abs(θ) is taken as abs(θ)", _abs_slope),
        Mistake("it is an average over the weights: the price is a sum", _averaged),
    ),
    hints=(
        "Two prices, added: write each with its own slope.",
        "Value: λ₁ Σ m abs(θ) + ½ λ₂ Σ m θ²; differentiate each term; m stays a factor.",
        "gradient = decay * (l1 * np.sign(theta) + l2 * theta)",
    ),
)
