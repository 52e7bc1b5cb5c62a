"""Search spaces: a dict from the name of a hyperparameter to the distribution it comes from.

A distribution is written as its inverse distribution function, which turns a number u of the
unit interval into a value:

    Uniform      x = low + u (high − low)
    LogUniform   x = low (high / low)^u          (log x is uniform)
    IntUniform   x = low + ⌊u (high − low + 1)⌋  (both ends included)
    Choice       x = options[⌊u k⌋]

So drawing a configuration is drawing a point of the unit cube, and every search method works in
that cube. Used in chapter 7: why a learning rate is drawn log-uniformly, grid against random.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message

Value: TypeAlias = float | int | str | bool | None
"""What a hyperparameter can be: everything a JSON file keeps unchanged."""
Config: TypeAlias = dict[str, Value]
"""A configuration: one value for every hyperparameter."""

LARGEST = 2**53
"""Up to here a float can be any whole number."""


@dataclass(frozen=True)
class Uniform:
    """A real number, every value between `low` and `high` equally likely.

    x = low + u (high − low)

    Parameters
    ----------
    low, high : float
        Ends of the range, low < high.

    Raises
    ------
    ValueError
        If the range is empty or not finite.

    Examples
    --------
    >>> Uniform(0.0, 0.5).from_unit(0.5)
    0.25
    >>> Uniform(0.0, 0.5).grid(3)
    [0.0, 0.25, 0.5]
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        _store_range(self, check.number("Uniform", "low", self.low))

    def from_unit(self, u: float) -> float:
        """x = low + u (high − low)."""
        return _clip(self.low + u * (self.high - self.low), self)

    def to_unit(self, value: float) -> float:
        """u = (x − low) / (high − low)."""
        _check_member(self, value)
        return (value - self.low) / (self.high - self.low)

    def grid(self, points: int) -> list[float]:
        """Return `points` equally spaced values, both ends included (one point: the middle)."""
        values = np.linspace(self.low, self.high, points) if points > 1 else [self.from_unit(0.5)]
        return [float(value) for value in values]

    def features(self, u: Array) -> Array:
        """Return u itself: one coordinate."""
        return u[:, None]

    def __contains__(self, value: object) -> bool:
        return _is_number(value) and self.low <= value <= self.high  # type: ignore[operator]


@dataclass(frozen=True)
class LogUniform:
    """A positive number whose *logarithm* is uniform: every decade equally likely.

    x = low (high / low)^u

    Parameters
    ----------
    low, high : float
        Ends of the range, 0 < low < high.

    Raises
    ------
    ValueError
        If the range is empty, not finite or not positive.

    Examples
    --------
    >>> round(LogUniform(1e-4, 1e-2).from_unit(0.5), 12)
    0.001
    >>> LogUniform(1e-4, 1e-2).grid(3)
    [0.0001, 0.001, 0.01]

    References
    ----------
    Bergstra & Bengio, "Random search for hyper-parameter optimization", JMLR 13 (2012), draw the
    learning rate so.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        remedy = "A range that reaches 0 or below: use Uniform."
        low = check.number("LogUniform", "low", self.low, 0, open_low=True, remedy=remedy)
        _store_range(self, low)

    def from_unit(self, u: float) -> float:
        """x = exp(log low + u (log high − log low)): the ratio high / low might overflow."""
        log_low, log_high = math.log(self.low), math.log(self.high)
        return _clip(math.exp(log_low + u * (log_high - log_low)), self)

    def to_unit(self, value: float) -> float:
        """u = log(x / low) / log(high / low)."""
        _check_member(self, value)
        log_low, log_high = math.log(self.low), math.log(self.high)
        return (math.log(value) - log_low) / (log_high - log_low)

    def grid(self, points: int) -> list[float]:
        """Return `points` values with equal ratios, both ends included (one point: the middle)."""
        values = np.geomspace(self.low, self.high, points) if points > 1 else [self.from_unit(0.5)]
        return [_clip(float(value), self) for value in values]

    def features(self, u: Array) -> Array:
        """Return u itself: one coordinate, the logarithm's."""
        return u[:, None]

    def __contains__(self, value: object) -> bool:
        return _is_number(value) and self.low <= value <= self.high  # type: ignore[operator]


