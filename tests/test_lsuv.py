"""LSUV: every weight layer's output has variance 1 on the batch it has seen."""

import numpy as np
import pytest

from course_lib.activations import relu, sigmoid, tanh
from course_lib.initializers import lsuv, normal, orthogonal
from course_lib.layers.base import Layer
from course_lib.layers.elementwise import Elementwise
from course_lib.layers.linear import Linear
from course_lib.network import Sequential, mlp
from course_lib.parameters import Parameter


def outputs(network, x):
    """Yield the output of every weight layer."""
    for layer in network.layers:
        x = layer.forward(x, train=False)
        if isinstance(layer, Linear):
            yield x


@pytest.mark.parametrize("activation", [relu, tanh, sigmoid], ids=lambda f: f.name)
@pytest.mark.parametrize("scale", [0.01, 30.0])
def test_every_weight_layer_gets_variance_1(activation, scale):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        network = mlp([12, *[30] * 20, 4], rng=rng, activation=activation, init=normal(7.0))
        x = scale * rng.standard_normal((200, 12)) + 1
        variances = lsuv(network.layers, x, rng=rng)
        assert len(variances) == 21
        np.testing.assert_allclose(variances, 1, atol=1e-9)
        np.testing.assert_allclose([y.var() for y in outputs(network, x)], 1, atol=1e-9)


def test_weights_stay_orthogonal_and_biases_as_they_were(rng):
    network = mlp([10, 8, 8], rng=rng, bias=0.3)
    lsuv(network.layers, rng.standard_normal((50, 10)), rng=rng)
    for layer in network.layers[::2]:
        product = layer.W.value.T @ layer.W.value
        np.testing.assert_allclose(product, product[0, 0] * np.eye(8), atol=1e-12)
    assert network.layers[0].b.value.tolist() == [0.3] * 8


def test_writes_into_the_flat_vector_of_the_network(rng):
    network = mlp([5, 6, 3], rng=rng)
    theta, before = network.theta, network.theta.copy()
    lsuv(network.layers, rng.standard_normal((40, 5)), rng=rng)
    assert network.theta is theta
    assert not np.isclose(theta[:30], before[:30]).any()


def test_varying_biases_take_several_divisions(rng):
    network = mlp([10, 8], rng=rng)
    network.layers[0].b.value[...] = np.linspace(-1, 1, 8)  # variance 0.43
    x = 3 * rng.standard_normal((100, 10))
    [once] = lsuv(network.layers, x, rng=np.random.default_rng(0), max_iterations=1)
    [often] = lsuv(network.layers, x, rng=np.random.default_rng(0), max_iterations=50)
    assert abs(once - 1) > 0.1
    assert abs(often - 1) < 0.01


def test_it_divides_ten_times_unless_told_otherwise(rng):
    x, reached = 3 * rng.standard_normal((100, 10)), []
    for options in ({}, {"max_iterations": 10}, {"max_iterations": 11}):
        network = mlp([10, 8], rng=np.random.default_rng(0))
        network.layers[0].b.value[...] = np.linspace(-1.6, 1.6, 8)
        reached += lsuv(network.layers, x, rng=np.random.default_rng(0), tolerance=1e-9, **options)
    assert reached[0] == reached[1] != reached[2]


def test_a_variance_is_left_alone_if_its_distance_from_1_is_smaller_than_the_tolerance(rng):
    x, layer = 3 * rng.standard_normal((100, 10)), mlp([10, 8], rng=rng).layers[0]
    layer.W.value[...] = orthogonal((10, 8), np.random.default_rng(0))
    first = float(layer.forward(x, train=False).ravel().var())
    for tolerance, expected in ((first - 1, 1.0), (np.nextafter(first - 1, np.inf), first)):
        options = {"rng": np.random.default_rng(0), "tolerance": float(tolerance)}
        assert lsuv([layer], x, **options) == [pytest.approx(expected, rel=1e-12)]


