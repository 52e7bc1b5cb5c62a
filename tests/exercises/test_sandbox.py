"""What a student's code can reach in the sandbox: tried from inside, whoever grades."""

import os
from pathlib import Path

import pytest

from course_exercises.grader import sandbox
from course_exercises.grader.identity import USER
from course_exercises.grader.remote import Student
from tests.exercises.needs import needs_sandbox

pytestmark = needs_sandbox()
WALK = """
import os, stat

def writable(top):
    found = []
    for folder, _, files in os.walk(top):
        try:
            os.rmdir(os.mkdir(folder + "/probe") or folder + "/probe")
            found.append(folder)
        except OSError:
            pass
        for file in files:
            path = os.path.join(folder, file)
            try:
                mode = os.lstat(path).st_mode  # what a link leads to is tried where it is
                if stat.S_ISREG(mode) or stat.S_ISCHR(mode):
                    os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
                    found.append(path)
            except OSError:
                pass
    return found
"""
ATTEMPTS = """
import ctypes, os, resource

libc = ctypes.CDLL(None, use_errno=True)

def refused(name):
    ctypes.set_errno(0)
    value = {
        "memfd_create": lambda: libc.memfd_create(b"x", 0),
        "shmget": lambda: libc.shmget(0, 4096, 0o1600),
        "semget": lambda: libc.semget(0, 1, 0o1600),
        "msgget": lambda: libc.msgget(0, 0o1600),
        "ptrace": lambda: libc.ptrace(16, 1, 0, 0),
        "ptrace_me": lambda: libc.ptrace(0, 0, 0, 0),
        "process_vm_readv": lambda: libc.process_vm_readv(1, 0, 0, 0, 0, 0),
        "unshare": lambda: libc.unshare(0x10000000),
        "socket": lambda: libc.socket(2, 1, 0),
        "netlink": lambda: libc.socket(16, 3, 0),
        "fork": lambda: libc.fork(),
        "setuid": lambda: libc.setuid(0),
        "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, 0),
        "chroot": lambda: libc.chroot(b"/tmp"),
        "keyctl": lambda: libc.syscall(250, 0, 0, 0, 0, 0),
        "bpf": lambda: libc.syscall(321, 0, 0, 0),
        "io_uring_setup": lambda: libc.syscall(425, 8, 0),
    }[name]()
    return value == -1

def descriptors():
    kept = []
    try:
        while len(kept) < 5000:
            kept.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        return len(kept)
    finally:
        for number in kept:
            os.close(number)
    return len(kept)

def raised(name):
    soft, hard = resource.getrlimit(getattr(resource, name))
    try:
        resource.setrlimit(getattr(resource, name), (hard + 1, hard + 1))
    except (OSError, ValueError):
        return False
    return True

def user():
    return list(os.getresuid())

def first_memory():
    try:
        open("/proc/1/mem", "r+b")
    except OSError:
        return "closed"
    return "open"
"""
CALLS = [
    *("memfd_create", "shmget", "semget", "msgget", "ptrace", "ptrace_me", "process_vm_readv"),
    *("unshare", "socket", "netlink", "fork", "setuid", "mount", "chroot", "keyctl", "bpf"),
    "io_uring_setup",
]
DEVICES = {"null", "zero", "full", "random", "urandom", "tty", "ptmx"}


@pytest.fixture(scope="module")
def student():
    one = Student({})
    assert one.run_cell(WALK) == one.run_cell(ATTEMPTS) == []
    yield one
    one.close()


def test_the_folder_for_files_is_all_that_can_be_written(student):
    """Every file and folder of the sandbox is tried, settings of the kernel too."""
    found = {path for path in student.call("writable", "/") if not path.startswith("/dev/")}
    assert found == {"/tmp"}


def test_devices_hold_nothing(student):
    found = {path.removeprefix("/dev/") for path in student.call("writable", "/dev")}
    assert found <= DEVICES | {"pts/ptmx"}


@pytest.mark.parametrize("name", CALLS)
def test_the_kernel_refuses_what_no_answer_needs(student, name):
    assert student.call("refused", name) is True


def test_nobody_runs_a_students_code_even_if_root_grades(student):
    assert student.call("user") == [USER] * 3
    assert student.call("first_memory") == "closed"
    process = student._worker.pid
    while children := (process_children(process)):
        process = children[0]
    status = Path(f"/proc/{process}/status").read_text().split("\n")
    (ids,) = [line.split()[1:] for line in status if line.startswith("Uid:")]
    assert set(ids) == {str(65534 if os.geteuid() == 0 else os.geteuid())}


def process_children(process):
    children = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in children.split()]


def test_limits_hold(student):
    assert student.call("descriptors") < sandbox.LIMITS["RLIMIT_NOFILE"]
    assert not any(student.call("raised", name) for name in sandbox.LIMITS)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is mapped to nobody")
@pytest.mark.parametrize("missing", ["filter", "map"])
def test_root_is_refused_where_it_cannot_become_nobody(monkeypatch, missing):
    def refuse(*_):
        raise PermissionError

    if missing == "filter":
        monkeypatch.setattr(sandbox, "no_fork", lambda: None)
    else:
        monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(sandbox.SandboxError, match=r"^grade: expected an ordinary user"):
        sandbox.start({})
