"""The grader against submissions that are right, wrong, broken and hostile."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest

from course_exercises import assignments
from course_exercises.__main__ import main
from course_exercises.classroom.course import Course
from course_exercises.grader import remote
from course_exercises.grader.grading import grade
from course_exercises.grader.sandbox import SandboxError
from tests.exercises.hostile import MARK, cases
from tests.exercises.needs import needs_sandbox
from tests.exercises.sample import NAME, hand_in, write_author

pytestmark = needs_sandbox()
STUDENTS = [*cases(Path(), 0), "link", "missing"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course in which everybody was graded, the files that were there before, a server."""
    root = tmp_path_factory.mktemp("course")
    write_author(root)
    (root / "gradebook.db").write_text("marks")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield from graded_course(root, server)


def graded_course(root, server):
    for student, case in cases(root, server.getsockname()[1]).items():
        hand_in(root, student, case.notebook)
    folder = root / "submitted" / "link" / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").symlink_to(root / "submitted" / "right" / NAME / f"{NAME}.ipynb")
    (root / "submitted" / "missing" / NAME).mkdir(parents=True)
    before = content(root)
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(4) as threads:
        patch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
        patch.setattr(remote, "SECONDS", 1.5)
        assert sorted(grade(root, NAME, executor=threads, progress=False)) == sorted(STUDENTS)
        yield Course(root, NAME), before, server


def content(root):
    return {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and "results" not in p.parts}


def result_of(course, student):
    return json.loads(course.result(student).read_text())


def points(result):
    return {k: sum(c["points"] for c in q["checks"]) for k, q in result["questions"].items()}


@pytest.mark.parametrize("student", cases(Path(), 0))
def test_everybody_gets_what_they_earned_and_hears_why(graded, student):
    course, _, server = graded
    case = cases(course.root, server.getsockname()[1])[student]
    result = result_of(course, student)
    assert points(result) == {"q1": case.q1, "q2": case.q2}, json.dumps(result, indent=1)
    assert case.said in unescape(json.dumps(result, ensure_ascii=False))


@pytest.mark.parametrize("student", ["link", "missing"])
def test_no_notebook_no_points(graded, student):
    result = result_of(graded[0], student)
    assert points(result) == {"q1": 0, "q2": 0}
    assert result["broken"]
    assert result["timeouts"] == 0


def test_seconds_are_given_to_hundredths(graded):
    given = [result_of(graded[0], student)["seconds"] for student in STUDENTS]
    assert given == [round(seconds, 2) for seconds in given]


def test_nobody_leaves_a_trace(graded):
    course, before, server = graded
    after = {p: t for p, t in content(course.root).items() if p.suffix != ".html"}
    assert after == before
    for place in (course.root, Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path("/")):
        assert not list(place.glob(f"*{MARK}*"))
    with pytest.raises(BlockingIOError):  # nobody has knocked
        server.accept()


def test_a_second_run_grades_only_what_has_changed(graded):
    course, _, _ = graded
    assert grade(course.root, NAME, progress=False) == []
    path = course.notebook("submitted", "stub")
    text = path.read_bytes()
    try:
        path.write_bytes(course.notebook("submitted", "right").read_bytes())
        assert grade(course.root, NAME, progress=False) == ["stub"]
        assert points(result_of(course, "stub")) == {"q1": 3, "q2": 4}
    finally:
        path.write_bytes(text)
    assert grade(course.root, NAME, progress=False) == ["stub"]


def test_inputs_differ_from_run_to_run(graded):
    course, _, _ = graded
    first = result_of(course, "typed_in")
    assert grade(course.root, NAME, ["typed_in"], again=True, progress=False) == ["typed_in"]
    second = result_of(course, "typed_in")
    assert first["seed"] != second["seed"]
    assert first["questions"]["q2"] != second["questions"]["q2"]


def test_checks_that_fail_themselves_stop_nobody(graded, monkeypatch):
    course, _, _ = graded
    monkeypatch.setattr("course_exercises.grader.grading.judge", lambda *a, **k: 1 / 0)
    assert grade(course.root, NAME, ["right"], again=True, progress=False) == ["right"]
    result = result_of(course, "right")
    assert points(result) == {"q1": 0, "q2": 0}
    assert result["flags"][0] == "the checks of q1 failed (ZeroDivisionError: division by zero)"


def test_a_sandbox_that_does_not_work_is_named(graded, monkeypatch, tmp_path):
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho no user namespaces >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(SandboxError, match=r"got: no user namespaces\. Install bubblewrap"):
        grade(graded[0].root, NAME, again=True, progress=False)


def test_whoever_asks_for_it_grades_without_a_sandbox(graded, monkeypatch):
    course, _, _ = graded
    monkeypatch.setenv("PATH", "")
    assert grade(course.root, NAME, ["added"], again=True, unsafe=True, progress=False) == ["added"]
    assert points(result_of(course, "added")) == {"q1": 0, "q2": 4}


def test_the_command_refuses_without_a_sandbox(graded, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    assert main(["grade", NAME, "--course", str(graded[0].root)]) == 1
    said = capsys.readouterr().err
    assert "apt-get install bubblewrap" in said
    assert "--unsafe" in said
