"""What the questions share in which an experiment is to be designed: it must really be random."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Seed


def measured(*keys: str) -> Callable[..., str | None]:
    """Return the law that another generator, the last argument, gives other numbers, and the same
    one the same. The answer is an array, or a dict in which that holds for each of `keys`.
    """

    def law(call: Callable[..., Any], *args: Any) -> str | None:
        *rest, seed = args
        first, again, other = (
            _numbers(call(*rest, s), keys) for s in (seed, seed, Seed(seed.value + 1))
        )
        if any(map(np.array_equal, first, other)) or not np.isfinite([*first, *other]).all():
            return "two generators give the same numbers to the last digit: that is no measurement"
        if not all(map(np.array_equal, first, again)):
            return "the same generator gives two results: draw everything from rng"
        return None

    return law


def _numbers(answer: Any, keys: tuple[str, ...]) -> list[Any]:
    return [np.asarray(value, float) for value in ([answer[k] for k in keys] or [answer])]
