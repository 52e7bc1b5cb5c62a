"""Examples and their labels: put together, checked, and cut into mini-batches.

An epoch visits all N examples once, B at a time, in a random order π drawn anew each time:

    batch i = (x[π(j)], y[π(j)])   for   iB <= j < min((i + 1)B, N)

The average of the batch gradients is then (when B divides N) the gradient over all examples, and
each batch gradient is an unbiased guess of it: the "S" of SGD. Every chapter that trains uses it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Examples to train on and examples to test on, checked when they are put together.

    Parameters
    ----------
    x_train, x_test : Array
        Finite numbers, (N, ...): one example per row, N >= 1.
    y_train, y_test : Array
        Whole-number labels, (N,), from 0 to ``len(class_names) - 1``.
    class_names : tuple of str
        What each label means.

    Raises
    ------
    ValueError
        For x and y of different lengths, NaN or infinity in x, a label without a name.
    TypeError
        For labels that are not whole numbers.

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


def check_examples(owner: str, x: Array, y: Array, *, classes: int | None = None) -> None:
    """Refuse examples that would spoil training silently.

    Parameters
    ----------
    owner : str
        Who asks: the first words of the error message.
    x, y : Array
        Examples (N, ...) and their labels (N,) or targets (N, ...), N >= 1.
    classes : int, optional
        When given, y must be labels: whole numbers from 0 to ``classes - 1``.

    Raises
    ------
    ValueError
        For different lengths, no examples, NaN or infinity, a label out of range.
    TypeError
        For entries that are not real numbers, or labels that are not whole numbers.

    Examples
    --------
    >>> check_examples("fit", np.zeros((2, 3)), np.array([0, 7]), classes=3)
    Traceback (most recent call last):
        ...
    ValueError: fit: expected labels y from 0 to 2, got labels from 0 to 7.
    """
    for name, values in (("x", x), ("y", y)):
        check.array(owner, name, values)
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y):
        received = f"x of shape {x.shape} and y of shape {y.shape}"
        raise ValueError(message(owner, "one row of x for each entry of y", received))
    check.batch(owner, len(x))
    for name, values in (("x", x), ("y", y)):
        if values.dtype.kind not in "biu":  # whole numbers are always finite
            check.finite(owner, name, values, "Look for a division by zero.")
    if classes is not None:
        _check_labels(owner, y, classes)


def _check_labels(owner: str, y: Array, classes: int) -> None:
    if y.dtype.kind not in "iu":
        remedy = "Use y.astype(np.int64)."
        raise TypeError(message(owner, "whole-number labels y", f"dtype {y.dtype}", remedy))
    if y.ndim != 1:
        raise ValueError(message(owner, "labels y of shape (N,)", y.shape, "One-hot rows?"))
    if y.min() < 0 or y.max() >= classes:
        received = f"labels from {y.min()} to {y.max()}"
        raise ValueError(message(owner, f"labels y from 0 to {classes - 1}", received))


def batches(
    x: Array,
    y: Array,
    size: int,
    rng: np.random.Generator | None = None,
    *,
    drop_last: bool = False,
    trials: int | None = None,
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
    trials : int, optional
        K networks that train at once, each in its own order: batches (K, B, ...) and (K, B).
        Without it all networks see the same batch (B, ...).

    Returns
    -------
    Iterator of (Array, Array)
        One pair per batch.

    Raises
    ------
    ValueError
        For different lengths, no examples, NaN or infinity, a size below 1 or too large to drop.
    TypeError
        For a size that is not a whole number, an rng that is not a Generator.

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
    check_examples("batches", x, y)
    size = check.integer("batches", "size", size)
    dropped = len(x) % size if check.flag("batches", "drop_last", drop_last) else 0
    stop = len(x) - dropped
    if stop == 0:
        remedy = "Every batch would be dropped: use drop_last=False."
        raise ValueError(message("batches", f"size <= {len(x)} examples", f"size={size}", remedy))
    order = _order(len(x), rng, trials)
    picks = (order[..., start : start + size] for start in range(0, stop, size))
    return ((x[pick], y[pick]) for pick in picks)


def _order(count: int, rng: np.random.Generator | None, trials: int | None) -> Array:
    """Return the order of one epoch, (N,), or one order for each of K trials, (K, N)."""
    if trials is not None:
        trials = check.integer("batches", "trials", trials)
        return np.stack([_order(count, rng, None) for _ in range(trials)])
    if rng is None:
        return np.arange(count)
    return check.generator("batches", rng).permutation(count)
