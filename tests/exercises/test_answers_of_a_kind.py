"""Wrong answers that only the law of one check can notice."""

import numpy as np

from course_exercises.checks.arguments import Seed
from course_exercises.questions.chapter_02.q3_elu import QUESTION as ELU
from course_exercises.questions.chapter_02.q11_factor_per_layer import QUESTION as FACTOR
from course_exercises.questions.chapter_02.q11_factor_per_layer import RANGES
from course_exercises.questions.chapter_04.q8_orthogonal import QUESTION as ORTHOGONAL
from course_exercises.questions.chapter_05.q9_batch_noise import QUESTION as BATCHES
from course_exercises.questions.chapter_06.q10_dropout_noise import QUESTION as NOISE
from course_exercises.questions.chapter_07.q7_seeds_needed import QUESTION as SEEDS
from course_exercises.questions.chapter_07.q8_split import QUESTION as SPLIT
from course_exercises.questions.chapter_07.q9_peeking import QUESTION as PEEKING
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


def test_a_mean_that_shrinks_with_p_is_told_from_another_wrong_one():
    def noise(x, w, rates, rng, mean):
        table = [(rng.random((4000, len(x))) >= p) / (1 - p) @ (w * x) for p in rates]
        means = [z.mean() * mean(p) for z, p in zip(table, rates, strict=True)]
        return {"mean": means, "std": [z.std() for z in table]}

    for mean, words in ((lambda p: 1 - p, "shrinks with p"), (lambda p: 2 - p, "is not where")):
        ((name, seen),) = failed(NOISE, lambda *a, mean=mean: noise(*a, mean)).items()
        assert name == "the mean stays"
        assert words in seen


def test_accuracies_may_be_off_by_two_percent_and_no_more():
    def shifted(counts, examples, rng, by):
        repeated = 4000
        best = [rng.binomial(examples, 0.5, (repeated, k)).max(axis=1).mean() for k in counts]
        test = rng.binomial(examples, 0.5, (len(counts), repeated)).mean(axis=1)
        return {"validation": np.array(best) / examples + by, "test": test / examples + by}

    for by in (-0.017, 0.017):
        assert failed(PEEKING, lambda *a, by=by: shifted(*a, by)) == {}
    for by in (-0.023, 0.023):
        assert len(failed(PEEKING, lambda *a, by=by: shifted(*a, by))) == 2


def test_data_that_are_not_shuffled_are_named_at_whichever_end_training_begins():
    def training_first(n, rng, *, val, test):
        a, b = n * val // 100, n * test // 100
        order = list(range(n))
        return order[: n - a - b], order[n - a - b : n - b], order[n - b :]

    def backwards(n, rng, *, val, test):
        validation = [n - 1 - i for i in range(n * val // 100)]
        held = [validation[-1] - 1 - i for i in range(n * test // 100)]
        return list(range(held[-1] - 1, -1, -1)), validation, held

    for answer in (training_first, backwards):
        wrong = [o for o in outcomes(SPLIT, answer, 0) if not o.passed]
        assert "nothing is shuffled" in {o.mistake for o in wrong}


def test_noise_that_is_as_large_in_the_largest_batch_as_in_the_smallest_does_not_fall():
    for answer, falls in (([1.0, 0.5, 1.0], 0), ([2.3, 1.0, 2.0], 0), ([2.5, 1.0, 2.0], 1)):
        seen = failed(BATCHES, lambda x, sizes, rng, answer=answer: answer)
        said = any("does not fall with the batch size" in text for text in seen.values())
        assert said is not bool(falls), (answer, seen)


def test_both_ends_of_the_range_of_a_factor_belong_to_it():
    law = FACTOR.checks[0].law
    for name, ends in RANGES.items():
        for inside, outside in zip(ends, (0.999, 1.001), strict=True):
            assert law(lambda *_, v=inside: 1.5 * v, name, Seed(0), scale=1.5) is None
            assert law(lambda *_, v=inside * outside: 1.5 * v, name, Seed(0), scale=1.5)
