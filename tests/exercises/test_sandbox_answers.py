"""Every answer of every question gets the same verdict and words in the sandbox as in a notebook.

One worker serves all of them, as one serves a submission.
"""

import re

import numpy as np
import pytest

from course_exercises.assignments import questions
from course_exercises.checks.judging import judge
from course_exercises.grader.remote import Student
from tests.exercises.answers import EACH_QUESTION, all_answers
from tests.exercises.battery import outcomes
from tests.exercises.needs import needs_sandbox

pytestmark = needs_sandbox()
LINE = re.compile(r" \(line \d+ of its cell\)| returned .*?(?=: )")
"""What differs from run to run: lines, and answers that draw their own random numbers."""


@pytest.fixture(scope="module")
def student():
    numbers = {f"{name} {key}": _numbers(questions(name)[key]) for name, key in EACH_QUESTION}
    student = Student(numbers, budget=600.0)
    yield student
    student.close()


def _numbers(question):
    return dict(question.numbers(np.random.default_rng([0, 1])))


def _words(found):
    return [(o.check.name, o.passed, LINE.sub("", o.seen), o.mistake) for o in found]


@pytest.mark.parametrize(("name", "key"), EACH_QUESTION)
def test_sandbox_and_notebook_agree(student, name, key):
    question, numbers = questions(name)[key], student.numbers[f"{name} {key}"]
    assert student.run_cell(f"numbers[{key!r}] = numbers['{name} {key}']") == []

    def call(*args):
        return student.call(question.function, *args)

    for answer in all_answers(name, key):
        assert [student.run_cell(cell) for cell in answer.cells()] == [[], []]
        student.next_question()
        found = judge(question, call, np.random.default_rng(0), numbers, hidden=True)
        assert _words(found) == _words(outcomes(question, answer.function, 0)), answer
        assert all(o.passed for o in found) != bool(answer.told)
