"""Valid calls of searches, their spaces and their judges."""

import numpy as np

from course_lib import search
from tests.fuzz.values import GRAD, RNG, THETA, New, rng


def loss(config, budget=1):
    if isinstance(config, list):
        return [loss(one, budget) for one in config]
    return config.get("lr", 1.0) / budget


def searched(find):
    return lambda **arguments: find(**arguments).values


def one_round():
    """A search method that evaluates one configuration."""
    yield [(CONFIG, None)]


def searcher(name="one_round", space=None):
    return search.Searcher(name, space if space is not None else SPACE, [(one_round(), 1)])


SPACE = {"lr": search.LogUniform(1e-3, 1.0), "units": search.IntUniform(1, 9)}
CONFIG = {"lr": 0.1, "units": 3}
HERE = {"space": SPACE}
DRAWN = {**HERE, **RNG}
RANDOM = {**DRAWN, "trials": 3, "budget": 2}
GRID = {**HERE, "points": 2, "budget": 2}
HALVING = {**DRAWN, "configs": 4, "max_budget": 4, "min_budget": 1, "eta": 2}
BANDS = {**DRAWN, "max_budget": 4, "eta": 2}
BAYES = {**DRAWN, "trials": 3, "initial": 2, "batch_size": 1, "budget": None}
OF = {"objective": loss}
SEARCHES = {
    "search.Uniform": (search.Uniform, {"low": 0.1, "high": 1.0}),
    "search.LogUniform": (search.LogUniform, {"low": 0.1, "high": 1.0}),
    "search.IntUniform": (search.IntUniform, {"low": 1, "high": 9}),
    "search.LogIntUniform": (search.LogIntUniform, {"low": 1, "high": 9}),
    "search.Choice": (search.Choice, {"options": ["relu", "tanh"]}),
    "search.random_search": (
        searched(search.random_search),
        {**RANDOM, **OF, "batch": None, "workers": None, "executor": None},
    ),
    "search.sobol_search": (searched(search.sobol_search), {**RANDOM, **OF}),
    "search.grid_search": (searched(search.grid_search), {**GRID, **OF}),
    "search.successive_halving": (searched(search.successive_halving), {**HALVING, **OF}),
    "search.hyperband": (searched(search.hyperband), {**BANDS, **OF}),
    "search.bayesian_search": (searched(search.bayesian_search), {**BAYES, **OF}),
    "search.Searcher": (
        lambda **arguments: search.run(searcher(**arguments), loss).values,
        {"name": "one_round", **HERE},
    ),
    "search.run": (
        searched(search.run),
        {
            **OF,
            "searcher": New(searcher),
            "executor": None,
            "workers": None,
            "batch": None,
            "progress": False,
        },
    ),
    "search.brackets": (search.brackets, {"max_budget": 9, "eta": 3}),
    "search.border_hits": (
        search.border_hits,
        {
            "result": New(lambda: search.random_search(loss, SPACE, 4, rng=rng())),
            "best": 2,
            "margin": 0.1,
        },
    ),
    "search.sample": (search.sample, DRAWN),
    "search.from_unit": (search.from_unit, {**HERE, "point": [0.2, 0.7]}),
    "search.to_unit": (search.to_unit, {**HERE, "config": CONFIG}),
    "search.expected_improvement": (
        search.expected_improvement,
        {"mean": THETA, "std": np.abs(GRAD), "best": 0.1},
    ),
}
