"""Toy sets in the plane: two coordinates, so that data, boundary and mistakes can be drawn.

    spirals   x = r (cos φ, sin φ),   φ = 2π (turns · r + k/K) + noise · ε
    moons     x = (cos πu, sin πu)   or   (1 − cos πu, ½ − sin πu),   plus noise · ε
    blobs     x = centre k + spread · ε

with ε ~ N(0, 1) and u uniform on [0, 1]. Example i has label k = i mod K, so any first n examples
are balanced to within one. Chapter 1 finds its first weights on them; later chapters use them
where a picture of the decision boundary says more than a number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from course_lib import _validate as check
from course_lib._validate import Array, message


def spirals(
    n: int,
    classes: int = 3,
    turns: float = 0.75,
    noise: float = 0.2,
    *,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Draw K interleaved arms of a spiral, which straight lines cannot tell apart.

    x = r (cos φ, sin φ),   φ = 2π (turns · r + k/K) + noise · ε,   r uniform on [0.1, 1]

    Parameters
    ----------
    n : int
        Number of points, >= 1.
    classes : int
        K, number of arms, >= 1.
    turns : float
        How often an arm winds round the origin, >= 0; more is harder.
    noise : float
        Standard deviation of the angle in radians, >= 0. Neighbouring arms lie 2π/K apart.
    rng : numpy.random.Generator
        Draws radii and noise.

    Returns
    -------
    x, y : Array
        Points (n, 2), float64, and labels (n,), int64.

    Examples
    --------
    >>> x, y = spirals(300, rng=np.random.default_rng(0))
    >>> x.shape, np.bincount(y).tolist()
    ((300, 2), [100, 100, 100])

    References
    ----------
    K. Lang, M. Witbrock, Learning to tell two spirals apart, Connectionist Models Summer School,
    1988. Three arms as in the notes of Stanford's CS231n, where radii are evenly spaced.
    """
    y = _labels("spirals", n, classes, rng)
    check.number("spirals", "turns", turns, low=0)
    check.number("spirals", "noise", noise, low=0)
    r = rng.uniform(0.1, 1, n)
    angle = 2 * np.pi * (turns * r + y / classes) + noise * rng.standard_normal(n)
    return np.stack([r * np.cos(angle), r * np.sin(angle)], axis=-1), y


def moons(n: int, noise: float = 0.1, *, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw two half circles that reach into each other.

    x = (cos πu, sin πu) for label 0,   (1 − cos πu, ½ − sin πu) for label 1,   plus noise · ε

    Parameters
    ----------
    n : int
        Number of points, >= 1.
    noise : float
        Standard deviation in each coordinate, >= 0.
    rng : numpy.random.Generator
        Draws positions and noise.

    Returns
    -------
    x, y : Array
        Points (n, 2), float64, and labels (n,), int64.

    Examples
    --------
    >>> x, y = moons(4, noise=0, rng=np.random.default_rng(0))
    >>> np.linalg.norm(x[y == 0], axis=1).round(12).tolist()
    [1.0, 1.0]

    References
    ----------
    F. Pedregosa et al., Scikit-learn, JMLR 12, 2011: ``make_moons``, with u evenly spaced there.
    """
    y = _labels("moons", n, 2, rng)
    check.number("moons", "noise", noise, low=0)
    angle = np.pi * rng.uniform(0, 1, n)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    lower = np.array([1.0, 0.5]) - upper
    return np.where(y[:, None] == 0, upper, lower) + noise * rng.standard_normal((n, 2)), y


def blobs(
    n: int,
    centers: ArrayLike = ((-2.0, -1.0), (2.0, -1.0), (0.0, 2.0)),
    spread: float = 0.5,
    *,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Draw round clouds, one for each centre.

    x = centre k + spread · ε

    Parameters
    ----------
    n : int
        Number of points, >= 1.
    centers : ArrayLike
        One row per class, (K, D); D = 2 can be drawn.
    spread : float
        Standard deviation in each coordinate, >= 0.
    rng : numpy.random.Generator
        Draws the noise.

    Returns
    -------
    x, y : Array
        Points (n, D), float64, and labels (n,), int64.

    Examples
    --------
    >>> x, y = blobs(3, centers=[[0, 0], [5, 5]], spread=0, rng=np.random.default_rng(0))
    >>> x.tolist(), y.tolist()
    ([[0.0, 0.0], [5.0, 5.0], [0.0, 0.0]], [0, 1, 0])

    References
    ----------
    F. Pedregosa et al., Scikit-learn, JMLR 12, 2011: ``make_blobs``.
    """
    place = check.finite("blobs", "centers", centers)
    if place.ndim != 2 or place.size == 0:
        raise ValueError(message("blobs", "centers of shape (K, D)", place.shape))
    y = _labels("blobs", n, len(place), rng)
    check.number("blobs", "spread", spread, low=0)
    return place[y] + spread * rng.standard_normal((n, place.shape[1])), y


def _labels(owner: str, n: int, classes: int, rng: object) -> Array:
    """Check what all toy sets share; return labels 0, 1, …, K−1, 0, 1, …"""
    check.integer(owner, "n", n)
    check.integer(owner, "classes", classes)
    check.generator(owner, rng)
    return np.arange(n, dtype=np.int64) % classes
