"""Flat vectors that are moved in place: checks, blocks, and one hyperparameter per trial."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from course_lib._validate import Array, Number, message

BLOCK: Final = 49_152
"""Numbers in a block: few enough that the temporaries of a formula stay in the cache."""

ROW: Final = 8192
"""Minimum length of one trial in a block: shorter rows cost more in loops than they save."""


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


class _Weak(np.ndarray[Any, Any]):
    """Numbers that take the dtype of the array they meet, as a Python float does.

    Among themselves they stay float64: in float32, 1 − 0.999 has an error of 5e-5.
    """

    def __array_ufunc__(self, ufunc: Any, method: Any, *inputs: Any, **options: Any) -> Any:
        strong = [x.dtype for x in inputs if isinstance(x, np.ndarray) and type(x) is not _Weak]
        dtype = np.result_type(*strong, 1.0)
        plain = [np.asarray(x, dtype) if type(x) is _Weak else x for x in inputs]
        if strong:
            return getattr(ufunc, method)(*plain, **options)
        return getattr(ufunc, method)(*plain).view(_Weak)  # without out: ``lr *= 2`` is a new lr


def per_trial(owner: str, theta: Array, name: str, number: Number) -> Any:
    """Return a hyperparameter ready to meet `theta`: a float, or a column ``(*trials, 1)``."""
    if not isinstance(number, np.ndarray):
        return float(number)  # a np.float64 would turn float32 arrays into float64
    trials = theta.shape[:-1]
    ends = zip(reversed(number.shape), reversed(trials), strict=False)
    if number.ndim > len(trials) or any(n not in (1, k) for n, k in ends):
        rule = f"one {name}, or one for each of the trials {trials} of theta"
        raise ValueError(message(owner, rule, f"{name} of shape {number.shape}"))
    column = number[..., None]
    column.flags.writeable = False  # a formula must not change the hyperparameter
    return column if theta.dtype == np.float64 else column.view(_Weak)


def is_zero(number: Number) -> bool:
    """Whether a hyperparameter is the number 0, so that its term can be left out."""
    return not isinstance(number, np.ndarray) and number == 0


def check_vector(owner: str, name: str, array: Array) -> None:
    """Refuse what cannot be changed in place: anything but an array ``(*trials, P)`` of floats."""
    if not isinstance(array, np.ndarray) or array.dtype.char not in "efd" or array.ndim == 0:
        rule = f"a floating-point array {name} of shape (*trials, P)"
        remedy = f"Start from np.array({name}, dtype=float)."
        raise TypeError(message(owner, rule, describe(array), remedy))
    if not array.flags.writeable:
        raise ValueError(message(owner, f"an array {name} that may be changed", "a read-only one"))


def check_like(owner: str, theta: Array, grad: Array, decay: Array | None) -> None:
    """Refuse a gradient or a mask that does not belong to `theta`."""
    if not isinstance(grad, np.ndarray) or grad.shape != theta.shape:
        rule = f"a gradient of shape {theta.shape}"
        raise ValueError(message(owner, rule, describe(grad)))
    if grad.dtype.kind not in "biuf":
        raise TypeError(message(owner, "a gradient of numbers", f"dtype {grad.dtype}"))
    if decay is not None and getattr(decay, "shape", None) not in (theta.shape, theta.shape[-1:]):
        rule = f"a decay mask of shape {theta.shape[-1:]}"
        raise ValueError(message(owner, rule, describe(decay)))


def describe(value: object) -> str:
    """Return dtype and shape of an array, the type of anything else."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} of shape {value.shape}"
    return type(value).__name__
