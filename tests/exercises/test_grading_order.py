"""When a question is judged: at its check, after its last answer; what is missing, at the end."""

import numpy as np
import pytest

from course_exercises.checks.judging import AnswerError, MissingError
from course_exercises.checks.question import Check, Question
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


DOUBLE, BUILT = "def scaled(x):\n    return 3 * x", "def shifted(x):\n    return scaled(x) + 1"
BUILDS_ON = Question(
    key="q2",
    function="shifted",
    minutes=1,
    checks=(
        Check("public", QUESTIONS[0].checks[0].cases),
        Check("hidden", QUESTIONS[0].checks[1].cases, hidden=True, points=2),
    ),
    hints=("", "", ""),
    reference=lambda x: 3 * x + 1,
    uses=("q1",),
)


@pytest.mark.parametrize(
    ("first", "second", "solutions", "points", "noted"),
    [
        (WRONG, BUILT, {"q1": DOUBLE}, 3, True),
        (WRONG, BUILT, {}, 0, False),
        (WRONG, BUILT.replace("1", "2"), {"q1": DOUBLE}, 0, False),
        (RIGHT, BUILT, {"q1": "def scaled(x):\n    return 0 * x"}, 3, False),
        (WRONG, "def shifted(x):\n    return 3 * x + 1", {"q1": WRONG}, 3, False),
        ("", BUILT, {"q1": DOUBLE}, 3, True),
    ],
    ids=["it helps", "no author's notebook", "wrong all the same", "nothing was lost before",
         "it does not need it", "the earlier answer is missing"],
)  # fmt: skip
def test_who_builds_on_a_wrong_answer_is_judged_on_a_right_one_too(
    first, second, solutions, points, noted
):
    cells = (Cell("q1", first), Cell("q1-check", ""), Cell("q2", second), Cell("q2-check", ""))
    here = Here()
    here.numbers["q2"] = {}
    asked = {"q1": QUESTIONS[0], "q2": BUILDS_ON}
    found = _Grading(Submission(cells, (), {}), asked, here, 0, solutions).run()
    assert sum(check["points"] for check in found["q2"]["checks"]) == points
    assert found["q2"]["note"].startswith("Judged with our own scaled") is noted
    assert all(check["points"] == 0 for check in found["q1"]["checks"]) is (first is not RIGHT)


def test_a_helper_may_be_below_and_a_name_may_be_used_again():
    assert passed(("q1", "def scaled(x):\n    return late(x)"), ("q1-check", ""), ("", RIGHT_LATE))
    used = "def helper(x):\n    return 3 * x\ndef scaled(x):\n    return helper(x)"
    assert passed(("q1", used), ("q1-check", ""), ("", "def helper(x):\n    return 0"))


RIGHT_LATE = "def late(x):\n    return 3 * x"


def test_hidden_inputs_reach_no_text_that_a_student_reads():
    """A function remembers what it got; errors of cells and of public checks tell it."""
    remembers = "seen = []\ndef scaled(x):\n    seen.append(x)\n    return 3 * x"
    tells = (
        "def shifted(x):\n    raise ValueError('LEAK %d' % len(seen))\nraise ValueError(str(seen))"
    )
    cells = (Cell("q1", remembers), Cell("q1-check", ""), Cell("q2", tells), Cell("q2-check", ""))
    here = Here()
    here.numbers["q2"] = {}
    grading = _Grading(
        Submission(cells, (), {}), {"q1": QUESTIONS[0], "q2": BUILDS_ON}, here, 0, {}
    )
    public, hidden = grading.run()["q2"]["checks"]
    assert "LEAK 2" in public["seen"]  # the two public inputs of q1, no hidden one
    assert "LEAK 4" in hidden["seen"]  # of these the page shows nothing
    assert grading.errors["q2"] == ["ValueError: [] (line 3 of its cell)"]
