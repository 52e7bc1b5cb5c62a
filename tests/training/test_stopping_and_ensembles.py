"""Early stopping, snapshots, evaluation, ensembles."""

import numpy as np
import pytest

from course_lib.activations import softmax
from course_lib.layers import BatchNorm, Linear
from course_lib.network import Sequential, mlp
from course_lib.optimizers import SGD
from course_lib.training import (
    EarlyStopping,
    accuracy,
    ensemble_predict,
    evaluate,
    fit,
    take_snapshot,
)


def network(seed=0, **options):
    return mlp([2, 4, 3], rng=np.random.default_rng(seed), **options)


def feed(stopping, net, losses):
    """Give the losses one by one, moving θ each time; return the step at which it says stop."""
    stopping.reset()
    for step, loss in enumerate(losses):
        net.theta[...] = step
        if stopping.update(net, step, loss):
            return step
    return None


def test_stops_after_patience_evaluations_without_improvement():
    stopping, net = EarlyStopping(patience=2), network()
    assert feed(stopping, net, [5.0, 3.0, 4.0, 2.0, 2.5, 2.0, 1.0]) == 5
    assert stopping.best_value == 2.0
    assert stopping.best_step == 3
    stopping.restore(net)
    assert (net.theta == 3).all()


def test_min_delta_is_the_least_improvement_that_counts():
    stopping = EarlyStopping(patience=2, min_delta=0.5)
    assert feed(stopping, network(), [3.0, 2.8, 2.6]) == 2
    assert stopping.best_step == 0


def test_a_loss_that_is_not_finite_is_no_improvement():
    stopping = EarlyStopping(patience=2)
    assert feed(stopping, network(), [3.0, np.nan, np.inf]) == 2
    assert stopping.best_value == 3.0


def test_each_trial_has_its_own_best_and_its_own_patience():
    stopping, net = EarlyStopping(patience=1), network(trials=2)
    losses = np.array([[5.0, 5.0], [6.0, 4.0], [1.0, 3.0], [1.0, 9.0]])
    assert feed(stopping, net, losses) == 3
    stopping.restore(net)
    assert stopping.best_step.tolist() == [0, 2]  # trial 0 had stopped before its loss of 1
    assert (net.theta[0] == 0).all()
    assert (net.theta[1] == 2).all()


def test_fit_ends_early_and_puts_the_best_weights_back(rng):
    x, y = rng.standard_normal((30, 2)), rng.integers(0, 3, 30)
    held_out = rng.standard_normal((200, 2)), rng.integers(0, 3, 200)  # nothing to learn
    net, stopping = mlp([2, 40, 3], rng=rng), EarlyStopping(patience=3)
    history = fit(
        net, x, y, optimizer=SGD(0.5), epochs=300, rng=rng, validation=held_out,
        early_stopping=stopping,
    )  # fmt: skip
    assert history.stopped_by == "early stopping"
    assert evaluate(net, *held_out).loss == pytest.approx(history.validation.loss.min())
    assert history.evaluated_at[np.argmin(history.validation.loss)] == stopping.best_step


def test_the_best_weights_come_back_also_when_the_epochs_run_out(rng):
    x, y = rng.standard_normal((30, 2)), rng.integers(0, 3, 30)
    held_out = rng.standard_normal((200, 2)), rng.integers(0, 3, 200)
    net = mlp([2, 40, 3], rng=rng)
    history = fit(
        net, x, y, optimizer=SGD(0.5), epochs=30, rng=rng, validation=held_out,
        early_stopping=EarlyStopping(patience=1000),
    )  # fmt: skip
    assert history.stopped_by == "epochs"
    assert evaluate(net, *held_out).loss == pytest.approx(history.validation.loss.min())


def test_the_test_size_of_a_batch_does_not_change_the_evaluation(rng):
    net, x, y = network(trials=2), rng.standard_normal((53, 2)), rng.integers(0, 3, 53)
    whole, parts = evaluate(net, x, y), evaluate(net, x, y, batch_size=7)
    np.testing.assert_allclose(whole.loss, parts.loss, rtol=1e-12)
    np.testing.assert_allclose(whole.accuracy, parts.accuracy, rtol=1e-12)


