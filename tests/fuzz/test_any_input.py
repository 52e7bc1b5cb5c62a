"""Any input gives a finite answer or one of our errors: never a warning, never NumPy's words.

The 30 values a name meets are the same in every run; ``--hypothesis-profile=nightly`` draws anew.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.battery import ALL
from tests.fuzz.values import fresh

JUNK = [
    *(None, "ten", "", True, -1, 0, 1, 2.5, -0.5, 1e9, float("nan"), float("inf"), -float("inf")),
    *(1j, [], [[1.0], [2.0, 3.0]], {}, (), (0, 3), (-1, 2), object(), np.float32(0.5)),
    *(np.array([]), np.zeros((0, 3)), np.zeros((4, 0)), np.zeros((4, 2)), np.zeros((2, 4, 3))),
    *(np.full((4, 3), np.nan), np.full((4, 3), np.inf), np.full((4, 3), 1e100)),
    *(np.full(5, -np.inf), np.array([0, 1, 2, 9]), np.array([0, -1, 2, 1])),
    *(np.array([0.5, 1.0, 2.0, 1.0]), np.array(["a", "b"]), np.array([None, 1.0]), np.zeros(6)),
    *(np.arange(12).reshape(4, 3), np.zeros((3, 1, 6, 6), np.uint8), np.zeros((3, 1, 1, 1))),
    np.array(3.0),
]


def spoilt(value):
    """The valid value itself with something wrong: a gap, a hole, one entry too few, ...

    Shapes stay as they should where they can: junk of a wrong shape is refused for its shape.
    """
    if isinstance(value, np.ndarray):
        return spoilt_array(value)
    if isinstance(value, dict) and value:
        first, *others = value
        rest = {key: value[key] for key in others}
        kinds = [{1: value[first]}, {first: None}, {first: "ten"}, {first: []}, {first: {}}]
        return [kind | rest for kind in kinds] + [rest, list(value)]
    if isinstance(value, list | tuple) and value:
        odd = [None, "ten", 2.5, -1, float("nan"), float("inf"), [], (1, 2), {}, object()]
        return [[*value[:-1], entry] for entry in odd] + [value[:-1], [*value, value[0]]]
    return []


def spoilt_array(value):
    first = np.arange(value.size).reshape(value.shape) == 0
    numbers = value.astype(float)
    odd = [np.where(first, x, numbers) for x in (np.nan, np.inf, -1.0, 0.5)]
    whole = [numbers * np.nan, numbers * 0, -numbers, value.astype(str), value.astype(object)]
    return odd + whole + [value[:-1], value.T, value[None], value.tolist()]


def values_in(result):
    """All arrays and numbers of a result, however it is nested."""
    if isinstance(result, tuple | list):
        return [value for item in result for value in values_in(item)]
    if isinstance(result, np.ndarray | float | np.floating):
        return [np.asarray(result)]
    return []


def is_finite(value):
    return value.dtype.kind != "f" or bool(np.isfinite(value).all())


def fed_with_infinities(junk):
    """Whether the caller put the infinity in: what comes out may then show it."""
    if isinstance(junk, dict | list | tuple):
        return any(map(fed_with_infinities, junk.values() if isinstance(junk, dict) else junk))
    array = np.asarray(junk)
    return array.dtype.kind == "f" and not np.isfinite(array).all()


@pytest.mark.parametrize("name", ALL)
def test_the_call_itself_is_valid(name):
    function, arguments = ALL[name]
    assert all(map(is_finite, values_in(function(**fresh(arguments)))))


@pytest.mark.parametrize("name", [name for name, (_, valid) in ALL.items() if valid])
@settings(max_examples=30)
@given(data=st.data())
def test_any_argument_may_be_junk(name, data):
    function, valid = ALL[name]
    key = data.draw(st.sampled_from(sorted(valid)))
    values = [*JUNK, *spoilt(valid[key])]
    junk = values[data.draw(st.integers(0, len(values) - 1))]
    arguments = fresh({**valid, key: junk})
    strict = "ignore" if fed_with_infinities(junk) else "raise"
    with np.errstate(over=strict, divide=strict, invalid=strict):
        result, words = outcome(function, arguments)
    assert words is None or "expected" in words.lower()
    assert fed_with_infinities(junk) or all(map(is_finite, values_in(result)))


def outcome(function, arguments):
    """What the call returns, or the words of its error; any other error ends the test."""
    try:
        return function(**arguments), None
    except (TypeError, ValueError) as error:
        return None, str(error)
