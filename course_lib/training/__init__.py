"""Training: the loop, its record, and what can stop it.

==================  =========================================================
``fit``             `fit`, `Moment`, `DivergenceError`
``history``         `History`
``evaluation``      `evaluate`, `accuracy`, `Evaluation`, `ensemble_predict`
``early_stopping``  `EarlyStopping`
``snapshots``       `Snapshot`, `take_snapshot`
``own_examples``    `own_examples`, `OwnExamples`
``checkpoint``      `Checkpoint`
``progress``        `progress_bar`
==================  =========================================================
"""

from course_lib.training.checkpoint import Checkpoint
from course_lib.training.early_stopping import EarlyStopping
from course_lib.training.evaluation import Evaluation, accuracy, ensemble_predict, evaluate
from course_lib.training.fit import DivergenceError, Moment, fit
from course_lib.training.history import History
from course_lib.training.own_examples import OwnExamples, own_examples
from course_lib.training.progress import progress_bar
from course_lib.training.snapshots import Snapshot, take_snapshot

__all__ = [
    "Checkpoint",
    "DivergenceError",
    "EarlyStopping",
    "Evaluation",
    "History",
    "Moment",
    "OwnExamples",
    "Snapshot",
    "accuracy",
    "ensemble_predict",
    "evaluate",
    "fit",
    "own_examples",
    "progress_bar",
    "take_snapshot",
]