def test_snapshot_is_a_copy(rng):
    net = network()
    snapshot = take_snapshot(net)
    net.theta += 1
    assert not (net.theta == snapshot.theta).any()
    snapshot.restore(net)
    np.testing.assert_array_equal(net.theta, snapshot.theta)


def test_a_snapshot_keeps_the_running_averages_too(rng):
    net = network(between=lambda d: [BatchNorm(d)])
    snapshot, x = take_snapshot(net), rng.standard_normal((6, 2)) + 3
    before = net.predict(x)
    net.forward(x, train=True)
    assert not np.allclose(net.predict(x), before)
    snapshot.restore(net)
    np.testing.assert_array_equal(net.predict(x), before)


@pytest.mark.parametrize("method", ["restore", "replace_where"])
@pytest.mark.parametrize(
    ("other", "received"),
    [
        (lambda: mlp([2, 5, 3], rng=np.random.default_rng(0)), r"theta \(33,\)"),
        (lambda: network(trials=2), r"theta \(2, 27\)"),
        (
            lambda: network(between=lambda d: [BatchNorm(d)]),
            r"theta \(35,\), 1\.running_mean \(4,\)",
        ),
        (lambda: Sequential(*flat_like()), r"theta \(27,\), 2\."),
    ],
)
def test_the_snapshot_of_another_network_is_refused(method, other, received):
    mine, net = take_snapshot(network()), other()
    before = net.theta.copy()
    arguments = (True, net) if method == "replace_where" else (net,)
    with pytest.raises(
        ValueError, match=rf"Snapshot: expected a network of theta \(27,\), got {received}.*copy\."
    ):
        getattr(mine, method)(*arguments)
    np.testing.assert_array_equal(net.theta, before)


def flat_like():
    """Layers with 27 parameters, as `network` has, and with buffers, which it has not."""
    rng = np.random.default_rng(0)
    return Linear(2, 4, rng=rng), Linear(4, 1, rng=rng), BatchNorm(5)


def test_accuracy_counts_the_right_answers_per_trial():
    prediction = np.array([[[0.1, 0.9], [0.8, 0.2]], [[0.6, 0.4], [0.5, 0.5]]])
    assert accuracy(prediction, np.array([1, 1])).tolist() == [0.5, 0.0]
    assert accuracy(prediction, np.array([[1, 0], [1, 0]])).tolist() == [1.0, 0.5]
    assert accuracy(prediction[0], np.array([1, 0])) == 1.0
    assert np.isnan(accuracy(prediction, np.array([0.5, 1.0]))).tolist() == [True, True]


@pytest.mark.parametrize(
    ("shape", "labels", "received"),
    [
        ((4, 3), (4, 1), r"\(4, 1\)"),  # not an average over all pairs
        ((4, 3), (4, 3), r"\(4, 3\)"),
        ((4, 3), (1,), r"\(1,\)"),
        ((4, 3), (), r"\(\)"),
        ((2, 4, 3), (3, 4), r"\(3, 4\)"),
        ((2, 4, 3), (2,), r"\(2,\)"),
    ],
)
def test_labels_of_another_shape_are_refused(shape, labels, received):
    text = rf"^accuracy: expected labels of shape \(4,\), .* got int64 of shape {received}"
    with pytest.raises(ValueError, match=text):
        accuracy(np.zeros(shape), np.full(labels, 2))


ONE_HOT = np.eye(3)[[0, 1, 1, 2]]


@pytest.mark.parametrize(
    "targets", [ONE_HOT, ONE_HOT.astype(int), ONE_HOT == 1, 0.4 * ONE_HOT + 0.2], ids=str
)
def test_rows_of_probabilities_count_as_their_largest(targets):
    logits = np.array([[3.0, 1, 1], [0, 2, 1], [2, 1, 0], [0, 0, 5]])
    assert accuracy(logits, targets) == accuracy(logits, np.array([0, 1, 1, 2])) == 0.75
    assert accuracy(np.stack([logits, -logits]), targets).tolist() == [0.75, 0.0]