def test_reports_a_variance_that_biases_alone_exceed(rng):
    network = mlp([10, 8], rng=rng)
    network.layers[0].b.value[...] = np.linspace(-10, 10, 8)
    [variance] = lsuv(network.layers, rng.standard_normal((100, 10)), rng=rng)
    assert variance > 20


def test_each_trial_is_scaled_alone(rng):
    scales = [normal(s) for s in (0.01, 1.0, 100.0)]
    network = mlp([6, 20, 20, 4], rng=rng, init=scales, trials=3)
    x = rng.standard_normal((300, 6))
    variances = lsuv(network.layers, x, rng=rng)
    np.testing.assert_allclose(variances, np.ones((3, 3)), atol=1e-9)
    for y in outputs(network, x):
        np.testing.assert_allclose(y.var(axis=(1, 2)), 1, atol=1e-9)
    first = network.layers[0].W.value
    assert not np.isclose(first[0], first[1]).any(), "each trial has its own draw"


def test_float32_stays_float32(rng):
    network = mlp([6, 20, 4], rng=rng, dtype=np.float32)
    variances = lsuv(network.layers, rng.standard_normal((300, 6)).astype(np.float32), rng=rng)
    assert network.layers[0].W.value.dtype == np.float32
    np.testing.assert_allclose(variances, 1, atol=1e-5)


class Kernel(Layer):
    """A 'convolution' with a 1 × 1 kernel: the smallest layer with a four-axis weight."""

    def __init__(self, *parameters):
        self.all, self.calls = parameters, []

    def parameters(self):
        return self.all

    def forward(self, x, *, train, rng=None):
        self.calls.append(train)
        return np.einsum("nchw,oc->nohw", x, self.all[0].value[:, :, 0, 0])

    def backward(self, dy):
        raise NotImplementedError


def test_kernels_are_weights_too_and_one_division_is_enough(rng):
    layer = Kernel(Parameter("W", np.full((5, 3, 1, 1), 9.0)))
    [variance] = lsuv([layer], rng.standard_normal((20, 3, 4, 4)), rng=rng)
    assert variance == pytest.approx(1)
    assert layer.calls == [False] * 3, "measure, measure again, pass on; never in training mode"


def test_only_weights_are_set(rng):
    slope = Parameter("slope", np.full(3, 0.25))
    table = Parameter("table", np.full((3, 3), 0.25), decay=False)
    layer = Kernel(Parameter("W", np.full((5, 3, 1, 1), 9.0)), slope, table)
    lsuv([layer], rng.standard_normal((20, 3, 4, 4)), rng=rng)
    assert (slope.value == 0.25).all()
    assert (table.value == 0.25).all()


def test_refuses_a_network_for_its_layers(rng):
    network = mlp([3, 2], rng=rng)
    with pytest.raises(TypeError, match=r"^lsuv: expected a list of layers, got .* Pass network"):
        lsuv(network, np.ones((4, 3)), rng=rng)


def test_refuses_layers_with_several_weights(rng):
    inner = Sequential(Linear(3, 3, rng=rng), Elementwise(relu), Linear(3, 3, rng=rng))
    rule = r"^lsuv: expected layers with one weight at most, got Sequential with 2. Pass the layers"
    with pytest.raises(ValueError, match=rule):
        lsuv([inner], rng.standard_normal((4, 3)), rng=rng)


def test_refuses_outputs_that_do_not_vary(rng):
    rule = r"^lsuv: expected outputs of Linear that vary, got variance 0. Pass a batch of different"
    with pytest.raises(ValueError, match=rule):
        lsuv(mlp([3, 2], rng=rng).layers, np.zeros((4, 3)), rng=rng)


def test_refuses_bad_settings(rng):
    layers = mlp([3, 2], rng=rng).layers
    with pytest.raises(ValueError, match=r"^lsuv: expected 0 < tolerance, got tolerance=0"):
        lsuv(layers, np.ones((4, 3)), rng=rng, tolerance=0)
    with pytest.raises(ValueError, match=r"^lsuv: expected max_iterations >= 1, got max_iter"):
        lsuv(layers, np.ones((4, 3)), rng=rng, max_iterations=0)
