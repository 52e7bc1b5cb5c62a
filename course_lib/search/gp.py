"""Gaussian process regression: a guess of the loss everywhere, with how sure it is.

    k(a, b) = s² (1 + √5 r + 5/3 r²) exp(−√5 r),   r² = Σⱼ (aⱼ − bⱼ)² / ℓⱼ²      (Matérn 5/2)
    mean(x) = k(x, X) K⁻¹ y,   var(x) = k(x, x) − k(x, X) K⁻¹ k(X, x),   K = k(X, X) + σₙ² I

A length ℓⱼ says how far one must move along a coordinate before the loss changes: a hyperparameter
that does not matter gets a long one. The lengths, the signal s² and the noise σₙ² are those under
which the observed losses are most probable. Used in chapter 7 (Bayesian search).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from course_lib._validate import Array

LENGTH_RANGE = (0.05, 20.0)
SIGNAL_RANGE = (0.01, 100.0)
NOISE_RANGE = (1e-6, 1.0)
STARTS = ((1.0, 0.1), (0.2, 1e-3))
"""Lengths and noise from which the fit starts: smooth and noisy, wiggly and exact."""


class Kernel(NamedTuple):
    """The hyperparameters of the process: ℓ `lengths` (d,), s² `signal`, σₙ² `noise`."""

    lengths: Array
    signal: float
    noise: float


def matern52(a: Array, b: Array, kernel: Kernel) -> Array:
    """Return the Matérn 5/2 covariances (n, m) of points a (n, d) and b (m, d).

    k = s² (1 + √5 r + 5/3 r²) exp(−√5 r);  the noise is not part of it.

    Examples
    --------
    >>> x = np.array([[0.0], [1.0]])
    >>> matern52(x, x, Kernel(np.array([1.0]), 1.0, 0.0)).round(4).tolist()
    [[1.0, 0.524], [0.524, 1.0]]

    References
    ----------
    Rasmussen & Williams, *Gaussian Processes for Machine Learning* (2006), eq. 4.17.
    """
    root = math.sqrt(5) * np.sqrt(_scaled_squares(a, b, kernel.lengths).sum(axis=-1))
    return np.asarray(kernel.signal * (1 + root + root**2 / 3) * np.exp(-root))


def posterior(x: Array, y: Array, at: Array, kernel: Kernel) -> tuple[Array, Array]:
    """Return mean and std (m,) of the loss, without noise, at new points, given n observations.

    mean = k(at, X) K⁻¹ y,   var = k(at, at) − k(at, X) K⁻¹ k(X, at)

    Parameters
    ----------
    x, y : ndarray (n, d), (n,)
        Points and losses observed there. Far from all points the mean reverts to 0, so
        standardise y.
    at : ndarray (m, d)
        Points to predict.
    kernel : Kernel
        Hyperparameters; the noise is that of an observation.

    Examples
    --------
    >>> x, y = np.array([[0.0], [1.0]]), np.array([1.0, -1.0])
    >>> mean, std = posterior(x, y, np.array([[0.0], [9.0]]), Kernel(np.array([0.3]), 1.0, 1e-6))
    >>> mean.round(3).tolist(), std.round(3).tolist()
    ([1.0, -0.0], [0.001, 1.0])

    References
    ----------
    Rasmussen & Williams (2006), Algorithm 2.1.
    """
    lower = np.linalg.cholesky(matern52(x, x, kernel) + kernel.noise * np.eye(len(x)))
    cross = np.linalg.solve(lower, matern52(x, at, kernel))  # L⁻¹ k(X, at)
    mean = cross.T @ np.linalg.solve(lower, y)
    variance = kernel.signal - np.sum(cross**2, axis=0)
    return mean, np.sqrt(np.maximum(variance, 0))  # rounding can leave −1e-17


def log_marginal_likelihood(x: Array, y: Array, theta: Array) -> tuple[float, Array]:
    """Return log p(y | X, θ) and its gradient in θ = log (ℓ₁, …, ℓ_d, s², σₙ²).

    log p = −½ yᵀK⁻¹y − ½ log |K| − n/2 log 2π
    ∂/∂θⱼ = ½ tr((ααᵀ − K⁻¹) ∂K/∂θⱼ),   α = K⁻¹ y

    References
    ----------
    Rasmussen & Williams (2006), eq. 5.8 and 5.9.
    """
    kernel = unpack(theta)
    squares = _scaled_squares(x, x, kernel.lengths)
    root = math.sqrt(5) * np.sqrt(squares.sum(axis=-1))
    decay = kernel.signal * np.exp(-root)
    k = decay * (1 + root + root**2 / 3)
    lower = np.linalg.cholesky(k + kernel.noise * np.eye(len(x)))
    inverse = np.linalg.inv(lower)
    inverse = inverse.T @ inverse  # K⁻¹
    alpha = inverse @ y
    value = -0.5 * y @ alpha - np.log(np.diag(lower)).sum() - len(y) / 2 * math.log(2 * math.pi)
    weight = np.outer(alpha, alpha) - inverse
    d_lengths = np.einsum("ij,ijk->k", weight * decay * (1 + root) * 5 / 3, squares)
    d_noise = kernel.noise * np.trace(weight)
    return float(value), 0.5 * np.append(d_lengths, [np.sum(weight * k), d_noise])


def fit_kernel(x: Array, y: Array) -> Kernel:
    """Return the hyperparameters that maximise the marginal likelihood of n observations.

    y (n,) is standardised, x (n, d) in the unit cube: the ranges searched fit these scales.

    Returns
    -------
    Kernel
        The better of two L-BFGS maxima, started from long and from short lengths, with
        0.05 <= ℓⱼ <= 20, 0.01 <= s² <= 100 and 10⁻⁶ <= σₙ² <= 1.

    Examples
    --------
    >>> x = np.random.default_rng(0).random((12, 2))
    >>> kernel = fit_kernel(x, np.sin(6 * x[:, 0]))
    >>> kernel.lengths.round(1).tolist()  # the second coordinate does not matter
    [0.4, 20.0]

    Notes
    -----
    The likelihood often has two maxima: "a smooth loss with noise" and "a wiggly loss without".
    """
    from scipy.optimize import minimize

    bounds = np.log([LENGTH_RANGE] * x.shape[1] + [SIGNAL_RANGE, NOISE_RANGE])

    def negative(theta: Array) -> tuple[float, Array]:
        value, gradient = log_marginal_likelihood(x, y, theta)
        return -value, -gradient

    starts = [np.log([*[length] * x.shape[1], 1.0, noise]) for length, noise in STARTS]
    fits = [minimize(negative, start, jac=True, bounds=bounds) for start in starts]
    return unpack(min(fits, key=lambda fit: float(fit.fun)).x)


def unpack(theta: Array) -> Kernel:
    """Return θ = log (ℓ₁, …, ℓ_d, s², σₙ²) as a Kernel."""
    values = np.exp(theta)
    return Kernel(values[:-2], float(values[-2]), float(values[-1]))


def _scaled_squares(a: Array, b: Array, lengths: Array) -> Array:
    """(aⱼ − bⱼ)² / ℓⱼ² for every pair and coordinate: (n, m, d)."""
    return np.asarray(((a[:, None] - b[None]) / lengths) ** 2)
