"""Is the student's value the expected one, and if not, what is the first visible difference?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def difference(
    got: Any, expected: Any, rtol: float | None = 1e-6, atol: float = 1e-9
) -> str | None:
    """Return None if `got` is `expected` to rounding, else what differs (not by how much, and not
    what was expected).

    Numbers and arrays are compared by shape and value (NaN equals NaN; a number is an array of
    shape ``()``), tuples and lists item by item (an array is as good as a list), dicts by their
    keys, texts and flags exactly. With ``rtol=None`` only the form counts: no value is compared.
    """
    if isinstance(expected, Mapping):
        return _mapping(got, expected, rtol, atol)
    if isinstance(expected, list) and isinstance(got, np.ndarray) and got.ndim:
        got = list(got)
    if isinstance(expected, tuple | list):
        return _items(got, expected, rtol, atol)
    if isinstance(expected, str | bool | np.bool_ | None):
        return _exactly(got, expected, rtol)
    return _numbers(got, expected, rtol, atol)


def size(value: Any) -> int:
    """Return how many numbers and texts are in `value`, at any depth."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, Mapping):
        return sum(map(size, value.values()))
    return sum(map(size, value)) if isinstance(value, list | tuple) else 1


def _mapping(got: Any, expected: Mapping[Any, Any], rtol: float | None, atol: float) -> str | None:
    if not isinstance(got, Mapping):
        return f"expected a dict, got {_kind(got)}"
    if set(got) != set(expected):
        return f"its keys are {_keys(got)}, not {_keys(expected)}"
    words = ((k, difference(got[k], expected[k], rtol, atol)) for k in expected)
    return next((f"under {k!r} {w}" for k, w in words if w), None)


def _keys(value: Mapping[Any, Any]) -> str:
    text = ", ".join(sorted(map(repr, value)))
    return text if len(text) <= 200 else f"{text[:200]} …"


def _items(
    got: Any, expected: tuple[Any, ...] | list[Any], rtol: float | None, atol: float
) -> str | None:
    if not isinstance(got, tuple | list) or len(got) != len(expected):
        count = len(got) if isinstance(got, tuple | list) else _kind(got)
        return f"expected {len(expected)} values, got {count}"
    words = (difference(g, e, rtol, atol) for g, e in zip(got, expected, strict=True))
    return next((f"value {i} of the result: {w}" for i, w in enumerate(words, 1) if w), None)


def _exactly(got: Any, expected: Any, rtol: float | None) -> str | None:
    flag = isinstance(expected, bool | np.bool_)
    if flag and not isinstance(got, bool | np.bool_):
        return f"expected True or False, got {_kind(got)}"
    same = rtol is None or (type(got) is not np.ndarray and got == expected)
    return None if same else "it is another value"


def _numbers(got: Any, expected: Any, rtol: float | None, atol: float) -> str | None:
    try:
        array, wanted = np.asarray(got), np.asarray(expected)
    except ValueError:
        return "its rows have different lengths"
    if array.dtype.kind == "c":
        if np.any(array.imag != 0):
            return "expected real numbers, got complex ones"
        array = array.real  # np.linalg.eig of NumPy 2.5 writes real numbers so
    if array.dtype.kind not in "biuf":
        return f"expected numbers, got {_kind(got)}"
    if array.shape != wanted.shape:
        return f"its shape is {array.shape}, not {wanted.shape}"
    if rtol is None:
        return None
    with np.errstate(all="ignore"):
        close = np.isclose(array, wanted, rtol, atol, equal_nan=True)
    if close.all():
        return None
    if not np.isfinite(array).all() and np.isfinite(wanted).all():
        return "it contains nan or inf"
    if array.dtype.kind == "f" and array.dtype.itemsize < 8:
        return f"it is computed in {array.dtype}, and wrong at least to float64"
    return "the value is wrong" if close.ndim == 0 else f"{(~close).sum()} of {close.size} wrong"


def _kind(value: Any) -> str:
    return type(value).__name__
