"""Question 7.8: answers that students give, right and wrong."""

import numpy as np

from course_exercises.questions.chapter_07.q8_split import QUESTION
from tests.exercises.battery import battery


def permutation(n, rng, *, val, test):
    order = rng.permutation(n)
    a, b = n * val // 100, n * test // 100
    return order[a + b :], order[:a], order[a : a + b]


def by_choice(n, rng, *, val, test):
    everyone = set(range(n))
    held = rng.choice(n, round(n * (val + test) / 100), replace=False)
    k = round(n * val / 100)
    rest = np.array(sorted(everyone - set(held.tolist())))
    return [rng.permutation(rest), held[:k], held[k:]]


def in_order(n, rng, *, val, test):
    a, b = n * val // 100, n * test // 100
    order = np.arange(n)
    return order[: n - a - b], order[n - a - b : n - b], order[n - b :]


def drawn_three_times(n, rng, *, val, test):
    sizes = [n * (100 - val - test) // 100, n * val // 100, n * test // 100]
    return tuple(rng.choice(n, k, replace=False) for k in sizes)


def exchanged(n, rng, *, val, test):
    train, validation, held = permutation(n, rng, val=val, test=test)
    return train, held, validation


def own_dice(n, rng, *, val, test):
    return permutation(n, np.random.default_rng(42), val=val, test=test)


def unseeded(n, rng, *, val, test):
    return permutation(n, np.random.default_rng(), val=val, test=test)


def sorted_test(n, rng, *, val, test):
    train, validation, held = permutation(n, rng, val=val, test=test)
    order = np.concatenate([np.sort(np.concatenate([train, validation])), held])
    return order[: len(train)], order[len(train) : -len(held)], held


def count_from_one(n, rng, *, val, test):
    return tuple(part + 1 for part in permutation(n, rng, val=val, test=test))


test_right, test_wrong, test_blank = battery(
    QUESTION,
    [permutation, by_choice],
    {
        "files are often sorted": in_order,
        "an example is in two parts": drawn_three_times,
        "validation and test have changed places": exchanged,
        "rng is not used": own_dice,
        "only rng may be used": unseeded,
        "different ends": sorted_test,
        "not the numbers 0 to n - 1": count_from_one,
    },
)
