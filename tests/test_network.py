"""Networks: the chain rule through layers, against the scalar graph and differences."""

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS, identity, relu, sigmoid, tanh
from course_lib.graph import Value
from course_lib.initializers import constant
from course_lib.layers import Elementwise, Linear
from course_lib.losses import mean_squared_error, softmax_cross_entropy
from course_lib.network import Sequential, mlp


def scalar_forward(network, x):
    """The same tanh network, one number at a time, on the scalar graph; returns leaves too."""
    leaves = [Value(float(v)) for v in network.theta]
    rest = iter(leaves)
    for layer in network.layers:
        if isinstance(layer, Elementwise):
            x = [[v.tanh() for v in row] for row in x]
        else:
            d_in, d_out = layer.W.shape
            W = [[next(rest) for _ in range(d_out)] for _ in range(d_in)]
            b = [next(rest) for _ in range(d_out)]
            x = [
                [sum((row[k] * W[k][j] for k in range(d_in)), start=b[j]) for j in range(d_out)]
                for row in x
            ]
    return x, leaves


def test_gradients_are_those_of_the_scalar_graph(rng):
    network = mlp([3, 4, 2], rng=rng, activation=tanh)
    x, t = rng.standard_normal((2, 3)), rng.standard_normal((2, 2))
    y, leaves = scalar_forward(network, x.tolist())
    loss = sum((y[n][i] - t[n, i]) ** 2 for n in range(2) for i in range(2)) / 2
    loss.backward()

    value, dy = mean_squared_error(network.forward(x, train=True), t)
    network.backward(dy)
    assert value == pytest.approx(loss.data, rel=1e-12)
    np.testing.assert_allclose(network.grad, [leaf.grad for leaf in leaves], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=list(ACTIVATIONS))
def test_parameter_gradient_is_the_slope_along_a_random_direction(activation, rng):
    network = mlp([4, 6, 5, 3], rng=rng, activation=activation, bias=0.1)
    x, t = rng.standard_normal((7, 4)), rng.integers(0, 3, 7)
    _, dy = softmax_cross_entropy(network.forward(x, train=True), t)
    network.backward(dy)
    direction = rng.standard_normal(network.theta.shape)
    h, start = 1e-6, network.theta.copy()

    def loss_at(step):
        network.theta[...] = start + step * direction
        return softmax_cross_entropy(network.predict(x), t)[0]

    numeric = (loss_at(h) - loss_at(-h)) / (2 * h)
    assert network.grad @ direction == pytest.approx(numeric, rel=1e-6)


