"""Question 5.2: the running averages after one more batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Numbers, Question
from course_lib._validate import Array
from course_lib.layers import BatchNorm

Pair = tuple[Array, Array]


def _numbers(rng: np.random.Generator) -> Numbers:
    return {"momentum": float(rng.choice([0.05, 0.1, 0.15, 0.2, 0.25, 0.3]))}


def _batches(rng: np.random.Generator, momentum: float) -> Iterator[tuple[Array, Array, Array]]:
    for n, d in ((4, 3), (6, 2)):
        x = rng.normal(rng.uniform(2, 5, d), rng.uniform(1.5, 3, d), (n, d))
        yield rng.uniform(-1, 1, d), rng.uniform(0.5, 1, d), x


def _reference(running_mean: Array, running_var: Array, x: Array, momentum: float) -> Pair:
    layer = BatchNorm(x.shape[1], momentum=momentum)
    layer.running_mean[:], layer.running_var[:] = running_mean, running_var
    layer.forward(x, train=True)
    return layer.running_mean, layer.running_var


def _mix(old: Pair, new: Pair, share: float) -> Pair:
    return (1 - share) * old[0] + share * new[0], (1 - share) * old[1] + share * new[1]


def _moments(x: Array, ddof: int = 1) -> Pair:
    return x.mean(axis=0), x.var(axis=0, ddof=ddof)


def _settles(
    call: Callable[..., Any], running_mean: Array, running_var: Array, x: Array, momentum: float
) -> str | None:
    mean, var = running_mean, running_var
    for _ in range(500):
        mean, var = (np.asarray(v, dtype=float) for v in call(mean, var, x))
    if difference(mean, x.mean(axis=0)):
        return "after 500 equal batches the running mean is not the mean of the batch"
    if difference(var, x.var(axis=0, ddof=1)):
        return "after 500 equal batches the running variance is not the unbiased one of the batch"
    return None


QUESTION = Question(
    key="q2",
    function="update_running",
    minutes=6,
    numbers=_numbers,
    reference=_reference,
    checks=(
        Check("moves both averages towards the batch", _batches, points=2),
        Check(
            "many equal batches bring them to mean and variance",
            _batches,
            law=_settles,
            hidden=True,
        ),
    ),
    mistakes=(
        Mistake(
            "momentum is reversed: here it is the share of the new batch",
            lambda m, v, x, momentum: _mix((m, v), _moments(x), 1 - momentum),
        ),
        Mistake(
            "the running variance is biased: it takes the variance over n",
            lambda m, v, x, momentum: _mix((m, v), _moments(x, 0), momentum),
        ),
        Mistake(
            "momentum is reversed and the variance biased",
            lambda m, v, x, momentum: _mix((m, v), _moments(x, 0), 1 - momentum),
        ),
        Mistake(
            "the running variance is never updated",
            lambda m, v, x, momentum: (_mix((m, v), _moments(x), momentum)[0], v),
        ),
        Mistake(
            "the running variance is fed with standard deviations",
            lambda m, v, x, momentum: _mix(
                (m, v), (x.mean(axis=0), x.std(axis=0, ddof=1)), momentum
            ),
        ),
        Mistake(
            "the old averages are thrown away",
            lambda m, v, x, momentum: _moments(x),
        ),
        Mistake(
            "the batch is added, but the old average does not make room for it",
            lambda m, v, x, momentum: (
                m + momentum * x.mean(axis=0),
                v + momentum * x.var(axis=0, ddof=1),
            ),
        ),
    ),
    hints=(
        "Each average goes a part of the way from where it is to what the batch says.",
        "Mean and variance of the batch first (which variance: over n or n - 1?), then mix.",
        "new = running + momentum * (batch - running)",
    ),
)
