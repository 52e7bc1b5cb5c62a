"""Training examples of its own for each network along the trial axis (chapter 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message

Change = Callable[[Array, np.random.Generator], Array]
Mixing = Callable[[Array, Array, np.random.Generator], tuple[Array, Array]]


class OwnExamples(NamedTuple):
    """What `fit` takes: ``fit(network, own.rows, own.blank, mix=own.mix, ...)``."""

    rows: Array
    blank: Array
    mix: Mixing


def own_examples(
    x: Array, y: Array, *, augment: Change | None = None, mix: Mixing | None = None
) -> OwnExamples:
    """Give trial k the examples ``x[k], y[k]``, so that a spread over trials includes the data.

    Parameters
    ----------
    x, y : arrays of shape (K, N, ...) and (K, N)
        Training sets of K trials. They share row numbers, hence the order, but no example.
    augment, mix : callable, optional
        As for `fit`; applied within each trial, so that no trial sees another one's examples.

    Raises
    ------
    ValueError
        If x and y differ in trials or examples.
    """
    for name, values in (("x", x), ("y", y)):
        check.array("own_examples", name, values)
    if y.ndim != 2 or x.ndim < 3 or x.shape[:2] != y.shape:
        received = f"{x.shape} and {y.shape}"
        raise ValueError(message("own_examples", "x (K, N, ...) and y (K, N)", received))

    def pick(rows: Array, _: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        inputs, targets = x[:, rows[:, 0]], y[:, rows[:, 0]]
        if augment is not None:
            inputs = np.stack([augment(one, rng) for one in inputs])
        if mix is not None:
            pairs = [mix(a, b, rng) for a, b in zip(inputs, targets, strict=True)]
            inputs, targets = (np.stack(part) for part in zip(*pairs, strict=True))
        return inputs, targets

    count = y.shape[1]
    return OwnExamples(np.arange(count)[:, None], np.zeros(count, int), pick)
