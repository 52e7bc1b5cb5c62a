"""What is wrong with an answer that is no mistake of the catalogue: sign, factor, order, place.

A diagnosis is given only where it holds in every case that was tried and no other one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from course_exercises.checks.comparing import difference

Array = NDArray[Any]

Case: TypeAlias = tuple[Sequence[Any], Any, Any]
"""Arguments, what the student's function returned, what it should."""


def diagnose(cases: Sequence[Case], rtol: float = 1e-6, atol: float = 1e-9) -> str:
    """Return what is wrong in all `cases`, in a few words, or "" if that is not certain.

    Answers of several values are looked at value by value.
    """
    if len(cases) < 2:
        return ""
    keys = _keys([expected for _, _, expected in cases])
    if keys is None:
        return _diagnose_one(cases, rtol, atol)
    parts: dict[Any, list[Case]] = {}
    for key in keys:
        try:
            parts[key] = [(args, got[key], expected[key]) for args, got, expected in cases]
        except (LookupError, TypeError):
            return ""
    wrong = [key for key in keys if _differ(parts[key], rtol, atol)]
    names = {k: repr(k) if isinstance(k, str) else f"value {k + 1}" for k in wrong}
    if len(wrong) == 2 and _exchanged(parts[wrong[0]], parts[wrong[1]], rtol, atol):
        return f"{names[wrong[0]]} and {names[wrong[1]]} are exchanged"
    texts = {_diagnose_one(parts[key], rtol, atol) for key in wrong}
    text = texts.pop() if len(texts) == 1 else ""
    return f"{', '.join(names.values())}: {text}" if text else ""


def _keys(expected: list[Any]) -> list[Any] | None:
    """Return by what the parts of each answer are reached, or None if it is one value."""
    first = expected[0]
    if isinstance(first, Mapping):
        return list(first)
    if isinstance(first, tuple):
        return list(range(len(first)))
    return None


def _differ(cases: Sequence[Case], rtol: float, atol: float) -> bool:
    return any(difference(got, expected, rtol, atol) for _, got, expected in cases)


def _exchanged(one: list[Case], other: list[Case], rtol: float, atol: float) -> bool:
    crossed = [(a, got, expected) for (a, got, _), (_, _, expected) in zip(one, other, strict=True)]
    back = [(a, got, expected) for (a, got, _), (_, _, expected) in zip(other, one, strict=True)]
    return not _differ(crossed, rtol, atol) and not _differ(back, rtol, atol)


class _Tried:
    """All cases of one value, as arrays."""

    def __init__(self, cases: Sequence[Case], rtol: float, atol: float) -> None:
        self.args = [args for args, _, _ in cases]
        self.got = [np.asarray(got) for _, got, _ in cases]
        self.expected = [np.asarray(expected) for _, _, expected in cases]
        self.rtol, self.atol = rtol, atol

    @property
    def numeric(self) -> bool:
        return all(a.dtype.kind in "iuf" for a in (*self.got, *self.expected))

    def close(self, got: Sequence[Array], expected: Sequence[Array]) -> bool:
        pairs = list(zip(got, expected, strict=True))
        return all(g.shape == e.shape for g, e in pairs) and all(
            np.allclose(g, e, self.rtol, self.atol, equal_nan=True) for g, e in pairs
        )

    def holds(self, change: Callable[[Array], Array]) -> bool:
        """Return whether the answers, changed so, are right, and some are wrong without it."""
        return self.close([change(g) for g in self.got], self.expected)

    def right(self) -> list[Array]:
        pairs = zip(self.got, self.expected, strict=True)
        return [
            np.asarray(np.isclose(g, e, self.rtol, self.atol, equal_nan=True)) for g, e in pairs
        ]

    def flat(self) -> tuple[Array, Array]:
        got, expected = (
            np.concatenate([np.ravel(a) for a in v]) for v in (self.got, self.expected)
        )
        return got.astype(float), expected.astype(float)

    def telling(self) -> bool:
        """Return whether the right values differ so much that no formula fits them by chance."""
        sizes = np.abs(self.flat()[1])
        values = np.unique((sizes / (sizes.max(initial=0) or 1)).round(6))
        whole = bool((sizes == np.round(sizes)).all())
        values = values[values > 0]
        return len(values) >= (4 if whole else 2)

    def alike(self) -> Iterator[tuple[int, list[Array]]]:
        """Yield each argument, counted from 1, that has the shape of the answer in all cases."""
        for position, values in enumerate(zip(*self.args, strict=False), 1):
            arrays = [v for v in values if isinstance(v, np.ndarray | float | int)]
            given = [np.asarray(v) for v in arrays]
            if [g.shape for g in given] == [e.shape for e in self.expected]:
                yield position, given


def _diagnose_one(cases: Sequence[Case], rtol: float, atol: float) -> str:
    try:
        tried = _Tried(cases, rtol, atol)
    except ValueError:  # rows of different lengths
        return ""
    if not tried.numeric or not tried.telling() or not _differ(cases, rtol, atol):
        return ""
    if [g.shape for g in tried.got] != [e.shape for e in tried.expected]:
        return _shape(tried)
    with np.errstate(all="ignore"):
        found = [text for rule in RULES if (text := rule(tried))]
    return found[0] if len(found) == 1 else ""


def _shape(tried: _Tried) -> str:
    flat = [np.ravel(expected) for expected in tried.expected]
    if tried.close([np.ravel(got) for got in tried.got], flat):
        return "the numbers are right, only the shape is not"
    return "it is transposed" if tried.holds(np.transpose) else ""


