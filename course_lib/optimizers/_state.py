"""What all stepping optimizers share: learning rates, numbers per trial, checks and blocks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message

Rate: TypeAlias = Number | Callable[[int], Number]
"""A learning rate: a number, one number per trial, or a schedule ``step -> lr``."""

BLOCK: Final = 49_152
"""Numbers in a block: few enough that the temporaries of a formula stay in the cache."""

ROW: Final = 8192
"""Numbers of one trial in a block, at least: shorter rows cost more in loops than they save."""


def check_rate(owner: str, lr: Rate) -> Rate:
    """Return `lr` if it is a schedule, or a learning rate >= 0."""
    return lr if callable(lr) else check.interval(owner, "lr", lr, 0)


def rate_at(owner: str, lr: Rate, step: int) -> Number:
    """Return the learning rate of step 0, 1, 2, …"""
    if not callable(lr):
        return lr
    return check.interval(owner, f"lr from the schedule at step {step}", lr(step), 0)


def per_trial(number: Number, theta: Array) -> Number:
    """Return `number` ready to multiply `theta`: a float, or ``(*trials, 1)`` in θ's dtype."""
    if isinstance(number, float):
        return float(number)  # a np.float64 would turn float32 arrays into float64
    return number[..., None].astype(theta.dtype, copy=False)


def is_zero(number: Number) -> bool:
    """Whether a hyperparameter is the number 0, so that its term can be left out."""
    return isinstance(number, float) and number == 0


def blocks(theta: Array, *others: Array | None) -> Iterator[tuple[Any, ...]]:
    """Yield views of `theta` and of the arrays beside it, about `BLOCK` numbers at a time.

    A formula on whole vectors of a million numbers writes each intermediate result to memory
    and reads it back. Block by block the results are the same to the bit, and Adam is about twice
    as fast at 1e6 parameters and four times at 1e7 (`benchmarks/optimizers.py`).
    """
    trials = math.prod(theta.shape[:-1])
    width = max(ROW, BLOCK // max(1, trials))
    for start in range(0, theta.shape[-1], width):
        part = (..., slice(start, start + width))
        yield theta[part], *(None if array is None else array[part] for array in others)


def with_decay(x: Array, g: Array, weight_decay: Number, mask: Array | None) -> Array:
    """Return the gradient ``g + λ θ`` of the loss with L2 (λ `weight_decay`)."""
    if is_zero(weight_decay):
        return g
    shrink: Array = per_trial(weight_decay, x) * x
    if mask is not None:
        shrink *= mask
    shrink += g
    return shrink


def recalled(state: Mapping[str, Any], name: str) -> Array | None:
    """Return a copy of an array of a checkpoint; None if there was none yet."""
    value = state.get(name)
    return None if value is None else np.array(value)


def check_step(
    owner: str,
    theta: Array,
    grad: Array,
    decay: Array | None,
    state: Array | None,
    **numbers: Number,
) -> None:
    """Refuse a gradient, a mask, a state or numbers per trial that do not belong to `theta`."""
    check_floats(owner, "theta", theta)
    check_state(owner, theta, state)
    if not isinstance(grad, np.ndarray) or grad.shape != theta.shape:
        rule = f"a gradient of shape {theta.shape}"
        raise ValueError(message(owner, rule, _describe(grad)))
    if grad.dtype.kind not in "biuf":
        raise TypeError(message(owner, "a gradient of numbers", f"dtype {grad.dtype}"))
    if decay is not None and getattr(decay, "shape", None) not in (theta.shape, theta.shape[-1:]):
        rule = f"a decay mask of shape {theta.shape[-1:]}"
        raise ValueError(message(owner, rule, _describe(decay)))
    check_numbers(owner, theta, **numbers)


def check_floats(owner: str, name: str, array: Array) -> None:
    """Refuse what cannot be changed in place: anything but an array ``(*trials, P)`` of floats."""
    if not isinstance(array, np.ndarray) or array.dtype.char not in "efd" or array.ndim == 0:
        rule = f"a floating-point array {name} of shape (*trials, P)"
        remedy = f"Start from np.array({name}, dtype=float)."
        raise TypeError(message(owner, rule, _describe(array), remedy))
    if not array.flags.writeable:
        raise ValueError(message(owner, f"an array {name} that may be changed", "a read-only one"))


def check_state(owner: str, theta: Array, state: Array | None) -> None:
    """Refuse a `theta` that is not the one of the steps before."""
    if state is not None and (state.shape != theta.shape or state.dtype != theta.dtype):
        rule = f"theta as in the step before, {_describe(state)}"
        remedy = f"Make a new {owner} for each network."
        raise ValueError(message(owner, rule, _describe(theta), remedy))


def check_numbers(owner: str, theta: Array, **numbers: Number) -> None:
    """Refuse hyperparameters that are neither one number nor one for each trial of `theta`."""
    for name, number in numbers.items():
        if not isinstance(number, float) and not _fits(number.shape, theta.shape[:-1]):
            rule = f"one {name}, or one for each of the trials {theta.shape[:-1]} of theta"
            raise ValueError(message(owner, rule, f"{name} of shape {number.shape}"))


def _fits(shape: tuple[int, ...], trials: tuple[int, ...]) -> bool:
    """Whether numbers of `shape` broadcast to `trials`."""
    ends = zip(reversed(shape), reversed(trials), strict=False)
    return len(shape) <= len(trials) and all(n in (1, k) for n, k in ends)


def _describe(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype} of shape {value.shape}"
    return type(value).__name__
