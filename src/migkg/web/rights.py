"""What a worker gives up before it sees its first request, and what ends it when its parent ends."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from migkg.web import seccomp

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

__all__ = ["close_all_but", "die_with_parent", "give_up", "open_below", "volunteer"]

_DEATH_SIGNAL: Final = 1
_HIGHEST: Final = 2**20


def die_with_parent(parent: int) -> None:
    """Have the system kill this process when its parent ends; end at once if it has ended already.

    Only Linux can. Elsewhere the end of the connection to the parent has to do.
    """
    _control(_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def volunteer() -> None:
    """Be the first to be ended when the machine runs out of memory."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def close_all_but(kept: AbstractSet[int]) -> None:
    """Close every file and socket of this process but some, stdin, stdout and stderr too."""
    sys.stdin = sys.stdout = sys.stderr = None
    highest = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], _HIGHEST)
    after = 0
    for number in (*sorted(kept), _HIGHEST if highest < 0 else highest):
        os.closerange(after, number)
        after = number + 1


def give_up(memory: int, files: int = 0) -> None:
    """Give up, for good, the right to open files and sockets, to write files and to start processes.

    The process may take `memory` bytes beyond what it has, and open `files` more to read them; that it may
    not open sockets instead is then up to `seccomp`. Raises OSError where there is no such filter.
    """
    most = _highest_file() + 1 + files if files else 0
    _limit(resource.RLIMIT_AS, _size() + memory)
    for right in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        _limit(right, 0)
    if not seccomp.seal() and files:
        raise OSError("this system has no filter that keeps a process from opening sockets")
    _limit(resource.RLIMIT_NOFILE, most)


def open_below(folder: Path) -> frozenset[int]:
    """The files below a folder that this process has open, by their numbers."""
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if link.readlink().is_relative_to(folder):
                found.add(int(link.name))
    return frozenset(found)


def _highest_file() -> int:
    return max(int(link.name) for link in Path("/proc/self/fd").iterdir())


def _limit(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (value, value))


def _size() -> int:
    """How much address space this process has, in bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _control(option: int, value: int) -> None:
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)
