"""Initializers that do not look at the size of the layer: 0, a constant, N(0, std²).

Chapter 4 uses them to show what goes wrong: units that stay alike, saturation, collapse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator

from course_lib import _validate as check
from course_lib._validate import Array, message

Initializer: TypeAlias = Callable[[tuple[int, ...], Generator], Array]
"""A function ``(shape, rng) -> array`` that draws one weight."""


def zeros(shape: tuple[int, ...], rng: Generator | None = None, dtype: Any = np.float64) -> Array:
    """Return zeros: right for biases, useless for weights (all units stay alike).

    Parameters
    ----------
    shape : tuple of int
    rng : ignored
        Accepted so that `zeros` is an initializer.
    dtype : float64 (default) or float32

    Examples
    --------
    >>> zeros((2, 3)).tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    return np.zeros(check_shape("zeros", shape), check.dtype("zeros", dtype))


def constant(value: float) -> Initializer:
    """Return the initializer that fills with `value`.

    Parameters
    ----------
    value : float
        For example 0.01, a small positive bias against dead ReLUs.

    Examples
    --------
    >>> constant(0.01)((3,), np.random.default_rng(0)).tolist()
    [0.01, 0.01, 0.01]
    """
    number = check.number("constant", "value", value)

    def initializer(
        shape: tuple[int, ...], rng: Generator | None = None, dtype: Any = np.float64
    ) -> Array:
        return np.full(check_shape("constant", shape), number, check.dtype("constant", dtype))

    return initializer


def normal(std: float) -> Initializer:
    """Return the initializer that draws from N(0, std²), whatever the size of the layer.

    Parameters
    ----------
    std : float >= 0
        σ; the chapter compares 1 (saturation) and 0.01 (collapse).

    Examples
    --------
    >>> W = normal(0.01)((100, 100), np.random.default_rng(0))
    >>> round(float(W.std()), 3)
    0.01
    """
    sigma = check.number("normal", "std", std, 0)

    def initializer(shape: tuple[int, ...], rng: Generator, dtype: Any = np.float64) -> Array:
        return sigma * standard_draws(check_shape("normal", shape), rng, "normal", dtype)

    return initializer


def standard_draws(shape: tuple[int, ...], rng: Generator, distribution: str, dtype: Any) -> Array:
    """Return draws with mean 0 and variance 1, normal or uniform on [−√3, √3].

    Drawn in float64 and then rounded, so float32 weights are those of float64.
    """
    rng, dtype = check.generator("initializer", rng), check.dtype("initializer", dtype)
    if distribution == "normal":
        return rng.standard_normal(shape).astype(dtype, copy=False)
    return rng.uniform(-(3**0.5), 3**0.5, shape).astype(dtype, copy=False)


def check_shape(owner: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return `shape` if it is a tuple of whole numbers >= 1."""
    if not isinstance(shape, tuple):
        remedy = "Pass (in, out), for example (784, 100)."
        raise TypeError(message(owner, "a tuple shape", repr(shape), remedy))
    return tuple(check.integer(owner, "size in shape", size) for size in shape)
