"""Class lists of any origin, ids of any alphabet, and the rules of a class."""

from datetime import datetime, timedelta
from unicodedata import normalize

import pytest

from course_exercises.classroom.people import class_list, demand_ids
from course_exercises.classroom.rules import Late, Rules, load_rules, moment

IDS = [
    "ada",
    "Jürgen Müller",
    "김철수",
    'O\'Neil, "Bob"',
    "a.b+c@d.org",
    "=1+1",
    "x;y",
    "-",
    "Ωmega",
]
MOODLE = """Identifier,Full name,Email address,Status,Grade,Maximum Grade
Participant 71,Jane Doe,jane@uni.org,Submitted,,11.00
Participant 72,Ákos Nagy,akos@uni.org,,,11.00
"""
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,00_sample (991)
    Points Possible,,,,,11
"Doe, Jane",501,s1,jdoe,A,
"Nagy, Ákos",502,s2,anagy,A,3
"""


def listed(tmp_path, content, name="class.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return class_list(path)


def ids(found):
    return [person.id for person in found.people if person.id]


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_plain_list_has_one_id_a_line_of_any_kind(tmp_path, head, end):
    text = end.join(["", *(f" {i} " for i in IDS), ""])
    assert ids(listed(tmp_path, head + text.encode())) == IDS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_has_a_column_of_ids_and_may_have_names(tmp_path, delimiter):
    text = "name,id\nAda Lovelace,ada\nEve,eve\n".replace(",", delimiter)
    found = listed(tmp_path, text)
    assert ids(found) == ["ada", "eve"]
    assert found.people[0].is_called("ADA-lovelace")


def test_ids_are_the_same_however_the_system_writes_accents(tmp_path):
    (person,) = listed(tmp_path, normalize("NFD", "Åsa\n")).people
    assert person.id == normalize("NFC", "Åsa")
    assert person.is_called(normalize("NFD", "Åsa"))


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (MOODLE, "moodle", ["jane@uni.org", "akos@uni.org"]),
        (CANVAS, "canvas", ["jdoe", "anagy"]),
    ],
)
def test_lists_of_moodle_and_canvas_are_class_lists(tmp_path, text, kind, expected):
    found = listed(tmp_path, text)
    assert (found.kind, ids(found)) == (kind, expected)


def test_another_encoding_is_named_with_its_file_and_line(tmp_path):
    with pytest.raises(ValueError, match=r"UTF-8 in .*class.csv, got .* line 2 \('Jürgen'\?\)"):
        listed(tmp_path, "ada\nJürgen\n".encode("latin-1"))


def test_a_list_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"^class list: expected a file .*none.txt, got No such"):
        class_list(tmp_path / "none.txt")


def test_all_bad_ids_are_named_at_once(tmp_path):
    with pytest.raises(ValueError, match=r"expected ids .*'../eve', 'a/b', '.hidden'"):
        listed(tmp_path, "ada\n../eve\na/b\n.hidden\n")
    with pytest.raises(ValueError, match=r"^class list class.csv: expected each id once, got ada"):
        listed(tmp_path, "ada\neve\nada\n")


@pytest.mark.parametrize("bad", ["", " ada", "a\nb", "a\\b", "<b>", "x" * 121, "é" * 61, "a\x7f"])
def test_ids_that_can_be_no_folder_are_refused(bad):
    with pytest.raises(ValueError, match=r"^release: expected ids"):
        demand_ids("release", ["ada", bad])


RULES = """
students = "class.csv"
hint_cost = 0.5
attempt = "best"
[deadlines]
00_sample = 2026-03-01T12:00:00+01:00
[extensions."Åsa"]
00_sample = 2026-03-02
[late]
grace = 10
per_day = 0.2
most = 0.5
"""


def test_the_rules_of_a_class_stand_in_one_file(tmp_path):
    (tmp_path / "course.toml").write_text(RULES, encoding="utf-8")
    rules = load_rules(tmp_path)
    assert (rules.hint_cost, rules.attempt, rules.late) == (0.5, "best", Late(10, 0.2, 0.5))
    end = moment("2026-03-01T12:00:00+01:00")
    assert rules.deadline("00_sample", "ada") == end
    assert rules.deadline("01_other", "ada") is None
    assert rules.deadline("00_sample", "Åsa") == datetime(2026, 3, 2, 23, 59).astimezone()
    late = end + timedelta(hours=2)
    assert rules.minutes_late("00_sample", "ada", late) == 120
    assert rules.minutes_late("00_sample", "ada", end) == 0
    assert rules.minutes_late("01_other", "ada", late) == 0
    assert rules.minutes_late("00_sample", "ada", None) == 0


def test_without_a_file_nothing_costs_anything(tmp_path):
    assert load_rules(tmp_path) == Rules(root=tmp_path)
    assert Rules().late.share(10**6) == 0


@pytest.mark.parametrize(
    ("minutes", "share"), [(0, 0), (10, 0), (11, 0.2), (1440, 0.2), (1441, 0.4), (10**5, 0.5)]
)
def test_each_day_begun_costs_its_share(minutes, share):
    assert Late(grace=10, per_day=0.2, most=0.5).share(minutes) == pytest.approx(share)


@pytest.mark.parametrize("text", ["2026-03-01 12:00:00.5 UTC", "2026-03-01T13:00:00.5+01:00"])
def test_a_time_is_read_as_nbgrader_and_iso_write_it(text):
    assert moment(text) == moment("2026-03-01T12:00:00.500+00:00")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hint_costs = 1", "rules of .*hint_cost, .*got hint_costs"),
        ("[late]\nperday = 1", "rules of late.grace, .*got late.perday"),
        ("hint_cost = -1", "0 <= hint_cost"),
        ("attempt = 'first'", "attempt"),
        ("late.per_day = 2", "0 <= late.per_day <= 1"),
        ("[deadlines]\nx = 'soon'", "a date such as"),
        ("[extensions.ada]\nx = 5", "a date such as"),
        ("hint_cost = ", "TOML in UTF-8"),
        ("deadlines = 5", "a table of dates, got 5"),
        ("extensions.ada = 5", "a table of dates"),
    ],
)
def test_a_rule_that_there_is_not_is_refused(tmp_path, text, said):
    (tmp_path / "course.toml").write_text(text)
    with pytest.raises(ValueError, match=f"^course.toml: expected .*{said}"):
        load_rules(tmp_path)
