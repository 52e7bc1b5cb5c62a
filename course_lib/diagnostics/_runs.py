"""What the checks that train a copy share: one step, its data, and how numbers are printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.data import check_examples
from course_lib.losses import LossResult
from course_lib.network import Sequential, check_network

Loss: TypeAlias = Callable[[Array, Array], LossResult]


class Stepper(Protocol):
    """An optimizer that moves θ in place."""

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta`."""


def training_step(
    network: Sequential,
    x: Array,
    y: Array,
    loss: Loss,
    optimizer: Stepper,
    rng: np.random.Generator | None,
) -> tuple[Number, Array]:
    """Do one step; return the loss and the prediction before it."""
    with np.errstate(all="ignore"):  # a run that diverges shows it by its loss
        prediction = network.forward(x, train=True, rng=rng)
        value, dy = loss(prediction, y)
        network.backward_parameters(dy)
        optimizer.step(network.theta, network.grad, network.decay)
    return value, prediction


def check_data(owner: str, network: object, x: object, y: object) -> tuple[Array, Array]:
    """Return inputs (N, ...) and targets as arrays."""
    check_network(owner, network)
    inputs, targets = check.rectangular(owner, "x", x), check.rectangular(owner, "y", y)
    check_examples(owner, inputs, targets)
    return inputs, targets


def check_labels(owner: str, network: object, x: object, y: object) -> tuple[Array, Array]:
    """Return inputs (N, ...) and class labels (N,) as arrays."""
    inputs, labels = check_data(owner, network, x, y)
    if labels.dtype.kind not in "iu" or labels.ndim != 1:
        received = f"{labels.dtype} of shape {labels.shape}"
        raise ValueError(message(owner, "whole-number labels y of shape (N,)", received))
    return inputs, labels


def plain(value: object) -> Any:
    """Return one number as a Python number, numbers per trial as an array."""
    array = np.asarray(value)
    return array if array.ndim else array.item()


def show(number: Number) -> str:
    """Return ``2.31``, or ``2.29 … 2.35`` for numbers per trial."""
    low, high = np.min(number), np.max(number)
    return f"{low:.3g}" if f"{low:.3g}" == f"{high:.3g}" else f"{low:.3g} … {high:.3g}"
