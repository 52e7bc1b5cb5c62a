"""Put what Moodle, Canvas or a folder of folders holds into ``submitted``, where grading finds it.

Known forms of a path, in a zip, in a zip inside of it, or in a folder:

    Jane Doe_1234_assignsubmission_file_/01_chain_rule.ipynb        Moodle
    doejane_LATE_1234_56789_01_chain_rule-1.ipynb                   Canvas
    jane/01_chain_rule/01_chain_rule (1).ipynb, jane.zip/…          the id
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath

from course_exercises.classroom.course import Course, write
from course_exercises.classroom.people import ClassList, demand_ids, student_id

LARGEST = 64 * 2**20
"""The largest file that is read, in bytes, and the most that a zip inside of another may hold."""
DEPTH = 2
"""How many zips may be inside of each other."""
MOODLE = re.compile(r"(.+?)_(\d+)_assignsubmission_(?:file|onlinetext)_?")
UNREADABLE = (
    OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, ValueError,
)  # fmt: skip
"""What reading a broken zip raises."""
CANVAS = re.compile(r"([^_]+)_(?:LATE_)?(\d+)_\d+_")


@dataclass(frozen=True)
class File:
    """A file of a download: its path there, when it was handed in, and what is in it."""

    path: PurePosixPath
    when: datetime
    content: bytes


def collect(
    course: Course, source: Path, listed: ClassList | None = None
) -> tuple[list[str], list[str]]:
    """Put the notebooks of `course` in `source`, a zip or a folder, into ``submitted``.

    Returns
    -------
    collected : list of str
        The ids of those whose notebook was found.
    problems : list of str
        What was left out, a line each.
    """
    problems: list[str] = []
    found: dict[str, list[File]] = defaultdict(list)
    for file in _files(source, problems):
        student = _who(course, file.path, listed)
        if student is None:
            problems.append(f"{file.path}: it is not known whose it is")
        else:
            found[student].append(file)
    for student, files in sorted(found.items()):
        try:
            demand_ids("collect", [student])
        except ValueError as error:
            problems.append(str(error))
        else:
            problems += _place(course, student, files)
    problems = ["".join(c if c.isprintable() else "�" for c in line) for line in problems]
    return [who for who in sorted(found) if who in course.students()], problems


def _files(source: Path, problems: list[str]) -> Iterator[File]:
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.is_file() and not path.is_symlink():
                when = datetime.fromtimestamp(path.stat().st_mtime)
                inside = PurePosixPath(path.relative_to(source).as_posix())
                yield from _unpacked(inside, when, path.read_bytes, path.stat().st_size, problems)
    else:
        yield from _zipped(PurePosixPath(), source, problems)


def _zipped(
    above: PurePosixPath,
    source: Path | io.BytesIO,
    problems: list[str],
    handed_in: datetime | None = None,
) -> Iterator[File]:
    """Yield the files of a zip; one that a student made counts as handed in when it was itself."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if handed_in and sum(info.file_size for info in members) > LARGEST:
                raise ValueError(f"it holds more than {LARGEST // 2**20} MB")
            for info in members:
                path = above / info.filename.replace("\\", "/")
                if not info.is_dir():
                    read = partial(archive.read, info)
                    when = handed_in or datetime(*info.date_time)
                    yield from _unpacked(path, when, read, info.file_size, problems)
    except UNREADABLE as error:
        problems.append(f"{source if isinstance(source, Path) else above}: not read ({error})")


def _unpacked(
    path: PurePosixPath,
    when: datetime,
    read: Callable[[], bytes],
    size: int,
    problems: list[str],
) -> Iterator[File]:
    kind, zips = path.suffix.lower(), sum(p.lower().endswith(".zip") for p in path.parts)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    if hidden or kind not in (".ipynb", ".json", ".zip"):
        return
    if size > LARGEST:
        problems.append(f"{path}: larger than {LARGEST // 2**20} MB")
    elif kind != ".zip":
        yield File(path, when, read())
    elif zips <= DEPTH:
        yield from _zipped(path, io.BytesIO(read()), problems, when)
    else:
        problems.append(f"{path}: zips inside of zips, too deep")


def _who(course: Course, path: PurePosixPath, listed: ClassList | None) -> str | None:
    """Return whose it is: outer names count before those that a student may have chosen."""
    folders = [re.sub(r"\.zip$", "", part, flags=re.IGNORECASE) for part in path.parts[:-1]]
    known = [MOODLE.match(part) or CANVAS.match(part) for part in (*folders, path.name)]
    if listed is None:
        zips = [part.lower().endswith(".zip") for part in path.parts[:-1]]
        own = folders[: zips.index(True) + 1] if any(zips) else folders
        own_names = known[: len(own)] if any(zips) else known
        names = [match[1] for match in own_names if match]
        names += [folder for folder in reversed(own) if folder != course.name]
        return student_id(names[0]) if names else None
    for part, match in zip((*folders, ""), known, strict=True):
        name = (match[1], match[2]) if match else (part, "")
        called = [p.id for p in listed.people if p.id and p.is_called(*name)]
        if len(called) == 1:
            return called[0]
    return None


def _place(course: Course, student: str, files: list[File]) -> Iterator[str]:
    """Write the newest notebook and hints of one student, and yield what was left out."""
    notebooks = [file for file in files if file.path.suffix.lower() == ".ipynb"]
    named = [file for file in notebooks if course.name in file.path.name]
    newest = sorted(named or notebooks, key=lambda file: (file.when, file.path.name))
    if not newest:
        yield f"{student}: no notebook among {', '.join(str(f.path) for f in files)}"
        return
    if len(newest) > 1:
        yield f"{student}: of {len(newest)} notebooks the newest, {newest[-1].path}"
    target = course.root / "submitted" / student / course.name / f"{course.name}.ipynb"
    _write(target, newest[-1].content)
    stamp = newest[-1].when.astimezone().isoformat(timespec="seconds")
    write(target.with_name("timestamp.txt"), stamp)
    hints = [file for file in files if f"hints_{course.name}" in file.path.name]
    for file in sorted(hints, key=lambda file: file.when)[-1:]:
        _write(target.with_name(f"hints_{course.name}.json"), file.content)


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".tmp")
    draft.write_bytes(content)
    draft.replace(target)
