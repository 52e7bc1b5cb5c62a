"""What all schedules share: a checked step, copies for other processes, and half a cosine."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from course_lib import _validate as check
from course_lib._validate import Number

Schedule: TypeAlias = Callable[[int], Number]
"""A learning rate that depends on the step 0, 1, 2, …"""


@dataclass(frozen=True, eq=False)
class _Made:
    """A formula of the step, and the call that made it: a pickle holds the call."""

    formula: Schedule
    call: partial[Schedule]

    def __call__(self, step: int) -> Number:
        return self.formula(check.integer(self.call.func.__name__, "step", step, low=0))

    def __reduce__(self) -> tuple[Any, ...]:
        return self.call, ()


def as_schedule(formula: Schedule, maker: Any, *numbers: Any, **flags: bool) -> Schedule:
    """Return `formula` as the schedule that ``maker(*numbers, **flags)`` makes."""
    return _Made(formula, partial(maker, *numbers, **flags))


def half_cosine(start: Number, end: Number, share: float) -> Number:
    """Go from `start` (share 0) to `end` (share 1) along half a cosine."""
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2
