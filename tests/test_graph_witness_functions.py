"""Activations written from their definitions on the scalar graph, and the same through `map`."""

import functools
import math

import numpy as np
import pytest

from course_lib.activations import ACTIVATIONS, SELU_ALPHA, SELU_SCALE
from course_lib.graph import Value

close = functools.partial(np.testing.assert_allclose, rtol=1e-12, atol=1e-12)


def elu(x, alpha=1.0):
    return x if x.data > 0 else alpha * (x.exp() - 1)


def normal_cdf(x):
    """Phi, whose slope is the density of the normal distribution."""
    return x.map(
        lambda a: (1 + math.erf(a / math.sqrt(2))) / 2,
        lambda a: math.exp(-a * a / 2) / math.sqrt(2 * math.pi),
    )


FORMULAS = {
    "identity": lambda x: x * 1,
    "sigmoid": lambda x: 1 / (1 + (-x).exp()),
    "tanh": lambda x: (x.exp() - (-x).exp()) / (x.exp() + (-x).exp()),
    "relu": lambda x: x.maximum(0),
    "leaky_relu": lambda x: x.relu() - 0.01 * (-x).relu(),
    "elu": elu,
    "selu": lambda x: SELU_SCALE * elu(x, SELU_ALPHA),
    "softplus": lambda x: (1 + x.exp()).log(),
    "gelu": lambda x: x * normal_cdf(x),
}
POINTS = (-3.0, -0.7, -0.01, 0.02, 0.9, 4.0)


def test_every_activation_has_a_formula():
    assert FORMULAS.keys() == ACTIVATIONS.keys()


@pytest.mark.parametrize("x", POINTS)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_are_operations_of_the_graph_through_map(name, x):
    """2 f(x²): value and slope of an activation inside a longer chain."""
    ours, theirs = Value(x), Value(x)
    mapped = 2 * (ours * ours).map(ACTIVATIONS[name], ACTIVATIONS[name].derivative, name)
    expected = 2 * FORMULAS[name](theirs * theirs)
    mapped.backward()
    expected.backward()
    close([mapped.data, ours.grad], [expected.data, theirs.grad])
