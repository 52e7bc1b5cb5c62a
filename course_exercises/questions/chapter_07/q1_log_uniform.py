"""Question 7.1: learning rates drawn log-uniformly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array
from course_lib.search import LogUniform


def _numbers(rng: np.random.Generator) -> Numbers:
    return {
        "low": float(rng.choice([2e-5, 5e-5, 2e-4, 5e-4])),
        "high": float(rng.choice([0.02, 0.05, 0.2, 0.5])),
    }


def _dice(rng: np.random.Generator, low: float, high: float) -> Iterator[tuple[Array]]:
    for n in (4, 7):
        yield (rng.uniform(0.1, 0.9, n),)


def _ends(rng: np.random.Generator, low: float, high: float) -> Iterator[tuple[Array]]:
    yield (np.array([0.0, rng.uniform(0.4, 0.6), 1.0]),)
    yield (np.array([1.0, 0.0, rng.uniform(0.2, 0.4)]),)


def _reference(u: Array, low: float, high: float) -> Array:
    space = LogUniform(low, high)
    return np.array([space.from_unit(float(v)) for v in u])


def _decades(call: Callable[..., Any], u: Array, low: float, high: float) -> str | None:
    even = np.asarray(call(np.linspace(0, 1, 1001)))
    share = (even < np.sqrt(low * high)).mean()
    if abs(share - 0.5) < 0.01:
        return None
    return (
        "not half of the draws, but "
        + ("fewer" if share < 0.5 else "more")
        + " fall into the lower half of the decades"
    )


def _powers(low: float, high: float, u: Array) -> Array:
    return low + (high - low) * u


QUESTION = Question(
    key="q1",
    function="log_uniform",
    minutes=6,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("turns dice into rates", _dice),
        Check("0 and 1 give the ends of the range", _ends),
        Check("every decade is equally likely", _dice, law=_decades, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the rates are uniform: nearly all of them lie in the highest decade",
            lambda u, low, high: _powers(low, high, u),
        ),
        Mistake(
            "the exponent is returned, not the rate",
            lambda u, low, high: _powers(np.log10(low), np.log10(high), u),
        ),
        Mistake(
            "the exponent is returned, not the rate",
            lambda u, low, high: _powers(np.log(low), np.log(high), u),
        ),
        Mistake(
            "two bases are mixed: a natural logarithm needs exp, log10 needs 10 to the power",
            lambda u, low, high: 10 ** _powers(np.log(low), np.log(high), u),
        ),
        Mistake(
            "two bases are mixed: a natural logarithm needs exp, log10 needs 10 to the power",
            lambda u, low, high: np.exp(_powers(np.log10(low), np.log10(high), u)),
        ),
        Mistake(
            "only whole exponents occur: between two powers of ten nothing is tried",
            lambda u, low, high: 10.0 ** np.round(_powers(np.log10(low), np.log10(high), u)),
        ),
        Mistake(
            "the range is passed through from the top",
            lambda u, low, high: _reference(1 - u, low, high),
        ),
    ),
    hints=(
        "What should be uniform is not the rate but its order of magnitude.",
        "Go from log(low) to log(high) by the share u, then undo the logarithm.",
        "np.exp(np.log(low) + u * (np.log(high) - np.log(low)))",
    ),
)
