"""Grid search: every combination of a few values per hyperparameter.

    trials = points₁ × points₂ × … × points_d

With d hyperparameters of which one matters, p^d trials look at only p values of that one: what
Bergstra & Bengio's figure 1 shows, and chapter 7 computes (T19, with a case where the grid wins).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Unpack

from course_lib.search.cube import Space, check_space, grid, grid_axes
from course_lib.search.running.driver import RunOptions, run
from course_lib.search.running.result import SearchResult
from course_lib.search.running.searcher import Searcher, one_round
from course_lib.search.running.trial import Objective, check_budget


def grid_search(
    objective: Objective,
    space: Space,
    points: int | Mapping[str, int],
    *,
    budget: int | None = None,
    **options: Unpack[RunOptions],
) -> SearchResult:
    """Evaluate every combination of evenly spread values.

    trials = points₁ × … × points_d,  the last hyperparameter changes fastest

    Parameters
    ----------
    objective, budget, **options
        As for `random_search`.
    space : dict
        Name → distribution. `LogUniform` has equal ratios between its grid values, `Choice` all
        its options.
    points : int or dict
        Values per hyperparameter: one number for all, or a dict {name: number}.

    Returns
    -------
    SearchResult
        The trials, the best of them, the incumbent curve.

    Examples
    --------
    >>> from course_lib.search import Choice, LogUniform, grid_search
    >>> space = {"lr": LogUniform(1e-3, 1e-1), "optimizer": Choice(["sgd", "adam"])}
    >>> result = grid_search(lambda config: abs(config["lr"] - 0.01), space, points=3)
    >>> len(result.trials), result.best.config
    (6, {'lr': 0.01, 'optimizer': 'sgd'})

    References
    ----------
    Bergstra & Bengio, "Random search for hyper-parameter optimization", JMLR 13 (2012), sec. 1.
    """
    name = "grid_search"
    axes = grid_axes(check_space(name, space), points, owner=name)
    sizes = {axis: len(values) for axis, values in axes.items()}
    settings = {"points": sizes, "budget": check_budget(name, budget)}
    loop = one_round(grid(axes), budget), prod(sizes.values())
    return run(Searcher(name, space, [loop], settings), objective, **options)
