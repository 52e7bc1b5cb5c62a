"""Question 7.5: expected improvement, for losses."""

import math

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.search import expected_improvement


def _guesses(rng):
    for n in (4, 6):
        yield rng.normal(0.3, 0.5, n), rng.uniform(0.2, 0.8, n), float(rng.uniform(0.1, 0.3))


def _certain(rng):
    for mean, std, best in _guesses(rng):
        std[:3], mean[:3] = 0.0, (best - 0.2, best + 0.2, best)
        yield mean, std, best


def _monte_carlo(call, mean, std, best):
    draws = mean + std * np.random.default_rng(0).standard_normal((20000, len(mean)))
    gain = np.maximum(best - draws, 0).mean(axis=0)
    if (np.abs(np.asarray(call(mean, std, best)) - gain) < 0.03).all():
        return None
    return "drawing 20,000 losses gives another mean improvement"


def phi(z):
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def Phi(z):
    return np.array([0.5 + 0.5 * math.erf(v / 2**0.5) for v in z])


def right(mean, std, best):
    safe = np.where(std > 0, std, 1.0)
    z = (best - mean) / safe
    return np.where(std > 0, (best - mean) * Phi(z) + safe * phi(z), np.maximum(best - mean, 0))


@mistake("the density is not that of the normal distribution: its factor is missing")
def bare_bell(mean, std, best):
    z = (best - mean) / std
    return (best - mean) * Phi(z) + std * np.exp(-(z**2) / 2)


@mistake("the gain is not measured in standard deviations before it is looked up")
def no_units(mean, std, best):
    z = best - mean
    return z * Phi(z) + std * phi(z)


@mistake("without doubt it divides by 0: there the improvement is certain")
def unprotected(mean, std, best):
    z = (best - mean) / std
    return (best - mean) * Phi(z) + std * phi(z)


QUESTION = Question(
    key="q5",
    function="expected_improvement",
    minutes=10,
    reference=expected_improvement,
    checks=(
        Check("the expected improvement", _guesses, points=2),
        Check("a guess without doubt", _certain),
        Check("is the mean improvement of draws", _guesses, law=_monte_carlo, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "it hopes for larger losses: lower is better",
            lambda mean, std, best: right(-mean, std, -best),
        ),
        Mistake(
            "the doubt is not rewarded: the second term is missing",
            lambda mean, std, best: (best - mean) * Phi((best - mean) / std),
        ),
        Mistake(
            "the low mean is not rewarded: the first term is missing",
            lambda mean, std, best: std * phi((best - mean) / std),
        ),
        Mistake(
            "that is the probability of an improvement: it does not ask how large",
            lambda mean, std, best: Phi((best - mean) / std),
        ),
        Mistake(
            "that is the improvement of the mean: a point in doubt can do better than its mean",
            lambda mean, std, best: np.clip(best - mean, 0, None),
        ),
        Mistake(
            "without doubt it answers 0, but a certain improvement is one",
            lambda mean, std, best: np.where(std == 0, 0, right(mean, std, best)),
        ),
    ),
    hints=(
        "Two reasons to try a point: it is expected to be low, or nobody knows.",
        "z first; Φ and φ of z; gain times Φ plus std times φ; last the points with std 0.",
        "(best - mean) * Phi + std * phi, and np.maximum(best - mean, 0) where std is 0",
    ),
)
