"""Dropout: one mean in training and evaluation, whatever the draws are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.layers import Dropout

from .zero_draws import zeros

seeds = st.integers(0, 2**32 - 1)
N = 200_000


@given(seeds, st.floats(0, 0.99))
def test_numbers_are_dropped_or_scaled_and_nothing_else(seed, p):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((8, 5))
    layer = Dropout(p)
    y = layer.forward(x, train=True, rng=rng)
    kept = y != 0
    np.testing.assert_allclose(y[kept], x[kept] / (1 - p), rtol=1e-14)
    dx = layer.backward(x)
    np.testing.assert_array_equal(dx, y)  # the same mask and factor


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("p", [0.0, 0.003, 0.1, 0.3, 0.5, 0.9])
def test_p_is_the_share_dropped(p, seed):
    y = Dropout(p).forward(np.ones((N, 1)), train=True, rng=np.random.default_rng(seed))
    five_sigma = 5 * np.sqrt(p * (1 - p) / N)
    assert (y == 0).mean() == pytest.approx(p, abs=five_sigma + 1e-12)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_mean_over_the_draws_is_the_evaluation(p, rng):
    x = rng.standard_normal((1, 4))
    layer = Dropout(p)
    y = layer.forward(np.repeat(x, N, axis=0), train=True, rng=rng)
    five_sigma = 5 * np.abs(x[0]) * np.sqrt(p / (1 - p) / N)
    assert (np.abs(y.mean(axis=0) - layer.forward(x, train=False)[0]) < five_sigma).all()


def test_variance_added_is_p_over_1_minus_p(rng):
    y = Dropout(0.2).forward(np.full((N, 1), 3.0), train=True, rng=rng)
    assert y.var() == pytest.approx(9 * 0.2 / 0.8, rel=0.02)


def test_every_number_of_every_example_is_drawn_on_its_own(rng):
    y = Dropout(0.5).forward(np.ones((400, 300)), train=True, rng=rng)
    dropped = (y == 0) - 0.5
    neighbours = [(dropped[1:] * dropped[:-1]).mean(), (dropped[:, 1:] * dropped[:, :-1]).mean()]
    assert np.abs(neighbours).max() < 5 * 0.25 / np.sqrt(400 * 299)


def test_float32_and_float64_networks_drop_the_same(rng):
    x = rng.standard_normal((20, 10))
    y = Dropout(0.3).forward(x, train=True, rng=np.random.default_rng(5))
    same = Dropout(0.3).forward(x.astype(np.float32), train=True, rng=np.random.default_rng(5))
    np.testing.assert_array_equal(same == 0, y == 0)


def test_rates_per_trial_share_their_draws(rng):
    x, p = rng.standard_normal((3, 20, 10)), np.array([0.0, 0.3, 0.6])
    together = Dropout(p, trials=3)
    y = together.forward(x, train=True, rng=np.random.default_rng(9))
    dx = together.backward(x)
    for k in range(3):
        alone = Dropout(p[k])
        np.testing.assert_array_equal(
            alone.forward(x[k], train=True, rng=np.random.default_rng(9)), y[k]
        )
        np.testing.assert_array_equal(alone.backward(x[k]), dx[k])
    assert ((y[1] == 0) <= (y[2] == 0)).all()  # what 0.3 drops, 0.6 drops too


@pytest.mark.parametrize("p", [-0.1, 1.0, 2, np.nan, np.array([0.1, 1.0])])
def test_p_outside_its_range_is_refused(p):
    with pytest.raises(ValueError, match=r"Dropout: expected 0 <= p < 1, got .* share dropped"):
        Dropout(p, trials=2)


def test_rates_for_other_trials_are_refused():
    with pytest.raises(ValueError, match=r"shape \(\) with one per trial, got shape \(2,\). Build"):
        Dropout(np.array([0.1, 0.2]))


def test_training_data_without_the_trial_axes_are_refused(rng):
    with pytest.raises(ValueError, match=r"trial axes \(4,\), got shape \(5, 3\). Leave out"):
        Dropout(0.5, trials=4).forward(np.ones((5, 3)), train=True, rng=rng)


def test_with_p_0_nothing_is_dropped_whatever_the_draws_are():
    x = np.ones((4, 3))
    assert not zeros().random((4, 3), dtype=np.float32).any()
    np.testing.assert_array_equal(Dropout(0.0).forward(x, train=True, rng=zeros()), x)
