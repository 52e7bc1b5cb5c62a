"""What `fit` refuses before the first step: the rule, what came, and what to write instead."""

import re

import numpy as np
import pytest

from course_lib.layers import Linear
from course_lib.losses import mean_squared_error
from course_lib.network import mlp
from course_lib.optimizers import SGD
from course_lib.training import DivergenceError, EarlyStopping, fit


@pytest.fixture
def points(rng):
    return rng.standard_normal((9, 2)), rng.integers(0, 3, 9)


def network():
    return mlp([2, 4, 3], rng=np.random.default_rng(0))


def run(net, points, **options):
    options = {"optimizer": SGD(0.5), "epochs": 1, "rng": np.random.default_rng(1), **options}
    return fit(net, *points, **options)


DATA = np.zeros((4, 2)), np.arange(4) % 3


def callback(moment):
    return False


@pytest.mark.parametrize(
    ("net", "received"),
    [
        (None, "got None."),
        ("mlp", "got 'mlp'."),
        (mlp, "got <function mlp"),
        (Linear(2, 3, rng=np.random.default_rng(0)), "got Linear(2, 3)."),
    ],
)
def test_what_is_no_network_is_named(net, received, points):
    with pytest.raises(
        TypeError, match=re.escape(f"fit: expected a Sequential network, {received}")
    ):
        run(net, points)


@pytest.mark.parametrize(
    ("options", "rule", "received", "remedy"),
    [
        ({"optimizer": SGD}, "an optimizer with a method step", "<class", "optimizer=SGD(0.1)"),
        ({"optimizer": "adam"}, "an optimizer with a method step", "'adam'", "optimizer=SGD(0.1)"),
        ({"optimizer": 0.1}, "an optimizer with a method step", "0.1", "optimizer=SGD(0.1)"),
        ({"loss": "mse"}, "a function loss", "'mse'", "loss=mean_squared_error"),
        ({"loss": None}, "a function loss", "None", "loss=mean_squared_error"),
        ({"penalty": 1e-4}, "a function penalty", "0.0001", "l2(theta, 1e-4)"),
        ({"augment": [np.flip]}, "a function augment", "[<function", "horizontal_flip(0.5)"),
        ({"mix": object}, "a function mix", "<class 'object'>", "mix=mixup(0.2, classes=10)"),
        ({"after_step": callback}, "a list of functions after_step", "<function", "[callback]"),
        ({"after_step": [None]}, "a list of functions after_step", "[None]", "[callback]"),
        ({"after_step": iter([callback])}, "a list of functions", "<list_it", "[callback]"),
        (
            {"validation": np.zeros((11, 2))},
            "a pair validation",
            "an array of",
            "validation=(x, y)",
        ),
        ({"metrics": [np.mean]}, "metrics as a mapping", "[<function", "Such as"),
        ({"validation": (np.zeros(9),)}, "a pair validation", "(array(", "validation=(x, y)"),
        ({"early_stopping": 5}, "an EarlyStopping", "5", "early_stopping=EarlyStopping("),
        ({"early_stopping": EarlyStopping}, "an EarlyStopping", "<class", "EarlyStopping("),
    ],
)
def test_a_part_of_the_wrong_kind_is_named(options, rule, received, remedy, points):
    net = network()
    before = net.theta.copy()
    with pytest.raises(TypeError) as error:
        run(net, points, **options)
    text = str(error.value)
    assert text.startswith(f"fit: expected {rule}")
    assert f", got {received}" in text
    assert remedy in text.splitlines()[-1]
    np.testing.assert_array_equal(net.theta, before)


def test_an_object_with_a_step_is_an_optimizer_and_a_callable_object_a_loss(points):
    class SignDescent:
        lr, t = 0.01, 0

        def step(self, theta, grad, decay=None):
            theta -= self.lr * np.sign(grad)
            self.t += 1

    class Doubled:
        def __call__(self, prediction, target):
            value, dy = mean_squared_error(prediction, np.eye(3)[target])
            return 2 * value, 2 * dy

    optimizer = SignDescent()
    history = run(network(), points, optimizer=optimizer, loss=Doubled(), epochs=20)
    assert optimizer.t == 20
    assert history.loss[-1] < history.loss[0]


class Descent:
    """An optimizer with nothing but a step."""

    def __init__(self, step):
        self.step = step


def rebind(theta, grad, decay):
    theta = theta - 0.1 * grad


def give_back(theta, grad, decay):
    theta -= 0.1 * grad
    return theta


@pytest.mark.parametrize("step", [rebind, give_back])
def test_an_optimizer_that_would_learn_nothing_is_refused(points, step):
    with pytest.raises(TypeError, match=r"^fit: expected optimizer\.step to change theta in place"):
        run(network(), points, optimizer=Descent(step))


def test_a_rate_of_zero_moves_nothing_and_is_no_mistake(points):
    assert run(network(), points, optimizer=SGD(lambda step: 0.1 * step), epochs=3).steps == 3


def test_a_divergence_is_named_without_a_rate(points):
    def explode(theta, grad, decay):
        theta[...] = np.inf

    with pytest.raises(DivergenceError, match=r"after 1 steps\. Try"):
        run(network(), points, optimizer=Descent(explode), epochs=5)


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"early_stopping": EarlyStopping(2, monitor="mae"), "validation": DATA}, ValueError,
         "fit: expected monitor in"),
        ({"metrics": {"mae": 3}, "validation": DATA}, TypeError, "a function metrics"),
        ({"data_per_trial": True}, ValueError, "one row of x for each entry of y, in each trial"),
        ({"epochs": 0}, ValueError, "fit: expected epochs >= 1, got epochs=0"),
        ({"on_divergence": "ignore"}, ValueError, "on_divergence in"),
        ({"early_stopping": EarlyStopping(2)}, ValueError, r"validation=\(x, y\)"),
        ({"max_norm": 0.0}, ValueError, "0 < max_norm"),
        ({"evaluate_every": -1}, ValueError, "evaluate_every >= 1, got evaluate_every=-1"),
        ({"evaluate_every": 0}, ValueError, "evaluate_every >= 1, got evaluate_every=0"),
        ({"evaluate_every": 2.0}, TypeError, "an integer evaluate_every, got 2.0"),
        ({"batch_size": 0}, ValueError, "batch_size >= 1, got batch_size=0"),
    ],
)  # fmt: skip
def test_bad_settings_are_named(points, options, error, text):
    with pytest.raises(error, match=text):
        run(network(), points, **options)


@pytest.mark.parametrize(
    ("x", "y", "text"),
    [
        (np.full((4, 2), np.nan), np.zeros(4, int), "finite x, got 8 of 8 values NaN"),
        (np.zeros((4, 2)), np.zeros(3, int), r"x of shape \(4, 2\) and y of shape \(3,\)"),
        (np.zeros((0, 2)), np.zeros(0, int), "got an empty batch"),
        (np.zeros(4), np.zeros(4, int), "Add an axis"),
        (np.zeros((4, 2)), np.full(4, 3), "labels 0 to 2, got labels from 3 to 3"),
    ],
)
def test_bad_data_is_named(x, y, text):
    with pytest.raises(ValueError, match=text):
        fit(network(), x, y, optimizer=SGD(0.1), epochs=1, rng=np.random.default_rng(0))


def test_a_seed_is_not_a_generator(points):
    with pytest.raises(TypeError, match=r"fit: expected a numpy\.random\.Generator rng, got 0"):
        fit(network(), *points, optimizer=SGD(0.1), epochs=1, rng=0)
