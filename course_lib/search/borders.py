"""Was the range wide enough? Where the best trials crowd at an end, the best may lie beyond it.

    hit "low":   median of u over the best trials <= margin
    hit "high":  median of u over the best trials >= 1 − margin

with u the coordinate of a value in the unit cube. One best trial at an end may be luck; a median
of five is rarely: of five points drawn at random three or more lie in one outer tenth with
probability 0.9 %. Used in chapter 7.
"""

from __future__ import annotations

import numpy as np

from course_lib import _validate as check
from course_lib._validate import message
from course_lib.search.cube import to_unit
from course_lib.search.running.result import SearchResult
from course_lib.search.space import Choice


def border_hits(result: SearchResult, *, best: int = 5, margin: float = 0.1) -> dict[str, str]:
    """Return the hyperparameters whose best values crowd at an end of their range.

    Parameters
    ----------
    result : SearchResult
        A finished search; a `Choice` has no ends and is never reported.
    best : int, default 5
        How many of the best trials count; of trials with budgets only those with the largest.
    margin : float in (0, 0.5), default 0.1
        The outer share of the range, in the scale of its distribution, that counts as its end.

    Returns
    -------
    dict
        Name → "low" or "high"; empty if no range is too narrow. Move that end outwards.

    Raises
    ------
    ValueError
        If fewer than `best` trials have a value.

    Examples
    --------
    >>> from course_lib.search import Uniform, border_hits, grid_search
    >>> result = grid_search(lambda config: (config["x"] - 9) ** 2, {"x": Uniform(0, 5)}, points=50)
    >>> border_hits(result)
    {'x': 'high'}

    References
    ----------
    Bengio, "Practical recommendations for gradient-based training", 2012, section 3.3 ("if the
    best value found is near the border of the interval, explore beyond it").
    """
    if not isinstance(result, SearchResult):
        raise TypeError(message("border_hits", "a SearchResult", repr(result)))
    count = check.integer("border_hits", "best", best)
    check.number("border_hits", "margin", margin, low=0.0, high=0.5, open_low=True, open_high=True)
    largest = max((trial.budget or 0 for trial in result.trials), default=0)
    done = [t for t in result.trials if t.value is not None and (t.budget or 0) == largest]
    if len(done) < count:
        rule = f"{count} trials with a value at the largest budget"
        raise ValueError(message("border_hits", rule, len(done), "Run more trials."))
    top = sorted(done, key=lambda t: float(t.value or 0.0))[:count]
    space = result.space
    middle = np.median([to_unit(space, trial.config) for trial in top], axis=0)
    return {
        name: "low" if u <= margin else "high"
        for (name, kind), u in zip(space.items(), middle, strict=True)
        if not isinstance(kind, Choice) and not margin < u < 1 - margin
    }
