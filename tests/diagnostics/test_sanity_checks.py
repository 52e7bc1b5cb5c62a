"""The first two checks of a new network: the loss of a guess, a few examples by heart."""

import copy
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.activations import relu, softmax, tanh
from course_lib.diagnostics import initial_loss_check, overfit_small_batch
from course_lib.initializers import he_normal, normal, zeros
from course_lib.layers import BatchNorm, Dropout
from course_lib.network import mlp
from course_lib.optimizers import SGD, Adam
from course_lib.schedules import step_decay


@pytest.fixture
def points(rng):
    return rng.standard_normal((60, 4)), rng.integers(0, 3, 60)


@given(classes=st.integers(2, 50), seed=st.integers(0, 9))
def test_equal_outputs_cost_log_c_whatever_the_labels(classes, seed):
    rng = np.random.default_rng(seed)
    network = mlp([4, 5, classes], rng=rng, init=zeros)
    check = initial_loss_check(network, rng.standard_normal((7, 4)), rng.integers(0, classes, 7))
    assert check.passed
    assert check.expected == pytest.approx(np.log(classes), rel=1e-14)
    assert check.measured == pytest.approx(np.log(classes), rel=1e-12)
    assert check.any_label == pytest.approx(np.log(classes), rel=1e-12)


def test_any_label_is_the_mean_over_all_labels(rng):
    network, x = mlp([4, 6, 3], rng=rng), rng.standard_normal((5, 4))
    p = softmax(network.predict(x))
    check = initial_loss_check(network, x, np.zeros(5, int))
    assert check.any_label == pytest.approx(-np.log(p).mean(), rel=1e-12)
    assert check.measured == pytest.approx(-np.log(p[:, 0]).mean(), rel=1e-12)


@given(seed=st.integers(0, 20))
def test_outputs_of_standard_deviation_s_cost_half_s_squared_more(seed):
    rng = np.random.default_rng(seed)
    s = 0.4
    network = mlp([200, 50], rng=rng, init=normal(s / np.sqrt(200)))
    x = np.sign(rng.standard_normal((400, 200)))
    check = initial_loss_check(network, x, rng.integers(0, 50, 400))
    assert check.any_label - check.expected == pytest.approx(s**2 / 2, rel=0.1)


def test_tolerance_is_relative_to_log_c(rng):
    network, x = mlp([4, 3], rng=rng), 2 * rng.standard_normal((30, 4))
    labels = rng.integers(0, 3, 30)
    check = initial_loss_check(network, x, labels)
    deviation = abs(check.measured - check.expected) / check.expected
    assert initial_loss_check(network, x, labels, tolerance=1.01 * deviation).passed
    assert not initial_loss_check(network, x, labels, tolerance=0.99 * deviation).passed


def test_each_trial_is_judged(points):
    x, y = points
    inits = [normal(0.001), normal(5.0)]
    network = mlp([4, 8, 3], rng=np.random.default_rng(0), init=inits, trials=2)
    check = initial_loss_check(network, x, y)
    assert check.passed.tolist() == [True, False]
    assert "1 of 2 trials passed" in str(check)


@pytest.mark.parametrize("seed", range(3))
def test_reaching_100_percent_takes_as_many_steps_as_a_loop_by_hand(points, seed):
    x, y = points
    network = mlp([4, 30, 3], rng=np.random.default_rng(seed), activation=tanh)
    result = overfit_small_batch(network, x, y, examples=15, optimizer=SGD(0.5), max_steps=2000)
    assert result.passed
    assert result.accuracy[-1] == 1
    assert (result.accuracy[:-1] < 1).all()
    assert len(result.loss) == result.steps + 1
    for loss in result.loss:
        p = softmax(network.forward(x[:15], train=True))
        assert loss == pytest.approx(-np.log(p[range(15), y[:15]]).mean(), rel=1e-9)
        network.backward((p - np.eye(3)[y[:15]]) / 15)
        network.theta -= 0.5 * network.grad


def test_unlearnable_examples_fail():
    x, y = np.ones((10, 3)), np.arange(10) % 2  # equal examples, different labels
    network = mlp([3, 20, 2], rng=np.random.default_rng(0))
    result = overfit_small_batch(network, x, y, max_steps=40)
    assert not result.passed
    assert result.steps == 40
    assert result.accuracy.max() == 0.5
    assert len(result.loss) == 41


def test_trials_stop_when_all_have_learned_and_remember_when(points):
    rates = np.array([0.05, 1.0])
    seeds = [np.random.default_rng(0), np.random.default_rng(0)]
    network = mlp([4, 30, 3], rng=seeds, activation=tanh, trials=2)
    together = overfit_small_batch(network, *points, optimizer=SGD(rates), max_steps=5000)
    assert together.passed.tolist() == [True, True]
    for k, lr in enumerate(rates):
        alone = mlp([4, 30, 3], rng=np.random.default_rng(0), activation=tanh)
        one = overfit_small_batch(alone, *points, optimizer=SGD(lr), max_steps=5000)
        assert together.steps[k] == one.steps
    assert together.steps[0] > together.steps[1]


