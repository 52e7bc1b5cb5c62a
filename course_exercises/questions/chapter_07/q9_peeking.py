"""Question 7.9, an experiment: what the best of many worthless models seems to be worth."""

from functools import cache

import numpy as np

from course_exercises.checks.arguments import Seed
from course_exercises.checks.question import Check, Mistake, Question
from course_exercises.questions.measurement import measured


def _plans(rng):
    for counts, examples in (([1, 10, 200], 100), ([1, 20, 100], 64)):
        yield counts, examples, Seed(int(rng.integers(1000)))


def _maximum(counts, examples):
    """Mean accuracy of the best of k coin flippers."""
    return np.array([_best_of(k, examples) for k in counts])


@cache
def _best_of(k, examples):
    right = np.random.default_rng(0).binomial(examples, 0.5, (4000, k))
    return float(right.max(axis=1).mean() / examples)


def _both(call, *case):
    got = call(*case)
    return np.asarray(got["validation"], float), np.asarray(got["test"], float)


def _validation(call, counts, examples, seed):
    val, _ = _both(call, counts, examples, seed)
    wanted = _maximum(counts, examples)
    if val.shape != wanted.shape:
        return f"{val.shape} accuracies where one for each number of models is needed"
    if (np.abs(val - wanted) < 0.02).all():
        return None
    if (np.abs(val - 0.5) < 0.02).all():
        return "the chosen model is no better than 50 %: is the best one chosen?"
    if val.max() > 1:
        return "an accuracy lies between 0 and 1"
    return "the accuracy on the validation set is off: is it a mean over 200 searches or more?"


def _test(call, counts, examples, seed):
    val, test = _both(call, counts, examples, seed)
    if test.shape != (len(counts),):
        return f"{test.shape} accuracies where one for each number of models is needed"
    if (np.abs(test - 0.5) < 0.02).all():
        return None
    if np.allclose(test, val, atol=1e-12):
        return "the test accuracy is that of the validation set: fresh examples are needed"
    if (np.abs(test - _maximum(counts, examples)) < 0.02).all():
        return "the model is chosen by its test accuracy: that is peeking once more"
    return "a coin is right half of the time, but this test accuracy is not near 50 %"


QUESTION = Question(
    key="q9",
    function="peeking",
    minutes=20,
    checks=(
        Check("what the chosen model scores in validation", _plans, law=_validation, points=2),
        Check("what it scores on fresh examples", _plans, law=_test),
        Check("it is a measurement", _plans, law=measured("validation", "test"), hidden=True),
    ),
    mistakes=(
        Mistake(
            "that coins are right half of the time is known: the question is the best of many",
            lambda counts, examples, seed: {
                "validation": np.full(len(counts), 0.5),
                "test": np.full(len(counts), 0.5),
            },
        ),
        Mistake(
            "a test accuracy of one half is put in by hand",
            lambda counts, examples, seed: {
                "validation": _maximum(counts, examples),
                "test": np.full(len(counts), 0.5),
            },
        ),
        Mistake(
            "nothing is random: no model is right every time",
            lambda counts, examples, seed: {
                "validation": np.ones(len(counts)),
                "test": np.full(len(counts), 0.5),
            },
        ),
    ),
    hints=(
        (
            "A model that guesses is a row of coins. What does its test accuracy have to do with "
            "its validation accuracy?"
        ),
        (
            "Repeat 300 times: k validation accuracies, the best; k test accuracies, that of the "
            "same model; then the means."
        ),
        "val = rng.binomial(examples, 0.5, k) / examples; chosen = val.argmax()",
    ),
)
