"""Examples and their labels: put together, checked, and cut into mini-batches.

An epoch visits all N examples once, B at a time, in a random order π drawn anew each time:

    batch i = (x[π(j)], y[π(j)])   for   iB <= j < min((i + 1)B, N)

The average of the batch gradients is then (when B divides N) the gradient over all examples, and
each batch gradient is an unbiased guess of it: the "S" of SGD. Every chapter that trains uses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message

Pair: TypeAlias = tuple[Array, Array]
"""Examples and their labels or targets."""


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Examples to train on and examples to test on, checked when they are put together.

    Parameters
    ----------
    x_train, x_test : Array
        Finite numbers, (N, ...): one example per row, N >= 1.
    y_train, y_test : Array
        Integer labels, (N,), from 0 to ``len(class_names) - 1``.
    class_names : tuple of str
        What each label means.

    Examples
    --------
    >>> Dataset(np.zeros((2, 3)), np.array([0, 1]), np.ones((1, 3)), np.array([1]), ("cat", "dog"))
    Dataset(x_train (2, 3) float64, x_test (1, 3) float64, 2 classes)
    """

    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array
    class_names: tuple[str, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.class_names, tuple):
            received, remedy = repr(self.class_names), "Pass ('cat', 'dog')."
            raise TypeError(message("Dataset", "a tuple class_names", received, remedy))
        classes = len(self.class_names)
        check_examples("Dataset train", self.x_train, self.y_train, classes=classes)
        check_examples("Dataset test", self.x_test, self.y_test, classes=classes)

    def __repr__(self) -> str:
        train = f"x_train {self.x_train.shape} {self.x_train.dtype}"
        test = f"x_test {self.x_test.shape} {self.x_test.dtype}"
        return f"Dataset({train}, {test}, {len(self.class_names)} classes)"


def check_examples(
    owner: str, x: Array, y: Array, *, classes: int | None = None, data_per_trial: bool = False
) -> None:
    """Refuse examples that would spoil training silently.

    Parameters
    ----------
    owner : str
        Who asks: the first words of the error message.
    x, y : Array
        Examples (N, ...) and their labels (N,) or targets (N, ...), N >= 1.
    classes : int, optional
        When given, y must be labels: whole numbers from 0 to ``classes - 1``.
    data_per_trial : bool
        x and y are (K, N, ...): examples for each of K trials.

    Examples
    --------
    >>> check_examples("fit", np.zeros((2, 3)), np.array([0, 7]), classes=3)
    Traceback (most recent call last):
        ...
    ValueError: fit: expected labels y from 0 to 2, got labels from 0 to 7.
    """
    for name, values in (("x", x), ("y", y)):
        check.array(owner, name, values)
    axes = 1 + check.flag(owner, "data_per_trial", data_per_trial)
    if min(x.ndim, y.ndim) < axes or x.shape[:axes] != y.shape[:axes]:
        received = f"x of shape {x.shape} and y of shape {y.shape}"
        rule = "one row of x for each entry of y" + ", in each trial" * data_per_trial
        raise ValueError(message(owner, rule, received))
    check.batch(owner, min(x.shape[:axes]))
    for name, values in (("x", x), ("y", y)):
        if values.dtype.kind not in "biu":  # whole numbers are always finite
            check.finite(owner, name, values, "Look for a division by zero.")
    if classes is not None:
        _check_classes(owner, y, classes)


def _check_classes(owner: str, y: Array, classes: int | None = None) -> None:
    if y.dtype.kind not in "iu":
        remedy = "Use y.astype(np.int64)."
        raise TypeError(message(owner, "integer labels y", f"dtype {y.dtype}", remedy))
    if y.ndim != 1:
        raise ValueError(message(owner, "labels y of shape (N,)", y.shape, "One-hot rows?"))
    if classes is not None and (y.min() < 0 or y.max() >= classes):
        received = f"labels from {y.min()} to {y.max()}"
        raise ValueError(message(owner, f"labels y from 0 to {classes - 1}", received))


