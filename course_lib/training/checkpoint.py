"""A run of `fit` that can be killed at any moment: its file, and what it is read back into.

After every epoch the file holds all that the next one starts from: the network, the memory of the
optimizer and of early stopping, the record, and the state of the random numbers. So the run that
resumes computes the same numbers, to the bit, as one that was never stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, final

import numpy as np

from course_lib._validate import Number, message
from course_lib.network import Sequential
from course_lib.parameters import Remembering, load, save
from course_lib.parameters.storage import TAKEN, check_names, check_part
from course_lib.training.early_stopping import EarlyStopping
from course_lib.training.history import History

OURS = ("optimizer", "early_stopping", "history", "draws")
"""Names of the parts that `fit` itself puts into the file."""


@final
class Checkpoint:
    """The file of one run: ``fit(..., checkpoint=Checkpoint("run.npz"))``.

    `fit` writes it before the first step and after each epoch. If the file exists, `fit` resumes
    from it: run the same program again, all of it, and nothing is lost but the epoch that was
    stopped. A run that has ended is only read; more epochs start from its last weights (not from
    the best ones of early stopping). Delete the file to begin again.

    In the file are the network, the optimizer, a `ReduceOnPlateau` that is its ``lr``, early
    stopping, the `History`, and the random numbers of `fit`. What else remembers something, for
    example in a callback, has to be named; settings are those of the program that resumes.

    Parameters
    ----------
    path : path
        The file, ``.npz``; its folder exists.
    **parts : object with ``state_dict`` and ``load_state_dict``
        What else remembers, for example ``average=average``, or a ``plateau=plateau`` that
        another schedule or a callback calls.

    Raises
    ------
    TypeError, ValueError
        For a part that does not say what it remembers, or whose name is taken. By `fit`: for a
        file that is damaged, or of another network, optimizer, or number of steps in an epoch.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from course_lib.network import mlp
    >>> from course_lib.optimizers import SGD
    >>> from course_lib.training import fit
    >>> x = np.random.default_rng(1).standard_normal((200, 2))
    >>> y = (x[:, 0] > 0).astype(int)
    >>> def run(epochs, checkpoint=None):
    ...     rng = np.random.default_rng(0)
    ...     network, optimizer = mlp([2, 2], rng=rng), SGD(1.0, momentum=0.9)
    ...     return fit(
    ...         network, x, y, optimizer=optimizer, epochs=epochs, rng=rng, checkpoint=checkpoint
    ...     )

    A run that ends after two epochs, and continues to five when it is started again:

    >>> folder = TemporaryDirectory()
    >>> checkpoint = Checkpoint(f"{folder.name}/run.npz")
    >>> len(run(2, checkpoint).loss), len(run(5, checkpoint).loss)
    (4, 10)

    It has computed what a run without a stop computes:

    >>> bool((run(5, checkpoint).loss == run(5).loss).all())
    True
    >>> folder.cleanup()
    """

    def __init__(self, path: str | Path, **parts: Remembering) -> None:
        if not isinstance(path, str | Path):
            raise TypeError(message("Checkpoint", "a path", repr(path), 'Pass "run.npz".'))
        check_names("Checkpoint", parts, (*TAKEN, *OURS))
        for name, part in parts.items():
            check_part("Checkpoint", name, part)
        self.path = Path(path)
        self.parts = parts


@dataclass(frozen=True)
class Draws:
    """The random numbers of a run: the order of the examples, and all other noise.

    They only continue as they would have if an epoch has as many steps as before.
    """

    order: np.random.Generator
    noise: np.random.Generator
    steps_per_epoch: int

    def state_dict(self) -> dict[str, Any]:
        """Return both states as text: they hold whole numbers of 128 bits."""
        states = {"order": _to_text(self.order), "noise": _to_text(self.noise)}
        return {**states, "steps_per_epoch": self.steps_per_epoch}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Resume from there."""
        steps = int(state["steps_per_epoch"])
        if steps != self.steps_per_epoch:
            rule = f"a checkpoint of {self.steps_per_epoch} steps in an epoch"
            remedy = "Pass the same data and batch_size, or another path."
            raise ValueError(message("fit", rule, f"{steps}", remedy))
        _from_text(self.order, str(state["order"]))
        _from_text(self.noise, str(state["noise"]))


def spawn_draws(rng: np.random.Generator, steps_per_epoch: int) -> Draws:
    """Return the random numbers of a run, of their own: `rng` draws on as without the run."""
    order, noise = rng.spawn(2)
    return Draws(order, noise, steps_per_epoch)


@dataclass(frozen=True)
class StepInfo:
    """What a callback receives: the network after a step, and the record up to it."""

    network: Sequential
    history: History
    step: int


@dataclass(frozen=True)
class Run:
    """A run, its record and its file; without a checkpoint nothing is written or read."""

    checkpoint: Checkpoint | None
    network: Sequential
    optimizer: Any
    early_stopping: EarlyStopping | None
    draws: Draws
    history: History = field(default_factory=History)

    def begin(self, epochs: int, evaluate: Callable[[StepInfo], object]) -> int:
        """Resume from the file, or evaluate the network at the start; return the epochs left."""
        if self.checkpoint is None or not self.checkpoint.path.exists():
            evaluate(StepInfo(self.network, self.history, 0))
            return epochs
        load(self.checkpoint.path, self.network, self.optimizer, **self._parts(self.checkpoint))
        return self._left(epochs)

    def record(self, loss: Number) -> StepInfo:
        """Record the loss of a step."""
        self.history.record_step(loss)
        return StepInfo(self.network, self.history, self.history.steps)

    def write(self) -> None:
        """Write all parts."""
        if self.checkpoint is not None:
            parts = self._parts(self.checkpoint)
            save(self.checkpoint.path, self.network, self.optimizer, **parts)

    def end(self) -> None:
        """Write all parts, then put the best weights back."""
        self.write()
        if self.early_stopping is not None:
            self.early_stopping.restore(self.network)

    def _left(self, epochs: int) -> int:
        if self.history.stopped_by != "epochs":
            return 0
        done = self.history.steps // self.draws.steps_per_epoch
        if done > epochs:
            remedy = "Pass as many or more, or another path."
            raise ValueError(message("fit", f"epochs >= {done}, those done", f"{epochs=}", remedy))
        return epochs - done

    def _parts(self, checkpoint: Checkpoint) -> dict[str, Remembering | None]:
        ours = {"early_stopping": self.early_stopping, "history": self.history}
        return {**ours, "draws": self.draws, **checkpoint.parts}


def _to_text(rng: np.random.Generator) -> str:
    return json.dumps(rng.bit_generator.state, default=np.ndarray.tolist)


def _from_text(rng: np.random.Generator, text: str) -> None:
    state, kind = json.loads(text), type(rng.bit_generator).__name__
    if state["bit_generator"] != kind:
        rule = f"a checkpoint of an rng of {kind}"
        raise ValueError(message("fit", rule, state["bit_generator"], "Pass an rng of that kind."))
    rng.bit_generator.state = state
