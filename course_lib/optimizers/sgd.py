"""Gradient descent on mini-batches, with momentum or Nesterov's look-ahead (chapter 3).

Plain descent only knows the slope under its feet. Momentum remembers: a velocity ``v`` sums the
gradients and forgets them at the rate μ, so a steady slope adds up and a zigzag cancels.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import final

import numpy as np

from course_lib._validate import Array, message
from course_lib.optimizers.frame import Flag, NonNegative, Optimizer, Rate, Share, memory


@final
@dataclass(eq=False)
class SGD(Optimizer):
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

    lr: Rate
    momentum: Share = 0.0
    _: KW_ONLY
    nesterov: Flag = False
    weight_decay: NonNegative = 0.0
    v: Array | None = memory(needs="momentum")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.nesterov and not np.any(self.momentum):
            received = f"momentum={self.momentum}"
            raise ValueError(message("SGD", "momentum > 0 for nesterov=True", received))

    def update(self, x, g, v, lr, momentum, nesterov):
        """Move a block of θ and v."""
        if v is None:
            x -= lr * g
            return
        v *= momentum
        v += g
        x -= lr * (g + momentum * v if nesterov else v)
