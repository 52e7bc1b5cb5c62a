"""DropConnect: a Linear with random weights missing, and its mean."""

import numpy as np
import pytest

from course_lib.layers import DropConnect, Linear

from .zero_draws import zeros


def test_without_dropping_it_is_linear(rng):
    x, dy = rng.standard_normal((5, 3)), rng.standard_normal((5, 2))
    layer = DropConnect(3, 2, 0.0, rng=np.random.default_rng(1), bias=0.5)
    linear = Linear(3, 2, rng=np.random.default_rng(1), bias=0.5)
    y = layer.forward(x, train=True, rng=rng)
    np.testing.assert_array_equal(y, linear.forward(x, train=True))
    np.testing.assert_array_equal(layer.backward(dy), linear.backward(dy))
    for p, q in zip(layer.parameters(), linear.parameters(), strict=True):
        np.testing.assert_array_equal(p.grad, q.grad)


@pytest.mark.parametrize("p", [0.2, 0.5])
def test_mean_over_the_masks_is_the_evaluation(p, rng):
    x, masks = rng.standard_normal((3, 4)), 4000
    layer = DropConnect(4, 2, p, rng=rng, bias=1.0)
    y = np.array([layer.forward(x, train=True, rng=rng) for _ in range(masks)])
    variance = (x**2) @ (layer.W.value**2) * p / (1 - p)  # of a sum of independent terms
    five_sigma = 5 * np.sqrt(variance / masks)
    assert (np.abs(y.mean(axis=0) - layer.forward(x, train=False)) < five_sigma).all()
    np.testing.assert_allclose(y.var(axis=0), variance, rtol=0.2)


def test_dropped_weights_get_no_gradient_and_kept_ones_the_scaled(rng):
    layer = DropConnect(20, 30, 0.75, rng=rng)
    layer.W.value[...] = 1.0
    kept = layer.forward(np.eye(20), train=True, rng=rng) != 0  # each row shows its weights
    layer.backward(np.ones((20, 30)))
    np.testing.assert_array_equal(layer.W.grad, np.where(kept, 4.0, 0.0))
    assert kept.mean() == pytest.approx(0.25, abs=0.08)


def test_one_mask_serves_the_batch_and_biases_stay(rng):
    layer = DropConnect(3, 4, 0.5, rng=rng, bias=2.0)
    y = layer.forward(np.ones((6, 3)), train=True, rng=rng)
    np.testing.assert_allclose(y, np.repeat(y[:1], 6, axis=0))
    zeros = layer.forward(np.zeros((6, 3)), train=True, rng=rng)
    np.testing.assert_array_equal(zeros, 2.0)


def test_rates_per_trial_share_their_draws(rng):
    x, p = rng.standard_normal((3, 5, 4)), np.array([0.0, 0.3, 0.6])
    together = DropConnect(4, 2, p, rng=rng, trials=3)
    y = together.forward(x, train=True, rng=np.random.default_rng(9))
    for k in range(3):
        alone = DropConnect(4, 2, p[k], rng=rng)
        alone.W.value[...] = together.W.value[k]
        y_alone = alone.forward(x[k], train=True, rng=np.random.default_rng(9))
        np.testing.assert_allclose(y_alone, y[k], rtol=1e-13)


def test_p_outside_its_range_is_refused(rng):
    with pytest.raises(ValueError, match=r"DropConnect: expected 0 <= p < 1, got p=1.0. p is the"):
        DropConnect(3, 2, 1.0, rng=rng)


def test_with_p_0_nothing_is_dropped_whatever_the_draws_are(rng):
    x, layer = rng.standard_normal((4, 3)), DropConnect(3, 2, 0.0, rng=rng)
    y = layer.forward(x, train=True, rng=zeros())
    np.testing.assert_array_equal(y, layer.forward(x, train=False))


def test_half_of_the_weights_are_dropped_unless_told_otherwise(rng):
    assert repr(DropConnect(3, 2, rng=rng)) == "DropConnect(3, 2, p=0.5)"
