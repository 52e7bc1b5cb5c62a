"""Start the worker where a student's code can do no harm: inside bubblewrap.

No network, no home, no files but a read-only Python with NumPy, a small writable folder that
vanishes, no other program, and limits on time, memory, file size and output.
"""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from course_exercises.checks import standins, wire, worker
from course_exercises.grader.identity import DROP, USER, Administrator
from course_exercises.grader.seccomp import no_fork

MEGABYTE = 2**20
LIMITS = {
    "RLIMIT_CPU": 90,
    "RLIMIT_AS": 2048 * MEGABYTE,
    "RLIMIT_FSIZE": 16 * MEGABYTE,
    "RLIMIT_NPROC": 256,
    "RLIMIT_NOFILE": 64,
    "RLIMIT_CORE": 0,
}
"""Limits of one worker: 90 s, 2 GB of memory, files of 16 MB, 256 threads, 64 open files."""
CODE = [Path(str(module.__file__)) for module in (worker, wire, standins)]
"""What the sandbox holds of the course."""
BOX = "/box"
"""Where that is in the sandbox."""
FOLDER = 32 * MEGABYTE
"""Size of the writable folder: 32 MB."""
REMEDY = (
    "Install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install "
    "bubblewrap) on Linux, with user namespaces allowed; or pass --unsafe, which lets students' "
    "code do whatever you can do."
)
BROKEN = f"grade: expected a working sandbox, got one in which Python does not start. {REMEDY}"
BOOT = """
import json, sys, types
sys.path.append(sys.argv[3])
for name in ("course_exercises", "course_exercises.checks"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [sys.argv[2]]
from course_exercises.checks.worker import main
exec(sys.argv[4])
main(json.loads(sys.argv[1]))
"""
"""Makes NumPy and the worker importable, and nothing else, before the worker starts."""


PLAIN_USER = ["--disable-userns", "--uid", str(USER), "--gid", str(USER)]
"""The user in the sandbox, unless the administrator starts it."""


class SandboxError(RuntimeError):
    """There is no working sandbox; the text says how to get one."""


def start(
    numbers: dict[str, Any], *, unsafe: bool = False, errors: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Return a new worker process, spoken to through its standard input and output.

    Parameters
    ----------
    numbers : dict
        The student's numbers, ``{"q3": {"slope": 0.2}}``.
    unsafe : bool, default False
        Start it without a sandbox, with limits only.
    errors : int, default nowhere
        Where its standard error goes, as `subprocess` says it.

    Raises
    ------
    SandboxError
        If bubblewrap is not installed.
    """
    root = not unsafe and os.geteuid() == 0
    setup, folder = json.dumps({"numbers": numbers, "limits": LIMITS}), CODE[0].parent
    python = [str(_python()), "-I", "-S", "-B", "-c", BOOT, setup, str(folder if unsafe else BOX),
              str(Path(np.__file__).parents[1]), DROP * root]  # fmt: skip
    if unsafe:
        return _popen(python, errors)
    with ExitStack() as stack:
        box, descriptors = _box(), list(_filter(stack))
        for descriptor in descriptors:
            box += ["--seccomp", str(descriptor)]
        if not root:
            return _popen([*box, *PLAIN_USER, "--", *python], errors, *descriptors)
        if not descriptors:
            raise SandboxError(f"grade: expected an ordinary user on this machine. {REMEDY}")
        users = stack.enter_context(Administrator())
        box += [*users.options, "--", *python]
        process = _popen(box, errors, *descriptors, *users.descriptors)
        try:
            users.map_users(process)
        except PermissionError:
            process.communicate()
            raise SandboxError(f"grade: expected an ordinary user, got root. {REMEDY}") from None
        return process


def _filter(stack: ExitStack) -> Iterator[int]:
    """Yield the descriptor that bubblewrap reads its filter from, where there is a filter."""
    filtered = no_fork()
    if filtered is not None:
        reader, writer = os.pipe()
        stack.callback(os.close, reader)
        os.write(writer, filtered)
        os.close(writer)
        yield reader


def require_sandbox() -> None:
    """Do nothing if the sandbox works here.

    Raises
    ------
    SandboxError
        If it does not; the text says how to get one.
    """
    with start({}, errors=subprocess.PIPE) as worker:
        answer, error = worker.communicate()
    if answer != b'{"ready": true}\n':
        reason = " ".join(error.decode(errors="replace").split())[-200:] or "no answer"
        raise SandboxError(f"grade: expected a working sandbox, got: {reason}. {REMEDY}")


def _popen(command: list[str], errors: int, *descriptors: int) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "HOME": "/tmp"}
    return subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=errors, env=environment, pass_fds=descriptors,
        start_new_session=True,
    )  # fmt: skip


def _box() -> list[str]:
    program = shutil.which("bwrap")
    if program is None:
        raise SandboxError(f"grade: expected a working sandbox, got no program bwrap. {REMEDY}")
    words = [program, "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session",
             "--cap-drop", "ALL", "--hostname", "box", "--proc", "/proc", "--dev", "/dev",
             "--size", str(FOLDER), "--perms", "1777", "--tmpfs", "/tmp",
             "--chdir", "/tmp"]  # fmt: skip
    shown = [*map(Path, _system()), *_numpy()]
    for place in dict.fromkeys(p for path in shown for p in _parents(path)):
        words += ["--dir", place]  # readable by everybody, however private it is outside
    for file in CODE:
        words += ["--ro-bind", str(file), f"{BOX}/{file.name}"]
    for folder in _system():
        words += ["--ro-bind-try", folder, folder]
    hidden = list(_hidden())
    for folder in hidden:
        words += ["--tmpfs", folder]
    for path in map(str, _numpy()):
        words += ["--ro-bind", path, path]
    closed = [*hidden, "/proc", "/dev", "/"]
    return words + [w for folder in closed for w in ("--remount-ro", folder)]


def _parents(path: Path) -> list[str]:
    return [str(parent) for parent in reversed(path.parents)][1:]


def _python() -> Path:
    return Path(getattr(sys, "_base_executable", sys.executable)).resolve()


def _system() -> list[str]:
    return ["/usr/lib", "/usr/lib64", "/lib", "/lib64", sys.base_prefix]


def _hidden() -> Iterator[str]:
    """Yield folders of packages inside of what is shown: the course may be installed there."""
    bases = [Path(folder).resolve() for folder in _system()]
    folders = [*site.getsitepackages([sys.base_prefix]), "/usr/lib/python3/dist-packages"]
    for folder in map(Path, folders):
        inside = any(folder.resolve().is_relative_to(base) for base in bases)
        if folder.is_dir() and inside:
            yield str(folder)


def _numpy() -> list[Path]:
    package = Path(np.__file__).parent
    libraries = package.with_name("numpy.libs")
    return [package, *[libraries] * libraries.is_dir()]
