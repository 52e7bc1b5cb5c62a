"""Hyperband: successive halving for every answer to "how early may we judge?".

    for s = s_max … 0:  n = ⌊(s_max + 1) / (s + 1)⌋ η^s configurations,
                        successive halving from budget R η^−s up to R

Halving errs where the ranking after a short training is deceptive. Hyperband hedges: its brackets
go from "many configurations, judged after R η^−s_max" to "a few, all trained to the end" (s = 0:
random search), each at about the same cost. Used in chapter 7.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any, Unpack

import numpy as np

from course_lib import _validate as check
from course_lib.search.cube import Space, check_space, sample
from course_lib.search.driver import RunOptions, run
from course_lib.search.halving import Bracket, count_halvings, rungs
from course_lib.search.result import SearchResult
from course_lib.search.storage import rng_digest
from course_lib.search.trial import Objective, Proposal, Trial


def brackets(max_budget: int, eta: int = 3) -> list[list[tuple[int, int]]]:
    """Return Hyperband's table: for s = s_max … 0 the rungs [(nᵢ, rᵢ), …].

    s_max = ⌊log_η R⌋,  n = ⌊(s_max + 1) / (s + 1)⌋ η^s

    Parameters
    ----------
    max_budget : int
        R, the largest budget of one configuration, at least `eta`.
    eta : int, default 3
        η: one in `eta` goes on to the next rung.

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


class Hyperband:
    """Searcher that runs all brackets; while one waits for its rung, the next ones fill the time.

    Parameters
    ----------
    space, max_budget, eta, rng
        As for `hyperband`.
    """

    name = "hyperband"

    def __init__(
        self, space: Space, *, max_budget: int, eta: int = 3, rng: np.random.Generator
    ) -> None:
        self.space = check_space(self.name, space)
        check.integer(self.name, "eta", eta, low=2)
        self.table = brackets(check.integer(self.name, "max_budget", max_budget, low=eta), eta)
        digest = rng_digest(check.generator(self.name, rng))
        self.settings: dict[str, Any] = {"max_budget": max_budget, "eta": eta, "rng": digest}
        sizes = [sum(count for count, _ in table) for table in self.table]
        self.total = sum(sizes)
        # All draws and numbers are fixed now, so they cannot depend on which bracket waits when.
        self._brackets = [
            Bracket([sample(self.space, rng=rng) for _ in range(table[0][0])], table, first)
            for table, first in zip(self.table, accumulate(sizes, initial=0), strict=False)
        ]

    def suggest(self) -> Proposal | None:
        """Return a trial of the first bracket that has one."""
        for bracket in self._brackets:
            if (proposal := bracket.suggest()) is not None:
                return proposal
        return None

    def observe(self, trial: Trial) -> None:
        """Hand the trial to its bracket."""
        for bracket in self._brackets:
            if trial.number in bracket.numbers:
                bracket.observe(trial)


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
        `objective(config, budget) -> float`, lower is better, with `budget` the epochs, steps or
        examples to spend on this trial in all.
    space : dict
        Name → distribution; configurations are drawn at random.
    max_budget : int
        Largest budget of one configuration, at least `eta`; the smallest is 1 or a little more.
    eta : int, default 3
        One in `eta` goes on to the next rung.
    rng : numpy.random.Generator
        The dice of the search; give the objective its own.
    **options
        `executor`, `workers`, `batch`, `path`, `progress`: see `run`.

    Returns
    -------
    SearchResult
        One trial per configuration and rung, bracket by bracket.

    Raises
    ------
    TypeError, ValueError
        If the space or a number is not usable.

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
    return run(Hyperband(space, max_budget=max_budget, eta=eta, rng=rng), objective, **options)
