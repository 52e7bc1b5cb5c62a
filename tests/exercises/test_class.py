"""A class as it is: who is missing, late, gone, comes twice, writes half a file, has any name."""

import csv
import json
import os
import shutil
import zipfile
from unicodedata import normalize

import pytest

from course_exercises.__main__ import main
from course_exercises.classroom import marking
from course_exercises.classroom.anonymous import pseudonym
from course_exercises.classroom.course import write
from course_exercises.classroom.gradebook import default_url, gradebook
from course_exercises.classroom.marking import Copied, write_copies
from course_exercises.classroom.report import write_report
from course_exercises.classroom.rules import load_rules
from tests.exercises.sample import NAME, QUESTIONS, SCALED, answered, hand_in


def graded(course, student, wrong=(), digest="d1", **more):
    """Write what grading finds: all is right but the questions in `wrong`."""
    questions = {
        q.key: {"note": "", "checks": [
            {"name": c.name, "hidden": c.hidden, "of": c.points, "passed": q.key not in wrong,
             "points": c.points * (q.key not in wrong), "seen": "", "mistake": ""}
            for c in q.checks
        ]} for q in QUESTIONS
    }  # fmt: skip
    result = {"student": student, "digest": digest, "broken": "", "flags": [], "hints": {},
              "timeouts": 0, "questions": questions}  # fmt: skip
    write(course.result(student), json.dumps(result | more))


def present(course, student, notebook=None, when="2026-03-01 12:00", **found):
    """Hand in, with the time as nbgrader notes it, and grade."""
    shutil.rmtree(course.root / "submitted" / student, ignore_errors=True)
    path = hand_in(course.root, student, notebook or answered())
    path.with_name("timestamp.txt").write_text(when)
    graded(course, student, **found)
    return path


def rules(course, text):
    (course.root / "course.toml").write_text(text, encoding="utf-8")


def report(course, with_gradebook=False):
    url = default_url(course) if with_gradebook else None
    return "\n".join(write_report(course, load_rules(course.root), url))