def test_layers_without_a_bend_are_one_layer(rng):
    network = mlp([3, 4, 5, 2], rng=rng, activation=identity)
    x = rng.standard_normal((6, 3))
    W1, W2, W3 = (layer.W.value for layer in network.layers[::2])
    np.testing.assert_allclose(network.predict(x), x @ (W1 @ W2 @ W3), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("value", [0.0, 0.3])
def test_units_that_start_equal_get_equal_gradients_and_stay_equal(value, rng):
    network = mlp([3, 4, 2], rng=rng, init=constant(value), activation=tanh)
    x, t = rng.standard_normal((9, 3)), rng.standard_normal((9, 2))
    W_in, W_out = network.layers[0].W, network.layers[2].W
    for _ in range(20):
        _, dy = mean_squared_error(network.forward(x, train=True), t)
        network.backward(dy)
        network.theta -= 0.05 * network.grad
        np.testing.assert_allclose(W_in.grad, W_in.grad[:, :1].repeat(4, 1), rtol=1e-12)
        np.testing.assert_allclose(W_in.value, W_in.value[:, :1].repeat(4, 1), rtol=1e-12)
        np.testing.assert_allclose(W_out.value, W_out.value[:1].repeat(4, 0), rtol=1e-12)
    assert W_in.value.any() == (value != 0)


def test_leaving_out_the_input_gradient_changes_no_other(rng):
    network = mlp([4, 5, 3], rng=rng)
    dy = rng.standard_normal((6, 3))
    network.forward(rng.standard_normal((6, 4)), train=True)
    network.backward(dy)
    whole = network.grad.copy()
    network.grad[...] = np.nan
    network.backward_parameters(dy)
    np.testing.assert_array_equal(network.grad, whole)


def test_trials_are_networks_built_and_run_one_by_one(rng):
    seeds = range(6)
    sizes, x, t = [4, 5, 3], rng.standard_normal((7, 4)), rng.integers(0, 3, 7)
    generators = [np.random.default_rng(s) for s in seeds]
    together = mlp(sizes, rng=generators, activation=sigmoid, trials=(2, 3))
    values, dy = softmax_cross_entropy(together.forward(x, train=True), t)
    together.backward(dy)
    for s in seeds:
        k = np.unravel_index(s, (2, 3))
        alone = mlp(sizes, rng=np.random.default_rng(s), activation=sigmoid)
        value, dy_alone = softmax_cross_entropy(alone.forward(x, train=True), t)
        alone.backward(dy_alone)
        np.testing.assert_array_equal(together.theta[k], alone.theta)
        assert values[k] == pytest.approx(value, rel=1e-13)
        np.testing.assert_allclose(together.grad[k], alone.grad, rtol=1e-10, atol=1e-14)


def test_one_initializer_per_trial(rng):
    def zeros(shape, rng):
        return np.zeros(shape)

    def ones(shape, rng):
        return np.ones(shape)

    network = mlp([2, 3, 2], rng=rng, init=[zeros, ones], trials=2)
    assert not network.layers[0].W.value[0].any()
    assert (network.layers[2].W.value[1] == 1).all()


def test_summary_counts_the_parameters_of_one_trial(rng):
    text = mlp([10, 4, 2], rng=rng, trials=3).summary()
    assert text.splitlines()[-1].split() == ["total", str(10 * 4 + 4 + 4 * 2 + 2)]


def test_layers_between_linear_and_activation(rng):
    network = mlp([3, 4, 2], rng=rng, between=lambda d: [Linear(d, d, rng=rng)])
    kinds = [type(layer).__name__ for layer in network.layers]
    assert kinds == ["Linear", "Linear", "Elementwise", "Linear"]


def test_names_tell_layer_and_parameter(rng):
    names = [name for name, _ in mlp([3, 4, 2], rng=rng).named_parameters()]
    assert names == ["0.W", "0.b", "2.W", "2.b"]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda r: Sequential(), ValueError, "one layer or more"),
        (lambda r: Sequential(relu), TypeError, "Sequential: expected layers"),
        (lambda r: Sequential(layer := Linear(2, 2, rng=r), layer), ValueError, "used twice"),
        (lambda r: Sequential(*mlp([2, 2], rng=r).layers), ValueError, "of another network"),
        (lambda r: mlp([3], rng=r), ValueError, "two sizes or more"),
        (lambda r: mlp([3, 0], rng=r), ValueError, "Linear: expected d_out >= 1, got d_out=0"),
        (lambda r: mlp([3, 2.5], rng=r), TypeError, "an integer d_out, got 2.5"),
        (lambda r: mlp([3, 2], rng=0), TypeError, r"rng=np\.random\.default_rng\(seed\)"),
        (lambda r: mlp([3, 2], rng=[r], trials=2), ValueError, "one for each of 2 trials, got 1"),
        (
            lambda r: mlp([784, 2], rng=r).predict(np.zeros((128, 28, 28))),
            ValueError,
            r"Linear: expected shape \(\.\.\., N, 784\), got \(128, 28, 28\)\. Missing Flatten\?",
        ),
        (
            lambda r: mlp([3, 4, 2], rng=r, activation="relu"),
            TypeError,
            "Elementwise: expected an Activation, got 'relu'",
        ),
        (
            lambda r: mlp([3, 2], rng=r).forward(np.zeros((5, 4, 3)), train=True),
            ValueError,
            r"Build the layer with trials=\(5,\)",
        ),
        (lambda r: mlp([3, 2], rng=r).backward(np.zeros((4, 2))), RuntimeError, "before it"),
    ],
)
def test_bad_input_is_named(call, error, text, rng):
    with pytest.raises(error, match=text):
        call(rng)
