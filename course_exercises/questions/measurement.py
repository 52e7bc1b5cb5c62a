"""What the questions share in which an experiment is to be designed: it must really be random."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Seed


def measured(*keys: str) -> Callable[..., str | None]:
    """Return the law that another generator, the last argument, gives other numbers.

    The answer is an array, or a dict in which that holds for each of `keys`.
    """

    def law(call: Callable[..., Any], *args: Any) -> str | None:
        *rest, seed = args
        first, second = call(*rest, seed), call(*rest, Seed(seed.value + 1))
        pairs = [(first[key], second[key]) for key in keys] or [(first, second)]
        if any(np.array_equal(*pair) for pair in pairs):
            return "two generators give the same numbers to the last digit: that is no measurement"
        return None

    return law
