"""Transfer learning with nothing but `copy`: a frozen body, a new head, and fine-tuning."""

import copy

import numpy as np
import pytest

from course_lib.layers import Frozen, Linear
from course_lib.network import Sequential, mlp
from course_lib.optimizers import SGD
from course_lib.training import EarlyStopping, evaluate, fit


@pytest.mark.parametrize("seed", range(3))
def test_a_frozen_body_stays_while_its_new_head_learns(seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((40, 3))
    y = (x[:, 0] > 0).astype(int)
    old = mlp([3, 8, 2], rng=rng)
    body, head = Sequential(*copy.deepcopy(old.layers[:-1])), mlp([8, 2], rng=rng)
    before = body.theta.copy()
    history = fit(head, body.predict(x), y, optimizer=SGD(0.5), epochs=40, batch_size=20, rng=rng)
    assert history.loss[-1] < history.loss[0]
    np.testing.assert_array_equal(body.theta, before)
    np.testing.assert_array_equal(body.theta, old.theta[: body.theta.size])


def test_heads_of_several_trials_share_a_frozen_body(rng):
    """Its weights have no trial axes: the best state of each trial must not be cut out of them."""
    x, y = rng.standard_normal((20, 4)), rng.integers(0, 3, 20)
    body, stopping = mlp([4, 5, 6], rng=rng), EarlyStopping(9)
    network = Sequential(Frozen(*body.layers), Linear(6, 3, rng=rng, trials=2))
    data = {"validation": (x, y), "early_stopping": stopping, "rng": rng}
    history = fit(network, x, y, optimizer=SGD(np.array([0.1, 9.0])), epochs=4, **data)
    np.testing.assert_array_equal(stopping.best_value, history.validation.loss.min(axis=0))
    np.testing.assert_array_equal(evaluate(network, x, y).loss, stopping.best_value)


@pytest.mark.parametrize("seed", range(3))
def test_fine_tuning_moves_a_copy_and_not_the_parts_it_was_made_of(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((40, 3)), rng.integers(0, 2, 40)
    body, head = mlp([3, 8, 8], rng=rng), mlp([8, 2], rng=rng)
    parts = np.concatenate([body.theta, head.theta])
    whole = Sequential(*copy.deepcopy((*body.layers, *head.layers)))
    np.testing.assert_array_equal(whole.predict(x), head.predict(body.predict(x)))
    fit(whole, x, y, optimizer=SGD(0.1), epochs=1, rng=rng)
    assert (whole.layers[0].W.value != body.layers[0].W.value).any()
    np.testing.assert_array_equal(np.concatenate([body.theta, head.theta]), parts)
