"""Hyperband: successive halving for every answer to "how early may we judge?".

    for s = s_max … 0:  n = ⌊(s_max + 1) / (s + 1)⌋ η^s configurations,
                        successive halving from budget R η^−s up to R

Halving errs where the ranking after a short training is deceptive. Hyperband hedges: its brackets
go from "many configurations, judged after R η^−s_max" to "a few, all trained to the end" (s = 0:
random search), each at about the same cost. Used in chapter 7.
"""

from __future__ import annotations

from typing import Unpack

import numpy as np

from course_lib import _validate as check
from course_lib.search.cube import Space, check_space, sample
from course_lib.search.halving import count_halvings, halving, rungs
from course_lib.search.running.driver import RunOptions, run
from course_lib.search.running.result import SearchResult
from course_lib.search.running.searcher import Searcher
from course_lib.search.running.storage import rng_digest
from course_lib.search.running.trial import Objective


def brackets(max_budget: int, eta: int = 3) -> list[list[tuple[int, int]]]:
    """Return Hyperband's table: for s = s_max … 0 the rungs [(nᵢ, rᵢ), …].

    s_max = ⌊log_η R⌋,  n = ⌊(s_max + 1) / (s + 1)⌋ η^s

    Parameters
    ----------
    max_budget : int
        R, the largest budget of one configuration, at least `eta`.
    eta : int, default 3
        η: one in `eta` advances to the next rung.

    Examples
    --------
    >>> for bracket in brackets(9):
    ...     print(bracket)
    [(9, 1), (3, 3), (1, 9)]
    [(3, 3), (1, 9)]
    [(3, 9)]

    Notes
    -----
    Table 1 of the paper and the authors' published code round as here; line 3 of its Algorithm 1
    has n = ⌈(s_max + 1) η^s / (s + 1)⌉ instead, which starts 34, 15 and 8 configurations in the
    inner brackets of that table (R = 81) where it shows 27, 9 and 6.

    References
    ----------
    Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar, "Hyperband", JMLR 18 (2018), table 1.
    """
    check.integer("brackets", "max_budget", max_budget, check.integer("brackets", "eta", eta, 2))
    last = count_halvings(1, max_budget, eta)
    return [rungs((last + 1) // (s + 1) * eta**s, max_budget, eta, s) for s in range(last, -1, -1)]


def hyperband(
    objective: Objective,
    space: Space,
    *,
    max_budget: int,
    eta: int = 3,
    rng: np.random.Generator,
    **options: Unpack[RunOptions],
) -> SearchResult:
    """Run successive halving with every first budget from small to full.

    s_max = ⌊log_η R⌋;  for s = s_max … 0:  n = ⌊(s_max + 1) / (s + 1)⌋ η^s,  r = R η^−s

    R → `max_budget`, η → `eta`. The table of a run: `brackets(max_budget, eta)`.

    Parameters
    ----------
    objective : callable
        `objective(config, budget) -> float`, as for `successive_halving`.
    space, rng, **options
        As for `random_search`; configurations are drawn at random.
    max_budget : int
        Largest budget of one configuration, at least `eta`; the smallest is 1 or a little more.
    eta : int, default 3
        One in `eta` advances to the next rung.

    Returns
    -------
    SearchResult
        One trial per configuration and rung, bracket by bracket.

    Examples
    --------
    >>> from course_lib.search import Uniform, hyperband
    >>> def loss(config, budget):
    ...     return config["x"] ** 2 + 1 / budget
    >>> rng = np.random.default_rng(0)
    >>> result = hyperband(loss, {"x": Uniform(-1, 1)}, max_budget=9, rng=rng)
    >>> len(result.trials), sum(trial.budget for trial in result.trials)
    (20, 72)

    References
    ----------
    Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar, "Hyperband: a novel bandit-based approach to
    hyperparameter optimization", JMLR 18 (2018), Algorithm 1 and table 1.

    Notes
    -----
    Budgets are whole numbers, rounded down. See `brackets` for where table and algorithm of the
    paper disagree.
    """
    name = "hyperband"
    space = check_space(name, space)
    eta = check.integer(name, "eta", eta, low=2)
    max_budget = check.integer(name, "max_budget", max_budget, low=eta)
    tables = brackets(max_budget, eta)
    settings = {"max_budget": max_budget, "eta": eta, "rng": rng_digest(name, rng)}
    # All is drawn and numbered now, so it cannot depend on which bracket waits when.
    drawn = [[sample(space, rng=rng) for _ in range(table[0][0])] for table in tables]
    loops = [halving(configs, table) for configs, table in zip(drawn, tables, strict=True)]
    sizes = [sum(count for count, _ in table) for table in tables]
    searcher = Searcher(name, space, list(zip(loops, sizes, strict=True)), settings)
    return run(searcher, objective, **options)
