"""Weights of variance gain² / fan: one rule, and the papers' special cases (chapter 4).

Every initializer takes the `shape` of one weight, `rng`, and `dtype`: float64 or float32.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.initializers.basic import Initializer, check_shape, standard_draws

_MODES = ("fan_in", "fan_out", "fan_avg")


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return how many numbers enter one output (fan-in) and leave one input (fan-out).

    Dense (in, out): in and out. Kernel (out, in, kh, kw): in · kh · kw and out · kh · kw.

    Parameters
    ----------
    shape : tuple of int
        Of one dense weight (in, out), or of one kernel (out, in, kh, kw).

    Examples
    --------
    >>> fans((784, 100))
    (784, 100)
    >>> fans((32, 16, 3, 3))
    (144, 288)

    Notes
    -----
    PyTorch stores the dense weight as (out, in); kernels have the same layout as here.
    """
    shape = check_shape("fans", shape)
    if len(shape) == 2:
        return shape
    if len(shape) == 4:
        outputs, inputs, height, width = shape
        return inputs * height * width, outputs * height * width
    rule = "a weight (in, out) or a kernel (out, in, kh, kw)"
    remedy = "Biases: use zeros or constant. Trials: draw each one alone."
    raise ValueError(message("fans", rule, f"shape {shape}", remedy))


def gain(activation: Callable[[Array], Array]) -> float:
    """Return the factor by which f loses signal, 1 / √E[f(z)²] for z ~ N(0, 1).

    Weights of variance gain² / fan-in give the next layer inputs of the same size again.

    Parameters
    ----------
    activation : callable
        f, elementwise: array -> array of the same shape.

    Examples
    --------
    >>> round(gain(lambda z: np.maximum(z, 0)) ** 2, 12)
    2.0
    >>> round(gain(np.tanh), 3)
    1.593

    Notes
    -----
    The integral is Gauss-Legendre quadrature, 32 nodes on each unit interval of [−12, 12], so a
    kink at a whole number costs no accuracy. PyTorch's ``calculate_gain`` is a table: equal for
    linear, ReLU and leaky ReLU; empirical for tanh (5/3, here 1.593) and SELU (3/4, here 1, for
    which its constants were made); 1 for the sigmoid (here 1.846: its mean 1/2 is in E[f²]).

    References
    ----------
    He, Zhang, Ren, Sun, *Delving Deep into Rectifiers*, ICCV 2015, equations 7–10.
    """
    check.function("gain", "activation", activation)
    nodes, weights = np.polynomial.legendre.leggauss(32)
    z = (np.arange(-12, 12)[:, None] + (nodes + 1) / 2).ravel()
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi) * np.tile(weights / 2, 24)
    f = check.finite(
        "gain", "f(z)", activation(z.copy()), "Is f elementwise, and without overflow?"
    )
    if f.shape != z.shape:
        raise ValueError(message("gain", f"an elementwise f: {z.shape} -> {z.shape}", f.shape))
    second_moment = float(f * f @ density)
    if second_moment == 0:
        raise ValueError(message("gain", "an f that is not 0 everywhere", "E[f²] = 0"))
    return 1 / math.sqrt(second_moment)


def variance_scaling(
    gain: float = 1.0, mode: str = "fan_in", distribution: str = "normal"
) -> Initializer:
    """Return the initializer with Var[w] = gain² / n.

    Parameters
    ----------
    gain : float > 0, default 1
        From `gain`, for the activation whose output enters the layer.
    mode : {"fan_in", "fan_out", "fan_avg"}, default "fan_in"
        n: keeps the variance forward, backward, or a compromise (their mean).
    distribution : {"normal", "uniform"}, default "normal"
        N(0, σ²), or U(−√3 σ, √3 σ).

    Examples
    --------
    >>> initializer = variance_scaling(gain(np.tanh), "fan_in")
    >>> W = initializer((400, 300), np.random.default_rng(0))
    >>> round(float(W.var() * 400 / gain(np.tanh) ** 2), 1)
    1.0

    Notes
    -----
    Keras calls gain² ``scale`` and cuts its normal off at 2 σ; here and in PyTorch it is whole.
    One generator gives the same draws to every initializer; only their scale differs.

    References
    ----------
    Glorot & Bengio, *Understanding the difficulty of training deep feedforward neural networks*,
    AISTATS 2010, equations 10–12.
    """
    factor = check.number("variance_scaling", "gain", gain, 0, open_low=True)
    check.choice("variance_scaling", "mode", mode, _MODES)
    check.choice("variance_scaling", "distribution", distribution, ("normal", "uniform"))

    def initializer(shape: tuple[int, ...], rng: Generator, dtype: Any = np.float64) -> Array:
        fan_in, fan_out = fans(shape)
        n = dict(zip(_MODES, (fan_in, fan_out, (fan_in + fan_out) / 2), strict=True))[mode]
        return factor / math.sqrt(n) * standard_draws(shape, rng, distribution, dtype)

    return initializer


