"""Networks: the chain rule through layers, against the scalar graph and differences."""

import copy
import pickle

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS, identity, relu, sigmoid, tanh
from course_lib.graph import Value
from course_lib.initializers import constant
from course_lib.layers import (
    BatchNorm,
    Dropout,
    Elementwise,
    Flatten,
    Frozen,
    Layer,
    Linear,
    Residual,
)
from course_lib.losses import mean_squared_error, softmax_cross_entropy
from course_lib.network import Sequential, mlp
from course_lib.optimizers import AdamW
from course_lib.parameters import load, save
from course_lib.training import fit

RNG = np.random.default_rng(5)


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


def test_layers_after_the_activation(rng):
    network = mlp([3, 4, 2], rng=rng, after=lambda d: [Dropout(0.5)])
    kinds = [type(layer).__name__ for layer in network]
    assert kinds == ["Linear", "Elementwise", "Dropout", "Linear"]


@pytest.mark.parametrize("name", ["theta", "grad"])
def test_vectors_are_filled_not_replaced(name, rng):
    network = mlp([3, 4, 2], rng=rng)
    array = getattr(network, name)
    setattr(network, name, array)  # as ``network.theta -= step`` does
    with pytest.raises(AttributeError, match=rf"^Sequential: .* Fill it: {name}\[\.\.\.\] = "):
        setattr(network, name, array - 1)


def test_a_float32_network_computes_in_float32_whatever_the_data(rng):
    dtypes = set()

    class Watch(Layer):
        def forward(self, x, *, train, rng=None):
            dtypes.add(x.dtype)
            return x

        def backward(self, dy):
            dtypes.add(dy.dtype)
            return dy

    network = Sequential(Watch(), *mlp([3, 4, 2], rng=rng, dtype="float32"), Watch())
    y = network.forward(rng.standard_normal((5, 3)), train=True)
    network.backward(np.ones(y.shape))
    assert dtypes == {np.dtype(np.float32)}


@pytest.mark.parametrize("trials", [(), (2,)])
def test_saliency_is_the_slope_of_the_prediction(trials, rng):
    """What saliency maps and FGSM ask for: dx of an evaluation with batch norm and dropout."""
    network = mlp(
        [3, 8, 2],
        rng=rng,
        activation=sigmoid,
        between=lambda d: [BatchNorm(d, trials=trials)],
        after=lambda d: [Dropout(0.5, trials=trials)],
        trials=trials,
    )
    for _ in range(5):
        y = network.forward(2 + rng.standard_normal((*trials, 4, 3)), train=True, rng=rng)
    network.backward(np.ones_like(y))
    x, h = 2 + rng.standard_normal((*trials, 4, 3)), 1e-6
    dy = rng.standard_normal((*trials, 4, 2))
    network.forward(x, train=False)
    dx = network.backward(dy)
    for index in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[index] = h
        slope = ((network(x + e) - network(x - e)) * dy).sum() / (2 * h)
        assert dx[index] == pytest.approx(slope, rel=1e-6, abs=1e-9)
    with pytest.raises(RuntimeError, match=r"Linear: expected a forward pass .* predict keeps"):
        network.backward(dy)


def learns(network, x, t):
    """Whether a step along −∇L lowers the loss: θ must be what the layers compute with."""
    before, dy = mean_squared_error(network.forward(x, train=True), t)
    network.backward_parameters(dy)
    network.theta -= 1e-3 * network.grad
    return mean_squared_error(network.predict(x), t)[0] < before


@pytest.mark.parametrize(
    "join",
    [
        lambda net, head: Sequential(net, head),
        lambda net, head: Sequential(*net, head),
        lambda net, head: Sequential(Sequential(net[:1], net[1:]), head),
        lambda net, head: Sequential(copy.deepcopy(net), head),
        lambda net, head: Sequential(*copy.deepcopy(net.layers), head),
        lambda net, head: Sequential(*copy.deepcopy(net).layers[:-1], Linear(4, 3, rng=RNG), head),
        lambda net, head: Sequential(Elementwise(identity), *net.layers, head),
    ],
)
def test_networks_are_joined_and_cut_and_learn(join, rng):
    net, head = mlp([3, 4, 3], rng=rng, activation=tanh), Linear(3, 2, rng=rng)
    x, t = rng.standard_normal((6, 3)), rng.standard_normal((6, 2))
    network = join(net, head)
    assert network.theta.size == 12 + 4 + 12 + 3 + 6 + 2
    assert learns(network, x, t)
    twin = pickle.loads(pickle.dumps(network))
    np.testing.assert_array_equal(twin.predict(x), network.predict(x))
    names = [[name for name, _ in net.named_parameters()] for net in (network, twin)]
    assert names[0] == names[1]


def test_a_network_inside_another_one_and_a_part_share_its_parameters(rng):
    body, x = mlp([3, 4, 3], rng=rng), rng.standard_normal((5, 3))
    part, first = body[:-1], body[0]
    whole = Sequential(body, Linear(3, 2, rng=rng))
    for network in (whole, body, part):
        network.theta[...] = rng.standard_normal(network.theta.shape)
        np.testing.assert_array_equal(first.W.value.ravel(), network.theta[:12])
        assert np.shares_memory(network.grad, first.W.grad)
    assert (len(body), part.theta.size, whole.theta.size) == (3, 16, 39)
    np.testing.assert_array_equal(body[-1].forward(part(x), train=False), body(x))


