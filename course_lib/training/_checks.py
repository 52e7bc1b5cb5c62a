"""What `fit` refuses before it starts: parts that would only break, or mislead, at the first step.

Each check names the argument, what came, and what to write instead. Data, numbers and generators
are checked by `course_lib._validate` and `course_lib.data`.
"""

from __future__ import annotations

from collections.abc import Sequence

from course_lib import _validate as check
from course_lib._validate import message
from course_lib.network import check_network
from course_lib.training.checkpoint import Checkpoint
from course_lib.training.early_stopping import EarlyStopping
from course_lib.training.evaluation import Metrics

WRITE = {
    "loss": "loss=mean_squared_error",
    "penalty": "penalty=lambda theta: l2(theta, 1e-4)",
    "augment": "augment=horizontal_flip(0.5)",
    "mix": "mix=mixup(0.2, classes=10)",
}
"""How a reader would pass each function."""


def check_parts(
    network: object,
    optimizer: object,
    validation: object,
    early_stopping: object,
    metrics: Metrics | None,
    checkpoint: object,
) -> None:
    """Refuse what is not the object that `fit` works with; make early stopping begin anew."""
    check_network("fit", network)
    if isinstance(optimizer, type) or not callable(getattr(optimizer, "step", None)):
        _refuse("an optimizer with a method step", optimizer, "Pass optimizer=SGD(0.1).")
    if validation is not None and not (
        isinstance(validation, tuple | list) and len(validation) == 2
    ):
        _refuse("a pair validation", validation, "Pass validation=(x, y).")
    if not isinstance(checkpoint, Checkpoint | None):
        _refuse("a Checkpoint", checkpoint, 'Pass checkpoint=Checkpoint("run.npz").')
    names = () if metrics is None else check.mapping("fit", "metrics", metrics)
    if isinstance(early_stopping, EarlyStopping):
        if validation is None:
            raise ValueError(message("fit", "validation=(x, y)", "early_stopping without it"))
        check.choice("fit", "monitor", early_stopping.monitor, ("loss", "accuracy", *names))
        early_stopping.reset()
    elif early_stopping is not None:
        remedy = "Pass early_stopping=EarlyStopping(patience=5)."
        _refuse("an EarlyStopping early_stopping", early_stopping, remedy)


def check_choices(on_divergence: str, evaluate_training: object) -> None:
    """Refuse settings that are not one of few."""
    check.choice("fit", "on_divergence", on_divergence, ("raise", "record"))
    check.flag("fit", "evaluate_training", evaluate_training)


def check_functions(after_step: object, **functions: object) -> None:
    """Refuse what cannot be called; None for an optional function."""
    for name, function in functions.items():
        if not _is_function(function) and (function is not None or name == "loss"):
            _refuse(f"a function {name}", function, f"Pass {WRITE[name]}.")
    # a generator would be used up after the first step
    if not isinstance(after_step, Sequence) or not all(map(_is_function, after_step)):
        _refuse("a list of functions after_step", after_step, "Pass after_step=[callback].")


def _is_function(value: object) -> bool:
    """A class can be called too, but gives an object and not the result: ``mix=Mixup``."""
    return callable(value) and not isinstance(value, type)


def _refuse(rule: str, received: object, remedy: str) -> None:
    raise TypeError(message("fit", rule, check.shown(received), remedy))
