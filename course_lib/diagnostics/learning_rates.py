"""Which learning rates make the loss fall? (chapter 7, step 3)

Every rate η starts from the same weights θ₀ and sees the same n mini-batches:

    L(η) = mean loss of the last fifth of n steps with rate η,   compared with L(0)

Smith raises the rate within *one* run instead. That costs one run, not 25, but mixes up rate and
progress: by the time the rate is too large, the steep directions have been descended, and the
loss takes long to notice. On a quadratic, where rates above 2 / (largest curvature) diverge, fresh
starts found that limit to a factor of 1.3 in 300 linear regressions; a single run came back to
its first loss at 0.67 where the limit was 0.10, and at 4.8 where it was 0.65.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import ArrayLike

from course_lib import _validate as check
from course_lib._validate import Array, message
from course_lib.data import batches
from course_lib.losses import Loss, softmax_cross_entropy
from course_lib.network import Sequential
from course_lib.optimizers import Stepper
from course_lib.training.evaluation import check_pair
from course_lib.training.step import training_step

RATES = tuple(np.geomspace(1e-5, 10, 25).tolist())
"""Four learning rates per decade."""


@dataclass(frozen=True, eq=False)
class LearningRateRange:
    """Result of `lr_range_test`.

    Attributes
    ----------
    lrs : array, shape (K,)
        The learning rates, increasing.
    losses : array, shape (K, steps, *trials)
        Mini-batch losses; infinity from where a run diverged.
    final : array, shape (K,)
        Mean over the last fifth of the steps, median over trials.
    start : float
        The same without learning (η = 0).
    best : float
        The rate with the lowest `final`; NaN if none is below `start`.
    limit : float
        The smallest rate above `best` that gains less than half as much; infinity if none does.
        (Not the rate where the loss grows: dead networks, too, fall to the loss of a guess.)
    suggestion : float
        ``best / 2``: a longer run likes a rate a little below the best of a short one.
    """

    lrs: Array
    losses: Array
    final: Array
    start: float
    best: float
    limit: float
    suggestion: float

    @property
    def passed(self) -> bool:
        """Whether the loss falls for some rate, and the best one is inside the range."""
        return bool(self.lrs[0] < self.best < self.lrs[-1])

    def __str__(self) -> str:
        expected = f"expected a loss below {self.start:.3g} within {self.losses.shape[1]} steps"
        if np.isnan(self.best):
            remedy = "initial_loss_check and overfit_small_batch, then smaller rates"
            return f"✗ learning rates: {expected}, measured none. Try: {remedy}."
        measured = f"measured {self.final.min():.3g} with lr={self.best:.3g}"
        if not self.passed:
            side = "smaller" if self.best == self.lrs[0] else "larger"
            return (
                f"✗ learning rates: {expected}, {measured}, an end of the range. Try: {side} rates."
            )
        limit = "no rate" if np.isinf(self.limit) else f"lr={self.limit:.3g}"
        verdict = f"{measured}; {limit} is too large"
        return f"✓ learning rates: {expected}, {verdict}. Try: lr={self.suggestion:.3g}."


def lr_range_test(
    network: Sequential,
    x: object,
    y: object,
    *,
    optimizer: Callable[[float], Stepper],
    rng: np.random.Generator,
    lrs: ArrayLike = RATES,
    steps: int = 50,
    batch_size: int = 100,
    loss: Loss = softmax_cross_entropy,
) -> LearningRateRange:
    """Train a copy of the network for a few steps with each learning rate; compare the losses.

    Parameters
    ----------
    network : Sequential
        Not modified. Trials, for example one per seed, make the result less a matter of luck.
    x : array, shape (N, ...)
        Examples, shared by all trials.
    y : array, shape (N,) of int, or (N, ...)
        Labels, or targets of `loss`.
    optimizer : callable
        ``lr -> optimizer``, for example ``Adam`` or ``lambda lr: SGD(lr, momentum=0.9)``.
    rng : numpy.random.Generator
        Order of the examples, dropout; the same for every rate.
    lrs : array, shape (K,), increasing, > 0; default: four per decade from 1e-5 to 10
        The learning rates.
    steps : int >= 1, default 50
        n, steps for each rate.
    batch_size : int >= 1, default 100
        Examples per step.
    loss : callable, default `softmax_cross_entropy`
        ``(prediction, target) -> (value, gradient)``.

    Returns
    -------
    LearningRateRange
        Plot ``final`` over ``lrs``.

    Examples
    --------
    >>> from course_lib.data import blobs
    >>> from course_lib.network import mlp
    >>> from course_lib.optimizers import SGD
    >>> rng = np.random.default_rng(0)
    >>> x, y = blobs(300, rng=rng)
    >>> found = lr_range_test(mlp([2, 8, 3], rng=rng), x, y, optimizer=SGD, rng=rng)
    >>> found.passed, bool(0.05 < found.suggestion < found.limit)
    (True, True)

    References
    ----------
    Smith, "Cyclical learning rates for training neural networks", WACV 2017, section 3.3 (with
    one run of increasing rate).

    Notes
    -----
    Why half: of 12 networks trained for 6 epochs on Fashion-MNIST (SGD, momentum, Adam; ReLU,
    tanh, sigmoid) half the best rate gave 8 a lower test loss than the best rate itself, and in
    the others it was at most 1.7 % of accuracy behind.
    """
    owner = "lr_range_test"
    inputs, targets = check_pair(owner, network, x, y)
    check.function(owner, "optimizer", optimizer)
    check.function(owner, "loss", loss)
    rates = _check_rates(lrs)
    check.integer(owner, "steps", steps)
    order, noise = check.generator(owner, rng).spawn(2)
    data = list(islice(_endless(inputs, targets, batch_size, order), steps))

    def run(lr: float) -> Array:
        return _losses(copy.deepcopy(network), data, loss, optimizer(lr), copy.deepcopy(noise))

    start = float(_final(run(0.0)))
    losses = np.array([run(lr) for lr in rates.tolist()])
    final = np.array([_final(one) for one in losses])
    best = float(rates[np.argmin(final)]) if final.min() < start else np.nan
    too_large = rates[(rates > best) & (final > (start + final.min()) / 2)]
    limit = float(too_large[0]) if too_large.size else np.inf
    return LearningRateRange(rates, losses, final, start, best, limit, best / 2)


def _check_rates(lrs: ArrayLike) -> Array:
    rates = np.atleast_1d(check.rectangular("lr_range_test", "lrs", lrs))
    if rates.size:
        check.interval("lr_range_test", "lrs", lrs, 0, open_low=True)
    if rates.ndim != 1 or rates.size == 0 or (np.diff(rates) <= 0).any():
        remedy = "Use np.geomspace(1e-5, 10, 25)."
        raise ValueError(message("lr_range_test", "increasing lrs", check.shown(lrs), remedy))
    return rates.astype(np.float64)


def _endless(
    x: Array, y: Array, batch_size: int, order: np.random.Generator
) -> Iterator[tuple[Array, Array]]:
    while True:
        yield from batches(x, y, batch_size, order)


def _losses(
    network: Sequential,
    data: list[tuple[Array, Array]],
    loss: Loss,
    optimizer: Stepper,
    noise: np.random.Generator,
) -> Array:
    """Return the loss before each step, (steps, *trials), infinity from where it is not finite."""
    losses = np.full((len(data), *network.theta.shape[:-1]), np.inf)
    for i, (x, y) in enumerate(data):
        value, _ = training_step(network, x, y, loss=loss, optimizer=optimizer, rng=noise)
        losses[i] = np.where(np.isfinite(value), value, np.inf)
        if not np.isfinite(losses[i]).any():
            break
    return losses


def _final(losses: Array) -> Array:
    """Return the mean of the last fifth of the steps, the median of all trials."""
    last = max(1, len(losses) // 5)
    final: Array = np.median(losses[-last:].mean(axis=0))
    return final
