"""Adam and AdamW: momentum for the gradient and for its square, both corrected (chapter 3).

Adam walks along the averaged gradient ``m``, as momentum does, and divides by the root of the
averaged square ``v``, as RMSProp does. Both averages start at 0 and are too small at first;
dividing by ``1 − βᵗ`` corrects that exactly when the gradient is constant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number
from course_lib.optimizers._state import (
    Rate,
    blocks,
    check_rate,
    check_step,
    per_trial,
    rate_at,
    recalled,
    with_decay,
)


@final
class Adam:
    """Adam: adaptive moment estimation.

    ::

        m ← β₁ m + (1 − β₁) g            first moment: momentum
        v ← β₂ v + (1 − β₂) g²           second moment
        m̂ = m / (1 − β₁ᵗ)                bias correction: m and v start at 0
        v̂ = v / (1 − β₂ᵗ)
        θ ← θ − η m̂ / (√v̂ + ε)

    Parameters
    ----------
    lr : float >= 0, array over trials, or schedule ``step -> lr``; default 1e-3
        η.
    beta1, beta2 : float in [0, 1), or array over trials; default 0.9, 0.999
        β₁, β₂.
    eps : float > 0, or array over trials; default 1e-8
        ε, added to the root of the *corrected* second moment.
    weight_decay : float >= 0, or array over trials; default 0
        λ of L2: ``g ← g + λ θ``. Adam rescales it like any gradient; see `AdamW`.

    Attributes
    ----------
    m, v : array, shape of theta, or None before the first step
        The two moments.
    t : int
        Steps done; the first step has t = 1.

    Raises
    ------
    TypeError, ValueError
        For a hyperparameter out of its range.

    Examples
    --------
    >>> theta = np.array([1.0, 1.0])
    >>> Adam(lr=0.1).step(theta, grad=np.array([2.0, 0.002]))
    >>> theta.round(3)
    array([0.9, 0.9])

    References
    ----------
    Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.

    Notes
    -----
    ε stands where algorithm 1, PyTorch and Optax have it. Keras and scikit-learn add it to the
    uncorrected root ("epsilon hat" of the paper), which is another number in the first steps.
    """

    def __init__(
        self,
        lr: Rate = 1e-3,
        *,
        beta1: Number = 0.9,
        beta2: Number = 0.999,
        eps: Number = 1e-8,
        weight_decay: Number = 0.0,
    ) -> None:
        self.lr = check_rate("Adam", lr)
        self.beta1 = check.interval("Adam", "beta1", beta1, 0, 1, open_high=True)
        self.beta2 = check.interval("Adam", "beta2", beta2, 0, 1, open_high=True)
        self.eps = check.interval("Adam", "eps", eps, 0, open_low=True)
        self.weight_decay = check.interval("Adam", "weight_decay", weight_decay, 0)
        self.m: Array | None = None
        self.v: Array | None = None
        self.t = 0

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta` in place; `decay` is the 0/1 mask of what weight decay applies to."""
        eta = _prepare("Adam", self, theta, grad, decay)
        for x, g, mask, m, v in blocks(theta, grad, decay, self.m, self.v):
            g = with_decay(x, g, self.weight_decay, mask)
            _update(self, eta, x, g, m, v)

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: m, v and t."""
        return {"m": self.m, "v": self.v, "t": self.t}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        self.t = int(state["t"])
        self.m = recalled(state, "m")
        self.v = recalled(state, "v")


@final
class AdamW:
    """Adam with decoupled weight decay: ``θ ← θ − η λ θ``, then a step of plain `Adam`.

    Parameters
    ----------
    lr, beta1, beta2, eps
        Those of `Adam`.
    weight_decay : float >= 0, or array over trials; default 0.01
        λ. The decay is not divided by √v̂: every weight shrinks by the same share.

    Attributes
    ----------
    m, v, t
        Those of `Adam`.

    Raises
    ------
    TypeError, ValueError
        For a hyperparameter out of its range.

    Examples
    --------
    >>> theta = np.array([1.0])
    >>> AdamW(lr=0.1, weight_decay=0.5).step(theta, grad=np.array([0.0]))
    >>> theta
    array([0.95])

    References
    ----------
    Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2.

    Notes
    -----
    As in PyTorch η multiplies the decay. In algorithm 2 only the schedule's factor does, so the
    paper's λ is our ``lr * weight_decay``.
    """

    def __init__(
        self,
        lr: Rate = 1e-3,
        *,
        beta1: Number = 0.9,
        beta2: Number = 0.999,
        eps: Number = 1e-8,
        weight_decay: Number = 0.01,
    ) -> None:
        self.lr = check_rate("AdamW", lr)
        self.beta1 = check.interval("AdamW", "beta1", beta1, 0, 1, open_high=True)
        self.beta2 = check.interval("AdamW", "beta2", beta2, 0, 1, open_high=True)
        self.eps = check.interval("AdamW", "eps", eps, 0, open_low=True)
        self.weight_decay = check.interval("AdamW", "weight_decay", weight_decay, 0)
        self.m: Array | None = None
        self.v: Array | None = None
        self.t = 0

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta` in place; `decay` is the 0/1 mask of what weight decay applies to."""
        eta = _prepare("AdamW", self, theta, grad, decay)
        for x, g, mask, m, v in blocks(theta, grad, decay, self.m, self.v):
            x -= per_trial(eta * self.weight_decay, x) * (x if mask is None else x * mask)
            _update(self, eta, x, g, m, v)

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: m, v and t."""
        return {"m": self.m, "v": self.v, "t": self.t}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        self.t = int(state["t"])
        self.m = recalled(state, "m")
        self.v = recalled(state, "v")


def _prepare(
    owner: str, adam: Adam | AdamW, theta: Array, grad: Array, decay: Array | None
) -> Number:
    """Check the step, create the moments before the first one, count it; return η."""
    eta = rate_at(owner, adam.lr, adam.t)
    numbers = {"lr": eta, "beta1": adam.beta1, "beta2": adam.beta2}
    numbers |= {"eps": adam.eps, "weight_decay": adam.weight_decay}
    check_step(owner, theta, grad, decay, adam.m, **numbers)
    if adam.m is None:
        adam.m, adam.v = np.zeros_like(theta), np.zeros_like(theta)
    adam.t += 1
    return eta


def _update(adam: Adam | AdamW, eta: Number, x: Array, g: Array, m: Array, v: Array) -> None:
    """Move one block of θ, m and v in place: algorithm 1."""
    beta1, beta2, t = adam.beta1, adam.beta2, adam.t
    m *= per_trial(beta1, x)
    m += per_trial(1 - beta1, x) * g
    v *= per_trial(beta2, x)
    v += per_trial(1 - beta2, x) * g * g
    # η m̂ / (√v̂ + ε), above and below times √(1 − β₂ᵗ): that saves a pass over the root.
    scale = (1 - beta2**t) ** 0.5
    root = np.sqrt(v)
    root += per_trial(adam.eps * scale, x)
    step = m / root
    step *= per_trial(eta * scale / (1 - beta1**t), x)
    x -= step
