"""Question 5.9, an experiment: how noisy is a normalised value, and what has the batch size to do
with it?
"""

import numpy as np

from course_exercises.checks.arguments import Seed
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_exercises.questions.measurement import measured


def _features(rng):
    for sizes in ([16, 64, 256], [25, 100, 200]):
        x = rng.normal(3, 2, 1000)
        x[0] = rng.uniform(2, 4)  # an outlier follows the rule in large batches only
        yield x, sizes, Seed(int(rng.integers(1000)))


def _measure(x, sizes, rng):
    """Spread of the normalised first value, in 2000 random batches of each size."""
    noise = []
    for n in sizes:
        batch = np.column_stack([np.full(2000, x[0]), rng.choice(x, (2000, n - 1))])
        noise.append(((x[0] - batch.mean(axis=1)) / batch.std(axis=1)).std())
    return np.array(noise)


def _right_size(call, x, sizes, seed):
    got = np.asarray(call(x, sizes, seed), dtype=float)
    if got.shape != (len(sizes),):
        return f"{got.shape} numbers where one for each batch size is needed"
    ratio = got / _measure(x, sizes, np.random.default_rng(0))
    if (np.abs(ratio - 1) < 0.15).all():
        return None
    if got[0] < 1.2 * got[-1]:
        return (
            "the noise does not fall with the batch size: is it always the same example, in "
            "new company each time, that you look at?"
        )
    if (np.abs(ratio - ratio[0]) < 0.2 * ratio).all():
        return (
            "it falls as it should, but it is too large or too small by one factor: are the "
            "values normalised?"
        )
    return (
        "it is off by more than 15 %: is it the spread of the answers, over 1000 batches or more?"
    )


def _falls(call, x, sizes, seed):
    got = np.asarray(call(x, sizes, seed), dtype=float)
    wanted = got[0] * np.sqrt(sizes[0] / sizes[1])
    return (
        None
        if 0.8 * wanted < got[1] < 1.2 * wanted
        else "it does not fall as one over the root of n"
    )


@mistake("nothing varies: every batch has the same company, or nothing is normalised")
def same_company(x, sizes, rng):
    return np.array(
        [np.std([(x[0] - x[:n].mean()) / x[:n].std() for _ in range(100)]) for n in sizes]
    )


@mistake("that is the spread inside a batch, which is 1 by construction")
def inside(x, sizes, rng):
    batches = [rng.choice(x, n) for n in sizes]
    return np.array([((b - b.mean()) / b.std()).std() for b in batches])


QUESTION = Question(
    key="q9",
    function="batch_noise",
    minutes=20,
    checks=(
        Check("the noise of each batch size", _features, law=_right_size, points=2),
        Check("it is a measurement", _features, law=measured()),
        Check("it falls as one over the root of n", _features, law=_falls, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "one over the root of n is a formula, not a measurement",
            lambda x, sizes, rng: np.array([n**-0.5 for n in sizes]),
        ),
    ),
    hints=(
        "What stays the same in all batches, what is drawn anew?",
        "1000 times: x[0] and n - 1 random others, normalised; keep the first; take the spread.",
        "company = np.append(x[0], rng.choice(x, n - 1))",
    ),
)
