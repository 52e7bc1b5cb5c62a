"""Optimizers that give each coordinate its own step: AdaGrad and RMSProp (chapter 3).

Both divide the gradient by the root of its collected squares ``h``. AdaGrad sums them, so its
steps only shrink; RMSProp averages them, so it forgets.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import final

import numpy as np

from course_lib._validate import Array
from course_lib.optimizers.frame import NonNegative, Optimizer, Positive, Rate, Share, memory


@final
@dataclass(eq=False)
class AdaGrad(Optimizer):
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

    lr: Rate
    _: KW_ONLY
    eps: Positive = 1e-10
    weight_decay: NonNegative = 0.0
    h: Array | None = memory()

    def update(self, x, g, h, lr, eps):
        """Move a block of θ and h."""
        h += g * g
        x -= lr * g / (np.sqrt(h) + eps)


@final
@dataclass(eq=False)
class RMSProp(Optimizer):
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

    lr: Rate
    _: KW_ONLY
    rho: Share = 0.99
    eps: Positive = 1e-8
    weight_decay: NonNegative = 0.0
    h: Array | None = memory()

    def update(self, x, g, h, lr, rho, eps):
        """Move a block of θ and h."""
        h *= rho
        h += (1 - rho) * g * g
        x -= lr * g / (np.sqrt(h) + eps)
