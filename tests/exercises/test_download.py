"""What Moodle, Canvas and colleagues hand over is found, or named; nothing of it is believed."""

import io
import zipfile
from datetime import datetime

import pytest

from course_exercises import assignments
from course_exercises.__main__ import main
from course_exercises.classroom import download
from course_exercises.classroom.course import Course
from course_exercises.classroom.download import collect
from course_exercises.classroom.people import class_list
from tests.exercises.sample import NAME

DAY = (2026, 3, 1, 12, 0, 0)
NOTEBOOK = f"{NAME}.ipynb"


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setitem(assignments.MODULES, NAME, "tests.exercises.sample")
    return Course(tmp_path / "course", NAME)


def packed(files):
    """A zip of these files, by path; a tuple has the time too."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in files.items():
            text, when = text if isinstance(text, tuple) else (text, DAY)
            archive.writestr(zipfile.ZipInfo(path, when), text)
    return content.getvalue()


def collected(course, files, people=None):
    path = course.root / "download.zip"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(packed(files))
    if people:
        (course.root / "class.csv").write_text(people)
        people = class_list(course.root / "class.csv")
    return collect(course, path, people)


def text(course, student):
    return course.notebook("submitted", student).read_text()


PEOPLE = 'id,name,number\njane,"Doe, Jane",71\nakos,Ákos Nagy,72\nkim,Kim,\n'
MOODLE = "Jane Doe_71_assignsubmission_file_"


@pytest.mark.parametrize(
    "path",
    [
        f"{MOODLE}/{NOTEBOOK}", f"{MOODLE}{NOTEBOOK}", f"all/{MOODLE}/sub/{NAME} (1).ipynb",
        f"doejane_71_8899_{NOTEBOOK}", f"doejane_LATE_71_8899_{NAME}-1.ipynb",
        f"someone else_71_assignsubmission_file_/{NOTEBOOK}", f"doejane_999_8899_{NOTEBOOK}",
        f"jane/{NOTEBOOK}", f"jane/{NAME}/{NOTEBOOK}", f"class/Jane Doe/{NOTEBOOK}",
        f"doejane/{NOTEBOOK}", f"jane\\{NOTEBOOK}", "jane/any name.ipynb",
    ],
)  # fmt: skip
def test_a_path_says_whose_it_is(course, path):
    found = collected(course, {path: "{}"}, PEOPLE.replace("71", "" if "_999_" in path else "71"))
    assert found == (["jane"], [])
    stamp = course.notebook("submitted", "jane").with_name("timestamp.txt").read_text()
    assert stamp == datetime(*DAY).astimezone().isoformat()


@pytest.mark.parametrize(
    ("path", "student"),
    [
        (f"{MOODLE}/{NOTEBOOK}", "Jane Doe"), (f"doejane_71_8899_{NOTEBOOK}", "doejane"),
        (f"term/ada/{NAME}/{NOTEBOOK}", "ada"), (f"A\u030asa/{NOTEBOOK}", "Åsa"),
    ],
)  # fmt: skip
def test_without_a_class_list_the_name_is_the_id(course, path, student):
    assert collected(course, {path: "{}"}) == ([student], [])
    assert text(course, student) == "{}"


def test_zips_in_a_zip_are_opened_and_no_deeper(course):
    inner = packed({f"work/{NOTEBOOK}": "{}", f"work/hints_{NAME}.json": '{"q1": 1}'})
    deep = packed({"b.zip": packed({"a.zip": packed({NOTEBOOK: "{}"})})})
    files = {f"{MOODLE}/work.zip": inner, "akos.zip": packed({NOTEBOOK: "{}"}), "kim.zip": deep}
    ids, problems = collected(course, files, PEOPLE)
    assert ids == ["akos", "jane"]
    assert problems == ["kim.zip/b.zip/a.zip: zips inside of zips, too deep"]
    hints = course.notebook("submitted", "jane").with_name(f"hints_{NAME}.json")
    assert hints.read_text() == '{"q1": 1}'


def test_of_several_notebooks_the_newest_of_this_assignment_counts(course):
    files = {
        f"jane/{NOTEBOOK}": "old", f"jane/{NAME}-1.ipynb": ("new", (2026, 3, 2, 0, 0, 0)),
        "jane/scratch.ipynb": ("other", (2026, 3, 3, 0, 0, 0)),
    }  # fmt: skip
    ids, problems = collected(course, files, PEOPLE)
    assert (ids, text(course, "jane")) == (["jane"], "new")
    assert problems == [f"jane: of 2 notebooks the newest, jane/{NAME}-1.ipynb"]


@pytest.mark.parametrize(
    "path", [f"../../evil/{NOTEBOOK}", f"/etc/x/{NOTEBOOK}", f"..\\..\\a/{NOTEBOOK}"]
)
def test_nothing_is_written_outside_of_the_course(course, path):
    collected(course, {path: "{}"})
    written = set(course.root.parent.rglob("*.ipynb"))
    assert all(p.is_relative_to(course.root / "submitted") for p in written)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({NOTEBOOK: "{}"}, "it is not known whose it is"),
        ({f"stranger/{NOTEBOOK}": "{}"}, "it is not known whose it is"),
        ({"jane/x.zip": "no zip"}, "jane/x.zip: not read"),
        ({f"jane/hints_{NAME}.json": "{}"}, "jane: no notebook among"),
        ({f"jane/{NOTEBOOK}": "x" * 50}, "larger than"),
    ],
)
def test_what_is_left_out_is_named(course, files, said, monkeypatch):
    monkeypatch.setattr(download, "LARGEST", 40)
    ids, problems = collected(course, files, PEOPLE)
    assert ids == []
    assert said in problems[0]


def test_two_of_one_name_are_not_mixed_up(course):
    people = "id,name\njane1,Jane Doe\njane2,Jane Doe\n"
    ids, problems = collected(course, {f"{MOODLE}/{NOTEBOOK}": "{}"}, people)
    assert ids == []
    assert "it is not known whose it is" in problems[0]


def test_what_computers_put_into_zips_is_passed_over(course):
    files = {f"__MACOSX/jane/._{NOTEBOOK}": "x", f"jane/.ipynb_checkpoints/{NOTEBOOK}": "x",
             "jane/photo.png": "x"}  # fmt: skip
    assert collected(course, files, PEOPLE) == ([], [])


def test_the_command_collects_a_folder_or_says_why_not(course, tmp_path, capsys):
    path = tmp_path / "handed" / "ada" / f"{NAME} (1).ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    command = ["collect", NAME, "--course", str(course.root)]
    assert main([*command, str(tmp_path / "handed")]) == 0
    assert capsys.readouterr().out == "collected 1: ada\n"
    assert course.notebook("submitted", "ada").exists()
    assert main([*command, str(tmp_path / "none.zip")]) == 0
    assert "none.zip: not read" in capsys.readouterr().out


PLAIN = "id,name,number\njane,Jane Doe,71\nkim,Kim Eve,72\n"
KIM = "Kim Eve_72_assignsubmission_file_/work.zip"
NEW = (2107, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("inside", [f"{MOODLE}/{NOTEBOOK}", f"jane/{NOTEBOOK}"])
@pytest.mark.parametrize(
    ("hers", "his"), [(f"{MOODLE}/{NOTEBOOK}", KIM), ("jane/x.ipynb", "kim.zip")]
)
@pytest.mark.parametrize("people", [PLAIN, None])
def test_nobody_hands_in_for_a_classmate(course, inside, hers, his, people):
    collected(course, {hers: "{}", his: packed({inside: ("[]", NEW)})}, people)
    jane = next(who for who in course.students() if who.lower().startswith("jane"))
    assert text(course, jane) == "{}"


def test_the_date_inside_of_a_students_own_zip_counts_for_nothing(course):
    collected(course, {KIM: packed({NOTEBOOK: ("{}", (1999, 1, 1, 0, 0, 0))})}, PLAIN)
    stamp = course.notebook("submitted", "kim").with_name("timestamp.txt")
    assert stamp.read_text().startswith("2026-03-01")


def test_a_broken_or_overfull_zip_or_an_odd_name_stops_nobody(course, monkeypatch):
    monkeypatch.setattr(download, "LARGEST", 1000)
    full = packed({f"{k}.ipynb": "x" * 400 for k in range(3)})
    broken = bytearray(packed({"b.ipynb": "x" * 99}))
    broken[8] = broken[broken.index(b"PK\1\2") + 10] = 8  # says that it is compressed
    files = {f"{MOODLE}/{NOTEBOOK}": "{}", KIM: full, "kim/b.zip": bytes(broken)}
    who, problems = collected(course, files | {"\x1b[2Jme/a.ipynb": "{}"}, PLAIN)
    assert who == ["jane"]
    assert len(problems) == 3
    assert all(line.isprintable() for line in problems)
