"""A call fits into one line that can be read, whatever its arguments."""

import numpy as np
import pytest

from course_exercises.checks.arguments import Seed, Source
from course_exercises.checks.showing import LINE, shown

LARGE, FOUR = np.arange(24.0).reshape(4, 6), np.full((2, 2), 1 / 3)
NUMBERS = list(range(30))
ARGUMENTS = [
    ([FOUR], "f([[0.3333, 0.3333], [0.3333, 0.3333]])"),
    ([LARGE, 2.0], "f(array of shape (4, 6), 2)"),
    ([np.float64(0.25), np.int64(3), np.array(7)], "f(0.25, 3, 7)"),
    ([[LARGE, LARGE]], "f(list of 2 arrays of shape (4, 6))"),
    ([(LARGE, FOUR)], "f(tuple of 2 arrays)"),
    ([[np.array([1, 2]), 0.5]], "f([[1, 2], 0.5])"),
    ([NUMBERS], "f(list of 30 values)"),
    ([{"W": FOUR[0], "b": True}], "f({'W': [0.3333, 0.3333], 'b': True})"),
    ([{"W": LARGE, "b": 0}], "f(dict with the keys 'W', 'b')"),
    ([Source("(lambda x:\n  x**2)"), None], "f((lambda x: x**2), None)"),
    ([Seed(3), "text"], "f(np.random.default_rng(3), 'text')"),
    ([], "f()"),
]


@pytest.mark.parametrize(("args", "line"), ARGUMENTS, ids=lambda v: str(v)[:30].split("\n")[0])
def test_a_call_is_one_short_line(args, line):
    assert shown("f", args) == line


def test_a_line_that_gets_too_long_shows_less():
    twelve = np.full((3, 4), 1 / 3)
    assert "0.3333" in shown("f", [twelve])
    line = shown("f", [twelve, twelve, twelve, 0.5])
    assert line.count("array of shape (3, 4)") == 3
    assert line.endswith("0.5)")
    assert len(line) <= LINE


@pytest.mark.parametrize("kind", [np.array, list, tuple, lambda x: {"k": list(x)}])
def test_twelve_numbers_stand_in_full_and_thirteen_do_not(kind):
    assert " 11" in shown("f", [kind(range(12))])
    assert " 11" not in shown("f", [kind(range(13))])


def test_a_line_may_have_160_characters():
    assert shown("f", ["x" * 100, np.zeros(12, int)]).endswith("0])")
    text = "x" * (160 - len(shown("f", ["", np.zeros(12, int)])))
    assert len(shown("f", [text, np.zeros(12, int)])) == 160
    assert shown("f", [text + "x", np.zeros(12, int)]).endswith("array of shape (12,))")


def test_in_a_long_line_four_numbers_stand_in_full_and_five_do_not():
    assert shown("f", ["x" * 110, np.zeros(4, int), np.full(5, 1 / 3)]).endswith(
        "[0, 0, 0, 0], array of shape (5,))"
    )


def test_in_a_longer_line_no_number_stands_in_full():
    assert shown("f", ["x" * 200, np.zeros(1)]).endswith("array of shape (1,))")
