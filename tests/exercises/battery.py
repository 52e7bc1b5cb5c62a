"""What every question must stand: right answers pass, wrong ones fail with a name of their own.

RIGHT = [loop, vectorised]                        # two or more, in different styles
WRONG = {"part of the message": wrong, ...}       # four or more, as real students write them
test_right, test_wrong, test_blank = battery(QUESTION, RIGHT, WRONG)
"""

import numpy as np
import pytest

from course_exercises.checks.calling import calling
from course_exercises.checks.judging import judge

SEEDS = (0, 1, 2)


def battery(question, right, wrong):
    """The three tests of a question; its functions take the student's numbers by name."""
    assert len(right) >= 2
    assert len(wrong) >= 4
    assert len(question.mistakes) >= 3

    @pytest.mark.parametrize("seed", SEEDS)
    @pytest.mark.parametrize("answer", right, ids=lambda f: f.__name__)
    def test_right(answer, seed):
        for outcome in outcomes(question, answer, seed):
            assert outcome.passed, (outcome.check.name, outcome.seen, outcome.mistake)

    @pytest.mark.parametrize("seed", SEEDS)
    @pytest.mark.parametrize("said", wrong)
    def test_wrong(said, seed):
        found = outcomes(question, wrong[said], seed)
        failed = [outcome for outcome in found if not outcome.passed]
        assert failed
        words = [f"{o.check.name}: {o.seen}; {o.mistake}" for o in failed]
        assert any(said in line for line in words), words
        others = [other for other in wrong if other != said]
        assert not [o for o in others for outcome in failed if o in outcome.mistake]

    def test_blank():
        found = outcomes(question, lambda *args, **numbers: None, 0)
        assert [o.check.name for o in found if o.passed] == []

    return test_right, test_wrong, test_blank


def outcomes(question, answer, seed):
    """All checks, hidden ones too, on inputs and numbers of this seed."""
    numbers = question.numbers(np.random.default_rng([seed, 1]))

    call = calling(answer, **numbers)
    return judge(question, call, np.random.default_rng(seed), numbers, hidden=True)
