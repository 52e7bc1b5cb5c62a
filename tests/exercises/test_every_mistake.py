"""Every mistake that a question knows, handed in as an answer: rejected, named by its own name."""

import pytest

from course_exercises.assignments import questions
from tests.exercises.answers import EACH_QUESTION, all_answers, answers_of
from tests.exercises.battery import SEEDS, failures, named_by, outcomes

EACH = pytest.mark.parametrize(("name", "key"), EACH_QUESTION)
ANSWERS = [answer for question in EACH_QUESTION for answer in answers_of(*question)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_it_is_named_by_its_own_message_and_no_other(answer, seed):
    failed = failures(answer.question, answer.function, seed)
    seen = [(o.check.name, o.seen, o.mistake) for o in failed]
    assert bool(failed) == bool(answer.told), seen
    assert named_by(answer.question, failed) == {*answer.told}, seen


@EACH
def test_each_question_has_two_right_answers_and_four_wrong_ones(name, key):
    told = [bool(answer.told) for answer in all_answers(name, key)]
    assert told.count(False) >= 2
    assert told.count(True) >= 4


@EACH
def test_the_blank_stub_earns_nothing(name, key):
    found = outcomes(questions(name)[key], lambda *args, **numbers: None, 0)
    assert [o.check.name for o in found if o.passed] == []
