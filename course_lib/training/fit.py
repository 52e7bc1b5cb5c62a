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
from typing import Literal, Protocol, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, message
from course_lib.data import batches
from course_lib.losses import softmax_cross_entropy
from course_lib.network import Sequential
from course_lib.optimizers import Rate, clip_by_norm
from course_lib.training._checks import check_functions, check_parts
from course_lib.training.checkpoint import Checkpoint, Draws, RunFile, spawn_draws
from course_lib.training.early_stopping import EarlyStopping
from course_lib.training.evaluation import Evaluation, Loss, check_pair, evaluate
from course_lib.training.history import History
from course_lib.training.progress import progress_bar


class Stepper(Protocol):
    """An optimizer that moves θ in place, with its learning rate and the steps it has done."""

    @property
    def lr(self) -> Rate:
        """Learning rate or schedule."""

    @property
    def t(self) -> int:
        """Steps done."""

    def step(self, theta: Array, grad: Array, decay: Array | None = None) -> None:
        """Move `theta`."""


@dataclass(frozen=True)
class Moment:
    """What a callback sees: the network after a step, and the record up to it."""

    network: Sequential
    history: History
    step: int


Callback: TypeAlias = Callable[[Moment], bool | None]
Penalty: TypeAlias = Callable[[Array], tuple[Number, Array]]
Augmentation: TypeAlias = Callable[[Array, np.random.Generator], Array]
Mixing: TypeAlias = Callable[[Array, Array, np.random.Generator], tuple[Array, Array]]


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
    loss: Loss = softmax_cross_entropy,
    validation: tuple[object, object] | None = None,
    evaluate_every: int | None = None,
    evaluate_training: bool = False,
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
        Inputs, finite.
    y : array, shape (N,) of int, or (N, ...)
        Labels, or targets of `loss`.
    optimizer : object with ``step(theta, grad, decay)``
        A fresh one for each run.
    epochs : int >= 1
        Passes over the data.
    rng : numpy.random.Generator
        Order of the examples, dropout, augmentation.
    batch_size : int >= 1, default 100
        Examples per step.
    loss : callable, default `softmax_cross_entropy`
        ``(prediction, target) -> (value, gradient)``.
    validation : (x, y), optional
        Evaluated at the start and after each epoch.
    evaluate_every : int >= 1, optional
        Evaluate every so many steps instead.
    evaluate_training : bool, default False
        Also evaluate on the training data, in evaluation mode.
    penalty : callable, optional
        ``theta -> (value, gradient)``, added to the loss.
    augment, mix : callable, optional
        ``(x, rng) -> x`` and then ``(x, y, rng) -> (x, y)``, applied to each mini-batch.
    max_norm : float, optional
        Clip the gradient to this norm.
    early_stopping : EarlyStopping, optional
        Needs `validation`; the best weights are put back at the end.
    after_step : sequence of callables
        Each sees a `Moment`; training stops when one returns True.
    on_divergence : {"raise", "record"}
        On a loss that is not finite: raise `DivergenceError`, or record it and go on until no
        trial is left.
    checkpoint : Checkpoint, optional
        Written after each epoch; if its file is there, the run goes on from it. Start it as the
        first time, with everything new: it ends as if it had never been stopped.
    progress : bool, optional
        Show a progress bar; by default only for long runs that a person watches.

    Returns
    -------
    History
        The loss of every step, the evaluations, and why training ended.

    Raises
    ------
    ValueError
        For data that do not fit, NaN in x, settings out of range.
    TypeError
        For a part that is not what it must be, for example a class instead of an optimizer.
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
    check_parts(network, optimizer, validation, evaluate_training, early_stopping, checkpoint)
    check_functions(after_step, loss=loss, penalty=penalty, augment=augment, mix=mix)
    check.choice("fit", "on_divergence", on_divergence, ("raise", "record"))
    data = check_pair("fit", x, y)
    held_out = None if validation is None else check_pair("fit", *validation)
    train = data if evaluate_training else None
    per_epoch, every = _count_steps(len(data[0]), batch_size, evaluate_every)
    draws = spawn_draws(check.generator("fit", rng), per_epoch)
    history = History()
    judge = _Judge(network, loss, train, held_out, every, early_stopping)
    advance = _Advance(network, optimizer, loss, penalty, max_norm, draws.noise)
    file = RunFile(checkpoint, network, optimizer, early_stopping, history, draws)
    left = file.begin(check.integer("fit", "epochs", epochs), judge)
    stream = _mini_batches(data, left, batch_size, draws, augment, mix, file.write)
    with progress_bar(left * per_epoch, progress) as bar:
        for step, (x_batch, y_batch) in enumerate(stream, start=len(history.loss) + 1):
            history.record_step(advance(x_batch, y_batch))
            bar.update()
            moment = Moment(network, history, step)
            history.stopped_by = _ended_by(moment, optimizer, judge, after_step, on_divergence)
            if history.stopped_by != "epochs":
                break
    file.write()
    judge.end()
    return history


