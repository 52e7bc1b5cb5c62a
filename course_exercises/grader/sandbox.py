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
from pathlib import Path
from typing import Any

import numpy as np

from course_exercises.checks import worker
from course_exercises.grader.seccomp import no_fork

MEGABYTE = 2**20
LIMITS = {
    "RLIMIT_CPU": 90,
    "RLIMIT_AS": 2048 * MEGABYTE,
    "RLIMIT_FSIZE": 16 * MEGABYTE,
    "RLIMIT_NPROC": 256,
    "RLIMIT_CORE": 0,
}
"""Limits of one worker: 90 s, 2 GB of memory, files of 16 MB, 256 threads, no core file."""
WORKER = "/worker.py"
"""Where the worker stands in the sandbox."""
FOLDER = 32 * MEGABYTE
"""Size of the writable folder: 32 MB."""
REMEDY = (
    "Install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap; Fedora: dnf install "
    "bubblewrap) on Linux, with user namespaces allowed; or pass --unsafe, which lets students' "
    "code do whatever you can do."
)
BROKEN = f"grade: expected a working sandbox, got one in which Python does not start. {REMEDY}"
BOOT = """
import runpy, sys
sys.path.append(sys.argv[3])
runpy.run_path(sys.argv[2], run_name="__main__")
"""
"""Makes NumPy importable, and nothing else, before the worker starts."""


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
    setup = json.dumps({"numbers": numbers, "limits": LIMITS})
    flags = ["-I", "-S", "-B", "-c", BOOT]
    program = worker.__file__ if unsafe else WORKER
    python = [str(_python()), *flags, setup, program, str(Path(np.__file__).parents[1])]
    environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "HOME": "/tmp"}
    if unsafe:
        return _popen(python, environment, errors)
    filtered = no_fork()
    if filtered is None:
        return _popen([*_box(), *python], environment, errors)
    reader, writer = os.pipe()
    try:
        os.write(writer, filtered)
        os.close(writer)
        command = [*_box(), "--seccomp", str(reader), "--", *python]
        return _popen(command, environment, errors, reader)
    finally:
        os.close(reader)


def demand() -> None:
    """Do nothing if the sandbox works here.

    Raises
    ------
    SandboxError
        If it does not; the text says how to get one.
    """
    with start({}, errors=subprocess.PIPE) as worker:
        said, error = worker.communicate()
    if said != b'{"ready": true}\n':
        reason = " ".join(error.decode(errors="replace").split())[-200:] or "no answer"
        raise SandboxError(f"grade: expected a working sandbox, got: {reason}. {REMEDY}")


def _popen(
    command: list[str], environment: dict[str, str], errors: int, *descriptors: int
) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=errors, env=environment, pass_fds=descriptors,
        start_new_session=True,
    )  # fmt: skip


def _box() -> list[str]:
    program = shutil.which("bwrap")
    if program is None:
        raise SandboxError(f"grade: expected a working sandbox, got no program bwrap. {REMEDY}")
    words = [program, "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent",
             "--new-session", "--cap-drop", "ALL", "--uid", "1000", "--gid", "1000",
             "--hostname", "box", "--proc", "/proc", "--dev", "/dev",
             "--size", str(FOLDER), "--tmpfs", "/tmp", "--chdir", "/tmp",
             "--ro-bind", worker.__file__, WORKER]  # fmt: skip
    for folder in _system():
        words += ["--ro-bind-try", folder, folder]
    hidden = list(_hidden())
    for folder in hidden:
        words += ["--tmpfs", folder]
    for path in map(str, _numpy()):
        words += ["--ro-bind", path, path]
    return words + [w for folder in [*hidden, "/dev", "/"] for w in ("--remount-ro", folder)]


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
