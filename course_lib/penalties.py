"""A price for large weights, added to the loss: L2, L1, and both (chapter 6).

========================  =========================  =============================
penalty                   value                      gradient
========================  =========================  =============================
`l2`                      ½ λ Σᵢ mᵢ θᵢ²              λ m θ
`l1`                      λ Σᵢ mᵢ abs(θᵢ)            λ m sign(θ)
`elastic_net`             the sum of both            the sum of both
========================  =========================  =============================

The ½ makes the gradient of L2 exactly λθ, what ``SGD(weight_decay=λ)`` adds. m is the optional
mask `decay`: 1 where the price applies, 0 for biases, γ and β (``network.decay``). `fit` takes a
function of θ alone: ``penalty=lambda theta: l2(theta, 1e-4, network.decay)``.

θ has shape (..., P); value and gradient come together, so they cannot disagree. A θ with NaN or
infinity is not refused, it passes through: `fit` looks for a run that diverges in its loss.
"""

from __future__ import annotations

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message


def l2(theta: Array, strength: Number, decay: Array | None = None) -> tuple[Number, Array]:
    """Return ½ λ Σ m θ² and its gradient λ m θ: every weight shrinks by the same share.

    Parameters
    ----------
    theta : array, shape (..., P)
        θ; leading axes are trials.
    strength : float >= 0, or array over trials
        λ.
    decay : array, shape (P,) or (..., P), optional
        m, bool or 0 and 1. Default: 1 everywhere.

    Returns
    -------
    value : float, or array over trials
    gradient : array, shape and dtype of `theta`

    Examples
    --------
    >>> value, gradient = l2(np.array([3.0, -4.0, 1.0]), 0.1, decay=np.array([1, 1, 0]))
    >>> round(value, 6), gradient.round(6).tolist()
    (1.25, [0.3, -0.4, 0.0])

    Notes
    -----
    Keras's ``L2(λ)`` and scikit-learn's ridge leave out the ½: their λ is half of this one.

    References
    ----------
    Krogh & Hertz, *A Simple Weight Decay Can Improve Generalization*, NIPS 1991, equation 1.
    """
    theta, lam, m = _checked("l2", theta, strength, decay)
    gradient = lam * m * theta
    return check.plain((theta * gradient).sum(axis=-1) / 2), gradient


def l1(theta: Array, strength: Number, decay: Array | None = None) -> tuple[Number, Array]:
    """Return λ Σ m abs(θ) and λ m sign(θ): every weight loses the same amount, down to 0.

    At θ = 0 the slope is any number in [−λ, λ]; 0 is returned, so a weight at 0 stays there.

    Parameters
    ----------
    theta, strength, decay
        As for `l2`.

    Returns
    -------
    value : float, or array over trials
    gradient : array, shape and dtype of `theta`

    Examples
    --------
    >>> value, gradient = l1(np.array([3.0, -4.0, 0.0]), 0.5)
    >>> value, gradient.tolist()
    (3.5, [0.5, -0.5, 0.0])

    References
    ----------
    Tibshirani, *Regression Shrinkage and Selection via the Lasso*, 1996 (as a constraint).
    """
    theta, lam, m = _checked("l1", theta, strength, decay)
    gradient = lam * m * np.sign(theta)
    return check.plain((theta * gradient).sum(axis=-1)), gradient


def elastic_net(
    theta: Array, l1_strength: Number, l2_strength: Number, decay: Array | None = None
) -> tuple[Number, Array]:
    """Return λ₁ Σ m abs(θ) + ½ λ₂ Σ m θ² and its gradient: zeros from L1, stability from L2.

    Parameters
    ----------
    theta, decay
        As for `l2`.
    l1_strength, l2_strength : float >= 0, or array over trials
        λ₁ and λ₂.

    Returns
    -------
    value : float, or array over trials
    gradient : array, shape and dtype of `theta`

    Examples
    --------
    >>> value, gradient = elastic_net(np.array([2.0, -1.0]), 1.0, 0.5)
    >>> value, gradient.tolist()
    (4.25, [2.0, -1.5])

    Notes
    -----
    Scikit-learn's ``ElasticNet(alpha, l1_ratio)`` has λ₁ = alpha · l1_ratio and
    λ₂ = alpha · (1 − l1_ratio), with the same ½.

    References
    ----------
    Zou & Hastie, *Regularization and variable selection via the elastic net*, 2005, equation 3
    (without the ½).
    """
    value_1, gradient_1 = l1(theta, l1_strength, decay)
    value_2, gradient_2 = l2(theta, l2_strength, decay)
    return value_1 + value_2, gradient_1 + gradient_2


def _checked(
    owner: str, theta: Array, strength: Number, decay: Array | None
) -> tuple[Array, Array, Array]:
    """Return θ, λ with an axis for the parameters, and m, all in the dtype of θ."""
    theta = check.as_array(owner, "theta", theta)
    lam = np.asarray(check.interval(owner, "strength", strength, 0), theta.dtype)
    if lam.ndim and lam.shape != theta.shape[:-1]:
        rule = f"one strength, or one per trial {theta.shape[:-1]}"
        raise ValueError(message(owner, rule, f"shape {lam.shape}"))
    m = check.as_array(owner, "decay", 1 if decay is None else decay).astype(theta.dtype)
    if m.ndim and m.shape not in (theta.shape, theta.shape[-1:]):
        rule = f"decay of shape {theta.shape[-1:]}, like one theta"
        raise ValueError(message(owner, rule, f"shape {m.shape}"))
    return theta, lam[..., None], m
