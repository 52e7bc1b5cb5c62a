"""Ways to die while a file is written, for processes of their own: each arms, the kernel kills.

`killed` starts one of `runs` that dies.
"""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def at_once(size):
    """Between two files."""
    kill()


def half_way(size):
    """In the middle of the bytes: a file that grows beyond the limit ends the process."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, size // 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def before_the_move(size):
    """When all bytes are written, but the new file has not yet taken the place of the old one."""

    def hook(event, arguments):
        if event == "os.rename":
            kill()

    sys.addaudithook(hook)


MOMENTS = {moment.__name__: moment for moment in (at_once, half_way, before_the_move)}
SIGNALS = (-signal.SIGKILL, -signal.SIGXFSZ)


def killed(kind, path, moment):
    """Run `kind` until it is killed at the moment."""
    command = [sys.executable, "-m", "tests.faults.runs", kind, str(path), moment]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode in SIGNALS, done.stderr.decode()
