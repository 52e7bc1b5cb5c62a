"""Schedules: PyTorch's recorded rates, the laws of each shape, trial axes, and the refusals."""

import copy
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import batches
from course_lib.optimizers import SGD, Adam
from course_lib.schedules import (
    ReduceOnPlateau,
    constant,
    cosine,
    cyclic,
    exponential,
    inverse_time,
    one_cycle,
    step_decay,
    steps_in,
    warmup,
)

RECORDED = json.loads((Path(__file__).parent / "fixtures" / "schedules.json").read_text("utf-8"))

AS_RECORDED = {
    "step_decay": step_decay(0.1, every=7, factor=0.3),
    "exponential": exponential(0.1, factor=0.93),
    "cosine": cosine(0.1, steps=30, final=0.02),
    "cosine_restart": cosine(0.1, steps=12, final=0.02, restart=True),
    "warmup_constant": warmup(0.1, steps=8, start_share=0.25),
    "warmup_cosine": warmup(cosine(0.1, steps=30, final=0.02), steps=8, start_share=0.25),
    "one_cycle": one_cycle(0.3, steps=50),
    "one_cycle_set": one_cycle(0.3, 50, rise=0.45, start_share=1 / 10, final_share=1 / 500),
    "cyclic": cyclic(0.02, 0.3, half_cycle=7),
    "cyclic_halving": cyclic(0.02, 0.3, half_cycle=7, shrink=0.5),
}

MAKERS = {
    "constant": constant,
    "step_decay": lambda lr: step_decay(lr, every=3),
    "exponential": lambda lr: exponential(lr, 0.9),
    "inverse_time": lambda lr: inverse_time(lr, 0.2),
    "cosine": lambda lr: cosine(lr, 12),
    "cosine_restart": lambda lr: cosine(lr, 5, restart=True),
    "warmup": lambda lr: warmup(lr, 4),
    "one_cycle": lambda lr: one_cycle(lr, 20),
    "cyclic": lambda lr: cyclic(0.0, lr, 4),
    "plateau": ReduceOnPlateau,
}


