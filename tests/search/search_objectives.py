"""Objectives for the search tests, at the top level of a module so that processes can load them."""

import os
import signal
import threading
import time
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np

from course_lib import search

SPACE = {
    "x": search.Uniform(-1.0, 1.0),
    "lr": search.LogUniform(1e-4, 1.0),
    "units": search.IntUniform(1, 8),
    "activation": search.Choice(["relu", "tanh", "elu"]),
}
SETTINGS = {
    "grid_search": {"points": {"x": 3, "lr": 2, "units": 1}},
    "random_search": {"trials": 12},
    "sobol_search": {"trials": 12},
    "successive_halving": {"configs": 9, "max_budget": 9},
    "hyperband": {"max_budget": 9},
    "bayesian_search": {"trials": 12, "initial": 5},
    "bayesian_search, 3 at a time": {"trials": 12, "initial": 5, "batch_size": 3},
}


def generator(seed):
    return np.random.default_rng(seed)


def searcher_of(find, *arguments, **settings):
    """The searcher that a search makes, before it runs it."""
    with mock.patch.dict(find.__globals__, run=lambda searcher, *_: searcher):
        return find(None, *arguments, **settings)


def small(name, seed):
    """A new searcher of a small search."""
    method = name.partition(",")[0]
    rng = {} if method == "grid_search" else {"rng": generator(seed)}
    return searcher_of(getattr(search, method), SPACE, **SETTINGS[name], **rng)


SEARCHERS = {name: partial(small, name) for name in SETTINGS}
"""Every search method; a public one that is not here fails the contract battery."""


def bowl(config, budget=10):
    """Smallest near x = 0.3; works with and without a budget."""
    return (config["x"] - 0.3) ** 2 + 1 / budget


def bowls(configs, budget=10):
    return [bowl(config, budget) for config in configs]


def slow_at_random(config, budget=10):
    """Trials finish in an order that has nothing to do with their numbers."""
    time.sleep(abs(hash(config["x"])) % 7 / 1000)
    return bowl(config, budget)


def sometimes_bad(config, budget=10):
    """A third of the trials raises, a third diverges."""
    if config["x"] > 0.33:
        raise ArithmeticError("too large")
    return float("nan") if config["x"] < -0.33 else bowl(config, budget)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def dies_once(config, budget=10, *, marker):
    """The first trial with x > 0 takes its process with it; when it is tried again it works."""
    if config["x"] > 0 and not Path(marker).exists():
        Path(marker).touch()
        die()
    return bowl(config, budget)


def dies_at(config, budget=10, *, number):
    """The trial of a one-dimensional grid at x = number always kills its process."""
    if config["x"] == number:
        die()
    time.sleep(0.01)
    return bowl(config, budget)


def always_dies(config):
    die()


def in_main_thread(config):
    return float(threading.current_thread() is threading.main_thread())
