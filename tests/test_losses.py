"""Losses: gradient against differences, stability, reduction, trial axis, error texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.activations import sigmoid, softmax
from course_lib.losses import (
    binary_cross_entropy,
    mean_absolute_error,
    mean_squared_error,
    softmax_cross_entropy,
)

N, D = 5, 3


def one_hot(labels, classes=D):
    return np.eye(classes)[labels]


def targets_for(name, rng, shape=(N, D)):
    if name == "labels":
        return rng.integers(0, D, shape[:-1])
    if name in ("probabilities", "unit"):
        t = rng.random(shape)
        return t / t.sum(axis=-1, keepdims=True) if name == "probabilities" else t
    return rng.standard_normal(shape)


CASES = [
    pytest.param(mean_squared_error, "real", id="mse"),
    pytest.param(mean_absolute_error, "real", id="mae"),
    pytest.param(binary_cross_entropy, "unit", id="bce"),
    pytest.param(softmax_cross_entropy, "labels", id="ce-labels"),
    pytest.param(softmax_cross_entropy, "probabilities", id="ce-probabilities"),
]


@pytest.mark.parametrize(("loss", "kind"), CASES)
def test_gradient_with_several_outputs_is_that_of_the_value(loss, kind, rng):
    y, t = rng.standard_normal((N, D)), targets_for(kind, rng)
    _, gradient = loss(y, t)
    h = 1e-6
    for index in np.ndindex(N, D):
        step = np.zeros((N, D))
        step[index] = h
        numeric = (loss(y + step, t)[0] - loss(y - step, t)[0]) / (2 * h)
        assert abs(gradient[index] - numeric) < 1e-8


@pytest.mark.parametrize(("loss", "kind"), CASES)
def test_trials_are_as_one_by_one(loss, kind, rng):
    y, t = rng.standard_normal((2, 4, N, D)), targets_for(kind, rng, (2, 4, N, D))
    values, gradients = loss(y, t)
    assert values.shape == (2, 4)
    for k in np.ndindex(2, 4):
        value, gradient = loss(y[k], t[k])
        np.testing.assert_allclose(values[k], value, rtol=1e-13)
        np.testing.assert_allclose(gradients[k], gradient, rtol=1e-13)
    shared, _ = loss(y, t[0, 0])  # one set of targets for all trials
    np.testing.assert_allclose(shared[1, 2], loss(y[1, 2], t[0, 0])[0], rtol=1e-13)


@pytest.mark.parametrize(("loss", "kind"), CASES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_and_nothing_is_modified(loss, kind, dtype, rng):
    y, t = rng.standard_normal((N, D)).astype(dtype), targets_for(kind, rng)
    y_before, t_before = y.copy(), t.copy()
    value, gradient = loss(y, t)
    assert isinstance(value, float)
    assert gradient.dtype == dtype
    assert gradient.shape == y.shape
    np.testing.assert_array_equal(y, y_before)
    np.testing.assert_array_equal(t, t_before)


@pytest.mark.parametrize(("loss", "kind"), CASES)
def test_mean_over_the_batch_and_sum_over_the_outputs(loss, kind, rng):
    y, t = rng.standard_normal((N, D)), targets_for(kind, rng)
    twice, _ = loss(np.concatenate([y, y]), np.concatenate([t, t]))
    assert twice == pytest.approx(loss(y, t)[0], rel=1e-13)
    if loss is not softmax_cross_entropy:
        by_output = sum(loss(y[:, [i]], t[:, [i]])[0] for i in range(D))
        assert by_output == pytest.approx(loss(y, t)[0], rel=1e-13)


@pytest.mark.parametrize(("loss", "kind"), CASES)
def test_convex_in_the_prediction(loss, kind, rng):
    t = targets_for(kind, rng)
    for _ in range(50):
        a, b, s = rng.standard_normal((N, D)), rng.standard_normal((N, D)), rng.random()
        chord = s * loss(a, t)[0] + (1 - s) * loss(b, t)[0]
        assert loss(s * a + (1 - s) * b, t)[0] <= chord + 1e-12


def test_labels_are_one_hot_probabilities(rng):
    z, labels = rng.standard_normal((N, D)), rng.integers(0, D, N)
    by_label, by_probability = (softmax_cross_entropy(z, t) for t in (labels, one_hot(labels)))
    assert by_label[0] == pytest.approx(by_probability[0], rel=1e-13)
    np.testing.assert_allclose(by_label[1], by_probability[1], atol=1e-16)


def test_cross_entropy_gradient_is_prediction_minus_target(rng):
    z, labels = rng.standard_normal((N, D)), rng.integers(0, D, N)
    _, gradient = softmax_cross_entropy(z, labels)
    np.testing.assert_allclose(gradient, (softmax(z) - one_hot(labels)) / N, atol=1e-16)


def test_two_class_softmax_is_binary_cross_entropy(rng):
    z, labels = rng.standard_normal((N, 1)), rng.integers(0, 2, N)
    two = softmax_cross_entropy(np.hstack([np.zeros_like(z), z]), labels)[0]
    assert two == pytest.approx(binary_cross_entropy(z, labels[:, None])[0], rel=1e-13)
    _, gradient = binary_cross_entropy(z, labels[:, None])
    np.testing.assert_allclose(gradient, (sigmoid(z) - labels[:, None]) / N, atol=1e-16)


@given(st.integers(2, 30), st.floats(-1e3, 1e3))
def test_uniform_predictions_cost_log_of_the_number_of_classes(classes, level):
    value, _ = softmax_cross_entropy(np.full((2, classes), level), [0, classes - 1])
    assert value == pytest.approx(np.log(classes), rel=1e-12)


def test_huge_logits_do_not_overflow():
    value, gradient = softmax_cross_entropy([[1000.0, -1000.0]], [1])
    assert value == 2000
    np.testing.assert_array_equal(gradient, [[1, -1]])
    value, gradient = binary_cross_entropy([[1000.0, -1000.0]], [[0.0, 0.0]])
    assert value == 1000
    np.testing.assert_array_equal(gradient, [[1, 0]])


def test_a_right_and_certain_prediction_costs_nothing():
    assert softmax_cross_entropy([[1000.0, 0.0]], [0])[0] == 0
    assert mean_squared_error([[2.0]], [[2.0]])[0] == 0


def test_the_kink_of_the_absolute_error_has_slope_0():
    assert mean_absolute_error([[2.0]], [[2.0]])[1] == 0


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0, 3]), "labels 0 to 2, got .* 0 to 3"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [-1, 0]), "labels from -1 to 0"),
        (
            lambda: softmax_cross_entropy(np.zeros((2, 3)), np.eye(2, 3, dtype=int)),
            r"^softmax_cross_entropy: expected one label .* target\.astype\(float\)",
        ),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0]), "one label for each of 2 examples"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0.0, 1.0]), "integer labels, or prob"),
        (lambda: softmax_cross_entropy(np.zeros((1, 2)), [[0.9, 0.9]]), "sum to 1, got sums from"),
        (lambda: softmax_cross_entropy(np.zeros((1, 2)), [[1.5, -0.5]]), "probabilities >= 0"),
        (lambda: softmax_cross_entropy(np.zeros(3), [0]), "Add an axis for the outputs"),
        (lambda: softmax_cross_entropy(np.zeros((0, 3)), []), "got an empty batch"),
        (lambda: mean_squared_error(np.zeros((2, 1)), np.zeros(2)), r"Missing t\[:, None\]"),
        (lambda: mean_squared_error(np.zeros((2, 1)), np.zeros((1, 1))), r"shape \(1, 1\)"),
        (
            lambda: softmax_cross_entropy(np.zeros((1, 3, 2)), [[[0.2, 0.3], *[[0.9, 0.9]] * 2]]),
            "got sums from 0.5 to 1.8",
        ),
        (
            lambda: softmax_cross_entropy(np.zeros((7, 2, 3)), np.full((4, 3), 1 / 3)),
            r"probabilities of shape \(2, 3\), got float64 of shape \(4, 3\)",
        ),
        (
            lambda: softmax_cross_entropy(np.zeros((2, 3)), np.full(3, 1 / 3)),
            r"probabilities of shape \(2, 3\), got float64 of shape \(3,\)",
        ),
        (
            lambda: mean_squared_error(np.zeros((7, 2, 3)), np.zeros((2, 4))),
            r"targets of shape \(2, 3\), one per prediction, got shape \(2, 4\)",
        ),
        (lambda: mean_squared_error(np.zeros((7, 2, 0)), np.zeros((7, 2, 0))), "Add an axis"),
        (lambda: mean_squared_error(np.zeros((7, 0, 2)), np.zeros((7, 0, 2))), "empty batch"),
        (lambda: binary_cross_entropy([[0.0]], [[2.0]]), "0 <= target <= 1"),
    ],
)
def test_bad_input_is_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_text_is_refused():
    with pytest.raises(TypeError, match="real numbers in prediction"):
        mean_squared_error([["a"]], [[1.0]])
