"""What is read out of a submission: odd cells are named, hints are counted, links are refused."""

import functools
import json
import os
import unicodedata
from pathlib import Path

import pytest

from course_exercises.grader import reading
from course_exercises.grader.reading import BrokenError, digest, hints_file, read
from tests.exercises.sample import NAME, QUESTIONS, answered, hand_in

KEYS = [question.key for question in QUESTIONS]


def changed(change=lambda cells: None, **answers):
    """A submission as plain JSON, with something done to its cells."""
    notebook = json.loads(json.dumps(answered(**answers)))
    change(notebook["cells"])
    return json.dumps(notebook).encode()


def cell(cells, grade_id):
    return next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def submitted(root, notebook, student="ada", variant=False):
    path = hand_in(root, student, notebook)
    return read(path, student, KEYS, variant)


def test_nothing_is_odd_about_an_untouched_notebook(tmp_path):
    found = submitted(tmp_path, changed())
    assert found.flags == ()
    assert found.hints == {}
    assert [c.grade_id for c in found.cells] == ["", "q1", "q1-check", "q2", "q2-check"]


ODD = {
    "a check is missing": (
        lambda cells: cells.remove(cell(cells, "q1-check")),
        "cell q1-check is missing or renamed",
    ),
    "an answer occurs twice": (
        lambda cells: cells.append(cell(cells, "q2")),
        "cell q2 occurs twice",
    ),
    "a check was edited": (
        lambda cells: cell(cells, "q2-check").update(source='check("q1")'),
        "cell q2-check was changed",
    ),
    "no first cell": (
        lambda cells: cells.pop(1),
        "the first cell with assignment(...) is missing",
    ),
}


@pytest.mark.parametrize("case", ODD)
def test_each_odd_cell_has_a_flag(tmp_path, case):
    change, flag = ODD[case]
    assert submitted(tmp_path, changed(change)).flags == (flag,)


def test_space_around_a_check_is_no_change(tmp_path):
    def spaced(cells):
        cell(cells, "q1-check").update(source=['\n check("q1")', " \n"])

    assert submitted(tmp_path, changed(spaced)).flags == ()


@pytest.mark.parametrize(
    ("call", "variant", "flags"),
    [
        (f'assignment("{NAME}")', False, ()),
        (f"assignment( '{NAME}' , student = 'ada')", True, ()),
        (f'assignment("{NAME}")', True, ("it has the numbers of everybody",)),
        (f'assignment("{NAME}", student="bob")', True, ("it has the numbers of student 'bob'",)),
        (f'assignment("{NAME}", student="ada")', False, ("it has the numbers of student 'ada'",)),
        ('assignment("07_x")', False, ("wrong notebook: it is the one of '07_x'",)),
        ('assignment("00_sample", "bob")', True, ("it has the numbers of student 'bob'",)),
        (f'# assignment("{NAME}")\nassignment("{NAME}", student="bob")', False,
         ("it has the numbers of student 'bob'",)),
        (f'# assignment("{NAME}")', False, ("the first cell with assignment(...) is missing",)),
        (f'"""assignment("{NAME}")"""', False, ("the first cell with assignment(...) is missing",)),
        (f'assignment("{NAME}")\nassignment("{NAME}", student="bob")', False,
         ("it has the numbers of student 'bob'",)),
        (
            f'assignment("{"a" * 50}", student="{"b" * 50}")',
            False,
            (
                f"wrong notebook: it is the one of '{'a' * 40}'",
                f"it has the numbers of student '{'b' * 40}'",
            ),
        ),
    ],
)  # fmt: skip
def test_the_first_cell_says_whose_numbers_it_has(tmp_path, call, variant, flags):
    assert submitted(tmp_path, changed(setup=call), variant=variant).flags == flags


