"""Every answer of every question gets the same verdict and words in the sandbox as in a notebook.

One worker serves all of them, as one serves a submission; the answers are those of the batteries.
"""

import re
from importlib import import_module

import numpy as np
import pytest

from course_exercises.checks.judging import judge
from course_exercises.grader.remote import Student
from tests.exercises.answers import FILES, answers
from tests.exercises.battery import outcomes
from tests.exercises.needs import needs_sandbox

pytestmark = needs_sandbox()
LINE = re.compile(r" \(line \d+ of its cell\)| returned .*?(?=: )")
"""What differs from run to run: lines, and answers that draw their own random numbers."""


@pytest.fixture(scope="module")
def student():
    numbers = {file.stem: _numbers(answers(file).question) for file in FILES}
    student = Student(numbers, budget=600.0)
    yield student
    student.close()


def _numbers(question):
    return dict(question.numbers(np.random.default_rng([0, 1])))


def _words(found):
    return [(o.check.name, o.passed, LINE.sub("", o.seen), o.mistake) for o in found]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem[5:])
def test_sandbox_and_notebook_agree(student, file):
    here = vars(import_module(f"tests.exercises.{file.stem}"))
    given = answers(file)
    numbers = student.numbers[file.stem]
    assert student.run_cell(f"numbers[{given.question.key!r}] = numbers[{file.stem!r}]") == []

    def call(*args):
        return student.call(given.question.function, *args)

    for answer in [*given.right, *given.wrong]:
        assert [student.run_cell(cell) for cell in given.cells(answer)] == [[], []]
        student.next_question()
        found = judge(given.question, call, np.random.default_rng(0), numbers, hidden=True)
        assert _words(found) == _words(outcomes(given.question, eval(answer, here), 0)), answer
        assert all(o.passed for o in found) == (answer in given.right)
