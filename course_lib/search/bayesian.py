"""Bayesian search: fit a surrogate of the loss to all trials so far, try where it promises most.

    1. a few Sobol points
    2. repeat: Gaussian process through the trials → the configuration with the largest
       expected improvement → evaluate it

Each step costs milliseconds of thinking, which pays when a trial costs minutes. Used in chapter 7.
"""

from __future__ import annotations

from typing import Unpack

import numpy as np
from numpy.random import Generator

from course_lib import _validate as check
from course_lib._validate import Array
from course_lib.search.acquisition import expected_improvement
from course_lib.search.cube import Space, check_space, features, from_unit, to_unit
from course_lib.search.gp import Kernel, fit_kernel, posterior
from course_lib.search.running.driver import RunOptions, run
from course_lib.search.running.result import SearchResult
from course_lib.search.running.searcher import Loop, Searcher
from course_lib.search.running.storage import rng_digest
from course_lib.search.running.trial import Objective, Trial, check_budget
from course_lib.search.sampling import sobol_points

CANDIDATES = 1000
"""Points at which the expected improvement is compared, everywhere; half as many near the best."""

CUT = 30
"""A loss counts as at most this many times as far above the best as the lower quartile is."""


def bayesian(
    space: Space, trials: int, first: Array, batch_size: int, budget: int | None, rng: Generator
) -> Loop:
    """Evaluate the `first` points of the cube, then plan with all trials so far, and evaluate."""
    done = yield [(from_unit(space, point), budget) for point in first[:trials]]
    while len(done) < trials:
        points = plan(space, done, batch_size, rng)[: trials - len(done)]
        done += yield [(from_unit(space, point), budget) for point in points]


def plan(space: Space, trials: list[Trial], count: int, rng: Generator) -> list[Array]:
    """Return the next `count` points of the cube."""
    points = np.array([to_unit(space, trial.config) for trial in trials])
    losses = standardised_losses([trial.value for trial in trials])
    kernel = fit_kernel(features(space, points), losses)
    planned: list[Array] = []
    for _ in range(count):
        candidates = draw_candidates(points[losses.argmin()], rng)
        x, at = features(space, points), features(space, candidates)
        planned.append(candidates[most_promising(x, losses, at, kernel)])
        # The "constant liar": pretend the point is as good as the best, and plan the next.
        points, losses = np.vstack([points, planned[-1]]), np.append(losses, losses.min())
    return planned


def most_promising(x: Array, losses: Array, at: Array, kernel: Kernel) -> int:
    """Return which of the places `at` has the largest expected improvement; none of x again."""
    mean, std = posterior(x, losses, at, kernel)
    smallest_mean = posterior(x, losses, x, kernel)[0].min()
    promise = expected_improvement(mean, std, float(smallest_mean))
    tried = (at[:, None] == x).all(axis=2).any(axis=1)
    return int(np.where(tried, -1, promise).argmax())


def draw_candidates(centre: Array, rng: Generator) -> Array:
    """Return points everywhere, and around `centre` at a tenth and a hundredth of the range."""
    everywhere = rng.random((CANDIDATES, len(centre)))
    steps = rng.standard_normal((CANDIDATES // 2, len(centre)))
    scales = np.where(np.arange(CANDIDATES // 2) % 2, 0.1, 0.01)[:, None]
    return np.vstack([everywhere, np.clip(centre + scales * steps, 0, 1)])


def standardised_losses(values: list[float | None]) -> Array:
    """Return losses (n,) with mean 0 and standard deviation 1, after cutting off the worst.

    cut = best + 30 (lower quartile − best)

    A loss of 10³⁰ says no more than "bad"; left as it is, it would make all others look equal. A
    trial without a value counts as the worst one.

    Examples
    --------
    >>> standardised_losses([1.0, 2.0, 1e30, None]).round(2).tolist()
    [-1.04, -0.95, 1.0, 1.0]
    """
    known = [value for value in values if value is not None]
    if not known:
        return np.zeros(len(values))
    losses = np.array([max(known) if value is None else value for value in values])
    losses = np.clip(losses, -1e100, 1e100)  # so that no sum below can overflow
    best, quartile = losses.min(), np.quantile(losses, 0.25)
    if quartile > best:
        losses = np.minimum(losses, best + CUT * (quartile - best))
    spread = losses.std()
    return np.asarray((losses - losses.mean()) / spread) if spread > 0 else np.zeros(len(values))


def bayesian_search(
    objective: Objective,
    space: Space,
    trials: int,
    *,
    rng: Generator,
    initial: int | None = None,
    batch_size: int = 1,
    budget: int | None = None,
    **options: Unpack[RunOptions],
) -> SearchResult:
    """Evaluate where a Gaussian process expects the largest improvement.

    x_next = argmax EI(x),  EI = (f_min − μ) Φ(z) + σ φ(z),  z = (f_min − μ) / σ

    Parameters
    ----------
    objective, space, rng, budget, **options
        As for `random_search`.
    trials : int
        How many, the initial ones included.
    initial : int, optional
        Sobol points to begin with, at least 2; default 2 d + 1 for d hyperparameters.
    batch_size : int, default 1
        Trials planned at a time. One is best per trial; with an executor or `batch` take the
        number that runs at once. A plan waits until the previous one is evaluated, so the result
        depends on `batch_size` but not on the executor.

    Examples
    --------
    >>> from course_lib.search import Uniform, bayesian_search
    >>> rng = np.random.default_rng(0)
    >>> space = {"x": Uniform(-5, 5), "y": Uniform(-5, 5)}
    >>> result = bayesian_search(lambda c: (c["x"] - 1) ** 2 + c["y"] ** 2, space, 20, rng=rng)
    >>> result.best.value < 0.01
    True

    References
    ----------
    Jones, Schonlau & Welch (1998), J. Global Optimization 13, 455–492: expected improvement.
    Snoek, Larochelle & Adams, "Practical Bayesian optimization of machine learning algorithms"
    (2012): Matérn 5/2 for hyperparameters. Ginsbourger, Le Riche & Carraro (2010): constant liar.

    Notes
    -----
    f_min is the smallest *posterior mean* at a trial, not the smallest observed loss as in Jones
    et al.: with noise the smallest loss is a lucky one. The maximum of EI is taken over random
    candidates, not by an optimizer. Snoek et al. average over the kernel's hyperparameters, here
    the most probable ones are used.
    """
    name, count = "bayesian_search", check.integer("bayesian_search", "trials", trials)
    space = check_space(name, space)
    first = 2 * len(space) + 1 if initial is None else initial
    initial = check.integer(name, "initial", first, low=2)
    batch_size = check.integer(name, "batch_size", batch_size)
    settings = {"rng": rng_digest(name, rng), "initial": initial, "batch_size": batch_size}
    settings["budget"] = check_budget(name, budget)
    points = sobol_points(len(space), initial, rng=rng)
    loop = bayesian(space, count, points, batch_size, budget, rng)
    return run(Searcher(name, space, [(loop, count)], settings), objective, **options)
