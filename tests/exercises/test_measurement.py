"""The law of questions that ask for an experiment: another generator gives other numbers."""

import numpy as np
import pytest

from course_exercises.checks.arguments import Seed
from course_exercises.questions.measurement import measured


def draws(n, seed):
    return np.random.default_rng(seed.value).normal(size=n)


def copies(n, seed):
    return np.ones(n)


@pytest.mark.parametrize(("answer", "is_one"), [(draws, True), (copies, False)])
def test_an_array_must_be_drawn(answer, is_one):
    said = measured()(answer, 3, Seed(7))
    assert (said is None) == is_one
    assert is_one or "that is no measurement" in said


@pytest.mark.parametrize(("keys", "is_one"), [(["a"], True), (["b"], False), (["a", "b"], False)])
def test_each_named_part_must_be_drawn(keys, is_one):
    def answer(n, seed):
        return {"a": draws(n, seed), "b": copies(n, seed)}

    assert (measured(*keys)(answer, 3, Seed(7)) is None) == is_one


def test_the_first_of_all_generators_may_be_given():
    assert measured()(draws, 3, Seed(0)) is None
