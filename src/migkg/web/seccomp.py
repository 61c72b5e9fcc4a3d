"""A filter in the kernel (seccomp) through which a worker can reach neither network nor other processes.

Limits of resources say how many files a process may have, and not which; a path can be deleted or renamed
without opening anything. So the calls for these are refused by the kernel, whoever the worker runs as. Where
the system knows no such filter, nothing is done, and the caller is told.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from dataclasses import dataclass
from typing import Final

__all__ = ["seal"]


@dataclass(frozen=True, slots=True)
class _Machine:
    """What the kernel calls a kind of machine, and the numbers of its calls, as in its headers."""

    audit: int
    refused: tuple[int, ...]
    openat: int
    tgkill: int
    open: int | None = None


# fmt: off
_MACHINES: Final = {
    "x86_64": _Machine(
        0xC000003E,
        (
            41, 53, 42, 49, 50, 43, 288,  # socket, socketpair, connect, bind, listen, accept, accept4
            56, 435, 57, 58, 59, 322,  # clone, clone3, fork, vfork, execve, execveat
            101, 310, 311, 62, 200, 424,  # ptrace, process_vm_readv, …writev, kill, tkill, pidfd_send_signal
            22, 293, 85, 304, 437, 319,  # pipe, pipe2, creat, open_by_handle_at, openat2, memfd_create
            87, 263, 82, 264, 316, 83, 258, 84,  # unlink, …at, rename, …at, …at2, mkdir, …at, rmdir
            86, 265, 88, 266, 133, 259,  # link, linkat, symlink, symlinkat, mknod, mknodat
            90, 91, 268, 92, 93, 94, 260,  # chmod, fchmod, fchmodat, chown, fchown, lchown, fchownat
            76, 77, 188, 189, 190, 280,  # truncate, ftruncate, setxattr, lsetxattr, fsetxattr, utimensat
            165, 166, 161, 155, 308, 272,  # mount, umount2, chroot, pivot_root, setns, unshare
            425, 321, 298, 323, 438,  # io_uring_setup, bpf, perf_event_open, userfaultfd, pidfd_getfd
            29, 64, 68, 240, 248, 249, 250,  # shmget, semget, msgget, mq_open, add_key, request_key, keyctl
        ),
        openat=257, tgkill=234, open=2,
    ),
    "aarch64": _Machine(
        0xC00000B7,
        (
            198, 199, 203, 200, 201, 202, 242,  # socket, socketpair, connect, bind, listen, accept, accept4
            220, 435, 221, 281,  # clone, clone3, execve, execveat
            117, 270, 271, 129, 130, 424,  # ptrace, process_vm_readv, …writev, kill, tkill, pidfd_send_signal
            59, 265, 437, 279,  # pipe2, open_by_handle_at, openat2, memfd_create
            35, 38, 276, 34, 37, 36, 33,  # unlinkat, renameat, renameat2, mkdirat, linkat, symlinkat, mknodat
            52, 53, 55, 54,  # fchmod, fchmodat, fchown, fchownat
            45, 46, 5, 6, 7, 88,  # truncate, ftruncate, setxattr, lsetxattr, fsetxattr, utimensat
            40, 39, 51, 41, 268, 97,  # mount, umount2, chroot, pivot_root, setns, unshare
            425, 280, 241, 282, 438,  # io_uring_setup, bpf, perf_event_open, userfaultfd, pidfd_getfd
            194, 190, 186, 180,  # shmget, semget, msgget, mq_open
            217, 218, 219,  # add_key, request_key, keyctl
        ),
        openat=56, tgkill=131,
    ),
}
# fmt: on

_LOAD: Final = 0x20
_IF_EQUAL: Final = 0x15
_IF_AT_LEAST: Final = 0x35
_IF_BITS: Final = 0x45
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 1  # EPERM

_CALL: Final = 0
_ARCHITECTURE: Final = 4
_ARGUMENTS: Final = (16, 24, 32)
_FOREIGN: Final = 0x40000000
"""Calls from this number on are those of another ABI."""
_TO_WRITE: Final = 0x400243
"""O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_TMPFILE."""

_NO_NEW_PRIVILEGES: Final = 38
_SET_SECCOMP: Final = 22
_FILTER: Final = 2

_Step = tuple[int, int, str, str]
"""An instruction: its code, its value, and the labels to go to if the condition holds and if not."""


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Instruction)))


def seal() -> bool:
    """Have the kernel refuse this process, for good, sockets, processes, and changes to files.

    Files may still be opened to be read, if the limit of files allows. Whether that has been done.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    steps = _assembled(machine)
    program = _Program(len(steps), (_Instruction * len(steps))(*steps))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)


def _assembled(machine: _Machine) -> list[_Instruction]:
    """The filter as instructions, labels made into distances."""
    labels: dict[str, int] = {}
    steps: list[_Step] = []
    for step in _written(machine):
        if isinstance(step, str):
            labels[step] = len(steps)
        else:
            steps.append(step)

    def distance(label: str, place: int) -> int:
        return labels[label] - place - 1 if label else 0

    return [
        _Instruction(code, distance(yes, place), distance(no, place), value)
        for place, (code, value, yes, no) in enumerate(steps)
    ]


def _written(machine: _Machine) -> list[_Step | str]:
    """The filter as steps and labels."""
    steps: list[_Step | str] = [
        (_LOAD, _ARCHITECTURE, "", ""),
        (_IF_EQUAL, machine.audit, "", "refuse"),
        (_LOAD, _CALL, "", ""),
        (_IF_AT_LEAST, _FOREIGN, "refuse", ""),
    ]
    steps += [(_IF_EQUAL, number, "refuse", "") for number in machine.refused]
    if machine.open is not None:
        steps.append((_IF_EQUAL, machine.open, "open", ""))
    return [
        *steps,
        (_IF_EQUAL, machine.openat, "openat", ""),
        (_IF_EQUAL, machine.tgkill, "tgkill", "allow"),
        "open",
        (_LOAD, _ARGUMENTS[1], "", ""),
        (_IF_BITS, _TO_WRITE, "refuse", "allow"),
        "openat",
        (_LOAD, _ARGUMENTS[2], "", ""),
        (_IF_BITS, _TO_WRITE, "refuse", "allow"),
        "tgkill",  # a process may end itself, as it does where it has no memory left
        (_LOAD, _ARGUMENTS[0], "", ""),
        (_IF_EQUAL, os.getpid(), "allow", "refuse"),
        "allow",
        (_RETURN, _ALLOW, "", ""),
        "refuse",
        (_RETURN, _REFUSE, "", ""),
    ]
