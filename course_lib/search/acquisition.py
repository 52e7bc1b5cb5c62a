"""Expected improvement: how much better than the best a point is expected to be.

    EI(x) = E[max(f_min − f(x), 0)] = (f_min − μ) Φ(z) + σ φ(z),   z = (f_min − μ) / σ

for a Gaussian guess f(x) ~ N(μ, σ²). The first term rewards a low mean (exploit), the second a
large uncertainty (explore). Used in chapter 7 (Bayesian search).
"""

from __future__ import annotations

import math

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message


def expected_improvement(mean: Array, std: Array, best: float) -> Array:
    """Return the expected improvement over `best`, for minimisation.

    EI = (f_min − μ) Φ(z) + σ φ(z),  z = (f_min − μ) / σ

    μ → `mean`, σ → `std`, f_min → `best`; Φ and φ are distribution and density of N(0, 1).

    Parameters
    ----------
    mean, std : ndarray (m,)
        Of the predicted loss; std >= 0, and where it is 0, EI = max(f_min − μ, 0).
    best : float
        The value to improve on.

    Returns
    -------
    ndarray (m,)
        Expected improvement, >= 0.

    Examples
    --------
    >>> mean, std = np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 1.0])
    >>> expected_improvement(mean, std, best=0.0).round(4)
    array([0.    , 0.3989, 0.0833])

    References
    ----------
    Jones, Schonlau & Welch, "Efficient global optimization of expensive black-box functions",
    J. Global Optimization 13 (1998), eq. 15.
    """
    from scipy.special import ndtr

    mean = check.finite("expected_improvement", "mean", mean)
    std = np.asarray(check.interval("expected_improvement", "std", std, 0))
    if std.shape != mean.shape:
        rule = f"one std for each mean, shape {mean.shape}"
        raise ValueError(message("expected_improvement", rule, f"shape {std.shape}"))
    gain = np.asarray(check.number("expected_improvement", "best", best) - mean)
    with np.errstate(over="ignore"):
        z = np.divide(gain, std, out=np.zeros_like(gain), where=std > 0)
    z = np.clip(z, -40, 40)  # beyond, both terms are 0 or the gain; z² cannot overflow
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    improvement = gain * ndtr(z) + std * density
    return np.where(std > 0, np.maximum(improvement, 0), np.maximum(gain, 0))
