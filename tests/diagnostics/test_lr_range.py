"""The learning rate range test, on problems whose limit is known."""

import copy
import re
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.diagnostics import lr_range_test
from course_lib.layers import Dropout
from course_lib.losses import mean_squared_error
from course_lib.network import mlp
from course_lib.optimizers import SGD, Adam

GRID = np.geomspace(1e-3, 10, 41)
STEP = GRID[1] / GRID[0]


def regression(seed):
    """Linear regression, and 2 / (largest curvature of its loss)."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((100, 5)) * rng.uniform(0.3, 2, 5)
    t = x @ rng.standard_normal((5, 1)) + 0.1 * rng.standard_normal((100, 1))
    with_bias = np.c_[x, np.ones(100)]
    curvature = np.linalg.eigvalsh(2 * with_bias.T @ with_bias / 100)[-1]
    return mlp([5, 1], rng=rng), x, t, 2 / curvature


quadratic = partial(lr_range_test, lrs=GRID, batch_size=100, loss=mean_squared_error)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_the_limit_of_linear_regression_is_2_over_the_curvature(seed):
    network, x, t, limit = regression(seed)
    found = quadratic(network, x, t, optimizer=SGD, rng=np.random.default_rng(0))
    assert limit / STEP < found.limit < limit * STEP**2  # slow growth just above it passes
    assert found.best < limit
    assert found.suggestion == found.best / 2


@pytest.mark.parametrize("seed", range(3))
def test_one_run_with_a_growing_rate_sees_that_limit_too_late(seed):
    network, x, t, limit = regression(seed)
    losses = []
    for lr in np.geomspace(1e-3, 10, 100):
        value, dy = mean_squared_error(network.forward(x, train=True), t)
        network.backward(dy)
        network.theta -= lr * network.grad
        losses.append(value)
    grown = np.geomspace(1e-3, 10, 100)[np.argmin(losses) :][
        np.array(losses)[np.argmin(losses) :] > losses[0]
    ]
    assert grown[0] > 2 * limit


@pytest.fixture
def clouds(rng):
    labels = np.arange(300) % 3
    centres = np.array([[-2.0, -1.0], [2.0, -1.0], [0.0, 2.0]])
    return centres[labels] + 0.5 * rng.standard_normal((300, 2)), labels


def network(seed=0, **options):
    return mlp([2, 8, 3], rng=np.random.default_rng(seed), **options)


def run(net, clouds, seed=1, optimizer=SGD, **options):
    return lr_range_test(net, *clouds, optimizer=optimizer, rng=np.random.default_rng(seed),
                         **options)  # fmt: skip


def test_every_rate_starts_from_the_same_weights_and_sees_the_same_data(clouds):
    found = run(network(), clouds, lrs=[0.01, 0.1, 1])
    assert found.losses.shape == (3, 50)
    np.testing.assert_array_equal(found.losses[:, 0], found.losses[0, 0])
    again = run(network(), clouds, lrs=[0.1])
    np.testing.assert_array_equal(again.losses[0], found.losses[1])
    other = run(network(), clouds, lrs=[0.1], seed=2)
    assert not np.allclose(other.losses, again.losses)


def test_final_is_the_mean_of_the_last_fifth_and_start_that_without_steps(clouds):
    net = network()
    found = run(net, clouds, lrs=[0.01, 0.1], steps=12, batch_size=300)
    np.testing.assert_allclose(found.final, found.losses[:, -2:].mean(axis=1), rtol=1e-12)
    assert found.start == pytest.approx(found.losses[0, 0], rel=1e-12)  # whole data set


def test_dropout_is_the_same_for_all_rates(clouds):
    net = network(between=lambda d: [Dropout(0.5)])
    found = run(net, clouds, lrs=[0.1, 1])
    assert found.losses[0, 0] == found.losses[1, 0]


def test_diverged_rates_are_infinite_and_too_large(clouds):
    found = run(network(), clouds, lrs=[0.1, 0.5, 1e200])
    assert np.isfinite(found.losses[:2]).all()
    assert np.isinf(found.final[2])
    assert found.limit == 1e200
    assert found.suggestion < 0.5


def test_trials_vote_by_their_median(clouds):
    seeds = [np.random.default_rng(s) for s in range(3)]
    together = run(mlp([2, 8, 3], rng=seeds, trials=3), clouds, lrs=[0.1, 1.0])
    assert together.losses.shape == (2, 50, 3)
    alone = [run(network(s), clouds, lrs=[0.1, 1.0]) for s in range(3)]
    np.testing.assert_allclose(
        together.final, np.median([one.final for one in alone], axis=0), rtol=1e-9
    )


def test_network_and_generator_are_as_before(clouds):
    net, rng = network(), np.random.default_rng(5)
    before = copy.deepcopy((net.theta, net.grad))
    lr_range_test(net, *clouds, optimizer=Adam, rng=rng, lrs=[0.1])
    np.testing.assert_array_equal(net.theta, before[0])
    np.testing.assert_array_equal(net.grad, before[1])
    assert rng.random() == np.random.default_rng(5).random()


def test_one_line_for_a_range_that_holds_the_best_rate(clouds):
    found = run(network(), clouds, lrs=np.geomspace(1e-4, 1e4, 9))
    assert found.passed
    assert str(found) == (
        f"✓ learning rates: expected a loss below {found.start:.3g} within 50 steps, measured "
        f"{found.final.min():.3g} with lr={found.best:.3g}; lr={found.limit:.3g} is too large. "
        f"Try: lr={found.best / 2:.3g}."
    )


@pytest.mark.parametrize(
    ("lrs", "text"),
    [
        ([1e-4, 1e-3], r"an end of the range\. Try: larger rates"),
        ([0.5, 1e5], r"an end of the range\. Try: smaller rates"),
        ([1e100, 1e200], r"measured none\. Try: initial_loss_check and overfit_small_batch, then"),
    ],
)
def test_one_line_for_a_range_that_does_not(clouds, lrs, text):
    found = run(network(), clouds, lrs=lrs)
    assert not found.passed
    assert re.search(text, str(found))
    assert np.isnan(found.suggestion) == np.isnan(found.best)


def test_no_rate_too_large_is_said(clouds):
    found = run(network(), clouds, lrs=[0.01, 0.5, 0.6])
    assert found.limit == np.inf


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"lrs": [0.1, 0.1]}, ValueError, r"increasing lrs, got"),
        ({"lrs": []}, ValueError, "increasing lrs, got"),
        ({"lrs": [0.0, 0.1]}, ValueError, "0 < lrs"),
        ({"lrs": "auto"}, TypeError, "a number lrs, got 'auto'"),
        ({"steps": 0}, ValueError, "lr_range_test: expected steps >= 1"),
        ({"batch_size": 0}, ValueError, "size >= 1"),
    ],
)
def test_bad_settings_are_named(clouds, options, error, text):
    with pytest.raises(error, match=text):
        run(network(), clouds, **options)


def test_a_seed_is_not_a_generator(clouds):
    with pytest.raises(TypeError, match=r"lr_range_test: expected a numpy\.random\.Generator rng"):
        lr_range_test(network(), *clouds, optimizer=SGD, rng=0)
