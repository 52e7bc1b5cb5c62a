"""Answers are compared item by item where a list is expected, whatever holds the items."""

import numpy as np
import pytest

from course_exercises.checks.comparing import difference

RAGGED = [np.ones(2), np.ones(3)]


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ([1.0, 2.0], [1, 2]),
        ((1.0, 2.0), [1, 2]),
        (np.array([1.0, 2.0]), [1, 2]),
        (np.ones((2, 3)), [np.ones(3), [1, 1, 1]]),
        ([np.ones(2), np.ones(3)], RAGGED),
        ([[1, 1], [1, 1, 1]], RAGGED),
        ([], []),
        (np.array([]), []),
        (np.array([1 + 0j, 2]), np.array([1.0, 2.0])),
    ],
)
def test_equal_lists_are_equal(got, expected):
    assert difference(got, expected) is None


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (np.array([1.0, 3.0]), [1, 2], "value 2 of the result: the value is wrong"),
        (RAGGED[::-1], RAGGED, "value 1 of the result: its shape is (3,), not (2,)"),
        (np.ones((2, 2)), RAGGED, "value 2 of the result: its shape is (2,), not (3,)"),
        ([1.0], [1, 2], "expected 2 values, got 1"),
        (1.0, [1, 2], "expected 2 values, got float"),
        (np.array(1.0), [1, 2], "expected 2 values, got ndarray"),
        ("12", [1, 2], "expected 2 values, got str"),
        (np.array([1 + 2j]), np.array([1.0]), "expected real numbers, got complex ones"),
        ({str(n): n for n in range(99)}, {"a": 1}, "its keys are '0', '1', '10'"),
    ],
)
def test_the_first_difference_is_said(got, expected, said):
    assert said in difference(got, expected)
    assert len(difference(got, expected)) < 300
