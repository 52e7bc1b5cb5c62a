"""What a run of `fit` remembers: the loss of every step, and every evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course_lib._validate import Array, Number
from course_lib.training.evaluation import Evaluation


@dataclass
class History:
    """The record of one training run; with trial axes each entry has one number per trial.

    Attributes
    ----------
    loss : array, shape (steps, *trials)
        Loss of each mini-batch before its step, with the penalty.
    evaluated_at : array of int, shape (evaluations,)
        Steps done at each evaluation; the first one is 0, before training.
    train, validation : Evaluation
        ``.loss`` and ``.accuracy``, shape (evaluations, *trials); empty where not asked for.
    diverged : bool, or array over trials
        Whether a loss was not finite.
    stopped_by : str
        Why training ended: ``"epochs"``, ``"callback"``, ``"early stopping"``, ``"divergence"``.
    """

    stopped_by: str = "epochs"
    diverged: bool | Array = False
    _losses: list[Number] = field(default_factory=list, repr=False)
    _steps: list[int] = field(default_factory=list, repr=False)
    _train: list[Evaluation] = field(default_factory=list, repr=False)
    _validation: list[Evaluation] = field(default_factory=list, repr=False)

    @property
    def loss(self) -> Array:
        """Loss of each mini-batch."""
        return np.array(self._losses)

    @property
    def evaluated_at(self) -> Array:
        """Steps done at each evaluation."""
        return np.array(self._steps, dtype=np.int64)

    @property
    def train(self) -> Evaluation:
        """Evaluations on the training data."""
        return _stack(self._train)

    @property
    def validation(self) -> Evaluation:
        """Evaluations on the validation data."""
        return _stack(self._validation)

    def record_step(self, loss: Number) -> None:
        """Add the loss of one step."""
        self._losses.append(loss)
        self.diverged = np.logical_not(np.isfinite(loss)) | self.diverged

    def record_evaluation(
        self, step: int, train: Evaluation | None, validation: Evaluation | None
    ) -> None:
        """Add the evaluations after `step` steps."""
        self._steps.append(step)
        if train is not None:
            self._train.append(train)
        if validation is not None:
            self._validation.append(validation)

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps: all of it, as arrays."""
        evaluations = {"train": self.train, "validation": self.validation}
        parts = {
            f"{name}_{k}": v for name, e in evaluations.items() for k, v in e._asdict().items()
        }
        ended = {"stopped_by": self.stopped_by, "diverged": self.diverged}
        return {"loss": self.loss, "evaluated_at": self.evaluated_at, **parts, **ended}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from there."""
        diverged = np.array(state["diverged"])
        self.diverged = diverged if diverged.ndim else bool(diverged)
        self.stopped_by = str(state["stopped_by"])
        self._losses, self._steps = list(state["loss"]), [int(s) for s in state["evaluated_at"]]
        self._train, self._validation = _unstack(state, "train"), _unstack(state, "validation")


def _unstack(state: Mapping[str, Any], name: str) -> list[Evaluation]:
    pairs = zip(state[f"{name}_loss"], state[f"{name}_accuracy"], strict=True)
    return [Evaluation(loss, accuracy) for loss, accuracy in pairs]


def _stack(evaluations: list[Evaluation]) -> Evaluation:
    return Evaluation(
        np.array([e.loss for e in evaluations]), np.array([e.accuracy for e in evaluations])
    )
