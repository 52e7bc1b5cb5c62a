"""Luck and empty answers: chance costs a right answer nothing, and nothing earns nothing."""

import numpy as np
import pytest

from course_exercises.assignments import questions
from course_exercises.checks.arguments import Seed
from tests.exercises.answers import EACH_QUESTION, all_answers
from tests.exercises.battery import failures, outcomes


def zeros(*args):
    """Zeros of the shape of the first array."""
    return np.zeros(next((a.shape for a in args if isinstance(a, np.ndarray)), ()))


EMPTY = {
    "()": lambda *args, **numbers: (),
    "{}": lambda *args, **numbers: {},
    "nan": lambda *args, **numbers: float("nan"),
    "0": lambda *args, **numbers: 0,
    "-1": lambda *args, **numbers: -1,
    "two nan": lambda *args, **numbers: (float("nan"), float("nan")),
    "zeros": lambda *args, **numbers: zeros(*args),
    "nans": lambda *args, **numbers: zeros(*args) + np.nan,
    "its argument": lambda first, *args, **numbers: first,
    "its arguments": lambda *args, **numbers: args,
    "text": lambda *args, **numbers: "",
}


@pytest.mark.parametrize("answer", EMPTY)
@pytest.mark.parametrize(("name", "key"), EACH_QUESTION)
def test_an_answer_without_thought_earns_nothing(name, key, answer):
    for seed in (0, 1):
        found = outcomes(questions(name)[key], EMPTY[answer], seed)
        assert [o.check.name for o in found if o.passed] == []


def draws(question):
    """Whether the function that is asked for gets a random generator."""
    rng, numbers = np.random.default_rng(0), question.numbers(np.random.default_rng(0))
    return any(
        isinstance(value, Seed)
        for case in question.checks[0].cases(rng, **numbers)
        for value in case
    )


RANDOM = [(name, key) for name, key in EACH_QUESTION if draws(questions(name)[key])]
RIGHT = [a for q in RANDOM for a in all_answers(*q) if not a.told]


@pytest.mark.slow
@pytest.mark.parametrize("question", RANDOM)
def test_over_200_gradings_a_right_answer_never_loses_a_point(question):
    answer = all_answers(*question)[0]
    assert not [seed for seed in range(200) if failures(answer.question, answer.function, seed)]


@pytest.mark.parametrize("answer", RIGHT, ids=str)
def test_an_answer_with_a_generator_of_its_own_is_told_so(answer):
    def own(*args, **numbers):
        args = [np.random.default_rng() if isinstance(a, np.random.Generator) else a for a in args]
        return answer.function(*args, **numbers)

    for seed in (0, 1):
        seen = [o.seen for o in failures(answer.question, own, seed)]
        assert any("the same generator gives two" in words for words in seen)
