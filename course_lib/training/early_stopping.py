"""Early stopping: keep the weights that were best on the validation data (chapter 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, final

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number
from course_lib.network import Sequential
from course_lib.training.snapshots import Snapshot, take_snapshot

BUFFER = "buffer."


@final
class EarlyStopping:
    """Stop when the validation loss, or a metric, has not improved for `patience` evaluations.

    `fit` puts the best weights back when it returns; after an error call `restore`. With trial
    axes each trial has its own best, and training stops when all have run out of patience.

    Parameters
    ----------
    patience : int >= 1
        Evaluations without improvement that are waited for.
    min_delta : float >= 0, default 0
        By how much it must change to count as an improvement.
    monitor : str, default "loss"
        What to watch: "loss", "accuracy", or the name of one of the ``metrics`` of `fit`.
    maximize : bool, optional
        Whether higher is better; by default only for "accuracy".

    Attributes
    ----------
    best_value : float, or array over trials
        Best value so far.
    best_step : int, or array over trials
        Step at which it was measured.

    References
    ----------
    Prechelt, "Early stopping – but when?", 1998, section 2 (criterion UP).
    """

    def __init__(
        self,
        patience: int,
        min_delta: float = 0.0,
        *,
        monitor: str = "loss",
        maximize: bool | None = None,
    ) -> None:
        self.patience = check.integer("EarlyStopping", "patience", patience)
        self.min_delta = check.number("EarlyStopping", "min_delta", min_delta, 0)
        self.monitor = check.text("EarlyStopping", "monitor", monitor)
        up = monitor == "accuracy" if maximize is None else maximize
        self.maximize = check.flag("EarlyStopping", "maximize", up)
        self.reset()

    def reset(self) -> None:
        """Forget an earlier run; `fit` calls this first."""
        self.best_value: Number = -np.inf if self.maximize else np.inf
        self.best_step: int | Array = 0
        self._waited: Array | int = 0
        self._best: Snapshot | None = None

    def update(self, network: Sequential, step: int, value: Number) -> bool:
        """Record the value after a step; return True when it is time to stop."""
        if self._best is None:
            self._best = take_snapshot(network)
        waiting = np.asarray(self._waited) < self.patience
        sign = -1 if self.maximize else 1
        new, best = sign * np.asarray(value), sign * np.asarray(self.best_value)
        better = waiting & (new < best - self.min_delta)
        self._best.replace_where(better, network)
        self.best_value = check.plain(np.where(better, value, self.best_value))
        self.best_step = check.plain(np.where(better, step, self.best_step))
        self._waited = np.where(better, 0, np.asarray(self._waited) + waiting)
        return bool(np.all(self._waited >= self.patience))

    def restore(self, network: Sequential) -> None:
        """Put the best weights back."""
        if self._best is not None:
            self._best.restore(network)

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: the best value, its step and weights, and the waiting."""
        best = self._best
        reached = {"best_value": self.best_value, "best_step": self.best_step}
        reached |= {"waited": self._waited}
        if best is None:
            return reached
        buffers = {f"{BUFFER}{name}": buffer for name, buffer in best.buffers.items()}
        return {**reached, "theta": best.theta, **buffers}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Resume from there."""
        self.best_value = check.plain(np.array(state["best_value"]))
        self.best_step = check.plain(np.array(state["best_step"]))
        self._waited = np.array(state["waited"])
        theta = state.get("theta")
        buffers = {
            n.removeprefix(BUFFER): np.array(state[n]) for n in state if n.startswith(BUFFER)
        }
        self._best = None if theta is None else Snapshot(np.array(theta), buffers)
