"""Which files are documents."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from migkg.errors import UnreadableError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["SUFFIXES", "files_in"]

SUFFIXES: Final = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".pdf")
"""What the names of documents end with; files in a folder that end otherwise are passed over."""


def files_in(paths: Iterable[Path]) -> tuple[list[Path], int]:
    """The files named and those in the folders named, sorted, and how many were passed over there.

    Raises UnreadableError for a path that is not there, UsageError for folders without a document.
    """
    found: dict[Path, None] = {}
    passed = 0
    for path in paths:
        if not path.exists():
            raise UnreadableError(path, "no such file", remedy="Check the spelling of the path.")
        for file in _below(path) if path.is_dir() else [path]:
            if file is not path and not file.name.lower().endswith(SUFFIXES):
                passed += 1
            else:
                found[file] = None
    if not found:
        where, endings = ", ".join(map(str, paths)), " ".join(SUFFIXES)
        raise UsageError(f"{where}: there is no document here. The names of documents end with {endings}.")
    return sorted(found, key=str), passed


def _below(folder: Path) -> Iterator[Path]:
    """The regular files below a folder, but for hidden ones; links to folders are not followed."""
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(where) / name
            with suppress(OSError):
                if not name.startswith(".") and stat.S_ISREG(path.stat().st_mode):
                    yield path
