"""Early stopping: keep the weights of the best validation loss (chapter 6)."""

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
    """Stop when the validation loss has not improved for `patience` evaluations.

    `fit` puts the best weights back when it returns; after an error call `restore`. With trial
    axes each trial has its own best, and training stops when all have run out of patience.

    Parameters
    ----------
    patience : int >= 1
        Evaluations without improvement that are waited for.
    min_delta : float >= 0, default 0
        By how much the loss must fall to count as an improvement.

    Attributes
    ----------
    best_loss : float, or array over trials
        Lowest validation loss so far.
    best_step : int, or array over trials
        Step at which it was measured.

    References
    ----------
    Prechelt, "Early stopping – but when?", 1998, section 2 (criterion UP).
    """

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        self.patience = check.integer("EarlyStopping", "patience", patience)
        self.min_delta = check.number("EarlyStopping", "min_delta", min_delta, 0)
        self.reset()

    def reset(self) -> None:
        """Forget an earlier run; `fit` calls this first."""
        self.best_loss: Number = np.inf
        self.best_step: int | Array = 0
        self._waited: Array | int = 0
        self._best: Snapshot | None = None

    def update(self, network: Sequential, step: int, loss: Number) -> bool:
        """Take in a validation loss; return True when it is time to stop."""
        if self._best is None:
            self._best = take_snapshot(network)
        waiting = np.asarray(self._waited) < self.patience
        better = waiting & (np.asarray(loss) < np.asarray(self.best_loss) - self.min_delta)
        self._best.replace_where(better, network)
        self.best_loss = _plain(np.where(better, loss, self.best_loss))
        self.best_step = _plain(np.where(better, step, self.best_step))
        self._waited = np.where(better, 0, np.asarray(self._waited) + waiting)
        return bool(np.all(self._waited >= self.patience))

    def restore(self, network: Sequential) -> None:
        """Put the best weights back."""
        if self._best is not None:
            self._best.restore(network)

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: the best loss, its step and weights, and the waiting."""
        best = self._best
        weights = {} if best is None else {"theta": best.theta, **_prefixed(best.buffers)}
        reached = {"best_loss": self.best_loss, "best_step": self.best_step}
        return {**reached, "waited": self._waited, **weights}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        self.best_loss = _plain(np.array(state["best_loss"]))
        self.best_step = _plain(np.array(state["best_step"]))
        self._waited = np.array(state["waited"])
        theta = state.get("theta")
        buffers = {
            n.removeprefix(BUFFER): np.array(state[n]) for n in state if n.startswith(BUFFER)
        }
        self._best = None if theta is None else Snapshot(np.array(theta), buffers)


def _prefixed(buffers: Mapping[str, Array]) -> dict[str, Array]:
    return {f"{BUFFER}{name}": buffer for name, buffer in buffers.items()}


def _plain(value: Array) -> Array:
    return value if value.ndim else value.item()
