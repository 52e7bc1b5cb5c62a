"""Sentences that a chapter may only say while they are true, with the number that was measured.

    claim("He keeps the spread over 50 layers", ratio, between=(0.8, 1.25))
    compare("Nesterov", a, "momentum", b, margin=0.5, unit="points")

The first prints ``✓ He keeps the spread over 50 layers: 1.04 (between 0.8 and 1.25)``, and stops
the chapter with an `AssertionError` when the number lies outside. The second compares two methods
run by run and says what the difference is worth. Used in all chapters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib import _validate as check
from course_lib._validate import Array, message

FEWEST_PAIRS = 8
LARGEST = 1e100


def claim(
    sentence: str,
    measured: object,
    *,
    between: tuple[float, float] | None = None,
    above: float | None = None,
    below: float | None = None,
    equal: float | None = None,
    unit: str = "",
) -> None:
    """Print `sentence` with the measured number and its bound; stop if the bound does not hold.

    Parameters
    ----------
    sentence : str
        What has just been measured, in one line without the number.
    measured : float or array of floats
        The number. Of an array every value must lie within the bound, and its range is printed.
    between : (float, float)
        Smallest and largest value that the sentence allows, both included.
    above, below : float
        The number lies strictly above or below; both together are an open interval.
    equal : float
        The number itself, to rounding (a relative 1e-9).
    unit : str, default ""
        Printed after the number: "%", "points".

    Raises
    ------
    AssertionError
        If the bound does not hold; with the sentence, the number and the bound.
    TypeError, ValueError
        If the sentence is not one tidy line, the number is not finite, or there is not one bound.

    Examples
    --------
    >>> claim("He keeps the spread over 50 layers", 1.0378, between=(0.8, 1.25))
    ✓ He keeps the spread over 50 layers: 1.04 (between 0.8 and 1.25)
    >>> claim("every seed is overtaken within ten steps", np.array([4, 3, 8]), below=10)
    ✓ every seed is overtaken within ten steps: 3 to 8 (below 10)
    >>> claim("the network has as many weights as we counted", 599, equal=598)
    Traceback (most recent call last):
        ...
    AssertionError: the network has as many weights as we counted: 599 (not equal to 598)
    """
    _check_sentence(sentence)
    if isinstance(measured, bool | np.bool_):
        _claim_truth(sentence, bool(measured), (between, above, below, equal))
        return
    values = check.finite("claim", "measured", measured)
    if values.size == 0:
        raise ValueError(message("claim", "one measured number or more", "none"))
    holds, bound = _bound(values, between, above, below, equal)
    number = f"{sentence}: {_written(values)}{unit}"
    if not holds:
        raise AssertionError(f"{number} (not {bound})")
    print(f"✓ {number} ({bound})")


@dataclass(frozen=True)
class Comparison:
    """What the pairs of two methods say: mean difference, its interval, and a verdict in words."""

    difference: float
    half_width: float
    pairs: int
    verdict: str


def compare(
    first: str,
    a: object,
    second: str,
    b: object,
    *,
    margin: float,
    unit: str = "",
    lower_is_better: bool = False,
) -> Comparison:
    """Compare two methods on the same seeds; print and return what the difference is worth.

    With d = a − b for each seed, the interval is Student's for the mean of d, at 95 %. If all of it
    is on one side of 0, one method is better; if all of it is within ± `margin`, there is no
    difference that matters; otherwise the runs do not decide.

    Parameters
    ----------
    first, second : str
        Names of the methods.
    a, b : arrays of n >= 8 floats
        Their results; entry k of both comes from seed k (same data, same order of batches).
    margin : float > 0
        The largest difference that would not matter, in the unit of the results.
    unit : str, default ""
        Unit of a difference: "points".
    lower_is_better : bool, default False
        True for losses and errors.

    Examples
    --------
    >>> a = np.array([84.1, 83.9, 84.6, 84.0, 84.4, 84.2, 83.8, 84.5])
    >>> result = compare("Adam", a, "SGD", a - [2, 3, 2, 3, 2, 3, 2, 3], margin=1, unit="points")
    Adam is better than SGD by 2.5 ± 0.4 points (8 seeds)
    >>> _ = compare("Adam", a, "SGD", a - [-0.1, 0.1] * 4, margin=1, unit="points")
    Adam and SGD: no difference above 1 points (0.00 ± 0.09, 8 seeds)

    References
    ----------
    Student, "The probable error of a mean", Biometrika 6, 1908: the paired comparison.
    """
    from scipy.stats import t as student  # lazily: SciPy takes a second to load

    check.text("compare", "first", first)
    check.text("compare", "second", second)
    check.text("compare", "unit", unit)
    check.flag("compare", "lower_is_better", lower_is_better)
    margin = check.number("compare", "margin", margin, 0, open_low=True)
    d = _pairs(a, b)
    spread = float(d.std(ddof=1)) / math.sqrt(len(d))
    mean, half = float(d.mean()), float(student.ppf(0.975, len(d) - 1)) * spread
    low, high = mean - half, mean + half
    unit = f" {unit}" if unit else ""
    width, runs = _plus_minus(abs(mean), half), f"{len(d)} seeds"
    if low > 0 or high < 0:
        better, worse = (first, second) if (mean < 0) == lower_is_better else (second, first)
        verdict = f"{better} is better than {worse} by {width}{unit} ({runs})"
        if max(-low, high) <= margin:
            verdict += f", which is within the margin of {margin:g}{unit}"
    elif max(-low, high) <= margin:
        verdict = f"{first} and {second}: no difference above {margin:g}{unit} ({width}, {runs})"
    else:
        verdict = f"{first} and {second}: undecided, {_plus_minus(mean, half)}{unit} ({runs})"
    print(verdict)
    return Comparison(mean, half, len(d), verdict)


def _pairs(a: object, b: object) -> Array:
    pair = (check.finite("compare", name, values) for name, values in (("a", a), ("b", b)))
    left, right = (values.astype(np.float64) for values in pair)
    if left.ndim != 1 or left.shape != right.shape:
        rule, received = "one result of each method for each seed", f"{left.shape}, {right.shape}"
        raise ValueError(message("compare", rule, received))
    if len(left) < FEWEST_PAIRS:
        rule = f"{FEWEST_PAIRS} seeds or more"
        raise ValueError(message("compare", rule, len(left), "Fewer pairs rarely decide."))
    if max(np.abs(left).max(), np.abs(right).max()) > LARGEST:
        raise ValueError(message("compare", f"results below {LARGEST:g}", "larger ones"))
    difference: Array = left - right
    return difference


def _bound(
    values: Array,
    between: tuple[float, float] | None,
    above: float | None,
    below: float | None,
    equal: float | None,
) -> tuple[bool, str]:
    """Return whether all values lie within the bound, and the bound in words."""
    given = [between is not None, above is not None or below is not None, equal is not None]
    if sum(given) != 1:
        remedy = "Write between=(low, high), above=, below= or equal=."
        raise ValueError(message("claim", "one bound", f"{sum(given)}", remedy))
    if between is not None:
        low, high = check.pair("claim", "between", between)
        return bool(((low <= values) & (values <= high)).all()), f"between {low:g} and {high:g}"
    if equal is not None:
        rule = f"equal to {equal:,}" if isinstance(equal, int) else f"equal to {equal:g}"
        return bool(np.allclose(values, equal, rtol=1e-9, atol=0)), rule
    low, high = -math.inf if above is None else above, math.inf if below is None else below
    words = [f"above {low:g}"] * (above is not None) + [f"below {high:g}"] * (below is not None)
    return bool(((low < values) & (values < high)).all()), " and ".join(words)


def _written(values: Array) -> str:
    low, high = _short(values.min()), _short(values.max())
    return low if low == high else f"{low} to {high}"


def _short(value: Any) -> str:
    """Return a number with three significant digits; whole numbers in full."""
    number = float(value)
    if number == int(number) and abs(number) < 1e9:
        return f"{int(number):,}"
    return f"{number:,.0f}" if 1000 <= abs(number) < 1e9 else f"{number:.3g}"


def _plus_minus(mean: float, half: float) -> str:
    """Return a mean and its half width, to the first digit of the half width."""
    if half <= 1e-4 * abs(mean):
        return f"{_short(mean)} ± 0"
    decimals = max(0, -math.floor(math.log10(half)))
    return f"{mean:.{decimals}f} ± {half:.{decimals}f}"


def _claim_truth(sentence: str, holds: bool, bounds: tuple[object, ...]) -> None:
    """A claim without a number: the form of the first edition, in the chapters still in it."""
    if any(bound is not None for bound in bounds):
        raise TypeError(message("claim", "a number for the bound", "a truth value"))
    if not holds:
        raise AssertionError(sentence)
    print(f"✓ {sentence}")


def _check_sentence(sentence: object) -> None:
    remedy = 'Write claim("He keeps the spread", ratio, between=(0.8, 1.25)).'
    tidy = isinstance(sentence, str) and sentence == sentence.strip()
    if not tidy or len(str(sentence).splitlines()) != 1:
        rule = "a sentence on one line without blanks around it"
        raise ValueError(message("claim", rule, repr(sentence), remedy))
