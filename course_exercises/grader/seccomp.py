"""A system-call filter for the sandbox: no other program, no memory that no limit counts.

Limits on the number of processes do not bind the administrator, and in many containers everybody is
administrator. So the kernel is told to refuse fork itself; threads stay possible. Memory files and
shared segments are refused because no limit of memory counts them; the others, because no answer
needs them and each is a way into the kernel or into another process.
"""

from __future__ import annotations

import errno
import platform
import struct

_LOAD, _EQUAL, _SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_CLONE_THREAD = 0x00010000
_NUMBER, _ARCHITECTURE, _FLAGS = 0, 4, 16  # offsets in struct seccomp_data
_CLONE3 = 435
_EVERYWHERE = (425, 438, 447)  # io_uring_setup, pidfd_getfd, memfd_secret
_CALLS = {  # machine -> (audit architecture, clone, forks)
    "x86_64": (0xC000003E, 56, (57, 58)),
    "aarch64": (0xC00000B7, 220, ()),
}
_REFUSED = {
    #  name:              (x86_64, aarch64)
    "socket":             (41, 198),
    "shmget":             (29, 194),
    "shmat":              (30, 196),
    "semget":             (64, 190),
    "msgget":             (68, 186),
    "mq_open":            (240, 180),
    "memfd_create":       (319, 279),
    "ptrace":             (101, 117),
    "process_vm_readv":   (310, 270),
    "process_vm_writev":  (311, 271),
    "kcmp":               (312, 272),
    "unshare":            (272, 97),
    "setns":              (308, 268),
    "mount":              (165, 40),
    "umount2":            (166, 39),
    "chroot":             (161, 51),
    "pivot_root":         (155, 41),
    "add_key":            (248, 217),
    "request_key":        (249, 218),
    "keyctl":             (250, 219),
    "bpf":                (321, 280),
    "perf_event_open":    (298, 241),
    "userfaultfd":        (323, 282),
}  # fmt: skip


def no_fork(machine: str = platform.machine()) -> bytes | None:
    """Return the filter in the form that ``bwrap --seccomp`` reads, or None for other machines.

    fork and vfork are refused, clone too unless it makes a thread; clone3 does not exist, so that
    the C library falls back to clone; calls of another architecture end the program.
    """
    if machine not in _CALLS:
        return None
    architecture, clone, forks = _CALLS[machine]
    column = list(_CALLS).index(machine)
    refused = {_CLONE3: errno.ENOSYS} | dict.fromkeys(forks, errno.EAGAIN)
    refused |= dict.fromkeys([*_EVERYWHERE, *(n[column] for n in _REFUSED.values())], errno.EPERM)
    return b"".join(
        [
            _line(_LOAD, 0, 0, _ARCHITECTURE),
            _line(_EQUAL, 1, 0, architecture),
            _line(_RETURN, 0, 0, _KILL),
            _line(_LOAD, 0, 0, _NUMBER),
            *(
                part
                for number, code in refused.items()
                for part in (_line(_EQUAL, 0, 1, number), _line(_RETURN, 0, 0, _ERRNO | code))
            ),
            _line(_EQUAL, 0, 3, clone),
            _line(_LOAD, 0, 0, _FLAGS),
            _line(_SET, 1, 0, _CLONE_THREAD),
            _line(_RETURN, 0, 0, _ERRNO | errno.EAGAIN),
            _line(_RETURN, 0, 0, _ALLOW),
        ]
    )


def _line(code: int, if_true: int, if_false: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
