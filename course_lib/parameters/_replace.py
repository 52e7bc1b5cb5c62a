"""Replace a file in one step: at every moment the disk holds the old one or the new one, whole.

The new one is written beside the old one, as ``name.machine.process.partial``, flushed to the disk
and moved to its place. A process that is killed on the way leaves its ``.partial``; the next one
that replaces the file removes it. One of a process that lives, or of another machine that shares
the folder, stays.
"""

from __future__ import annotations

import glob
import os
import platform
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from course_lib import _validate as check

END = ".partial"


def replace_file(target: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a new file and put it at `target`; after an `OSError` all is as before."""
    _remove_those_of_the_dead(target)
    partial = target.with_name(f"{_start(target)}{os.getpid()}{END}")
    try:
        with partial.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())  # else a power cut could leave the new name on an empty file
        partial.replace(target)
    except OSError as error:
        raise check.not_written(error, target) from error
    finally:
        partial.unlink(missing_ok=True)


def _start(target: Path) -> str:
    return f"{target.name}.{platform.node()}."


def _remove_those_of_the_dead(target: Path) -> None:
    start = _start(target)
    for path in target.parent.glob(f"{glob.escape(start)}*{END}"):
        process = path.name.removeprefix(start).removesuffix(END)
        if process.isdecimal() and not _is_alive(int(process)):
            with suppress(OSError):  # it may be somebody else's, or gone by now
                path.unlink()


def _is_alive(process: int) -> bool:
    """Whether the process exists; where that cannot be asked without harm, yes."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)  # signal 0 is none: it only asks
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):  # somebody else's, or no number of a process
        pass
    return True
