"""Hyperparameter search: propose configurations, evaluate them, keep the best.

A space names the hyperparameters and their distributions; the objective is any function
`objective(config) -> float` (lower is better); every method returns a `SearchResult`:

    space = {"lr": LogUniform(1e-4, 1e-1), "units": IntUniform(16, 256)}
    result = random_search(objective, space, trials=60, rng=np.random.default_rng(0))
    result.best.config

All methods are searchers with `suggest` and `observe`, run by one loop (`driver.run`) that
evaluates here, in batches along a trial axis, or on any `concurrent.futures.Executor`, and stores
every trial in a file from which an interrupted search goes on. Nothing here knows about networks.
Used in chapter 7.
"""

from course_lib.search.acquisition import expected_improvement
from course_lib.search.bayesian import Bayesian, bayesian_search
from course_lib.search.borders import border_hits
from course_lib.search.cube import from_unit, sample, to_unit
from course_lib.search.driver import SearchInterrupted, run
from course_lib.search.grid import Grid, grid_search
from course_lib.search.halving import SuccessiveHalving, successive_halving
from course_lib.search.hyperband import Hyperband, brackets, hyperband
from course_lib.search.result import SearchResult
from course_lib.search.sampling import Random, Sobol, random_search, sobol_search
from course_lib.search.space import Choice, IntUniform, LogUniform, Uniform
from course_lib.search.trial import Proposal, Trial, evaluate

__all__ = [
    "Bayesian",
    "Choice",
    "Grid",
    "Hyperband",
    "IntUniform",
    "LogUniform",
    "Proposal",
    "Random",
    "SearchInterrupted",
    "SearchResult",
    "Sobol",
    "SuccessiveHalving",
    "Trial",
    "Uniform",
    "bayesian_search",
    "border_hits",
    "brackets",
    "evaluate",
    "expected_improvement",
    "from_unit",
    "grid_search",
    "hyperband",
    "random_search",
    "run",
    "sample",
    "sobol_search",
    "successive_halving",
    "to_unit",
]
