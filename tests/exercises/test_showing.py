"""A call fits into one line that can be read, whatever its arguments."""

import numpy as np
import pytest

from course_lib.exercises.arguments import Seed, Source
from course_lib.exercises.showing import LINE, shown

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
