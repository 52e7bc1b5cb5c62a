"""Two checks before any search: the loss of a guess, and a few examples memorised (chapter 7).

    step 1   an untrained network guesses among C classes:   L ≈ −log(1/C) = log C
    step 2   a network that can learn at all learns a few examples perfectly

Each takes seconds, and finds most of what is simply wrong: in data, labels, loss, initial weights
or learning rate.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, Number, plain
from course_lib.diagnostics._runs import check_labelled, show
from course_lib.losses import softmax_cross_entropy
from course_lib.network import Sequential
from course_lib.optimizers import Adam, Stepper
from course_lib.training.step import training_step


@dataclass(frozen=True, eq=False)
class InitialLoss:
    """Result of `initial_loss_check`; numbers, or arrays over trials.

    Attributes
    ----------
    passed : bool, or array over trials
        Whether `measured` is close enough to `expected`.
    measured : float, or array over trials
        The loss on (x, y).
    expected : float
        log C, the loss of the same probability for each of C classes.
    any_label : float, or array over trials
        The loss of these outputs averaged over all labels an example could have: log C if the
        outputs are equal, more if the network has opinions, right or wrong.
    """

    passed: bool | Array
    measured: Number
    expected: float
    any_label: Number

    def __str__(self) -> str:
        return _line(
            "initial loss", self.passed, f"expected log C = {self.expected:.3g}",
            f"measured {show(self.measured)}", self._remedy(),
        )  # fmt: skip

    def _remedy(self) -> str:
        if not np.all(np.isfinite(self.measured)):
            return "standardise x, and start with smaller weights"
        if np.any(np.logical_not(self.passed) & np.less(self.measured, self.expected)):
            return "a network that is not trained yet: a loss below that of a guess takes knowledge"
        return (
            f"the outputs alone, with any labels, cost {show(self.any_label)}: the last layer "
            "starts with large outputs; divide its initial weights by 10, and standardise x"
        )


def initial_loss_check(
    network: Sequential, x: object, y: object, *, tolerance: float = 0.1
) -> InitialLoss:
    """Compare the softmax cross-entropy of an untrained network with ``log C``.

    Equal outputs give every one of C classes the probability 1/C, which costs ``log C`` whatever
    the labels. That is a good start. Outputs of standard deviation s cost about ``s²/2`` more:
    wrong opinions that training first has to unlearn. A network with He weights in its last
    layer, too, has them.

    Parameters
    ----------
    network : Sequential
        Untrained, ends in C logits; not modified.
    x : array, shape (N, ...)
        Examples, shared by all trials.
    y : array of int, shape (N,)
        Class labels.
    tolerance : float >= 0, default 0.1
        Passed if ``|measured − log C| <= tolerance · log C``.

    Returns
    -------
    InitialLoss

    Examples
    --------
    >>> from course_lib.initializers import normal
    >>> from course_lib.network import mlp
    >>> x, y = np.eye(3), np.arange(3)
    >>> rng = np.random.default_rng(0)
    >>> print(initial_loss_check(mlp([3, 10], rng=rng, init=normal(0.01)), x, y))
    ✓ initial loss: expected log C = 2.3, measured 2.3

    References
    ----------
    Karpathy, "A recipe for training neural networks", 2019, step 2 ("verify loss @ init").
    """
    inputs, labels = check_labelled("initial_loss_check", network, x, y)
    check.number("initial_loss_check", "tolerance", tolerance, 0)
    with np.errstate(all="ignore"):  # outputs that overflow fail the check
        logits = network.predict(inputs)
        measured = np.asarray(softmax_cross_entropy(logits, labels)[0])
        uniform = np.full(logits.shape[-2:], 1 / logits.shape[-1])
        any_label = softmax_cross_entropy(logits, uniform)[0]
        expected = math.log(logits.shape[-1])
        passed = np.abs(measured - expected) <= tolerance * expected
    return InitialLoss(plain(passed), plain(measured), expected, any_label)


@dataclass(frozen=True, eq=False)
class SmallBatch:
    """Result of `overfit_small_batch`; numbers, or arrays over trials.

    Attributes
    ----------
    passed : bool, or array over trials
        Whether all examples were right at some step.
    steps : int, or array over trials
        Steps done before that; all of them, if not passed.
    loss, accuracy : array, shape (steps done + 1, *trials)
        Along the way, from the untrained network on.
    """

    passed: bool | Array
    steps: int | Array
    loss: Array
    accuracy: Array

    def __str__(self) -> str:
        best = show(self.accuracy.max(axis=0) * 100)
        return _line(
            "small batch", self.passed, "expected 100 % right",
            f"measured {best} % within {show(self.steps)} steps", self._remedy(),
        )  # fmt: skip

    def _remedy(self) -> str:
        if not np.all(np.isfinite(self.loss)):
            return "the loss is not finite: take a learning rate 10 times smaller"
        return (
            "switch off dropout and weight decay, try other learning rates, then look at "
            "gradient_norms and dead_units; equal images with different labels cannot be learned"
        )


def overfit_small_batch(
    network: Sequential,
    x: object,
    y: object,
    *,
    examples: int = 20,
    max_steps: int = 300,
    optimizer: Stepper | None = None,
    rng: np.random.Generator | None = None,
) -> SmallBatch:
    """Train a copy of the network on a few examples until all of them are right.

    Parameters
    ----------
    network : Sequential
        Ends in C logits; not modified. Leave out dropout and its relatives.
    x : array, shape (N, ...)
        Examples, shared by all trials.
    y : array of int, shape (N,)
        Class labels.
    examples : int >= 1, default 20
        How many are learned: the first ones, all of them at every step.
    max_steps : int >= 1, default 300
        Give up after this many.
    optimizer : object with ``step(theta, grad, decay)``; default ``Adam(0.003)``
        A fresh one; a copy of it is used.
    rng : numpy.random.Generator, optional
        For layers that are random in training.

    Returns
    -------
    SmallBatch
        Accuracy and loss are those of the training passes, from before each step.

    Examples
    --------
    >>> from course_lib.network import mlp
    >>> network = mlp([4, 8, 2], rng=np.random.default_rng(0))
    >>> result = overfit_small_batch(network, np.eye(4), np.array([0, 1, 1, 0]))
    >>> result.passed, result.accuracy[-1].item()
    (True, 1.0)

    References
    ----------
    Karpathy, "A recipe for training neural networks", 2019, step 2 ("overfit one batch").
    """
    owner = "overfit_small_batch"
    inputs, labels = check_labelled(owner, network, x, y)
    few = slice(check.integer(owner, "examples", examples))
    check.integer(owner, "max_steps", max_steps)
    optimizer = Adam(0.003) if optimizer is None else optimizer
    check.method(owner, "optimizer", optimizer, "step")
    network, optimizer = copy.deepcopy((network, optimizer))
    losses, accuracies = [], []
    right: Array = np.zeros(network.theta.shape[:-1], bool)
    for _ in range(max_steps + 1):
        value, logits = training_step(
            network, inputs[few], labels[few],
            loss=softmax_cross_entropy, optimizer=optimizer, rng=rng,
        )  # fmt: skip
        losses.append(value)
        accuracies.append((logits.argmax(axis=-1) == labels[few]).mean(axis=-1))
        right = right | (accuracies[-1] == 1)
        if right.all() or not np.any(np.isfinite(value)):
            break
    reached = np.argmax(np.equal(accuracies, 1), axis=0)
    steps = np.where(right, reached, len(losses) - 1)
    return SmallBatch(plain(right), plain(steps), np.array(losses), np.array(accuracies))


def _line(what: str, passed: bool | Array, expected: str, measured: str, remedy: str) -> str:
    """Return one line: verdict, what was expected, what was measured and what to try."""
    if np.all(passed):
        return f"✓ {what}: {expected}, {measured}"
    share = f" ({np.sum(passed)} of {np.size(passed)} trials passed)" if np.ndim(passed) else ""
    return f"✗ {what}: {expected}, {measured}{share}. Try: {remedy}."
