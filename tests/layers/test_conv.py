"""Convolution: against loops, against Linear, and the size of its initial weights."""

import numpy as np
import pytest

from course_lib.initializers import fans
from course_lib.layers import Conv2d, Linear


def naive(x, W, b, stride, padding):
    """The formula of the module, one multiplication at a time."""
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    N, C, H, W_in = x.shape
    out, _, k, _ = W.shape
    h_out, w_out = (H - k) // stride + 1, (W_in - k) // stride + 1
    y = np.zeros((N, out, h_out, w_out))
    for n, o, h, w in np.ndindex(y.shape):
        y[n, o, h, w] = b[o]
        for c, r, s in np.ndindex(C, k, k):
            y[n, o, h, w] += W[o, c, r, s] * x[n, c, h * stride + r, w * stride + s]
    return y


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1, 2])
def test_loops_give_the_same(size, stride, padding, rng):
    layer = Conv2d(2, 3, size, stride=stride, padding=padding, rng=rng)
    layer.b.value[...] = rng.standard_normal(3)
    x = rng.standard_normal((2, 2, 5, 6))
    expected = naive(x, layer.W.value, layer.b.value, stride, padding)
    np.testing.assert_allclose(layer.forward(x, train=False), expected, rtol=1e-12, atol=1e-13)


def test_a_kernel_as_large_as_the_image_is_a_linear_layer(rng):
    x, dy = rng.standard_normal((4, 2, 3, 3)), rng.standard_normal((4, 5))
    layer, linear = Conv2d(2, 5, 3, rng=rng), Linear(18, 5, rng=rng)
    linear.W.value[...] = layer.W.value.reshape(5, 18).T
    y = layer.forward(x, train=True)
    expected = linear.forward(x.reshape(4, 18), train=True)
    np.testing.assert_allclose(y[..., 0, 0], expected, rtol=1e-12, atol=1e-13)
    dx = layer.backward(dy[..., None, None])
    np.testing.assert_allclose(dx.reshape(4, 18), linear.backward(dy), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(layer.W.grad.reshape(5, 18).T, linear.W.grad, rtol=1e-12, atol=1e-13)


def test_a_shifted_image_gives_a_shifted_answer(rng):
    layer, x = Conv2d(1, 2, 3, rng=rng), rng.standard_normal((1, 1, 8, 8))
    y = layer.forward(x, train=False)
    moved = layer.forward(np.roll(x, 1, axis=-1), train=False)
    np.testing.assert_allclose(moved[..., 1:], y[..., :-1], rtol=1e-12)


def test_pixels_beyond_the_last_whole_step_get_no_gradient(rng):
    layer = Conv2d(1, 1, 2, stride=2, rng=rng)
    y = layer.forward(rng.standard_normal((1, 1, 5, 5)), train=True)
    dx = layer.backward(np.ones_like(y))
    assert (dx[..., :4, :4] != 0).all()
    assert not dx[..., 4, :].any()
    assert not dx[..., :, 4].any()


def test_tinynn_fan_in_is_channels_times_kernel(rng):
    layer = Conv2d(16, 32, 3, rng=rng)
    assert fans(layer.W.shape) == (144, 288)
    assert layer.W.value.std() == pytest.approx(np.sqrt(2 / 144), rel=0.05)  # He: 2 / fan-in


def test_images_smaller_than_the_kernel_are_refused(rng):
    layer = Conv2d(1, 1, 5, padding=1, rng=rng)
    with pytest.raises(ValueError, match=r"Conv2d: expected images of 5 x 5 pixels .*, got 6 x 4"):
        layer.forward(np.zeros((1, 1, 4, 2)), train=False)


def test_grey_images_without_a_channel_axis_are_told_so(rng):
    with pytest.raises(ValueError, match=r"\(\.\.\., N, 1, H, W\), got \(9, 28, 28\)\. Grey"):
        Conv2d(1, 1, 3, rng=rng).forward(np.zeros((9, 28, 28)), train=False)


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"stride": 0}, r"Conv2d: expected stride >= 1, got stride=0"),
        ({"padding": -1}, r"Conv2d: expected padding >= 0, got padding=-1"),
    ],
)
def test_settings_out_of_range_are_refused(settings, text, rng):
    with pytest.raises(ValueError, match=text):
        Conv2d(1, 1, 3, rng=rng, **settings)
