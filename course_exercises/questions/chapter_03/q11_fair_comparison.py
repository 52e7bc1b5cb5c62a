"""Question 3.11, the experiment: descent against momentum, each at its own best rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Source
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array
from course_lib.optimizers import SGD, steps_to_stay, walk

STEPS, RADIUS = 300, 0.01
Result = dict[str, tuple[float, float]]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"mu": float(rng.choice([0.6, 0.65, 0.7, 0.75]))}


def _bowls(rng: np.random.Generator, n: int, mu: float) -> Iterator[tuple[Source, Array, Array]]:
    """Draw bowls of largest curvature 2, and rates up to both limits and beyond."""
    limits = [0.985, 1.03, 0.985 * (1 + mu), 1.03 * (1 + mu)]
    rates = np.concatenate([np.geomspace(0.05, 0.9, 7), limits])
    for _ in range(3):
        inner = (f"{value:.3f}" for value in rng.uniform(0.15, 1.5, n - 2))
        curvatures = ", ".join([f"{rng.uniform(0.08, 0.12):.3f}", *inner, "2.0"])
        start = rng.uniform(4, 8, n) * rng.choice([-1, 1], n)
        yield Source(f"lambda x: np.array([{curvatures}]) * x"), start, rates


def _plane(rng: np.random.Generator, mu: float) -> Iterator[tuple[Source, Array, Array]]:
    return _bowls(rng, 2, mu)


def _space(rng: np.random.Generator, mu: float) -> Iterator[tuple[Source, Array, Array]]:
    return _bowls(rng, 4, mu)


def _counts(f: Source, start: Array, rates: Array, mu: float, until: Any = steps_to_stay) -> Array:
    """Return the steps that each rate needs; NaN for one that does not arrive."""
    starts, origin = np.tile(start, (len(rates), 1)), np.zeros(len(start))
    paths = walk(SGD(rates, mu), f, starts, STEPS).swapaxes(0, 1)
    return np.array([until(path, origin, RADIUS) for path in paths])


def _best(rates: Array, counts: Array, pick: Callable[[Array], Any] = np.nanargmin) -> Any:
    return float(rates[pick(counts)]), float(counts[pick(counts)])


def _reference(f: Source, start: Array, rates: Array, mu: float) -> Result:
    descent, momentum = (_counts(f, start, rates, m) for m in (0.0, mu))
    return {"descent": _best(rates, descent), "momentum": _best(rates, momentum)}


def _own(call: Callable[..., Any], f: Source, start: Array, rates: Array, mu: float) -> str | None:
    """Fewer rates can only cost steps."""
    for name, (_, steps) in dict(call(f, start, rates)).items():
        if not steps <= dict(call(f, start, rates[:-3]))[name][1] <= STEPS:
            return f"{name}: a longer list of rates makes the best one worse"
    return None


def _shared(f: Source, start: Array, rates: Array, mu: float) -> Result:
    descent, momentum = (_counts(f, start, rates, m) for m in (0.0, mu))
    k = np.nanargmin(descent)
    return {"descent": _best(rates, descent), "momentum": (float(rates[k]), float(momentum[k]))}


def _with(
    until: Any = steps_to_stay, pick: Callable[[Array], Any] = np.nanargmin, shift: int = 0
) -> Callable[..., Result]:
    """Return the comparison with another count, another choice, or counts that are shifted."""

    def answer(f: Source, start: Array, rates: Array, mu: float) -> Result:
        counts = [_counts(f, start, rates, m, until) + shift for m in (0.0, mu)]
        return {
            n: _best(rates, c, pick) for n, c in zip(("descent", "momentum"), counts, strict=True)
        }

    return answer


def _arrival(path: Array, minimum: Array, radius: float) -> float:
    near = np.linalg.norm(path, axis=1) < radius
    return float(near.argmax()) if near.any() else np.nan


def _each_coordinate(path: Array, minimum: Array, radius: float) -> float:
    return float(steps_to_stay(np.abs(path).max(axis=1)[:, None], [0.0], radius))


QUESTION = Question(
    key="q11",
    function="fair_comparison",
    minutes=20,
    reference=_reference,
    numbers=_numbers,
    checks=(
        Check("finds both best rates in the plane", _plane, points=2),
        Check("more rates never hurt", _plane, law=_own),
        Check("works in more dimensions", _space, hidden=True, points=3),
    ),
    mistakes=(
        Mistake(
            "both walk at descent's best rate: momentum must be tuned as well to be fair", _shared
        ),
        Mistake(
            "the first arrival is counted: the ball rolls on and leaves again",
            _with(until=_arrival),
        ),
        Mistake(
            "a run that never arrives is taken for the best: NumPy finds NaN first",
            _with(pick=np.argmin),
        ),
        Mistake(
            "the largest rate that arrives is not the fastest",
            _with(pick=lambda counts: np.flatnonzero(~np.isnan(counts))[-1]),
        ),
        Mistake("the start is counted as a step", _with(shift=1)),
        Mistake("one step too few: the count begins after the first step", _with(shift=-1)),
        Mistake(
            "nearness is measured coordinate by coordinate, not as a distance",
            _with(until=_each_coordinate),
        ),
    ),
    hints=(
        "What would a friend of the other algorithm object to? Give both the same chances.",
        (
            "For each algorithm and rate: one run; the last step at which it is still too far; "
            "runs that end too far away are out. Then take the smallest count of each algorithm."
        ),
        "outside = np.flatnonzero(np.linalg.norm(path, axis=1) >= 0.01)",
    ),
)
