"""What a killed process left half-written goes with the next save; a living one's stays."""

import os
import platform
import signal
import subprocess
import sys

import numpy as np
import pytest

from course_lib.network import mlp
from course_lib.parameters import load, save
from tests.faults.dying import ROOT, killed

PAUSED = """
import os, signal, sys
import numpy as np
from course_lib.network import mlp
from course_lib.parameters import save
network = mlp([2, 3], rng=np.random.default_rng(7))
def pause(event, arguments):
    if event == "os.rename":
        os.kill(os.getpid(), signal.SIGSTOP)
sys.addaudithook(pause)
save(sys.argv[1], network)
"""


def network(seed):
    return mlp([2, 3], rng=np.random.default_rng(seed))


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("moment", ["half_way", "before_the_move"])
def test_the_rest_of_a_killed_save_goes_with_the_next_one(moment, tmp_path):
    path = tmp_path / "net.npz"
    killed("training", path, moment)
    assert len(names(tmp_path)) == 2
    save(tmp_path / "other.npz", network(0))  # not its file
    assert len(names(tmp_path)) == 3
    save(path, network(0))
    assert names(tmp_path) == ["net.npz", "other.npz"]


def test_a_save_that_is_under_way_is_left_alone(tmp_path):
    path = tmp_path / "net.npz"
    other = subprocess.Popen([sys.executable, "-c", PAUSED, str(path)], cwd=ROOT)
    try:
        assert os.WIFSTOPPED(os.waitpid(other.pid, os.WUNTRACED)[1])
        save(path, network(0))
        assert len(names(tmp_path)) == 2
        other.send_signal(signal.SIGCONT)
        assert other.wait() == 0
    finally:
        other.kill()
    assert names(tmp_path) == ["net.npz"]
    found = network(0)
    load(path, found)
    np.testing.assert_array_equal(found.theta, network(7).theta)


def test_the_files_of_other_machines_and_other_programs_are_left_alone(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    here = platform.node()
    theirs = [f"net.npz.another-machine.{dead.pid}.partial", f"net.npz.{here}.mine.partial"]
    theirs += [f"net.npz.{here}.{2**70}.partial", f"net.npz.{dead.pid}.partial"]
    for name in (*theirs, f"net.npz.{here}.{dead.pid}.partial"):
        (tmp_path / name).touch()
    save(tmp_path / "net.npz", network(0))
    assert names(tmp_path) == sorted(["net.npz", *theirs])


def test_a_leftover_that_another_process_removes_first_is_no_error(tmp_path, monkeypatch):
    gone = tmp_path / f"net.npz.{platform.node()}.{2**22 + 1}.partial"
    monkeypatch.setattr(type(tmp_path), "glob", lambda folder, pattern: [gone])
    save(tmp_path / "net.npz", network(0))
    assert names(tmp_path) == ["net.npz"]


def test_signs_in_a_name_are_no_pattern(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = [f"{name}.{platform.node()}.{dead.pid}.partial" for name in ("a[1]*.npz", "a1b.npz")]
    for name in left:
        (tmp_path / name).touch()
    save(tmp_path / "a[1]*.npz", network(0))
    assert names(tmp_path) == sorted(["a[1]*.npz", left[1]])