@pytest.mark.parametrize("name", RECORDED["rates"])
def test_agrees_with_pytorch(name):
    expected = RECORDED["rates"][name]
    rates = [AS_RECORDED[name](step) for step in range(len(expected))]
    np.testing.assert_allclose(rates, expected, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("name", RECORDED["plateaus"])
def test_plateau_agrees_with_pytorch(name):
    settings, expected = RECORDED["plateaus"][name].values()
    plateau = ReduceOnPlateau(RECORDED["lr"], **settings)
    rates = [plateau.observe(metric) for metric in RECORDED["metrics"]]
    np.testing.assert_allclose(rates, expected, rtol=1e-12)
    assert len(set(expected)) > 2, "the record must contain reductions"


@pytest.mark.parametrize("name", MAKERS)
@given(rates=st.lists(st.floats(1e-6, 10), min_size=1, max_size=4), step=st.integers(0, 40))
def test_many_trials_are_many_schedules(name, rates, step):
    together = MAKERS[name](np.array(rates))(step)
    alone = [MAKERS[name](rate)(step) for rate in rates]
    assert together.shape == (len(rates),)
    np.testing.assert_allclose(together, alone, rtol=1e-14)


@pytest.mark.parametrize("name", MAKERS)
def test_rates_are_plain_floats_between_0_and_the_highest(name):
    """A np.float64 would make float32 training slow (performance.md)."""
    rates = [MAKERS[name](0.3)(step) for step in range(60)]
    assert {type(rate) for rate in rates} == {float}
    assert min(rates) >= 0
    assert max(rates) <= 0.3


@pytest.mark.parametrize("name", MAKERS)
def test_an_optimizer_takes_it_for_its_learning_rate(name):
    schedule = MAKERS[name](0.3)
    theta, optimizer = np.zeros(1), SGD(lr=MAKERS[name](0.3))
    moved = []
    for _ in range(10):
        before = theta.copy()
        optimizer.step(theta, np.ones(1))
        moved.append(float((before - theta)[0]))
    np.testing.assert_allclose(moved, [schedule(step) for step in range(10)], atol=1e-15)


@pytest.mark.parametrize("name", MAKERS)
def test_it_travels_to_other_processes_with_its_optimizer(name):
    rates = np.array([0.1, 0.3])
    optimizer = Adam(MAKERS[name](rates))
    rates *= 7  # which is not the schedule's array
    travelled = pickle.loads(pickle.dumps(optimizer)).lr, copy.deepcopy(optimizer.lr)
    for step in range(30):
        for other in travelled:
            np.testing.assert_array_equal(other(step), optimizer.lr(step))


@given(
    epochs=st.integers(1, 4),
    examples=st.integers(1, 30),
    size=st.integers(1, 12),
    drop=st.booleans(),
)
def test_steps_in_counts_the_batches_of_the_epochs(epochs, examples, size, drop):
    x, drop = np.zeros((examples, 1)), drop and size <= examples
    count = epochs * len([*batches(x, x, size, drop_last=drop)])
    assert steps_in(epochs, examples=examples, batch_size=size, drop_last=drop) == count


def test_defaults_are_the_documented_ones():
    assert step_decay(1.0, every=5)(5) == 0.1
    assert exponential(1.0, 0.5)(1) == 0.5
    assert warmup(1.0, steps=5)(0) == 0.1
    plateau = ReduceOnPlateau(1.0)
    assert [plateau.observe(1.0) for _ in range(12)] == [1.0] * 11 + [0.1]


def test_bounds_that_are_allowed():
    assert step_decay(1.0, 1, factor=1)(9) == exponential(1.0, factor=1)(9) == 1
    assert [cyclic(0.1, 0.1, 5)(step) for step in (0, 3, 5)] == [0.1] * 3
    assert [constant(0)(0), cosine(0, 5)(0), inverse_time(0, 0)(0)] == [0, 0, 0]
    assert warmup(1.0, 5, start_share=0)(0) == 0
    assert warmup(1.0, 5, start_share=1)(0) == 1


@given(lr=st.floats(1e-6, 10), decay=st.floats(0, 10), step=st.integers(0, 10**6))
def test_inverse_time_has_an_inverse_that_grows_evenly(lr, decay, step):
    schedule = inverse_time(lr, decay)
    assert schedule(0) == lr
    slope = 1 / schedule(step + 1) - 1 / schedule(step)
    assert slope == pytest.approx(decay / lr, rel=1e-6, abs=1e-9 / schedule(step))


@given(factor=st.floats(0.01, 1), every=st.integers(1, 50), step=st.integers(0, 100))
def test_exponential_loses_its_factor_every_k_steps(factor, every, step):
    schedule = exponential(1.0, factor, every)
    assert schedule(step + every) == pytest.approx(factor * schedule(step), rel=1e-12)


@given(every=st.integers(1, 50), step=st.integers(0, 300))
def test_step_decay_meets_exponential_at_each_drop(every, step):
    stairs, slope = step_decay(1.0, every, 0.5), exponential(1.0, 0.5, every)
    assert stairs(step) >= slope(step) * (1 - 1e-12)
    assert stairs(step // every * every) == pytest.approx(slope(step // every * every))


@given(steps=st.integers(1, 200), share=st.floats(0, 1))
def test_cosine_is_symmetric_about_its_middle(steps, share):
    schedule, step = cosine(1.0, steps, final=0.2), round(share * steps)
    assert schedule(step) + schedule(steps - step) == pytest.approx(1.2)


def test_cosine_stays_at_its_end_where_pytorch_climbs_again():
    assert [cosine(0.1, steps=5, final=0.02)(step) for step in (5, 6, 10, 99)] == [0.02] * 4


def test_cosine_restarts_at_the_full_rate():
    schedule = cosine(0.1, steps=5, restart=True)
    assert [schedule(step) for step in (0, 5, 10)] == [0.1] * 3
    assert schedule(4) < 0.01


def test_warmup_hands_over_without_a_jump():
    schedule = warmup(cosine(0.1, steps=50), steps=20, start_share=0.2)
    rises = np.diff([schedule(step) for step in range(21)])
    np.testing.assert_allclose(rises, 0.8 * 0.1 / 20)
    assert schedule(20) == 0.1


def test_one_cycle_stays_low_after_the_run():
    schedule = one_cycle(1.0, steps=40)
    assert schedule(39) == schedule(40) == schedule(1000) == 1 / 250_000


@given(h=st.integers(1, 30), step=st.integers(0, 200))
def test_cycles_repeat_and_are_symmetric(h, step):
    schedule = cyclic(0.1, 0.5, h)
    assert schedule(step + 2 * h) == pytest.approx(schedule(step))
    peak = h + 2 * h * (step // (2 * h))
    assert schedule(2 * peak - step) == pytest.approx(schedule(step))
    assert schedule(peak) == pytest.approx(0.5)


def test_hyperparameters_may_differ_between_trials():
    together = exponential(np.array([0.1, 1.0]), np.array([0.5, 0.9]))
    assert together(3).tolist() == [exponential(0.1, 0.5)(3), exponential(1.0, 0.9)(3)]


def test_plateau_watches_each_trial_alone(rng):
    rates, metrics = np.array([0.1, 0.2, 0.3]), rng.random((40, 3)) + 1
    settings = {"factor": 0.5, "patience": 1, "cooldown": 2, "min_lr": 0.01}
    together = ReduceOnPlateau(rates, **settings)
    history = np.array([together.observe(metric) for metric in metrics])
    for k in range(3):
        alone = ReduceOnPlateau(rates[k], **settings)
        np.testing.assert_array_equal([alone.observe(m) for m in metrics[:, k]], history[:, k])
        assert alone.best == together.best[k] == metrics[:, k].min()
    assert rates.tolist() == [0.1, 0.2, 0.3]


def test_plateau_steers_a_running_optimizer():
    plateau = ReduceOnPlateau(0.5, factor=0.5, patience=0)
    theta, optimizer = np.zeros(1), SGD(lr=plateau)
    optimizer.step(theta, np.ones(1))
    plateau.observe(1.0)
    plateau.observe(1.0)
    optimizer.step(theta, np.ones(1))
    assert theta[0] == pytest.approx(-0.5 - 0.25)


def test_plateau_needs_a_real_improvement_also_below_0():
    """PyTorch takes −0.99995 for better than −1 (relative threshold 1e-4, mode "min")."""
    plateau = ReduceOnPlateau(0.1, patience=0)
    plateau.observe(-1.0)
    assert plateau.observe(-0.99995) == pytest.approx(0.01)
    assert plateau.best == -1.0
    assert plateau.observe(-1.01) == pytest.approx(0.01)
    assert plateau.best == -1.01


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("mode", ["min", "max"])
def test_plateau_takes_a_broken_metric_for_a_bad_one(value, mode):
    plateau = ReduceOnPlateau(0.1, patience=1, mode=mode)
    assert [plateau.observe(m) for m in (value, 2.0, value, 2.0)][:3] == [0.1] * 3
    assert plateau.lr == pytest.approx(0.01)
    assert plateau.best == 2.0


@pytest.mark.parametrize("name", sorted(set(MAKERS) - {"plateau"}))
@pytest.mark.parametrize(("step", "error"), [(-1, ValueError), (1.5, TypeError), (None, TypeError)])
def test_refuses_what_is_not_a_step(name, step, error):
    owner = name.removesuffix("_restart")
    with pytest.raises(error, match=f"^{owner}: expected (step >= 0|an integer step), got"):
        MAKERS[name](0.1)(step)


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("lr", [-0.1, np.nan, np.array([0.1, -0.1])])
def test_refuses_bad_rates(name, lr):
    with pytest.raises(ValueError, match=r"^\w+: expected 0 <=? (lr|high), got (lr|high)="):
        MAKERS[name](lr)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: steps_in(0, examples=9, batch_size=3),
            r"^steps_in: expected epochs >= 1, got epochs=0",
        ),
        (lambda: step_decay(0.1, 0), r"^step_decay: expected every >= 1, got every=0\.$"),
        (lambda: step_decay(0.1, 5, 1.5), r"^step_decay: expected 0 < factor <= 1, got factor=1.5"),
        (lambda: exponential(0.1, 0.0), r"^exponential: expected 0 < factor <= 1, got factor=0.0"),
        (lambda: inverse_time(0.1, -1), r"^inverse_time: expected 0 <= decay, got decay=-1"),
        (lambda: cosine(0.1, 0), r"^cosine: expected steps >= 1, got steps=0"),
        (lambda: cosine(0.1, 5, -1), r"^cosine: expected 0 <= final, got final=-1"),
        (lambda: warmup(0.1, 0), r"^warmup: expected steps >= 1, got steps=0"),
        (lambda: warmup(0.1, 5, 2), r"^warmup: expected 0 <= start_share <= 1, got start_share=2"),
        (lambda: one_cycle(0.1, 1), r"^one_cycle: expected steps >= 2, got steps=1"),
        (
            lambda: one_cycle(0.1, 10, rise=0.1),
            r"^one_cycle: expected 0.1 < rise < 1, got rise=0.1",
        ),
        (lambda: cyclic(0.2, 0.1, 5), r"^cyclic: expected low <= high, got low=0.2 and high=0.1"),
        (
            lambda: one_cycle(0.1, 10, start_share=1.5),
            r"^one_cycle: expected 0 <= start_share <= 1, got start_share=1.5",
        ),
        (
            lambda: one_cycle(0.1, 10, final_share=1.5),
            r"^one_cycle: expected 0 <= final_share <= 1, got final_share=1.5",
        ),
        (lambda: cyclic(0.1, 0.2, 5, 0), r"^cyclic: expected 0 < shrink <= 1, got shrink=0"),
        (lambda: cyclic(0.1, 0.2, 5, 1.5), r"^cyclic: expected 0 < shrink <= 1, got shrink=1.5"),
        (lambda: ReduceOnPlateau(0.0), r"^ReduceOnPlateau: expected 0 < lr, got lr=0.0"),
        (lambda: cyclic(0.1, 0.2, 0), r"^cyclic: expected half_cycle >= 1, got half_cycle=0"),
        (
            lambda: ReduceOnPlateau(0.1, factor=1.0),
            r"^ReduceOnPlateau: expected 0 < factor < 1, got factor=1.0",
        ),
        (
            lambda: ReduceOnPlateau(0.1, mode="mim"),
            r"^ReduceOnPlateau: expected mode in \['max', 'min'\], got 'mim'. Did you mean 'min'\?",
        ),
        (
            lambda: ReduceOnPlateau(0.1, min_lr=1),
            r"^ReduceOnPlateau: expected 0 <= min_lr <= 0.1, got min_lr=1",
        ),
        (
            lambda: ReduceOnPlateau(0.1).observe(np.ones(2)),
            r"^ReduceOnPlateau: expected a metric of lr's shape \(\), got shape \(2,\)",
        ),
    ],
)
def test_refuses_bad_settings(make, text):
    with pytest.raises(ValueError, match=text):
        make()
