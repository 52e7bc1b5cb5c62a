"""Killed while it trains or searches, run again: as if it had never been killed.

Grading: `tests/exercises/test_restart.py`. Ctrl-C, dead workers and damaged files of a search:
`tests/search`.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from course_lib.parameters import load
from course_lib.search import SearchResult
from tests.faults.dying import MOMENTS, SIGNALS
from tests.faults.runs import EPOCHS, FATAL, STEPS, TRIALS, build, search, train

ROOT = Path(__file__).parents[2]
moments = pytest.mark.parametrize("moment", MOMENTS)


def killed(kind, path, moment):
    command = [sys.executable, "-m", "tests.faults.runs", kind, str(path), moment]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode in SIGNALS, done.stderr.decode()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    return train(folder / "net.npz"), search(folder / "search.json")[0]


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


@moments
def test_a_search_goes_on_from_its_file(moment, tmp_path, undisturbed):
    path = tmp_path / "search.json"
    killed("search", path, moment)
    assert len(SearchResult.load(path).trials) == FATAL
    result, called = search(path)
    assert result == undisturbed[1] == SearchResult.load(path)
    assert len(called) == TRIALS - FATAL
    assert [p.name for p in tmp_path.iterdir()] == ["search.json"]
