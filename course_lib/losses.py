"""Losses: how wrong a prediction is, and the gradient of that number (chapter 1).

Every loss returns ``(value, gradient)`` together, so that they cannot disagree, and every
loss is the *mean over the batch of the sum over the outputs*:

    L = 1/N Σₙ Σᵢ ℓ(yₙᵢ, tₙᵢ)

Shapes: predictions ``(..., N, D)``; with leading trial axes the value has one number per trial.
PyTorch's ``MSELoss`` also divides by D; here the gradient of one output does not depend on how
many others there are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message

LossResult: TypeAlias = tuple[Number, Array]
Loss: TypeAlias = Callable[[Array, Array], LossResult]
"""A function ``(prediction, target) -> (value, gradient)``."""


def mean_squared_error(prediction: object, target: object) -> LossResult:
    """Return ``L = 1/N Σₙ Σᵢ (yₙᵢ − tₙᵢ)²`` and ``dL/dy = 2 (y − t) / N``.

    Parameters
    ----------
    prediction : array, shape (..., N, D)
        y.
    target : array, shape (..., N, D)
        t; leading trial axes may be missing.

    Returns
    -------
    value : float, or array with one value per trial
    gradient : array, shape of `prediction`

    Examples
    --------
    >>> mean_squared_error([[1.0, 2.0]], [[0.0, 0.0]])
    (5.0, array([[2., 4.]]))
    """
    y, t = _paired("mean_squared_error", prediction, target)
    difference = y - t
    return _mean(difference * difference), difference * (2 / y.shape[-2])


def mean_absolute_error(prediction: object, target: object) -> LossResult:
    """Return ``L = 1/N Σₙ Σᵢ |yₙᵢ − tₙᵢ|`` and ``dL/dy = sign(y − t) / N``.

    The slope at the kink ``y = t`` is taken as 0. Parameters, returns and errors are those of
    `mean_squared_error`.

    Examples
    --------
    >>> mean_absolute_error([[1.0, -2.0]], [[0.0, 0.0]])
    (3.0, array([[ 1., -1.]]))
    """
    y, t = _paired("mean_absolute_error", prediction, target)
    difference = y - t
    return _mean(np.abs(difference)), np.sign(difference) / y.shape[-2]


def binary_cross_entropy(logits: object, target: object) -> LossResult:
    """Return ``L = −1/N Σₙ Σᵢ [t log σ(z) + (1 − t) log(1 − σ(z))]`` and ``(σ(z) − t) / N``.

    Computed from the logits as ``max(z, 0) − t z + log(1 + exp(−|z|))``, which does not overflow.

    Parameters
    ----------
    logits : array, shape (..., N, D)
        z, before the sigmoid.
    target : array, shape (..., N, D)
        Probabilities t between 0 and 1.

    Returns
    -------
    value : float, or array with one value per trial
    gradient : array, shape of `logits`

    Examples
    --------
    >>> value, gradient = binary_cross_entropy([[0.0]], [[1.0]])
    >>> print(round(value, 3), gradient)
    0.693 [[-0.5]]
    """
    z, t = _paired("binary_cross_entropy", logits, target)
    if ((t < 0) | (t > 1)).any():
        received = f"values from {t.min():g} to {t.max():g}"
        raise ValueError(message("binary_cross_entropy", "0 <= target <= 1", received))
    e = np.exp(-np.abs(z))
    sigmoid = np.where(z >= 0, 1, e) / (1 + e)
    value = _mean(np.maximum(z, 0) - t * z + np.log1p(e))
    return value, (sigmoid - t) / z.shape[-2]


def softmax_cross_entropy(logits: object, target: object) -> LossResult:
    """Return ``L = −1/N Σₙ Σᵢ tₙᵢ log pₙᵢ`` with ``p = softmax(z)``, and ``(p − t) / N``.

    Softmax and logarithm are taken together: neither overflows, and the gradient is simply
    prediction minus target (derived in chapter 1).

    Parameters
    ----------
    logits : array, shape (..., N, C)
        z, before the softmax.
    target : array of int, shape (N,) or (..., N); or of float, shape (..., N, C)
        Class labels 0 to C − 1, or one probability per class (needed by mixup), summing to 1.

    Returns
    -------
    value : float, or array with one value per trial
        In nats; ``log C`` for uniform predictions.
    gradient : array, shape of `logits`

    Examples
    --------
    >>> value, gradient = softmax_cross_entropy([[0.0, 0.0]], [1])
    >>> print(round(value, 3), gradient)
    0.693 [[ 0.5 -0.5]]
    """
    z = _predictions("softmax_cross_entropy", logits)
    t = check.rectangular("softmax_cross_entropy", "target", target)
    shifted = z - z.max(axis=-1, keepdims=True)
    p = np.exp(shifted)
    total = p.sum(axis=-1, keepdims=True)
    p /= total
    cost = np.log(total) - shifted  # −log p
    if t.dtype.kind in "iu":
        t = _one_hot(t, z)
        value = _mean(np.where(t, cost, 0))  # not t * cost: 0 · ∞ where a class is impossible
    else:
        t = _probabilities(t, z)
        value = _mean(t * cost)
    p -= t
    p /= z.shape[-2]
    return value, p


def _mean(terms: Array) -> Number:
    """Mean over the batch (axis −2) of the sum over the outputs (axis −1)."""
    value: Number = check.plain(terms.sum(axis=(-2, -1)) / terms.shape[-2])
    return value


def _predictions(owner: str, prediction: object) -> Array:
    y = check.as_array(owner, "prediction", prediction)
    if y.ndim < 2 or y.shape[-1] == 0:
        remedy = "Add an axis for the outputs: y[:, None]."
        raise ValueError(message(owner, "predictions (..., N, D)", f"shape {y.shape}", remedy))
    check.batch(owner, y.shape[-2])
    return y


def _paired(owner: str, prediction: object, target: object) -> tuple[Array, Array]:
    y = _predictions(owner, prediction)
    t = check.as_array(owner, "target", target)
    if t.ndim < 2 or t.shape != y.shape[y.ndim - t.ndim :]:
        rule = f"targets of shape {y.shape[-2:]}, one per prediction"
        raise ValueError(message(owner, rule, f"shape {t.shape}", "Missing t[:, None]?"))
    return y, t.astype(y.dtype, copy=False)


def _one_hot(labels: Array, z: Array) -> Array:
    """Return, for each label, True at its class and False elsewhere; refuse unfit labels."""
    owner, classes = "softmax_cross_entropy", z.shape[-1]
    if labels.ndim < 1 or labels.shape != z.shape[z.ndim - 1 - labels.ndim : -1]:
        rule = f"one label for each of {z.shape[-2]} examples"
        raise ValueError(message(owner, rule, f"labels of shape {labels.shape}"))
    if labels.min() < 0 or labels.max() >= classes:
        received = f"labels from {labels.min()} to {labels.max()}"
        remedy = "Labels count from 0; the last layer needs one output per class."
        raise ValueError(message(owner, f"labels 0 to {classes - 1}", received, remedy))
    one_hot: Array = labels[..., None] == np.arange(classes)
    return one_hot


def _probabilities(t: Array, z: Array) -> Array:
    owner = "softmax_cross_entropy"
    t = check.as_array(owner, "target", t, "Labels are integers, probabilities floats.")
    if t.ndim < 2 or t.shape != z.shape[z.ndim - t.ndim :]:
        rule = f"integer labels, or probabilities of shape {z.shape[-2:]}"
        raise ValueError(message(owner, rule, f"{t.dtype} of shape {t.shape}"))
    if (t < 0).any() or not np.allclose(t.sum(axis=-1), 1, atol=1e-5):
        received = f"sums from {t.sum(axis=-1).min():g} to {t.sum(axis=-1).max():g}"
        raise ValueError(message(owner, "probabilities >= 0 that sum to 1", received))
    return t.astype(z.dtype, copy=False)
