"""What each part of a published site was made from, so that the next time only what has changed is made anew.

A part is what is made as one: the pages of a thing with the data beside them, say. The record of a site lies
among this user's caches, one for each folder, and can be deleted at any time. It holds for each part the keys
of what it looked at (`migkg.web.trace`), a signature of what these meant, and the digests of its files. A
file is taken over only if it still is what was written, so that a record of another site does no harm.
"""

from __future__ import annotations

import json
import os
from array import array
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from migkg.files import link
from migkg.parts import cache_file
from migkg.publish.digests import digest_of, signature_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import TextIO

    from migkg.publish.digests import Digests

__all__ = ["Part", "Record", "Recorder", "record_file"]

_FORM: Final = "migkg site 1"


class Part(NamedTuple):
    """The name of a part, what it looked at, what that meant, and the digests of its files by their paths."""

    name: str
    keys: Iterable[str]
    signature: str
    files: Mapping[str, str]


def record_file(site: Path) -> Path | None:
    """Where the record of the site in a folder is kept for this user; None if there is no such place."""
    found = cache_file(site)
    return found and found.with_name(found.name.replace("parts-", "site-"))


class Record:
    """What the site that is in a folder was made from; empty if nothing is known of it."""

    def __init__(self, site: Path) -> None:
        self._site = site
        self._keys: list[str] = []
        self._parts: dict[str, tuple[array[int], str, Mapping[str, str]]] = {}
        place = record_file(site)
        if place and site.is_dir():
            with suppress(OSError, ValueError, TypeError, KeyError), place.open(encoding="utf-8") as lines:
                self._read(lines)

    def _read(self, lines: TextIO) -> None:
        if next(lines, "").rstrip("\n") != _FORM:
            return
        for line in lines:
            found = json.loads(line)
            if isinstance(found, str):
                self._keys.append(found)
            else:
                name, keys, signature, files = found
                self._parts[name] = (array("L", keys), signature, files)

    def taken_over(self, name: str, digests: Digests, folder: Path) -> Part | None:
        """The part, if it would be made the same again and its files are in a new folder now; else None."""
        if name not in self._parts:
            return None
        numbers, _, _ = self._parts[name]
        keys = [self._keys[number] for number in numbers]
        return self.kept(name, signature_of(keys, digests), folder, keys)

    def kept(self, name: str, signature: str, folder: Path, keys: Iterable[str] = ()) -> Part | None:
        """The part, if it has this signature and its files are in a new folder now; else None."""
        _, known, files = self._parts.get(name, ((), "", {}))
        same = bool(files) and known == signature
        return Part(name, keys, signature, files) if same and self._moved(files, folder) else None

    def _moved(self, files: Mapping[str, str], folder: Path) -> bool:
        """Whether all files are in the new folder; else none is, for a link must never be written to."""
        made: list[Path] = []
        try:
            if any(digest_of((self._site / place).read_bytes()) != digest for place, digest in files.items()):
                return False
            for place in files:
                (folder / place).parent.mkdir(parents=True, exist_ok=True)
                link(self._site / place, folder / place)
                made.append(folder / place)
        except OSError:
            for path in made:
                path.unlink()
            return False
        return True


class Recorder:
    """Writes the record of a site that is being made; it counts when the site is in its place (`keep`)."""

    def __init__(self, site: Path) -> None:
        self._place = record_file(site)
        self._numbers: dict[str, int] = {}
        self._lines: Any = None
        if self._place:
            self._new = self._place.with_name(f"{self._place.name}.{os.getpid()}")
            with suppress(OSError):
                self._place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._lines = self._new.open("w", encoding="utf-8")
                self._lines.write(f"{_FORM}\n")

    def add(self, part: Part) -> None:
        """Note what a part was made from."""
        if self._lines is None:
            return
        for key in part.keys:
            if key not in self._numbers:
                self._numbers[key] = len(self._numbers)
                self._lines.write(f"{json.dumps(key)}\n")
        numbers = [self._numbers[key] for key in part.keys]
        self._lines.write(f"{json.dumps([part.name, numbers, part.signature, dict(part.files)])}\n")

    def keep(self) -> None:
        """Let the record take the place of the one before."""
        if self._lines is not None:
            with suppress(OSError):
                self._lines.close()
                self._new.replace(self._place or self._new)
                self._lines = None

    def close(self) -> None:
        """Throw the record away if it was not kept."""
        if self._lines is not None:
            self._lines.close()
            self._new.unlink(missing_ok=True)
