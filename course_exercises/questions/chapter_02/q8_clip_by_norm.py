"""Question 2.8: clip the global norm of several gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib import optimizers
from course_lib._validate import Array

Arrays = tuple[Array, ...]
SHAPES = ((2, 2), (3,), (1, 4))


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"max_norm": int(rng.integers(4, 17)) / 2}


def _draw(rng: np.random.Generator, norm: float) -> tuple[list[Array]]:
    grads = [rng.choice([-1, 1], shape) * rng.uniform(1, 2, shape) for shape in SHAPES]
    return ([norm / _norm(grads) * g for g in grads],)


def _long(rng: np.random.Generator, max_norm: float) -> Iterator[tuple[list[Array]]]:
    yield from (_draw(rng, factor * max_norm) for factor in (6.0, 20.0))


def _short(rng: np.random.Generator, max_norm: float) -> Iterator[tuple[list[Array]]]:
    yield from (_draw(rng, factor * max_norm) for factor in (0.3, 0.95))


def _between(rng: np.random.Generator, max_norm: float) -> Iterator[tuple[list[Array]]]:
    for factor in (1.5, 1.8):
        grads = [np.array([9.0, -4.0]), rng.uniform(1, 2, 3)]
        yield (list(_scaled(grads, factor * max_norm / _norm(grads))),)


def _norm(grads: list[Array]) -> float:
    return float(np.sqrt(sum((g * g).sum() for g in grads)))


def _reference(grads: list[Array], max_norm: float) -> Arrays:
    theta = np.concatenate([g.ravel() for g in grads])
    optimizers.clip_by_norm(theta, max_norm)
    ends = np.cumsum([g.size for g in grads])
    parts = np.split(theta, ends[:-1])
    return tuple(part.reshape(g.shape) for part, g in zip(parts, grads, strict=True))


def _scaled(grads: list[Array], factor: float) -> Arrays:
    return tuple(factor * g for g in grads)


def _global_norm(call: Callable[..., Any], grads: list[Array], max_norm: float) -> str | None:
    got = call(grads)
    words = difference(got, _reference(grads, max_norm), rtol=np.inf)
    if words:
        return words
    if _norm([np.asarray(g) for g in got]) > 1.000001 * max_norm:
        return "all gradients together are still longer than your limit"
    return difference(got, _reference(grads, max_norm))


QUESTION = Question(
    key="q8",
    function="clip_by_norm",
    minutes=8,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("long gradients, same direction", _long, law=_global_norm, points=2),
        Check("short gradients stay as they are", _short),
        Check("just over the limit", _between, hidden=True),
    ),
    mistakes=(
        Mistake(
            "each array is clipped on its own: that changes the direction of the step",
            lambda grads, max_norm: tuple(g * min(1, max_norm / _norm([g])) for g in grads),
        ),
        Mistake(
            "single numbers are cut off at the limit: that changes the direction of the step",
            lambda grads, max_norm: tuple(np.clip(g, -max_norm, max_norm) for g in grads),
        ),
        Mistake(
            "every gradient gets the length of the limit; short ones are made longer",
            lambda grads, max_norm: _scaled(grads, max_norm / _norm(grads)),
        ),
        Mistake(
            "the norms of the arrays are added; their squares have to be",
            lambda grads, max_norm: _scaled(
                grads, min(1, max_norm / sum(_norm([g]) for g in grads))
            ),
        ),
        Mistake(
            "the root of the sum of squares is missing",
            lambda grads, max_norm: _scaled(grads, min(1, max_norm / _norm(grads) ** 2)),
        ),
        Mistake(
            "the result always has length 1: where is your limit?",
            lambda grads, max_norm: _scaled(grads, 1 / _norm(grads)),
        ),
        Mistake(
            "long gradients are thrown away instead of shortened",
            lambda grads, max_norm: _scaled(grads, float(_norm(grads) <= max_norm)),
        ),
    ),
    hints=(
        "All arrays together are one long vector; it is this vector that is shortened.",
        (
            "Add the squares of all numbers of all arrays, take the root: the norm. If it is above "
            "the limit, multiply every array by the same factor; else return them as they are."
        ),
        "factor = min(1.0, max_norm / norm)",
    ),
)
