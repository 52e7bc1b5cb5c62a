"""Grading in processes and on a Dask cluster, one of whose workers is killed half-way."""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from course_exercises.__main__ import main
from course_exercises.assignments import BANK
from course_exercises.classroom.course import Course
from tests.exercises.needs import needs_sandbox
from tests.exercises.sample import NAME, SCALED, answered, hand_in

ROOT = str(Path(__file__).parents[2])
PRIVATE = "08_private"
STUDENTS = [f"s{number}" for number in range(8)]


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Eight submissions to an assignment of a bank, which workers read for themselves."""
    bank = tmp_path / "bank"
    bank.mkdir()
    path = f"import sys\nsys.path.append({ROOT!r})\n"
    (bank / f"{PRIVATE}.py").write_text(f"{path}from tests.exercises.sample import QUESTIONS\n")
    monkeypatch.setenv(BANK, "")
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, PRIVATE, raising=False)
    for student in STUDENTS:
        path = hand_in(tmp_path, student, answered(q1=f"import time\ntime.sleep(0.5)\n{SCALED}"))
        target = tmp_path / "submitted" / student / PRIVATE / f"{PRIVATE}.ipynb"
        target.parent.mkdir()
        target.write_text(path.read_text().replace(NAME, PRIVATE))
    return Course(tmp_path, PRIVATE)


def grade(course, where):
    options = ["--course", str(course.root), "--questions", str(course.root / "bank")]
    return main(["grade", PRIVATE, *options, "--no-gradebook", "--executor", where])


def results(course):
    found = [json.loads(course.result(student).read_text()) for student in STUDENTS]
    return [c["passed"] for r in found for q in r["questions"].values() for c in q["checks"]]


@needs_sandbox()
def test_processes_grade(course):
    assert grade(course, "processes") == 0
    assert all(results(course))


@needs_sandbox()
def test_a_worker_of_a_cluster_is_killed_and_everybody_is_graded(course):
    distributed = pytest.importorskip("distributed", reason="Dask is an optional dependency")
    dask = pytest.importorskip("dask")
    settings = {
        "distributed.comm.timeouts.connect": "30s",
        "distributed.deploy.lost-worker-timeout": "60s",
        "distributed.logging.distributed": "critical",
    }
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        victim = next(iter(client.run(os.getpid).values()))
        killer = threading.Thread(target=kill_half_way, args=(course, victim))
        killer.start()
        assert grade(course, cluster.scheduler_address) == 0
        killer.join()
        assert victim not in client.run(os.getpid).values()
    assert all(results(course))


def kill_half_way(course, process):
    end = time.monotonic() + 120
    while len(list(course.results.glob("*.json"))) < 2 and time.monotonic() < end:
        time.sleep(0.02)
    os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize("where", ["cloud", "tcp://127.0.0.1:1"])
def test_a_place_that_there_is_not_is_named(course, where, capsys):
    assert grade(course, where) == 1
    assert capsys.readouterr().err.startswith("grade: expected ")
