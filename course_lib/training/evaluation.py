"""How good is a network on data that it does not train on? Always in evaluation mode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.activations import softmax
from course_lib.data import check_examples
from course_lib.losses import LossResult, softmax_cross_entropy
from course_lib.network import Sequential, check_network

Loss: TypeAlias = Callable[[Array, Array], LossResult]


class Evaluation(NamedTuple):
    """Mean loss, and share of right answers (NaN where targets are not labels)."""

    loss: Number
    accuracy: Number


def evaluate(
    network: Sequential,
    x: object,
    y: object,
    *,
    loss: Loss = softmax_cross_entropy,
    batch_size: int = 1000,
) -> Evaluation:
    """Return the mean loss and the accuracy of `network` on the data.

    Parameters
    ----------
    network : Sequential
        Run with ``train=False``.
    x : array, shape (N, ...)
        Inputs.
    y : array, shape (N,) of int, or (N, ...)
        Labels, or targets of `loss`.
    loss : callable
        ``(prediction, target) -> (value, gradient)``.
    batch_size : int
        Examples at a time; changes the memory needed, not the result.

    Returns
    -------
    Evaluation
        ``loss`` and ``accuracy``: floats, or arrays over trials.

    Examples
    --------
    >>> from course_lib.network import mlp
    >>> network = mlp([2, 3], rng=np.random.default_rng(0))
    >>> evaluate(network, np.zeros((4, 2)), np.array([0, 0, 1, 2])).accuracy
    0.5
    """
    check_network("evaluate", network)
    inputs, targets = check_pair("evaluate", x, y)
    check.function("evaluate", "loss", loss)
    size = check.integer("evaluate", "batch_size", batch_size)
    total: Number = 0.0
    right: Number = 0.0
    for start in range(0, len(inputs), size):
        part = slice(start, start + size)
        prediction = network.predict(inputs[part])
        share = len(targets[part]) / len(inputs)
        total = total + share * loss(prediction, targets[part])[0]
        right = right + share * accuracy(prediction, targets[part])
    return Evaluation(total, right)


def accuracy(prediction: Array, labels: Array) -> Number:
    """Return the share of examples whose largest output is at the label (ties: the first).

    Parameters
    ----------
    prediction : array, shape (..., N, C)
        Logits or probabilities.
    labels : array of int, shape (N,), or (..., N) with labels for each trial
        Targets that are not whole numbers give NaN.

    Returns
    -------
    float, or array over trials

    Raises
    ------
    ValueError
        For whole numbers of another shape, such as one-hot rows.

    Examples
    --------
    >>> accuracy(np.array([[0.2, 0.8], [0.7, 0.3]]), np.array([1, 1]))
    0.5
    """
    for name, values in (("prediction", prediction), ("labels", labels)):
        check.array("accuracy", name, values)
    if prediction.ndim < 2 or prediction.shape[-1] == 0:
        raise ValueError(message("accuracy", "prediction (..., N, C)", prediction.shape))
    if labels.dtype.kind not in "iu":
        return np.full(prediction.shape[:-2], np.nan) if prediction.ndim > 2 else float("nan")
    if labels.shape not in (prediction.shape[-2:-1], prediction.shape[:-1]):
        rule = f"labels of shape {prediction.shape[-2:-1]}"
        remedy = "One-hot rows: use y.argmax(axis=-1). Targets that are numbers: y.astype(float)."
        raise ValueError(message("accuracy", rule, labels.shape, remedy))
    right = np.mean(prediction.argmax(axis=-1) == labels, axis=-1)
    return float(right) if np.ndim(right) == 0 else right


def ensemble_predict(networks: Sequence[Sequential], x: Array) -> Array:
    """Return the mean of the networks' class probabilities.

    Parameters
    ----------
    networks : sequence of Sequential
        Each ends in logits ``(..., N, C)``; trial axes count as members too.
    x : array, shape (N, ...)
        Inputs.

    Returns
    -------
    array, shape (N, C)

    References
    ----------
    Hansen and Salamon, "Neural network ensembles", IEEE TPAMI 1990.
    """
    if not isinstance(networks, Sequence) or not networks:
        raise ValueError(
            message("ensemble_predict", "a list of one network or more", repr(networks))
        )
    check.array("ensemble_predict", "x", x)
    members = []
    for network in networks:
        check_network("ensemble_predict", network)
        p = softmax(network.predict(x))
        members.append(p.reshape(-1, *p.shape[-2:]).mean(axis=0))
    mean: Array = np.mean(members, axis=0)
    return mean


def check_pair(owner: str, x: object, y: object) -> tuple[Array, Array]:
    """Return inputs (N, ...) and targets as arrays, checked by `course_lib.data`."""
    inputs, targets = check.rectangular(owner, "x", x), check.rectangular(owner, "y", y)
    check_examples(owner, inputs, targets)
    if inputs.ndim < 2:
        remedy = "Add an axis for the features: x[:, None]."
        raise ValueError(message(owner, "x of shape (N, ...)", f"shape {inputs.shape}", remedy))
    return inputs, targets