def batches(
    x: Array,
    y: Array,
    size: int,
    rng: np.random.Generator | None = None,
    *,
    drop_last: bool = False,
    data_per_trial: bool = False,
) -> Iterator[tuple[Array, Array]]:
    """Cut one epoch into mini-batches, each example exactly once, in an order drawn from `rng`.

    batch i = (x[π(j)], y[π(j)])   for   iB <= j < min((i + 1)B, N)

    π → drawn from `rng`, B → `size`. Input is checked and π drawn by the call, before the first
    batch is taken; call it again for each epoch. Batches are copies: x and y stay as they are.

    Parameters
    ----------
    x, y : Array
        Examples (N, ...) and their labels (N,) or targets (N, ...), finite, N >= 1.
    size : int
        Examples per batch, >= 1. The last batch holds what is left, 1 to `size` examples.
    rng : numpy.random.Generator, optional
        Draws the order; without it the examples come in the order they are stored.
    drop_last : bool
        Leave out a last batch that is shorter than `size`; needs N >= `size`.
    data_per_trial : bool
        x and y are (K, N, ...), examples for each of K trials: batches (K, B, ...), drawn in the
        same order of rows.

    Returns
    -------
    Iterator of (Array, Array)
        One pair per batch.

    Examples
    --------
    >>> x, y = np.arange(5.0), np.arange(5)
    >>> [labels.tolist() for _, labels in batches(x, y, 2)]
    [[0, 1], [2, 3], [4]]
    >>> rng = np.random.default_rng(0)
    >>> [labels.tolist() for _, labels in batches(x, y, 2, rng, drop_last=True)]
    [[2, 4], [3, 0]]

    Notes
    -----
    The examples are shuffled, not the order of ready-made batches (as ``joelnet`` does): which
    examples meet in a batch changes from epoch to epoch. As PyTorch's
    ``DataLoader(shuffle=rng is not None)``.

    References
    ----------
    I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, MIT Press, 2016, section 8.1.3.
    """
    x, y = (check.rectangular("batches", name, v) for name, v in (("x", x), ("y", y)))
    own: tuple[Any, ...] = (slice(None),) * check.flag("batches", "data_per_trial", data_per_trial)
    check_examples("batches", x, y, data_per_trial=data_per_trial)
    count, size = x.shape[len(own)], check.integer("batches", "size", size)
    dropped = count % size if check.flag("batches", "drop_last", drop_last) else 0
    if dropped == count:
        remedy = "Every batch would be dropped: use drop_last=False."
        raise ValueError(message("batches", f"size <= {count} examples", f"size={size}", remedy))
    order = np.arange(count) if rng is None else check.generator("batches", rng).permutation(count)
    picks = ((*own, order[start : start + size]) for start in range(0, count - dropped, size))
    return ((x[pick], y[pick]) for pick in picks)


def split(
    x: Array, y: Array, share: float, *, rng: np.random.Generator, stratified: bool = False
) -> tuple[Pair, Pair]:
    """Return examples to train on, and a random share of N to validate on.

    Parameters
    ----------
    x, y : Array
        Examples (N, ...) and their labels (N,) or targets (N, ...).
    share : float between 0 and 1
        Of the second part; it holds ⌊share · N⌋ examples, and both parts at least one.
    rng : numpy.random.Generator
        Draws them.
    stratified : bool
        Every label has that share, to within one example.

    Returns
    -------
    (x_train, y_train), (x_held_out, y_held_out)

    Examples
    --------
    >>> x, y = np.arange(10.0), np.arange(10) // 5
    >>> train, held_out = split(x, y, 0.4, rng=np.random.default_rng(0), stratified=True)
    >>> len(train[1]), held_out[1].tolist()
    (6, [0, 0, 1, 1])
    """
    x, y, order = _shuffled("split", x, y, rng, stratified)
    share = check.number("split", "share", share, 0, 1, open_low=True, open_high=True)
    # evenly spaced places of `order`, which lists one class after the other if stratified
    held_out = np.diff(np.floor(share * np.arange(len(x) + 1) + 1e-9)) > 0
    if not held_out.any() or held_out.all():
        received = f"share={share} of {len(x)}"
        raise ValueError(message("split", "an example or more in both parts", received))
    first, second = order[~held_out], order[held_out]
    return (x[first], y[first]), (x[second], y[second])


def k_fold(
    x: Array, y: Array, k: int, *, rng: np.random.Generator, stratified: bool = False
) -> Iterator[tuple[Pair, Pair]]:
    """Cut N examples into k parts at random; yield all but one to train on, and that one.

    Parameters
    ----------
    x, y, rng, stratified
        As for `split`.
    k : int >= 2, at most N
        Number of folds; their sizes differ by one at most.

    Yields
    ------
    (x_train, y_train), (x_held_out, y_held_out)

    Examples
    --------
    >>> x, y = np.arange(6.0), np.arange(6)
    >>> folds = k_fold(x, y, 3, rng=np.random.default_rng(0))
    >>> [held_out[1].tolist() for _, held_out in folds]
    [[3, 4], [2, 0], [5, 1]]

    References
    ----------
    M. Stone, Cross-validatory choice and assessment of statistical predictions, 1974.
    """
    x, y, order = _shuffled("k_fold", x, y, rng, stratified)
    k = check.integer("k_fold", "k", k, low=2)
    if k > len(x):
        raise ValueError(message("k_fold", f"k <= {len(x)} examples", f"k={k}"))
    fold = np.arange(len(x)) % k
    pairs = ((order[fold != i], order[fold == i]) for i in range(k))
    return (((x[a], y[a]), (x[b], y[b])) for a, b in pairs)


def _shuffled(
    owner: str, x: object, y: object, rng: np.random.Generator, stratified: bool
) -> tuple[Array, Array, Array]:
    """Return x, y and the rows in random order, sorted by label if `stratified`."""
    x, y = (check.rectangular(owner, name, values) for name, values in (("x", x), ("y", y)))
    check_examples(owner, x, y)
    order = check.generator(owner, rng).permutation(len(x))
    if check.flag(owner, "stratified", stratified):
        _check_classes(owner, y)
        order = order[np.argsort(y[order], kind="stable")]
    return x, y, order
