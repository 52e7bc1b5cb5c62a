"""Gradient descent on mini-batches, with momentum or Nesterov's look-ahead (chapter 3).

Plain descent only knows the slope under its feet. Momentum remembers: a velocity ``v`` sums the
gradients and forgets them at the rate μ, so a steady slope adds up and a zigzag cancels.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.optimizers._state import (
    Rate,
    blocks,
    check_rate,
    check_step,
    is_zero,
    per_trial,
    rate_at,
    recalled,
    with_decay,
)


@final
class SGD:
    """Stochastic gradient descent: ``θ ← θ − η v``.

    ::

        g ← g + λ θ                      L2 weight decay
        v ← μ v + g                      velocity; plain SGD has μ = 0
        θ ← θ − η v                      momentum
        θ ← θ − η (g + μ v)              Nesterov

    Parameters
    ----------
    lr : float >= 0, array over trials, or schedule ``step -> lr``
        η.
    momentum : float in [0, 1), or array over trials; default 0
        μ.
    nesterov : bool, default False
        Look ahead along the velocity; needs momentum.
    weight_decay : float >= 0, or array over trials; default 0
        λ.

    Attributes
    ----------
    v : array, shape of theta, or None
        Velocity; None before the first step, and always without momentum.
    t : int
        Steps done.

    Raises
    ------
    TypeError, ValueError
        For a hyperparameter out of its range, and for Nesterov without momentum.

    Examples
    --------
    >>> theta, grad = np.array([1.0]), np.array([2.0])
    >>> sgd = SGD(lr=0.1, momentum=0.5)
    >>> for _ in range(2):
    ...     sgd.step(theta, grad)
    >>> print(theta, sgd.v)
    [0.5] [3.]

    References
    ----------
    Polyak, "Some methods of speeding up the convergence of iteration methods", 1964, equation 9.
    Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML
    2013, equations 1–4; the rearranged Nesterov form is that of PyTorch and of Bengio et al.,
    "Advances in optimizing recurrent networks", ICASSP 2013, equation 7.

    Notes
    -----
    As in PyTorch the velocity holds gradients, and η multiplies it at each step. Sutskever and
    the book keep ``v ← μ v − η g``; both walk the same path while η is constant. With Nesterov
    θ is the *look-ahead* point of Sutskever's form, where the gradient is taken.
    """

    def __init__(
        self,
        lr: Rate,
        momentum: Number = 0.0,
        *,
        nesterov: bool = False,
        weight_decay: Number = 0.0,
    ) -> None:
        self.lr = check_rate("SGD", lr)
        self.momentum = check.interval("SGD", "momentum", momentum, 0, 1, open_high=True)
        self.weight_decay = check.interval("SGD", "weight_decay", weight_decay, 0)
        self.nesterov = check.flag("SGD", "nesterov", nesterov)
        if self.nesterov and not np.any(self.momentum):
            raise ValueError(message("SGD", "momentum > 0 for nesterov=True", f"{momentum=}"))
        self.v: Array | None = None
        self.t = 0

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta` in place; `decay` is the 0/1 mask of what weight decay applies to."""
        eta, mu, weight_decay = rate_at("SGD", self.lr, self.t), self.momentum, self.weight_decay
        numbers = {"lr": eta, "momentum": mu, "weight_decay": weight_decay}
        check_step("SGD", theta, grad, decay, self.v, **numbers)
        if self.v is None and not is_zero(mu):
            self.v = np.zeros_like(theta)
        self.t += 1
        for x, g, mask, v in blocks(theta, grad, decay, self.v):
            g = with_decay(x, g, weight_decay, mask)
            x -= per_trial(eta, x) * (g if v is None else self._direction(g, v))

    def _direction(self, g: Array, v: Array) -> Array:
        """Renew the velocity in place; return what to walk along."""
        v *= per_trial(self.momentum, v)
        v += g
        return g + per_trial(self.momentum, v) * v if self.nesterov else v

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: v and t."""
        return {"v": self.v, "t": self.t}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        self.t = int(state["t"])
        self.v = recalled(state, "v")
