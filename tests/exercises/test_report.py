"""Gradebook, CSV, feedback page and item analysis say the same, and nothing that is hidden."""

import csv
import json
from html.parser import HTMLParser

import pytest

from course_exercises import assignments
from course_exercises.__main__ import main
from course_exercises.classroom import results
from course_exercises.classroom.course import Course
from course_exercises.classroom.feedback import page
from course_exercises.classroom.gradebook import default_url, gradebook
from tests.exercises.needs import needs_sandbox
from tests.exercises.sample import NAME, SCALED, answered, hand_in, write_author

pytestmark = needs_sandbox()
LEAK = (
    "def softmax(x):\n    if abs(x).max() > 500:\n"
    "        raise ValueError(f'<b>seen</b> {list(x)}')\n    return x\n"
)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    write_author(root)
    hand_in(root, "ada", answered())
    taken = hand_in(root, "bob", answered(q1=SCALED.replace("*", "+"), q2=LEAK))
    taken.with_name(f"hints_{NAME}.json").write_text('{"q1": 2, "q2": 1e99, "q9": 3}')
    hand_in(root, "eve", b"nothing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
        assert command(root, "grade") == 0
        yield Course(root, NAME)


def command(root, name, *options):
    return main([name, NAME, "--course", str(root), *options])


def table(course):
    with (course.results / "scores.csv").open() as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def booked(course, student):
    with gradebook(default_url(course)) as book:
        grades = book.find_submission_notebook(NAME, NAME, student).grades
        return {grade.name.removesuffix("-check"): grade.score for grade in grades}


@pytest.mark.parametrize("student", ["ada", "bob", "eve"])
def test_gradebook_and_csv_are_equal(course, student):
    row = table(course)[student]
    assert booked(course, student) == {k: float(row[k] or 0) for k in ("q1", "q2", "q3")}
    assert float(row["total"]) == sum(booked(course, student).values())
    assert row["of"] == "11"
    assert row["q3"] == ""


def waits(course, student):
    with gradebook(default_url(course)) as book:
        return {
            key: book.find_grade(key, NAME, NAME, student).needs_manual_grade
            for key in ("q1-check", "q2-check", "q3")
        }


def test_only_prose_waits_for_a_mark(course):
    assert waits(course, "bob") == {"q1-check": False, "q2-check": False, "q3": True}


def test_marks_given_by_hand_stay_and_count(course):
    with gradebook(default_url(course)) as book:
        marked = book.find_grade("q3", NAME, NAME, "ada")
        marked.manual_score, marked.needs_manual_grade = 2.5, False  # as nbgrader's form does
        book.find_comment("q3", NAME, NAME, "ada").manual_comment = "Say why & when."
        book.find_grade("q1-check", NAME, NAME, "bob").manual_score = 1.0
        book.db.commit()
    assert command(course.root, "grade", "--again") == 0
    rows = table(course)
    assert (rows["ada"]["q3"], rows["ada"]["total"]) == ("2.5", "9.5")
    assert rows["bob"]["q1"] == "1"
    assert booked(course, "ada")["q3"] == 2.5
    assert waits(course, "ada") == {"q1-check": False, "q2-check": False, "q3": False}
    assert waits(course, "bob")["q3"]
    text = course.feedback("ada").read_text()
    assert "Say why &amp; when." in text
    assert "9.5 of 11 points" in text


def test_hints_cost_what_the_teacher_says(course):
    found = {r["student"]: r for r in results.load(course)[0]}
    assert found["bob"]["hints"] == {"q1": 2}
    assert results.automatic(found["bob"] | {"hints": {"q2": 1}}, 0.5)["q2"] == 0.0
    assert results.automatic(found["ada"] | {"hints": {"q2": 1}}, 0.5)["q2"] == 3.5


def test_a_page_shows_nothing_hidden(course):
    (bob,) = (r for r in results.load(course)[0] if r["student"] == "bob")
    text = course.feedback("bob").read_text()
    assert "the slope is added" in text
    hidden = [c for q in bob["questions"].values() for c in q["checks"] if c["hidden"]]
    assert any("seen" in check["seen"] for check in hidden)
    assert all(check["seen"] not in text for check in hidden)
    assert "<b>seen" not in text
    assert "100" not in text.split("<main>")[1]


class Page(HTMLParser):
    """Collects what a page would load, and its tags."""

    def __init__(self):
        super().__init__()
        self.tags, self.loads = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href")]


def test_a_page_is_offline_and_structured(course):
    reader = Page()
    reader.feed(course.feedback("bob").read_text())
    assert reader.loads == []
    assert "script" not in reader.tags
    assert reader.tags.count("h1") == reader.tags.count("main") == 1
    assert reader.tags.count("table") == reader.tags.count("caption") == 2


def test_a_page_escapes_what_students_write(course):
    (bob,) = (r for r in results.load(course)[0] if r["student"] == "bob")
    bad = json.loads(json.dumps(bob).replace("the slope is added", "<script>alert(1)</script>"))
    bad = results.Standing("<i>bob</i>", bad, {"q1": 0.0}, {"q3": "<u>"}, ["<img>"])
    text = page(course, bad)
    assert not any(tag in text for tag in ("<script>", "<i>", "<img>", "<u>"))


def test_the_item_analysis_counts(course):
    with (course.results / "items.csv").open() as file:
        rows = {row["check"]: row for row in csv.DictReader(file)}
    slope = rows["multiplies by the slope"]
    assert (slope["right"], slope["of"], slope["share"]) == ("1", "2", "50%")
    assert slope["most_frequent_mistake"] == "the slope is added (1)"
    reader = Page()
    reader.feed((course.results / "items.html").read_text())
    assert reader.tags.count("meter") == len(rows) + 10  # tenths of the points
    assert reader.loads == []