def _count_steps(examples: int, size: int, every: int | None) -> tuple[int, int]:
    """Return the steps of an epoch, and the steps between two evaluations."""
    per_epoch = -(-examples // check.integer("fit", "batch_size", size))
    return per_epoch, per_epoch if every is None else check.integer("fit", "evaluate_every", every)


def _mini_batches(
    data: tuple[Array, Array],
    epochs: int,
    batch_size: int,
    draws: Draws,
    augment: Augmentation | None,
    mix: Mixing | None,
    before_epoch: Callable[[], None],
) -> Iterator[tuple[Array, Array]]:
    """Yield the mini-batches of all epochs, each changed just before its step."""
    for _ in range(epochs):
        before_epoch()
        for x, y in batches(*data, batch_size, draws.order):
            if augment is not None:
                x = augment(x, draws.noise)
            if mix is not None:
                x, y = mix(x, y, draws.noise)
            yield x, y


@dataclass(frozen=True)
class _Advance:
    """One step: forward, loss, backward, optimizer; gives the loss before it."""

    network: Sequential
    optimizer: Stepper
    loss: Loss
    penalty: Penalty | None
    max_norm: float | None
    rng: np.random.Generator

    def __call__(self, x: Array, y: Array) -> Number:
        network = self.network
        with np.errstate(all="ignore"):  # a loss that overflows is dealt with by its value
            prediction = network.forward(x, train=True, rng=self.rng)
            value, dy = self.loss(prediction, y)
            network.backward_parameters(dy)
            if self.penalty is not None:
                extra, gradient = self.penalty(network.theta)
                value = value + extra
                network.grad[...] += gradient
            if self.max_norm is not None:
                clip_by_norm(network.grad, self.max_norm)
            self.optimizer.step(network.theta, network.grad, network.decay)
        return value


def _ended_by(
    moment: Moment,
    optimizer: Stepper,
    judge: _Judge,
    callbacks: Sequence[Callback],
    on_divergence: str,
) -> str:
    """Return what ends the run after this step; "epochs" if nothing does."""
    history = moment.history
    stop = _divergence(history, optimizer, on_divergence) or judge(history, moment.step)
    return stop or _callbacks(callbacks, moment) or "epochs"


def _divergence(history: History, optimizer: Stepper, on_divergence: str) -> str:
    """Return why to stop, if a loss is not finite."""
    if on_divergence == "record":
        return "divergence" if np.all(history.diverged) else ""
    if not np.any(history.diverged):
        return ""
    history.stopped_by = "divergence"
    step = optimizer.t - 1
    lr = optimizer.lr(step) if callable(optimizer.lr) else optimizer.lr
    trials = f" in trials {np.flatnonzero(history.diverged)}" if np.ndim(history.diverged) else ""
    raise DivergenceError(
        f"fit: expected a finite loss, got {history.loss[-1]} after {step} steps with lr={lr}"
        f"{trials}. Try a learning rate 10 times smaller, max_norm=1, or smaller initial weights; "
        'on_divergence="record" keeps going. The record up to here is in error.history.',
        history,
    )


def _callbacks(callbacks: Sequence[Callback], moment: Moment) -> str:
    answers = [callback(moment) for callback in callbacks]  # every one of them is called
    return "callback" if any(answers) else ""


@dataclass(frozen=True)
class _Judge:
    """Evaluates every so many steps, records, and asks early stopping."""

    network: Sequential
    loss: Loss
    train: tuple[Array, Array] | None
    validation: tuple[Array, Array] | None
    every: int
    early_stopping: EarlyStopping | None

    def __post_init__(self) -> None:
        if self.early_stopping is None:
            return
        if self.validation is None:
            received = "early_stopping without it"
            raise ValueError(message("fit", "validation=(x, y)", received))
        self.early_stopping.reset()

    def __call__(self, history: History, step: int) -> str:
        if step % self.every or (self.train is None and self.validation is None):
            return ""
        train, validation = self._evaluate(self.train), self._evaluate(self.validation)
        history.record_evaluation(step, train, validation)
        stopping = self.early_stopping
        if stopping is None or validation is None:
            return ""
        return "early stopping" if stopping.update(self.network, step, validation.loss) else ""

    def end(self) -> None:
        """Put the best weights back."""
        if self.early_stopping is not None:
            self.early_stopping.restore(self.network)

    def _evaluate(self, data: tuple[Array, Array] | None) -> Evaluation | None:
        if data is None:
            return None
        with np.errstate(all="ignore"):  # of diverged trials
            return evaluate(self.network, *data, loss=self.loss)
