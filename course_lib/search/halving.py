"""Successive halving: give many configurations a little, and the best of them more.

    rung i:  nᵢ = ⌊n η^−i⌋ configurations train with budget rᵢ = ⌊R η^(i−s)⌋,  i = 0 … s

Of each rung the best nᵢ₊₁ advance. It saves what bad configurations would cost, and it errs where
the ranking after a short training is not the ranking after a long one. Used in chapter 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Unpack

import numpy as np

from course_lib import _validate as check
from course_lib.search.cube import Space, check_space, sample
from course_lib.search.running.driver import RunOptions, run
from course_lib.search.running.result import SearchResult
from course_lib.search.running.searcher import Loop, Searcher
from course_lib.search.running.storage import rng_digest
from course_lib.search.running.trial import Objective
from course_lib.search.space import Config


def halving(configs: Sequence[Config], table: Sequence[tuple[int, int]]) -> Loop:
    """Train the best nᵢ configurations with budget rᵢ, rung by rung of the table [(nᵢ, rᵢ), …].

    Of equal values the earlier trial advances; a trial without a value never does.
    """
    for count, budget in table:
        trials = yield [(config, budget) for config in configs[:count]]
        done = [trial for trial in trials if trial.value is not None]
        configs = [trial.config for trial in sorted(done, key=attrgetter("value"))]


def rungs(configs: int, max_budget: int, eta: int, halvings: int) -> list[tuple[int, int]]:
    """Return the table [(nᵢ, rᵢ), …] of one run of successive halving.

    nᵢ = ⌊n η^−i⌋,  rᵢ = ⌊R η^(i−s)⌋,  i = 0 … s     (whole numbers: no rounding error)

    Parameters
    ----------
    configs, max_budget, eta, halvings : int
        n, R, η, s.

    Examples
    --------
    >>> rungs(configs=27, max_budget=27, eta=3, halvings=3)
    [(27, 1), (9, 3), (3, 9), (1, 27)]
    """
    return [(configs // eta**i, max_budget // eta ** (halvings - i)) for i in range(halvings + 1)]


def count_halvings(min_budget: int, max_budget: int, eta: int) -> int:
    """Return the largest s with min_budget · η^s <= max_budget.

    By multiplication: ⌊log(243) / log(3)⌋ is 4 in floating point.
    """
    count = 0
    while min_budget * eta ** (count + 1) <= max_budget:
        count += 1
    return count


def successive_halving(
    objective: Objective,
    space: Space,
    configs: int,
    *,
    max_budget: int,
    min_budget: int = 1,
    eta: int = 3,
    rng: np.random.Generator,
    **options: Unpack[RunOptions],
) -> SearchResult:
    """Train many configurations briefly, the best of them longer, the best of those to the end.

    nᵢ = ⌊n η^−i⌋,  rᵢ = ⌊R η^(i−s)⌋,  i = 0 … s,   s = ⌊log_η(R / r_min)⌋

    n → `configs`, R → `max_budget`, r_min → `min_budget`, η → `eta`.

    Parameters
    ----------
    objective : callable
        `objective(config, budget) -> float`, lower is better, with `budget` the epochs, steps or
        examples to spend on this trial in all. It may keep what it trained, to resume from there.
    space, rng, **options
        As for `random_search`; configurations are drawn at random.
    configs : int
        How many to begin with, at least ηˢ.
    max_budget, min_budget : int, default min_budget 1
        Budget of the last rung, and the least of the first.
    eta : int, default 3
        One in `eta` advances. Trials without a value never do.

    Returns
    -------
    SearchResult
        One trial per configuration and rung.

    Examples
    --------
    >>> from course_lib.search import Uniform, successive_halving
    >>> def loss(config, budget):
    ...     return config["x"] ** 2 + 1 / budget
    >>> rng = np.random.default_rng(0)
    >>> result = successive_halving(loss, {"x": Uniform(-1, 1)}, configs=9, max_budget=9, rng=rng)
    >>> [trial.budget for trial in result.trials]
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 9]

    References
    ----------
    Jamieson & Talwalkar, "Non-stochastic best arm identification and hyperparameter
    optimization", AISTATS 2016. With the budgets of Li et al. (2018), Algorithm 1, lines 4–10.
    """
    name = "successive_halving"
    space = check_space(name, space)
    eta = check.integer(name, "eta", eta, low=2)
    low = check.integer(name, "min_budget", min_budget)
    s = count_halvings(low, check.integer(name, "max_budget", max_budget, low=low), eta)
    remedy = f"One must be left after {s} rungs: raise configs, or min_budget."
    configs = check.integer(name, "configs", configs, low=eta**s, remedy=remedy)
    table = rungs(configs, int(max_budget), eta, s)
    settings = {"rungs": table, "eta": eta, "rng": rng_digest(name, rng)}
    loop = halving([sample(space, rng=rng) for _ in range(configs)], table)
    searcher = Searcher(name, space, [(loop, sum(count for count, _ in table))], settings)
    return run(searcher, objective, **options)
