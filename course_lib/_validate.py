"""The checks that write every error message: the rule, what came, the remedy.

Message form: ``Owner: expected RULE, got VALUE. REMEDY`` (``TypeError`` for a wrong type,
``ValueError`` for a wrong value). Each check returns the value, ready to use.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Number: TypeAlias = float | Array
"""A hyperparameter: one number, or an array with one number per trial."""
SHOWN = 20
"""Entries of an array that a message shows."""
_OWN_RULES = (np.ma.MaskedArray, np.matrix)


def message(owner: str, rule: str, received: object, remedy: str = "") -> str:
    """Return ``owner: expected rule, got received. remedy``."""
    return f"{owner}: expected {rule}, got {received}." + (f" {remedy}" if remedy else "")


def shown(value: object) -> str:
    """Return `value` as a message shows it: what would fill the page by its shape or its type."""
    if isinstance(value, np.ndarray) and value.size > SHOWN:
        return f"an array of shape {value.shape}"
    text = repr(value)
    if len(text) <= 5 * SHOWN and "\n" not in text:
        return text
    return f"{text[: 5 * SHOWN]}…" if isinstance(value, str) else type(value).__name__


def plain(value: object) -> Any:
    """Return one number as a Python number, numbers per trial as an array."""
    array = np.asarray(value)
    return array if array.ndim else array.item()


def as_array(owner: str, name: str, value: object, remedy: str = "") -> Array:
    """Return `value` as an array of real floating-point numbers (integers become float64)."""
    array = rectangular(owner, name, value)
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    if array.dtype.kind != "f":
        raise TypeError(message(owner, f"real numbers in {name}", f"dtype {array.dtype}", remedy))
    return array


def rectangular(owner: str, name: str, value: object) -> Array:
    """Return `value` as an array; refuse rows of different lengths, and hidden entries."""
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        received, remedy = "a masked array", "Its hidden entries would count. Fill or drop them."
        raise ValueError(message(owner, f"{name} without a mask", received, remedy))
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(message(owner, f"a rectangular array {name}", "ragged rows")) from None
    if array.dtype == np.longdouble and array.dtype != np.float64:
        remedy = f"Pass {name}.astype(float)."
        raise TypeError(message(owner, f"float64 at most in {name}", f"{array.dtype}", remedy))
    return array


def array(owner: str, name: str, value: object) -> None:
    """Refuse lists and numbers where converting them would cost time in every step.

    Masked arrays and matrices too: they compute by rules of their own.
    """
    if not isinstance(value, np.ndarray) or isinstance(value, _OWN_RULES):
        remedy = f"Pass np.array({name})."
        raise TypeError(message(owner, f"a NumPy array {name}", type(value).__name__, remedy))
    if value.dtype.kind not in "biufc":
        raise TypeError(message(owner, f"real numbers in {name}", f"dtype {value.dtype}"))


def finite(owner: str, name: str, value: object, remedy: str = "") -> Array:
    """Return `value` as a real array without NaN or infinity."""
    array = as_array(owner, name, value, remedy)
    if not np.isfinite(array).all():
        bad = int(array.size - np.isfinite(array).sum())
        received = f"{bad} of {array.size} values NaN or infinite"
        raise ValueError(message(owner, f"finite {name}", received, remedy))
    return array


def interval(
    owner: str,
    name: str,
    value: object,
    low: float = -math.inf,
    high: float = math.inf,
    *,
    open_low: bool = False,
    open_high: bool = False,
    remedy: str = "",
) -> Number:
    """Return `value`, a number or an array of numbers, if all of it lies between the bounds."""
    array = rectangular(owner, name, value)
    if array.dtype.kind not in "iuf" or array.size == 0:
        raise TypeError(message(owner, f"a number {name}", shown(value), remedy))
    array = array.astype(np.float64)
    above = array > low if open_low else array >= low
    below = array < high if open_high else array <= high
    if not (np.isfinite(array) & above & below).all():
        left = "" if low == -math.inf else f"{low:g} {'<' if open_low else '<='} "
        right = "" if high == math.inf else f" {'<' if open_high else '<='} {high:g}"
        rule = f"{left}{name}{right}" if left or right else f"finite {name}"
        raise ValueError(message(owner, rule, f"{name}={shown(value)}", remedy))
    return float(array) if array.ndim == 0 else array


def number(
    owner: str,
    name: str,
    value: object,
    low: float = -math.inf,
    high: float = math.inf,
    **options: Any,
) -> float:
    """Return `value` as one ``float`` between the bounds; the options are `interval`'s."""
    number = interval(owner, name, value, low, high, **options)
    if isinstance(number, float):
        return number
    raise TypeError(message(owner, f"one number {name}", f"an array of shape {number.shape}"))


