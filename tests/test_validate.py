"""Every check of `_validate`: what it returns, and the exact text with which it refuses."""

import math
import re

import numpy as np
import pytest

from course_lib import _validate as v
from course_lib.optimizers import SGD


def refused(error, text, check, *args, **settings):
    with pytest.raises(error, match=f"^{re.escape(text)}$"):
        check("Owner", *args, **settings)


def test_a_message_has_a_rule_what_came_and_a_remedy():
    assert v.message("Owner", "a rule", 3) == "Owner: expected a rule, got 3."
    assert v.message("Owner", "a rule", 3, "Do it.") == "Owner: expected a rule, got 3. Do it."


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        ([1, 2], np.float64),
        ([True, False], np.float64),
        (np.array([1, 2], np.uint8), np.float64),
        (np.array([1.0, 2.0], np.float32), np.float32),
        (3.5, np.float64),
    ],
)
@pytest.mark.parametrize("check", [v.as_array, v.finite])
def test_real_numbers_become_floating_point_arrays(check, value, dtype):
    array = check("Owner", "x", value)
    assert array.dtype == dtype
    np.testing.assert_array_equal(array, value)


@pytest.mark.parametrize("check", [v.as_array, v.finite])
def test_other_things_than_real_numbers_are_refused(check):
    ragged = "Owner: expected a rectangular array x, got ragged rows."
    refused(ValueError, ragged, check, "x", [[1.0], [1.0, 2.0]])
    refused(TypeError, "Owner: expected real numbers in x, got dtype <U2.", check, "x", ["no"])
    text = "Owner: expected real numbers in x, got dtype complex128. Why?"
    refused(TypeError, text, check, "x", [1j], remedy="Why?")


def test_an_array_is_left_to_as_array_only_where_time_is_no_matter():
    v.array("Owner", "x", np.zeros(0))
    text = "Owner: expected a NumPy array x, got list. Pass np.array(x)."
    refused(TypeError, text, v.array, "x", [1.0])
    text = "Owner: expected a NumPy array dy, got float. Pass np.array(dy)."
    refused(TypeError, text, v.array, "dy", 1.0)


def test_numbers_that_are_not_finite_are_counted():
    text = "Owner: expected finite x, got 2 of 3 values NaN or infinite."
    refused(ValueError, text, v.finite, "x", [np.nan, 1.0, -np.inf])
    text = "Owner: expected finite x, got 1 of 1 values NaN or infinite. Clean it."
    refused(ValueError, text, v.finite, "x", np.inf, remedy="Clean it.")


@pytest.mark.parametrize(
    ("bounds", "rule", "inside", "outside"),
    [
        ((0, 1), "0 <= p <= 1", (0, 0.5, 1), (-1e-9, 1.5)),
        ((0, 1, "low"), "0 < p <= 1", (1e-9, 1), (0, 2)),
        ((0, 1, "high"), "0 <= p < 1", (0, 0.999), (1, -1)),
        ((0, 1, "low", "high"), "0 < p < 1", (0.5,), (0, 1)),
        ((0,), "0 <= p", (0, 1e300), (-0.1, math.inf)),
        ((-math.inf, 2.5), "p <= 2.5", (-1e300, 2.5), (2.6, -math.inf)),
        ((), "finite p", (-1e300, 0), (math.inf, -math.inf)),
    ],
)
def test_intervals_are_closed_unless_they_are_open(bounds, rule, inside, outside):
    ends = [b for b in bounds if not isinstance(b, str)]
    kind = {f"open_{end}": end in bounds for end in ("low", "high")}
    for value in inside:
        number = v.interval("Owner", "p", value, *ends, **kind)
        assert (type(number), number) == (float, value)
    for value in (*outside, math.nan):
        text = f"Owner: expected {rule}, got p={value}."
        refused(ValueError, text, v.interval, "p", value, *ends, **kind)


def test_one_bad_trial_spoils_the_array():
    rates = np.array([0.1, 0.2])
    np.testing.assert_array_equal(v.interval("Owner", "p", rates, 0, 1), rates)
    assert v.interval("Owner", "p", np.array([1, 2])).dtype == np.float64
    text = "Owner: expected 0 <= p, got p=array([ 1., -1.]). Is it a share?"
    values, remedy = np.array([1.0, -1.0]), "Is it a share?"
    refused(ValueError, text, v.interval, "p", values, 0, remedy=remedy)


