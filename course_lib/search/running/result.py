"""What a search found: every trial, the best one, and how fast it got there.

    incumbent(t) = min { value of the trials 1 … t }

The table keeps the trials that failed, because where a network fails to train is a finding too.
Used in chapter 7, where the curves of all methods are drawn over one budget axis.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from course_lib import _validate as check
from course_lib._files import replace_text
from course_lib._validate import Array, message
from course_lib.search.cube import Space, space_from_json
from course_lib.search.running.storage import (
    Header,
    read_search,
    search_to_json,
    trial_to_json,
)
from course_lib.search.running.trial import Trial
from course_lib.search.space import Value


@dataclass(frozen=True)
class SearchResult:
    """The trials of a search in the order of their numbers.

    Parameters
    ----------
    header : dict
        Method, settings and space as written in the file of the search.
    trials : tuple of Trial
        One record per trial: number, config, budget, value, status, seconds, message.

    Examples
    --------
    >>> from course_lib.search import Uniform, grid_search
    >>> result = grid_search(lambda config: (config["x"] - 1) ** 2, {"x": Uniform(-2, 2)}, points=5)
    >>> result.best.config, result.best.value
    ({'x': 1.0}, 0.0)
    >>> count, value = result.incumbent()
    >>> [float(v) for v in value]
    [9.0, 4.0, 1.0, 0.0, 0.0]
    >>> result
    SearchResult(grid_search: 5 trials, 5 ok; best 0 at {'x': 1.0})
    """

    header: Header
    trials: tuple[Trial, ...]

    @property
    def method(self) -> str:
        """Name of the search method."""
        return str(self.header["method"])

    @property
    def space(self) -> Space:
        """The search space."""
        return space_from_json(self.header["space"])

    @property
    def best(self) -> Trial:
        """The trial with the smallest value.

        Over all budgets, as in Hyperband's Algorithm 1 ("the smallest intermediate loss seen so
        far"); of equal values the one with the larger budget, then the earlier one.
        """
        done = [trial for trial in self.trials if trial.value is not None]
        if not done:
            first = f" ({self.trials[0].message})" if self.trials else ""
            received = f"0 of {len(self.trials)}{first}"
            remedy = "Call the objective on one configuration to see the error."
            rule = "at least one trial with a value"
            raise ValueError(message(self.method, rule, received, remedy))
        return min(done, key=_rank)

    @property
    def values(self) -> Array:
        """Values (n,) of all trials, NaN where a trial has none."""
        return np.array([np.nan if trial.value is None else trial.value for trial in self.trials])

    def column(self, name: str) -> list[Value]:
        """Return the values of one hyperparameter, trial by trial."""
        check.choice(self.method, "a hyperparameter", name, self.header["space"])
        return [trial.config[name] for trial in self.trials]

    def incumbent(self, by: str = "trial") -> tuple[Array, Array]:
        """Return the best value so far as a curve.

        Parameters
        ----------
        by : {"trial", "budget", "seconds"}
            The axis: trials counted from 1, budget spent, or seconds of evaluation, both summed
            in the order of the trials (every trial counts with its full budget, as if trained
            from scratch).

        Returns
        -------
        position, value : ndarray (n,)
            Where on the axis each trial ends; smallest value up to there (NaN before the first).
        """
        check.choice(self.method, "by", by, ["trial", "budget", "seconds"])
        steps = [1 if by == "trial" else getattr(trial, by) for trial in self.trials]
        if None in steps:
            remedy = "Pass budget= to the search."
            raise ValueError(message(self.method, "trials with a budget", "none", remedy))
        return np.cumsum(steps), np.fmin.accumulate(self.values)

    def table(self, rows: int = 10) -> str:
        """Return the best trials as text, then those without a value."""
        ranked = sorted(self.trials, key=_rank)
        names = list(self.header["space"])
        cells = [["trial", *names, "budget", "value", "status"]]
        cells += [_row(trial, names) for trial in ranked[:rows]]
        widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
        return "\n".join(_line(row, widths) for row in cells)

    def to_json(self) -> str:
        """Return the search as the text of its file."""
        return search_to_json(self.header, map(trial_to_json, self.trials))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the search to a file; the same search can resume from it (`path=`)."""
        replace_text(Path(path), self.to_json())

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> SearchResult:
        """Read a search from its file, finished or not."""
        header, trials = read_search(Path(path), "SearchResult.load")
        return cls(header, tuple(trials[number] for number in sorted(trials)))

    def __repr__(self) -> str:
        counts = Counter(trial.status for trial in self.trials)
        parts = [f"{len(self.trials)} trials", *(f"{n} {status}" for status, n in counts.items())]
        best = f"; best {self.best.value:.3g} at {self.best.config}" if counts["ok"] else ""
        return f"SearchResult({self.method}: {', '.join(parts)}{best})"


def _rank(trial: Trial) -> tuple[float, int, int]:
    value = np.inf if trial.value is None else trial.value
    return value, -(trial.budget or 0), trial.number


def _row(trial: Trial, names: Sequence[str]) -> list[str]:
    config = [_text(trial.config[name]) for name in names]
    budget = _text(trial.budget) if trial.budget else ""
    return [str(trial.number), *config, budget, _text(trial.value), trial.status]


def _text(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
