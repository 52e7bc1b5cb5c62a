"""Search spaces: a dict from the name of a hyperparameter to the distribution it comes from.

A distribution is written as its inverse distribution function, which turns a number u of the
unit interval into a value:

    Uniform      x = low + u (high − low)
    LogUniform   x = low (high / low)^u          (log x is uniform)
    IntUniform   x = low + ⌊u (high − low + 1)⌋  (both ends included)
    LogIntUniform  x = ⌊a (b / a)^u + ½⌋,  a = low − ½,  b = high + ½
    Choice       x = options[⌊u k⌋]

So drawing a configuration is drawing a point of the unit cube, and every search method works in
that cube. A distribution of your own is a subclass of `Distribution`. Used in chapter 7: why a
learning rate is drawn log-uniformly, grid against random.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message

Value: TypeAlias = float | int | str | bool | None
"""What a hyperparameter can be: everything a JSON file keeps unchanged."""
Config: TypeAlias = dict[str, Value]
"""A configuration: one value for every hyperparameter."""

LARGEST = 2**53
"""Up to here a float can be any whole number."""

KINDS: dict[str, Any] = {}
"""All distributions by name, to read them from a file."""


class Distribution(ABC):
    """What a hyperparameter is drawn from; subclass it for a distribution of your own.

    x = F⁻¹(u),  u uniform in [0, 1]

    A subclass has `from_unit` and `to_unit`; the other methods are those of a real number, and may
    be replaced. Make it a frozen dataclass: its fields are kept in the file of a search, as JSON,
    and the file can be read where the class is defined.

    Examples
    --------
    >>> @dataclass(frozen=True)
    ... class Root(Distribution):
    ...     high: float
    ...     def from_unit(self, u):
    ...         return self.high * math.sqrt(u)
    ...     def to_unit(self, value):
    ...         return (value / self.high) ** 2
    >>> from course_lib.search import random_search
    >>> result = random_search(abs, {"x": Root(2.0)}, 4, rng=np.random.default_rng(0))
    """

    def __init_subclass__(cls) -> None:
        if cls.__name__.startswith("_"):
            return
        known = KINDS.setdefault(cls.__name__, cls)
        if known.__module__ == __name__ != cls.__module__:
            received = "that of a distribution of course_lib"
            raise TypeError(message(cls.__name__, "a name of its own", received))
        KINDS[cls.__name__] = cls

    @abstractmethod
    def from_unit(self, u: float) -> Value:
        """Return the value at `u`, 0 <= u <= 1."""

    @abstractmethod
    def to_unit(self, value: Any) -> float:
        """Return the u in [0, 1] of a value: the inverse of `from_unit`."""

    def grid(self, points: int) -> Sequence[Value]:
        """Return about `points` values spread evenly, both ends included (one: the middle)."""
        return [self.from_unit(u) for u in (np.linspace(0, 1, points) if points > 1 else [0.5])]

    def features(self, u: Array) -> Array:
        """Return u (n,) as coordinates (n, width) in which a distance means something."""
        return u[:, None]

    def __contains__(self, value: object) -> bool:
        try:
            return 0 <= self.to_unit(value) <= 1
        except (ArithmeticError, TypeError, ValueError):
            return False


@dataclass(frozen=True)
class Uniform(Distribution):
    """A real number, every value between `low` and `high` equally likely.

    x = low + u (high − low)

    Parameters
    ----------
    low, high : float
        Ends of the range, low < high.

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

    def __contains__(self, value: object) -> bool:
        return _is_number(value) and self.low <= value <= self.high  # type: ignore[operator]


