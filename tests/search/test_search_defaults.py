"""What the documentation says about defaults is what happens."""

import inspect
import os
import re
from ast import literal_eval

import numpy as np
import pytest
from search_objectives import searcher_of

from course_lib import search
from course_lib.search import Choice, IntUniform, Uniform, bayesian_search, grid_search
from course_lib.search.running.storage import rng_digest, search_to_json
from course_lib.search.running.trial import Proposal, evaluate
from course_lib.search.running.workers import InProcess, WorkerPool

SPACE = {"x": Uniform(0, 1), "n": IntUniform(0, 3), "f": Choice(["a", "b"])}
DEFAULT = re.compile(r"^(\w+) : .*, default (\S+)$", re.MULTILINE)
DOCUMENTED = [
    pytest.param(public, name, literal_eval(value), id=f"{label}-{name}")
    for label, public in vars(search).items()
    if callable(public) and public.__doc__
    for name, value in DEFAULT.findall(inspect.cleandoc(public.__doc__))
]


def test_there_are_documented_defaults():
    assert len(DOCUMENTED) > 5


@pytest.mark.parametrize(("public", "name", "value"), DOCUMENTED)
def test_defaults_are_those_of_the_documentation(public, name, value):
    assert inspect.signature(public).parameters[name].default == value


def test_bayesian_search_begins_with_2_d_plus_1_points(rng):
    assert searcher_of(bayesian_search, SPACE, 20, rng=rng).settings["initial"] == 7


def test_a_generator_is_known_by_twelve_characters():
    digests = [rng_digest("f", np.random.default_rng(seed)) for seed in (0, 0, 1)]
    assert [len(digest) for digest in digests] == [12] * 3
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(("processors", "calls"), [(3, 3), (None, 1)])
def test_without_a_number_of_workers_there_is_one_per_processor(processors, calls, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    pool = WorkerPool("f", lambda config: 0.0, False, InProcess(), None)
    handed = 0
    while pool.has_room:
        pool.submit([Proposal(handed, {}, None)])
        handed += 1
    assert handed == calls


def test_a_choice_has_all_its_options_in_a_grid_whatever_the_number():
    for points in ({"x": 2, "n": 2}, {"x": 2, "n": 2, "f": 1}, 2):
        result = grid_search(lambda config: 0.0, SPACE, points=points)
        assert len(result.trials) == 8


def test_features_of_whole_numbers_stand_in_the_middle_of_their_share_of_the_unit():
    kind = IntUniform(3, 7)
    u = np.array([kind.to_unit(value) for value in range(3, 8)])
    np.testing.assert_allclose(kind.features(u)[:, 0], [0.1, 0.3, 0.5, 0.7, 0.9], rtol=1e-12)
    np.testing.assert_allclose(kind.features(u), u[:, None], rtol=1e-12)
    assert kind.features(np.array([1.0])) == pytest.approx(0.9)


def test_a_search_without_trials_has_a_table_of_names():
    header = {"method": "grid_search", "settings": {}, "space": {"x": {}}}
    assert search.SearchResult(header, ()).table() == "trial  x  budget  value  status"


@pytest.mark.parametrize(
    "kind",
    [Uniform(1, 2), search.LogUniform(1, 2), IntUniform(1, 2)],
    ids=lambda k: type(k).__name__,
)
def test_a_range_holds_its_ends_and_nothing_beyond_and_no_text(kind):
    assert 1 in kind
    assert 2 in kind
    for other in (0, 3, 0.999, 2.001, "1", None, True, [1]):
        assert other not in kind


def test_options_stand_in_the_middle_of_their_share_of_the_unit():
    kind = Choice(["a", "b", "c", "d"])
    assert [kind.to_unit(option) for option in "abcd"] == [0.125, 0.375, 0.625, 0.875]


def test_what_an_objective_returned_instead_of_a_number_is_shown_shortened():
    trial = evaluate(lambda config: "x" * 500, Proposal(0, {}))
    assert trial.message.endswith(f"got '{'x' * 79}.")


def test_a_header_with_nan_is_not_written():
    header = {"method": "f", "settings": {"x": float("nan")}, "space": {}}
    with pytest.raises(ValueError, match="JSON compliant"):
        search_to_json(header, [])
