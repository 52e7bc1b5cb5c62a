"""Question 7.1: learning rates drawn log-uniformly."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib.search import LogUniform


def _numbers(rng):
    return {
        "low": float(rng.choice([2e-5, 5e-5, 2e-4, 5e-4])),
        "high": float(rng.choice([0.02, 0.05, 0.2, 0.5])),
    }


def _draws(rng, low, high):
    for n in (4, 7):
        yield (rng.uniform(0.1, 0.9, n),)


def _ends(rng, low, high):
    yield (np.array([0.0, rng.uniform(0.4, 0.6), 1.0]),)
    yield (np.array([1.0, 0.0, rng.uniform(0.2, 0.4)]),)


def _reference(u, low, high):
    space = LogUniform(low, high)
    return np.array([space.from_unit(float(v)) for v in u])


def _decades(call, u, low, high):
    even = np.asarray(call(np.linspace(0, 1, 1001)))
    share = (even < np.sqrt(low * high)).mean()
    if abs(share - 0.5) < 0.01:
        return None
    return (
        "not half of the draws, but "
        + ("fewer" if share < 0.5 else "more")
        + " fall into the lower half of the decades"
    )


def only_exponents(u, low, high):
    return np.log10(low) + u * (np.log10(high) - np.log10(low))


def only_natural(u, low, high):
    return (1 - u) * np.log(low) + u * np.log(high)


QUESTION = Question(
    key="q1",
    function="log_uniform",
    minutes=6,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("turns draws into rates", _draws),
        Check("0 and 1 give the ends of the range", _ends),
        Check("every decade is equally likely", _draws, law=_decades, hidden=True),
    ),
    mistakes=(
        Mistake(
            "the rates are uniform: nearly all of them lie in the highest decade",
            lambda u, low, high: low * (1 - u) + high * u,
        ),
        Mistake("the exponent is returned, not the rate", only_exponents),
        Mistake("the exponent is returned, not the rate", only_natural),
        Mistake(
            "two bases are mixed: a natural logarithm needs exp, log10 needs 10 to the power",
            lambda u, low, high: 10 ** only_natural(u, low, high),
        ),
        Mistake(
            "two bases are mixed: a natural logarithm needs exp, log10 needs 10 to the power",
            lambda u, low, high: np.exp(only_exponents(u, low, high)),
        ),
        Mistake(
            "only whole exponents occur: between two powers of ten nothing is tried",
            lambda u, low, high: 10.0 ** only_exponents(u, low, high).round(),
        ),
        Mistake(
            "the range is passed through from the top",
            lambda u, low, high: high * (low / high) ** u,
        ),
    ),
    hints=(
        "What should be uniform is not the rate but its order of magnitude.",
        "Go from log(low) to log(high) by the share u, then undo the logarithm.",
        "np.exp(np.log(low) + u * (np.log(high) - np.log(low)))",
    ),
)
