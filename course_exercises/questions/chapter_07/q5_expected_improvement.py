"""Question 7.5: expected improvement, for losses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.search import expected_improvement

Case = tuple[Array, Array, float]


def _guesses(rng: np.random.Generator) -> Iterator[Case]:
    for n in (4, 6):
        yield rng.normal(0.3, 0.5, n), rng.uniform(0.2, 0.8, n), float(rng.uniform(0.1, 0.3))


def _certain(rng: np.random.Generator) -> Iterator[Case]:
    for mean, std, best in _guesses(rng):
        std[:3], mean[:3] = 0.0, (best - 0.2, best + 0.2, best)
        yield mean, std, best


def _z(mean: Array, std: Array, best: float) -> Array:
    z: Array = (best - mean) / std
    return z


def _density(z: Array, scale: float = 1.0) -> Array:
    density: Array = scale * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return density


def _cdf(z: Array) -> Array:
    from scipy.special import ndtr

    return np.asarray(ndtr(z))


def _unprotected(mean: Array, std: Array, best: float) -> Array:
    z = _z(mean, std, best)
    both: Array = (best - mean) * _cdf(z) + std * _density(z)
    return both


def _monte_carlo(call: Callable[..., Any], mean: Array, std: Array, best: float) -> str | None:
    draws = mean + std * np.random.default_rng(0).standard_normal((20000, len(mean)))
    gain = np.maximum(best - draws, 0).mean(axis=0)
    if (np.abs(np.asarray(call(mean, std, best)) - gain) < 0.03).all():
        return None
    return "drawing 20,000 losses gives another mean improvement"


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
        Mistake(
            "it hopes for larger losses: lower is better",
            lambda mean, std, best: expected_improvement(-mean, std, -best),
        ),
        Mistake(
            "the doubt is not rewarded: the second term is missing",
            lambda mean, std, best: (best - mean) * _cdf(_z(mean, std, best)),
        ),
        Mistake(
            "the low mean is not rewarded: the first term is missing",
            lambda mean, std, best: std * _density(_z(mean, std, best)),
        ),
        Mistake(
            "the density is not that of the normal distribution: its factor is missing",
            lambda mean, std, best: (
                (best - mean) * _cdf(_z(mean, std, best))
                + std * _density(_z(mean, std, best), np.sqrt(2 * np.pi))
            ),
        ),
        Mistake(
            "the gain is not measured in standard deviations before it is looked up",
            lambda mean, std, best: (best - mean) * _cdf(best - mean) + std * _density(best - mean),
        ),
        Mistake(
            "that is the probability of an improvement: it does not ask how large",
            lambda mean, std, best: _cdf(_z(mean, std, best)),
        ),
        Mistake(
            "that is the improvement of the mean: a point in doubt can do better than its mean",
            lambda mean, std, best: np.maximum(best - mean, 0),
        ),
        Mistake("without doubt it divides by 0: there the improvement is certain", _unprotected),
        Mistake(
            "without doubt it answers 0, but a certain improvement is one",
            lambda mean, std, best: np.where(std > 0, _unprotected(mean, std, best), 0.0),
        ),
    ),
    hints=(
        "Two reasons to try a point: it is expected to be low, or nobody knows.",
        "z first; Φ and φ of z; gain times Φ plus std times φ; last the points with std 0.",
        "(best - mean) * Phi + std * phi, and np.maximum(best - mean, 0) where std is 0",
    ),
)
