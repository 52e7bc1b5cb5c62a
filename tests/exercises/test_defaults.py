"""What the documentation says about defaults is what happens."""

import inspect
import re
from ast import literal_eval

import pytest

from course_exercises.checks import calling, question
from course_exercises.classroom import gradebook
from course_exercises.grader import grading, remote, sandbox

SAID = re.compile(r"^(\w+) : .*, default ([\d.]+|True|False)$", re.MULTILINE)
PUBLIC = [
    thing
    for module in (calling, gradebook, grading, question, remote, sandbox)
    for thing in vars(module).values()
    if getattr(thing, "__module__", "") == module.__name__ and callable(thing)
]
DOCUMENTED = [
    pytest.param(thing, name, literal_eval(value), id=f"{thing.__name__}-{name}")
    for thing in PUBLIC
    for name, value in SAID.findall(inspect.cleandoc(thing.__doc__ or ""))
]


@pytest.mark.parametrize(("thing", "name", "value"), DOCUMENTED)
def test_defaults_are_those_of_the_documentation(thing, name, value):
    assert inspect.signature(thing).parameters[name].default == value


def test_there_are_documented_defaults():
    assert {param.id for param in DOCUMENTED} >= {"grade-budget", "Student-budget", "Check-hidden"}


def test_one_submission_is_graded_with_the_defaults_of_all():
    ours, theirs = (inspect.signature(f).parameters for f in (grading.grade_one, grading.grade))
    for name in ("budget", "unsafe"):
        assert ours[name].default == theirs[name].default
