"""The filter of system calls, run by an interpreter of its own: what a program may and may not."""

import errno
import struct

import pytest

from course_exercises.grader.seccomp import no_fork

ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000  # linux/seccomp.h
X86, ARM = 0xC000003E, 0xC00000B7  # linux/audit.h
THREAD, PROCESS = 0x003D0F00, 0x01200011  # flags of clone in glibc: pthread_create, fork
READ, MMAP, CLONE3 = 0, 9, 435


def verdict(machine, architecture, number, flags=0):
    """What the kernel would answer: classic BPF on struct seccomp_data, as in its manual."""
    program = list(struct.iter_unpack("=HBBI", no_fork(machine)))
    data = struct.pack("=iIQ6Q", number, architecture, 0xDEAD, flags, 1, 2, 3, 4, 5)
    place, accumulator = 0, 0
    for _ in range(len(program)):
        code, if_true, if_false, value = program[place]
        place += 1
        if code == 0x20:  # load a word
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif code == 0x06:  # return
            return value
        else:
            true = {0x15: accumulator == value, 0x45: bool(accumulator & value)}[code]
            place += if_true if true else if_false
    raise AssertionError("the program does not end")


MACHINES = pytest.mark.parametrize(
    ("machine", "architecture", "clone"), [("x86_64", X86, 56), ("aarch64", ARM, 220)]
)


@MACHINES
def test_threads_are_allowed_and_processes_are_not(machine, architecture, clone):
    assert verdict(machine, architecture, clone, THREAD) == ALLOW
    assert verdict(machine, architecture, clone, PROCESS) == REFUSE | errno.EAGAIN
    assert verdict(machine, architecture, CLONE3, THREAD) == REFUSE | errno.ENOSYS


REFUSED = {  # from the tables of the kernel: arch/x86/entry/syscalls, uapi/asm-generic/unistd.h
    "x86_64": {
        *(29, 30, 41, 64, 68, 101, 155, 161, 165, 166, 240, 248, 249, 250, 272, 298, 308, 310, 311),
        *(312, 319, 321, 323, 425, 438, 447),
    },
    "aarch64": {
        *(39, 40, 41, 51, 97, 117, 180, 186, 190, 194, 196, 198, 217, 218, 219, 241, 268, 270, 271),
        *(272, 279, 280, 282, 425, 438, 447),
    },
}
"""Shared memory, queues, memory files, tracing, name spaces, keys, sockets, and the like."""


@MACHINES
@pytest.mark.parametrize("flags", [0, THREAD, PROCESS])
def test_everything_else_is_allowed(machine, architecture, clone, flags):
    for number in REFUSED[machine]:
        assert verdict(machine, architecture, number, flags) == REFUSE | errno.EPERM
    refused = {clone, CLONE3, *REFUSED[machine], *((57, 58) if machine == "x86_64" else ())}
    for number in set(range(500)) - refused:
        assert verdict(machine, architecture, number, flags) == ALLOW


def test_fork_and_vfork_are_refused_where_they_exist():
    for number in (57, 58):
        assert verdict("x86_64", X86, number, THREAD) == REFUSE | errno.EAGAIN


@MACHINES
def test_calls_of_another_architecture_end_the_program(machine, architecture, clone):
    for other in {X86, ARM, 0x40000003} - {architecture}:
        assert verdict(machine, other, MMAP) == verdict(machine, other, READ) == KILL


def test_other_machines_have_no_filter():
    assert no_fork("riscv64") is None
