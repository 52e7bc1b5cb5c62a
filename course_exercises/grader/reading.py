"""Read what a student handed in, believing nothing: a notebook may be broken, changed or a bomb."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import os
import re
import stat
import tokenize
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from course_exercises.checks.wire import pieces

LARGEST = 64 * 2**20
"""The largest notebook that is read, in bytes."""
PIECES = 1_000_000
"""The most commas, colons and brackets in it: read as JSON, each may take a hundred bytes."""
SETUP = 20_000
"""The longest cell in which ``assignment(...)`` is looked for, in characters."""
SETUPS = 20
"""In how many cells."""


class BrokenError(Exception):
    """The submission cannot be graded; the text says why."""


@dataclass(frozen=True)
class Cell:
    """A code cell: its nbgrader id (or ""), and its source."""

    grade_id: str
    source: str


@dataclass(frozen=True)
class Submission:
    """The code cells of a notebook, what is odd about it, the hints that were taken, its file."""

    cells: tuple[Cell, ...]
    flags: tuple[str, ...]
    hints: dict[str, int]
    file: str = ""


def digest(path: Path) -> str:
    """Return a text that changes whenever the notebook at `path` or its hints change."""
    hashed = hashlib.sha256()
    for file in (_found(path), hints_file(path)):
        try:
            hashed.update(_bytes(file, LARGEST))
        except (OSError, BrokenError) as error:
            hashed.update(f"{file.name}: {type(error).__name__}".encode())
        hashed.update(b"\0")
    return hashed.hexdigest()


def hints_file(path: Path) -> Path:
    """Return the file beside the notebook at `path` in which ``hint`` counts."""
    return path.with_name(f"hints_{path.stem}.json")


def read(path: Path, student: str, keys: Iterable[str], variant: bool) -> Submission:
    """Return the submission of `student` at `path`.

    Parameters
    ----------
    path : Path
        ``submitted/STUDENT/NAME/NAME.ipynb``
    student : str
    keys : iterable of str
        The questions of the assignment.
    variant : bool
        Whether the student was given numbers of their own.

    Raises
    ------
    BrokenError
        If there is no readable notebook.
    """
    file, keys = _found(path), tuple(keys)
    cells = tuple(_code(_load(file)))
    flags = [f"read from {file.name}"] * (file != path)
    flags += [*_odd_cells(cells, keys), *_odd_setup(cells, path.stem, student, variant)]
    return Submission(cells, tuple(dict.fromkeys(flags)), _hints(hints_file(path), keys), file.name)


def solutions(path: Path) -> dict[str, str]:
    """Return the author's answers by question, or nothing where there is no author's notebook."""
    try:
        return {cell.grade_id: cell.source for cell in _code(_load(path))}
    except BrokenError:
        return {}


def _found(path: Path) -> Path:
    """Return the notebook, or what a browser makes of its second download: ``NAME (1).ipynb``."""
    if os.path.lexists(path):
        return path
    again = re.compile(rf"{re.escape(path.stem)} ?\((\d{{1,3}})\)\.ipynb")
    downloads = [
        (int(m[1]), p) for p in path.parent.glob("*.ipynb") if (m := again.fullmatch(p.name))
    ]
    return max(downloads)[1] if downloads else path


def _bytes(path: Path, most: int) -> bytes:
    """Return the content of a file that may be anything: a link, a pipe, a device, a directory."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise BrokenError(f"{path.name} is no ordinary file")
        content = file.read(most + 1)
    if len(content) > most:
        raise BrokenError(f"{path.name} is larger than {most // 2**20} MB")
    return content


def _load(path: Path) -> dict[str, Any]:
    if any(part.is_symlink() for part in (path, path.parent, path.parent.parent)):
        raise BrokenError(f"{path.name} is a link to another file")
    if not os.path.lexists(path):
        others = sorted(p.name for p in path.parent.glob("*.ipynb"))[:3]
        found = f"found {', '.join(others)}" if others else "no notebook was handed in"
        raise BrokenError(f"{path.name} is missing: {found}")
    try:
        content = _bytes(path, LARGEST)
    except OSError as error:
        raise BrokenError(f"{path.name} cannot be opened: {error.strerror}") from None
    if pieces(content) > PIECES:
        raise BrokenError(f"{path.name} holds more than {PIECES} values: delete its outputs")
    try:
        notebook = json.loads(content)
    except UnicodeDecodeError:
        raise BrokenError(f"{path.name} is not UTF-8: save it with Jupyter once more") from None
    except (ValueError, RecursionError):
        raise BrokenError(f"{path.name} is no notebook: it cannot be read as JSON") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise BrokenError(f"{path.name} is no notebook: it has no list of cells")
    return notebook


def _code(notebook: dict[str, Any]) -> Iterator[Cell]:
    for cell in notebook["cells"]:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            metadata = cell.get("metadata")
            marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
            grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
            yield Cell(grade_id if isinstance(grade_id, str) else "", _text(cell.get("source")))


def _text(source: Any) -> str:
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _odd_cells(cells: tuple[Cell, ...], keys: tuple[str, ...]) -> Iterator[str]:
    count = Counter(cell.grade_id for cell in cells)
    for name in (n for key in keys for n in (key, f"{key}-check")):
        if count[name] != 1:
            yield f"cell {name} {'is missing or renamed' if not count[name] else 'occurs twice'}"
    for cell in cells:
        key = cell.grade_id.removesuffix("-check")
        if key in keys and key != cell.grade_id and cell.source.strip() != f'check("{key}")':
            yield f"cell {cell.grade_id} was changed"


def _odd_setup(cells: tuple[Cell, ...], name: str, student: str, variant: bool) -> Iterator[str]:
    named = [cell.source for cell in cells if "assignment" in cell.source]
    calls = [call for source in named[:SETUPS] for call in _assignments(source)]
    if not calls:
        yield "the first cell with assignment(...) is missing"
    for called, whose in calls:
        if called != name:
            yield f"wrong notebook: it is the one of {called[:40]!r}"
        if _normal(whose) != (_normal(student) if variant else None):
            yield f"it has the numbers of {f'student {whose[:40]!r}' if whose else 'everybody'}"


def _normal(student: str | None) -> str | None:
    return None if student is None else unicodedata.normalize("NFC", student)


def _assignments(source: str) -> Iterator[tuple[str, str | None]]:
    """Yield name and student of each ``assignment(NAME, student=ID)`` outside of comments."""
    if len(source) > SETUP:
        return
    words: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in (tokenize.NAME, tokenize.OP, tokenize.STRING, tokenize.NEWLINE):
                words.append(token.string)
    except (tokenize.TokenError, SyntaxError):  # after what was read so far
        pass
    for at, word in enumerate(words):
        if word == "assignment" and words[at + 1 : at + 2] == ["("]:
            texts = [w for w in takewhile(lambda w: w != ")", words[at + 2 :]) if w[-1] in "\"'"]
            if texts:
                yield _literal(texts[0]), _literal(texts[1]) if len(texts) > 1 else None


def _literal(text: str) -> str:
    try:
        return str(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return text


def _hints(file: Path, keys: tuple[str, ...]) -> dict[str, int]:
    try:
        taken = json.loads(_bytes(file, 10_000))
        return {k: min(3, max(0, int(taken[k]))) for k in keys if type(taken.get(k)) is int}
    except (OSError, ValueError, RecursionError, AttributeError, BrokenError):
        return {}
