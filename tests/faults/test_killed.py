"""Killed while it trains or searches, run again: as if it had never been killed.

Grading: `tests/exercises/test_restart.py`. Ctrl-C, dead workers and damaged files of a search:
`tests/search`.
"""

import numpy as np
import pytest

from course_lib.parameters import load
from course_lib.search import SearchResult
from tests.faults.dying import MOMENTS, killed
from tests.faults.runs import EPOCHS, FATAL, STEPS, TRIALS, build, fitted, search, train

moments = pytest.mark.parametrize("moment", MOMENTS)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    runs = train(folder / "net.npz"), search(folder / "search.json")[0]
    return (*runs, fitted(folder / "run.npz"))


@moments
def test_training_goes_on_from_its_checkpoint(moment, tmp_path, undisturbed):
    path = tmp_path / "net.npz"
    killed("training", path, moment)
    network, optimizer = build()
    load(path, network, optimizer)
    assert optimizer.t == FATAL * STEPS
    network, losses = train(path)
    expected, all_losses = undisturbed[0]
    assert len(losses) == EPOCHS - FATAL
    np.testing.assert_array_equal(losses, all_losses[FATAL:])
    np.testing.assert_array_equal(network.theta, expected.theta)
    for name, buffer in network.buffers().items():
        np.testing.assert_array_equal(buffer, expected.buffers()[name])
    assert [p.name for p in tmp_path.iterdir()] == ["net.npz"]


@moments
def test_fit_goes_on_with_its_rate_its_patience_and_its_record(moment, tmp_path, undisturbed):
    path = tmp_path / "run.npz"
    killed("fit", path, moment)
    network, record, steps = fitted(path)
    expected, whole, all_steps = undisturbed[2]
    assert steps == all_steps[(FATAL - 1) * STEPS :]  # the epoch that was killed is done again
    assert record.stopped_by == whole.stopped_by == "early stopping"
    for name, values in whole.state_dict().items():
        np.testing.assert_array_equal(record.state_dict()[name], values)
    np.testing.assert_array_equal(network.theta, expected.theta)
    for name, buffer in network.buffers().items():
        np.testing.assert_array_equal(buffer, expected.buffers()[name])
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]


@moments
def test_a_search_goes_on_from_its_file(moment, tmp_path, undisturbed):
    path = tmp_path / "search.json"
    killed("search", path, moment)
    assert len(SearchResult.load(path).trials) == FATAL
    result, called = search(path)
    assert result == undisturbed[1] == SearchResult.load(path)
    assert len(called) == TRIALS - FATAL
    assert [p.name for p in tmp_path.iterdir()] == ["search.json"]
