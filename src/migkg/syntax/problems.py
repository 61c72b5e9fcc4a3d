"""What keeps a text from being read: one problem after the other, each with its line and column."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

__all__ = ["Lines", "Problem", "decoded", "iri_fault", "language_fault", "shown"]

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_BASE: Final = "http://base.invalid/"
_POSITION: Final = re.compile(r"^Parser error (?:at|between) line \d+ [a-z0-9 ]*: ")
_PLAIN_IRI: Final = re.compile(
    r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/-]*)?(?:\?[A-Za-z0-9=&._-]*)?(?:#[\w-]*)?"
)
_PLAIN_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Z]{2})?")
_SHOWN: Final = 60


_LINE_END_BYTES: Final = re.compile(rb"\r\n|\n|\r")
_AGAIN: Final = "Save it again as UTF-8."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a file, or a part of it, from being read.

    `line` and `column` count from 1, in characters; None where no place can be named. A warning
    (`is_warning`) keeps nothing from being read and says what will be missing.
    """

    line: int | None
    column: int | None
    message: str
    remedy: str = ""
    is_warning: bool = False


class Lines:
    r"""From offsets in a text to lines and columns. A line ends with `\n`, `\r\n` or a bare `\r`.

    >>> Lines("a\rb\r\nc").place(4 + 1)
    (3, 1)
    """

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of the character at an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, from 1."""
        return self._starts[min(line, len(self._starts)) - 1] + column - 1

    def problem(self, offset: int, message: str, remedy: str = "", *, is_warning: bool = False) -> Problem:
        """A problem with the character at an offset."""
        return Problem(*self.place(offset), message, remedy, is_warning)


def shown(text: str) -> str:
    r"""A piece of text as a message quotes it: in one line, and not too long.

    >>> shown("a\nb")
    'a\\nb'
    """
    short = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in short
    )


def iri_fault(iri: str, *, absolute: bool = False) -> str:
    """Why a text is no IRI, or `""`; `absolute` says that it may not be relative.

    >>> iri_fault("http://example.org/a b")
    "Invalid IRI code point ' '"
    """
    return "" if _PLAIN_IRI.fullmatch(iri) else _iri_fault(iri, absolute)


@lru_cache(maxsize=4096)
def _iri_fault(iri: str, absolute: bool) -> str:
    escaped = re.sub(r"[\x00-\x20<>\\]", lambda found: f"\\u{ord(found[0]):04X}", iri)
    rdf_format = ox.RdfFormat.N_TRIPLES if absolute else ox.RdfFormat.TURTLE
    try:
        for _ in ox.parse(f"<{escaped}> <x:p> <x:o> .", rdf_format, base_iri=None if absolute else _BASE):
            pass
    except (SyntaxError, ValueError) as error:
        return _POSITION.sub("", str(getattr(error, "msg", None) or error))
    return ""


@lru_cache(maxsize=1024)
def language_fault(tag: str) -> str:
    """Why a text is no language tag, or `""`.

    >>> language_fault("en-GB")
    ''
    """
    if _PLAIN_TAG.fullmatch(tag):
        return ""
    try:
        ox.Literal("", language=tag)
    except ValueError as error:
        return str(error)
    return ""


def decoded(data: bytes) -> str | Problem:
    r"""The text of UTF-8 bytes, without a byte-order mark; or why they are none, with the place.

    >>> decoded(b"a\xe9").message
    'not UTF-8 (byte 0xE9 in line 1)'
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Problem(1, 1, "UTF-16, not UTF-8", _AGAIN)
    zero = data.find(b"\0")
    if zero >= 0:
        return Problem(*_byte_place(data, zero), "binary, not text", "Name a file of RDF text.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # With a byte-order mark, the codec counts from behind it.
        start = error.start + (len(data) - len(error.object))
        line, column = _byte_place(data, start)
        return Problem(line, column, f"not UTF-8 (byte 0x{data[start]:02X} in line {line})", _AGAIN)


def _byte_place(data: bytes, offset: int) -> tuple[int, int]:
    line, start = 1, 0
    for end in _LINE_END_BYTES.finditer(data, 0, offset):
        line, start = line + 1, end.end()
    return line, len(data[start:offset].decode("utf-8-sig", "replace")) + 1
