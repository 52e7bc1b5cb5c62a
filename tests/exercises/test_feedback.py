"""Points, pages, tables and copies made from results that are written by hand here."""

import csv
import json
import re
from datetime import datetime

import nbformat
import pytest

from course_exercises.classroom import feedback
from course_exercises.classroom.course import write
from course_exercises.classroom.items import analyse, by_question, write_items
from course_exercises.classroom.marking import write_copies
from course_exercises.classroom.results import Standing, automatic, load, write_scores
from course_exercises.classroom.tables import table
from tests.exercises.sample import NAME, answered, hand_in


def check(passed, seen="", mistake="", points=1, hidden=False, name="a line"):
    return {
        "name": name, "hidden": hidden, "of": points, "points": points * passed,
        "passed": passed, "seen": seen, "mistake": mistake,
    }  # fmt: skip


def result(q1=(), q2=(), **changes):
    questions = {"q1": {"note": "", "checks": list(q1)}, "q2": {"note": "", "checks": list(q2)}}
    plain = {
        "student": "ada", "broken": "", "flags": [], "hints": {}, "timeouts": 0,
        "questions": questions,
    }  # fmt: skip
    return plain | changes


def page(course, found, marks, comments):
    remarks = [text for text in (found["broken"], *found["flags"]) if text]
    return feedback.page(course, Standing(found["student"], found, marks, comments, remarks))


def text_of(html):
    """The words of a page, one block a line."""
    body = html.split("<main>")[1].split("</main>")[0]
    lines = re.sub(r"<[^>]*>", "|", body).splitlines()
    return [words for line in lines if (words := " ".join(line.replace("|", " ").split()))]


def test_a_page_adds_up_points_and_names_what_is_not_marked(course):
    found = result([check(True, points=2)], [check(False, "softmax([1]): no", "a name")])
    words = text_of(page(course, found, {"q1": 2.0, "q2": 0.5}, {}))
    assert words[:2] == [f"Feedback on {NAME} for ada", "2.5 of 11 points; not marked yet: q3"]
    assert "q1 scaled: 2 of 3 points" in words
    assert "q2 softmax: 0.5 of 4 points" in words
    assert "✓ passed a line 2 of 2" in words
    assert "✗ failed a line softmax([1]): no a name 0 of 1" in words
    assert words[-2:] == ["q3: not marked yet of 4 points", "Marked by hand."]


def test_a_page_is_complete_once_everything_is_marked(course):
    words = text_of(page(course, result(), {"q1": 3, "q2": 4, "q3": 1.5}, {"q3": "Good & short"}))
    assert words[1] == "8.5 of 11 points"
    assert words[-2:] == ["q3: 1.5 of 4 points", "Good &amp; short"]


@pytest.mark.parametrize(
    ("hints", "words"),
    [
        ({}, "q1 scaled: 1 of 3 points"),
        ({"q1": 1}, "q1 scaled: 1 of 3 points, 1 hint taken"),
        ({"q1": 2}, "q1 scaled: 1 of 3 points, 2 hints taken"),
    ],
)
def test_hints_are_counted_on_the_page(course, hints, words):
    assert words in text_of(page(course, result(hints=hints), {"q1": 1}, {}))


def test_what_is_odd_is_noted(course):
    found = result(broken="no notebook", flags=["cell q1 was changed"])
    words = text_of(page(course, found, {}, {}))
    assert words[2:4] == ["Note: no notebook.", "Note: cell q1 was changed."]
    assert sum(line.startswith("Note:") for line in words) == 2
    assert not any("failed" in line for line in words)  # nothing was tried


def test_a_question_says_why_nothing_was_tried(course):
    found = result([check(True)])
    found["questions"]["q2"]["note"] = "softmax is not written yet"
    words = text_of(page(course, found, {}, {}))
    assert any(line.endswith("points softmax is not written yet.") for line in words)


@pytest.mark.parametrize(
    ("seen", "shown"),
    [
        ("f(7): no answer within 3 s", "✗ failed a line It gave no answer in time. 0 of 1"),
        ("not tried: it was too slow", "✗ failed a line It gave no answer in time. 0 of 1"),
        ("f(7): 49", "✗ failed a line It fails for inputs that are not shown. 0 of 1"),
        ("", "✗ failed a line 0 of 1"),
    ],
)
def test_hidden_checks_say_one_of_three_sentences(course, seen, shown):
    found = result([check(False, seen, hidden=True)])
    assert shown in text_of(page(course, found, {}, {}))


def test_a_passed_check_has_no_words(course):
    assert "✓ passed a line 1 of 1" in text_of(
        page(course, result([check(True, "s", "m")]), {}, {})
    )