def lecun_normal(shape: tuple[int, ...], rng: Generator, dtype: Any = np.float64) -> Array:
    """Draw from N(0, 1 / fan-in): keeps the variance of a linear layer; the start for SELU.

    Examples
    --------
    >>> W = lecun_normal((400, 100), np.random.default_rng(0))
    >>> round(float(W.std() * 20), 1)
    1.0

    References
    ----------
    LeCun et al., *Efficient BackProp*, 1998, equation 16. Klambauer et al., *Self-Normalizing
    Neural Networks*, NIPS 2017.
    """
    return 1 / math.sqrt(fans(shape)[0]) * standard_draws(shape, rng, "normal", dtype)


def xavier_normal(shape: tuple[int, ...], rng: Generator, dtype: Any = np.float64) -> Array:
    """Draw from N(0, 2 / (fan-in + fan-out)): a compromise of forward and backward.

    Examples
    --------
    >>> W = xavier_normal((300, 500), np.random.default_rng(0))
    >>> round(float(W.std() * 20), 1)
    1.0

    References
    ----------
    Glorot & Bengio, AISTATS 2010, equation 12.
    """
    return 1 / math.sqrt(sum(fans(shape)) / 2) * standard_draws(shape, rng, "normal", dtype)


def xavier_uniform(shape: tuple[int, ...], rng: Generator, dtype: Any = np.float64) -> Array:
    """Draw from U(−a, a), a = √(6 / (fan-in + fan-out)): the variance of `xavier_normal`.

    Examples
    --------
    >>> W = xavier_uniform((100, 500), np.random.default_rng(0))
    >>> round(float(np.abs(W).max()), 3)
    0.1

    References
    ----------
    Glorot & Bengio, AISTATS 2010, equation 16.
    """
    return 1 / math.sqrt(sum(fans(shape)) / 2) * standard_draws(shape, rng, "uniform", dtype)


def he_normal(shape: tuple[int, ...], rng: Generator, dtype: Any = np.float64) -> Array:
    """Draw from N(0, 2 / fan-in): ReLU keeps half of E[y²], so the variance is doubled.

    Examples
    --------
    >>> W = he_normal((200, 300), np.random.default_rng(0))
    >>> round(float(W.std() * 10), 1)
    1.0

    References
    ----------
    He, Zhang, Ren, Sun, *Delving Deep into Rectifiers*, ICCV 2015, equation 10.
    """
    return math.sqrt(2) / math.sqrt(fans(shape)[0]) * standard_draws(shape, rng, "normal", dtype)


def he_uniform(shape: tuple[int, ...], rng: Generator, dtype: Any = np.float64) -> Array:
    """Draw from U(−a, a), a = √(6 / fan-in): the variance of `he_normal`.

    Examples
    --------
    >>> W = he_uniform((600, 300), np.random.default_rng(0))
    >>> round(float(np.abs(W).max()), 3)
    0.1

    Notes
    -----
    The default of PyTorch's ``nn.Linear`` differs: U(−1/√in, 1/√in), variance 1 / (3 in).
    """
    return math.sqrt(2) / math.sqrt(fans(shape)[0]) * standard_draws(shape, rng, "uniform", dtype)
