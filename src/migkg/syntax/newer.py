"""The signs of RDF 1.2 in a text: without one, a text that the engine's parser takes is RDF 1.1."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["is_plain", "is_plain_file", "may_be_newer"]

_PIECE = 1 << 18
"""Bytes that are looked through at once: they stay in the processor's cache for all of the searches."""
_SIGNS = tuple(
    map(re.compile, (rb"<<", rb"--[lr]t[lr]", rb"ersion\s*(?:[\"']|\Z)", rb"ERSION\s*(?:[\"']|\Z)"))
)
"""Searched one by one: a search for any of several is ten times slower."""
_REIFIER = re.compile(rb"~(?<=[\s>'\"\])]~)")
"""A tilde where a term has ended."""


def is_plain(text: bytes) -> bool:
    """Whether the engine's parser judges a text in Turtle or its kin right by its bytes alone.

    So it does for UTF-8 without a zero byte, a byte-order mark or a sign of RDF 1.2.
    """
    if b"\0" in text or text.startswith(codecs.BOM_UTF8):
        return False
    return (text.isascii() or _is_utf8(text)) and not may_be_newer(text)


def is_plain_file(stream: BinaryIO) -> bool:
    """The same of a file, whose text is never held whole.

    Piece by piece, each to the end of a line: no sign goes over two lines but that of a version, and a word
    after which one may come in the next piece counts as such.
    """
    before = b""
    while piece := stream.read(_PIECE):
        if not is_plain(before + piece + stream.readline()):
            return False
        before = b"\n"
    return True


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def may_be_newer(text: bytes) -> bool:
    """Whether UTF-8 text in Turtle or its kin has a sign of RDF 1.2; in a string or comment it means nothing.

    A file of a gigabyte is looked through in some two seconds.

    >>> may_be_newer(b"<< <a> <b> <c> >> <d> <e> ."), may_be_newer(b"<a~b> <c> <d> .")
    (True, False)
    """
    return (
        any(sign.search(text) for sign in _SIGNS)
        or (b"|" in text and b"{|" in text)
        or (b"~" in text and _REIFIER.search(text) is not None)
    )
