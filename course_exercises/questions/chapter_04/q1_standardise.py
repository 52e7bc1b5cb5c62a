"""Question 4.1: standardise two sets without leakage."""

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question, mistake, mistakes_in
from course_lib.preprocessing import Standardizer


def _sets(rng):
    for D in (2, 4):
        scale, shift = rng.uniform(0.5, 3, D), rng.uniform(2, 6, D)
        test = rng.standard_normal((6, D)) * scale * 1.3 + shift + 1
        yield rng.standard_normal((9, D)) * scale + shift, test


def _with_constant(rng):
    for train, test in _sets(rng):
        train[:, -1] = 3.0
        yield train, test


def _reference(x_train, x_test):
    fitted = Standardizer().fit(x_train)
    return fitted.transform(x_train), fitted.transform(x_test)


def scale(x, like):
    std = like.std(axis=0)
    return (x - like.mean(axis=0)) / np.where(std > 0, std, 1)


@mistake("statistics were fitted on the test set too: that is a leak")
def leak(x_train, x_test):
    everything = np.vstack([x_train, x_test])
    return scale(x_train, everything), scale(x_test, everything)


@mistake("one mean and one deviation for all features: each needs its own")
def one_number(x_train, x_test):
    return (x_train - x_train.mean()) / x_train.std(), (x_test - x_train.mean()) / x_train.std()


@mistake("each example is scaled by itself: the statistics run over the wrong axis")
def by_rows(x_train, x_test):
    return tuple(((x.T - x.mean(axis=1)) / x.std(axis=1)).T for x in (x_train, x_test))


@mistake("divided by the variance, not by its root")
def variance(x_train, x_test):
    mean, var = x_train.mean(axis=0), x_train.var(axis=0)
    return (x_train - mean) / var, (x_test - mean) / var


@mistake("σ is divided by N - 1 here: use N")
def sample_deviation(x_train, x_test):
    mean, std = x_train.mean(axis=0), x_train.std(axis=0, ddof=1)
    return (x_train - mean) / std, (x_test - mean) / std


@mistake("0 / 0: what should a feature become that never varies?")
def zero_by_zero(x_train, x_test):
    mean, std = x_train.mean(axis=0), x_train.std(axis=0)
    return (x_train - mean) / std, (x_test - mean) / std


QUESTION = Question(
    key="q1",
    function="standardise",
    minutes=8,
    reference=_reference,
    checks=(
        Check("both sets, with the statistics of one", _sets, points=2),
        Check("a feature that never varies", _with_constant),
        Check("other sets", _sets, hidden=True),
    ),
    mistakes=(
        *mistakes_in(globals()),
        Mistake(
            "the test set is scaled by statistics of its own: a shirt would change its brightness",
            lambda x_train, x_test: (scale(x_train, x_train), scale(x_test, x_test)),
        ),
        Mistake(
            "centred only: the scale is left",
            lambda x_train, x_test: (x_train - x_train.mean(axis=0), x_test - x_train.mean(axis=0)),
        ),
        Mistake(
            "the test set comes back as it was: the network is returned unscaled",
            lambda x_train, x_test: (scale(x_train, x_train), x_test),
        ),
    ),
    hints=(
        "What do you know about the test set on the day you train?",
        (
            "Two rows of statistics, from the training set; the same two for both sets; and a "
            "deviation of 0 must not be divided by."
        ),
        "std = np.where(std == 0, 1, std)",
    ),
)
