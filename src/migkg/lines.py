"""Lines in files: sorted in pieces of a bounded size, and merged."""

from __future__ import annotations

import heapq
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from mmap import mmap
    from pathlib import Path

__all__ = ["may_have_blank_nodes", "merge", "sort_lines", "sort_part", "split"]

_AT_ONCE: Final = 128
"""So many sorted pieces are merged at once, as each is an open file."""

_BLANK: Final = b"_:"
_BEFORE_BLANK: Final = (b"", b" ", b"\n")


def split(path: Path, start: int, stop: int, size: int) -> Iterator[tuple[int, int]]:
    """A part of a file in pieces of about a size, cut between lines: where each begins and ends."""
    with path.open("rb") as lines:
        while start < stop:
            lines.seek(min(start + size, stop) - 1)
            lines.readline()
            end = min(lines.tell(), stop)
            yield start, end
            start = end


def sort_part(path: Path, start: int, stop: int, out: Path) -> list[Path]:
    """Write the lines of a part of a file sorted, each once: the file, and one beside it for blank nodes.

    The engine names blank nodes anew in each file that it loads by itself, so they are kept apart.
    """
    with path.open("rb") as stream:
        stream.seek(start)
        text = stream.read(stop - start)
    lines = set(text.splitlines(keepends=True))
    blank = set(_with_blank_nodes(text))
    lines -= blank
    written = []
    for target, part in ((out, lines), (out.with_name(f"{out.name}.blank"), blank)):
        if part:
            with target.open("wb") as stream:
                stream.writelines(sorted(part))
            written.append(target)
    return written


def _with_blank_nodes(text: bytes) -> Iterator[bytes]:
    """The lines that may have blank nodes."""
    place = text.find(_BLANK)
    while place >= 0:
        end = place + len(_BLANK)
        if text[max(0, place - 1) : place] in _BEFORE_BLANK:
            end = text.find(b"\n", place) + 1
            yield text[text.rfind(b"\n", 0, place) + 1 : end]
        place = text.find(_BLANK, end)


def may_have_blank_nodes(lines: bytes | mmap) -> bool:
    """Whether there are signs of blank nodes in N-Quads of the engine; in a literal, they mean nothing."""
    return lines[:2] == _BLANK or any(lines.find(before + _BLANK) >= 0 for before in _BEFORE_BLANK[1:])


def sort_lines(lines: Iterable[bytes], folder: Path, size: int) -> list[Path]:
    """Lines in sorted pieces of about a size; they are written into a folder."""
    pieces: list[Path] = []
    waiting: set[bytes] = set()
    held = 0
    for line in chain(lines, (b"",)):
        if waiting and (held > size or not line):
            pieces.append(folder / f"lines-{len(pieces)}.sorted")
            with pieces[-1].open("wb") as out:
                out.writelines(sorted(waiting))
            waiting, held = set(), 0
        if line:
            waiting.add(line)
            held += len(line)
    return pieces


def merge(pieces: Sequence[Path], out: Path) -> int:
    """Merge sorted pieces into one file of lines, each once; how many there are."""
    rest = list(pieces)
    while len(rest) > _AT_ONCE:
        part = out.with_name(f"{out.name}.{len(rest)}.part")
        _merge(rest[:_AT_ONCE], part)
        rest = [*rest[_AT_ONCE:], part]
    return _merge(rest, out)


def _merge(pieces: Sequence[Path], out: Path) -> int:
    count = 0
    with ExitStack() as stack, out.open("wb") as target:
        streams = [stack.enter_context(piece.open("rb")) for piece in pieces]
        for line in _once(heapq.merge(*streams)):
            target.write(line)
            count += 1
    return count


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    for line in lines:
        if line != last:
            yield line
            last = line
