"""JSON with the place of each value."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Final, TypeAlias

__all__ = ["Array", "Json", "Object", "Scalar", "parse"]

_TOKEN: Final = re.compile(
    r'[ \t\r\n]*+(?:(?P<string>"(?:[^"\\]++|\\.)*+")|(?P<plain>[-+.\w]++)|(?P<mark>[\[\]{}:,]))', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, or a number, `true`, `false` or `null` as written."""

    at: int
    text: str
    is_string: bool


@dataclass(frozen=True, slots=True)
class Array:
    """An array."""

    at: int
    items: list[Json] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Object:
    """An object: its names, in the order written, and their values."""

    at: int
    members: list[tuple[Scalar, Json]] = field(default_factory=list)


Json: TypeAlias = Scalar | Array | Object


def parse(text: str) -> Json | None:
    """The first value of a text, as far as it can be followed; None if there is none. Nothing recurses."""
    root = Array(0)
    reading = _Reading(root)
    place = 0
    while token := _TOKEN.match(text, place):
        place = token.end()
        kind = token.lastgroup or ""
        at = token.start(kind)
        if kind == "mark":
            reading.mark(token[kind], at)
        else:
            reading.take(Scalar(at, _unquoted(token[kind]), kind == "string"))
    return root.items[0] if root.items else None


class _Reading:
    def __init__(self, root: Array) -> None:
        self._open: list[Array | Object] = [root]
        self._names: list[Scalar | None] = [None]

    def mark(self, mark: str, at: int) -> None:
        if mark in "{[":
            value: Array | Object = Object(at) if mark == "{" else Array(at)
            self.take(value)
            self._open.append(value)
            self._names.append(None)
        elif mark in "]}" and len(self._open) > 1:
            self._open.pop()
            self._names.pop()

    def take(self, value: Json) -> None:
        top, name = self._open[-1], self._names[-1]
        if isinstance(top, Array):
            top.items.append(value)
        elif name is not None:
            top.members.append((name, value))
            self._names[-1] = None
        elif isinstance(value, Scalar):
            self._names[-1] = value


def _unquoted(token: str) -> str:
    if not token.startswith('"'):
        return token
    if "\\" not in token:
        return token[1:-1]
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token[1:-1]
