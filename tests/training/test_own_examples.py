"""Each trial learns from its own examples only."""

import numpy as np
import pytest

from course_lib.augmentation import mixup
from course_lib.network import mlp
from course_lib.optimizers import SGD
from course_lib.training import fit, own_examples


def test_a_trial_ends_where_it_ends_alone():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((3, 40, 4)), rng.integers(0, 2, (3, 40))

    def theta(trials):
        own = own_examples(x[trials], y[trials])
        rngs = [np.random.default_rng(k) for k in trials]
        network = mlp([4, 5, 2], rng=rngs, trials=len(trials))
        fit(network, own.rows, own.blank, mix=own.mix, optimizer=SGD(0.1), epochs=3,
            batch_size=10, rng=np.random.default_rng(9))  # fmt: skip
        return network.theta

    np.testing.assert_allclose(theta([0, 1, 2])[1], theta([1])[0], rtol=1e-9)


def test_mixing_stays_within_a_trial():
    x = np.repeat(np.array([1.0, 100.0]), 10).reshape(2, 10, 1)
    own = own_examples(x, np.zeros((2, 10), int), mix=mixup(1.0, classes=2))
    mixed, _ = own.mix(own.rows, own.blank, np.random.default_rng(0))
    np.testing.assert_allclose(mixed, x)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="own_examples: expected x"):
        own_examples(np.zeros((2, 3, 1)), np.zeros((3, 2), int))
