"""Max pooling: against loops, and who gets the gradient."""

import numpy as np
import pytest

from course_lib.layers import MaxPool2d


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("stride", [None, 1, 2])
def test_loops_give_the_same(size, stride, rng):
    x, step = rng.standard_normal((2, 3, 5, 7)), stride or size
    y = MaxPool2d(size, stride).forward(x, train=False)
    assert y.shape[-2:] == ((5 - size) // step + 1, (7 - size) // step + 1)
    for n, c, i, j in np.ndindex(y.shape):
        square = x[n, c, i * step : i * step + size, j * step : j * step + size]
        assert y[n, c, i, j] == square.max()


def test_a_pixel_collects_the_gradient_of_every_square_it_wins():
    x = np.zeros((1, 1, 3, 3))
    x[..., 1, 1] = 1.0
    layer = MaxPool2d(2, stride=1)
    layer.forward(x, train=True)
    dx = layer.backward(np.array([[[[1.0, 2.0], [3.0, 4.0]]]]))
    assert dx[0, 0, 1, 1] == dx.sum() == 10.0


def test_of_equal_pixels_the_first_gets_the_gradient():
    layer = MaxPool2d(2)
    layer.forward(np.ones((1, 1, 2, 2)), train=True)
    np.testing.assert_array_equal(layer.backward(np.ones((1, 1, 1, 1))), [[[[1, 0], [0, 0]]]])


def test_images_smaller_than_a_square_are_refused():
    with pytest.raises(ValueError, match=r"MaxPool2d: expected images of 3 x 3 .* got 2 in one"):
        MaxPool2d(3).forward(np.zeros((1, 1, 5, 2)), train=False)


def test_rows_are_not_images():
    with pytest.raises(ValueError, match=r"MaxPool2d: expected images of shape \(\.\.\., N, C, H"):
        MaxPool2d(2).forward(np.zeros((4, 8)), train=False)
