"""What drawings ask of their arguments: Axes, numbers, labels, and a way to write a number.

Each check returns the argument, ready to draw, or raises an error that names rule and remedy.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from course_lib import _validate as check
from course_lib._validate import Array, message

LARGEST = 1e200
"""What is larger has no room beside it on an axis."""


def check_axes(owner: str, ax: object) -> None:
    """Refuse what is not one panel of a figure."""
    if not isinstance(ax, Axes):
        remedy = "Pass one panel: fig, ax = plt.subplots()."
        raise TypeError(message(owner, "Axes ax", type(ax).__name__, remedy))


def real_numbers(owner: str, name: str, value: object) -> Array:
    """Return `value` as float64; NaN and infinities leave gaps in a drawing."""
    return check.as_array(owner, name, value).astype(np.float64)


def check_drawable(owner: str, name: str, value: object) -> Array:
    """Return `value` as float64 if all of it fits on an axis."""
    numbers = check.finite(owner, name, value).astype(np.float64)
    if np.abs(numbers).max(initial=0.0) > LARGEST:
        rule = f"{name} between -{LARGEST:g} and {LARGEST:g}"
        raise ValueError(message(owner, rule, f"{numbers.min():g} to {numbers.max():g}"))
    return numbers


def check_sequence(owner: str, name: str, value: object, least: int = 1) -> Array:
    """Return `value` if it is a sequence of `least` finite numbers or more."""
    numbers = check_drawable(owner, name, value)
    if numbers.ndim != 1 or len(numbers) < least:
        rule = f"{least} or more numbers {name}"
        raise ValueError(message(owner, rule, f"shape {numbers.shape}"))
    return numbers


def check_ascending(owner: str, name: str, value: object, least: int) -> Array:
    """Return `value` if it is a sequence of `least` numbers or more that ascend."""
    places = check_sequence(owner, name, value, least)
    if (places[1:] <= places[:-1]).any():
        raise ValueError(message(owner, f"ascending {name}", f"{places}"))
    return places


def check_spaced(owner: str, name: str, value: object) -> Array:
    """Return `value` if it is a sequence of two numbers or more that ascend in equal steps."""
    edges = check_sequence(owner, name, value, 2)
    steps = np.diff(edges / 2)
    if not np.allclose(steps, steps[0]) or steps[0] <= 0:
        rule = f"equally spaced, ascending {name}"
        raise ValueError(message(owner, rule, edges, "np.linspace(low, high, bins + 1)."))
    return edges


def check_labels(owner: str, name: str, labels: object, *numbers: int) -> list[str]:
    """Return the labels, texts or numbers, as texts, as many as one of `numbers` says."""
    entries = check.sequence(owner, name, labels)
    for entry in entries:
        if not isinstance(entry, str | int | float | np.number):
            raise TypeError(message(owner, f"texts or numbers in {name}", repr(entry)))
    if numbers and len(entries) not in numbers:
        rule = f"{' or '.join(map(str, numbers))} {name}"
        raise ValueError(message(owner, rule, len(entries), "One for each."))
    return [str(entry) for entry in entries]
