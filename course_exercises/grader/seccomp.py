"""A system-call filter for the sandbox: the student's program starts no other program.

Limits on the number of processes do not bind the administrator, and in many containers everybody is
administrator. So the kernel is told to refuse fork itself; threads stay possible.
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
_CALLS = {  # machine -> (audit architecture, clone, forks)
    "x86_64": (0xC000003E, 56, (57, 58)),
    "aarch64": (0xC00000B7, 220, ()),
}


def no_fork(machine: str = platform.machine()) -> bytes | None:
    """Return the filter in the form that ``bwrap --seccomp`` reads, or None for other machines.

    fork and vfork are refused, clone too unless it makes a thread; clone3 is said not to exist, so
    that the C library falls back to clone; calls of another architecture end the program.
    """
    if machine not in _CALLS:
        return None
    architecture, clone, forks = _CALLS[machine]
    return b"".join(
        [
            _line(_LOAD, 0, 0, _ARCHITECTURE),
            _line(_EQUAL, 1, 0, architecture),
            _line(_RETURN, 0, 0, _KILL),
            _line(_LOAD, 0, 0, _NUMBER),
            *(
                part
                for number, code in ((_CLONE3, errno.ENOSYS), *((n, errno.EAGAIN) for n in forks))
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
