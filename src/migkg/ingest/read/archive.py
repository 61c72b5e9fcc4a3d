"""Parts of a zip archive, each read only as far as it may go: what would grow beyond measure is refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from migkg.errors import UnreadableError

if TYPE_CHECKING:
    import re
    from pathlib import Path

__all__ = ["Archive"]

_MOST_PARTS: Final = 10_000
_LARGEST: Final = 96 * 2**20
_RATIO: Final = 150
_SMALL: Final = 2**20
"""A part that is not larger may be packed as tightly as it likes."""


class Archive:
    """A zip archive of a stranger. Raises UnreadableError for a damaged one, and for a bomb."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            self._parts = {info.filename: info for info in self._archive.infolist()}
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, IndexError, EOFError):
            raise self._damaged("its list of parts is missing") from None
        if len(self._archive.infolist()) > _MOST_PARTS:
            raise UnreadableError(
                path, f"it has more than {_MOST_PARTS} parts", remedy="Save it anew as DOCX."
            )

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def matching(self, pattern: re.Pattern[str]) -> list[str]:
        """The names of the parts that a pattern matches whole, sorted."""
        return sorted(name for name in self._parts if pattern.fullmatch(name))

    def read(self, name: str) -> bytes | None:
        """The content of a part; None if there is none of this name."""
        info = self._parts.get(name)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise UnreadableError(self._path, "it is encrypted", remedy="Save it without a password.")
        if info.file_size > _LARGEST or info.file_size > max(_SMALL, info.compress_size * _RATIO):
            raise self._bomb(name)
        try:
            with self._archive.open(info) as stream:
                content = stream.read(min(_LARGEST, info.file_size) + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ):
            raise self._damaged(f"its part {name} cannot be unpacked") from None
        if len(content) > info.file_size:
            raise self._bomb(name)
        return content

    def _bomb(self, name: str) -> UnreadableError:
        return UnreadableError(
            self._path,
            f"its part {name} would grow beyond measure when unpacked",
            remedy="Do not open it, unless you know who made it; else save it anew as DOCX or PDF.",
        )

    def _damaged(self, what: str) -> UnreadableError:
        return UnreadableError(self._path, f"it is damaged: {what}", remedy="Copy or save it anew.")
