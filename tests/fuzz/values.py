"""Valid values for the fuzzer, and how a function is called with one of them replaced."""

import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.network import mlp


def rng():
    return np.random.default_rng(0)


@dataclass(frozen=True)
class New:
    """An argument that every call gets anew: calls change it, or it cannot be copied."""

    make: Any


def fresh(arguments):
    """Make or copy every argument for one call."""
    return {
        name: value.make() if isinstance(value, New) else copy.deepcopy(value)
        for name, value in arguments.items()
    }


def network():
    return mlp([4, 5, 3], rng=rng())


X, Y = rng().standard_normal((2, 4, 3))
T, IMAGES = np.array([0, 1, 2, 1]), rng().random((3, 1, 6, 6))
THETA, GRAD = rng().standard_normal(5), rng().standard_normal(5)
LABELS = np.arange(6) % 3
ROWS = rng().standard_normal((6, 4))
START = np.array([1.0, 2.0])
RNG, NETWORK = {"rng": New(rng)}, {"network": New(network)}
FLOAT = {"dtype": np.float64}


def forward(make, x):
    return lambda **arguments: make(**arguments).forward(x, train=True, rng=rng())
