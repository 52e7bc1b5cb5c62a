"""The record of a run of `fit`: the loss of every step, and every evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np

from course_lib._validate import Array, Number, message, plain
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
        ``.loss``, ``.accuracy`` and each of ``.metrics``, shape (evaluations, *trials); empty
        where not asked for.
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
    def steps(self) -> int:
        """Steps done."""
        return len(self._losses)

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
        return _evaluation(_columns(self._train))

    @property
    def validation(self) -> Evaluation:
        """Evaluations on the validation data."""
        return _evaluation(_columns(self._validation))

    def __getitem__(self, name: object) -> NoReturn:
        remedy = "Use history.loss, history.train.loss or history.validation.accuracy."
        raise TypeError(message("History", "an attribute", f"history[{name!r}]", remedy))

    def record_step(self, loss: Number) -> None:
        """Add the loss of one step."""
        self._losses.append(plain(loss))
        self.diverged = plain(np.logical_not(np.isfinite(loss)) | self.diverged)

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
        state = {"loss": self.loss, "evaluated_at": self.evaluated_at}
        for name, evaluations in (("train", self._train), ("validation", self._validation)):
            state |= {f"{name}.{key}": values for key, values in _columns(evaluations).items()}
        return {**state, "stopped_by": self.stopped_by, "diverged": self.diverged}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Resume from there."""
        self.diverged = plain(np.array(state["diverged"]))
        self.stopped_by = str(state["stopped_by"])
        self._losses = [plain(loss) for loss in state["loss"]]
        self._steps = [int(s) for s in state["evaluated_at"]]
        self._train, self._validation = _unstack(state, "train"), _unstack(state, "validation")


def _unstack(state: Mapping[str, Any], name: str) -> list[Evaluation]:
    columns = {key.partition(".")[2]: state[key] for key in state if key.startswith(f"{name}.")}
    return [
        _evaluation({key: plain(values[i]) for key, values in columns.items()})
        for i in range(len(columns["loss"]))
    ]


def _columns(evaluations: list[Evaluation]) -> dict[str, Array]:
    """Return one array for each number; NaN for a metric that was not measured at first."""
    names = ["loss", "accuracy", *(evaluations[-1].metrics if evaluations else ())]
    return {n: np.array([e.value(n) for e in evaluations]) for n in names}


def _evaluation(values: dict[str, Any]) -> Evaluation:
    return Evaluation(values.pop("loss"), values.pop("accuracy"), values)
