"""What the checks share: class labels, and how numbers are printed."""

from __future__ import annotations

import numpy as np

from course_lib._validate import Array, Number, message
from course_lib.network import Sequential
from course_lib.training.evaluation import check_pair


def check_labelled(owner: str, network: Sequential, x: object, y: object) -> tuple[Array, Array]:
    """Return inputs (N, ...) and class labels (N,) as arrays."""
    inputs, labels = check_pair(owner, network, x, y)
    if labels.dtype.kind not in "iu" or labels.ndim != 1:
        received = f"{labels.dtype} of shape {labels.shape}"
        raise ValueError(message(owner, "integer labels y of shape (N,)", received))
    return inputs, labels


def show(number: Number) -> str:
    """Return ``2.31``, or ``2.29 … 2.35`` for numbers per trial."""
    low, high = np.min(number), np.max(number)
    return f"{low:.3g}" if f"{low:.3g}" == f"{high:.3g}" else f"{low:.3g} … {high:.3g}"