@dataclass(frozen=True)
class IntUniform:
    """A whole number from `low` to `high`, both included, equally likely.

    x = low + ⌊u (high − low + 1)⌋

    Parameters
    ----------
    low, high : int
        Ends of the range, −2⁵³ <= low < high <= 2⁵³.

    Raises
    ------
    TypeError
        If an end is not a whole number.
    ValueError
        If the range is empty, or an end too large to be exact as a float.

    Examples
    --------
    >>> [IntUniform(1, 4).from_unit(u) for u in (0.0, 0.24, 0.25, 1.0)]
    [1, 1, 2, 4]
    """

    low: int
    high: int

    def __post_init__(self) -> None:
        low = check.integer("IntUniform", "low", self.low, low=-LARGEST)
        high = check.integer("IntUniform", "high", self.high, low=-LARGEST)
        check.number("IntUniform", "high", high, high=LARGEST)
        _store_range(self, low)

    @property
    def count(self) -> int:
        """How many values there are."""
        return self.high - self.low + 1

    def from_unit(self, u: float) -> int:
        """x = low + ⌊u · count⌋; u = 1 gives `high`."""
        return min(self.low + int(u * self.count), self.high)

    def to_unit(self, value: int) -> float:
        """Return the middle of the values of u that give `value`."""
        _check_member(self, value)
        return (value - self.low + 0.5) / self.count

    def grid(self, points: int) -> list[int]:
        """Return `points` whole numbers spread evenly (all of them if there are fewer)."""
        if points >= self.count:
            return list(range(self.low, self.high + 1))
        return [round(value) for value in Uniform(self.low, self.high).grid(points)]

    def features(self, u: Array) -> Array:
        """Return the middle of u's value: all u of one value are one place."""
        cells = np.minimum(np.floor(u * self.count), self.count - 1)
        return np.asarray((cells + 0.5) / self.count)[:, None]

    def __contains__(self, value: object) -> bool:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and self.low <= value <= self.high  # type: ignore[operator]


@dataclass(frozen=True)
class Choice:
    """One of a few options, equally likely, in no order.

    x = options[⌊u k⌋]

    Parameters
    ----------
    options : sequence
        Two or more different strings, numbers, booleans or None. For anything else (functions,
        lists) use a name here and look the object up in the objective: a file can keep a name.

    Raises
    ------
    TypeError
        If an option is not of these kinds.
    ValueError
        If there are fewer than two options, or two are equal.

    Examples
    --------
    >>> Choice(["sgd", "adam"]).from_unit(0.7)
    'adam'
    """

    options: Sequence[Value]

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", _check_options(self.options))

    def from_unit(self, u: float) -> Value:
        """x = options[⌊u k⌋]; u = 1 gives the last option."""
        return self.options[min(int(u * len(self.options)), len(self.options) - 1)]

    def to_unit(self, value: Value) -> float:
        """Return the middle of the values of u that give `value`."""
        _check_member(self, value)
        return (self.options.index(value) + 0.5) / len(self.options)

    def grid(self, points: int) -> list[Value]:
        """Return every option, whatever `points` says: there is nothing between two options."""
        return list(self.options)

    def features(self, u: Array) -> Array:
        """Return one coordinate per option, √½ at the chosen one: any two are 1 apart."""
        index = np.minimum(np.floor(u * len(self.options)), len(self.options) - 1).astype(int)
        return np.asarray(np.eye(len(self.options))[index] * math.sqrt(0.5))

    def __contains__(self, value: object) -> bool:
        return any(value == option and type(value) is type(option) for option in self.options)


def _store_range(distribution: Any, low: float) -> None:
    """Check low < high and keep both as plain numbers of low's type (NumPy's would leak out)."""
    owner = type(distribution).__name__
    high = check.number(owner, "high", distribution.high)
    if not low < high or not math.isfinite(high - low):
        raise ValueError(message(owner, "low < high", f"low={low!r}, high={distribution.high!r}"))
    object.__setattr__(distribution, "low", low)
    object.__setattr__(distribution, "high", type(low)(high))


def _check_options(options: object) -> tuple[Value, ...]:
    if isinstance(options, str) or not isinstance(options, Sequence):
        raise TypeError(message("Choice", "a list of options", repr(options)))
    for option in options:
        if not (option is None or isinstance(option, str | bool) or _is_number(option)):
            remedy = "Use a name and look the object up in the objective."
            rule = "strings, finite numbers, booleans or None"
            raise TypeError(message("Choice", rule, repr(option), remedy))
    if len(options) < 2 or len(set(options)) < len(options):
        raise ValueError(message("Choice", "2 or more different options", repr(list(options))))
    return tuple(options)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _clip(value: float, ends: Uniform | LogUniform) -> float:
    return min(max(value, ends.low), ends.high)


def _check_member(distribution: Uniform | LogUniform | IntUniform | Choice, value: object) -> None:
    if value not in distribution:
        owner = type(distribution).__name__
        raise ValueError(message(owner, f"a value of {distribution}", repr(value)))
