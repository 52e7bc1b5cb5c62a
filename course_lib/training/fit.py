"""The training loop: forward, loss, backward, step – and what is recorded on the way.

::

    for each mini-batch (x, t):
        y = network(x)                      forward
        L, dy = loss(y, t)                  how wrong, and in which direction
        network.backward(dy)                chain rule
        optimizer.step(θ, ∂L/∂θ)            one step downhill
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._progress import progress_bar
from course_lib._validate import Array
from course_lib.augmentation import Augmentation, Mixing
from course_lib.data import batches
from course_lib.losses import Loss, softmax_cross_entropy
from course_lib.network import Sequential
from course_lib.optimizers import Stepper
from course_lib.training._checks import check_choices, check_functions, check_parts
from course_lib.training.checkpoint import Checkpoint, Draws, Run, StepInfo, spawn_draws
from course_lib.training.early_stopping import EarlyStopping
from course_lib.training.evaluation import Evaluation, Metrics, check_pair, evaluate
from course_lib.training.history import History
from course_lib.training.step import Penalty, current_rate, training_step

Callback: TypeAlias = Callable[[StepInfo], object]


class DivergenceError(FloatingPointError):
    """The loss is not finite any more; ``history`` holds the run up to there."""

    def __init__(self, text: str, history: History) -> None:
        super().__init__(text)
        self.history = history


def fit(
    network: Sequential,
    x: object,
    y: object,
    *,
    optimizer: Stepper,
    epochs: int,
    rng: np.random.Generator,
    batch_size: int = 100,
    drop_last: bool = False,
    data_per_trial: bool = False,
    loss: Loss = softmax_cross_entropy,
    validation: tuple[object, object] | None = None,
    evaluate_every: int | None = None,
    evaluate_training: bool = False,
    metrics: Metrics | None = None,
    penalty: Penalty | None = None,
    augment: Augmentation | None = None,
    mix: Mixing | None = None,
    max_norm: float | None = None,
    early_stopping: EarlyStopping | None = None,
    after_step: Sequence[Callback] = (),
    on_divergence: Literal["raise", "record"] = "raise",
    checkpoint: Checkpoint | None = None,
    progress: bool | None = None,
) -> History:
    """Train `network` in place on mini-batches.

    Parameters
    ----------
    network : Sequential
        May have trial axes: K networks train at once, each with its own loss.
    x : array, shape (N, ...)
        Inputs, finite; floating-point numbers are converted to the dtype of the network.
    y : array, shape (N,) of int, or (N, ...)
        Labels, or targets of `loss`.
    optimizer : object with ``step(theta, grad, decay)``
        A new one for each run; ``step`` changes theta in place.
    epochs : int >= 1
        Passes over the data.
    rng : numpy.random.Generator
        Order of the examples, dropout, augmentation.
    batch_size : int >= 1, default 100
        Examples per step.
    drop_last : bool, default False
        Leave out a last batch that is shorter; batch norm cannot train on a single example.
    data_per_trial : bool, default False
        x is (K, N, ...) and y (K, N, ...): each of K trials trains on its own examples, and
        `augment` and `mix` are applied within each trial. The order of the rows is shared.
    loss : callable, default `softmax_cross_entropy`
        ``(prediction, target) -> (value, gradient)``.
    validation : (x, y), optional
        Evaluated at the start and after each epoch.
    evaluate_every : int >= 1, optional
        Evaluate every `evaluate_every` steps instead.
    evaluate_training : bool, default False
        Also evaluate on the training data, in evaluation mode.
    metrics : dict, optional
        Evaluated beside loss and accuracy: by name, ``(prediction, target) -> number``.
    penalty : callable, optional
        ``theta -> (value, gradient)``, added to the loss.
    augment, mix : callable, optional
        ``(x, rng) -> x`` and then ``(x, y, rng) -> (x, y)``, applied to each mini-batch.
    max_norm : float, optional
        Clip the gradient to this norm.
    early_stopping : EarlyStopping, optional
        Needs `validation`; the best weights are put back at the end.
    after_step : sequence of callables
        Each is called with a `StepInfo`; training stops when one returns True.
    on_divergence : {"raise", "record"}
        On a loss that is not finite: raise `DivergenceError`, or record it and continue until no
        trial is left.
    checkpoint : Checkpoint, optional
        Written after each epoch; if its file exists, the run resumes from it. Start it as the
        first time, with everything new: it ends as if it had never been stopped.
    progress : bool, optional
        Show a progress bar; by default only for long runs that a person watches.

    Returns
    -------
    History
        The loss of every step, the evaluations, and why training ended.

    Raises
    ------
    DivergenceError
        See `on_divergence`.

    Examples
    --------
    >>> from course_lib.network import mlp
    >>> from course_lib.optimizers import SGD
    >>> rng = np.random.default_rng(0)
    >>> x = rng.standard_normal((200, 2))
    >>> y = (x[:, 0] > 0).astype(int)
    >>> history = fit(mlp([2, 2], rng=rng), x, y, optimizer=SGD(1.0), epochs=5, rng=rng)
    >>> bool(history.loss[-1] < history.loss[0] / 2)
    True
    """
    check_parts(network, optimizer, validation, early_stopping, metrics, checkpoint)
    check_functions(after_step, loss=loss, penalty=penalty, augment=augment, mix=mix)
    check_choices(on_divergence, evaluate_training)
    data = check_pair("fit", network, x, y, data_per_trial)
    held_out = validation and check_pair("fit", network, *validation)
    mini_batches = _MiniBatches(*data, batch_size, drop_last, data_per_trial, augment, mix)
    draws = spawn_draws(check.generator("fit", rng), mini_batches.per_epoch)
    judge = partial(evaluate, network, loss=loss, metrics=metrics)
    train = partial(judge, *data, data_per_trial=data_per_trial) if evaluate_training else None
    test = held_out and partial(judge, *held_out)
    evaluator = _Evaluator(train, test, evaluate_every, mini_batches.per_epoch, early_stopping)
    run = Run(checkpoint, network, optimizer, early_stopping, draws)
    left = run.begin(check.integer("fit", "epochs", epochs), evaluator)
    step = partial(training_step, network, loss=loss, optimizer=optimizer, rng=draws.noise)
    step = partial(step, penalty=penalty, max_norm=max_norm)
    with progress_bar(left * mini_batches.per_epoch, progress) as bar:
        for x_batch, y_batch in mini_batches.draw(left, draws, before_epoch=run.write):
            value, _ = step(x_batch, y_batch, first=run.history.steps == 0)
            bar.update()
            if _has_ended(run.record(value), optimizer, evaluator, after_step, on_divergence):
                break
    run.end()
    return run.history


@dataclass(frozen=True)
class _MiniBatches:
    """The data of a run, cut into mini-batches that are augmented and mixed before their step."""

    x: Array
    y: Array
    size: int
    drop_last: bool
    per_trial: bool
    augment: Augmentation | None
    mix: Mixing | None

    @property
    def per_epoch(self) -> int:
        """Mini-batches in one epoch."""
        size = check.integer("fit", "batch_size", self.size)
        whole, rest = divmod(self.y.shape[int(self.per_trial)], size)
        dropped = rest == 0 or check.flag("fit", "drop_last", self.drop_last)
        return int(whole if dropped else whole + 1)

    def draw(
        self, epochs: int, draws: Draws, before_epoch: Callable[[], None]
    ) -> Iterator[tuple[Array, Array]]:
        """Yield the mini-batches of all epochs."""
        options = {"drop_last": self.drop_last, "data_per_trial": self.per_trial}
        for _ in range(epochs):
            before_epoch()
            for x, y in batches(self.x, self.y, self.size, draws.order, **options):
                yield self._change(x, y, draws.noise)

    def _change(self, x: Array, y: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        augment, mix = self.augment, self.mix
        if augment is not None:
            x = np.stack([augment(one, rng) for one in x]) if self.per_trial else augment(x, rng)
        if mix is not None and self.per_trial:
            pairs = [mix(*one, rng) for one in zip(x, y, strict=True)]
            x, y = (np.stack(part) for part in zip(*pairs, strict=True))
        elif mix is not None:
            x, y = mix(x, y, rng)
        return x, y


def _has_ended(
    info: StepInfo,
    optimizer: Stepper,
    evaluator: _Evaluator,
    callbacks: Sequence[Callback],
    on_divergence: str,
) -> bool:
    """Whether the run ends after this step; the record says what ended it."""
    stop = _divergence(info.history, optimizer, on_divergence) or evaluator(info)
    if not stop:
        answers = [callback(info) for callback in callbacks]  # every one of them is called
        stop = "callback" if any(a is True or a is np.True_ for a in answers) else ""
    info.history.stopped_by = stop or "epochs"
    return bool(stop)


def _divergence(history: History, optimizer: Stepper, on_divergence: str) -> str:
    """Return why to stop, if a loss is not finite."""
    if on_divergence == "record":
        return "divergence" if np.all(history.diverged) else ""
    if not np.any(history.diverged):
        return ""
    history.stopped_by = "divergence"
    lr = current_rate(optimizer)
    rate = "" if lr is None else f" with lr={lr}"
    trials = f" in trials {np.flatnonzero(history.diverged)}" if np.ndim(history.diverged) else ""
    raise DivergenceError(
        f"fit: expected a finite loss, got {history.loss[-1]} after {history.steps - 1} steps"
        f"{rate}{trials}. Try a learning rate 10 times smaller, max_norm=1, or smaller initial "
        'weights; on_divergence="record" continues. The record up to here is in error.history.',
        history,
    )


@dataclass(frozen=True)
class _Evaluator:
    """Evaluates after `every` steps, or each epoch; records; asks early stopping."""

    train: Callable[[], Evaluation] | None
    validation: Callable[[], Evaluation] | None
    every: int | None
    per_epoch: int
    early_stopping: EarlyStopping | None

    def __call__(self, info: StepInfo) -> str:
        every = self.per_epoch if self.every is None else self.every
        if info.step % check.integer("fit", "evaluate_every", every):
            return ""
        if self.train is None and self.validation is None:
            return ""
        with np.errstate(all="ignore"):  # of diverged trials
            train, validation = (one and one() for one in (self.train, self.validation))
        info.history.record_evaluation(info.step, train, validation)
        stopping = self.early_stopping
        if stopping is None or validation is None:
            return ""
        value = validation.value(stopping.monitor)
        return "early stopping" if stopping.update(info.network, info.step, value) else ""
