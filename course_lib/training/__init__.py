"""Training: the loop, its record, and what can stop it.

==================  =========================================================
``fit``             `fit`, `DivergenceError`
``step``            `training_step`: forward, loss, backward, optimizer
``history``         `History`
``evaluation``      `evaluate`, `accuracy`, `Evaluation`, `ensemble_predict`
``early_stopping``  `EarlyStopping`
``snapshots``       `Snapshot`, `take_snapshot`
``checkpoint``      `Checkpoint`, `StepInfo`
==================  =========================================================
"""

from course_lib.training.checkpoint import Checkpoint, StepInfo
from course_lib.training.early_stopping import EarlyStopping
from course_lib.training.evaluation import Evaluation, accuracy, ensemble_predict, evaluate
from course_lib.training.fit import DivergenceError, fit
from course_lib.training.history import History
from course_lib.training.snapshots import Snapshot, take_snapshot

__all__ = [
    "Checkpoint",
    "DivergenceError",
    "EarlyStopping",
    "Evaluation",
    "History",
    "Snapshot",
    "StepInfo",
    "accuracy",
    "ensemble_predict",
    "evaluate",
    "fit",
    "take_snapshot",
]
