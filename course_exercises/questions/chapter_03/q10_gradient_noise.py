"""Question 3.10: how noisy is the gradient of a mini-batch?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array


def _gradients(rng: np.random.Generator, N: int, P: int) -> Array:
    return rng.standard_normal((N, P)) + rng.uniform(0.5, 2, P)


def _some(rng: np.random.Generator) -> Iterator[tuple[Array, int]]:
    for B in (2, 3):
        yield _gradients(rng, 8, 3), B


def _ends(rng: np.random.Generator) -> Iterator[tuple[Array, int]]:
    for B in (1, 7):
        yield _gradients(rng, 7, 2), B


def _others(rng: np.random.Generator) -> Iterator[tuple[Array, int]]:
    for N, B in ((9, 4), (10, 3)):
        yield _gradients(rng, N, 5), B


def _reference(G: Array, B: int) -> float:
    """Average over *all* batches of B rows: no formula."""
    full = G.mean(axis=0)
    batches = combinations(range(len(G)), B)
    return float(np.mean([np.sum((G[list(rows)].mean(axis=0) - full) ** 2) for rows in batches]))


def _wrong(
    share: Callable[[int, int], float], spread: Callable[[Array], float] | None = None
) -> Callable[[Array, int], float]:
    """Return another factor of (B, N) times another spread of G."""
    return lambda G, B: (spread or _spread)(G) * share(B, len(G))


def _spread(G: Array) -> float:
    return float(G.var(axis=0).sum())


def _share(B: int, N: int) -> float:
    return (N - B) / (N - 1) / B


QUESTION = Question(
    key="q10",
    function="gradient_noise",
    minutes=8,
    reference=_reference,
    checks=(
        Check("equals the average over all batches", _some, points=2),
        Check("one image, and all of them", _ends),
        Check("other sizes", _others, hidden=True, points=2),
    ),
    mistakes=(
        Mistake(
            "this is for images that are put back; here the noise must vanish at B = N",
            _wrong(lambda B, N: 1 / B),
        ),
        Mistake(
            "the noise falls with the root of B: that is the error's length, not its square",
            _wrong(lambda B, N: (N - B) / (N - 1) / B**0.5),
        ),
        Mistake(
            "the standard deviation is taken where the variance is needed",
            _wrong(_share, lambda G: float(G.std(axis=0).sum())),
        ),
        Mistake(
            "the weights' variances are averaged: the squared length adds them up",
            _wrong(_share, lambda G: float(G.var(axis=0).mean())),
        ),
        Mistake(
            "the variance is taken over all numbers of G at once",
            _wrong(_share, lambda G: float(G.var())),
        ),
        Mistake(
            "the mean gradient is not subtracted: this is the length of the gradients",
            _wrong(_share, lambda G: float((G**2).mean(axis=0).sum())),
        ),
        Mistake(
            "the last factor divides by N: one image is then less noisy than it is",
            _wrong(lambda B, N: (N - B) / N / B),
        ),
        Mistake(
            "N - 1 is used twice, in the variance and in the factor",
            _wrong(_share, lambda G: float(G.var(axis=0, ddof=1).sum())),
        ),
    ),
    hints=(
        "σ² belongs to single images: how far do the rows of G scatter around their mean?",
        (
            "Variance of each column, added up; divided by B; times a factor that is 1 for B = 1 "
            "and 0 for B = N."
        ),
        "spread = G.var(axis=0).sum()",
    ),
)
