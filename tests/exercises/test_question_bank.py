"""A folder of questions of one's own, outside of the repository, works with every command."""

import json
import sys

import nbformat
import pytest

from course_exercises import assignments
from course_exercises.__main__ import main
from course_exercises.assignments import BANK, modules, questions
from course_exercises.classroom.course import Course
from tests.exercises.needs import needs_sandbox
from tests.exercises.sample import NAME, answered, author

PRIVATE = "08_private"
CODE = "from tests.exercises.sample import QUESTIONS\n"


@pytest.fixture
def bank(tmp_path, monkeypatch):
    monkeypatch.setenv(BANK, "")
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, PRIVATE, raising=False)
    folder = tmp_path / "bank"
    (folder / "09_folder").mkdir(parents=True)
    (folder / f"{PRIVATE}.py").write_text(CODE)
    (folder / "09_folder" / "__init__.py").write_text("from .q1 import QUESTIONS\n")
    (folder / "09_folder" / "q1.py").write_text(CODE)
    (folder / "random.py").write_text("raise AssertionError('in the way of Python')")
    return folder


def test_files_and_folders_of_the_bank_are_assignments(bank, monkeypatch):
    monkeypatch.setenv(BANK, str(bank))
    assert set(modules()) == {*assignments.MODULES, PRIVATE, "09_folder"}
    assert [*questions(PRIVATE)] == [*questions("09_folder")] == ["q1", "q2"]
    with pytest.raises(ValueError, match=f'Did you mean "{PRIVATE}"'):
        questions("08_privat")


@pytest.mark.parametrize("option", [True, False])
def test_a_bank_that_is_not_there_is_named(bank, tmp_path, capsys, option):
    where = ["--questions", str(tmp_path / "none")] if option else []
    (tmp_path / "course.toml").write_text("" if option else 'questions = "none"')
    assert main(["report", PRIVATE, "--course", str(tmp_path), *where]) == 1
    assert "questions: expected a folder of questions" in capsys.readouterr().err


@needs_sandbox()
def test_release_grade_and_report_work_with_a_bank(bank, tmp_path, capsys):
    root = tmp_path / "course"
    course = Course(root, PRIVATE)

    def put(notebook, path):
        path.parent.mkdir(parents=True)
        path.write_text(nbformat.writes(notebook).replace(NAME, PRIVATE))

    put(author(), course.notebook("source"))
    (root / "course.toml").write_text('questions = "../bank"')
    options = ["--course", str(root)]
    assert main(["release", PRIVATE, *options, "--package"]) == 0
    data = course.notebook("release").with_name("course_exercises") / f"{PRIVATE}.json"
    assert [q["key"] for q in json.loads(data.read_text())["questions"]] == ["q1", "q2"]
    put(answered(), root / "submitted" / "ada" / PRIVATE / f"{PRIVATE}.ipynb")
    assert main(["grade", PRIVATE, *options, "--no-gradebook"]) == 0
    assert main(["similar", PRIVATE, *options]) == 0
    assert "100% (1 of 1)  multiplies by the slope" in capsys.readouterr().out
