"""Dropout: leave out units at random in training, keep them all in testing (chapter 6).

    training    y = x · m / (1 − p),   m = 0 with probability p, else 1
    testing     y = x

Dividing by ``1 − p`` gives both the same mean, ``E[y] = x``.
"""

from __future__ import annotations

from typing import final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.layers._trials import Trials, per_trial, trial_shape
from course_lib.layers.base import Layer, check_dy, recall


@final
class Dropout(Layer):
    """Inverted dropout: ``y = x · m / (1 − p)`` in training, ``y = x`` in evaluation.

    Each number of each example is dropped or kept on its own; `forward` draws with its `rng`.

    Parameters
    ----------
    p : float in [0, 1), or array over trials
        Share that is *dropped*.
    trials : int or tuple of int, default ()
        Leading axes of the input. All trials share the same draws, so that each is dropped exactly
        as a network trained alone with the same generator, and rates are compared fairly.

    Examples
    --------
    >>> layer = Dropout(0.5)
    >>> layer.forward(np.ones((1, 6)), train=True, rng=np.random.default_rng(2))
    array([[2., 0., 0., 0., 0., 2.]])
    >>> layer.forward(np.ones((1, 6)), train=False)
    array([[1., 1., 1., 1., 1., 1.]])

    References
    ----------
    Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR
    2014, sections 4 and 10 (there p is the share *kept*).

    Notes
    -----
    `p` is that of PyTorch and Keras. The book scales in testing instead of training.
    """

    def __init__(self, p: Number, *, trials: Trials = ()) -> None:
        remedy = "p is the share dropped."
        self.p = check.interval("Dropout", "p", p, 0, 1, open_high=True, remedy=remedy)
        self.trials = trial_shape("Dropout", trials)
        per_trial("Dropout", "p", self.p, self.trials, axes=0)

    def forward(self, x: Array, *, train: bool, rng: np.random.Generator | None = None) -> Array:
        """Return y, the shape of x; in evaluation x itself."""
        check.array("Dropout", "x", x)
        check.batch("Dropout", x.size)
        scaled_mask = self._draw(x, check.generator("Dropout", rng)) if train else 1
        self._kept = scaled_mask, x.shape
        return x * scaled_mask if train else x

    def backward(self, dy: Array) -> Array:
        """Return ``dx = dy · m / (1 − p)``: what was dropped gets no gradient."""
        scaled_mask, shape = recall(self)
        dx: Array = check_dy(self, dy, shape) * scaled_mask
        return dx

    def _draw(self, x: Array, rng: np.random.Generator) -> Array:
        """Return ``m / (1 − p)``, for each trial or, with one p, for all of them."""
        k = len(self.trials)
        if x.shape[:k] != self.trials:
            rule = f"training data with trial axes {self.trials}"
            remedy = "Leave out trials= where all trials see the same data."
            raise ValueError(message("Dropout", rule, f"shape {x.shape}", remedy))
        p = per_trial("Dropout", "p", self.p, self.trials, axes=x.ndim - k)
        # float32 draws cost less than float64 ones, and are the same for networks of both types
        keep = rng.random(x.shape[k:], dtype=np.float32) >= np.asarray(p, np.float32)
        scaled_mask: Array = np.multiply(keep, 1 / (1 - p), dtype=x.dtype)
        return scaled_mask

    def __repr__(self) -> str:
        return f"Dropout({self.p})"
