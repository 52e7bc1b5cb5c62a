"""Kill the grader at any moment and run it again: nothing lost, nothing graded twice."""

import json
import platform
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from course_exercises import assignments
from course_exercises.checks import worker
from course_exercises.classroom.course import Course
from course_exercises.grader.grading import grade
from tests.exercises.needs import needs_sandbox
from tests.exercises.sample import NAME, SCALED, answered, hand_in, write_author

pytestmark = needs_sandbox()
STUDENTS = [f"s{number}" for number in range(8)]
COMMAND = f"""
import sys
from course_exercises.assignments import MODULES
from course_exercises.__main__ import main
MODULES[{NAME!r}] = "tests.exercises.sample"
sys.exit(main(["grade", {NAME!r}, "--no-gradebook", "--course", sys.argv[1]]))
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
    write_author(tmp_path)
    for student in STUDENTS:
        hand_in(tmp_path, student, answered(q1=f"import time\ntime.sleep(0.5)\n{SCALED}"))
    return Course(tmp_path, NAME)


def times(course):
    return {p.name: p.stat().st_mtime_ns for p in course.results.glob("*.json")}


def workers(course):
    """Sandboxes of this course's workers: file and numbers stand in the command line."""
    slope = str(course.numbers(STUDENTS[0])["q1"]["slope"])
    lines = Path("/proc").glob("[0-9]*/cmdline")
    return [p for p in lines if worker.__file__ in (text := read(p)) and slope in text]


def read(path):
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_killed_run_goes_on(course):
    command = [sys.executable, "-c", COMMAND, str(course.root)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[2]) as run:
        until(lambda: len(times(course)) >= 2)
        run.send_signal(signal.SIGKILL)
    before = times(course)
    assert 2 <= len(before) < len(STUDENTS)
    until(lambda: not workers(course))
    for name in before:
        json.loads((course.results / name).read_text())
    partial = course.results / f"s7.json.{platform.node()}.{run.pid}.partial"
    partial.write_text("half a resu")
    graded = grade(course.root, NAME, progress=False)
    after = times(course)
    assert sorted(graded) == sorted(set(STUDENTS) - {n.removesuffix(".json") for n in before})
    assert {name: after[name] for name in before} == before
    assert len(after) == len(STUDENTS)
    assert not partial.exists()


def test_processes_grade_as_threads_do(course):
    import multiprocessing

    fork = multiprocessing.get_context("fork")  # the sample assignment is known to this process
    with ProcessPoolExecutor(2, mp_context=fork) as processes:
        done = grade(course.root, NAME, STUDENTS[:2], processes, progress=False)
    assert sorted(done) == STUDENTS[:2]
    found = json.loads(course.result("s0").read_text())["questions"]
    assert all(check["passed"] for question in found.values() for check in question["checks"])


def test_whoever_did_not_hand_in_is_named(course):
    with pytest.raises(ValueError, match="students who handed in 00_sample, got zoe"):
        grade(course.root, NAME, ["s0", "zoe"], progress=False)
