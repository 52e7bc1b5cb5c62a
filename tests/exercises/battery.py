"""What every answer must stand: right ones pass, wrong ones fail and are told why.

A file of tests a chapter holds the answers of its questions: a function ``q3_loop`` is a right
answer to question 3, with ``@wrong("part of what it is told")`` a wrong one that no mistake of the
question covers; anything else is a helper. Its last line makes the tests:

test_right, test_wrong = battery(__name__)
"""

import sys

import numpy as np
import pytest

from course_exercises.checks.calling import calling
from course_exercises.checks.judging import judge
from tests.exercises.answers import answers_in

SEEDS = (0, 1, 2)


def wrong(*told):
    """Mark a wrong answer with words that it must be told, and may be told by a mistake."""

    def mark(answer):
        answer.told = told
        return answer

    return mark


def battery(module):
    """The two tests of a chapter's answers."""
    answers = answers_in(sys.modules[module])

    @pytest.mark.parametrize("seed", SEEDS)
    @pytest.mark.parametrize("answer", [a for a in answers if not a.told], ids=str)
    def test_right(answer, seed):
        for outcome in outcomes(answer.question, answer.function, seed):
            assert outcome.passed, (outcome.check.name, outcome.seen, outcome.mistake)

    @pytest.mark.parametrize("seed", SEEDS)
    @pytest.mark.parametrize("answer", [a for a in answers if a.told], ids=str)
    def test_wrong(answer, seed):
        failed = failures(answer.question, answer.function, seed)
        words = [f"{o.check.name}: {o.seen}; {o.mistake}" for o in failed]
        assert any(answer.told[0] in line for line in words), words
        named = named_by(answer.question, failed)
        assert [m for m in named if not any(told in m for told in answer.told)] == []

    return test_right, test_wrong


def outcomes(question, answer, seed):
    """All checks, hidden ones too, on inputs and numbers of this seed."""
    numbers = question.numbers(np.random.default_rng([seed, 1]))
    call = calling(answer, **numbers)
    return judge(question, call, np.random.default_rng(seed), numbers, hidden=True)


def failures(question, answer, seed=0):
    """The outcomes of the checks that fail."""
    return [outcome for outcome in outcomes(question, answer, seed) if not outcome.passed]


def named_by(question, failed):
    """The mistakes of the question that were told."""
    return {mistake.message for mistake in question.mistakes} & {o.mistake for o in failed}
