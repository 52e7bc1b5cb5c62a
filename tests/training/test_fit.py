"""The training loop: what it computes, records, and stops at."""

import numpy as np
import pytest

from course_lib.activations import relu, tanh
from course_lib.augmentation import mixup
from course_lib.data import batches
from course_lib.layers import Dropout
from course_lib.losses import mean_squared_error, softmax_cross_entropy
from course_lib.network import mlp
from course_lib.optimizers import SGD, Adam
from course_lib.training import DivergenceError, StepInfo, evaluate, fit

SIZES = [2, 8, 3]


@pytest.fixture
def points(rng):
    x = rng.standard_normal((90, 2))
    return x, (x[:, 0] > 0).astype(int) + (x[:, 1] > 0.5)


def network(seed=0, activation=tanh):
    return mlp(SIZES, rng=np.random.default_rng(seed), activation=activation)


def run(net, points, *, seed=1, epochs=3, lr=0.5, **options):
    options.setdefault("optimizer", SGD(lr))
    return fit(
        net, *points, epochs=epochs, batch_size=20, rng=np.random.default_rng(seed), **options
    )


def test_full_batch_training_is_gradient_descent_by_hand(points):
    trained, by_hand = network(), network()
    x, y = points
    history = fit(
        trained, x, y, optimizer=SGD(0.3), epochs=4, batch_size=90, rng=np.random.default_rng(0)
    )
    losses = []
    for _ in range(4):
        value, dy = softmax_cross_entropy(by_hand.forward(x, train=True), y)
        by_hand.backward(dy)
        by_hand.theta -= 0.3 * by_hand.grad
        losses.append(value)
    np.testing.assert_allclose(trained.theta, by_hand.theta, rtol=1e-10)  # order of the sum
    np.testing.assert_allclose(history.loss, losses, rtol=1e-12)


def test_the_same_seed_gives_the_same_run_and_another_seed_another(points):
    first, again, other = network(), network(), network()
    run(first, points, seed=1)
    run(again, points, seed=1)
    run(other, points, seed=2)
    np.testing.assert_array_equal(first.theta, again.theta)
    assert not np.allclose(first.theta, other.theta)


def test_the_callers_generator_is_not_consumed_by_the_shuffles(points):
    state = np.random.default_rng(5)
    fit(network(), *points, optimizer=SGD(0.1), epochs=2, rng=state)
    assert state.random() == np.random.default_rng(5).random()


