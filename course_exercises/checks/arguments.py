"""Arguments of a student's function that are no plain values: a function, a random generator.

Checks run in two places: in the student's notebook, in the same process; and when grading, in a
sandbox that is reached by text only. So a check does not pass a function or a generator but a
recipe: `Source` (one expression) or `Seed`. `prepare` turns recipes into what the student gets.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Source:
    """A function written as one expression of Python and NumPy (``np``), such as
    ``Source("lambda x: x**3 - 2*x")``; it can be called like any other.
    """

    text: str
    function: Callable[..., Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "function", eval(self.text, {"np": np}))

    def __call__(self, *args: Any) -> Any:
        """Return the value of the function."""
        return self.function(*args)


@dataclass(frozen=True)
class Seed:
    """A random generator in its starting state: ``np.random.default_rng(value)``."""

    value: int

    def generator(self) -> np.random.Generator:
        """Return a new generator."""
        return np.random.default_rng(self.value)


def prepare(value: Any) -> Any:
    """Return a fresh argument: recipes become what they describe, everything else is copied."""
    if isinstance(value, Seed):
        return value.generator()
    if isinstance(value, Source):
        return value.function
    return deepcopy(value)
