"""A folder replaced by another at once: whoever looks sees the whole old one or the whole new one."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from migkg.errors import OutputError, UsageError
from migkg.versions import locked

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MARK", "replaced"]

MARK: Final = ".migkg-site"
"""A file that says that a folder was written by `migkg publish`, and may be replaced."""
_EXCHANGE: Final = 2
_AT_CWD: Final = -100


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A new empty folder beside another; when the block ends, it takes the other's place.

    If the block raises, all stays as it was. A folder left over by a process that was ended is swept away.
    Raises UsageError for a folder that holds something else than a site of ours, OutputError if the place
    cannot be written or another process is writing it.
    """
    target = Path(os.path.realpath(folder))
    _check(folder, target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        new, lock = (target.with_name(f".{target.name}.{name}") for name in ("new", "lock"))
        with locked(lock, folder):
            _swept(new)
            new.mkdir()
            try:
                yield new
                (new / MARK).write_text("Written by migkg publish; replaced as a whole.\n", encoding="utf-8")
                _put(new, target)
            finally:
                _swept(new)
                lock.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{folder}: cannot be written: {reason}. Choose another place.") from error


def _check(folder: Path, target: Path) -> None:
    if target.is_dir() and any(target.iterdir()) and not (target / MARK).is_file():
        raise UsageError(f"{folder}: this folder holds something else. Name a new one, or empty it first.")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{folder}: this is no folder. Name one for the site.")


def _put(new: Path, target: Path) -> None:
    """Let the new folder take the place of the old one, in one step where the system can do that."""
    os.sync()
    if not target.exists():
        new.rename(target)
    elif not _exchanged(new, target):
        old = target.with_name(f".{target.name}.old")
        _swept(old)
        target.rename(old)
        new.rename(target)
        _swept(old)


def _swept(folder: Path) -> None:
    """Delete a folder, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def _exchanged(new: Path, target: Path) -> bool:
    """Whether the two have changed places at once, which Linux can do on most file systems."""
    if sys.platform != "linux":
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_AT_CWD, os.fsencode(new), _AT_CWD, os.fsencode(target), _EXCHANGE) == 0)
