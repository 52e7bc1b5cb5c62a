"""The explorers of chapter 2 in every corner, against the library's layers."""

import numpy as np
import pytest
from shared_explorers import started

from course_lib.activations import ACTIVATIONS
from course_lib.diagnostics import gradient_norms
from course_lib.layers import Elementwise, Linear
from course_lib.network import Sequential
from course_lib.widgets import activation_zoo, gradient_depth
from course_lib.widgets.gradient_depth import ARRIVING, START, WEIGHTS


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_zoo_draws_function_slope_and_all_of_the_outputs(name):
    zoo, f = started(activation_zoo), ACTIVATIONS[name]
    for corner in zoo.corners():
        if corner["activation"] != name:
            continue
        zoo.set(**corner)
        x, y = zoo.artists["curve"].get_data()
        np.testing.assert_array_equal(y, f(x))
        h = 1e-6
        kinks = np.abs(x) < 0.03
        slope = zoo.artists["slope"].get_ydata()
        np.testing.assert_allclose(
            slope[~kinks], ((f(x + h) - f(x - h)) / (2 * h))[~kinks], atol=1e-7
        )
        assert zoo.artists["outputs"].get_data().values.sum() == pytest.approx(1)
        assert "nan" not in zoo.caption.value


def test_the_caption_of_the_zoo_is_about_its_inputs():
    zoo = started(activation_zoo)
    zoo.set(activation="relu", mean=0.0, spread=1.0)
    assert "mean 0.40, spread 0.58" in zoo.caption.value  # 1/√(2π), √(1/2 − 1/(2π))
    assert "flat (below 0.05) for 50%" in zoo.caption.value


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_profile_is_the_gradient_of_the_layers(name):
    depth, scale = 6, 1.3
    explorer = started(gradient_depth)
    explorer.set(activation=name, depth=depth, scale=scale)
    layers = []
    for W in WEIGHTS[:depth]:
        linear = Linear(*W.shape, rng=np.random.default_rng(0), init=lambda s, r, W=W: scale * W)
        layers += [linear, Elementwise(ACTIVATIONS[name])]

    def given(y, t):
        return 0.0, ARRIVING.copy()

    norms = gradient_norms(Sequential(*layers), START, np.zeros(len(START), int), loss=given)
    dW = norms.dW[::2]
    _, drawn = explorer.artists["profile"].get_data()
    np.testing.assert_allclose(drawn, dW / dW[-1], rtol=1e-9)
