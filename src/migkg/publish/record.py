"""What each part of a published site was made from, so that the next time only what has changed is made anew.

A part is what is made as one: the pages of a thing with the data beside them, say. The record of a site lies
among this user's caches, one for each folder, and can be deleted at any time. It holds for each part the keys
of what it looked at (`migkg.web.trace`), a signature of what these meant, and its files; and how each query
was answered. What is recorded of a part that is taken over is copied as it stands: keys keep their numbers,
also those that nothing looks at any more, until another program makes all anew. A file is taken over only if
it still is what was written, so that a record of another site does no harm.
"""

from __future__ import annotations

import json
import os
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

_FORM: Final = "migkg site 4"
_DECODER: Final = json.JSONDecoder()
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

    name: str
    keys: list[int]
    signature: str
    files: Mapping[str, tuple[str, str]]
    told: Any


class Record:
    """What the site that is in a folder was made from by a program; empty if nothing is known of it."""

    def __init__(self, site: Path, tool: int) -> None:
        self.tool = tool
        self.keys: list[str] = []
        """All keys, each at the place of its number."""
        self.answers: dict[str, Answered] = {}
        """How queries were answered, by their text."""
        self._site = site
        self._queries: set[int] = set()
        self._meanings: list[int | None] = []
        self._lines: dict[str, str] = {}
        self._folders: set[str] = set()
        place = record_file(site)
        if place and site.is_dir():
            with suppress(OSError, ValueError, TypeError, KeyError), place.open(encoding="utf-8") as lines:
                self._read(lines)

    def _read(self, lines: TextIO) -> None:
        if next(lines, "") != _head(self.tool):
            return
        for line in lines:
            if line.startswith("["):  # read when it is asked for: most of a large record are such lines
                self._lines[_first_in(line)] = line
                continue
            found = json.loads(line)
            if isinstance(found, str):
                if found.startswith(QUERY):
                    self._queries.add(len(self.keys))
                self.keys.append(found)
                self._meanings.append(None)
            else:
                self.answers[found["query"]] = Answered(found["reached"], found["answer"])

    def taken_over(self, name: str, digests: Digests, folder: Path) -> Again | None:
        """The part, if it would be made the same again and its files are in a new folder now; else None."""
        known = self._known(name)
        if known is None:
            return None
        signature = digests.signed(self._meaning(number, digests) for number in known.keys)
        if not self._is_moved(known, signature, folder):
            return None
        queries = (self.keys[number] for number in known.keys if number in self._queries)
        return Again(name, digests.answers_of(queries))

    def kept(self, name: str, signature: str, folder: Path) -> list[str] | None:
        """The files of the part, in a new folder now, if it has this signature; else None."""
        known = self._known(name)
        return list(known.files) if known and self._is_moved(known, signature, folder) else None

    def told(self, again: Again) -> Any:
        """What else was recorded of a part that was taken over."""
        return _Known(*json.loads(self.line(again))).told

    def line(self, again: Again) -> str:
        """All that is recorded of a part that was taken over, as it stands in the file."""
        return self._lines[again.name]

    def _known(self, name: str) -> _Known | None:
        with suppress(ValueError, TypeError, KeyError):
            return _Known(*json.loads(self._lines[name]))
        return None

    def _is_moved(self, known: _Known, signature: str, folder: Path) -> bool:
        if known.signature != signature or not (known.files or known.told):
            return False
        return self._moved({place: Written(*said) for place, said in known.files.items()}, folder)

    def _meaning(self, number: int, digests: Digests) -> int:
        """What a key means now; for the digests of one state of the data only."""
        meaning = self._meanings[number]
        if meaning is None:
            meaning = self._meanings[number] = digests.of(self.keys[number])
        return meaning

    def content(self, name: str, place: str, told: Any = None) -> bytes | None:
        """What a file of a part holds if it still is what was written, and this was told of the part."""
        known = self._known(name)
        if known is None or known.told != told or place not in known.files:
            return None
        with suppress(OSError):
            path = self._site / place
            return path.read_bytes() if Written(*known.files[place]).is_at(str(path)) else None
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

    def __init__(self, site: Path, record: Record) -> None:
        self._record = record
        self._place = record_file(site)
        self._numbers = {key: number for number, key in enumerate(record.keys)}
        self._next = len(record.keys)
        self._answers: set[str] = set()
        self._lines: Any = None
        if self._place:
            self._new = self._place.with_name(f"{self._place.name}.{os.getpid()}")
            with suppress(OSError):
                self._place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._lines = self._new.open("w", encoding="utf-8")
                self._lines.write(_head(record.tool))
                self._lines.writelines(f"{json.dumps(key)}\n" for key in record.keys)

    def add(self, part: Part | Again) -> None:
        """Note what a part was made from."""
        if self._lines is None:
            return
        self._answered(part.answers)
        if isinstance(part, Again):
            self._lines.write(self._record.line(part))
            return
        for key in part.keys:
            if key not in self._numbers:
                self._numbers[key] = self._next
                self._next += 1
                self._lines.write(f"{json.dumps(key)}\n")
        numbers = [self._numbers[key] for key in part.keys]
        said = [part.name, numbers, part.signature, dict(part.files), part.told]
        self._lines.write(f"{json.dumps(said)}\n")

    def _answered(self, answers: Mapping[str, Answered]) -> None:
        for query in answers.keys() - self._answers:
            self._answers.add(query)
            self._lines.write(f"{json.dumps({'query': query, **answers[query]._asdict()})}\n")

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


def _head(tool: int) -> str:
    """The first line of the record of what a program has made."""
    return f"{_FORM} {tool:x}\n"


def _first_in(line: str) -> str:
    """The text that stands first in an array."""
    found, _ = _DECODER.raw_decode(line, 1)
    return str(found)


def _stamp(path: Path | str) -> str:
    """What changes if a file is written to, or another one takes its place."""
    status = os.stat(path)  # noqa: PTH116 -- of tens of thousands
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"
