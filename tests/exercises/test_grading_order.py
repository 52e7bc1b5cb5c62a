"""When a question is judged: at its check, after its last answer; what is missing, at the end."""

import numpy as np
import pytest

from course_exercises.checks.judging import AnswerError, MissingError
from course_exercises.checks.wire import decode, encode
from course_exercises.checks.worker import Notebook
from course_exercises.grader.grading import _Grading
from course_exercises.grader.reading import Cell, Submission
from tests.exercises.sample import QUESTIONS

RIGHT = "def scaled(x):\n    return 3 * x"
WRONG = "def scaled(x):\n    return x"


class Here:
    """Runs a student's cells in this process."""

    def __init__(self):
        self.numbers = {"q1": {"slope": 3.0}}
        self.notebook, self.place = Notebook({"np": np}), ""

    def run_cell(self, source):
        return self.notebook.answer({"cell": source, "at": self.place})["errors"]

    def keep(self, place):
        self.notebook.answer({"keep": place, "at": self.place})

    def go_to(self, place):
        self.place = place

    def next_question(self, key):
        """There is no patience to renew."""

    def call(self, name, *args):
        reply = self.notebook.answer(
            {"call": name, "args": list(map(encode, args)), "at": self.place}
        )
        if "missing" in reply:
            raise MissingError(f"{name} is not defined")
        if "error" in reply:
            raise AnswerError(reply["error"])
        return decode(reply["value"])


def graded(*cells):
    """What is found of q1, whose code cells have these ids and sources."""
    submission = Submission(tuple(Cell(*cell) for cell in cells), (), {})
    return _Grading(submission, {"q1": QUESTIONS[0]}, Here(), 0, {}).run()["q1"]


def passed(*cells):
    return all(check["passed"] for check in graded(*cells)["checks"])


@pytest.mark.parametrize(
    ("cells", "right"),
    [
        ([("q1", RIGHT), ("q1-check", ""), ("q2", WRONG)], True),
        ([("q1", RIGHT), ("", WRONG), ("q1-check", ""), ("", RIGHT)], False),
        ([("", ""), ("q1", WRONG), ("q1", RIGHT), ("q1-check", ""), ("q2", WRONG), ("", "")], True),
        ([("q1-check", ""), ("q1", RIGHT), ("", WRONG), ("", "")], True),
        ([("q1", WRONG), ("q1", RIGHT)], True),
        ([("q1", RIGHT), ("", ""), ("", ""), ("", WRONG)], True),
        ([("", ""), ("", RIGHT), ("", WRONG)], False),
        ([("", ""), ("", WRONG), ("", RIGHT)], True),
    ],
    ids=[
        "a later cell does no harm",
        "a cell before the check counts",
        "the last of two answers counts, at the check after it",
        "a check before the answer is none",
        "of two answers without a check the last counts",
        "without a check it is judged where it stands",
        "unmarked and spoilt later",
        "unmarked and right in the end",
    ],
)
def test_where_a_question_is_judged(cells, right):
    assert passed(*cells) is right


def test_what_is_defined_after_its_check_counts():
    assert passed(("q1", ""), ("q1-check", ""), ("", RIGHT))


def test_what_is_missing_is_told_with_the_first_two_errors_of_its_cell():
    found = graded(("q1", "first\nsecond\nthird"), ("q1-check", ""))
    assert found["note"] == (
        "scaled is not defined; NameError: name 'first' is not defined (line 1 of its cell); "
        "NameError: name 'second' is not defined (line 2 of its cell)"
    )
    assert [check["points"] for check in found["checks"]] == [0, 0]
