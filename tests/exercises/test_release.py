"""Students' notebooks: no solutions, numbers filled in, and graded with the same numbers."""

import json

import pytest
from nbgrader.apps import NbGraderAPI

from course_exercises import assignments
from course_exercises.__main__ import main
from course_exercises.assignments import numbers_of
from course_exercises.classroom import results
from course_exercises.classroom.course import Course
from course_exercises.classroom.gradebook import default_url, gradebook
from course_exercises.classroom.release import filled, release
from tests.exercises import sample
from tests.exercises.needs import needs_sandbox
from tests.exercises.sample import NAME, SCALED, SOFTMAX, hand_in


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    sample.write_author(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
        (root / "class.txt").write_text("bob\n\neve\n")
        options = ["--student", "ada", "--students", str(root / "class.txt"), "--package"]
        assert main(["release", NAME, "--course", str(root), *options]) == 0
        yield Course(root, NAME)


def sources(course, student="."):
    cells = json.loads(course.notebook("release", student).read_text())["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


@pytest.mark.parametrize("student", [".", "ada", "bob", "eve"])
def test_solutions_go_and_numbers_come(course, student):
    text, who = sources(course, student), None if student == "." else student
    for secret in ("SOLUTION", "x.max()", '["slope"]', "model answer", "{{"):
        assert secret not in text
    assert f"The slope is {numbers_of(NAME, who)['q1']['slope']:g}." in text
    assert text.count("raise NotImplementedError()") == 2
    assert f'assignment("{NAME}"' + (f', student="{who}")' if who else ")") in text


def test_students_get_different_numbers_again_and_again_the_same(course):
    drawn = [numbers_of(NAME, who)["q1"]["slope"] for who in (None, "ada", "bob", "eve")]
    assert len(set(drawn)) == 4
    assert drawn == [numbers_of(NAME, who)["q1"]["slope"] for who in (None, "ada", "bob", "eve")]


@pytest.mark.parametrize("student", [".", "ada", "bob"])
def test_the_checks_travel_with_the_notebook(course, student):
    folder = course.notebook("release", student).parent / "course_exercises"
    data = json.loads((folder / f"{NAME}.json").read_text())
    assert data["student"] == (None if student == "." else student)
    assert {path.name for path in folder.iterdir()} == {
        "__init__.py", "assignments.py", "checks", f"{NAME}.json", "session.py",
    }  # fmt: skip


def test_the_gradebook_knows_the_assignment(course):
    with gradebook(default_url(course)) as book:
        assert book.find_assignment(NAME).max_score == 11
        assert book.find_notebook(NAME, NAME).max_written_score == 4


@needs_sandbox()
def test_grading_knows_the_numbers_of_each_student(course):
    typed = "def scaled(x):\n    return {} * x\n"
    for student, number_of in (("ada", "ada"), ("bob", "ada"), ("zoe", None)):
        slope = numbers_of(NAME, number_of)["q1"]["slope"]
        hand_in(course.root, student, answered(course, student, typed.format(slope)))
    hand_in(course.root, "eve", answered(course, "ada", SCALED))
    main(["grade", NAME, "--course", str(course.root), "--no-gradebook"])
    found = {r["student"]: r for r in results.load(course)[0]}
    scores = {student: results.automatic(r)["q1"] for student, r in found.items()}
    assert scores == {"ada": 3, "bob": 0, "eve": 3, "zoe": 3}
    assert found["eve"]["flags"] == ["it has the numbers of student 'ada'"]
    assert not any(found[s]["flags"] for s in ("ada", "bob", "zoe"))


def answered(course, student, q1):
    setup = sources(course, student if course.has_variant(student) else ".")
    line = next(text for text in setup.splitlines() if "assignment(" in text and "=" in text)
    return sample.answered(q1, SOFTMAX, sample.SETUP.rsplit("\n", 2)[0] + "\n" + line)


def test_a_text_with_an_unknown_number_is_refused():
    notebook = {"cells": [{"source": ["Take {{ q1.rate }}."]}]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
        with pytest.raises(ValueError, match=r"got \{\{ q1.rate \}\}. Has: q1.slope"):
            filled(notebook, NAME, None)


@pytest.mark.parametrize("student", ["../eve", "", "a/b", ".hidden"])
def test_ids_that_are_no_folder_names_are_refused(course, student):
    with pytest.raises(ValueError, match=r"^release: expected ids"):
        release(course.root, NAME, [student])


@pytest.mark.parametrize("word", ["log", "error"])
def test_what_nbgrader_says_when_it_cannot_is_passed_on(course, monkeypatch, word):
    answer = {"success": False, word: "no such kernel"}
    monkeypatch.setattr(NbGraderAPI, "generate_assignment", lambda *_: answer)
    with pytest.raises(RuntimeError, match="release: nbgrader says\nno such kernel"):
        release(course.root, NAME)


def test_an_assignment_without_the_authors_notebook_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"the author's notebook .*ipynb, got no such file"):
        release(tmp_path, "01_chain_rule")


def test_points_that_differ_from_the_checks_are_refused(course, tmp_path):
    path = tmp_path / "source" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    text = course.notebook("source").read_text()
    path.write_text(text.replace('"points": 3', '"points": 5'))
    with pytest.raises(ValueError, match="3 points for q1, as its checks have, got 5"):
        release(tmp_path, NAME)
