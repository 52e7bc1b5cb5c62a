"""Question 4.1: standardise two sets without leakage."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from course_exercises.checks.question import Check, Mistake, Question
from course_lib._validate import Array
from course_lib.preprocessing import Standardizer

Two = tuple[Array, Array]


def _sets(rng: np.random.Generator) -> Iterator[Two]:
    for D in (2, 4):
        scale, shift = rng.uniform(0.5, 3, D), rng.uniform(2, 6, D)
        test = rng.standard_normal((6, D)) * scale * 1.3 + shift + 1
        yield rng.standard_normal((9, D)) * scale + shift, test


def _with_constant(rng: np.random.Generator) -> Iterator[Two]:
    for train, test in _sets(rng):
        train[:, -1] = 3.0
        yield train, test


def _reference(x_train: Array, x_test: Array) -> Two:
    fitted = Standardizer().fit(x_train)
    return fitted.transform(x_train), fitted.transform(x_test)


def _own(x: Array, fitted_on: Array) -> Array:
    return Standardizer().fit(fitted_on).transform(x)


def _scaled(std: Callable[[Array], Array]) -> Callable[[Array, Array], Two]:
    """Return the answer that divides by something else."""

    def answer(x_train: Array, x_test: Array) -> Two:
        mean, by = x_train.mean(axis=0), std(x_train)
        return (x_train - mean) / by, (x_test - mean) / by

    return answer


def _together(x_train: Array, x_test: Array) -> Two:
    both = np.concatenate([x_train, x_test])
    return _own(x_train, both), _own(x_test, both)


def _one_for_all(x_train: Array, x_test: Array) -> Two:
    mean, std = x_train.mean(), x_train.std()
    return (x_train - mean) / std, (x_test - mean) / std


def _rows(x: Array) -> Array:
    return np.asarray((x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True))


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
        Mistake(
            "the test set is scaled by statistics of its own: a shirt would change its brightness",
            lambda train, test: (_own(train, train), _own(test, test)),
        ),
        Mistake("statistics were fitted on the test set too: that is a leak", _together),
        Mistake("one mean and one deviation for all features: each needs its own", _one_for_all),
        Mistake(
            "each example is scaled by itself: the statistics run over the wrong axis",
            lambda train, test: (_rows(train), _rows(test)),
        ),
        Mistake("divided by the variance, not by its root", _scaled(lambda x: x.var(axis=0))),
        Mistake("centred only: the scale is left", _scaled(lambda x: np.ones(x.shape[1]))),
        Mistake("σ is divided by N - 1 here: use N", _scaled(lambda x: x.std(axis=0, ddof=1))),
        Mistake(
            "the test set comes back as it was: the network would not know it again",
            lambda train, test: (_own(train, train), test),
        ),
        Mistake(
            "0 / 0: what should a feature become that never varies?",
            _scaled(lambda x: x.std(axis=0)),
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
