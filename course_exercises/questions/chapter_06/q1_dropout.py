"""Question 6.1: inverted dropout, forward in training and in evaluation."""

import numpy as np

from course_exercises.checks.comparing import difference
from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in


def _training(rng, p):
    for n, d in ((3, 4), (5, 2)):
        draws = rng.random((n, d))
        draws[0], draws[1] = np.sort(draws[0]), np.sort(draws[1])
        draws[:2, 0], draws[:2, -1] = p / 2, (1 + p) / 2
        draws[-1, 0] = (1 + p) / 2  # rows that differ, each with both outcomes
        yield rng.uniform(1, 3, (n, d)), draws, True


def _evaluation(rng, p):
    for x, draws, _ in _training(rng, p):
        yield x, draws, False
    yield x, draws, True  # nowhere else


def _mean(call, x, draws, train, p):
    even = (np.arange(1000) + 0.5) / 1000  # every value of the draws once
    column = np.ones((1000, 1))
    y = np.asarray(call(column, even[:, None], True))
    if y.all():
        return "nothing is dropped"
    return difference(y.mean(), 1.0) and "the mean of x is not kept over all draws"


def right(x, draws, train, p):
    if not train:
        return x
    return x * (draws >= p) / (1 - p)


@mistake("what survives is multiplied by 1 - p: that makes it smaller still")
def multiplied(x, draws, train, p):
    return right(x, draws, train, p) * (1 - p) ** 2 if train else x


QUESTION = Question(
    key="q1",
    function="dropout",
    minutes=6,
    numbers=lambda rng: {"p": float(rng.choice([0.2, 0.3, 0.4, 0.6, 0.7]))},
    reference=lambda x, draws, train, p: np.where(draws < p, 0.0, x / (1 - p)) if train else x,
    checks=(
        Check("drops and rescales in training", _training, points=2),
        Check("does nothing in evaluation", _evaluation),
        Check("keeps the mean of x", _training, law=_mean, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "the mask is not divided by 1 - p",
            lambda x, draws, train, p: x * (draws >= p) if train else x,
        ),
        Mistake(
            "the mask is divided by p, but p is the share that is dropped",
            lambda x, draws, train, p: x * (draws >= p) / p if train else x,
        ),
        Mistake(
            "the mask is the wrong way round: what should be dropped is kept",
            lambda x, draws, train, p: x * (draws < p) / (1 - p) if train else x,
        ),
        Mistake(
            "the mask is the wrong way round, and divided as if p were the share kept",
            lambda x, draws, train, p: x * (draws < p) / p if train else x,
        ),
        Mistake(
            "one row of the draws serves all examples: each has its own",
            lambda x, draws, train, p: x * (draws[0] >= p) / (1 - p) if train else x,
        ),
        Mistake(
            "evaluation drops units, too: the mode is not looked at",
            lambda x, draws, train, p: x * (draws >= p) / (1 - p),
        ),
        Mistake(
            "evaluation is scaled, but training has already taken care of the mean",
            lambda x, draws, train, p: x * (draws >= p) / (1 - p) if train else (1 - p) * x,
        ),
    ),
    hints=(
        "What is the mean of x times the mask, if the mask is 0 with probability p?",
        "A mask from the draws (kept or not), divided so that the mean stays; only if train.",
        "mask = (draws >= p) / (1 - p)",
    ),
)
