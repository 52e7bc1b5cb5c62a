"""Arrays as they come in real life: the same numbers give the same answer, and stay as they were.

A guise is a dtype, a layout in memory or a subclass. The oracle is the same call with a plain
array of the same numbers. Extreme numbers give a finite answer or one of our errors.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.battery import ALL, NUMBERS
from tests.fuzz.test_any_input import is_finite, outcome, values_in
from tests.fuzz.values import fresh


def keys_of(arguments, kinds):
    return [k for k, v in arguments.items() if isinstance(v, np.ndarray) and v.dtype.kind in kinds]


def having(kinds, calls=NUMBERS):
    """The calls with such arrays among their arguments."""
    return [n for n, (_, arguments) in calls.items() if keys_of(arguments, kinds)]


def strided(x):
    wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), x.dtype)
    wide[..., ::2] = x
    return wide[..., ::2]


def read_only(x):
    x.flags.writeable = False
    return x


GUISES = {
    "strided": strided,
    "backwards": lambda x: np.ascontiguousarray(x[::-1])[::-1],
    "fortran": np.asfortranarray,
    "read-only": read_only,
    "swapped bytes": lambda x: x.astype(x.dtype.newbyteorder()),
    "masked": np.ma.array,
    "a matrix": lambda x: x.view(np.matrix) if x.ndim == 2 else x,
    "a record": lambda x: x.view(np.recarray),
    "float32": lambda x: x.astype(np.float32),
    "float16": lambda x: x.astype(np.float16),
    "long double": lambda x: x.astype(np.longdouble),
    "int": lambda x: np.rint(x).astype(np.int64),
    "small int": lambda x: np.rint(x).astype(np.int8),
    "bool": lambda x: x > 0,
    "one of them": lambda x: x[:1],
    "none": lambda x: x[:0],
}
MOVED = ("theta", "grad")
"""What optimizers and clipping change in place, as they should."""


@pytest.mark.parametrize("name", having("fi"))
@settings(max_examples=20)
@given(data=st.data())
def test_a_guise_changes_nothing(name, data):
    function, valid = NUMBERS[name]
    key = data.draw(st.sampled_from(keys_of(valid, "fi")))
    array = GUISES[data.draw(st.sampled_from(sorted(GUISES)))](valid[key].copy())
    before = np.array(array, dtype=valid[key].dtype, order="C")
    result, words = outcome(function, {**fresh(valid), key: array})
    assert words is None or "expected" in words
    assert key in MOVED or np.array_equal(np.asarray(array), before)
    if words is None:
        expected, _ = outcome(function, {**fresh(valid), key: before})
        compare(values_in(result), values_in(expected), coarse=np.asarray(array).dtype)


def compare(found, expected, coarse):
    """Same shapes, and the same numbers to the precision of the dtype."""
    assert [value.shape for value in found] == [value.shape for value in expected]
    tolerance = {"float16": 1e-2, "float32": 1e-4}.get(coarse.name, 1e-9)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


def sized(size):
    return lambda x: np.sign(x) * size


EXTREMES = {
    **{f"±{size:g}": sized(size) for size in (1e300, 1e154, 1e20, 1e-154, 1e-300, 5e-324)},
    "zeros": lambda x: x * 0.0,
    "one that is huge": lambda x: np.where(np.arange(x.size).reshape(x.shape) == 0, 1e300, x),
}
OVERFLOWS = {
    *("losses.mean_squared_error", "penalties.l2", "penalties.elastic_net"),  # squares
    *("objectives.rosenbrock", "objectives.parabola", "objectives.quadratic"),  # squares
    *("optimizers.AdaGrad", "optimizers.RMSProp"),  # keep squares, as the papers have it
    *("optimizers.Adam", "optimizers.AdamW"),
    *("gradcheck.numerical_gradient", "gradcheck.numerical_derivative"),  # of f = x²
    "gradcheck.directional_error",
    *("diagnostics.lr_range_test", "diagnostics.overfit_small_batch"),  # show losses that diverge
}
"""Where the answer itself is beyond float64: NumPy says overflow, or the answer is infinite."""


@pytest.mark.parametrize("name", having("f", ALL))
@settings(max_examples=10)
@given(data=st.data())
def test_extreme_numbers_give_a_finite_answer_or_are_refused(name, data):
    function, valid = ALL[name]
    key = data.draw(st.sampled_from(keys_of(valid, "f")))
    array = EXTREMES[data.draw(st.sampled_from(sorted(EXTREMES)))](valid[key])
    strict = "ignore" if name in OVERFLOWS else "raise"
    with np.errstate(over=strict, invalid=strict):
        result, words = outcome(function, {**fresh(valid), key: array})
    assert words is None or "expected" in words
    assert name in OVERFLOWS or all(map(is_finite, values_in(result)))
