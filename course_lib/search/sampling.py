"""Random search, and Sobol points: configurations that do not depend on what came before.

    random:  u ~ uniform in the unit cube, independent
    Sobol:   u₁, u₂, … fill the cube evenly (scrambled: each is uniform, all together are spread)

n random trials look at n different values of *every* hyperparameter, so those that do not matter
cost nothing; the chance that none of n trials is among the best 5 % is 0.95ⁿ, 5 % for n = 59.
Used in chapter 7, against the grid (T19).
"""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np

from course_lib import _validate as check
from course_lib.search.cube import Space, check_space, from_unit, sample
from course_lib.search.running.driver import RunOptions, run
from course_lib.search.running.result import SearchResult
from course_lib.search.running.searcher import Searcher, one_round
from course_lib.search.running.storage import rng_digest
from course_lib.search.running.trial import Objective, check_budget


def random_search(
    objective: Objective,
    space: Space,
    trials: int,
    *,
    rng: np.random.Generator,
    budget: int | None = None,
    **options: Unpack[RunOptions],
) -> SearchResult:
    """Evaluate configurations drawn at random.

    u ~ uniform in [0, 1)^d,  x = from_unit(u)

    Parameters
    ----------
    objective : callable
        `objective(config) -> float`, lower is better (to maximise, return the negative).
    space : dict
        Name → distribution.
    trials : int
        How many. A finished search can be continued from its file with a larger number.
    rng : numpy.random.Generator
        The random generator of the search; give the objective its own.
    budget : int, optional
        Call `objective(config, budget)`, so that a method with budgets can be compared.
    **options
        `executor`, `workers`, `batch`, `path`, `progress`: see `run`.

    Returns
    -------
    SearchResult
        The trials, the best of them, the incumbent curve.

    Examples
    --------
    >>> from course_lib.search import LogUniform, random_search
    >>> def loss(config):
    ...     return abs(np.log10(config["lr"]) + 2)  # best at 0.01
    >>> rng = np.random.default_rng(0)
    >>> result = random_search(loss, {"lr": LogUniform(1e-4, 1)}, trials=50, rng=rng)
    >>> 0.008 < result.best.config["lr"] < 0.0125
    True

    References
    ----------
    Bergstra & Bengio, "Random search for hyper-parameter optimization", JMLR 13 (2012).
    """
    name, count = "random_search", check.integer("random_search", "trials", trials)
    space = check_space(name, space)
    settings = {"rng": rng_digest(name, rng), "budget": check_budget(name, budget)}
    loop = one_round((sample(space, rng=rng) for _ in range(count)), budget)
    return run(Searcher(name, space, [(loop, count)], settings), objective, **options)


def sobol_search(
    objective: Objective,
    space: Space,
    trials: int,
    *,
    rng: np.random.Generator,
    budget: int | None = None,
    **options: Unpack[RunOptions],
) -> SearchResult:
    """Evaluate the points of a scrambled Sobol sequence: random, but without clumps and holes.

    Parameters
    ----------
    objective, space, trials, rng, budget, **options
        As for `random_search`; the coverage is best when `trials` is a power of 2.

    Returns
    -------
    SearchResult
        The trials, the best of them, the incumbent curve.

    Examples
    --------
    >>> from course_lib.search import Uniform, sobol_search
    >>> rng = np.random.default_rng(0)
    >>> result = sobol_search(lambda c: c["x"], {"x": Uniform(0, 1)}, trials=16, rng=rng)
    >>> result.best.value < 1 / 16  # one of 16 points in every sixteenth
    True

    References
    ----------
    Sobol', "On the distribution of points in a cube and the approximate evaluation of
    integrals", USSR Comput. Math. Math. Phys. 7 (1967).
    """
    name, count = "sobol_search", check.integer("sobol_search", "trials", trials)
    space = check_space(name, space)
    settings = {"rng": rng_digest(name, rng), "budget": check_budget(name, budget)}
    points = sobol_points(len(space), count, rng=rng)
    loop = one_round((from_unit(space, point) for point in points), budget)
    return run(Searcher(name, space, [(loop, count)], settings), objective, **options)


def sobol_points(dimensions: int, count: int, *, rng: np.random.Generator) -> np.ndarray[Any, Any]:
    """Return the first `count` points (count, dimensions) of a scrambled Sobol sequence.

    Parameters
    ----------
    dimensions, count : int
        Size of the cube, number of points. Even coverage is proven for powers of 2.
    rng : numpy.random.Generator
        Scrambles the sequence.

    Returns
    -------
    ndarray (count, dimensions)
        Points in [0, 1).

    Examples
    --------
    >>> points = sobol_points(2, 4, rng=np.random.default_rng(0))
    >>> sorted((points[:, 0] * 4).astype(int).tolist())  # one in each quarter
    [0, 1, 2, 3]

    References
    ----------
    Owen, "Scrambling Sobol' and Niederreiter–Xing points", Journal of Complexity 14 (1998).
    """
    from scipy.stats import qmc

    exponent = (count - 1).bit_length()
    sequence = qmc.Sobol(dimensions, scramble=True, seed=rng)
    return np.asarray(sequence.random_base2(exponent))[:count]
