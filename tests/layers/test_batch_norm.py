"""Batch normalisation: its laws, its witnesses, and the defects found in other libraries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.gradcheck import TOLERANCE, check_layer
from course_lib.graph import Value
from course_lib.layers import BatchNorm, Layer, Linear

seeds = st.integers(0, 2**32 - 1)


def trained(features, x, **settings):
    layer = BatchNorm(features, **settings)
    return layer, layer.forward(x, train=True)


@given(seeds, st.floats(1e-2, 1e4), st.floats(-1e4, 1e4), st.integers(2, 40))
def test_every_feature_has_mean_0_and_the_variance_that_eps_leaves(seed, scale, shift, n):
    x = shift + scale * np.random.default_rng(seed).standard_normal((n, 3))
    layer, y = trained(3, x)
    var = x.var(axis=0)
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-10 * (1 + abs(shift) / scale))
    np.testing.assert_allclose(y.var(axis=0), var / (var + layer.eps), rtol=1e-9)


def test_gamma_and_beta_set_the_new_scale_and_mean(rng):
    layer = BatchNorm(2)
    layer.gamma.value[...], layer.beta.value[...] = [3.0, 0.5], [-1.0, 7.0]
    y = layer.forward(rng.standard_normal((50, 2)), train=True)
    np.testing.assert_allclose(y.mean(axis=0), [-1.0, 7.0], atol=1e-12)
    np.testing.assert_allclose(y.std(axis=0), [3.0, 0.5], rtol=1e-4)


def test_gamma_and_beta_can_undo_the_normalisation(rng):
    x = 5 + 3 * rng.standard_normal((20, 2))
    layer = BatchNorm(2)
    layer.gamma.value[...] = np.sqrt(x.var(axis=0) + layer.eps)
    layer.beta.value[...] = x.mean(axis=0)
    np.testing.assert_allclose(layer.forward(x, train=True), x, rtol=1e-12, atol=1e-12)


@given(seeds, st.floats(0.01, 100), st.floats(-100, 100))
def test_scale_and_shift_of_the_input_change_nothing(seed, a, c):
    x = np.random.default_rng(seed).standard_normal((8, 3))
    _, y = trained(3, x, eps=1e-15)
    _, moved = trained(3, a * x + c, eps=1e-15)
    np.testing.assert_allclose(moved, y, atol=1e-9)


@pytest.mark.parametrize("a", [0.1, 10.0, 1000.0])
def test_larger_weights_before_it_get_smaller_gradients(a, rng):
    x, dy = rng.standard_normal((8, 4)), rng.standard_normal((8, 3))
    linear, layer = Linear(4, 3, rng=rng), BatchNorm(3, eps=1e-15)

    def output_and_gradient():
        y = layer.forward(linear.forward(x, train=True), train=True)
        linear.backward_parameters(layer.backward(dy))
        return y, linear.W.grad.copy()

    y, dW = output_and_gradient()
    linear.W.value[...] *= a
    scaled_y, scaled_dW = output_and_gradient()
    np.testing.assert_allclose(scaled_y, y, rtol=1e-9)
    np.testing.assert_allclose(scaled_dW, dW / a, rtol=1e-8, atol=1e-12 / a)


@given(seeds)
def test_gradient_has_nothing_along_ones_and_x_hat(seed):
    rng = np.random.default_rng(seed)
    layer, x_hat = trained(3, rng.standard_normal((8, 3)), eps=1e-15)
    layer.gamma.value[...] = rng.standard_normal(3)
    dx = layer.backward(rng.standard_normal((8, 3)))
    size = np.abs(dx).max() + 1e-12
    np.testing.assert_allclose(dx.sum(axis=0) / size, 0, atol=1e-10)
    np.testing.assert_allclose((dx * x_hat).sum(axis=0) / size, 0, atol=1e-10)


def test_the_scalar_graph_agrees(rng):
    x, dy = rng.standard_normal((3, 2)), rng.standard_normal((3, 2))
    layer = BatchNorm(2, eps=0.1)
    layer.gamma.value[...], layer.beta.value[...] = rng.standard_normal((2, 2))
    y = layer.forward(x, train=True)
    dx = layer.backward(dy)
    for j in range(2):
        column = [Value(float(v)) for v in x[:, j]]
        gamma, beta = Value(float(layer.gamma.value[j])), Value(float(layer.beta.value[j]))
        mean = sum(column) / 3
        var = sum((v - mean) ** 2 for v in column) / 3
        outputs = [gamma * (v - mean) / (var + 0.1) ** 0.5 + beta for v in column]
        sum(o * float(d) for o, d in zip(outputs, dy[:, j], strict=True)).backward()
        np.testing.assert_allclose(y[:, j], [o.data for o in outputs], rtol=1e-12)
        np.testing.assert_allclose(dx[:, j], [v.grad for v in column], rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(layer.gamma.grad[j], gamma.grad, rtol=1e-12)
        np.testing.assert_allclose(layer.beta.grad[j], beta.grad, rtol=1e-12)


def test_running_averages_take_a_share_of_the_new_batch_and_the_unbiased_variance(rng):
    x, other = rng.standard_normal((2, 5, 3))
    layer, _ = trained(3, x, momentum=0.25)
    np.testing.assert_allclose(layer.running_mean, 0.25 * x.mean(axis=0))
    np.testing.assert_allclose(layer.running_var, 0.75 + 0.25 * x.var(axis=0, ddof=1))
    before = layer.running_mean.copy()
    layer.forward(other, train=True)
    np.testing.assert_allclose(layer.running_mean, 0.75 * before + 0.25 * other.mean(axis=0))


def test_running_averages_of_images_count_every_pixel(rng):
    x = rng.standard_normal((3, 2, 4, 5))
    layer, _ = trained(2, x, momentum=1.0, images=True)
    pixels = np.moveaxis(x, 1, -1).reshape(-1, 2)
    np.testing.assert_allclose(layer.running_mean, pixels.mean(axis=0))
    np.testing.assert_allclose(layer.running_var, pixels.var(axis=0, ddof=1))


def test_evaluation_answers_one_example_whatever_its_batch(rng):
    layer, _ = trained(3, 5 + rng.standard_normal((50, 3)))
    x = rng.standard_normal((8, 3))
    together = layer.forward(x, train=False)
    np.testing.assert_array_equal(layer.forward(x[3:4], train=False), together[3:4])


def test_folding_into_the_linear_layer_before_it(rng):
    linear, layer = Linear(4, 3, rng=rng), BatchNorm(3)
    layer.gamma.value[...], layer.beta.value[...] = rng.standard_normal((2, 3))
    for _ in range(20):
        layer.forward(linear.forward(3 + rng.standard_normal((16, 4)), train=True), train=True)
    x = rng.standard_normal((6, 4))
    expected = layer.forward(linear.forward(x, train=False), train=False)
    a, c = layer.scale_and_shift()
    folded = x @ (linear.W.value * a) + (linear.b.value * a + c)
    np.testing.assert_allclose(folded, expected, rtol=1e-12, atol=1e-12)


def test_weight_decay_spares_gamma_and_beta():
    assert [p.decay for p in BatchNorm(3).parameters()] == [False, False]


# Defects found in other libraries (style-anchors.md, section 4).


def test_deep_learning_from_scratch_one_statistic_per_channel_not_per_pixel(rng):
    x = rng.standard_normal((3, 2, 4, 5))
    layer, y = trained(2, x, images=True)
    assert layer.running_mean.shape == (2,)
    as_rows = np.moveaxis(x, 1, -1).reshape(-1, 2)
    _, rows = trained(2, as_rows)
    np.testing.assert_allclose(np.moveaxis(y, 1, -1).reshape(-1, 2), rows, rtol=1e-12)


def test_deep_learning_from_scratch_running_variance_starts_at_1_not_0(rng):
    x = rng.standard_normal((4, 3))
    np.testing.assert_allclose(BatchNorm(3).forward(x, train=False), x, rtol=1e-5)


def test_deep_learning_from_scratch_eps_is_1e_5_inside_the_root():
    layer, y = trained(1, np.array([[-1e-3], [1e-3]]))
    assert layer.eps == 1e-5
    np.testing.assert_allclose(y[1], 1e-3 / np.sqrt(1e-6 + 1e-5))


def test_labml_variance_survives_a_large_mean_in_float32(rng):
    x = (1000 + rng.standard_normal((256, 4))).astype(np.float32)
    layer, y = trained(4, x, momentum=1.0, dtype=np.float32)
    exact = x.astype(np.float64)
    np.testing.assert_allclose(layer.running_var, exact.var(axis=0, ddof=1), rtol=1e-4)
    np.testing.assert_allclose(y, (exact - exact.mean(axis=0)) / exact.std(axis=0), atol=1e-3)


class Wrong(Layer):
    """Batch norm with a backward pass that is a little wrong."""

    def __init__(self, eps_in_backward, unbiased):
        self.right, self.eps, self.unbiased = BatchNorm(3), eps_in_backward, unbiased

    def parameters(self):
        return self.right.parameters()

    def forward(self, x, *, train, rng=None):
        self.x = x
        return self.right.forward(x, train=train)

    def backward(self, dy):
        self.right.backward(dy)
        centred = self.x - self.x.mean(axis=0)
        std = np.sqrt(centred.var(axis=0, ddof=self.unbiased) + self.eps)
        x_hat = centred / std
        projected = dy - dy.mean(axis=0) - x_hat * (dy * x_hat).mean(axis=0)
        return self.right.gamma.value * projected / std


@pytest.mark.parametrize(
    ("eps", "unbiased", "passes"), [(1e-5, 0, True), (0.0, 0, False), (1e-5, 1, False)]
)
@pytest.mark.parametrize("n", [8, 128])
def test_minitorch_our_gradient_check_sees_a_lost_eps_and_an_unbiased_variance(
    eps, unbiased, passes, n, rng
):
    report = check_layer(Wrong(eps, unbiased), rng.standard_normal((n, 3)), rng)
    assert (report.max_error < TOLERANCE) is passes


# What is refused.


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"momentum": 0.0}, r"BatchNorm: expected 0 < momentum <= 1, got momentum=0.0"),
        ({"momentum": 1.5}, r"expected 0 < momentum <= 1, got momentum=1.5"),
        ({"eps": 0.0}, r"expected 0 < eps, got eps=0.0"),
    ],
)
def test_settings_out_of_range_are_refused(settings, text):
    with pytest.raises(ValueError, match=text):
        BatchNorm(3, **settings)


def test_settings_are_common_to_all_trials():
    with pytest.raises(TypeError, match=r"^BatchNorm: expected one number momentum, got an array"):
        BatchNorm(3, momentum=np.array([0.1, 0.2]), trials=2)


@pytest.mark.parametrize(("shape", "images"), [((1, 2), False), ((1, 2, 1, 1), True)])
def test_one_value_per_feature_is_refused_in_training(shape, images):
    layer = BatchNorm(2, images=images)
    with pytest.raises(ValueError, match=r"2 values or more .*, got a batch of 1. Use a larger"):
        layer.forward(np.zeros(shape), train=True)
    assert layer.forward(np.zeros(shape), train=False).shape == shape


def test_images_without_the_option_are_told_about_it():
    with pytest.raises(ValueError, match=r"\(\.\.\., N, 3\), got \(2, 3, 4, 4\)\..* images=True"):
        BatchNorm(3).forward(np.zeros((2, 3, 4, 4)), train=False)
