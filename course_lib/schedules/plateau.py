"""A learning rate that falls when training stops getting better (chapter 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message


class ReduceOnPlateau:
    """Multiply the rate by a factor when a metric has not improved for too long.

    A metric is better if it beats the best so far by more than ``threshold * abs(best)``. After
    more than `patience` observations in a row that are not better: η ← max(η γ, η_min).

    The object is also a schedule: ``SGD(lr=plateau)`` uses its current rate.

    Parameters
    ----------
    lr : float > 0, or array over trials
        η at the start.
    factor : float in (0, 1), default 0.1
        γ.
    patience : int >= 0, default 10
        Observations without improvement that are tolerated.
    threshold : float >= 0, default 1e-4
        Smallest relative improvement that counts.
    mode : {"min", "max"}, default "min"
        Whether a small metric (loss) or a large one (accuracy) is good.
    cooldown : int >= 0, default 0
        Observations after a reduction that cannot count as bad.
    min_lr : float >= 0, default 0
        η_min.

    Attributes
    ----------
    lr : float, or array over trials
        The current rate.
    best : float, or array over trials
        The best metric so far; NaN before the first one.
    bad, resting : ndarray of int
        Bad observations in a row, and observations of cool-down left.

    Examples
    --------
    >>> plateau = ReduceOnPlateau(0.1, factor=0.5, patience=1)
    >>> [plateau.observe(loss) for loss in (3.0, 2.0, 2.0, 2.0, 2.0, 2.0)]
    [0.1, 0.1, 0.1, 0.05, 0.05, 0.025]

    Notes
    -----
    As PyTorch's ReduceLROnPlateau with ``threshold_mode="rel"``, except: for a negative best its
    rule ``metric < best * (1 - threshold)`` accepts a slightly *worse* metric, ours does not; it
    leaves out reductions below 1e-8. A metric that is NaN or infinite is never better.
    """

    def __init__(
        self,
        lr: Number,
        *,
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        mode: str = "min",
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        name = "ReduceOnPlateau"
        self.lr = check.interval(name, "lr", lr, 0, open_low=True)
        self.factor = check.number(name, "factor", factor, 0, 1, open_low=True, open_high=True)
        self.patience = check.integer(name, "patience", patience, low=0)
        self.threshold = check.number(name, "threshold", threshold, 0)
        self.mode = check.choice(name, "mode", mode, ("min", "max"))
        self.cooldown = check.integer(name, "cooldown", cooldown, low=0)
        self.min_lr = check.number(name, "min_lr", min_lr, 0, float(np.min(self.lr)))
        self.best: Number = _number(np.full(np.shape(lr), np.nan))
        self.bad = self.resting = np.zeros(np.shape(lr), int)

    def observe(self, metric: Number) -> Number:
        """Record `metric` (a number, or one per trial); return the rate from now on."""
        metric = self._check(metric)
        better = self._better(metric)
        self.best = _number(np.where(better, metric, self.best))
        self.bad = np.where(better | (self.resting > 0), 0, self.bad + 1)
        self.resting = np.maximum(self.resting - 1, 0)
        reduce = self.bad > self.patience
        lower = np.maximum(self.lr * self.factor, self.min_lr)
        self.lr = _number(np.where(reduce, lower, self.lr))
        self.bad = np.where(reduce, 0, self.bad)
        self.resting = np.where(reduce, self.cooldown, self.resting)
        return self.lr

    def __call__(self, step: int) -> Number:
        """Return the current rate, whatever the step."""
        return self.lr

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: the current rate, and what led to it."""
        return {"lr": self.lr, "best": self.best, "bad": self.bad, "resting": self.resting}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Resume from a `state_dict`."""
        self.lr, self.best = (_number(np.array(state[name])) for name in ("lr", "best"))
        self.bad, self.resting = (np.array(state[name]) for name in ("bad", "resting"))

    def _better(self, metric: Array) -> Array:
        gain = self.best - metric if self.mode == "min" else metric - self.best
        first = np.isnan(self.best)
        return np.isfinite(metric) & (first | (gain > self.threshold * np.abs(self.best)))

    def _check(self, metric: Number) -> Array:
        array = check.as_array("ReduceOnPlateau", "metric", metric)
        if array.shape != np.shape(self.lr):
            rule = f"a metric of lr's shape {np.shape(self.lr)}"
            raise ValueError(message("ReduceOnPlateau", rule, f"shape {array.shape}"))
        return array


def _number(array: Array) -> Number:
    return float(array) if array.ndim == 0 else array
