"""Question 4.11, the experiment: measure which gain keeps a signal alive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array

Result = dict[str, Any]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"slope": float(rng.choice([0.1, 0.2, 0.3, 0.5]))}


def _stacks(
    rng: np.random.Generator, gains: Array, n: int, depths: tuple[int, int]
) -> Iterator[tuple[Array, Array, Array]]:
    for depth in depths:
        weights = rng.standard_normal((5, depth, n, n)) / np.sqrt(n)
        yield weights, rng.standard_normal((6, n)), gains


def _few(rng: np.random.Generator, slope: float) -> Iterator[tuple[Array, Array, Array]]:
    return _stacks(rng, np.array([0.7, 1.0, 1.4, 2.0]), 8, (6, 8))


def _fine(rng: np.random.Generator, slope: float) -> Iterator[tuple[Array, Array, Array]]:
    return _stacks(rng, np.linspace(1.0, 1.8, 17), 24, (10, 12))


def _sizes(weights: Array, x: Array, g: float, slope: float) -> Array:
    """Return the root mean square of z: (seeds, layers)."""
    y, found = x[None], []
    for W in weights.swapaxes(0, 1):
        z = g * (y @ W)
        found.append(np.sqrt((z**2).mean(axis=(1, 2))))
        y = np.where(z > 0, z, slope * z)
    return np.array(found).T


def _factor(sizes: Array) -> float:
    return float(np.median((sizes[:, -1] / sizes[:, 0]) ** (1 / (sizes.shape[1] - 1))))


def _result(gains: Array, factors: list[float]) -> Result:
    return {"factors": factors, "best": float(gains[np.argmin(np.abs(np.log(factors)))])}


def _with(factor: Callable[[Array], float] = _factor) -> Callable[..., Result]:
    """Return the experiment that makes another number of the sizes."""

    def answer(weights: Array, x: Array, gains: Array, slope: float) -> Result:
        return _result(gains, [factor(_sizes(weights, x, float(g), slope)) for g in gains])

    return answer


def _theory(
    call: Callable[..., Any], weights: Array, x: Array, gains: Array, slope: float
) -> str | None:
    """The best gain is that of theory, as far as luck allows."""
    best = float(dict(call(weights, x, gains))["best"])
    near = abs(best / np.sqrt(2 / (1 + slope**2)) - 1) < 0.2
    return None if near else "the best gain is far from what theory says"


def _relu(weights: Array, x: Array, gains: Array, slope: float) -> Result:
    return _with()(weights, x, gains, 0.0)


def _same_weights(weights: Array, x: Array, gains: Array, slope: float) -> Result:
    return _with()(np.repeat(weights[:, :1], weights.shape[1], axis=1), x, gains, slope)


def _boldest(weights: Array, x: Array, gains: Array, slope: float) -> Result:
    right = _with()(weights, x, gains, slope)
    return {**right, "best": float(gains[np.argmax(right["factors"])])}


QUESTION = Question(
    key="q11",
    function="compare_gains",
    minutes=20,
    reference=_with(),
    numbers=_numbers,
    checks=(
        Check("measures the factor per layer", _few, points=3),
        Check("finds the gain of theory", _fine, law=_theory),
        Check("measures it in other stacks", _fine, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "between L layers lie L - 1 steps: the root is one too high",
            _with(lambda s: float(np.median((s[:, -1] / s[:, 0]) ** (1 / s.shape[1])))),
        ),
        Mistake(
            "that is the factor of the variance, not of the size", _with(lambda s: _factor(s**2))
        ),
        Mistake(
            "that is the factor of the whole stack: take it per layer",
            _with(lambda s: float(np.median(s[:, -1] / s[:, 0]))),
        ),
        Mistake("one seed is luck: all five are to count", _with(lambda s: _factor(s[:1]))),
        Mistake(
            "the mean over the seeds follows the wildest run: take the median",
            _with(lambda s: float(np.mean((s[:, -1] / s[:, 0]) ** (1 / (s.shape[1] - 1))))),
        ),
        Mistake("the left half is cut off: that is ReLU, not your leaky one", _relu),
        Mistake("every layer uses the weights of the first one", _same_weights),
        Mistake("the best gain keeps the signal; the largest factor makes it explode", _boldest),
    ),
    hints=(
        "A factor per layer is a straight line on a logarithmic axis: two points are enough.",
        (
            "For each gain and seed: one pass, the size of z in the first and the last layer, the "
            "root of their ratio; the median over seeds; the best gain has a factor nearest to 1."
        ),
        "factor = (last / first) ** (1 / (layers - 1))",
    ),
)
