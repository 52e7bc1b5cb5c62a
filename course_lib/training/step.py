"""One training step: forward, loss, backward, optimizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.losses import Loss
from course_lib.network import Sequential
from course_lib.optimizers import Stepper, clip_by_norm

Penalty: TypeAlias = Callable[[Array], tuple[Number, Array]]
"""A function ``theta -> (value, gradient)``."""


def training_step(
    network: Sequential,
    x: Array,
    y: Array,
    *,
    loss: Loss,
    optimizer: Stepper,
    rng: np.random.Generator | None,
    penalty: Penalty | None = None,
    max_norm: float | None = None,
    first: bool = False,
) -> tuple[Number, Array]:
    """Do one step; return the loss, with the penalty, and the prediction before it.

    On the `first` step an optimizer that leaves θ as it is, against a gradient, is refused.
    """
    step: Callable[..., object] = optimizer.step
    with np.errstate(all="ignore"):  # a run that diverges shows it by its loss
        prediction = network.forward(x, train=True, rng=rng)
        value, dy = loss(prediction, y)
        network.backward_parameters(dy)
        if penalty is not None:
            extra, gradient = penalty(network.theta)
            value = value + extra
            network.grad[...] += gradient
        if max_norm is not None:
            clip_by_norm(network.grad, max_norm)
        before = network.theta.copy() if first else None
        returned = step(network.theta, network.grad, network.decay)
    if returned is not None or (before is not None and _stands_still(network, before, optimizer)):
        rule = "optimizer.step to change theta in place and to return None"
        received = "the same theta as before" if returned is None else check.shown(returned)
        remedy = "Write theta -= lr * grad, not theta = theta - lr * grad."
        raise TypeError(message("fit", rule, received, remedy))
    return value, prediction


def current_rate(optimizer: object) -> Any:
    """Return the learning rate of the step just done; None for an optimizer without one."""
    lr, done = getattr(optimizer, "lr", None), getattr(optimizer, "t", 1)
    return lr(done - 1) if callable(lr) else lr


def _stands_still(network: Sequential, before: Array, optimizer: object) -> bool:
    """Whether θ has not moved although it should have, and by more than rounding hides."""
    if network.theta.size == 0 or not np.array_equal(network.theta, before):
        return False
    steep = np.abs(network.grad).max() > 1e-6 * np.abs(before).max()
    return bool(steep and np.any(current_rate(optimizer) != 0))
