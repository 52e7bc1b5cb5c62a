"""Two helpers around the step (chapters 2, 3, 6): average the parameters, clip the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number
from course_lib.optimizers._vectors import blocks, check_vector, per_trial
from course_lib.optimizers.frame import Share, Stateful, memory


@final
@dataclass(eq=False)
class ExponentialAverage(Stateful):
    """Running average of the parameters: ``a ← β a + (1 − β) θ`` (Polyak averaging).

    Parameters
    ----------
    beta : float in [0, 1), or array over trials
        β; the average looks back about ``1 / (1 − β)`` steps.

    Attributes
    ----------
    a : array, shape of theta, or None before the first update
        The average before its correction.
    t : int
        Number of updates.

    Raises
    ------
    RuntimeError
        If `value` is asked for before the first `update`.

    Examples
    --------
    >>> average = ExponentialAverage(beta=0.5)
    >>> for theta in ([4.0], [1.0]):
    ...     average.update(np.array(theta))
    >>> average.value
    array([2.])

    References
    ----------
    Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992; with the
    bias correction of Kingma and Ba, ICLR 2015, section 7.2.
    """

    beta: Share
    a: Array | None = memory()

    def update(self, theta: Array) -> None:
        """Take in the parameters of one step (copied)."""
        memory = self._memory()
        self._check_theta(theta, memory)
        beta = per_trial("ExponentialAverage", theta, "beta", self.beta)
        self._start(theta, memory)
        for x, a in blocks(theta, memory["a"]):
            a *= beta
            a += (1 - beta) * x

    @property
    def value(self) -> Array:
        """The average, corrected for its start at 0: ``a / (1 − βᵗ)``."""
        if self.a is None:
            raise RuntimeError("ExponentialAverage: call update(theta) before value.")
        average: Array = self.a / (1 - per_trial("value", self.a, "beta", self.beta) ** self.t)
        return average


def clip_by_norm(grad: Array, max_norm: Number) -> Number:
    """Scale `grad` in place to a Euclidean norm of at most `max_norm`.

    ``g ← g · min(1, c / ‖g‖)``, over the whole parameter vector: the direction is kept.

    Parameters
    ----------
    grad : array, shape (*trials, P)
        g; each trial has a norm of its own.
    max_norm : float > 0, or array over trials
        c.

    Returns
    -------
    float, or array over trials
        ‖g‖ before clipping.

    Examples
    --------
    >>> grad = np.array([3.0, 4.0])
    >>> clip_by_norm(grad, max_norm=1.0), grad
    (5.0, array([0.6, 0.8]))

    References
    ----------
    Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", ICML
    2013, algorithm 1.
    """
    c = check.interval("clip_by_norm", "max_norm", max_norm, 0, open_low=True)
    check_vector("clip_by_norm", "grad", grad)
    per_trial("clip_by_norm", grad, "max_norm", c)
    # Summed in float64: the squares of an exploding float32 gradient would overflow.
    norm = np.sqrt(np.einsum("...i,...i->...", grad, grad, dtype=np.float64))
    if not np.isfinite(norm).all():
        norm = _norm_of_huge(grad)
    grad *= per_trial("clip_by_norm", grad, "max_norm", c / np.maximum(norm, c))
    return float(norm) if norm.ndim == 0 else norm


def _norm_of_huge(grad: Array) -> Array:
    """Return ‖g‖ where squares overflow even in float64: ``a ‖g / a‖`` with a = max |gᵢ|."""
    with np.errstate(all="ignore"):  # of a gradient that is not finite
        largest = np.abs(grad).max(axis=-1).astype(np.float64)
        g = grad / largest[..., None]
        norm: Array = largest * np.sqrt(np.einsum("...i,...i->...", g, g, dtype=np.float64))
    return norm
