"""Bayesian search: fit a guess of the loss to all trials so far, try where it promises most.

    1. a few Sobol points
    2. repeat: Gaussian process through the trials → the configuration with the largest
       expected improvement → evaluate it

Each step costs milliseconds of thinking, which pays when a trial costs minutes. Used in chapter 7.
"""

from __future__ import annotations

from collections import deque
from typing import Any, Unpack

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.search.acquisition import expected_improvement
from course_lib.search.cube import Space, check_space, features, from_unit, to_unit
from course_lib.search.driver import RunOptions, run
from course_lib.search.gp import Kernel, fit_kernel, posterior
from course_lib.search.result import SearchResult
from course_lib.search.sampling import sobol_points
from course_lib.search.storage import rng_digest
from course_lib.search.trial import Objective, Proposal, Trial, check_budget

CANDIDATES = 1000
"""Points at which the expected improvement is compared, everywhere; half as many near the best."""

CUT = 30
"""Losses count as at most so many times as far above the best as the lower quartile is."""


class Bayesian:
    """Searcher with a Gaussian process and expected improvement.

    Parameters
    ----------
    space, trials, rng, initial, batch_size, budget
        As for `bayesian_search`.
    """

    name = "bayesian_search"

    def __init__(
        self,
        space: Space,
        trials: int,
        *,
        rng: np.random.Generator,
        initial: int | None = None,
        batch_size: int = 1,
        budget: int | None = None,
    ) -> None:
        self.space = check_space(self.name, space)
        self.total = check.integer(self.name, "trials", trials)
        self._rng = check.generator(self.name, rng)
        self._budget = check_budget(self.name, budget)
        initial = 2 * len(self.space) + 1 if initial is None else initial
        check.integer(self.name, "initial", initial, low=2)
        self._batch_size = check.integer(self.name, "batch_size", batch_size)
        self.settings: dict[str, Any] = {"rng": rng_digest(rng), "initial": initial}
        self.settings |= {"batch_size": batch_size, "budget": budget}
        self._queue = deque(sobol_points(len(self.space), initial, rng=rng))
        self._suggested = 0
        self._observed: dict[int, Trial] = {}

    def suggest(self) -> Proposal | None:
        """Return the next point of the plan; a new plan waits for the results of the last one."""
        if self._suggested == self.total:
            return None
        if not self._queue:
            if len(self._observed) < self._suggested:
                return None
            self._queue.extend(self._plan())
        self._suggested += 1
        config = from_unit(self.space, self._queue.popleft())
        return Proposal(self._suggested - 1, config, self._budget)

    def observe(self, trial: Trial) -> None:
        """Keep the trial for the next plan."""
        if not 0 <= trial.number < self._suggested:
            rule = "a trial that was suggested"
            raise ValueError(message(self.name, rule, f"trial {trial.number}"))
        self._observed[trial.number] = trial

    def _plan(self) -> list[Array]:
        """Return the next `batch_size` points of the cube."""
        trials = [self._observed[number] for number in sorted(self._observed)]
        points = np.array([to_unit(self.space, trial.config) for trial in trials])
        losses = standardised_losses([trial.value for trial in trials])
        kernel = fit_kernel(features(self.space, points), losses)
        plan: list[Array] = []
        for _ in range(self._batch_size):
            plan.append(self._most_promising(points, losses, kernel))
            # The "constant liar": pretend the point turned out as good as the best, and plan on.
            points, losses = np.vstack([points, plan[-1]]), np.append(losses, losses.min())
        return plan

    def _most_promising(self, points: Array, losses: Array, kernel: Kernel) -> Array:
        """Return the candidate with the largest expected improvement."""
        candidates = self._candidates(points[losses.argmin()])
        x, at = features(self.space, points), features(self.space, candidates)
        mean, std = posterior(x, losses, at, kernel)
        smallest_mean = posterior(x, losses, x, kernel)[0].min()
        promise = expected_improvement(mean, std, float(smallest_mean))
        seen = (at[:, None] == x).all(axis=2).any(axis=1)
        best: Array = candidates[np.where(seen, -1, promise).argmax()]
        return best

    def _candidates(self, centre: Array) -> Array:
        """Return points everywhere, and around `centre` at a tenth and a hundredth of the range."""
        d = len(self.space)
        everywhere = self._rng.random((CANDIDATES, d))
        steps = self._rng.standard_normal((CANDIDATES // 2, d))
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
    rng: np.random.Generator,
    initial: int | None = None,
    batch_size: int = 1,
    budget: int | None = None,
    **options: Unpack[RunOptions],
) -> SearchResult:
    """Evaluate where a Gaussian process expects the largest improvement.

    x_next = argmax EI(x),  EI = (f_min − μ) Φ(z) + σ φ(z),  z = (f_min − μ) / σ

    Parameters
    ----------
    objective : callable
        `objective(config) -> float`, lower is better.
    space : dict
        Name → distribution.
    trials : int
        How many, the initial ones included.
    rng : numpy.random.Generator
        The dice of the search; give the objective its own.
    initial : int, optional
        Sobol points to begin with, at least 2; default 2 d + 1 for d hyperparameters.
    batch_size : int, default 1
        Trials planned at a time. One is best per trial; with an executor or `batch` take the
        number that runs at once. A plan waits until the previous one is evaluated, so the result
        depends on `batch_size` but not on the executor.
    budget : int, optional
        Call `objective(config, budget)`, so that a method with budgets can be compared.
    **options
        `executor`, `workers`, `batch`, `path`, `progress`: see `run`.

    Returns
    -------
    SearchResult
        The trials, the best of them, the incumbent curve.

    Raises
    ------
    TypeError, ValueError
        If the space or a number is not usable.

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
    searcher = Bayesian(
        space, trials, rng=rng, initial=initial, batch_size=batch_size, budget=budget
    )
    return run(searcher, objective, **options)
