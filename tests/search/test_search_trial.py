"""Evaluating a proposal: every way to end, here and in a batch."""

import math
import re
import time

import numpy as np
import pytest

from course_lib.search import Choice, IntUniform, LogUniform, SearchResult, Uniform
from course_lib.search.running.trial import (
    Proposal,
    describe,
    evaluate,
    evaluate_batch,
    unfinished,
)

PROPOSAL = Proposal(4, {"x": 2.0}, None)


def returning(value):
    return lambda config: value


@pytest.mark.parametrize("value", [0.25, np.float32(0.25), np.array(0.25)])
def test_numbers_of_all_kinds_become_a_plain_float(value):
    trial = evaluate(returning(value), PROPOSAL)
    assert (trial.value, trial.status, trial.message) == (0.25, "ok", "")
    assert type(trial.value) is float
    assert trial.seconds >= 0


@pytest.mark.parametrize(
    "objective",
    [
        lambda c: time.sleep(0.02) or (1.0 if isinstance(c, dict) else [1.0]),
        lambda c: time.sleep(0.02) or math.nan,
        lambda c: time.sleep(0.02),
    ],
)
def test_seconds_are_those_of_the_objective(objective):
    start = time.perf_counter()
    single = evaluate(objective, PROPOSAL).seconds
    batch = sum(trial.seconds for trial in evaluate_batch(objective, [PROPOSAL]))
    assert single >= 0.02
    assert batch >= 0.02
    assert single + batch <= time.perf_counter() - start


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_not_finite_is_a_divergence(value):
    trial = evaluate(returning(value), PROPOSAL)
    assert (trial.value, trial.status) == (None, "diverged")
    assert trial.message == f"the objective returned {value}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, r"objective: expected one number, got None\. Missing return\?"),
        ("0.5", "objective: expected one number, got '0.5'"),
        ([0.5], r"objective: expected one number, got \[0.5\]"),
        (True, "objective: expected one number, got True"),
        (1j, "objective: expected one number, got 1j"),
    ],
)
def test_what_is_no_number_fails_with_the_reason(value, text):
    trial = evaluate(returning(value), PROPOSAL)
    assert (trial.value, trial.status) == (None, "failed")
    assert re.search(text, trial.message)


def _raise(error):
    raise error


def test_an_exception_is_recorded_with_kind_and_text():
    def objective(config):
        return config["missing"]

    trial = evaluate(objective, PROPOSAL)
    assert (trial.status, trial.message) == ("failed", "KeyError: 'missing'")


def test_a_numerical_error_is_recorded():
    trial = evaluate(lambda config: np.exp(np.array(1e4)), PROPOSAL)
    assert trial.status == "failed"
    assert trial.message.startswith("FloatingPointError: overflow")


RECORDS = [
    (PROPOSAL, "config"),
    (evaluate(returning(1.0), PROPOSAL), "value"),
    (SearchResult({"method": "grid_search", "settings": {}, "space": {}}, ()), "trials"),
    (Uniform(0, 1), "low"),
    (LogUniform(1, 2), "low"),
    (IntUniform(0, 1), "low"),
    (Choice(["a", "b"]), "options"),
]


@pytest.mark.parametrize(("record", "name"), RECORDS, ids=lambda r: type(r).__name__)
def test_records_and_ranges_cannot_be_changed(record, name):
    with pytest.raises(AttributeError):
        setattr(record, name, None)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_stopping_the_program_is_not_a_failed_trial(error):
    with pytest.raises(error):
        evaluate(lambda config: _raise(error()), PROPOSAL)


def test_the_objective_cannot_change_the_record():
    trial = evaluate(lambda config: config.pop("x"), PROPOSAL)
    assert trial.config == PROPOSAL.config == {"x": 2.0}


def test_a_budget_is_handed_on_and_recorded():
    trial = evaluate(lambda config, budget: config["x"] * budget, Proposal(0, {"x": 2.0}, 9))
    assert (trial.value, trial.budget) == (18.0, 9)


def test_long_messages_are_cut():
    assert len(describe(ValueError("x" * 10_000))) == 300


PROPOSALS = [Proposal(i, {"x": float(i)}) for i in range(4)]


def test_a_batch_is_one_call():
    calls = []

    def objective(configs):
        calls.append(len(configs))
        return np.array([config["x"] for config in configs])

    trials = evaluate_batch(objective, PROPOSALS)
    assert calls == [4]
    assert [trial.value for trial in trials] == [0.0, 1.0, 2.0, 3.0]
    assert [trial.number for trial in trials] == [0, 1, 2, 3]


def test_a_batch_gets_its_budget_once():
    proposals = [Proposal(i, {"x": float(i)}, 5) for i in range(2)]
    trials = evaluate_batch(lambda configs, budget: [budget for _ in configs], proposals)
    assert [(trial.value, trial.budget) for trial in trials] == [(5.0, 5), (5.0, 5)]


def test_one_divergence_in_a_batch_is_one_trial():
    trials = evaluate_batch(lambda configs: [1.0, math.nan, 2.0, math.inf], PROPOSALS)
    assert [trial.status for trial in trials] == ["ok", "diverged", "ok", "diverged"]


def test_a_batch_that_raises_is_repeated_one_by_one_to_find_which_one_fails():
    def objective(configs):
        if any(config["x"] == 2 for config in configs):
            raise MemoryError("too big")
        return [config["x"] for config in configs]

    trials = evaluate_batch(objective, PROPOSALS)
    assert [trial.status for trial in trials] == ["ok", "ok", "failed", "ok"]
    assert trials[2].message == "MemoryError: too big"


@pytest.mark.parametrize("values", [[1.0, 2.0], 1.0, None, [[1.0], [2.0], [3.0], [4.0]]])
def test_a_batch_must_return_one_value_per_configuration(values):
    trials = evaluate_batch(lambda configs: values, PROPOSALS)
    assert {trial.status for trial in trials} == {"failed"}
    assert "objective: expected one number per configuration (1), got" in trials[0].message


def test_a_trial_that_never_ran_took_no_time():
    assert unfinished(Proposal(3, {"lr": 0.5}, None), "lost", "no worker").seconds == 0