def test_what_is_no_cell_is_left_out(tmp_path):
    def spoilt(cells):
        cells += [3, None, {"cell_type": "code"}, {"cell_type": "code", "metadata": 1, "source": 2}]
        cells += [{"cell_type": "code", "metadata": {"nbgrader": []}, "source": ["a", 1, "b"]}]
        cells += [{"cell_type": "code", "metadata": {"nbgrader": {"grade_id": 5}}, "source": "c"}]
        cells += [{"cell_type": "raw", "metadata": {}, "source": "d"}]

    found = submitted(tmp_path, changed(spoilt))
    assert [(c.grade_id, c.source) for c in found.cells[5:]] == [
        ("", ""),
        ("", ""),
        ("", "ab"),
        ("", "c"),
    ]


@pytest.mark.parametrize(
    ("notebook", "words"),
    [
        (b"no json", "cannot be read as JSON"),
        (b"[" * 100_000, "cannot be read as JSON"),
        (b"[]", "it has no list of cells"),
        (b"{}", "it has no list of cells"),
        (b'{"cells": {}}', "it has no list of cells"),
    ],
)
def test_what_is_no_notebook_is_refused(tmp_path, notebook, words):
    with pytest.raises(BrokenError, match=words):
        submitted(tmp_path, notebook)


def test_a_notebook_of_another_name_is_named(tmp_path):
    path = hand_in(tmp_path, "ada", changed())
    others = [path.with_name(f"{letter}.ipynb") for letter in "abcd"]
    path.rename(others[0])
    with pytest.raises(BrokenError, match=rf"{NAME}\.ipynb is missing: found a\.ipynb$"):
        read(path, "ada", KEYS, False)
    for other in others[1:]:
        other.write_bytes(b"")
    with pytest.raises(BrokenError, match=r"found a\.ipynb, b\.ipynb, c\.ipynb$"):
        read(path, "ada", KEYS, False)
    for other in others:
        other.unlink()
    with pytest.raises(BrokenError, match="no notebook was handed in"):
        read(path, "ada", KEYS, False)


@pytest.mark.parametrize("part", [0, 1, 2], ids=["the file", "its folder", "the student's"])
def test_links_are_not_followed(tmp_path, part):
    path = hand_in(tmp_path, "ada", changed())
    place = [path, path.parent, path.parent.parent][part]
    target = place.rename(tmp_path / "elsewhere")
    place.symlink_to(target)
    assert path.is_file()
    with pytest.raises(BrokenError, match="a link to another file"):
        read(path, "ada", KEYS, False)


def test_the_size_limit_counts_bytes(tmp_path, monkeypatch):
    notebook = changed()
    path = hand_in(tmp_path, "ada", notebook)
    monkeypatch.setattr(reading, "LARGEST", len(notebook))
    assert read(path, "ada", KEYS, False).flags == ()
    monkeypatch.setattr(reading, "LARGEST", len(notebook) - 1)
    with pytest.raises(BrokenError, match="larger than 0 MB"):
        read(path, "ada", KEYS, False)


def test_the_largest_notebook_is_64_mebibytes(tmp_path):
    path = hand_in(tmp_path, "ada", b"{}")
    with path.open("r+b") as file:  # a sparse file: it takes no space
        file.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(BrokenError, match="larger than 64 MB"):
        read(path, "ada", KEYS, False)


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ('{"q1": 2, "q2": 1}', {"q1": 2, "q2": 1}),
        ('{"q1": 9, "q2": -4}', {"q1": 3, "q2": 0}),
        ('{"q1": 1.0, "q2": "2", "q9": 1}', {}),
        ('{"q1": true, "q2": 3}', {"q2": 3}),
        ("[1]", {}),
        ("null", {}),
        ("not json", {}),
        ("[" * 9_000, {}),
        ('{"q1": 2}' + " " * 9_991, {"q1": 2}),
        ('{"q1": 2}' + " " * 9_992, {}),
    ],
)
def test_hints_are_counted_if_they_can_be_believed(tmp_path, text, hints):
    path = hand_in(tmp_path, "ada", changed())
    hints_file(path).write_text(text)
    assert read(path, "ada", KEYS, False).hints == hints


