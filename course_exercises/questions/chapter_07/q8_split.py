"""Question 7.8: split the examples into training, validation and test."""

import numpy as np

from course_exercises.checks.arguments import Seed
from course_exercises.checks.question import Check, Question, mistake, mistakes_in


def _numbers(rng):
    percent = rng.choice([10, 15, 20, 25, 30], 2, replace=False)
    return {"val": int(percent[0]), "test": int(percent[1])}


def _sizes(rng, val, test):
    for n in (200, 500):
        yield n, Seed(int(rng.integers(1000)))


def _parts(call, n, seed):
    train, val, test = (np.asarray(part) for part in call(n, seed))
    return [train, val, test]


def _complete(call, n, seed, val, test):
    parts = _parts(call, n, seed)
    sizes = [len(part) for part in parts]
    wanted = [n * (100 - val - test) // 100, n * val // 100, n * test // 100]
    together = np.concatenate(parts)
    if len(np.unique(together)) < len(together):
        return "an example is in two parts, or twice in one: the validation knows what was learned"
    if sizes != wanted:
        return f"the parts have {sizes[0]}, {sizes[1]}, {sizes[2]} examples"
    return None if set(together) == set(range(n)) else "they are not the numbers 0 to n - 1"


def _shuffled(call, n, seed, val, test):
    parts = _parts(call, n, seed)
    if max(abs(part.mean() / (n - 1) - 0.5) * np.sqrt(12 * len(part)) for part in parts) > 5:
        return "the parts come from different ends of the data: files are often sorted by class"
    where = np.empty(n)
    for place, part in enumerate(parts):
        where[part] = place
    if np.count_nonzero(np.diff(where)) < n / 10:
        return "a part is a block of neighbours: files are often sorted by class"
    return None


def _draws(call, n, seed, val, test):
    first, again, other = (
        np.concatenate(_parts(call, n, s)) for s in (seed, seed, Seed(seed.value + 1))
    )
    if not np.array_equal(first, again):
        return "the same generator gives two different splits: only rng may be used"
    if np.array_equal(first, other):
        return "another generator gives the same split: rng is not used"
    return None


def right(n, rng, val, test):
    order = rng.permutation(n)
    a, b = n * val // 100, n * test // 100
    return order[a + b :], order[:a], order[a : a + b]


@mistake("validation and test have changed places")
def exchanged(n, rng, val, test):
    train, validation, held = right(n, rng, val, test)
    return train, held, validation


@mistake("nothing is shuffled")
def training_first(n, rng, val, test):
    numbers = np.arange(n)
    return np.split(numbers, [n * (100 - val - test) // 100, n * (100 - test) // 100])


@mistake("nothing is shuffled")
def training_last_and_backwards(n, rng, val, test):
    numbers, a, b = np.arange(n)[::-1], n * val // 100, n * test // 100
    return numbers[a + b :], numbers[:a], numbers[a : a + b]


QUESTION = Question(
    key="q8",
    function="split",
    minutes=8,
    numbers=_numbers,
    checks=(
        Check(
            "every example in one part, parts of the right size", _sizes, law=_complete, points=2
        ),
        Check("the order is left to chance", _sizes, law=_shuffled),
        Check("chance is that of rng", _sizes, law=_draws, hidden=True),
    ),
    mistakes=mistakes_in(globals()),
    hints=(
        "One shuffled list of all numbers, cut twice.",
        "rng.permutation(n); two whole numbers of examples; three slices that do not overlap.",
        "order[:a], order[a : a + b], order[a + b :]",
    ),
)
