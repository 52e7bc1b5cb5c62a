"""Wrong answers that only the law of one check can notice."""

import numpy as np

from course_lib.exercises.chapter_04.q8_orthogonal import QUESTION as ORTHOGONAL
from course_lib.exercises.chapter_07.q7_seeds_needed import QUESTION as SEEDS
from tests.exercises.battery import outcomes


def failed(question, answer):
    found = outcomes(question, answer, 0)
    return {o.check.name: o.seen for o in found if not o.passed}


def test_orthogonal_weights_that_do_not_use_the_generator_are_not_random():
    def fixed(n, rng, gain):
        return gain * np.eye(n)[::-1]

    def one_seed(n, rng, gain):
        return gain * np.linalg.qr(np.random.default_rng(7).standard_normal((n, n)))[0]

    for answer in (fixed, one_seed):
        ((name, seen),) = failed(ORTHOGONAL, answer).items()
        assert name == "is random"
        assert seen.endswith("two generators give the same weights")


def test_one_seed_too_many_is_noticed():
    def right(scores, gap, errors):
        return int(np.ceil(2 * (errors * scores.std(ddof=1) / gap) ** 2))

    assert failed(SEEDS, right) == {}
    too_many = failed(SEEDS, lambda *numbers, **own: right(*numbers, **own) + 1)
    assert any(seen.endswith("one seed fewer would do") for seen in too_many.values())
