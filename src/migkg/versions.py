"""A folder whose files change all at once: a reader sees all old ones or all new ones, whenever it looks.

::

    build/.builds/4f2a…/       the files of one build, whole
    build/.builds/current   →  4f2a…
    build/dataset.nq        →  .builds/current/dataset.nq

Only `current` is switched, by renaming a link over it. A process that is ended at any moment leaves the old
files or the new ones, and a half-made folder that the next one sweeps away.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from migkg.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["locked", "replacing"]

_BUILDS: Final = ".builds"
_CURRENT: Final = "current"
_LOCK: Final = "lock"
_PATIENCE: Final = 5.0


@contextmanager
def replacing(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """A new empty folder; when the block ends, the files and folders in it take the places of the old ones.

    If the block raises, all stays as it was. Raises OutputError if the folder cannot be written, if another
    process is at the same, or if the file system has no symbolic links.
    """
    made = _make(folder)
    builds = folder / _BUILDS
    try:
        with locked(builds / _LOCK, folder):
            try:
                _sweep(builds)
                new = builds / os.urandom(8).hex()
                new.mkdir()
                yield new
                _sync(new)
                _show(folder, names)
                _link(new.name, builds / _CURRENT)
            finally:
                _sweep(builds)
                _unmake(builds, made)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{folder}: cannot be written: {reason}.") from error


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it; which of them were not there, from the innermost."""
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    try:
        (folder / _BUILDS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: this folder cannot be made: {(error.strerror or str(error)).lower()}."
        ) from error
    return missing


def _unmake(builds: Path, made: Sequence[Path]) -> None:
    """Take away the folders that nothing was put into."""
    if not (builds / _CURRENT).is_symlink():
        with suppress(OSError):
            (builds / _LOCK).unlink(missing_ok=True)
            for part in (builds, *made):
                part.rmdir()


@contextmanager
def locked(path: Path, folder: Path) -> Iterator[None]:
    """Hold a folder for this process alone by a file, where the system knows such locks.

    Raises OutputError if another process holds it for longer than one waits.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    with path.open("a") as lock:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                # Not `flock`: that one would be held by the children of a process that is no more.
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > until:
                    raise OutputError(
                        f"{folder}: another process writes here. Wait for it, or name another folder."
                    ) from None
                time.sleep(0.1)
        yield


def _sweep(builds: Path) -> None:
    """Delete what is neither current nor needed."""
    kept = {_CURRENT, _LOCK}
    with suppress(OSError):
        kept.add(str((builds / _CURRENT).readlink()))
    for path in builds.iterdir():
        if path.name in kept:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Have all files of a folder on the disk before anybody is led to them."""
    if os.name == "nt":
        return
    for path in (folder, *folder.rglob("*")):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _show(folder: Path, names: Sequence[str]) -> None:
    """Have each name lead to the current build; files that stand there become the current build first."""
    builds = folder / _BUILDS
    plain = [name for name in names if (folder / name).exists() and not (folder / name).is_symlink()]
    if plain and not (builds / _CURRENT).exists():
        old = builds / "old"
        old.mkdir(exist_ok=True)
        for name in plain:
            if (folder / name).is_file():
                os.link(folder / name, old / name)
        _link("old", builds / _CURRENT)
    for name in names:
        if not (folder / name).is_symlink():
            if (folder / name).is_dir():
                raise OutputError(f"{folder / name}: a folder that migkg has not made. Move it away.")
            _link(f"{_BUILDS}/{_CURRENT}/{name}", folder / name)


def _link(target: str, path: Path) -> None:
    scratch = path.parent / f".{path.name}.{os.urandom(4).hex()}.tmp"
    if path.parent.name != _BUILDS:
        scratch = path.parent / _BUILDS / scratch.name
        # A relative link is read from where it stands, so it may be made elsewhere and moved.
    scratch.symlink_to(target)
    scratch.replace(path)
