"""Nothing of a student runs unprotected unless a teacher says so; what is missing is named."""

import json
import os
import re
import site

import pytest

from course_exercises import assignments
from course_exercises.__main__ import main
from course_exercises.classroom.course import Course
from course_exercises.grader import sandbox
from course_exercises.grader.grading import grade, grade_one
from course_exercises.grader.remote import Student
from course_exercises.grader.sandbox import SandboxError, require_sandbox, start
from tests.exercises.needs import needs_sandbox
from tests.exercises.sample import NAME, answered, hand_in, write_author

pytestmark = needs_sandbox()
MB = 1024 * 1024
LIMITS = "import resource\ndef f(name):\n    return resource.getrlimit(getattr(resource, name))"


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
    write_author(tmp_path)
    hand_in(tmp_path, "ada", answered())
    return Course(tmp_path, NAME)


def without_bubblewrap(call):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        with pytest.raises(SandboxError, match="got no program bwrap"):
            call()


def test_by_default_everything_needs_the_sandbox(course):
    without_bubblewrap(lambda: start({}))
    without_bubblewrap(lambda: Student({}).run_cell("x = 1"))
    without_bubblewrap(lambda: grade(course.root, NAME, progress=False))
    without_bubblewrap(lambda: grade_one(str(course.root), NAME, "ada", 0))
    assert not course.result("ada").exists()


@pytest.mark.parametrize("unsafe", [False, True])
def test_a_worker_has_the_limits_and_cannot_raise_them(unsafe):
    student = Student({}, unsafe=unsafe)
    try:
        assert student.run_cell(LIMITS) == []
        given = {name: student.call("f", name) for name in sandbox.LIMITS}
        assert given == {
            "RLIMIT_CPU": (90, 90),
            "RLIMIT_AS": (2048 * MB, 2048 * MB),
            "RLIMIT_FSIZE": (16 * MB, 16 * MB),
            "RLIMIT_NPROC": (256, 256),
            "RLIMIT_NOFILE": (64, 64),
            "RLIMIT_CORE": (0, 0),
        }
    finally:
        student.close()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 1", "got: no answer. Install"),
        (f"printf '%s' {'a' * 50}{'b' * 200} >&2; exit 1", f"got: {'b' * 200}. Install"),
        ("echo one two >&2; echo three >&2", "got: one two three. Install"),
    ],
)
def test_why_there_is_no_sandbox_is_told_in_its_last_words(tmp_path, monkeypatch, script, said):
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(SandboxError, match=re.escape(said)):
        require_sandbox()


def test_a_folder_in_the_sandbox_holds_what_its_size_says():
    student = Student({})
    code = "import os\ndef f(x):\n    s = os.statvfs('/tmp')\n    return s.f_blocks * s.f_frsize"
    try:
        student.run_cell(code)
        assert student.call("f", 0) == 32 * MB
    finally:
        student.close()


@pytest.mark.parametrize("unsafe", [False, True])
def test_a_worker_has_a_session_of_its_own_so_that_ctrl_c_reaches_the_grader_alone(unsafe):
    with start({}, unsafe=unsafe) as worker:
        assert os.getsid(worker.pid) == worker.pid
        worker.communicate()


def test_only_folders_of_packages_that_exist_and_are_shown_are_hidden(tmp_path, monkeypatch):
    inside, outside = tmp_path / "shown" / "site-packages", tmp_path / "elsewhere"
    for folder in (inside, outside):
        folder.mkdir(parents=True)
    found = [inside, tmp_path / "shown" / "missing", outside]
    monkeypatch.setattr(sandbox, "_system", lambda: [str(tmp_path / "shown")])
    monkeypatch.setattr(site, "getsitepackages", lambda prefixes: list(map(str, found)))
    assert list(sandbox._hidden()) == [str(inside)]


def test_progress_is_shown_unless_it_is_not_wanted(course, capfd):
    grade(course.root, NAME, progress=False)
    assert capfd.readouterr() == ("", "")
    grade(course.root, NAME, again=True)
    assert "1/1" in capfd.readouterr().err


def test_the_command_says_how_long_it_took_and_what_was_found(course, capsys):
    options = ["--course", str(course.root), "--no-gradebook"]
    assert main(["grade", NAME, *options]) == 0
    said = capsys.readouterr().out
    assert 0 <= float(re.search(r"^graded 1 submissions in ([\d.]+) s$", said, re.M)[1]) < 600
    assert "100% (1 of 1)  multiplies by the slope\n" in said
    assert "out of time" not in said
    assert 0 <= json.loads(course.result("ada").read_text())["seconds"] < 600
    assert f"1 results: {course.results / 'scores.csv'}, pages in feedback/" in said


def test_hints_cost_nothing_unless_the_teacher_says_so(course):
    taken = course.notebook("submitted", "ada").with_name(f"hints_{NAME}.json")
    taken.write_text('{"q1": 1}')
    options = ["--course", str(course.root), "--no-gradebook"]
    for rule, total in (("", "7"), ("hint_cost = 0.5", "6.5")):
        (course.root / "course.toml").write_text(rule)
        assert main(["grade", NAME, *options]) == 0
        assert f",{total}," in (course.results / "scores.csv").read_text()


def test_the_command_names_slow_answers_and_frequent_mistakes(course, capsys, monkeypatch):
    monkeypatch.setattr("course_exercises.grader.remote.SECONDS", 1.5)
    loop = "def scaled(x):\n    while True:\n        pass\n"
    wrong = "def softmax(x):\n    return np.exp(x) / np.exp(x).sum()\n"
    hand_in(course.root, "bob", answered(q1=loop, q2=wrong))
    assert main(["grade", NAME, "--course", str(course.root), "--no-gradebook"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"\(1 of 2\)  multiplies by the slope; 1 out of time", said)
    assert re.search(r"\(1 of 2\)  does not overflow; often: subtract the maximum", said)


def test_a_command_is_needed(capsys):
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
    assert "release|collect|grade|report" in capsys.readouterr().err


def test_an_unknown_assignment_is_one_line_and_exit_code_1(capsys):
    assert main(["report", "09_nothing"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