def test_the_vector_of_a_network_that_was_taken_apart_is_refused(rng):
    net, x = mlp([3, 4, 3], rng=rng), rng.standard_normal((5, 3))
    y = net.predict(x)
    network = Sequential(*net.layers[:-1], Linear(4, 2, rng=rng))
    np.testing.assert_array_equal(net.predict(x), y)
    for name in ("theta", "grad"):
        with pytest.raises(RuntimeError, match=r"Sequential: expected layers of its own.*deepcopy"):
            getattr(net, name)
    assert learns(network, x, rng.standard_normal((5, 2)))
    copy.deepcopy(net).theta += 1


def test_frozen_layers_stay_as_they_are_to_the_bit(tmp_path, rng):
    body = Sequential(*mlp([3, 4], rng=rng), BatchNorm(4), Dropout(0.5))
    body.forward(rng.standard_normal((9, 3)), train=True, rng=rng)
    theta, statistics = body.theta.copy(), [b.copy() for b in body.buffers().values()]
    network = Sequential(Frozen(*body), Linear(4, 2, rng=rng))
    x, y = rng.standard_normal((8, 3)), rng.integers(0, 2, 8)
    optimizer = AdamW(0.1, weight_decay=0.1)
    fit(network, x, y, optimizer=optimizer, epochs=3, batch_size=4, rng=rng)
    np.testing.assert_array_equal(body.theta, theta)
    np.testing.assert_array_equal([*body.buffers().values()], statistics)
    assert network.theta.shape == (10,)
    assert not body.grad.any()  # no backward pass below the first layer that learns

    save(tmp_path / "net.npz", network)
    twin = copy.deepcopy(network)
    for array in (twin.theta, *twin.buffers().values()):
        array[...] = 7
    load(tmp_path / "net.npz", twin)
    np.testing.assert_array_equal(twin.predict(x), network.predict(x))


class TwoWays(Layer):
    """A layer of ones own, made of two: the sum of two branches."""

    def __init__(self, rng):
        self.layers = (Linear(3, 3, rng=rng), Sequential(Linear(3, 3, rng=rng), BatchNorm(3)))

    def forward(self, x, *, train, rng=None):
        return sum(way.forward(x, train=train, rng=rng) for way in self.layers)

    def backward(self, dy):
        return sum(way.backward(dy) for way in self.layers)


class Unnamed(Elementwise):
    """The same without a list of layers."""

    def __init__(self, rng):
        self.first, self.second = Linear(3, 3, rng=rng), Linear(3, 3, rng=rng)

    def parameters(self):
        return [*self.first.parameters(), *self.second.parameters()]


def test_a_layer_made_of_layers_is_saved_whole(tmp_path, rng):
    network, other = (Sequential(Flatten(), TwoWays(rng)) for _ in range(2))
    assert [name for name, _ in network.named_parameters()] == [
        *("1.0.W", "1.0.b", "1.1.0.W", "1.1.0.b", "1.1.1.gamma", "1.1.1.beta")
    ]
    x = rng.standard_normal((5, 3))
    network.forward(x, train=True)
    save(tmp_path / "net.npz", network)
    load(tmp_path / "net.npz", other)
    np.testing.assert_array_equal(other.theta, network.theta)
    np.testing.assert_array_equal(other.predict(x), network.predict(x))


def test_parameters_of_one_name_are_refused(rng):
    with pytest.raises(ValueError, match=r"^Sequential: expected one name each, got '0\.W' twice"):
        Sequential(Unnamed(rng))


def test_names_tell_layer_and_parameter(rng):
    names = [name for name, _ in mlp([3, 4, 2], rng=rng).named_parameters()]
    assert names == ["0.W", "0.b", "2.W", "2.b"]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda r: Sequential(), ValueError, "one layer or more"),
        (lambda r: Sequential(relu), TypeError, r"Pass Elementwise\(relu\)"),
        (
            lambda r: Sequential(BatchNorm),
            TypeError,
            r"the class BatchNorm\. .*BatchNorm\(\.\.\.\)",
        ),
        (
            lambda r: Sequential([Linear(2, 2, rng=r)]),
            TypeError,
            r"got \[Linear.* Pass Sequential\(\*layers\)",
        ),
        (lambda r: Sequential(np.ones(99)), TypeError, "Sequential: expected layers, got an array"),
        (
            lambda r: Sequential(layer := Linear(2, 2, rng=r), layer),
            ValueError,
            "used once, got Lin",
        ),
        (
            lambda r: Sequential(act := Elementwise(relu), Residual(act)),
            ValueError,
            r"Sequential: expected layers used once, got Elementwise\(relu\) twice",
        ),
        (
            lambda r: mlp([3, 4, 2], rng=r, between=BatchNorm),
            TypeError,
            "mlp: expected a list of layers from between, got BatchNorm",
        ),
        (lambda r: mlp([3, 2], rng=r, init="he"), TypeError, "an initializer init, got 'he'"),
        (lambda r: mlp([3, 2], rng=r).predict(np.ones(3)), ValueError, r"batch axis: x\[None\]"),
        (
            lambda r: Sequential(*mlp([3, 4], rng=r), Linear(5, 2, rng=r)).predict(np.ones((2, 3))),
            ValueError,
            r"Linear: expected shape \(\.\.\., N, 5\), got \(2, 4\)\.\nThis is layer 1 of",
        ),
        (lambda r: mlp([3, 2], rng=r)[::2], ValueError, "neighbouring layers, got step 2"),
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
            "Elementwise: expected an Activation, got 'relu'.* import relu",
        ),
        (
            lambda r: mlp([3, 2], rng=r).forward(np.zeros((5, 4, 3)), train=True),
            ValueError,
            r"Build the layer with trials=\(5,\)",
        ),
        (lambda r: mlp([3, 2], rng=r).backward(np.zeros((4, 2))), RuntimeError, "before backward"),
    ],
)
def test_bad_input_is_named(call, error, text, rng):
    with pytest.raises(error, match=text):
        call(rng)
