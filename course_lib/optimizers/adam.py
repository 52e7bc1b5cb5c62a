"""Adam and AdamW: momentum for the gradient and for its square, both corrected (chapter 3).

Adam walks along the averaged gradient ``m``, as momentum does, and divides by the root of the
averaged square ``v``, as RMSProp does. Both averages start at 0 and are too small at first;
dividing by ``1 − βᵗ`` corrects that exactly when the gradient is constant.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import ClassVar, final

import numpy as np

from course_lib._validate import Array
from course_lib.optimizers.frame import NonNegative, Optimizer, Positive, Rate, Share, memory


@final
@dataclass(eq=False)
class Adam(Optimizer):
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
        Steps done; t = 1 in the first step.

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
    ε is where algorithm 1, PyTorch and Optax have it. Keras and scikit-learn add it to the
    uncorrected root ("epsilon hat" of the paper), which is another number in the first steps.
    """

    lr: Rate = 1e-3
    _: KW_ONLY
    beta1: Share = 0.9
    beta2: Share = 0.999
    eps: Positive = 1e-8
    weight_decay: NonNegative = 0.0
    m: Array | None = memory()
    v: Array | None = memory()

    def update(self, x, g, m, v, lr, beta1, beta2, eps):
        """Move a block of θ, m and v."""
        m *= beta1
        m += (1 - beta1) * g
        v *= beta2
        v += (1 - beta2) * g * g
        # η m̂ / (√v̂ + ε), both parts of the fraction times √(1 − β₂ᵗ): saves a pass.
        scale = (1 - beta2**self.t) ** 0.5
        root = np.sqrt(v)
        root += eps * scale
        step = m / root
        step *= lr * scale / (1 - beta1**self.t)
        x -= step


@final
@dataclass(eq=False)
class AdamW(Optimizer):
    """Adam with decoupled weight decay: ``θ ← θ − η λ θ``, then a step of plain `Adam`.

    Parameters
    ----------
    lr, beta1, beta2, eps
        As in `Adam`.
    weight_decay : float >= 0, or array over trials; default 0.01
        λ. The decay is not divided by √v̂: every weight shrinks by the same share.

    Attributes
    ----------
    m, v, t
        As in `Adam`.

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

    lr: Rate = 1e-3
    _: KW_ONLY
    beta1: Share = 0.9
    beta2: Share = 0.999
    eps: Positive = 1e-8
    weight_decay: NonNegative = 0.01
    m: Array | None = memory()
    v: Array | None = memory()
    decoupled: ClassVar[bool] = True

    update = Adam.update
