"""Hyperparameter search: propose configurations, evaluate them, keep the best.

A space names the hyperparameters and their distributions; the objective is any function
`objective(config) -> float` (lower is better); every method returns a `SearchResult`:

    space = {"lr": LogUniform(1e-4, 1e-1), "units": IntUniform(16, 256)}
    result = random_search(objective, space, trials=60, rng=np.random.default_rng(0))
    result.best.config

A method is a loop that yields rounds of configurations and receives their trials; what runs it
(here, in batches along a trial axis, or on any `concurrent.futures.Executor`) and stores every
trial in a file from which an interrupted search resumes is in `running/`. Nothing here knows about
networks. Used in chapter 7.
"""

from course_lib.search.acquisition import expected_improvement
from course_lib.search.bayesian import bayesian_search
from course_lib.search.borders import border_hits
from course_lib.search.cube import from_unit, sample, to_unit
from course_lib.search.grid import grid_search
from course_lib.search.halving import successive_halving
from course_lib.search.hyperband import brackets, hyperband
from course_lib.search.running.driver import SearchInterrupted, run
from course_lib.search.running.result import SearchResult
from course_lib.search.running.searcher import Searcher
from course_lib.search.running.trial import Trial
from course_lib.search.sampling import random_search, sobol_search
from course_lib.search.space import (
    Choice,
    Distribution,
    IntUniform,
    LogIntUniform,
    LogUniform,
    Uniform,
)

__all__ = [
    "Choice",
    "Distribution",
    "IntUniform",
    "LogIntUniform",
    "LogUniform",
    "SearchInterrupted",
    "SearchResult",
    "Searcher",
    "Trial",
    "Uniform",
    "bayesian_search",
    "border_hits",
    "brackets",
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
