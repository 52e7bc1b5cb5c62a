"""Answers that are written alike are found whatever their names; short and usual ones are not."""

import csv

import pytest

from course_exercises import assignments
from course_exercises.__main__ import main
from course_exercises.classroom.course import Course
from course_exercises.classroom.similar import normal_form, pairs
from tests.exercises.sample import NAME, answered, hand_in

LOOP = '''def softmax(x):
    """Softmax."""
    largest = max(x)
    total, out = 0.0, []
    for value in x:
        total = total + np.exp(value - largest)
    for value in x:
        out.append(np.exp(value - largest) / total)
    return np.array(out)
'''
COPY = LOOP.replace("largest", "m").replace("total", "s").replace("value", "v").replace(
    "    return", "    # done\n\n    return"
)  # fmt: skip
OTHER = """def softmax(x):
    shifted = np.subtract(x, np.amax(x))
    weights = np.exp(shifted)
    assert weights.ndim == 1 and not np.isnan(weights).any(), [len(weights), weights.dtype]
    return np.divide(weights, weights.sum(axis=-1, keepdims=True))
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
    for student, code in (("ada", LOOP), ("bob", COPY), ("eve", OTHER)):
        hand_in(tmp_path, student, answered(q2=code))
    return Course(tmp_path, NAME)


def test_names_remarks_and_texts_do_not_count():
    assert normal_form(LOOP) == normal_form(COPY) != normal_form(OTHER)
    assert normal_form("x = (") == normal_form("y = (  # open")
    assert normal_form("a - b") != normal_form("a - a")


def test_only_the_copy_is_named_and_only_where_it_is_long(course):
    (pair,) = pairs(course, 0.8)
    assert pair == ("q2", "ada", "bob", 1.0, 0.5)


def test_what_everybody_writes_comes_last(course, capsys):
    hand_in(course.root, "kim", answered(q1=OTHER.replace("softmax", "scaled"), q2=LOOP))
    hand_in(course.root, "lee", answered(q1=OTHER.replace("softmax", "scaled"), q2=LOOP))
    assert main(["similar", NAME, "--course", str(course.root), "--above", "0.9"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "Alike is not copied: read both, and ask."
    with (course.results / "similar.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["question"] for row in rows].count("q2") == 6
    assert len(said) == len(rows) + 1
    shares = [int(row["common_in_class"].rstrip("%")) for row in rows]
    assert shares == sorted(shares)


def test_broken_submissions_are_passed_over(course):
    hand_in(course.root, "kim", b"[1]")
    hand_in(course.root, "lee", b"\xff")
    assert len(list(pairs(course, 0.8))) == 1
