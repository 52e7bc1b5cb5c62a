"""What all schedules share: a checked step, and half a cosine."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

from course_lib import _validate as check
from course_lib._validate import Number

Schedule: TypeAlias = Callable[[int], Number]
"""A learning rate that depends on the step 0, 1, 2, …"""


def as_schedule(owner: str, rule: Schedule) -> Schedule:
    """Return `rule`, made to refuse steps that are not 0, 1, 2, …"""

    def schedule(step: int) -> Number:
        return rule(check.integer(owner, "step", step, low=0))

    return schedule


def half_cosine(start: Number, end: Number, share: float) -> Number:
    """Go from `start` (share 0) to `end` (share 1) along half a cosine."""
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2