def test_hints_behind_a_link_do_not_count(tmp_path):
    path = hand_in(tmp_path, "ada", changed())
    (tmp_path / "hints").write_text('{"q1": 2}')
    hints_file(path).symlink_to(tmp_path / "hints")
    assert read(path, "ada", KEYS, False).hints == {}


def test_the_digest_changes_with_notebook_and_hints(tmp_path):
    path = hand_in(tmp_path, "ada", changed())
    seen = [digest(path)]
    assert digest(path) == seen[0]
    hints_file(path).write_text("{}")
    seen.append(digest(path))
    path.write_bytes(b"{}")
    seen.append(digest(path))
    path.unlink()
    seen.append(digest(path))
    assert len(set(seen)) == 4


@pytest.mark.parametrize("student", ["Åsa", "A\u030asa", "김철수", 'a"b', "a\\b"])
@pytest.mark.parametrize("written", [json.dumps, repr, lambda s: json.dumps(s, ensure_ascii=False)])
def test_an_id_is_the_same_however_it_is_written(tmp_path, student, written):
    setup = f'assignment("{NAME}", student={written(student)})'
    for owner in (student, unicodedata.normalize("NFC", student)):
        path = tmp_path / f"{NAME}.ipynb"
        path.write_bytes(changed(setup=setup))
        assert read(path, owner, KEYS, True).flags == ()
        (flag,) = read(path, "bob", KEYS, True).flags
        assert flag == f"it has the numbers of student {student!r}"


def test_a_second_download_is_read_and_named(tmp_path):
    path = hand_in(tmp_path, "ada", changed())
    second = path.with_name(f"{NAME} (2).ipynb")
    path.rename(second)
    path.with_name(f"{NAME} (1).ipynb").write_bytes(b"{}")
    path.with_name(f"other {NAME} (3).ipynb").write_bytes(b"{}")
    found = read(path, "ada", KEYS, False)
    assert (found.flags, found.file) == ((f"read from {second.name}",), second.name)
    before = digest(path)
    second.write_bytes(b"{}")
    assert digest(path) != before
    path.write_bytes(changed())
    assert read(path, "ada", KEYS, False).file == path.name


def test_other_encodings_are_read_or_named(tmp_path):
    notebook = json.dumps(json.loads(changed(q1="# é")), ensure_ascii=False)
    path = hand_in(tmp_path, "ada", notebook.encode())
    for encoding in ("utf-8-sig", "utf-16"):
        path.write_bytes(notebook.encode(encoding))
        assert read(path, "ada", KEYS, False).flags == ()
    path.write_bytes(notebook.encode("latin-1"))
    with pytest.raises(BrokenError, match=rf"^{NAME}\.ipynb is not UTF-8"):
        read(path, "ada", KEYS, False)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_only_ordinary_files_are_opened(tmp_path, kind):
    path = hand_in(tmp_path, "ada", changed())
    device = functools.partial(Path.symlink_to, target="/dev/zero")
    make = {"pipe": os.mkfifo, "folder": os.mkdir, "device": device}
    make[kind](hints_file(path))
    assert read(path, "ada", KEYS, False).hints == {}
    assert digest(path)
    path.unlink()
    make[kind](path)
    assert digest(path)
    with pytest.raises(BrokenError):
        read(path, "ada", KEYS, False)


def test_a_file_that_takes_a_hundred_times_its_size_in_memory_is_not_read(tmp_path):
    path = hand_in(tmp_path, "ada", b'{"cells": [' + b"{}," * 600_000 + b"{}]}")
    with pytest.raises(BrokenError, match="holds more than 1000000 values"):
        read(path, "ada", KEYS, False)


def test_flags_do_not_grow_with_the_notebook(tmp_path):
    def many(cells):
        cells += [cell(cells, "q1-check") | {"source": "x"}] * 3000

    assert len(submitted(tmp_path, changed(many)).flags) == 2
