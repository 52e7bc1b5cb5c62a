"""What the transformations share: refuse use before ``fit``, and keep the dtype of the data."""

from __future__ import annotations

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message


def check_fitted(owner: object, attribute: str) -> None:
    """Refuse `owner` while the `attribute` that ``fit`` sets is missing."""
    if not hasattr(owner, attribute):
        remedy = "Call fit(x) with the training set first."
        raise RuntimeError(message(type(owner).__name__, "fit before transform", "no fit", remedy))


def check_rows(owner: object, x: Array, attribute: str) -> None:
    """Refuse `x` unless its rows are as long as the fitted `attribute`."""
    check_fitted(owner, attribute)
    check.features(type(owner).__name__, x, len(getattr(owner, attribute)))


def keep_dtype(x: Array, result: Array) -> Array:
    """Return `result` in the floating dtype of `x` (integers stay float64)."""
    return np.asarray(result, x.dtype if x.dtype.kind == "f" else None)
