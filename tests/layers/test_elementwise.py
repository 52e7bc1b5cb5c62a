"""Elementwise: only activations, and a defect found elsewhere."""

import numpy as np
import pytest

from course_lib.activations import relu
from course_lib.layers import Elementwise


def test_dezero_relu_backward_does_not_write_into_the_gradient_it_gets():
    layer, dy = Elementwise(relu), np.ones((1, 3))
    layer.forward(np.array([[-1.0, 0.0, 1.0]]), train=True)
    dx = layer.backward(dy)
    np.testing.assert_array_equal(dx, [[0.0, 0.0, 1.0]])
    np.testing.assert_array_equal(dy, 1.0)
    assert not np.shares_memory(dx, dy)


def test_a_plain_function_is_refused():
    with pytest.raises(TypeError, match=r"^Elementwise: expected an Activation, got <ufunc"):
        Elementwise(np.tanh)