def function(owner: str, name: str, value: object) -> None:
    """Refuse what cannot be called."""
    if not callable(value):
        raise TypeError(message(owner, f"a function {name}", shown(value)))


def method(owner: str, name: str, value: object, method: str) -> None:
    """Refuse what does not have the method that will be called, or is a class."""
    if isinstance(value, type) or not callable(getattr(value, method, None)):
        raise TypeError(message(owner, f"{name} with a method {method}", shown(value)))


def integer(owner: str, name: str, value: object, low: int = 1, remedy: str = "") -> int:
    """Return `value` as an ``int`` that is at least `low`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(message(owner, f"an integer {name}", shown(value), remedy))
    if value < low:
        raise ValueError(message(owner, f"{name} >= {low}", f"{name}={value}", remedy))
    return int(value)


def choice(owner: str, name: str, value: object, choices: Iterable[str]) -> str:
    """Return `value` if it is one of `choices`; suggest the nearest one otherwise."""
    names = sorted(choices)
    if isinstance(value, str) and value in names:
        return value
    near = get_close_matches(str(value), names, n=1)
    remedy = f"Did you mean {near[0]!r}?" if near else ""
    raise ValueError(message(owner, f"{name} in {names}", shown(value), remedy))


def flag(owner: str, name: str, value: object) -> bool:
    """Return `value` if it is True or False; the text "no" would count as true."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(message(owner, f"True or False for {name}", shown(value)))
    return bool(value)


def text(owner: str, name: str, value: object) -> str:
    """Return `value` if it is text; a number would be written by rules of its own."""
    if not isinstance(value, str):
        raise TypeError(message(owner, f"text for {name}", shown(value), f"Pass str({name})."))
    return value


def pair(owner: str, name: str, value: object, **options: Any) -> tuple[float, float]:
    """Return `value` as two ``float``; the options are `interval`'s."""
    pair = np.asarray(interval(owner, name, value, **options))
    if pair.shape != (2,):
        raise ValueError(message(owner, f"two numbers {name}", shown(value)))
    return float(pair[0]), float(pair[1])


def sequence(owner: str, name: str, value: object) -> list[Any]:
    """Return the entries of a sequence, or of whatever else can be listed."""
    try:
        return list(value)  # type: ignore[call-overload, no-any-return]
    except TypeError:
        raise TypeError(message(owner, f"a sequence {name}", shown(value))) from None


def mapping(owner: str, name: str, value: object) -> dict[str, Any]:
    """Return a mapping from names to anything; refuse others, and one without entries."""
    if not isinstance(value, Mapping):
        rule, remedy = f"{name} as a mapping from names", 'Such as {"sgd": …, "adam": …}.'
        raise TypeError(message(owner, rule, shown(value), remedy))
    if not value:
        raise ValueError(message(owner, f"one entry or more in {name}", "none"))
    return {text(owner, f"the names in {name}", key): entry for key, entry in value.items()}


def dtype(owner: str, dtype: Any) -> np.dtype[Any]:
    """Return float64 or float32, given as a dtype, a type or its name; refuse all others."""
    try:
        found: np.dtype[Any] | None = None if dtype is None else np.dtype(dtype)
    except (TypeError, ValueError):
        found = None
    if found is None or found not in (np.float64, np.float32):
        raise ValueError(message(owner, "dtype float64 or float32", shown(dtype)))
    return found


def features(owner: str, x: Array, features: int, remedy: str = "Missing Flatten?") -> None:
    """Refuse `x` unless its shape is ``(..., N, features)`` with N >= 1."""
    array(owner, "x", x)
    if x.ndim < 2 or x.shape[-1] != features:
        if x.ndim < 3:
            remedy = "One example needs a batch axis: x[None]." if x.ndim == 1 else ""
        raise ValueError(message(owner, f"shape (..., N, {features})", x.shape, remedy))
    batch(owner, x.shape[-2])


def batch(owner: str, size: int) -> None:
    """Refuse a batch without examples."""
    if size == 0:
        raise ValueError(message(owner, "a batch of 1 example or more", "an empty batch"))


def generator(owner: str, rng: object) -> np.random.Generator:
    """Return `rng` if it is a ``numpy.random.Generator``."""
    if not isinstance(rng, np.random.Generator):
        remedy = "Pass rng=np.random.default_rng(seed)."
        raise TypeError(message(owner, "a numpy.random.Generator rng", shown(rng), remedy))
    return rng
