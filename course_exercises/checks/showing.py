"""A call of a student's function in one line of text: short values in full, long ones by shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from course_exercises.checks.arguments import Seed, Source
from course_exercises.checks.comparing import size

LINE = 160
"""The line that a call should fit into; a longer one shows fewer values in full."""

RETURNED = 80
"""The longest text for what a function returned."""


def shown(function: str, args: Sequence[Any]) -> str:
    """Return the call in one line, such as ``f([0.5, 1.25], array of shape (8, 3))``.

    Arrays, lists and dicts of up to 12 numbers are written in full, or up to 4 or none if the line
    gets too long.
    """
    for most in (12, 4, 0):
        text = f"{function}({', '.join(_word(value, most) for value in args)})"
        if len(text) <= LINE:
            break
    return text


def returned(value: Any) -> str:
    """Return what a function returned: values as in `shown`, cut after 80 characters."""
    try:
        text = _word(value, 12)
    except Exception:  # an integer of thousands of digits, say, has no text
        text = f"an object of type {type(value).__name__}"
    return text if len(text) <= RETURNED else f"{text[:RETURNED]} …"


def _word(value: Any, most: int) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, np.ndarray):
        fits = value.size <= most
        return _word(value.tolist(), most) if fits else f"array of shape {value.shape}"
    if isinstance(value, Mapping):
        return _mapping(value, most)
    if isinstance(value, list | tuple):
        return _items(value, most)
    if isinstance(value, Seed):
        return f"np.random.default_rng({value.value})"
    return " ".join(value.text.split()) if isinstance(value, Source) else repr(value)


def _mapping(value: Mapping[Any, Any], most: int) -> str:
    if size(value) > most:
        return f"dict with the keys {', '.join(map(repr, value))}"
    return "{" + ", ".join(f"{k!r}: {_word(v, most)}" for k, v in value.items()) + "}"


def _items(value: Sequence[Any], most: int) -> str:
    kind = type(value).__name__
    if size(value) <= most:
        left, right = "[]" if kind == "list" else "()"
        return left + ", ".join(_word(v, most) for v in value) + right
    shapes = {np.shape(v) if isinstance(v, np.ndarray) else None for v in value}
    if shapes == {None}:
        return f"{kind} of {len(value)} values"
    each = f" of shape {shapes.pop()}" if len(shapes) == 1 else ""
    return f"{kind} of {len(value)} arrays{each}"
