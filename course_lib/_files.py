"""Write a file in one step: at every moment the disk holds the old one or the new one, whole.

The new file is written beside the old one, as ``name.machine.process.partial``, flushed to the
disk and moved to its place. A process that is killed on the way leaves its ``.partial``; the next
one that writes the same file removes it. The partial file of a process that is still running, or
of another machine that shares the folder, stays.
"""

from __future__ import annotations

import glob
import os
import platform
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

END = ".partial"


def replace_file(
    target: Path,
    write: Callable[[BinaryIO], object],
    before_move: Callable[[Path], object] | None = None,
) -> None:
    """Let `write` fill a new file and put it at `target`; after an `OSError` all is as before.

    `before_move` is given the complete new file, still beside the old one.
    """
    _remove_stale_partials(target)
    partial = target.with_name(f"{_start(target)}{os.getpid()}{END}")
    try:
        with partial.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())  # else a power cut could leave the new name on an empty file
        if before_move is not None:
            before_move(partial)
        partial.replace(target)
    except OSError as error:
        text = f"{error.strerror or error}; a file that was there is as before. Make room, or pass"
        raise OSError(error.errno, f"{text} another path", str(target)) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def replace_text(
    target: Path, text: str, before_move: Callable[[Path], object] | None = None
) -> None:
    """Put `text` at `target`, in UTF-8; what UTF-8 cannot hold becomes a question mark."""
    content = text.encode("utf-8", errors="replace")
    replace_file(target, lambda file: file.write(content), before_move)


def _start(target: Path) -> str:
    return f"{target.name}.{platform.node()}."


def _remove_stale_partials(target: Path) -> None:
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