@pytest.mark.parametrize("dtype", [int, bool, float, np.float32])
def test_yes_and_no_are_told_by_the_sign_of_the_logit(dtype):
    answers = np.array([[1], [0], [1], [0]], dtype)
    logits = np.array([[2.0], [-1.0], [-3.0], [1.0]])
    assert accuracy(logits, answers) == 0.5
    several = np.concatenate([answers, answers], axis=1)  # rows that do not sum to 1
    assert accuracy(np.concatenate([logits, -logits], axis=1), several) == 0.5
    assert accuracy(np.stack([logits, -logits]), answers).tolist() == [0.5, 0.5]


@pytest.mark.parametrize("targets", [np.array([[0.5], [2.0]]), np.array([[1.5, -0.5], [0, 1]])])
def test_real_targets_have_no_accuracy(targets):
    assert np.isnan(accuracy(np.zeros_like(targets), targets))


def test_an_accuracy_is_an_exact_share(rng):
    x, y = rng.standard_normal((2000, 2)), rng.integers(0, 3, 2000)
    net = network()
    right = int((net.predict(x).argmax(axis=1) == y).sum())
    found = evaluate(net, x, y, batch_size=300).accuracy
    assert found == right / 2000
    assert type(found) is float


def test_metrics_see_all_predictions_at_once_and_can_be_watched(rng):
    x, y = rng.standard_normal((50, 2)), rng.integers(0, 3, 50)

    def last(prediction, targets):
        np.testing.assert_array_equal(targets, y)
        return prediction[..., -1, 0]

    net = network(trials=2)
    np.testing.assert_allclose(
        evaluate(net, x, y, batch_size=7, metrics={"last": last}).metrics["last"],
        net.predict(x)[:, -1, 0],
    )
    stopping, net = EarlyStopping(1000, monitor="wrong"), network()
    metrics = {"wrong": lambda prediction, t: (prediction.argmax(axis=1) != t).sum()}
    history = fit(
        net, x, y, optimizer=SGD(2.0), epochs=30, rng=rng, validation=(x, y), metrics=metrics,
        early_stopping=stopping, evaluate_training=True,
    )  # fmt: skip
    wrong = history.validation.metrics["wrong"]
    assert wrong.shape == (31,)
    np.testing.assert_allclose(wrong, 50 * (1 - history.validation.accuracy))
    np.testing.assert_array_equal(wrong, history.train.metrics["wrong"])
    assert stopping.best_value == wrong.min() == evaluate(net, x, y, metrics=metrics).value("wrong")


@pytest.mark.parametrize("options", [{"monitor": "accuracy"}, {"maximize": True}])
def test_a_share_of_right_answers_is_better_when_higher(options):
    stopping = EarlyStopping(patience=2, min_delta=0.1, **options)
    assert feed(stopping, network(), [0.5, 0.65, 0.7, 0.7, 0.9]) == 3
    assert (stopping.best_value, stopping.best_step) == (0.65, 1)


def test_an_ensemble_is_the_mean_of_probabilities_not_of_logits(rng):
    x = rng.standard_normal((5, 2)) * 4
    nets = [network(s) for s in range(3)]
    p = ensemble_predict(nets, x)
    np.testing.assert_allclose(p, sum(softmax(n.predict(x)) for n in nets) / 3, rtol=1e-12)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)


def test_trials_are_members_of_the_ensemble(rng):
    x = rng.standard_normal((5, 2))
    together = network(trials=3, init=[lambda s, r: r.standard_normal(s)] * 3)
    p = ensemble_predict([together], x)
    np.testing.assert_allclose(p, softmax(together.predict(x)).mean(axis=0), rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: EarlyStopping(0), "patience >= 1, got patience=0"),
        (lambda: EarlyStopping(1, min_delta=-1), "0 <= min_delta"),
        (lambda: ensemble_predict([], np.zeros((1, 2))), "one network or more"),
    ],
)
def test_bad_input_is_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()
