"""What the questions on optimizer steps share: a walk of many steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference

STEPS = 20


def first_divergence(
    call: Callable[..., Any],
    reference: Callable[..., Any],
    args: Sequence[Any],
    *,
    state: int,
    clock: bool = False,
) -> str | None:
    """Walk 20 steps down a bowl with both; return where they part, or None.

    `args` are ``(theta, grad, *state, ...)``; with a `clock` the argument after the state is t.
    """
    mine = theirs = tuple(args)
    for step in range(1, STEPS + 1):
        got, expected = call(*mine), reference(*theirs)
        if words := difference(got, expected):
            return f"a walk down a bowl leaves its path at step {step}: {words}"
        mine, theirs = (_next(a, v, state, clock) for a, v in ((mine, got), (theirs, expected)))
    return None


def _next(args: Sequence[Any], values: Sequence[Any], state: int, clock: bool) -> tuple[Any, ...]:
    theta = np.asarray(values[0])
    rest = args[2 + state :]
    if clock:
        rest = (rest[0] + 1, *rest[1:])
    curvatures = np.linspace(0.1, 2, theta.size).reshape(theta.shape)
    return (theta, curvatures * theta, *values[1 : 1 + state], *rest)