@pytest.mark.parametrize("value", ["0.5", None, True, 1j, ["a"]])
def test_an_interval_holds_numbers(value):
    text = f"Owner: expected a number p, got {value!r}. Try 0.5."
    refused(TypeError, text, v.interval, "p", value, 0, 1, remedy="Try 0.5.")


@pytest.mark.parametrize("value", [1, np.int64(1), np.uint8(1)])
def test_whole_numbers_become_int(value):
    assert type(v.integer("Owner", "n", value)) is int


def test_whole_numbers_have_a_smallest():
    assert v.integer("Owner", "n", 0, low=0) == 0
    refused(ValueError, "Owner: expected n >= 1, got n=0.", v.integer, "n", 0)
    text = "Owner: expected n >= 3, got n=2. Take three."
    refused(ValueError, text, v.integer, "n", 2, low=3, remedy="Take three.")


@pytest.mark.parametrize("value", [1.0, "1", True, None, np.array([1])])
def test_other_numbers_are_not_whole(value):
    text = f"Owner: expected an integer n, got {value!r}."
    refused(TypeError, text, v.integer, "n", value)


def test_choices_are_sorted_and_the_nearest_is_suggested():
    choices = {"wheel", "axle", "hub"}
    assert v.choice("Owner", "part", "axle", choices) == "axle"
    rule = "Owner: expected part in ['axle', 'hub', 'wheel'], got "
    text = rule + "'weel'. Did you mean 'wheel'?"
    refused(ValueError, text, v.choice, "part", "weel", choices)
    refused(ValueError, rule + "'zzz'.", v.choice, "part", "zzz", choices)
    refused(ValueError, rule + "3.", v.choice, "part", 3, choices)


@pytest.mark.parametrize("value", [True, False, np.True_, np.bool_(0)])
def test_flags_become_bool(value):
    assert v.flag("Owner", "on", value) is bool(value)


@pytest.mark.parametrize("value", ["no", 1, 0.0, None, np.array([True])])
def test_what_only_looks_like_a_flag_is_refused(value):
    text = f"Owner: expected True or False for on, got {value!r}."
    refused(TypeError, text, v.flag, "on", value)


def test_sgd_does_not_take_no_for_yes():
    assert SGD(0.1, 0.9, nesterov=np.True_).nesterov is True
    with pytest.raises(TypeError, match=r"^SGD: expected True or False for nesterov, got 'no'\.$"):
        SGD(0.1, 0.9, nesterov="no")


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_dtypes_have_three_forms(kind):
    for form in (kind, np.dtype(kind), kind.__name__):
        assert v.dtype("Owner", form) == np.dtype(kind)
    assert v.dtype("Owner", float) == np.float64


@pytest.mark.parametrize("value", [int, "foo", np.float16, ">f4", complex, None, 3, {}, "f4,f4"])
def test_other_dtypes_are_refused(value):
    text = f"Owner: expected dtype float64 or float32, got {value!r}."
    refused(ValueError, text, v.dtype, value)


def test_features_are_the_last_axis():
    v.features("Owner", np.zeros((5, 1, 3)), 3)
    for shape, remedy in {
        (2, 4): "",
        (3,): " One example needs a batch axis: x[None].",
        (2, 4, 4): " Missing Flatten?",
    }.items():
        text = f"Owner: expected shape (..., N, 3), got {shape}.{remedy}"
        refused(ValueError, text, v.features, np.zeros(shape), 3)
    text = "Owner: expected a NumPy array x, got list. Pass np.array(x)."
    refused(TypeError, text, v.features, [[1.0, 2.0, 3.0]], 3)


def test_an_empty_batch_teaches_nothing():
    v.batch("Owner", 1)
    text = "Owner: expected a batch of 1 example or more, got an empty batch."
    refused(ValueError, text, v.batch, 0)
    refused(ValueError, text, v.features, np.zeros((0, 3)), 3)


@pytest.mark.parametrize("value", [None, 0, np.random])
def test_randomness_needs_a_generator(value, rng):
    assert v.generator("Owner", rng) is rng
    text = f"Owner: expected a numpy.random.Generator rng, got {v.shown(value)}. "
    refused(TypeError, f"{text}Pass rng=np.random.default_rng(seed).", v.generator, value)
