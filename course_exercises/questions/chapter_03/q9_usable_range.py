"""Question 3.9: the best learning rate of a range test, and the usable range around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array

Range = tuple[float, float, float]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"factor": float(rng.choice([1.2, 1.3, 1.4, 1.5]))}


def _valley(rng: np.random.Generator, rates: int) -> tuple[Array, Array]:
    """Draw a U-shaped sweep, five seeds a rate, with no diverged run."""
    at = np.arange(rates) - rates // 2
    curve = 0.4 * np.exp(0.06 * (at + 0.3) ** 2)
    shape = (rates, 5)
    losses = curve[:, None] * rng.uniform(0.99, 1.01, shape)
    return 10 ** (at / 3 + rng.uniform(-2, -1)), losses


def _calm(rng: np.random.Generator, factor: float) -> Iterator[tuple[Array, Array]]:
    for rates in (9, 12):
        x, losses = _valley(rng, rates)
        losses[1, rng.integers(5)] = 0.2  # one lucky seed at a small rate
        yield x, losses


def _diverging(rng: np.random.Generator, factor: float) -> Iterator[tuple[Array, Array]]:
    for rates in (9, 13):
        x, losses = _valley(rng, rates)
        best, seeds = rates // 2, rng.permutation(5)
        losses[best, seeds[0]] = np.nan  # one of five: the median stands
        losses[best + 1, seeds[:3]], losses[best + 1, seeds[3:]] = np.nan, 0.1
        losses[best + 2 :] = np.nan
        losses[1, seeds[0]] = 0.05
        yield x, losses


def _answer(rates: Array, median: Array, factor: float) -> Range:
    usable = rates[median <= factor * median.min()]
    return float(rates[median.argmin()]), float(usable.min()), float(usable.max())


def _with_inf(losses: Array) -> Array:
    return np.where(np.isnan(losses), np.inf, losses)


def _reference(rates: Array, losses: Array, factor: float) -> Range:
    return _answer(rates, np.sort(_with_inf(losses), axis=1)[:, losses.shape[1] // 2], factor)


def _sharing(middle: Callable[[Array], Array]) -> Callable[..., Range]:
    """Return the answer with another number for each rate."""
    return lambda rates, losses, factor: _answer(rates, middle(losses), factor)


def _position(rates: Array, losses: Array, factor: float) -> Range:
    return _reference(np.arange(len(rates)), losses, factor)


def _boldest(rates: Array, losses: Array, factor: float) -> Range:
    _, low, high = _reference(rates, losses, factor)
    return high, low, high


def _around_rate(rates: Array, losses: Array, factor: float) -> Range:
    best, _, _ = _reference(rates, losses, factor)
    near = rates[(rates <= factor * best) & (rates >= best / factor)]
    return best, float(near.min()), float(near.max())


def _added(rates: Array, losses: Array, factor: float) -> Range:
    median = np.median(_with_inf(losses), axis=1)
    usable = rates[median <= factor + median.min()]
    return float(rates[median.argmin()]), float(usable.min()), float(usable.max())


def _survivors(losses: Array) -> Array:
    return np.array([np.median(r[~np.isnan(r)]) if (r == r).any() else np.inf for r in losses])


QUESTION = Question(
    key="q9",
    function="usable_range",
    minutes=10,
    reference=_reference,
    numbers=_numbers,
    checks=(
        Check("a sweep in which all runs arrive", _calm, points=2),
        Check("a sweep in which runs diverge", _diverging),
        Check("other sweeps with diverged runs", _diverging, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "diverged runs are left out: a rate looks good because only its lucky runs are counted",
            _sharing(_survivors),
        ),
        Mistake(
            "the luckiest seed decides: take the median run of each rate",
            _sharing(lambda losses: _with_inf(losses).min(axis=1)),
        ),
        Mistake(
            "a mean over the seeds: one run is enough to move it",
            _sharing(lambda losses: _with_inf(losses).mean(axis=1)),
        ),
        Mistake("positions are returned, not learning rates", _position),
        Mistake("the boldest usable rate is not the best one", _boldest),
        Mistake("the factor is applied to the rate; it is a limit on the loss", _around_rate),
        Mistake("the factor is added to the best loss", _added),
    ),
    hints=(
        "A diverged run is not missing: it is a run with a very bad loss.",
        (
            "Replace NaN by infinity, take the median over the seeds, find the smallest; "
            "then ask which rates are within the factor of it."
        ),
        "median = np.median(np.where(np.isnan(losses), np.inf, losses), axis=1)",
    ),
)