def test_a_diverged_run_ends(points):
    network = mlp([4, 30, 3], rng=np.random.default_rng(0), activation=relu)
    result = overfit_small_batch(network, *points, optimizer=SGD(1e200))
    assert not result.passed
    assert len(result.loss) < 10
    assert "not finite: take a learning rate 10 times smaller" in str(result)


def test_network_and_optimizer_are_copied(points):
    network = mlp([4, 30, 3], rng=np.random.default_rng(0), between=lambda d: [BatchNorm(d)])
    optimizer = Adam(step_decay(0.01, factor=0.5, every=10))
    state = [network.theta, network.grad, *network.buffers().values()]
    before = copy.deepcopy(state)
    overfit_small_batch(network, *points, optimizer=optimizer)
    initial_loss_check(network, *points)
    for now, then in zip(state, before, strict=True):
        np.testing.assert_array_equal(now, then)
    assert optimizer.t == 0
    assert optimizer.m is None


def test_dropout_uses_the_generator(points):
    network = mlp([4, 30, 3], rng=np.random.default_rng(0), between=lambda d: [Dropout(0.5)])
    with pytest.raises(TypeError, match=r"Dropout: expected a numpy\.random\.Generator rng"):
        overfit_small_batch(network, *points)
    runs = [
        overfit_small_batch(network, *points, rng=np.random.default_rng(s), max_steps=5).loss
        for s in (1, 1, 2)
    ]
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.allclose(runs[0], runs[2])


@pytest.mark.parametrize(
    ("check", "line"),
    [
        (
            lambda n, x, y: initial_loss_check(n(normal(1e-3)), x, y),
            r"✓ initial loss: expected log C = 1\.1, measured 1\.1",
        ),
        (
            lambda n, x, y: initial_loss_check(n(normal(9.0)), x, y),
            (
                r"✗ initial loss: expected log C = 1\.1, measured \d+\. Try: the outputs alone, "
                r"with any labels, cost \d+: .* initial weights by 10, and standardise x\."
            ),
        ),
        (
            lambda n, x, y: initial_loss_check(n(normal(1e160)), x, y),
            "✗ .* measured nan. Try: standardise x, and start with smaller weights.",
        ),
        (
            lambda n, x, y: initial_loss_check(n(he_normal), x, n(he_normal).predict(x).argmax(1)),
            r"✗ .* measured 0\.\d+. Try: a network that is not trained yet: .*",
        ),
        (
            lambda n, x, y: overfit_small_batch(n(he_normal), x, y, optimizer=Adam(0.02)),
            r"✓ small batch: expected 100 % right, measured 100 % within \d+ steps",
        ),
        (
            lambda n, x, y: overfit_small_batch(n(zeros), x, y, max_steps=3),
            (
                r"✗ small batch: expected 100 % right, measured \d+ % within 3 steps\. Try: switch "
                r"off dropout and weight decay, .*, then look at gradient_norms and dead_units; .*"
            ),
        ),
    ],
)
def test_one_line_says_what_was_expected_measured_and_what_to_try(check, line, points):
    x, y = points
    text = str(check(lambda init: mlp([4, 30, 3], rng=np.random.default_rng(0), init=init), x, y))
    assert re.fullmatch(line, text), text


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda n, x, y: initial_loss_check(n, x, y + 0.5),
            ValueError,
            r"initial_loss_check: expected integer labels y of shape \(N,\), got float64",
        ),
        (lambda n, x, y: initial_loss_check(n, x, y, tolerance=-1), ValueError, "0 <= tolerance"),
        (lambda n, x, y: initial_loss_check(n, x, y + 3), ValueError, "labels 0 to 2"),
        (lambda n, x, y: initial_loss_check(n, x, y[:5]), ValueError, r"y of shape \(5,\)"),
        (
            lambda n, x, y: overfit_small_batch(n, x, np.eye(3)[y]),
            ValueError,
            r"got float64 of shape \(60, 3\)",
        ),
        (lambda n, x, y: overfit_small_batch(n, x, y, examples=0), ValueError, "examples >= 1"),
        (lambda n, x, y: overfit_small_batch(n, x, y, max_steps=0), ValueError, "max_steps >= 1"),
        (lambda n, x, y: overfit_small_batch(n, x[:0], y[:0]), ValueError, "an empty batch"),
    ],
)
def test_bad_input_is_named(call, error, text, points):
    with pytest.raises(error, match=text):
        call(mlp([4, 5, 3], rng=np.random.default_rng(0)), *points)
