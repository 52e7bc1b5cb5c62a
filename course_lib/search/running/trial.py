"""A trial: one configuration, proposed by a search method, evaluated, and returned to it.

    proposal = searcher.suggest()              # number, config, budget
    trial = evaluate(objective, proposal)      # + value, status, seconds, message
    searcher.observe(trial)

The objective is any function `objective(config) -> float`, or `objective(config, budget)` where
the method spends budgets; **lower is better** (to find a maximum return the negative: max f is
−min −f). One trial that fails must not cost the others, so a trial always ends in a status.
Used in chapter 7.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.search.space import Config

Status: TypeAlias = Literal["ok", "diverged", "failed", "lost"]
"""How a trial ended: a finite value; NaN or infinity; an exception; its worker died."""
STATUSES: tuple[Status, ...] = get_args(Status)

Objective: TypeAlias = Callable[..., Any]
"""`objective(config)` or `objective(config, budget)` → float; with `batch`, lists of both."""


@dataclass(frozen=True)
class Proposal:
    """A configuration to be evaluated.

    Parameters
    ----------
    number : int
        Number of the trial, from 0: its place in the result, whichever finishes first.
    config : dict
        Name → value.
    budget : int or None
        Epochs, steps or examples to spend; None where the method knows no budgets.
    """

    number: int
    config: Config
    budget: int | None = None


@dataclass(frozen=True)
class Trial:
    """A proposal and its result.

    Parameters
    ----------
    number, config, budget
        As proposed.
    value : float or None
        What the objective returned; None unless `status` is "ok".
    status : {"ok", "diverged", "failed", "lost"}
        A finite value; NaN or infinity; an exception; the worker died.
    seconds : float
        Time it took. Two trials that differ only here are equal.
    message : str
        What went wrong.
    """

    number: int
    config: Config
    budget: int | None
    value: float | None
    status: Status
    seconds: float = field(compare=False)
    message: str = ""


def evaluate(objective: Objective, proposal: Proposal) -> Trial:
    """Evaluate one proposal; an exception or a NaN becomes the status of the trial.

    Parameters
    ----------
    objective : callable
        `objective(config)`, or `objective(config, budget)` if the proposal has a budget.
    proposal : Proposal
        What to evaluate.

    Returns
    -------
    Trial
        With status "ok", "diverged" or "failed".

    Examples
    --------
    >>> trial = evaluate(lambda config: config["lr"] ** 2, Proposal(0, {"lr": 0.5}))
    >>> trial.value, trial.status
    (0.25, 'ok')
    >>> evaluate(lambda config: 1 / config["lr"], Proposal(1, {"lr": 0})).message
    'ZeroDivisionError: division by zero'
    """
    start = perf_counter()
    budget = () if proposal.budget is None else (proposal.budget,)
    try:
        value = _numbers(objective(dict(proposal.config), *budget), shape=())
    except Exception as error:  # whatever the objective does wrong is this trial's result
        return unfinished(proposal, "failed", describe(error), perf_counter() - start)
    return _finished(proposal, float(value), perf_counter() - start)


def evaluate_batch(objective: Objective, proposals: Sequence[Proposal]) -> list[Trial]:
    """Evaluate proposals of one budget in one call: `objective(configs) -> values`.

    When the call fails nobody knows which configuration is the cause, so it is repeated one
    configuration at a time, and only the trial that fails alone is recorded as failed.
    """
    start = perf_counter()
    configs = [dict(proposal.config) for proposal in proposals]
    budget = () if proposals[0].budget is None else (proposals[0].budget,)
    try:
        values = _numbers(objective(configs, *budget), shape=(len(proposals),))
    except Exception as error:
        if len(proposals) == 1:
            return [unfinished(proposals[0], "failed", describe(error), perf_counter() - start)]
        return [evaluate_batch(objective, [proposal])[0] for proposal in proposals]
    seconds = (perf_counter() - start) / len(proposals)
    return [_finished(p, float(value), seconds) for p, value in zip(proposals, values, strict=True)]


def check_budget(owner: str, budget: object) -> int | None:
    """Return `budget`, a whole number of epochs, steps or examples, or None."""
    return None if budget is None else check.integer(owner, "budget", budget)


def unfinished(proposal: Proposal, status: Status, reason: str, seconds: float = 0.0) -> Trial:
    """Return the trial of a proposal that has no value."""
    number, config, budget = proposal.number, proposal.config, proposal.budget
    return Trial(number, config, budget, None, status, seconds, reason)


def describe(error: BaseException) -> str:
    """Return kind and text of an error, shortened to what a table can show."""
    return f"{type(error).__name__}: {error}"[:300]


def _finished(proposal: Proposal, value: float, seconds: float) -> Trial:
    if not np.isfinite(value):
        return unfinished(proposal, "diverged", f"the objective returned {value}", seconds)
    return Trial(proposal.number, proposal.config, proposal.budget, value, "ok", seconds)


def _numbers(returned: object, shape: tuple[int, ...]) -> Array:
    values = np.asarray(returned)
    if values.shape != shape or values.dtype.kind not in "iuf":
        rule = f"one number per configuration ({shape[0]})" if shape else "one number"
        remedy = "Missing return?" if returned is None else ""
        raise TypeError(message("objective", rule, repr(returned)[:80], remedy))
    return values