def rows(course, name="scores.csv"):
    with (course.results / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def row(course, student):
    (found,) = (row for row in rows(course) if row["student"] == student)
    return found


def test_everybody_in_the_class_has_a_row(course):
    rules(course, 'students = "class.txt"')
    (course.root / "class.txt").write_text("ada\nbob\n")
    write(course.notebook("release", "eve"), "{}")
    present(course, "ada")
    present(course, "zoe")
    hand_in(course.root, "kim", answered())
    said = report(course)
    remarks = {row["student"]: row["remarks"] for row in rows(course)}
    assert remarks == {
        "ada": "", "bob": "nothing was handed in", "eve": "nothing was handed in",
        "kim": "not graded yet", "zoe": "not in the class list",
    }  # fmt: skip
    assert row(course, "bob")["q1"] == ""
    assert "no result: bob, eve, kim" in said


def test_a_notebook_one_folder_off_is_named(course):
    stray = course.root / "submitted" / "lee" / f"{NAME}.ipynb"
    write(stray, "{}")
    write(course.root / "submitted" / "lee" / NAME / ".ipynb_checkpoints" / "x.ipynb", "{}")
    present(course, "ada")
    assert f"not collected: submitted/lee/{NAME}.ipynb" in report(course)
    assert "checkpoints" not in report(course)


def test_a_student_who_leaves_and_half_a_file_stop_nobody(course):
    for student in ("ada", "bob", "eve", "kim"):
        present(course, student)
    report(course, with_gradebook=True)
    shutil.rmtree(course.root / "submitted" / "ada")
    path = course.notebook("submitted", "bob")
    path.write_bytes(path.read_bytes()[:300])
    course.notebook("submitted", "eve").write_text("[1]")
    report(course, with_gradebook=True)
    remarks = {row["student"]: row["remarks"] for row in rows(course)}
    assert "the submission is gone" in remarks["ada"]
    assert all("cannot be read any more" in remarks[who] for who in ("bob", "eve"))
    assert remarks["kim"] == ""
    assert {row["total"] for row in rows(course)} == {"7"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
def test_links_pipes_and_bombs_are_not_copied(course, monkeypatch):
    monkeypatch.setattr(marking, "MOST", 5)
    secret = course.root / "secret.ipynb"
    secret.write_text(json.dumps(answered()))
    paths = {who: present(course, who) for who in ("ada", "bob", "eve", "kim")}
    for who in ("ada", "bob"):
        paths[who].unlink()
    paths["ada"].symlink_to(secret)
    os.mkfifo(paths["bob"])
    os.mkfifo(paths["eve"].with_name("timestamp.txt.fifo"))
    paths["eve"].with_name("timestamp.txt.fifo").replace(paths["eve"].with_name("timestamp.txt"))
    copies = write_copies(course, paths)
    assert [bool(copy.problem) for copy in copies.values()] == [True, True, False, False]
    copy = json.loads(course.notebook("autograded", "kim").read_text())
    assert len(copy["cells"]) == 5
    report(course)
    assert len(rows(course)) == 4


def test_a_result_that_is_half_written_is_named_and_stops_nobody(course):
    present(course, "ada")
    write(course.result("bob"), '{"student": ')
    assert "bob.json is no result" in report(course)
    assert row(course, "ada")["total"] == "7"


@pytest.mark.parametrize("name", [f"{NAME} (1).ipynb", "answer.ipynb"])
def test_the_only_notebook_may_have_another_name(course, name):
    path = present(course, "ada")
    path.rename(path.with_name(name))
    report(course)
    assert write_copies(course, ["ada"]) == {"ada": Copied()}
    assert row(course, "ada")["remarks"] == ""
    assert row(course, "ada")["handed_in"].startswith("2026-03-01 12:00")


def test_a_folder_named_by_a_mac_is_the_student_it_was_released_to(course):
    composed, apart = (normalize(form, "Åsa 김") for form in ("NFC", "NFD"))
    write(course.notebook("release", composed), "{}")
    hand_in(course.root, apart, answered())
    graded(course, composed)
    assert course.students() == course.released() == [composed]
    assert course.has_variant(composed)
    assert course.handed_in(composed).exists()
    report(course)
    assert [row["remarks"] for row in rows(course)] == [""]
    assert write_copies(course, [composed]) == {composed: Copied()}


def by_hand(course, student, cell, score):
    with gradebook(default_url(course)) as book:  # as nbgrader's form does it
        grade = book.find_grade(cell, NAME, NAME, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        book.db.commit()


def waits(course, student, cell):
    with gradebook(default_url(course)) as book:
        return book.find_grade(cell, NAME, NAME, student).needs_manual_grade


def test_a_mark_by_hand_is_kept_and_flagged_once_its_answer_changes(course):
    present(course, "ada")
    report(course, with_gradebook=True)
    by_hand(course, "ada", "q3", 4.0)
    report(course, with_gradebook=True)
    assert (row(course, "ada")["q3"], row(course, "ada")["remarks"]) == ("4", "")
    changed = answered()
    changed.cells[-1].source = "Other prose."
    present(course, "ada", changed, digest="d2")
    for _ in range(2):  # until somebody looks
        report(course, with_gradebook=True)
        assert row(course, "ada")["q3"] == "4"
        assert row(course, "ada")["remarks"] == "q3 was marked by hand before its answer changed"
        assert waits(course, "ada", "q3")
    assert "before its answer changed" in course.feedback("ada").read_text()
    by_hand(course, "ada", "q3", 4.0)
    report(course, with_gradebook=True)
    assert row(course, "ada")["remarks"] == ""


def test_a_mark_that_replaces_the_checks_is_shown(course):
    present(course, "ada", wrong=("q1",))
    report(course, with_gradebook=True)
    by_hand(course, "ada", "q1-check", 2.0)
    report(course, with_gradebook=True)
    assert row(course, "ada")["total"] == "6"
    said = "q1 was marked by hand: 2 instead of 0"
    assert row(course, "ada")["remarks"] == said
    assert said in course.feedback("ada").read_text()
    present(course, "ada", answered(q1=f"{SCALED}\n# anew"), digest="d2")
    report(course, with_gradebook=True)
    assert row(course, "ada")["total"] == "6"
    assert "q1 was marked by hand before its answer changed" in row(course, "ada")["remarks"]
    assert waits(course, "ada", "q1-check")


def test_being_late_costs_what_the_rules_say_everywhere(course):
    rules(
        course,
        f'deadlines.{NAME} = 2026-03-01T12:00:00Z\nextensions."bob".{NAME} = 2026-04-01\n'
        "late.grace = 10\nlate.per_day = 0.1",
    )
    for student, minute in (("ada", "09"), ("bob", "30"), ("eve", "30")):
        present(course, student, when=f"2026-03-01 12:{minute} UTC")
    report(course, with_gradebook=True)
    found = {r["student"]: (r["minutes_late"], r["penalty"], r["total"]) for r in rows(course)}
    assert found == {"ada": ("9", "0", "7"), "bob": ("0", "0", "7"), "eve": ("30", "0.7", "6.3")}
    assert "30 minutes late, which costs 10% of the points" in course.feedback("eve").read_text()
    with gradebook(default_url(course)) as book:
        submission = book.find_submission(NAME, "eve")
        assert submission.score - submission.late_submission_penalty == pytest.approx(6.3)


def test_a_deadline_may_be_given_on_the_command_line(course):
    present(course, "ada", when="2026-03-01 12:00")
    options = ["--no-gradebook", "--deadline", "2026-03-01T11:00"]
    assert main(["report", NAME, "--course", str(course.root), *options]) == 0
    assert row(course, "ada")["minutes_late"] == "60"


def test_without_a_time_stamp_the_date_of_the_file_counts(course):
    path = present(course, "ada")
    path.with_name("timestamp.txt").unlink()
    os.utime(path, (0, 0))
    report(course)
    assert row(course, "ada")["handed_in"].startswith("19")


@pytest.mark.parametrize(("attempt", "total", "day"), [("last", "3", "02"), ("best", "7", "01")])
def test_the_last_or_the_best_of_several_submissions_counts(course, attempt, total, day):
    rules(course, f'attempt = "{attempt}"')
    for when, wrong in (("2026-03-01 12:00", ()), ("2026-03-02 12:00", ("q2",))):
        present(course, "ada", when=when, wrong=wrong, digest=when)
        said = report(course)
    assert row(course, "ada")["total"] == total
    assert row(course, "ada")["handed_in"].startswith(f"2026-03-{day}")
    assert "ada q2: 4 -> 0 (handed in again)" in said
    assert len(list((course.results / "attempts" / "ada").iterdir())) == 2


def test_the_best_submission_is_the_best_once_being_late_is_paid_for(course):
    rules(course, f'attempt = "best"\ndeadlines.{NAME} = 2026-03-01\nlate.per_day = 0.5')
    for when, wrong in (("2026-03-01 12:00", ("q1",)), ("2026-03-02 12:00", ())):
        present(course, "ada", when=when, wrong=wrong, digest=when)
        report(course)
    assert row(course, "ada")["total"] == "4"


def test_marks_that_a_regrading_changes_are_listed(course):
    present(course, "ada", wrong=("q1",))
    present(course, "bob")
    assert "->" not in report(course)
    graded(course, "ada")  # the question was mended, the same submission graded again
    assert "ada q1: 0 -> 3 (graded again)" in report(course)
    assert "->" not in report(course)
    (change,) = rows(course, "changes.csv")
    assert {**change, "date": ""} == {
        "date": "", "student": "ada", "question": "q1", "before": "0", "after": "3",
        "reason": "graded again",
    }  # fmt: skip


def test_the_date_of_a_submission_stays_when_its_folder_goes(course):
    present(course, "ada")
    report(course)
    shutil.rmtree(course.root / "submitted" / "ada")
    report(course)
    assert row(course, "ada")["handed_in"].startswith("2026-03-01 12:00")


def test_feedback_is_one_zip_too_and_in_moodles_folders_for_moodle(course):
    rules(course, 'students = "class.csv"')
    (course.root / "class.csv").write_text(
        "Identifier,Full name,ID number,Grade\nParticipant 71,Jane Doe,jane,\n"
    )
    present(course, "jane")
    present(course, "zoe")
    report(course)
    with zipfile.ZipFile(course.results / "feedback.zip") as archive:
        names = archive.namelist()
        text = archive.read(names[0]).decode()
    assert names == [f"Jane Doe_71_assignsubmission_file_/{NAME}.html", f"zoe/{NAME}.html"]
    assert text == course.feedback("jane").read_text(encoding="utf-8")


def test_marks_go_back_to_moodle_in_its_own_worksheet(course):
    rules(course, 'students = "class.csv"')
    (course.root / "class.csv").write_text(
        "Identifier,Full name,ID number,Grade,Feedback comments\n"
        "Participant 71,Jane Doe,jane,,\nParticipant 72,Bob,bob,,=1+1\n"
    )
    present(course, "jane")
    assert "marks for moodle: " in report(course)
    jane, bob = rows(course, "marks_for_moodle.csv")
    assert (jane["Identifier"], jane["Grade"]) == ("Participant 71", "7")
    assert (bob["Grade"], bob["Feedback comments"]) == ("", "'=1+1")


@pytest.mark.parametrize("column", [f"{NAME} (991)", None])
def test_marks_go_back_to_canvas_in_its_own_gradebook(course, column):
    rules(course, 'students = "class.csv"')
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *filter(None, [column])]
    (course.root / "class.csv").write_text(
        ",".join(head) + '\nPoints Possible,,,,\n"Doe, Jane",501,s1,jane,A\n"B, Bob",502,,bob,A\n'
    )
    present(course, "jane")
    report(course)
    possible, jane, bob = rows(course, "marks_for_canvas.csv")
    assert (possible[column or NAME], jane[column or NAME]) == ("11", "7")
    assert (jane["ID"], jane["Student"]) == ("501", "Doe, Jane")
    assert bob[column or NAME] == ""


def test_marks_without_names_can_be_shown_to_others(course):
    for student in ("ada", "bob"):
        present(course, student, wrong=("q1",) if student == "bob" else ())
    report(course)
    text = (course.results / "scores_anonymous.csv").read_text()
    assert "ada" not in text
    assert "bob" not in text
    totals = {row["student"]: row["total"] for row in rows(course, "scores_anonymous.csv")}
    names = {who: f"s{pseudonym(course.root, who)}" for who in ("ada", "bob")}
    assert totals == {names["ada"]: "7", names["bob"]: "4"}
    (course.root / "anonymous_key.txt").write_text("another")
    assert pseudonym(course.root, "ada") not in text


def test_hints_once_taken_stay_taken(course):
    rules(course, "hint_cost = 1\n")
    present(course, "eve", hints={"q2": 3})
    report(course)
    present(course, "eve", digest="d2", hints={})
    report(course)
    assert row(course, "eve")["q2"] == "1"


@pytest.mark.parametrize("when", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_a_date_out_of_range_stops_nobody(course, when):
    present(course, "ada")
    present(course, "eve", when=when)
    report(course)
    assert row(course, "eve")["handed_in"] == ""


def test_a_notebook_of_too_many_values_is_not_copied(course, monkeypatch):
    monkeypatch.setattr(marking, "PIECES", 100)
    present(course, "eve")
    assert write_copies(course, ["eve"])["eve"].problem
