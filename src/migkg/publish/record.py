"""What each part of a published site was made from, so that the next time only what has changed is made anew.

A part is what is made as one: the pages of a thing with the data beside them, say. The record of a site lies
among this user's caches, one for each folder, and can be deleted at any time. It holds for each part the keys
of what it looked at (`migkg.web.trace`), a signature of what these meant, and its files; and how each query
was answered. A file is taken over only if it still is what was written, so that a record of another site does
no harm.
"""

from __future__ import annotations

import json
import os
from array import array
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from migkg.files import link
from migkg.parts import cache_file
from migkg.publish.digests import Answered, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import TextIO

    from migkg.publish.digests import Digests

__all__ = ["Again", "Part", "Record", "Recorder", "Written", "record_file"]

_FORM: Final = "migkg site 3"
QUERY: Final = "query "
"""How the key of a query begins."""


class Written(NamedTuple):
    """By which a file is known again: what tells at once that nobody has written to it since, and a digest.

    A file that was copied has another stamp, and is known by its digest.
    """

    stamp: str
    digest: str

    @classmethod
    def of(cls, path: Path | str, content: bytes) -> Written:
        """That of a file that has just been written with this content."""
        return cls(_stamp(path), digest_of(content))

    def is_at(self, path: str) -> bool:
        """Whether a file is the one that was written. Raises OSError if there is none."""
        if _stamp(path) == self.stamp:
            return True
        with open(path, "rb") as file:  # noqa: PTH123 -- of tens of thousands
            return digest_of(file.read()) == self.digest


class Part(NamedTuple):
    """The name of a part, what it looked at, what that meant, and its files by their paths.

    `answers` are those of the queries among its keys, and `told` is what else its maker wants to know again.
    """

    name: str
    keys: Iterable[str]
    signature: str
    files: Mapping[str, Written]
    answers: Mapping[str, Answered] = {}
    told: Any = None

    @classmethod
    def made(
        cls, name: str, keys: Iterable[str], digests: Digests, files: Mapping[str, Written], told: Any = None
    ) -> Part:
        """A part that has just been made."""
        listed = sorted(keys)
        signature = digests.signed(map(digests.of, listed))
        return cls(name, listed, signature, files, digests.answers_of(listed), told)


class Again(NamedTuple):
    """The name of a part that was taken over as it is recorded, and the answers to its queries."""

    name: str
    answers: Mapping[str, Answered]


def record_file(site: Path) -> Path | None:
    """Where the record of the site in a folder is kept for this user; None if there is no such place."""
    found = cache_file(site)
    return found and found.with_name(found.name.replace("parts-", "site-"))


class _Known(NamedTuple):
    """A part as it is recorded: its keys by their numbers."""

    keys: array[int]
    signature: str
    files: Mapping[str, tuple[str, str]]
    told: Any


class Record:
    """What the site that is in a folder was made from; empty if nothing is known of it."""

    def __init__(self, site: Path) -> None:
        self.answers: dict[str, Answered] = {}
        """How queries were answered, by their text."""
        self._site = site
        self._keys: list[str] = []
        self._queries: set[int] = set()
        self._meanings: list[int | None] = []
        self._parts: dict[str, _Known] = {}
        self._folders: set[str] = set()
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
                if found.startswith(QUERY):
                    self._queries.add(len(self._keys))
                self._keys.append(found)
                self._meanings.append(None)
            elif isinstance(found, dict):
                self.answers[found["query"]] = Answered(found["reached"], found["answer"])
            else:
                name, keys, signature, files, told = found
                self._parts[name] = _Known(array("L", keys), signature, files, told)

    def taken_over(self, name: str, digests: Digests, folder: Path) -> Again | None:
        """The part, if it would be made the same again and its files are in a new folder now; else None."""
        known = self._parts.get(name)
        if known is None:
            return None
        signature = digests.signed(self._meaning(number, digests) for number in known.keys)
        if not self.kept(name, signature, folder):
            return None
        queries = (self._keys[number] for number in known.keys if number in self._queries)
        return Again(name, digests.answers_of(queries))

    def kept(self, name: str, signature: str, folder: Path) -> bool:
        """Whether the part has this signature, and its files, if it has any, are in a new folder now."""
        known = self._parts.get(name)
        if known is None or known.signature != signature or not (known.files or known.told):
            return False
        return self._moved(_written(known), folder)

    def part(self, again: Again) -> Part:
        """A part that was taken over."""
        known = self._parts[again.name]
        keys = [self._keys[number] for number in known.keys]
        return Part(again.name, keys, known.signature, _written(known), again.answers, known.told)

    def _meaning(self, number: int, digests: Digests) -> int:
        """What a key means now; for the digests of one state of the data only."""
        meaning = self._meanings[number]
        if meaning is None:
            meaning = self._meanings[number] = digests.of(self._keys[number])
        return meaning

    def content(self, name: str, signature: str) -> bytes | None:
        """What the only file of a part with this signature holds, if it still is what was written."""
        known = self._parts.get(name)
        if known is None or known.signature != signature or len(known.files) != 1:
            return None
        ((place, said),) = known.files.items()
        with suppress(OSError):
            path = self._site / place
            return path.read_bytes() if Written(*said).is_at(str(path)) else None
        return None

    def _moved(self, files: Mapping[str, Written], folder: Path) -> bool:
        """Whether all files are in the new folder; else none is, for a link must never be written to."""
        made: list[str] = []
        try:
            if not all(written.is_at(f"{self._site}/{place}") for place, written in files.items()):
                return False
            for place in files:
                new = f"{folder}/{place}"
                self._make_folder(os.path.dirname(new))  # noqa: PTH120 -- of tens of thousands
                link(f"{self._site}/{place}", new)
                made.append(new)
        except OSError:
            for path in made:
                os.unlink(path)  # noqa: PTH108 -- as it was made
            return False
        return True

    def _make_folder(self, folder: str) -> None:
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 -- of tens of thousands
            self._folders.add(folder)


class Recorder:
    """Writes the record of a site that is being made; it counts when the site is in its place (`keep`)."""

    def __init__(self, site: Path) -> None:
        self._place = record_file(site)
        self._numbers: dict[str, int] = {}
        self._answers: set[str] = set()
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
        for query in part.answers.keys() - self._answers:
            self._answers.add(query)
            self._lines.write(f"{json.dumps({'query': query, **part.answers[query]._asdict()})}\n")
        numbers = [self._numbers[key] for key in part.keys]
        said = [part.name, numbers, part.signature, dict(part.files), part.told]
        self._lines.write(f"{json.dumps(said)}\n")

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


def _written(known: _Known) -> dict[str, Written]:
    return {place: Written(*said) for place, said in known.files.items()}


def _stamp(path: Path | str) -> str:
    """What changes if a file is written to, or another one takes its place."""
    status = os.stat(path)  # noqa: PTH116 -- of tens of thousands
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"
