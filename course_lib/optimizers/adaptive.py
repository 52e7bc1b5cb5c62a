"""Optimizers that give each coordinate its own step: AdaGrad and RMSProp (chapter 3).

Both divide the gradient by the root of its collected squares ``h``. AdaGrad sums them, so its
steps only shrink; RMSProp averages them, so it forgets.
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
class AdaGrad:
    """AdaGrad: ``h ← h + g²``, ``θ ← θ − η g / (√h + ε)``.

    Parameters
    ----------
    lr : float >= 0, array over trials, or schedule ``step -> lr``
        η.
    eps : float > 0, or array over trials; default 1e-10
        ε.
    weight_decay : float >= 0, or array over trials; default 0
        λ of L2: ``g ← g + λ θ``.

    Attributes
    ----------
    h : array, shape of theta, or None before the first step
        Sum of squared gradients.
    t : int
        Steps done.

    Raises
    ------
    TypeError, ValueError
        For a hyperparameter out of its range.

    Examples
    --------
    >>> theta = np.array([1.0, 1.0])
    >>> AdaGrad(lr=0.1).step(theta, grad=np.array([2.0, 0.002]))
    >>> theta.round(6)
    array([0.9, 0.9])

    References
    ----------
    Duchi, Hazan, Singer, "Adaptive subgradient methods", JMLR 2011, figure 1 (diagonal case).
    """

    def __init__(self, lr: Rate, *, eps: Number = 1e-10, weight_decay: Number = 0.0) -> None:
        self.lr = check_rate("AdaGrad", lr)
        self.eps = check.interval("AdaGrad", "eps", eps, 0, open_low=True)
        self.weight_decay = check.interval("AdaGrad", "weight_decay", weight_decay, 0)
        self.h: Array | None = None
        self.t = 0

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta` in place; `decay` is the 0/1 mask of what weight decay applies to."""
        eta, eps, weight_decay = rate_at("AdaGrad", self.lr, self.t), self.eps, self.weight_decay
        numbers = {"lr": eta, "eps": eps, "weight_decay": weight_decay}
        check_step("AdaGrad", theta, grad, decay, self.h, **numbers)
        if self.h is None:
            self.h = np.zeros_like(theta)
        self.t += 1
        for x, g, mask, h in blocks(theta, grad, decay, self.h):
            g = with_decay(x, g, weight_decay, mask)
            h += g * g
            x -= per_trial(eta, x) * g / (np.sqrt(h) + per_trial(eps, x))

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: h and t."""
        return {"h": self.h, "t": self.t}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        self.t = int(state["t"])
        self.h = recalled(state, "h")


@final
class RMSProp:
    """RMSProp: ``h ← ρ h + (1 − ρ) g²``, ``θ ← θ − η g / (√h + ε)``.

    Parameters
    ----------
    lr : float >= 0, array over trials, or schedule ``step -> lr``
        η.
    rho : float in [0, 1), or array over trials; default 0.99
        ρ: the share of the old average that is kept.
    eps : float > 0, or array over trials; default 1e-8
        ε.
    weight_decay : float >= 0, or array over trials; default 0
        λ of L2: ``g ← g + λ θ``.

    Attributes
    ----------
    h : array, shape of theta, or None before the first step
        Running average of squared gradients.
    t : int
        Steps done.

    Raises
    ------
    TypeError, ValueError
        For a hyperparameter out of its range.

    Examples
    --------
    >>> theta = np.array([1.0])
    >>> RMSProp(lr=0.1, rho=0.75).step(theta, grad=np.array([2.0]))
    >>> theta.round(6)
    array([0.8])

    References
    ----------
    Tieleman and Hinton, Coursera "Neural networks for machine learning", lecture 6e, 2012.

    Notes
    -----
    ρ is the lecture's 0.9; PyTorch calls it ``alpha`` and has our default 0.99. h starts at 0
    and is not corrected for it, so the first step has the length ``η / √(1 − ρ)``: 10 η.
    """

    def __init__(
        self,
        lr: Rate,
        *,
        rho: Number = 0.99,
        eps: Number = 1e-8,
        weight_decay: Number = 0.0,
    ) -> None:
        self.lr = check_rate("RMSProp", lr)
        self.rho = check.interval("RMSProp", "rho", rho, 0, 1, open_high=True)
        self.eps = check.interval("RMSProp", "eps", eps, 0, open_low=True)
        self.weight_decay = check.interval("RMSProp", "weight_decay", weight_decay, 0)
        self.h: Array | None = None
        self.t = 0

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta` in place; `decay` is the 0/1 mask of what weight decay applies to."""
        eta, rho, eps = rate_at("RMSProp", self.lr, self.t), self.rho, self.eps
        numbers = {"lr": eta, "rho": rho, "eps": eps, "weight_decay": self.weight_decay}
        check_step("RMSProp", theta, grad, decay, self.h, **numbers)
        if self.h is None:
            self.h = np.zeros_like(theta)
        self.t += 1
        for x, g, mask, h in blocks(theta, grad, decay, self.h):
            g = with_decay(x, g, self.weight_decay, mask)
            h *= per_trial(rho, x)
            h += per_trial(1 - rho, x) * g * g
            x -= per_trial(eta, x) * g / (np.sqrt(h) + per_trial(eps, x))

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: h and t."""
        return {"h": self.h, "t": self.t}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        self.t = int(state["t"])
        self.h = recalled(state, "h")
