"""Wrong answers that only the law of one check can notice."""

import numpy as np

from course_lib.exercises.chapter_02.q3_elu import QUESTION as ELU
from course_lib.exercises.chapter_04.q8_orthogonal import QUESTION as ORTHOGONAL
from course_lib.exercises.chapter_06.q10_dropout_noise import QUESTION as NOISE
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


def test_a_mistake_in_elu_is_named_near_0_and_far_out():
    def bent_on_the_right(z, alpha):
        return np.where(z > 0, z, alpha * (np.exp(z) - 1)), alpha * np.exp(z)

    def nothing_subtracted(z, alpha):
        left = alpha * np.exp(z)
        return np.where(z > 0, z, left), np.where(z > 0, 1, left)

    for answer in (bent_on_the_right, nothing_subtracted):
        for seed in range(5):
            wrong = [o for o in outcomes(ELU, answer, seed) if not o.passed]
            assert wrong[0].check.name == "outputs and slopes"
            assert all(o.mistake for o in wrong)


def test_noise_without_the_division_is_told_from_other_small_noise():
    def spread(x, w, rates, rng, shrink):
        table = []
        for p in rates:
            masks = rng.random((4000, len(x))) >= p
            table.append((masks / (1 - p)) @ (w * x) * shrink(p))
        return {"mean": [z.mean() for z in table], "std": [z.std() for z in table]}

    for shrink, words in ((lambda p: 1 - p, "too small by 1 - p"), (lambda p: 0.5, "one factor")):
        seen = failed(NOISE, lambda *a, shrink=shrink: spread(*a, shrink))
        assert any(words in text for text in seen.values()), seen
