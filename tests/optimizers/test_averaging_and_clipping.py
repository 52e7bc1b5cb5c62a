"""ExponentialAverage and clip_by_norm: their laws, trial axes and refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.optimizers import ExponentialAverage, clip_by_norm

vectors = arrays(float, st.integers(1, 6), elements=st.floats(-1e3, 1e3))


@given(theta=vectors, beta=st.floats(0, 0.999), steps=st.integers(1, 20))
def test_the_average_of_a_constant_is_the_constant(theta, beta, steps):
    average = ExponentialAverage(beta)
    for _ in range(steps):
        average.update(theta)
    np.testing.assert_allclose(average.value, theta, rtol=1e-11, atol=1e-300)
    assert average.t == steps


@given(beta=st.floats(0, 0.99))
def test_the_average_weighs_by_age(beta):
    """Weights βᵗ⁻ˢ, divided by their sum."""
    points = np.random.default_rng(0).standard_normal((12, 3))
    average = ExponentialAverage(beta)
    for theta in points:
        average.update(theta)
    weights = np.float64(beta) ** np.arange(12)[::-1]
    expected = np.average(points, axis=0, weights=weights)
    np.testing.assert_allclose(average.value, expected, rtol=1e-9, atol=1e-12)


def test_the_average_keeps_a_copy_and_the_dtype():
    theta, average = np.ones(3, np.float32), ExponentialAverage(0.9)
    average.update(theta)
    theta[:] = 7
    np.testing.assert_allclose(average.value, 1, rtol=1e-6)
    assert average.value.dtype == average.a.dtype == np.float32


def test_one_beta_for_each_trial(rng):
    betas, points = np.array([0.0, 0.5, 0.9]), rng.standard_normal((4, 3, 2))
    together = ExponentialAverage(betas)
    alone = [ExponentialAverage(beta) for beta in betas]
    for theta in points:
        together.update(theta)
        for k in range(3):
            alone[k].update(theta[k])
    np.testing.assert_allclose(together.value, [a.value for a in alone], rtol=1e-13)


def test_the_average_refuses():
    with pytest.raises(ValueError, match="ExponentialAverage: expected 0 <= beta < 1, got beta=1"):
        ExponentialAverage(1)
    average = ExponentialAverage(0.9)
    with pytest.raises(RuntimeError, match=r"call update\(theta\) before value"):
        _ = average.value
    with pytest.raises(TypeError, match=r"floating-point array theta.*got int64 of"):
        average.update(np.array([1, 2]))
    average.update(np.ones(2))
    with pytest.raises(ValueError, match=r"expected theta as in the step before, float64 of shape"):
        average.update(np.ones(3))
    with pytest.raises(ValueError, match=r"one for each of the trials \(\) of theta, got beta of"):
        ExponentialAverage(np.full(2, 0.9)).update(np.ones(2))
    assert average.t == 1


@given(grad=vectors, max_norm=st.floats(1e-3, 1e3))
def test_clipping_keeps_the_direction_and_bounds_the_length(grad, max_norm):
    clipped = grad.copy()
    norm = clip_by_norm(clipped, max_norm)
    assert norm == pytest.approx(np.linalg.norm(grad), rel=1e-12, abs=1e-300)
    assert np.linalg.norm(clipped) <= max_norm * (1 + 1e-12)
    if norm > max_norm:
        assert np.linalg.norm(clipped) == pytest.approx(max_norm, rel=1e-12)
        np.testing.assert_allclose(clipped * norm, grad * max_norm, rtol=1e-10, atol=1e-290)
    else:
        np.testing.assert_array_equal(clipped, grad)


def test_clipping_a_gradient_of_zeros_does_nothing():
    grad = np.zeros(3)
    assert clip_by_norm(grad, 1.0) == 0
    assert not grad.any()


def test_each_trial_has_its_own_norm():
    grad = np.array([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0]])
    np.testing.assert_allclose(clip_by_norm(grad, 1.0), [5, 0.5, 0])
    np.testing.assert_allclose(grad, [[0.6, 0.8], [0.3, 0.4], [0, 0]])
    grad = np.array([[3e200, 4e200], [0.0, 0.0], [3.0, 4.0]])  # the first one overflows
    np.testing.assert_allclose(clip_by_norm(grad, 1.0), [5e200, 0, 5])
    np.testing.assert_allclose(grad, [[0.6, 0.8], [0, 0], [0.6, 0.8]])
    grad = np.array([[3.0, 4.0], [3.0, 4.0]])
    clip_by_norm(grad, np.array([1.0, 10.0]))
    np.testing.assert_allclose(grad, [[0.6, 0.8], [3.0, 4.0]])


def test_an_exploding_float32_gradient_keeps_its_direction():
    """Its squares overflow float32; clipped to 0 it would stop the training silently."""
    grad = np.array([3e30, 4e30], np.float32)
    assert clip_by_norm(grad, 1.0) == pytest.approx(5e30, rel=1e-6)
    np.testing.assert_allclose(grad, [0.6, 0.8], rtol=1e-6)
    assert grad.dtype == np.float32


def test_clipping_in_float32_has_the_bits_of_a_python_number(rng):
    grad = rng.standard_normal(1000).astype(np.float32)
    expected = grad.copy()
    norm = clip_by_norm(grad, 1.0)
    np.testing.assert_array_equal(grad, expected * (1.0 / norm))
    assert type(norm) is float


def test_clipping_refuses():
    with pytest.raises(ValueError, match="clip_by_norm: expected 0 < max_norm, got max_norm=0"):
        clip_by_norm(np.ones(2), 0)
    with pytest.raises(TypeError, match=r"clip_by_norm: expected a floating-point array"):
        clip_by_norm([1.0], 1.0)
    with pytest.raises(ValueError, match=r"trials \(\) of theta, got max_norm of shape \(2,\)"):
        clip_by_norm(np.ones(2), np.ones(2))


@pytest.mark.parametrize("size", [1e160, 1e300])
def test_a_gradient_whose_squares_overflow_keeps_its_direction(size):
    grad = np.array([[3.0, 4.0], [3.0 * size, -4.0 * size]])
    norm = clip_by_norm(grad, 1.0)
    np.testing.assert_allclose(grad, [[0.6, 0.8], [0.6, -0.8]])
    np.testing.assert_allclose(norm / [5, 5 * size], 1)
