"""What counts as the right value, and in which words a wrong one is reported."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_exercises.checks.comparing import difference

NUMBERS = hnp.arrays("f8", hnp.array_shapes(min_dims=0, max_dims=3))
VALUES = st.recursive(
    NUMBERS | st.text() | st.booleans() | st.none() | st.integers(-100, 100),
    lambda inner: st.tuples(inner, inner) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)


@given(VALUES)
def test_every_value_is_itself(value):
    assert difference(value, value) is None


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ([1.0, 2.0], np.array([1, 2])),
        (3, 3.0),
        (np.array([1.0, np.nan]), np.array([1.0, np.nan])),
        (np.float32(0.5), 0.5),
        ([1, 2], (1, 2)),
        ((1, np.True_), [1, True]),
        ({"a": [1.0]}, {"a": np.ones(1)}),
        (np.True_, True),
        (1 + 1e-8, 1.0),
        (1e-10, 0.0),
        (np.inf, np.inf),
    ],
)
def test_another_form_of_the_same_value_is_right(got, expected):
    assert difference(got, expected) is None


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (3, {"a": 1}, "expected a dict, got int"),
        ({"b": 1}, {"a": 1}, "its keys are 'b', not 'a'"),
        ({"a": 1, "b": 3}, {"a": 1, "b": 2}, "under 'b' the value is wrong"),
        (3, (1, 2), "expected 2 values, got int"),
        ((1, 2, 3), (1, 2), "expected 2 values, got 3"),
        ([1], (1, 2), "expected 2 values, got 1"),
        (np.ones(2), (1, 1), "expected 2 values, got ndarray"),
        ((1, 3), (1, 2), "value 2 of the result: the value is wrong"),
        ((3, 2), (1, 2), "value 1 of the result: the value is wrong"),
        (1, True, "expected True or False, got int"),
        (False, True, "it is another value"),
        ("b", "a", "it is another value"),
        (np.array("a"), "a", "it is another value"),
        ([[1], [1, 2]], np.ones((2, 2)), "its rows have different lengths"),
        ("a", 1.0, "expected numbers, got str"),
        (np.ones(3), np.ones(2), "its shape is (3,), not (2,)"),
        (np.ones(1), 1.0, "its shape is (1,), not ()"),
        ([1.0, np.nan], np.ones(2), "it contains nan or inf"),
        ([1.0, np.nan], np.array([2.0, np.nan]), "1 of 2 wrong"),
        ([1.0, 2.0, 3.0], np.array([1.0, 0.0, 0.0]), "2 of 3 wrong"),
        (2.0, np.nan, "the value is wrong"),
        (np.float32(2), 1.0, "it is computed in float32, and wrong at least to float64"),
        (np.int32(2), 1.0, "the value is wrong"),
    ],
)
def test_a_wrong_value_is_described(got, expected, words):
    assert difference(got, expected) == words


def test_tolerances_are_those_of_the_check_inside_tuples_and_dicts_too():
    for wrap in (lambda x: x, lambda x: (x,), lambda x: {"a": x}):
        assert difference(wrap(1.01), wrap(1.0)) is not None
        assert difference(wrap(1.01), wrap(1.0), rtol=0.1) is None
        assert difference(wrap(0.01), wrap(0.0), rtol=0.1) is not None
        assert difference(wrap(0.01), wrap(0.0), atol=0.1) is None


@pytest.mark.parametrize("more", range(3))
def test_names_of_keys_are_cut_after_two_hundred_characters(more):
    got = {"a" * (95 + more): 1, "b" * 99: 1}  # with quotes, comma and space: 200 and more
    said = difference(got, {"c": 1}).removeprefix("its keys are ").removesuffix(", not 'c'")
    whole = f"'{'a' * (95 + more)}', '{'b' * 99}'"
    assert len(whole) == 200 + more
    assert said == (whole if more == 0 else f"{whole[:200]} …")
