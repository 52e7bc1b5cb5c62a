"""Flatten: rows in, images back."""

import numpy as np
import pytest

from course_lib.layers import Flatten


def test_rows_hold_the_pixels_in_order_and_go_back(rng):
    x = rng.standard_normal((4, 2, 3, 5))
    layer = Flatten()
    y = layer.forward(x, train=True)
    np.testing.assert_array_equal(y, [image.ravel() for image in x])
    np.testing.assert_array_equal(layer.backward(y), x)


def test_images_without_channels_work_too():
    assert Flatten().forward(np.zeros((9, 28, 28)), train=False).shape == (9, 784)


def test_trial_axes_stay():
    x = np.zeros((2, 3, 9, 1, 4, 4))
    assert Flatten(trials=(2, 3)).forward(x, train=False).shape == (2, 3, 9, 16)
    with pytest.raises(ValueError, match=r"Flatten: expected shape \(3, N, ...\), got \(2, 3, 9"):
        Flatten(trials=3).forward(x, train=False)


def test_a_single_row_is_refused():
    with pytest.raises(ValueError, match=r"Flatten: expected shape \(N, ...\), got \(5,\)"):
        Flatten().forward(np.zeros(5), train=False)


@pytest.mark.parametrize(("trials", "shape"), [((), (5, 7)), (2, (2, 5, 7))])
def test_rows_stay_as_they_are(trials, shape, rng):
    x, layer = rng.standard_normal(shape), Flatten(trials=trials)
    np.testing.assert_array_equal(layer.forward(x, train=True), x)
    np.testing.assert_array_equal(layer.backward(x), x)
