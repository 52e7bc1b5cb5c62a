"""What the questions on initial weights share: shapes, and a look at the spread of a draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Seed


def layers(rng: np.random.Generator) -> Iterator[tuple[int, int, Seed]]:
    """Draw two layers, one that widens and one that narrows, of about 60,000 weights."""
    wide, narrow = int(rng.integers(380, 440)), int(rng.integers(130, 160))
    for n_in, n_out in ((wide, narrow), (narrow, wide)):
        yield n_in, n_out, Seed(int(rng.integers(1, 10**6)))


def misfit(W: Any, n_in: int, n_out: int, variance: float) -> str | None:
    """Return in words how W misses its shape, a mean of 0 or the variance (4 %), or None."""
    W = np.asarray(W)
    if W.shape != (n_in, n_out):
        return f"its shape is {W.shape}, not {(n_in, n_out)}"
    if not abs(W.mean()) < 5 * W.std() / W.size**0.5 + 1e-12:
        return "the mean of the weights is not 0"
    if abs(W.var() / variance - 1) < 0.04:
        return None
    return "the variance of the weights is too " + ("large" if W.var() > variance else "small")


def units_differ(call: Callable[..., Any], n_in: int, n_out: int, rng: Seed) -> str | None:
    """Two units, and two seeds, must not be alike."""
    W = np.asarray(call(n_in, n_out, rng))
    if W.ndim != 2 or len(np.unique(W.T.round(9), axis=0)) < n_out:
        return "two units start alike, and will stay alike"
    return drawn_from_rng(call, n_in, n_out, rng)


def drawn_from_rng(call, *args):
    """The last argument, a seed, gives the same weights again, and another one others."""
    *rest, rng = args
    W, again, other = (np.asarray(call(*rest, s)) for s in (rng, rng, Seed(rng.value + 1)))
    if np.array_equal(W, other):
        return "two generators give the same weights"
    return None if np.array_equal(W, again) else "the same generator gives two results: use rng"