def test_learning_rates_per_trial_are_runs_alone(points):
    rates, seeds = np.array([0.1, 0.5, 1.0]), [3, 4, 5]
    generators = [np.random.default_rng(s) for s in seeds]
    together = mlp(SIZES, rng=generators, activation=tanh, trials=3)
    history = run(together, points, lr=rates, validation=points)
    for k, (lr, seed) in enumerate(zip(rates, seeds, strict=True)):
        alone = network(seed)
        history_alone = run(alone, points, lr=lr, validation=points)
        np.testing.assert_allclose(together.theta[k], alone.theta, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(history.loss[:, k], history_alone.loss, rtol=1e-10)
        np.testing.assert_allclose(
            history.validation.accuracy[:, k], history_alone.validation.accuracy
        )


def test_history_has_one_loss_per_step_and_one_evaluation_per_epoch(points):
    history = run(network(), points, validation=points, evaluate_training=True)
    assert history.loss.shape == (15,)
    assert history.evaluated_at.tolist() == [0, 5, 10, 15]
    assert history.stopped_by == "epochs"
    np.testing.assert_array_equal(history.train.loss, history.validation.loss)
    assert history.validation.accuracy[-1] > history.validation.accuracy[0]


def test_evaluation_at_the_start_and_every_few_steps(points):
    start = evaluate(network(), *points)
    history = run(network(), points, epochs=1, validation=points, evaluate_every=2)
    assert history.evaluated_at.tolist() == [0, 2, 4]
    assert history.validation.loss[0] == pytest.approx(start.loss)


def test_the_penalty_is_added_to_loss_and_gradient(points):
    def pull(theta):
        return 1000.0, 3 * np.ones_like(theta)

    plain, pulled = network(), network()
    without = run(plain, points, epochs=1)
    options = {"penalty": pull, "epochs": 1}
    with_penalty = run(pulled, points, **options)
    assert with_penalty.loss[0] == pytest.approx(without.loss[0] + 1000)
    first = network()
    fit(first, points[0], points[1], optimizer=SGD(0.5), epochs=1, batch_size=90,
        rng=np.random.default_rng(1))  # fmt: skip
    shifted = network()
    fit(shifted, points[0], points[1], optimizer=SGD(0.5), epochs=1, batch_size=90,
        rng=np.random.default_rng(1), penalty=pull)  # fmt: skip
    np.testing.assert_allclose(shifted.theta, first.theta - 0.5 * 3, rtol=1e-9)


def test_clipping_bounds_the_step(points):
    net = network()
    before = net.theta.copy()
    fit(net, *points, optimizer=SGD(1.0), epochs=1, batch_size=90, rng=np.random.default_rng(0),
        max_norm=1e-3)  # fmt: skip
    assert np.linalg.norm(net.theta - before) == pytest.approx(1e-3)


def test_augmentation_and_mixing_see_each_mini_batch(points):
    seen = []

    def shift(x, rng):
        return x + 100

    def mix(x, y, rng):
        seen.append((x.min(), len(y)))
        return x, np.eye(3)[y]

    run(network(), points, epochs=1, augment=shift, mix=mix, on_divergence="record")
    assert [count for _, count in seen] == [20, 20, 20, 20, 10]
    assert all(low > 50 for low, _ in seen)


def test_each_mini_batch_is_changed_just_before_its_step(points):
    calls = []

    def look(x, rng):
        calls.append("augment")
        return x

    def swap(x, y, rng):
        calls.append("mix")
        return x, y

    def note(moment):
        calls.append(moment.step)
        return moment.step == 2

    run(network(), points, augment=look, mix=swap, after_step=[note])
    assert calls == ["augment", "mix", 1, "augment", "mix", 2]


def test_dropout_and_augmentation_share_one_generator_apart_from_the_order(points):
    """The stored outputs of the chapters depend on this order of the draws."""
    x, y = points
    order, noise = np.random.default_rng(1).spawn(2)
    by_hand = mlp(SIZES, rng=np.random.default_rng(0), between=lambda d: [Dropout(0.5)])
    for batch_x, batch_y in batches(x, y, 45, order):
        shaken = batch_x + noise.standard_normal(batch_x.shape)
        _, dy = softmax_cross_entropy(by_hand.forward(shaken, train=True, rng=noise), batch_y)
        by_hand.backward(dy)
        by_hand.theta -= 0.1 * by_hand.grad
    net = mlp(SIZES, rng=np.random.default_rng(0), between=lambda d: [Dropout(0.5)])
    fit(net, x, y, optimizer=SGD(0.1), epochs=1, batch_size=45, rng=np.random.default_rng(1),
        augment=lambda x, rng: x + rng.standard_normal(x.shape))  # fmt: skip
    np.testing.assert_allclose(net.theta, by_hand.theta, rtol=1e-10, atol=1e-14)


def test_regression_targets(points):
    x, _ = points
    net = mlp([2, 8, 1], rng=np.random.default_rng(0), activation=tanh)
    history = fit(net, x, x[:, :1] ** 2, optimizer=Adam(0.02), epochs=150, batch_size=30,
                  rng=np.random.default_rng(0), loss=mean_squared_error,
                  validation=(x, x[:, :1] ** 2))  # fmt: skip
    assert history.validation.loss[-1] < history.validation.loss[0] / 5
    assert np.isnan(history.validation.accuracy).all()


def test_a_callback_sees_every_step_and_can_stop(points):
    steps = []

    def stop_at_4(moment):
        assert isinstance(moment, StepInfo)
        steps.append((moment.step, len(moment.history.loss)))
        return moment.step == 4

    history = run(network(), points, after_step=[stop_at_4])
    assert steps == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert history.stopped_by == "callback"
    history = run(network(), points, after_step=[lambda info: np.ones(3).all()])
    assert history.steps == 1


def test_a_callback_that_returns_a_number_stops_nothing(points):
    assert run(network(), points, after_step=[lambda info: info.step]).steps == 15


def test_the_record_of_one_network_holds_python_numbers(points):
    history = run(network(), points, penalty=lambda theta: (np.float64(1), theta))
    assert all(type(loss) is float for loss in history._losses)
    assert history.diverged is False
    with pytest.raises(TypeError, match=r"^History: expected an attribute, got history\['loss'\]"):
        history["loss"]


def test_a_short_last_batch_can_be_left_out(points):
    sizes = []

    def note(x, rng):
        sizes.append(len(x))
        return x

    history = run(network(), points, epochs=2, augment=note, drop_last=True, validation=points)
    assert sizes == [20] * 8
    assert history.evaluated_at.tolist() == [0, 4, 8]


@pytest.mark.parametrize("call", [run, lambda net, points: evaluate(net, *points)])
def test_a_network_computes_in_its_own_dtype(points, call):
    seen, net = set(), mlp(SIZES, rng=np.random.default_rng(0), dtype=np.float32)
    forward = net.layers[0].forward

    def look(x, **options):
        seen.add(x.dtype)
        return forward(x, **options)

    net.layers[0].forward = look
    call(net, points)
    assert seen == {np.dtype(np.float32)}


def test_trials_with_examples_of_their_own_are_runs_alone():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((3, 40, 4)), rng.integers(0, 2, (3, 40))

    def train(trials):
        rngs = [np.random.default_rng(k) for k in trials]
        net = mlp([4, 5, 2], rng=rngs, trials=len(trials))
        history = fit(net, x[trials], y[trials], optimizer=SGD(0.1), epochs=3, batch_size=15,
                      rng=np.random.default_rng(9), data_per_trial=True,
                      evaluate_training=True)  # fmt: skip
        return net.theta, history.train.loss.T

    for together, alone in zip(train([0, 1, 2]), train([1]), strict=True):
        np.testing.assert_allclose(together[1], alone[0], rtol=1e-9)


def test_augmenting_and_mixing_stay_within_a_trial():
    x = np.repeat(np.array([1.0, 100.0]), 10).reshape(2, 10, 1)
    net = mlp([1, 2], rng=np.random.default_rng(0), trials=2)
    seen, forward = [], net.layers[0].forward

    def look(x, **options):
        seen.append(x)
        return forward(x, **options)

    net.layers[0].forward = look
    fit(net, x, np.zeros((2, 10), int), optimizer=SGD(0.1), epochs=1, data_per_trial=True,
        rng=np.random.default_rng(0), augment=lambda x, rng: x - x.mean(axis=0) + x[0],
        mix=mixup(1.0, classes=2))  # fmt: skip
    np.testing.assert_allclose(seen[0], x)


def test_divergence_stops_with_advice_and_keeps_the_record(points):
    with pytest.raises(
        DivergenceError, match=r"after \d+ steps with lr=1e\+200.*10 times smaller"
    ) as error:
        run(network(activation=relu), points, lr=1e200)
    history = error.value.history
    assert history.stopped_by == "divergence"
    assert len(history.loss) >= 1
    assert np.isfinite(history.loss[0])


def test_a_diverging_trial_does_not_disturb_the_others(points):
    rates = np.array([0.5, 1e200])
    seeds = [np.random.default_rng(0) for _ in rates]
    net = mlp(SIZES, rng=seeds, activation=relu, trials=2)
    history = run(net, points, lr=rates, on_divergence="record")
    alone = network(0, relu)
    run(alone, points, lr=0.5)
    np.testing.assert_allclose(net.theta[0], alone.theta, rtol=1e-9, atol=1e-12)
    assert history.diverged.tolist() == [False, True]
    with pytest.raises(DivergenceError, match=r"in trials \[1\]"):
        run(mlp(SIZES, rng=np.random.default_rng(0), trials=2), points, lr=rates)


def test_recording_stops_when_no_trial_is_left(points):
    history = run(network(activation=relu), points, lr=1e200, on_divergence="record", epochs=50)
    assert history.stopped_by == "divergence"
    assert len(history.loss) < 50


def test_the_weights_that_are_not_decayed_are_the_biases(points):
    net = network()
    b_before = net.layers[0].b.value.copy()
    zero = (np.zeros_like(points[0]), points[1])

    def stop(moment):
        return True

    run(net, zero, optimizer=SGD(0.0, weight_decay=0.5), after_step=[stop])
    np.testing.assert_array_equal(net.layers[0].b.value, b_before)


def test_progress_writes_nothing_unless_asked(points, capsys):
    run(network(), points)
    assert capsys.readouterr() == ("", "")
    run(network(), points, progress=True)
    assert "step" in capsys.readouterr().err
