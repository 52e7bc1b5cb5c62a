"""Activations: slopes against differences, known identities, ranges, dtype, errors."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import quad

from course_lib.activations import (
    ACTIVATIONS,
    Activation,
    elu,
    gelu,
    leaky_relu,
    log_softmax,
    relu,
    selu,
    sigmoid,
    softmax,
    softplus,
    tanh,
)

EACH = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=list(ACTIVATIONS))
VARIANTS = [
    *ACTIVATIONS.values(),
    leaky_relu.with_parameters(alpha=0.3),
    elu.with_parameters(alpha=2.5),
]
logits = arrays(np.float64, (3, 4), elements=st.floats(-500, 500))


@pytest.mark.parametrize("activation", VARIANTS, ids=lambda a: f"{a.name}{dict(a.parameters)}")
def test_slope_is_the_derivative(activation):
    x = np.linspace(-4, 4, 80)  # an even number of points: the kink at 0 is not one of them
    h = 1e-5
    numeric = (activation(x + h) - activation(x - h)) / (2 * h)
    np.testing.assert_allclose(activation.derivative(x), numeric, atol=1e-9)


@EACH
def test_slope_is_the_same_when_the_output_is_given(activation):
    x = np.linspace(-3, 3, 31)
    np.testing.assert_array_equal(activation.derivative(x, activation(x)), activation.derivative(x))


@EACH
def test_values_stay_in_the_stated_range_for_any_size_of_input(activation):
    x = np.concatenate([-np.logspace(4, -4, 200), [0.0], np.logspace(-4, 4, 200)])
    y = activation(x)
    low, high = activation.range
    assert np.isfinite(y).all()
    assert y.min() >= low - 1e-15
    assert y.max() <= high
    for bound, reached in ((low, y.min()), (high, y.max())):
        if np.isfinite(bound):
            assert abs(reached - bound) < 1e-3  # and the range is not wider than it need be


@EACH
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_shape_are_kept(activation, dtype):
    x = np.linspace(-2, 2, 6, dtype=dtype).reshape(2, 3)
    for result in (activation(x), activation.derivative(x)):
        assert result.dtype == dtype
        assert result.shape == (2, 3)


@EACH
def test_input_is_not_modified_nor_shared(activation):
    x = np.array([-1.0, 0.0, 2.0])
    y = activation(x)
    activation.derivative(x, y)
    y += 100
    np.testing.assert_array_equal(x, [-1.0, 0.0, 2.0])


@EACH
def test_travels_to_another_process(activation):
    x = np.array([-1.0, 2.0])
    for twin in (pickle.loads(pickle.dumps(activation)), copy.deepcopy(activation)):
        np.testing.assert_array_equal(twin(x), activation(x))


def test_parameters_travel_too():
    twin = pickle.loads(pickle.dumps(elu.with_parameters(alpha=3.0)))
    assert twin(np.array([-1000.0])) == -3.0


def relu_6(x, top):
    return np.clip(x, 0, top)


def slope_of_relu_6(x, y, top):
    return (x > 0) & (x < top)


@pytest.mark.parametrize("name", ["relu", "relu_6"])  # a known name and another function
def test_an_activation_of_ones_own_travels_as_itself(name):
    own = Activation(name, "min(max(0, x), 6)", relu_6, slope_of_relu_6, (0, 6), {"top": 6})
    twin = pickle.loads(pickle.dumps(own))
    assert twin == own
    assert twin([10.0]) == 6
    assert twin.with_parameters(top=3)([10.0]) == 3


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_slope_of_gelu_far_out_is_0_or_1(dtype):
    x = np.array([1, 1e3, np.finfo(dtype).max], dtype)
    assert gelu.derivative(x)[1:].tolist() == [1, 1]
    assert gelu.derivative(-x)[1:].tolist() == [0, 0]


@pytest.mark.parametrize("activation", [relu, leaky_relu, elu, selu], ids=lambda a: a.name)
def test_slope_at_the_kink_is_the_one_from_the_left(activation):
    at_zero = activation.derivative(np.array([0.0]))
    np.testing.assert_allclose(at_zero, activation.derivative(np.array([-1e-12])), rtol=1e-9)


def test_tanh_is_a_stretched_sigmoid():
    x = np.linspace(-5, 5, 101)
    np.testing.assert_allclose(tanh(x), 2 * sigmoid(2 * x) - 1, atol=1e-15)


def test_sigmoid_is_symmetric_and_accurate_in_its_tails():
    x = np.linspace(0, 30, 61)
    np.testing.assert_allclose(sigmoid(-x) + sigmoid(x), 1, rtol=1e-15)
    np.testing.assert_allclose(sigmoid(np.array([-700.0])), np.exp(-700.0), rtol=1e-12)


def test_softplus_has_the_sigmoid_as_slope_and_relu_as_limit():
    x = np.array([-800.0, 0.0, 800.0])
    np.testing.assert_allclose(softplus(x), [0, np.log(2), 800], atol=1e-15)


def test_selu_keeps_mean_0_and_variance_1_of_normal_inputs():
    def moment(power):
        def integrand(z):
            return selu(np.array(z)) ** power * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)

        return quad(integrand, -12, 0)[0] + quad(integrand, 0, 12)[0]

    assert abs(moment(1)) < 1e-12
    assert abs(moment(2) - 1) < 1e-12


def test_gelu_is_the_input_times_the_probability_to_exceed_a_normal_draw(rng):
    z = rng.standard_normal(400_000)
    for x in (-1.0, 0.5, 2.0):
        assert abs(gelu(np.array([x]))[0] - x * (z <= x).mean()) < 5e-3


@given(logits)
def test_softmax_gives_probabilities(z):
    p = softmax(z)
    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-12)


@given(logits, st.floats(-1e3, 1e3))
def test_softmax_ignores_a_common_shift(z, shift):
    np.testing.assert_allclose(softmax(z + shift), softmax(z), atol=1e-12)


@given(logits, st.floats(-1e3, 1e3))
def test_log_softmax_ignores_a_common_shift(z, shift):
    np.testing.assert_allclose(log_softmax(z + shift), log_softmax(z), rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("function", [softmax, log_softmax])
def test_classes_stand_along_the_last_axis(function, rng):
    z = rng.standard_normal((2, 3, 4))
    for row in np.ndindex(2, 3):
        np.testing.assert_allclose(function(z)[row], function(z[row]), rtol=1e-14)


@pytest.mark.parametrize("shape", [(1,), (3, 1), (2, 3, 1)])
def test_one_class_is_certain(shape):
    np.testing.assert_array_equal(softmax(np.full(shape, 5.0)), np.ones(shape))


@given(logits)
def test_log_softmax_is_the_logarithm(z):
    near = z / 10  # so that no probability underflows
    np.testing.assert_allclose(log_softmax(near), np.log(softmax(near)), atol=1e-10)


def test_softmax_of_two_classes_is_the_sigmoid_of_the_difference():
    z = np.array([[0.3, -1.2], [2.0, 2.0]])
    np.testing.assert_allclose(softmax(z)[:, 0], sigmoid(z[:, 0] - z[:, 1]), rtol=1e-14)


def test_softmax_along_another_axis():
    z = np.arange(6.0).reshape(2, 3)
    np.testing.assert_allclose(softmax(z, axis=0), softmax(z.T).T)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: relu("abc"), TypeError, "relu: expected real numbers in x"),
        (lambda: sigmoid([1 + 2j]), TypeError, "real numbers in x, got dtype complex128"),
        (lambda: relu.with_parameters(alpha=1), ValueError, r"relu: expected parameter in \[\]"),
        (lambda: elu.with_parameters(alhpa=1), ValueError, "Did you mean 'alpha'"),
        (lambda: softmax(3.0), ValueError, r"softmax: expected one class or more, got shape \(\)"),
        (lambda: log_softmax(np.ones((2, 0))), ValueError, r"log_softmax: .*, got shape \(2, 0\)"),
        (lambda: setattr(relu, "name", "elu"), FrozenInstanceError, "name"),
        (lambda: elu.with_parameters(alpha=np.nan), ValueError, "finite alpha, got alpha=nan"),
    ],
)
def test_bad_input_is_named(call, error, text):
    with pytest.raises(error, match=text):
        call()
