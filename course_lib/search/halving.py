"""Successive halving: give many configurations a little, and the best of them more.

    rung i:  nᵢ = ⌊n η^−i⌋ configurations train with budget rᵢ = ⌊R η^(i−s)⌋,  i = 0 … s

Of each rung the best nᵢ₊₁ go on. It saves what bad configurations would cost, and it errs where
the ranking after a short training is not the ranking after a long one. Used in chapter 7.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, Unpack

import numpy as np

from course_lib import _validate as check
from course_lib._validate import message
from course_lib.search.cube import Space, check_space, sample
from course_lib.search.driver import RunOptions, run
from course_lib.search.result import SearchResult
from course_lib.search.space import Config
from course_lib.search.storage import rng_digest
from course_lib.search.trial import Objective, Proposal, Trial


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


class Bracket:
    """One run of successive halving over a table of rungs.

    Parameters
    ----------
    configs : sequence of dict
        The configurations of the first rung.
    table : sequence of (int, int)
        (nᵢ, rᵢ) for every rung.
    first : int
        Number of the first trial.
    """

    def __init__(
        self, configs: Sequence[Config], table: Sequence[tuple[int, int]], first: int = 0
    ) -> None:
        self.numbers = range(first, first + sum(count for count, _ in table))
        self._table, self._next_number, self._rung = table, first, 0
        self._queue: deque[Proposal] = deque()
        self._pending: set[int] = set()
        self._finished: list[Trial] = []
        self._open(configs)

    def suggest(self) -> Proposal | None:
        """Return the next trial of the rung; None until the rung is finished, and at the end."""
        return self._queue.popleft() if self._queue else None

    def observe(self, trial: Trial) -> None:
        """Take in a trial; the last one of a rung opens the next."""
        if trial.number not in self._pending:
            received = f"trial {trial.number}"
            raise ValueError(message("halving", f"a trial of rung {self._rung}", received))
        self._pending.remove(trial.number)
        self._finished.append(trial)
        self._rung += not self._pending
        if not self._pending and self._rung < len(self._table):
            self._open(best_configs(self._finished, self._table[self._rung][0]))

    def _open(self, configs: Sequence[Config]) -> None:
        budget = self._table[self._rung][1]
        for config in configs:
            self._queue.append(Proposal(self._next_number, config, budget))
            self._next_number += 1
        self._pending = {proposal.number for proposal in self._queue}
        self._finished = []


def best_configs(trials: Sequence[Trial], count: int) -> list[Config]:
    """Return the configurations of the best `count` trials; trials without a value never go on."""
    done = [
        (trial.value, trial.number, trial.config) for trial in trials if trial.value is not None
    ]
    return [config for _, _, config in sorted(done, key=lambda entry: entry[:2])[:count]]


class SuccessiveHalving:
    """Searcher for one run of successive halving.

    Parameters
    ----------
    space, configs, max_budget, min_budget, eta, rng
        As for `successive_halving`.
    """

    name = "successive_halving"

    def __init__(
        self,
        space: Space,
        configs: int,
        *,
        max_budget: int,
        min_budget: int = 1,
        eta: int = 3,
        rng: np.random.Generator,
    ) -> None:
        self.space = check_space(self.name, space)
        self.table = _halving_table(self.name, configs, min_budget, max_budget, eta)
        digest = rng_digest(check.generator(self.name, rng))
        self.settings: dict[str, Any] = {"rungs": self.table, "eta": eta, "rng": digest}
        self.total = sum(count for count, _ in self.table)
        drawn = [sample(self.space, rng=rng) for _ in range(configs)]
        self._bracket = Bracket(drawn, self.table)

    def suggest(self) -> Proposal | None:
        """Return the next trial of the rung."""
        return self._bracket.suggest()

    def observe(self, trial: Trial) -> None:
        """Take in a trial; the last one of a rung opens the next."""
        self._bracket.observe(trial)


def _halving_table(
    owner: str, configs: int, min_budget: int, max_budget: int, eta: int
) -> list[tuple[int, int]]:
    check.integer(owner, "eta", eta, low=2)
    check.integer(
        owner, "max_budget", max_budget, low=check.integer(owner, "min_budget", min_budget)
    )
    halvings = count_halvings(min_budget, max_budget, eta)
    remedy = f"One must be left after {halvings} rungs: raise configs, or min_budget."
    check.integer(owner, "configs", configs, low=eta**halvings, remedy=remedy)
    return rungs(configs, max_budget, eta, halvings)


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
        examples to spend on this trial in all. It may keep what it trained, to go on from there.
    space : dict
        Name → distribution; configurations are drawn at random.
    configs : int
        How many to begin with, at least ηˢ.
    max_budget, min_budget : int, default min_budget 1
        Budget of the last rung, and the least of the first.
    eta : int, default 3
        One in `eta` goes on. Trials without a value never do.
    rng : numpy.random.Generator
        The dice of the search; give the objective its own.
    **options
        `executor`, `workers`, `batch`, `path`, `progress`: see `run`.

    Returns
    -------
    SearchResult
        One trial per configuration and rung.

    Raises
    ------
    TypeError, ValueError
        If the space or a number is not usable.

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
    searcher = SuccessiveHalving(
        space, configs, max_budget=max_budget, min_budget=min_budget, eta=eta, rng=rng
    )
    return run(searcher, objective, **options)
