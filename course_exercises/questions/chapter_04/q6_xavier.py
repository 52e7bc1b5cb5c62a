"""Question 4.6: Xavier's initialisation."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.chapter_04._spread import layers, misfit, units_differ
from course_lib.initializers import xavier_normal


def _fits(call, n_in, n_out, rng):
    oracle = float(xavier_normal((n_in, n_out), np.random.default_rng(0)).var())
    return misfit(call(n_in, n_out, rng), n_in, n_out, oracle)


def right(n_in, n_out, rng):
    return np.sqrt(2 / (n_in + n_out)) * rng.standard_normal((n_in, n_out))


def normal_with(std):
    """Return normal draws with this standard deviation."""
    return lambda n_in, n_out, rng: std(n_in, n_out) * rng.standard_normal((n_in, n_out))


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
        Mistake(
            "the variance is used as a standard deviation", normal_with(lambda i, o: 2 / (i + o))
        ),
        Mistake(
            "only the way up is kept: the fan-out is missing",
            normal_with(lambda i, o: 1 / np.sqrt(i)),
        ),
        Mistake(
            "only the way down is kept: the fan-in is missing",
            normal_with(lambda i, o: 1 / np.sqrt(o)),
        ),
        Mistake(
            "the fans are added where their mean is needed",
            normal_with(lambda i, o: 1 / np.sqrt(i + o)),
        ),
        Mistake("that is He's: made for ReLU", normal_with(lambda i, o: np.sqrt(2 / i))),
        Mistake("W is the wrong way round: inputs are rows", lambda i, o, rng: right(o, i, rng)),
        Mistake(
            "evenly between -σ and σ, only a third of the variance is left",
            lambda i, o, rng: rng.uniform(-1, 1, (i, o)) * (2 / (i + o)) ** 0.5,
        ),
        Mistake(
            "all weights are positive: draw from N(0, 1)",
            lambda i, o, rng: rng.random((i, o)) * np.sqrt(2 / (i + o)),
        ),
        Mistake(
            "the root of the sum is not the sum of roots",
            normal_with(lambda i, o: np.sqrt(2) / (np.sqrt(i) + np.sqrt(o))),
        ),
    ),
    hints=(
        "The formula of the chapter gives a variance. What do you multiply N(0, 1) by?",
        "Mean of both fans, its inverse, the root of that, times standard normal draws.",
        "std = np.sqrt(2 / (n_in + n_out))",
    ),
)
