"""Values as text: what passes between grader and worker, and nothing else.

Needs Python and NumPy alone: it is in the sandbox too. `decode` believes nothing.
"""

from __future__ import annotations

import base64
import math
import re
from typing import Any

import numpy as np

PLAIN = (str, int, float, bool, type(None))
DEPTH = 20
LONGEST = 10_000
"""The most values of one list, tuple or dict: more of them belong into an array."""
LARGEST_KEY = 2**60
"""Integers of this size or more may all have one hash, which makes a dict slow without end."""


class UnreadableError(ValueError):
    """A value that no answer may have; the text says what it is."""


def pieces(content: bytes) -> int:
    """Return how many values JSON may make of `content`, at most."""
    return sum(map(content.count, (b",", b":", b"[", b"{")))


def encode(value: Any, depth: int = 0) -> Any:
    """Return what JSON can carry of `value`.

    Numbers, texts, flags and None stay; arrays, lists, tuples and dicts become objects with one
    tag, as do functions given as `text` and generators given as `value` (`Source`, `Seed`).

    Raises
    ------
    UnreadableError
        If `value` holds anything else, or is nested more than 20 deep.
    """
    if depth > DEPTH:
        raise UnreadableError("values nested without end")
    if isinstance(value, np.generic) and value.dtype.kind in "biufU":
        value = value.item()
    if type(value) in PLAIN:
        return value
    if isinstance(value, np.ndarray):
        return _encode_array(value)
    if isinstance(value, list | tuple | dict) and len(value) > LONGEST:
        raise UnreadableError(f"more than {LONGEST} values outside of an array")
    if isinstance(value, list | tuple):
        tag = "list" if isinstance(value, list) else "tuple"
        return {tag: [encode(item, depth + 1) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[encode(k, depth + 1), encode(v, depth + 1)] for k, v in value.items()]}
    recipe = type(value).__name__
    if recipe in ("Source", "Seed"):
        return {recipe: value.text if recipe == "Source" else value.value}
    raise UnreadableError(f"an object of type {recipe[:40]}")


def _encode_array(value: Any) -> dict[str, Any]:
    kind = value.dtype.kind
    if kind not in "biufc":
        raise UnreadableError(f"an array of {value.dtype.name[:40]}")
    wide, most = (np.complex128, 16) if kind == "c" else (np.float64, 8)
    array = np.asarray(value, wide if value.dtype.itemsize > most else value.dtype)
    array = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"))).reshape(value.shape)
    text = base64.b64encode(array.tobytes()).decode()
    return {"array": text, "dtype": array.dtype.str, "shape": list(array.shape)}


def decode(value: Any, recipes: bool = False, depth: int = 0) -> Any:
    """Return what `encode` was given; functions and generators only if `recipes`.

    Raises
    ------
    UnreadableError
        If `value` is not what `encode` writes.
    """
    if depth > DEPTH:
        raise UnreadableError("values nested without end")
    if type(value) in PLAIN:
        return value
    tag = next(iter(value), "") if isinstance(value, dict) else ""
    if tag == "array":
        return _decode_array(value)
    if recipes and tag == "Source":
        return eval(value[tag], {"np": np})
    if recipes and tag == "Seed":
        return np.random.default_rng(value[tag])
    if tag not in ("list", "tuple", "dict") or len(value) != 1 or type(value[tag]) is not list:
        raise UnreadableError("a value of no known form")
    items = [decode(item, recipes, depth + 1) for item in value[tag]] if tag != "dict" else []
    if tag == "dict":
        return _decode_dict(value[tag], recipes, depth)
    return items if tag == "list" else tuple(items)


def _decode_dict(pairs: list[Any], recipes: bool, depth: int) -> dict[Any, Any]:
    out = {}
    for pair in pairs:
        if type(pair) is not list or len(pair) != 2 or type(pair[0]) not in PLAIN:
            raise UnreadableError("a dict of no known form")
        if type(pair[0]) is int and abs(pair[0]) >= LARGEST_KEY:
            raise UnreadableError("a dict with a key of more than 60 bits")
        out[pair[0]] = decode(pair[1], recipes, depth + 1)
    return out


def _decode_array(value: dict[str, Any]) -> Any:
    shape, kind, text = value.get("shape"), value.get("dtype"), value["array"]
    if set(value) != {"array", "dtype", "shape"} or not isinstance(text, str):
        raise UnreadableError("an array of no known form")
    if not isinstance(kind, str) or not re.fullmatch("[<|][biuf][1248]|<c8|<c16", kind):
        raise UnreadableError("an array of no known form")
    if not isinstance(shape, list) or any(type(n) is not int or n < 0 for n in shape[:33]):
        raise UnreadableError("an array of no known form")
    try:
        data, dtype = base64.b64decode(text, validate=True), np.dtype(kind)
    except (ValueError, TypeError):
        raise UnreadableError("an array of no known form") from None
    if len(shape) > 32 or len(data) != math.prod(shape) * dtype.itemsize:
        raise UnreadableError("an array of the wrong length")
    try:
        return np.frombuffer(data, dtype).reshape(shape).copy()
    except ValueError:  # sizes beyond those of NumPy, beside a size of 0
        raise UnreadableError("an array of no known form") from None
