"""Several networks in one: what the layers share to work with leading trial axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.initializers import Initializer

T = TypeVar("T")
Trials: TypeAlias = int | tuple[int, ...]
Generators: TypeAlias = np.random.Generator | Sequence[np.random.Generator]
Initializers: TypeAlias = Initializer | Sequence[Initializer]


def trial_shape(owner: str, trials: Trials) -> tuple[int, ...]:
    """Return the shape of the trial axes; ``()`` means one network."""
    sizes = trials if isinstance(trials, tuple) else (trials,)
    return tuple(check.integer(owner, "trials", size) for size in sizes)


def draw(
    owner: str,
    init: Initializers,
    shape: tuple[int, ...],
    trials: tuple[int, ...],
    rng: Generators,
    dtype: Any,
) -> Array:
    """Return initial values of shape ``(*trials, *shape)``.

    `init` and `rng` are one for all trials, or a sequence with one per trial in C order; trial k
    with its own generator starts as a network built alone with that generator.
    """
    count = math.prod(trials)
    inits = _one_per_trial(owner, "init", init, count)
    generators = _one_per_trial(owner, "rng", rng, count)
    real = check.dtype(owner, dtype)
    drawn = [_draw_one(owner, f, shape, r) for f, r in zip(inits, generators, strict=True)]
    return np.array(drawn, dtype=real).reshape(*trials, *shape)


def check_trials(owner: str, x: Array, trials: tuple[int, ...], axes: int = 2) -> None:
    """Refuse training data unless all trials share it, or its leading axes are the trials.

    `axes` counts those of one batch: 2 for ``(N, D)``, 4 for images ``(N, C, H, W)``.
    """
    leading = x.shape[: x.ndim - axes]
    if leading not in ((), trials):
        batch = "(N, D)" if axes == 2 else "(N, C, H, W)"
        rule = f"training data {batch} or with trial axes {trials}"
        remedy = f"Build the layer with trials={leading}."
        raise ValueError(message(owner, rule, f"shape {x.shape}", remedy))


def per_trial(owner: str, name: str, value: Number, trials: tuple[int, ...], axes: int) -> Number:
    """Return `value` ready to multiply ``(*trials, ...)`` with that many further `axes`."""
    if isinstance(value, float):
        return value
    if value.shape != trials:
        rule = f"one number {name}, or an array of shape {trials} with one per trial"
        remedy = f"Build the layer with trials={value.shape}."
        raise ValueError(message(owner, rule, f"shape {value.shape}", remedy))
    return value.reshape(*trials, *(1,) * axes)


def check_init(owner: str, init: object) -> None:
    """Refuse what cannot draw a weight, and the name of what can."""
    if not callable(init):
        remedy = "Pass one itself: from course_lib.initializers import he_normal."
        raise TypeError(message(owner, "an initializer init", check.shown(init), remedy))


def _draw_one(
    owner: str, init: Initializer, shape: tuple[int, ...], rng: np.random.Generator
) -> Array:
    check_init(owner, init)
    values = np.asarray(init(shape, check.generator(owner, rng)))
    if values.shape != shape:
        rule = f"init to return an array of shape {shape}"
        raise ValueError(message(owner, rule, f"shape {values.shape}"))
    return values


def _one_per_trial(owner: str, name: str, value: T | Sequence[T], count: int) -> Sequence[T]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return [value] * count
    if len(value) != count:
        rule = f"one {name}, or one for each of {count} trials"
        raise ValueError(message(owner, rule, f"{len(value)}"))
    return value
