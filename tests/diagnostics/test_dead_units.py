"""Which units are dead: on networks built so that we know."""

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS, elu, leaky_relu, relu, selu, sigmoid, softplus, tanh
from course_lib.diagnostics import dead_units
from course_lib.layers import Conv2d, Elementwise, Frozen, Linear, Maxout, PReLU, Residual
from course_lib.losses import softmax_cross_entropy
from course_lib.network import Sequential, mlp


def test_the_mask_is_true_where_no_example_gets_through(rng):
    network = mlp([3, 5, 2], rng=rng)
    network.layers[0].b.value[...] = [-1e3, 0, 1e3, -1e3, 0]
    dead = dead_units(network, rng.standard_normal((50, 3)))
    assert dead.names == ("1 Elementwise(relu)",)
    assert dead.masks[0].tolist() == [True, False, False, True, False]
    assert dead.share.tolist() == [0.4]
    assert str(dead) == "dead units: 2 of 5 in 1 Elementwise(relu)"


def test_one_example_is_enough_to_be_alive():
    x = np.array([[-1.0, -1.0], [-2.0, 1e-9]])
    assert dead_units(Sequential(Elementwise(relu)), x).masks[0].tolist() == [True, False]


def test_dead_means_that_the_weights_before_get_no_gradient(rng):
    network, x = mlp([3, 40, 2], rng=rng, bias=-2.0), rng.standard_normal((6, 3))
    mask = dead_units(network, x).masks[0]
    _, dy = softmax_cross_entropy(network.forward(x, train=True), np.zeros(6, int))
    network.backward(dy)
    np.testing.assert_array_equal((network.layers[0].W.grad == 0).all(axis=0), mask)
    assert 0 < mask.sum() < 40


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=list(ACTIVATIONS))
@pytest.mark.parametrize("z", [-1.0, -1e4])
def test_every_activation_is_judged_by_its_slope(activation, z):
    x = np.full((4, 1), z)
    slope = activation.derivative(x)
    assert dead_units(Sequential(Elementwise(activation)), x).masks[0][0] == (slope == 0).all()


def test_which_activations_can_die_far_below_zero():
    x = np.full((4, 1), -1e4)
    dies = {
        activation.name: bool(dead_units(Sequential(Elementwise(activation)), x).masks[0])
        for activation in (relu, leaky_relu, elu, selu, sigmoid, tanh, softplus)
    }
    # ELU and its relatives never reach slope 0 on paper; in floating point they do.
    assert [name for name, dead in dies.items() if not dead] == ["leaky_relu"]


def test_prelu_dies_only_with_slope_zero_and_maxout_never(rng):
    x = -np.abs(rng.standard_normal((9, 3))) - 1
    prelu = PReLU(3, init=0.0)
    prelu.a.value[1] = 0.1
    assert dead_units(Sequential(prelu), x).masks[0].tolist() == [True, False, True]
    maxout = Sequential(Maxout(3, 4, rng=rng, bias=-1e6))
    assert not dead_units(maxout, x).masks[0].any()


@pytest.mark.parametrize("outer", [Sequential, Frozen, Residual])
def test_units_of_layers_inside_are_counted(outer):
    found = dead_units(Sequential(outer(Elementwise(relu))), np.array([[-1.0, 1.0]]))
    assert found.names == ("0.0 Elementwise(relu)",)
    assert found.share.tolist() == [0.5]


def test_layers_inside_residual_blocks_are_counted(rng):
    inner = Linear(2, 2, rng=rng, bias=-1e3)
    block = Residual(inner, Elementwise(relu), Residual(Elementwise(relu)))
    dead = dead_units(Sequential(block, Elementwise(tanh)), rng.standard_normal((5, 2)))
    assert dead.names == ("0.1 Elementwise(relu)", "0.2.0 Elementwise(relu)", "1 Elementwise(tanh)")
    assert dead.share.tolist() == [1, 1, 0]


def test_trials_share_a_residual_block_input(rng):
    block = Residual(Elementwise(relu), Linear(2, 2, rng=rng, trials=2))
    dead = dead_units(Sequential(block), np.array([[-1.0, 1.0], [-2.0, 2.0]]))
    assert dead.masks[0].tolist() == [[True, False]] * 2


def test_on_images_a_unit_is_a_channel(rng):
    network = Sequential(Conv2d(1, 3, 3, rng=rng), Elementwise(relu))
    network.layers[0].b.value[...] = [0, -1e3, 0]
    dead = dead_units(network, rng.standard_normal((4, 1, 6, 6)))
    assert dead.masks[0].tolist() == [False, True, False]


def test_a_network_without_activations_has_no_row(rng):
    dead = dead_units(Sequential(Linear(3, 2, rng=rng, trials=2)), np.ones((2, 3)))
    assert dead.masks == ()
    assert dead.share.shape == (0, 2)
    assert str(dead) == "dead units: no layer with an activation function"
