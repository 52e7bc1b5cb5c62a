"""How fast momentum is on a quadratic, exactly (chapter 3).

Along a principal axis with curvature λ one step multiplies (θ, v) by a 2 × 2 matrix. Its
eigenvalues r solve::

    r² − (1 + μ − ηλ) r + μ = 0                  momentum
    r² − (1 + μ)(1 − ηλ) r + μ (1 − ηλ) = 0      Nesterov

and after many steps the distance shrinks by the largest ``|r|`` of all axes at each step. Where
that exceeds 1 the run diverges: momentum from ``ηλ = 2(1 + μ)`` on, Nesterov from
``ηλ = 2(1 + μ)/(1 + 2μ)`` on.
"""

from __future__ import annotations

import math

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message


def momentum_rate(
    lr: Number, momentum: Number, curvatures: object, *, nesterov: bool = False
) -> Number:
    """Return the factor by which the distance to the minimum shrinks at each step, in the end.

    Parameters
    ----------
    lr : float >= 0, or array
        η.
    momentum : float in [0, 1), or array
        μ; 0 is gradient descent, whose rate is ``max |1 − ηλ|``.
    curvatures : sequence of float > 0
        λ: the eigenvalues of the Hessian; the smallest and the largest are enough.
    nesterov : bool, default False
        The look-ahead form.

    Returns
    -------
    float, or array of the common shape of `lr` and `momentum`
        The spectral radius; above 1 the run diverges.

    Examples
    --------
    >>> round(momentum_rate(lr=0.5, momentum=0.0, curvatures=[1.0]), 3)
    0.5
    >>> lr, mu = best_momentum(0.1, 2.0)
    >>> round(momentum_rate(lr, mu, [0.1, 2.0]), 3), round(mu**0.5, 3)
    (0.635, 0.635)

    References
    ----------
    Goh, "Why momentum really works", Distill 2017, "The dynamics of momentum"; Lessard, Recht,
    Packard, "Analysis and design of optimization algorithms via integral quadratic constraints",
    SIAM J. Optimization 2016, proposition 1.
    """
    eta = np.asarray(check.interval("momentum_rate", "lr", lr, 0))[..., None]
    mu = np.asarray(check.interval("momentum_rate", "momentum", momentum, 0, 1, open_high=True))
    check.flag("momentum_rate", "nesterov", nesterov)
    b, c = _coefficients(eta * _curvatures(curvatures), mu[..., None], nesterov)
    root = np.sqrt(np.maximum(b * b - 4 * c, 0))
    size = np.where(b * b < 4 * c, np.sqrt(np.maximum(c, 0)), (np.abs(b) + root) / 2)
    rate = size.max(axis=-1)
    return float(rate) if rate.ndim == 0 else rate


def best_momentum(smallest: float, largest: float) -> tuple[float, float]:
    """Return the (η, μ) of the fastest momentum on a quadratic.

    ::

        √η = 2 / (√λ_min + √λ_max),   √μ = (√κ − 1) / (√κ + 1)   with κ = λ_max / λ_min

    Its rate is √μ. Gradient descent at best has (κ − 1)/(κ + 1).

    Parameters
    ----------
    smallest, largest : float > 0
        λ_min, λ_max: the curvatures along the valley and across it.

    Examples
    --------
    >>> best_momentum(1.0, 9.0)
    (0.25, 0.25)

    References
    ----------
    Polyak, "Some methods of speeding up the convergence of iteration methods", 1964, theorem 9.
    """
    low, high = _curvatures([smallest, largest])
    if low > high:
        raise ValueError(message("best_momentum", "smallest <= largest", f"{low:g} > {high:g}"))
    root_low, root_high = math.sqrt(low), math.sqrt(high)
    total = root_low + root_high
    return (2 / total) ** 2, ((root_high - root_low) / total) ** 2


def _coefficients(step: Array, mu: Array, nesterov: bool) -> tuple[Array, Array]:
    """Return b and c of ``r² − b r + c = 0``; `step` is ηλ."""
    return ((1 + mu) * (1 - step), mu * (1 - step)) if nesterov else (1 + mu - step, mu + 0 * step)


def _curvatures(curvatures: object) -> Array:
    values = check.finite("momentum theory", "curvatures", curvatures)
    if values.ndim != 1 or values.size == 0 or not (values > 0).all():
        raise ValueError(message("momentum theory", "curvatures > 0 in a list", f"{curvatures}"))
    return values
