"""The cells called *Your turn*: right answers, named mistakes, skeletons."""

import numpy as np
import pytest

from course_exercises.questions.lessons import QUESTIONS
from course_exercises.your_turn import try_it

EACH = pytest.mark.parametrize("key", QUESTIONS)


def lines(capsys, key, *answer):
    try_it(key, *answer)
    return capsys.readouterr().out.strip()


@EACH
def test_the_right_answer_is_ticked(key, capsys):
    assert lines(capsys, key, QUESTIONS[key].reference).startswith("✓ ")


@EACH
def test_each_mistake_is_rejected_and_named(key, capsys):
    for mistake in QUESTIONS[key].mistakes:
        said = lines(capsys, key, mistake.wrong)
        assert said.startswith("✗ ")
        assert mistake.message in said


@EACH
def test_a_skeleton_is_not_yet_an_answer(key, capsys):
    assert lines(capsys, key, lambda *args: None).startswith("not yet: write ")


def test_numbers_are_answers_too(capsys):
    assert lines(capsys, "1.2b", 3, 3.0).startswith("✓ ")
    assert lines(capsys, "1.2b", np.float64(3), None).startswith("not yet")
    assert "routes to the larger" in lines(capsys, "1.2b", 4, 2)


def test_a_wrong_key_is_named():
    with pytest.raises(ValueError, match=r"^try_it: expected the key of a question, got '1.1x'"):
        try_it("1.1x", 1)