@dataclass(frozen=True)
class LogUniform(Distribution):
    """A positive number whose *logarithm* is uniform: every decade equally likely.

    x = low (high / low)^u

    Parameters
    ----------
    low, high : float
        Ends of the range, 0 < low < high.

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

    def __contains__(self, value: object) -> bool:
        return _is_number(value) and self.low <= value <= self.high  # type: ignore[operator]


@dataclass(frozen=True)
class _Whole(Distribution):
    """The frame of a range of whole numbers, both ends included."""

    low: int
    high: int

    least: ClassVar[int] = -LARGEST
    scale: ClassVar[type[Uniform] | type[LogUniform]] = Uniform

    def __post_init__(self) -> None:
        owner = type(self).__name__
        low = check.integer(owner, "low", self.low, low=self.least)
        high = check.integer(owner, "high", self.high, low=self.least)
        check.number(owner, "high", high, high=LARGEST)
        _store_range(self, low)

    def grid(self, points: int) -> list[int]:
        """Return `points` whole numbers spread evenly on the scale (fewer if two coincide)."""
        if points > self.high - self.low:
            return list(range(self.low, self.high + 1))
        return sorted({round(value) for value in self.scale(self.low, self.high).grid(points)})

    def features(self, u: Array) -> Array:
        """Return the middle of u's value: all u of one value are one place."""
        return np.array([[self.to_unit(self.from_unit(point))] for point in u])

    def __contains__(self, value: object) -> bool:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and self.low <= value <= self.high  # type: ignore[operator]


@dataclass(frozen=True)
class IntUniform(_Whole):
    """A whole number from `low` to `high`, both included, equally likely.

    x = low + ⌊u (high − low + 1)⌋

    Parameters
    ----------
    low, high : int
        Ends of the range, −2⁵³ <= low < high <= 2⁵³.

    Examples
    --------
    >>> [IntUniform(1, 4).from_unit(u) for u in (0.0, 0.24, 0.25, 1.0)]
    [1, 1, 2, 4]
    """

    def from_unit(self, u: float) -> int:
        """x = low + ⌊u (high − low + 1)⌋; u = 1 gives `high`."""
        return min(self.low + int(u * (self.high - self.low + 1)), self.high)

    def to_unit(self, value: int) -> float:
        """Return the middle of the values of u that give `value`."""
        _check_member(self, value)
        return (value - self.low + 0.5) / (self.high - self.low + 1)


@dataclass(frozen=True)
class LogIntUniform(_Whole):
    """A whole number, every doubling about equally likely: the width of a layer, a batch size.

    x = ⌊a (b / a)^u + ½⌋,  a = low − ½,  b = high + ½

    A log-uniform real number, rounded: P(x) ∝ log((x + ½) / (x − ½)), which is about 1 / x.

    Parameters
    ----------
    low, high : int
        Ends of the range, both included, 1 <= low < high <= 2⁵³.

    Examples
    --------
    >>> [LogIntUniform(1, 64).from_unit(u) for u in (0.0, 0.25, 0.5, 0.75, 1.0)]
    [1, 2, 6, 19, 64]
    >>> LogIntUniform(1, 64).grid(4)
    [1, 4, 16, 64]
    """

    least: ClassVar[int] = 1
    scale: ClassVar[type[Uniform] | type[LogUniform]] = LogUniform

    def from_unit(self, u: float) -> int:
        """x = ⌊a (b / a)^u + ½⌋; rounding cannot leave the range."""
        a, b = self.low - 0.5, self.high + 0.5
        return min(max(math.floor(a * math.pow(b / a, u) + 0.5), self.low), self.high)

    def to_unit(self, value: int) -> float:
        """Return the middle of the values of u that give `value`: u of √((x − ½)(x + ½))."""
        _check_member(self, value)
        a, b = self.low - 0.5, self.high + 0.5
        return math.log(math.sqrt(value**2 - 0.25) / a) / math.log(b / a)


@dataclass(frozen=True)
class Choice(Distribution):
    """One of a few options, equally likely, in no order.

    x = options[⌊u k⌋]

    Parameters
    ----------
    options : sequence
        Two or more different strings, numbers, booleans or None. For anything else (functions,
        lists) use a name here and look the object up in the objective: a file can keep a name.

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


def _check_member(distribution: Distribution, value: object) -> None:
    if value not in distribution:
        owner = type(distribution).__name__
        raise ValueError(message(owner, f"a value of {distribution}", repr(value)))
