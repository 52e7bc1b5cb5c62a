"""Question 4.6: Xavier's initialisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Seed
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.chapter_04._spread import draws, layers, misfit, units_differ
from course_lib._validate import Array
from course_lib.initializers import xavier_normal


def _fits(call: Callable[..., Any], n_in: int, n_out: int, rng: Seed) -> str | None:
    oracle = float(xavier_normal((n_in, n_out), np.random.default_rng(0)).var())
    return misfit(call(n_in, n_out, rng), n_in, n_out, oracle)


def _evenly(n_in: int, n_out: int, rng: Seed) -> Array:
    std = (2 / (n_in + n_out)) ** 0.5
    return rng.generator().uniform(-std, std, (n_in, n_out))


def _positive(n_in: int, n_out: int, rng: Seed) -> Array:
    draws = rng.generator().random((n_in, n_out))
    return np.asarray((2 / (n_in + n_out)) ** 0.5 * draws)


QUESTION = Question(
    key="q6",
    function="xavier",
    minutes=5,
    checks=(
        Check("the right spread about 0", layers, law=_fits, points=2),
        Check("no two units alike", layers, law=units_differ),
        Check("other layers", layers, law=_fits, hidden=True),
    ),
    mistakes=(
        Mistake("the variance is used as a standard deviation", draws(lambda i, o: 2 / (i + o))),
        Mistake(
            "only the way up is kept: the fan-out is missing", draws(lambda i, o: (1 / i) ** 0.5)
        ),
        Mistake(
            "only the way down is kept: the fan-in is missing", draws(lambda i, o: (1 / o) ** 0.5)
        ),
        Mistake(
            "the fans are added where their mean is needed",
            draws(lambda i, o: (1 / (i + o)) ** 0.5),
        ),
        Mistake("that is He's: made for ReLU", draws(lambda i, o: (2 / i) ** 0.5)),
        Mistake(
            "W is the wrong way round: inputs are rows",
            draws(lambda i, o: (2 / (i + o)) ** 0.5, swap=True),
        ),
        Mistake(
            "evenly between -σ and σ, only a third of the variance is left",
            _evenly,
        ),
        Mistake("all weights are positive: draw from N(0, 1)", _positive),
        Mistake(
            "the root of the sum is not the sum of roots",
            draws(lambda i, o: 2**0.5 / (i**0.5 + o**0.5)),
        ),
    ),
    hints=(
        "The formula of the chapter gives a variance. What do you multiply N(0, 1) by?",
        "Mean of both fans, its inverse, the root of that, times standard normal draws.",
        "std = np.sqrt(2 / (n_in + n_out))",
    ),
)
