"""Residual blocks and stochastic depth: what survives, what is left out, what the mean is."""

import numpy as np
import pytest

from course_lib.activations import relu
from course_lib.layers import BatchNorm, Dropout, Elementwise, Linear, Residual, linear_survival
from course_lib.network import Sequential
from course_lib.parameters import load, save

SURVIVES, LEFT_OUT = 2, 0  # seeds whose first coin is below, above one half


def block(rng, survival=1.0):
    return Residual(Linear(3, 3, rng=rng), Elementwise(relu), BatchNorm(3), survival=survival)


def test_a_plain_block_adds_its_input(rng):
    x, dy = rng.standard_normal((2, 4, 3))
    layer, branch = (Linear(3, 3, rng=np.random.default_rng(1)) for _ in range(2))
    residual = Residual(branch)
    f = layer.forward(x, train=True)
    np.testing.assert_array_equal(residual.forward(x, train=True), x + f)
    np.testing.assert_array_equal(residual.backward(dy), dy + layer.backward(dy))


def test_a_block_that_survives_is_a_plain_one(rng):
    x, dy = rng.standard_normal((2, 4, 3))
    certain, lucky = (block(np.random.default_rng(1), p) for p in (1.0, 0.5))
    y = lucky.forward(x, train=True, rng=np.random.default_rng(SURVIVES))
    np.testing.assert_array_equal(y, certain.forward(x, train=True))
    np.testing.assert_array_equal(lucky.backward(dy), certain.backward(dy))
    for p, q in zip(lucky.parameters(), certain.parameters(), strict=True):
        np.testing.assert_array_equal(p.grad, q.grad)


def test_a_block_that_is_left_out_learns_and_remembers_nothing(rng):
    x, dy = rng.standard_normal((2, 4, 3))
    layer = block(rng, survival=0.5)
    for p in layer.parameters():
        p.grad[...] = np.nan
    y = layer.forward(x, train=True, rng=np.random.default_rng(LEFT_OUT))
    np.testing.assert_array_equal(y, x)
    np.testing.assert_array_equal(layer.backward(dy), dy)
    assert not any(p.grad.any() for p in layer.parameters())
    np.testing.assert_array_equal(layer.buffers()["2.running_mean"], 0)


def test_output_and_gradient_of_a_block_left_out_are_copies(rng):
    x, dy = np.zeros((2, 2, 3))
    layer = block(rng, survival=0.5)
    layer.forward(x, train=True, rng=np.random.default_rng(LEFT_OUT))[...] = 1
    layer.backward(dy)[...] = 1
    assert not x.any()
    assert not dy.any()


@pytest.mark.parametrize("survival", [0.2, 0.8])
def test_mean_over_the_coins_is_the_evaluation(survival, rng):
    x, tosses = rng.standard_normal((2, 3)), 4000
    layer = Residual(Linear(3, 3, rng=rng), survival=survival)
    mean = sum(layer.forward(x, train=True, rng=rng) for _ in range(tosses)) / tosses
    f = Linear.forward(layer.layers[0], x, train=False)
    five_sigma = 5 * np.abs(f) * np.sqrt(survival * (1 - survival) / tosses)
    assert (np.abs(mean - layer.forward(x, train=False)) < five_sigma).all()
    np.testing.assert_allclose(layer.forward(x, train=False), x + survival * f, rtol=1e-13)


def test_draws_of_the_layers_inside_come_after_the_coin(rng):
    x = rng.standard_normal((4, 30))
    y = Residual(Dropout(0.5), survival=0.5).forward(
        x, train=True, rng=np.random.default_rng(SURVIVES)
    )
    draws = np.random.default_rng(SURVIVES)
    draws.random()
    np.testing.assert_array_equal(y, x + Dropout(0.5).forward(x, train=True, rng=draws))


def test_parameters_and_buffers_have_names_of_their_own(rng, tmp_path):
    network = Sequential(block(rng), Residual(Linear(3, 3, rng=rng), Linear(3, 3, rng=rng)))
    names = [name for name, _ in network.named_parameters()]
    assert names == [
        *("0.0.W", "0.0.b", "0.2.gamma", "0.2.beta"),
        *("1.0.W", "1.0.b", "1.1.W", "1.1.b"),
    ]
    assert list(network.buffers()) == ["0.2.running_mean", "0.2.running_var"]
    network.forward(rng.standard_normal((5, 3)), train=True)
    save(tmp_path / "network.npz", network)
    other = np.random.default_rng(99)
    twin = Sequential(block(other), Residual(Linear(3, 3, rng=other), Linear(3, 3, rng=other)))
    load(tmp_path / "network.npz", twin)
    x = rng.standard_normal((5, 3))
    np.testing.assert_array_equal(twin.predict(x), network.predict(x))


def test_dezero_relu_beside_a_residual_path_leaves_the_gradient_alone():
    residual, dy = Residual(Elementwise(relu)), np.ones((1, 2))
    residual.forward(np.array([[-1.0, 1.0]]), train=True)
    np.testing.assert_array_equal(residual.backward(dy), [[1.0, 2.0]])
    np.testing.assert_array_equal(dy, 1.0)


def test_linear_survival_is_the_rule_of_the_paper():
    assert linear_survival(1, 0.3) == pytest.approx([0.3])
    np.testing.assert_allclose(linear_survival(54), 1 - np.arange(1, 55) / 54 * 0.5)
    # section 3: with p_L = 0.5 about 3/4 of the blocks survive, 40 of 54
    assert sum(linear_survival(54)) == pytest.approx(40, abs=0.5)


@pytest.mark.parametrize("survival", [0.0, 1.1, -0.5])
def test_survival_outside_its_range_is_refused(survival, rng):
    text = r"Residual: expected 0 < survival <= 1, got .* survival is the probability to keep"
    with pytest.raises(ValueError, match=text):
        block(rng, survival)
    with pytest.raises(ValueError, match=r"linear_survival: expected 0 < last <= 1, got"):
        linear_survival(3, survival)


def test_layers_that_change_the_shape_are_refused(rng):
    residual = Residual(Linear(3, 2, rng=rng))
    with pytest.raises(ValueError, match=r"that keep the shape \(4, 3\), got .* return \(4, 2\)"):
        residual.forward(np.ones((4, 3)), train=True)


def test_only_layers_are_accepted():
    with pytest.raises(TypeError, match=r"^Residual: expected layers, got 3\. Pass Layer objects"):
        Residual(3)
    with pytest.raises(ValueError, match=r"Residual: expected one layer or more, got none."):
        Residual()


@pytest.mark.parametrize(
    ("settings", "ending"), [({}, ")"), ({"survival": 0.25}, ", survival=0.25)")]
)
def test_the_survival_is_shown_where_a_block_can_be_left_out(settings, ending):
    assert repr(Residual(Dropout(0.5), **settings)) == f"Residual(Dropout(0.5){ending}"
