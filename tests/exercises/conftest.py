"""The sample course of the tests of grader and grading office."""

import pytest

from course_exercises import assignments
from course_exercises.classroom.course import Course
from tests.exercises.sample import NAME, write_author


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
    write_author(tmp_path)
    return Course(tmp_path, NAME)
