"""General explanations: right where they hold in every case, silent where anything else might."""

import numpy as np
import pytest

from course_exercises.checks.diagnosing import diagnose

RNG = np.random.default_rng(5)
INPUTS = [RNG.normal(size=(n, 3)) for n in (4, 6)]
VECTORS = [RNG.normal(size=n) for n in (5, 8)]
SQUARES = [RNG.normal(size=(3, 3)) for _ in range(2)]


def cases(inputs, answer, right):
    return [((x,), answer(x), right(x)) for x in inputs]


def exp(x):
    return np.exp(x)


def two(x):
    return np.exp(x), x + 3


DIAGNOSED = [
    (INPUTS, lambda x: -np.exp(x), exp, "the sign is wrong"),
    (INPUTS, lambda x: 2 * np.exp(x), exp, "2 times too large"),
    (INPUTS, lambda x: np.exp(x) * np.log(2), exp, "1.443 times too small"),
    (INPUTS, lambda x: -3 * np.exp(x), exp, "3 times too large, and the sign is wrong"),
    (INPUTS, lambda x: x.sum(0), lambda x: x.mean(0),
     "too large by a size of the input: 4, then 6 times"),
    (INPUTS, lambda x: x.mean(0), lambda x: x.sum(0),
     "too small by a size of the input: 4, then 6 times"),
    (INPUTS, lambda x: np.exp(x) + 1, exp, "1 too large everywhere"),
    (INPUTS, lambda x: np.exp(x).T, exp, "it is transposed"),
    (SQUARES, lambda x: np.exp(x).T, exp, "it is transposed"),
    (INPUTS, lambda x: np.exp(x).ravel(), exp, "the numbers are right, only the shape is not"),
    (VECTORS, lambda x: x[::-1], lambda x: x, "the order is reversed"),
    (VECTORS, lambda x: np.concatenate([[0], x[:-1]]), lambda x: x,
     "everything is one place too late"),
    (VECTORS, lambda x: np.concatenate([x[1:], [0]]), lambda x: x,
     "everything is one place too early"),
    (VECTORS, lambda x: np.concatenate([x[:-1], [9]]), lambda x: x, "only the last value is wrong"),
    (VECTORS, lambda x: np.concatenate([[9], x[1:]]), lambda x: x, "only the first value is wrong"),
    (INPUTS, lambda x: x, lambda x: np.where(x > 0, x, np.exp(x) - 1),
     "right where argument 1 is positive, wrong where it is negative"),
    (INPUTS, lambda x: np.abs(np.exp(x) - 1), lambda x: np.where(x > 0, x, 1 - np.exp(x)),
     "right where argument 1 is negative, wrong where it is positive"),
    (INPUTS, lambda x: np.floor(5 * x), lambda x: 5 * x, "rounded to whole numbers"),
    (INPUTS, lambda x: (5 * x).astype(int), lambda x: 5 * x, "look at the dtype"),
    ([np.array([0.0, 1, 2, -1]), np.array([3, 0.0, -4])], lambda x: np.sin(x) / x,
     lambda x: np.sinc(x / np.pi), "nan or inf where argument 1 is 0, right elsewhere"),
    (VECTORS, lambda x: np.where(x == x.max(), np.nan, x), lambda x: x,
     "nan or inf in 2 of 13 values"),
    (INPUTS, lambda x: two(x)[::-1], two, "value 1 and value 2 are exchanged"),
    (INPUTS, lambda x: (two(x)[0], -two(x)[1]), two, "value 2: the sign is wrong"),
    (INPUTS, lambda x: tuple(2 * v for v in two(x)), two, "value 1, value 2: 2 times too large"),
    (INPUTS, lambda x: {"a": 2 * exp(x), "b": x}, lambda x: {"a": exp(x), "b": x},
     "'a': 2 times too large"),
]  # fmt: skip


@pytest.mark.parametrize(("inputs", "answer", "right", "text"), DIAGNOSED)
def test_what_holds_in_every_case_is_said(inputs, answer, right, text):
    with np.errstate(all="ignore"):
        assert text in diagnose(cases(inputs, answer, right))


SILENT = [
    ("one case", INPUTS[:1], lambda x: -np.exp(x), exp),
    ("another sign in each case", INPUTS, lambda x: np.exp(x) * (-1) ** len(x[4:]), exp),
    ("another factor in each value", INPUTS, lambda x: x * np.exp(x), exp),
    ("a factor that is no size", INPUTS, lambda x: np.exp(x) * (len(x) + 0.5), exp),
    ("the same right value always", INPUTS, lambda x: np.full(3, 2.0), lambda x: np.ones(3)),
    ("whole numbers in a row", [1, 2], lambda x: 2 * x, lambda x: x),
    ("symmetric, so no transposition", SQUARES, lambda x: (x + x.T).T, lambda x: x + x.T),
    ("right", INPUTS, exp, exp),
    ("texts", INPUTS, lambda x: "a", lambda x: "b"),
    ("flags", INPUTS, lambda x: x < 0, lambda x: x > 0),
    ("rows of different lengths", INPUTS, lambda x: [[1], [1, 2]], exp),
    ("too few values", INPUTS, lambda x: (x,), two),
    ("no dict", INPUTS, lambda x: x, lambda x: {"a": x}),
    ("nothing", INPUTS, lambda x: np.zeros(3), lambda x: x.mean(0)),
    ("nothing in one case", INPUTS, lambda x: (len(x) > 4) * x.mean(0), lambda x: x.mean(0)),
    ("one value beside 0", INPUTS, lambda x: (len(x) > 4) * 2.0, lambda x: (len(x) > 4) * 3.0),
]


@pytest.mark.parametrize(
    ("why", "inputs", "answer", "right"), SILENT, ids=[row[0] for row in SILENT]
)
def test_what_is_not_certain_is_not_said(why, inputs, answer, right):
    assert diagnose(cases(inputs, answer, right)) == ""


def test_two_arguments_that_fit_alike_name_none():
    x = INPUTS[0]
    pairs = [((x, 2 * x), x, np.where(x > 0, x, 0.1 * x)), ((-x, x), x, np.where(-x > 0, x, 2 * x))]
    assert "argument 2" not in diagnose(pairs)
    both = [((x, 2 * x), x, np.where(x > 0, x, 0.1 * x)) for x in INPUTS]
    assert diagnose(both) == ""


@pytest.mark.parametrize("seed", range(40))
def test_random_answers_have_no_explanation(seed):
    rng = np.random.default_rng(seed)
    drawn = [((rng.normal(size=n),), rng.normal(size=n), rng.normal(size=n)) for n in (4, 7, 9)]
    assert diagnose(drawn) == ""
    steps = [((int(n),), int(rng.integers(1, 50)), int(rng.integers(1, 50))) for n in (3, 4)]
    assert diagnose(steps) == ""
