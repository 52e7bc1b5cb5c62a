"""Who is in the class: ids, and class lists, plain or as Moodle and Canvas export them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from course_lib._validate import message

BAD = re.compile(r"[/\\<>|\x00-\x1f\x7f]|^\.|^\s|\s$|^$")
LONGEST = 120
ID_RULE = f"ids of up to {LONGEST} bytes without / \\ < > |, not beginning with a full stop"
COLUMNS = {
    "plain": (("id",), "name", "number"),
    "moodle": (("ID number", "Username", "Email address", "Identifier"), "Full name", "Identifier"),
    "canvas": (("SIS Login ID", "SIS User ID", "ID"), "Student", "ID"),
}
"""Kind of list -> columns that may hold the id, the best first; of the name; of the number that
the names of files in a download repeat."""


@dataclass(frozen=True)
class Person:
    """One student: the id, and how downloads name them: name, number, Moodle's folder."""

    id: str
    name: str = ""
    number: str = ""
    folder: str = ""

    def is_called(self, name: str, number: str = "") -> bool:
        """Return whether a download means this student."""
        if number and self.number:
            return number == self.number
        return bool(_forms(name) & (_forms(self.id) | _forms(self.name)))


@dataclass(frozen=True)
class ClassList:
    """A class list: its kind, its rows as in the file, and a person per row."""

    kind: str
    header: list[str]
    rows: list[list[str]]
    people: tuple[Person, ...]


def student_id(text: str) -> str:
    """Return an id in Unicode's composed form (NFC), whatever the system that wrote it."""
    return normalize("NFC", text)


def demand_ids(owner: str, ids: Iterable[str]) -> None:
    """Do nothing if all `ids` can be names of folders on every system.

    Raises
    ------
    ValueError
        If some cannot; all of them are named.
    """
    bad = [i for i in ids if BAD.search(i) or len(i.encode(errors="replace")) > LONGEST]
    if bad:
        raise ValueError(message(owner, ID_RULE, ", ".join(map(repr, bad))))


def class_list(path: Path) -> ClassList:
    """Return the class in the file at `path`: an id a line, or CSV with a column ``id`` (and
    ``name``), or a grading worksheet of Moodle, or a gradebook of Canvas.

    Raises
    ------
    ValueError
        If there is no such file, a byte of it is not UTF-8, or an id cannot be one or comes twice.
    """
    lines = _text(path).splitlines()
    kind, delimiter = _kind(lines[0] if lines else "")
    table = list(csv.reader(lines, delimiter=delimiter)) if delimiter else [["id"]]
    table = table if delimiter else table + [[line] for line in lines]
    header, rows = table[0], [row for row in table[1:] if any(map(str.strip, row))]
    people = tuple(_person(kind, header, row) for row in rows)
    ids = [person.id for person in people if person.id]
    demand_ids(f"class list {path.name}", ids)
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ValueError(message(f"class list {path.name}", "each id once", ", ".join(twice)))
    return ClassList(kind, header, rows, people)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise ValueError(message("class list", f"a file {path}", str(error.strerror))) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        words = data.splitlines()[line - 1].decode("latin-1")
        remedy = "Save it as UTF-8."
        rule, got = f"UTF-8 in {path}", f"another encoding in line {line} ({words!r}?)"
        raise ValueError(message("class list", rule, got, remedy)) from None


def _kind(head: str) -> tuple[str, str]:
    for delimiter in ",;\t":
        names = next(csv.reader([head], delimiter=delimiter), [])
        for kind, (ids, name, number) in COLUMNS.items():
            wanted = ids if kind == "plain" else (name, number)
            if set(wanted) <= set(names):
                return kind, delimiter
    return "plain", ""


def _person(kind: str, header: list[str], row: list[str]) -> Person:
    values = {head: value.strip() for head, value in zip(header, row, strict=False)}
    ids, name, number = COLUMNS[kind]
    chosen = next((values[column] for column in ids if values.get(column)), "")
    if kind == "canvas" and not values.get("ID"):  # the row "Points Possible"
        chosen = ""
    digits, called = re.sub(r"\D", "", values.get(number, "")), values.get(name, "")
    folder = re.sub(r"[/\\<>|]", "", f"{called}_{digits}_assignsubmission_file_")
    return Person(student_id(chosen), called, digits, folder if kind == "moodle" else "")


def _forms(name: str) -> set[str]:
    """Return a name without spaces and commas: as given, and with its words in order."""
    words = re.findall(r"\w+", student_id(name).casefold())
    return {"".join(words), "".join(sorted(words))} - {""}