def _sign(tried: _Tried) -> str:
    return "the sign is wrong" if tried.holds(np.negative) else ""


def _factor(tried: _Tried) -> str:
    got, expected = tried.flat()
    factor = float(got @ expected / (expected @ expected))
    if not np.isfinite(factor) or factor == 0 or abs(abs(factor) - 1) < 1e-3:
        return ""
    if not np.allclose(got, factor * expected, tried.rtol, tried.atol):
        return ""
    times, sign = abs(factor), ", and the sign is wrong" * (factor < 0)
    return (
        f"{times:.4g} times too large{sign}"
        if times > 1
        else f"{1 / times:.4g} times too small{sign}"
    )


def _factor_of_size(tried: _Tried) -> str:
    """A sum that should be a mean, or the reverse, over an axis of an argument."""
    factors = []
    for got, expected in zip(tried.got, tried.expected, strict=True):
        factor = float(np.vdot(got, expected) / np.vdot(expected, expected))
        if not np.isfinite(factor) or factor == 0:
            return ""
        if not np.allclose(got, factor * expected, tried.rtol, tried.atol):
            return ""
        factors.append(factor)
    if np.ptp(factors) < 1e-6:
        return ""
    for power, word in ((1, "large"), (-1, "small")):
        sizes = [set(_sizes(args)) for args in tried.args]
        wanted = [round(f**power) for f in factors]
        exact = np.allclose(wanted, np.asarray(factors) ** power)
        if exact and all(n in known for n, known in zip(wanted, sizes, strict=True)):
            times = ", then ".join(str(n) for n in wanted[:2])
            return f"too {word} by a size of the input: {times} times"
    return ""


def _sizes(args: Sequence[Any]) -> Iterator[int]:
    for value in args:
        if isinstance(value, np.ndarray | list | tuple):
            shape = np.shape(value) if isinstance(value, np.ndarray) else (len(value),)
            yield from (*shape, int(np.prod(shape)))


def _offset(tried: _Tried) -> str:
    got, expected = tried.flat()
    offset = float((got - expected).mean())
    if abs(offset) < 1e-6 or not np.allclose(got, expected + offset, tried.rtol, tried.atol):
        return ""
    return f"{abs(offset):.4g} too {'large' if offset > 0 else 'small'} everywhere"


def _order(tried: _Tried) -> str:
    if min(e.ndim for e in tried.expected) < 1:
        return ""
    if tried.holds(lambda a: a[::-1]):
        return "the order is reversed"
    return (
        "it is transposed"
        if min(e.ndim for e in tried.expected) == 2 and tried.holds(np.transpose)
        else ""
    )


def _place(tried: _Tried) -> str:
    if min(map(np.ndim, tried.expected)) < 1 or min(map(len, tried.expected)) < 4:
        return ""
    early, late = [g[:-1] for g in tried.got], [g[1:] for g in tried.got]
    if tried.close(late, [e[:-1] for e in tried.expected]):
        return "everything is one place too late"
    if tried.close(early, [e[1:] for e in tried.expected]):
        return "everything is one place too early"
    right = [np.all(mask.reshape(len(mask), -1), axis=1) for mask in tried.right()]
    for end, word in ((0, "first"), (-1, "last")):
        if all(np.flatnonzero(~mask).tolist() == [end % len(mask)] for mask in right):
            return f"only the {word} value is wrong"
    return ""


def _half(tried: _Tried) -> str:
    found = []
    for position, values in tried.alike():
        x = np.concatenate([np.ravel(v) for v in values])
        right = np.concatenate([np.ravel(mask) for mask in tried.right()])[x != 0]
        positive = (x > 0)[x != 0]
        if min(positive.sum(), (~positive).sum()) < 2:
            continue
        for side, words in (
            (positive, ("positive", "negative")),
            (~positive, ("negative", "positive")),
        ):
            if (right == side).all():
                found.append(
                    f"right where argument {position} is {words[0]}, wrong where it is {words[1]}"
                )
    return found[0] if len(found) == 1 else ""


def _rounded(tried: _Tried) -> str:
    got, expected = tried.flat()
    if np.ptp(got) == 0 or (got != np.round(got)).any() or (expected == np.round(expected)).all():
        return ""
    if any(a.dtype.kind != "f" for a in tried.got) and (got == np.trunc(expected)).all():
        return "whole numbers have lost what is behind the point: look at the dtype"
    ways = (np.round, np.floor, np.ceil, np.trunc)
    return "rounded to whole numbers" * any((got == way(expected)).all() for way in ways)


def _not_finite(tried: _Tried) -> str:
    got, expected = tried.flat()
    bad = ~np.isfinite(got) & np.isfinite(expected)
    rest = np.allclose(got[~bad], expected[~bad], tried.rtol, tried.atol, equal_nan=True)
    if not bad.any() or bad.all() or not rest:
        return ""
    for position, values in tried.alike():
        x = np.concatenate([np.ravel(v) for v in values])
        if ((x == 0) == bad).all():
            return f"nan or inf where argument {position} is 0, right elsewhere"
    return f"nan or inf in {bad.sum()} of {bad.size} values, right elsewhere"


RULES = (
    _sign, _factor, _factor_of_size, _offset, _order, _place, _half, _rounded, _not_finite,
)  # fmt: skip