def test_points_are_those_of_the_checks_less_the_hints():
    found = result([check(True, points=2), check(False)], [check(True)], hints={"q1": 3, "q2": 1})
    assert automatic(found) == {"q1": 2, "q2": 1}
    assert automatic(found, 0.25) == {"q1": 1.25, "q2": 0.75}
    assert automatic(found | {"hints": {"q1": 1}}, 0.25) == {"q1": 1.75, "q2": 1}
    assert automatic(found, 0.7) == pytest.approx({"q1": 0, "q2": 0.3})


def rows_of(course, name):
    with (course.results / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_scores_have_a_row_per_student(course):
    when = datetime(2026, 3, 1, 12, 30)
    ada = Standing("ada", result(hints={"q1": 2, "q2": 1}, timeouts=2), handed_in=when)
    ada.marks, ada.late, ada.lost = {"q1": 2.5, "q2": 4.0, "q3": None}, 90.4, 0.1
    bob = Standing("bob", result(), {"q1": 0.0, "q2": 0.0, "q3": 1.0}, remarks=["one", "two"])
    write_scores(course, [ada, bob, Standing("eve", remarks=["nothing was handed in"])])
    rows = [[*row.values()] for row in rows_of(course, "scores.csv")]
    late = ["2026-03-01 12:30", "90", "0.65", ""]
    assert rows == [
        ["ada", "2.5", "4", "", "5.85", "11", "3", "2", *late],
        ["bob", "0", "0", "1", "1", "11", "0", "0", "", "0", "0", "one; two"],
        ["eve", "", "", "", "0", "11", "0", "0", "", "0", "0", "nothing was handed in"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_of_a_table_is_a_formula(course, text):
    blank = str.maketrans("\t\r\n", "   ")
    write_scores(course, [Standing(text, result(), remarks=[text])])
    (row,) = rows_of(course, "scores.csv")
    assert (row["student"], row["remarks"]) == (
        f"'{text}".translate(blank),
        f"'{text}".translate(blank),
    )


def test_numbers_in_a_table_stay_numbers():
    assert table([[-1.5, "+2", "1e-7", "-x"]]) == "-1.5,+2,1e-7,'-x\n"


def test_results_are_read_in_the_order_of_students_and_broken_ones_are_named(course):
    for student in ("eve", "ada", "bob"):
        write(course.result(student), json.dumps(result(student=student)))
    for name, text in (("zoe", '{"student": '), ("kim", "[1]")):
        write(course.result(name), text)
    (course.results / "notes.txt").write_text("no result")
    found, broken = load(course)
    assert [one["student"] for one in found] == ["ada", "bob", "eve"]
    assert [re.search(r"(\w+)\.json is no result", line)[1] for line in broken] == ["kim", "zoe"]


def test_the_item_analysis_counts_sound_submissions_and_answers_that_are_not_blank():
    slow = check(False, "f(1): no answer within 3 s")
    found = [
        result([check(True)], [check(False, mistake="often")]),
        result([slow], [check(False, mistake="seldom")]),
        result([slow], [check(False, mistake="often")]),
        result([check(False)], [check(False)], broken="no notebook"),
        result(),
    ]
    blank = found[4]["questions"]["q1"]
    blank |= {"note": "scaled is not written yet", "checks": [check(False)]}
    assert list(analyse(found)) == [
        ("q1", "a line", "1", "3", "33%", "2", ""),
        ("q2", "a line", "0", "3", "0%", "0", "often (2)"),
    ]
    assert list(analyse([])) == list(analyse(found[3:4])) == []


def test_questions_have_a_mean_and_blank_is_not_wrong(course):
    blank = result([check(False)])
    blank["questions"]["q1"]["note"] = "scaled is not written yet"
    found = [(result(), 3.0), (result(), 1.0), (blank, 0.0), (result(broken="no notebook"), 0.0)]
    standings = [Standing("ada", found, {"q1": points}) for found, points in found]
    rows = {row[0]: row[1:] for row in by_question(course, [*standings, Standing("eve")])}
    assert rows["q1"] == ("3", "2.00", "1", "1", "1")
    assert rows["q3"] == ("4", "", "0", "0", "0")


def test_the_page_of_the_analysis_shows_how_totals_are_spread(course):
    standings = [Standing("ada", result(), {"q1": total}) for total in (0, 5.5, 6, 11)]
    write_items(course, [result()], standings)
    words = text_of((course.results / "items.html").read_text())
    assert "Of 11 points: mean 5.6, median 5.75, half of them 1.375 to 9.75." in words
    spread = [line.split()[-1] for line in words if "%" in line and " to " in line]
    assert spread == ["1", "0", "0", "0", "0", "2", "0", "0", "0", "1"]


def test_the_page_of_the_analysis_has_the_hardest_check_first_and_only_time_outs_that_were(course):
    slow = check(False, "f(1): no answer within 3 s", name="hard")
    found = [
        result([check(True, name="easy")], [slow]),
        *(result([], [check(True, name="hard")]) for _ in range(2)),
        result([], [], broken="no notebook"),
    ]
    write_items(course, found, [])
    body = (course.results / "items.html").read_text().split('id="checks"')[1]
    rows = [re.findall(r"<td>(.*?)</td>", row) for row in body.split("</tr>")[1:3]]
    assert rows == [["q2", "1", ""], ["q1", "", ""]]


def copied(course, student="ada"):
    return json.loads(course.notebook("autograded", student).read_text())


def submit(course, change, student="ada"):
    notebook = json.loads(json.dumps(answered()))
    change(notebook["cells"])
    hand_in(course.root, student, json.dumps(notebook).encode())
    write_copies(course, [student])
    return copied(course, student)["cells"]


def marks_of(cells):
    return [cell["metadata"].get("nbgrader", {}).get("grade_id", "") for cell in cells]


def test_a_copy_has_the_authors_marks(course):
    cells = submit(course, lambda cells: None)
    nbformat.validate(copied(course))
    author = json.loads(course.notebook("source").read_text())["cells"]
    assert [c["metadata"].get("nbgrader") for c in cells] == [
        c["metadata"].get("nbgrader") for c in author
    ]
    assert [c["cell_type"] for c in cells] == [c["cell_type"] for c in author]
    assert len({c["id"] for c in cells}) == len(cells)


def test_marks_that_a_student_changed_or_made_up_do_not_count(course):
    def forged(cells):
        cells[4]["metadata"]["nbgrader"]["points"] = 99
        cells[0]["metadata"]["nbgrader"] = {"grade_id": "extra", "points": 50}
        cells.append(cells[4] | {"source": "again"})
        cells += [3, {"cell_type": "raw", "metadata": 5}, {"metadata": {"nbgrader": [1]}}]
        cells.append({"metadata": {"nbgrader": {"grade_id": ["q1"]}}, "source": ["a", 2, "b"]})

    plain = submit(course, lambda cells: None)
    cells = submit(course, forged, "bob")
    assert cells[4]["metadata"] == plain[4]["metadata"]
    assert marks_of(cells) == ["", *marks_of(plain)[1:], "", "", "", ""]
    assert [c["cell_type"] for c in cells[-4:]] == ["code", "markdown", "markdown", "markdown"]
    assert [c["source"] for c in cells[-4:]] == ["again", "", "", "ab"]


def test_only_prints_pictures_and_plain_text_are_copied(course):
    def output(**data):
        kinds = {name.replace("_", "/"): value for name, value in data.items()}
        return {"output_type": "display_data", "data": kinds, "metadata": {"filenames": "x"}}

    def spoilt(cells):
        cells[3]["outputs"] = [
            output(text_plain=["y", "es"], text_html="<script>"), output(image_png="aa\naa"),
            output(text_html="<b>"), output(image_png='"><script>'), output(image_svg="<svg>"),
            output(text_plain="x" * 2**20), output(text_plain="x" * (2**20 - 1)),
            7, {"data": 3}, {},
            {"output_type": "stream", "name": "stderr", "text": ["loss ", "0.5"]}, {"text": 3},
        ]  # fmt: skip
        cells[4]["outputs"] = 5

    cells = submit(course, spoilt)
    kept = [out.get("text") or {k: v[:4] for k, v in out["data"].items()}
            for out in cells[3]["outputs"]]  # fmt: skip
    assert kept == [
        {"text/plain": "yes"}, {"image/png": "aa\na"}, {"text/plain": "xxxx"}, "loss 0.5",
    ]  # fmt: skip
    assert not any(out.get("metadata") for out in cells[3]["outputs"])
    nbformat.validate(copied(course))


def test_without_the_authors_notebook_there_are_no_copies_and_no_marks_by_hand(course):
    hand_in(course.root, "ada", answered())
    course.notebook("source").unlink()
    write_copies(course, ["ada"])
    assert not course.notebook("autograded", "ada").exists()
    assert course.manual() == {}
    assert course.points() == {"q1": 3.0, "q2": 4.0}


def test_who_handed_in_is_known_by_their_folders(course):
    for student in ("bob", "ada"):
        hand_in(course.root, student, answered())
    (course.root / "submitted" / "eve" / "another").mkdir(parents=True)
    (course.root / "submitted" / "note.txt").write_text("")
    assert course.students() == ["ada", "bob"]


def test_a_file_is_written_with_its_folders_and_without_drafts(tmp_path):
    path = tmp_path / "a" / "b" / "c.txt"
    for text in ("first\n", "second ε\r\n"):
        write(path, text)
        assert path.read_bytes() == text.encode()
    assert list(path.parent.iterdir()) == [path]
    write(path, "lone \ud800 surrogate")
    assert path.read_text() == "lone ? surrogate"


def test_results_of_two_versions_of_a_question_are_counted_by_the_newer_one():
    old = result([check(True), check(True, name="gone")], handed_in="2026-01-01")
    new = result([check(True), check(False, name="new")], handed_in="2026-02-01")
    assert [row[1:4] for row in analyse([old, new])] == [("a line", "2", "2"), ("new", "0", "1")]
