"""A search method is a loop: it yields a round of configurations and receives their trials.

    def halving(configs, table):
        for count, budget in table:
            trials = yield [(config, budget) for config in configs[:count]]
            ...

Here is the adapter that makes single trials of the rounds, numbers them, and answers a round when
all its trials are back. The trials come in the order of the round, whichever finished first, so a
search on ten workers has the same result as on one. Used in chapter 7 by all methods.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Any, TypeAlias

from course_lib import _validate as check
from course_lib._validate import message
from course_lib.search.cube import Space, check_space
from course_lib.search.running.trial import Proposal, Trial
from course_lib.search.space import Config

Round: TypeAlias = Iterable[tuple[Config, int | None]]
"""Configurations to be evaluated, each with its budget (None where there are no budgets)."""
Loop: TypeAlias = Generator[Round, list[Trial], None]
"""A search method: yields rounds, receives the trials of each."""


class Searcher:
    """A search method, ready for `run`.

    Parameters
    ----------
    name : str
        Name of the method, for messages and the file.
    space : dict
        Name → distribution.
    loops : sequence of (generator, int)
        The method: loops that run side by side, each with the number of trials it yields at most.
        While one waits for its round, the next ones fill the time.
    settings : dict, optional
        What else makes this search this one, for the file: another seed is another search.

    Examples
    --------
    Local search: move to the best of four neighbours, again and again.

    >>> import numpy as np
    >>> from course_lib.search import Searcher, Uniform, run
    >>> def local_search(x, rng):
    ...     for _ in range(10):
    ...         near = (x + rng.uniform(-0.3, 0.3, 4)).tolist()
    ...         trials = yield [({"x": neighbour}, None) for neighbour in near]
    ...         x = min(trials, key=lambda trial: trial.value).config["x"]
    >>> loop = local_search(1.5, np.random.default_rng(0))
    >>> searcher = Searcher("local_search", {"x": Uniform(-5, 5)}, [(loop, 40)])
    >>> run(searcher, lambda config: config["x"] ** 2).best.value < 0.01
    True
    """

    def __init__(
        self,
        name: str,
        space: Space,
        loops: Sequence[tuple[Loop, int]],
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = check.text("Searcher", "name", name)
        self.space = check_space(self.name, space)
        self.settings = dict(settings or {})
        firsts = list(accumulate((size for _, size in loops), initial=0))
        self.total = firsts.pop()
        self._lanes = [self._lane(loop, i) for (loop, _), i in zip(loops, firsts, strict=True)]
        self._in_flight: set[int] = set()
        self._finished: dict[int, Trial] = {}

    def suggest(self) -> Proposal | None:
        """Return the next trial; None: not before more are observed, or none are left."""
        for lane in self._lanes:
            if (proposal := next(lane, None)) is not None:
                self._in_flight.add(proposal.number)
                return proposal
        return None

    def observe(self, trial: Trial) -> None:
        """Take in the trial of a suggestion."""
        if trial.number not in self._in_flight:
            rule = "a trial that was suggested and not observed yet"
            raise ValueError(message(self.name, rule, f"trial {trial.number}"))
        self._in_flight.remove(trial.number)
        self._finished[trial.number] = trial

    def _lane(self, loop: Loop, number: int) -> Iterator[Proposal | None]:
        """Yield the trials of a loop, numbered from `number`; None while its round is open."""
        trials: Any = None  # what starts a generator
        with suppress(StopIteration):  # the loop's
            while True:
                opened, first = loop.send(trials), number
                for config, budget in opened:
                    number += 1
                    yield Proposal(number - 1, config, budget)
                while any(n not in self._finished for n in range(first, number)):
                    yield None
                trials = [self._finished[n] for n in range(first, number)]


def one_round(configs: Iterable[Config], budget: int | None) -> Loop:
    """Yield all configurations at once: the loop of a method that does not learn from trials."""
    yield ((config, budget) for config in configs)
