"""Where Turtle, TriG, N-Triples and N-Quads write their triples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from migkg.positions.written import FIRST, NIL, REST, TYPE, Part, Written, iri_end

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["written"]

_NAME: Final = r"[^\s<>\"'{}|^`\\\[\](),;#@~!$&*+/=?%:.]"
_LOCAL: Final = rf"(?:{_NAME}|[:%]|\\.|\.+(?={_NAME}|[:%\\]))*+"
_TOKEN: Final = re.compile(
    r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+(?:"
    r"(?P<iri><(?:[^<>\\\s]++|\\.)*+>)"
    r"|(?P<string>\"\"\"(?:[^\"\\]++|\\.|\"{1,2}(?!\"))*+\"\"\"|'''(?:[^'\\]++|\\.|'{1,2}(?!'))*+'''"
    r"|\"(?:[^\"\\\r\n]++|\\.)*+\"|'(?:[^'\\\r\n]++|\\.)*+')"
    rf"|(?P<blank>_:{_NAME}(?:{_NAME}|\.+(?={_NAME}))*+)"
    r"|(?P<number>[+-]?(?:[0-9]++(?:\.[0-9]*+)?[eE][+-]?[0-9]+|[0-9]*+\.[0-9]++(?:[eE][+-]?[0-9]+)?|[0-9]++))"
    rf"|(?P<name>(?:{_NAME}(?:{_NAME}|\.+(?={_NAME}))*+)?:{_LOCAL})"
    r"|(?P<tag>@[A-Za-z]++[A-Za-z0-9-]*+)"
    r"|(?P<word>[A-Za-z]++)"
    r"|(?P<mark>\^\^|[\[\](){}.;,])"
    r"|(?P<other>.)"
    r"|\Z)",
    re.DOTALL,
)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_QUOTES: Final = ('"""', "'''", '"', "'")
_SWALLOWED: Final = {"prefix": 2, "base": 1, "version": 1}


def written(text: str) -> Iterator[Written]:
    """The triples of a text, in its order; what is no Turtle 1.1 is skipped up to the next full stop.

    Nothing recurses: brackets and lists may be nested as deep as one likes.
    """
    reader = _Reader()
    for token in _TOKEN.finditer(text):
        if token.lastgroup is not None:
            reader.read(token.lastgroup, token[token.lastgroup], token.start(token.lastgroup))
            yield from reader.found
            reader.found.clear()


@dataclass(slots=True)
class _Frame:
    """What is open: a statement, a bracket or a list (whose subject is the cell that it has come to)."""

    kind: str
    at: int = 0
    subject: Part | None = None
    predicate: Part | None = None
    is_done: bool = False


class _Reader:
    def __init__(self) -> None:
        self.found: list[Written] = []
        self._open = [_Frame("statement")]
        self._swallow = 0
        self._is_lost = False
        self._numbers = count()

    def read(self, kind: str, word: str, at: int) -> None:
        """Take the next token."""
        if self._is_lost:
            if word == ".":
                self._restart()
        elif kind == "mark":
            self._mark(word, at)
        elif kind in ("word", "tag"):
            self._word(kind, word, at)
        elif kind == "other":
            self._is_lost = True
        else:
            self._term(_part(kind, word, at))

    def _word(self, kind: str, word: str, at: int) -> None:
        is_first = len(self._open) == 1 and self._open[0].subject is None
        if is_first:
            self._swallow = _SWALLOWED.get(word.removeprefix("@").lower(), 0)
        elif kind == "word":
            self._term(Part(at, "iri", TYPE) if word == "a" else Part(at, "literal", word))

    def _mark(self, mark: str, at: int) -> None:
        top = self._open[-1]
        if mark == "^^":
            self._swallow = 1
        elif mark in "[(":
            self._begin(at)
            subject = self._blank(at) if mark == "[" else None
            self._open.append(_Frame("bracket" if mark == "[" else "list", at, subject))
        elif mark == "]" and top.kind == "bracket" and top.subject is not None:
            self._open.pop()
            self._deliver(top.subject)
        elif mark == ")" and top.kind == "list":
            self._open.pop()
            self._end_list(top, at)
        elif mark in ";," and top.kind != "list":
            top.is_done = False
            top.predicate = None if mark == ";" else top.predicate
        else:
            self._restart()

    def _restart(self) -> None:
        self._open = [_Frame("statement")]
        self._swallow = 0
        self._is_lost = False

    def _blank(self, at: int) -> Part:
        return Part(at, "blank", f"[{next(self._numbers)}")

    def _term(self, part: Part) -> None:
        if self._swallow:
            self._swallow -= 1
            return
        self._begin(part.at)
        self._deliver(part)

    def _begin(self, at: int) -> None:
        """A term starts here: in a list, that is a new cell."""
        top = self._open[-1]
        if top.kind != "list":
            return
        cell = self._blank(at)
        if top.subject is None:
            self._deliver(cell._replace(at=top.at), self._open[-2])
        else:
            self.found.append(Written(top.subject, Part(at, "iri", REST), cell))
        top.subject, top.predicate = cell, Part(at, "iri", FIRST)

    def _end_list(self, cells: _Frame, at: int) -> None:
        if cells.subject is None:
            self._deliver(Part(cells.at, "iri", NIL))
        else:
            self.found.append(Written(cells.subject, Part(at, "iri", REST), Part(at, "iri", NIL)))

    def _deliver(self, part: Part, frame: _Frame | None = None) -> None:
        """A term is complete: it is the next that its frame has been waiting for."""
        top = self._open[-1] if frame is None else frame
        if top.subject is None:
            top.subject = part
        elif top.predicate is None:
            top.predicate = part
        elif not top.is_done:  # the graph at the end of an N-Quad is no object
            self.found.append(Written(top.subject, top.predicate, part))
            top.is_done = top.kind != "list"


def _part(kind: str, token: str, at: int) -> Part:
    if kind == "iri":
        return Part(at, "iri", "" if "\\" in token else iri_end(token[1:-1]))
    if kind == "name":
        return Part(at, "iri", _ESCAPED.sub(r"\1", token.partition(":")[2]))
    if kind == "string":
        quotes = next(quotes for quotes in _QUOTES if token.startswith(quotes))
        inner = token[len(quotes) : -len(quotes)]
        return Part(at, "literal", None if "\\" in inner else inner)
    return Part(at, "blank" if kind == "blank" else "literal", token)
