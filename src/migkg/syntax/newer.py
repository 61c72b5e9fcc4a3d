"""The signs of RDF 1.2 in a text: without one, a text that the engine's parser takes is RDF 1.1."""

from __future__ import annotations

import codecs
import re

__all__ = ["is_plain", "may_be_newer"]

_PIECE = 1 << 16
_SIGNS = tuple(map(re.compile, (rb"<<", rb"--[lr]t[lr]", rb"ersion\s*[\"']", rb"ERSION\s*[\"']")))
"""Searched one by one: a search for any of several is ten times slower."""
_REIFIER = re.compile(rb"~(?<=[\s>'\"\])]~)")
"""A tilde where a term has ended."""


def is_plain(text: bytes) -> bool:
    """Whether the engine's parser judges a file in Turtle or its kin right by its bytes alone.

    So it does for UTF-8 without a zero byte, a byte-order mark or a sign of RDF 1.2.
    """
    if b"\0" in text or text.startswith(codecs.BOM_UTF8):
        return False
    return (text.isascii() or _is_utf8(text)) and not may_be_newer(text)


def _is_utf8(text: bytes) -> bool:
    """Whether bytes are UTF-8; decoded piece by piece, so that a large file is not held twice."""
    decoder, whole = codecs.getincrementaldecoder("utf-8")(), memoryview(text)
    try:
        for start in range(0, len(text), _PIECE):
            decoder.decode(whole[start : start + _PIECE])
        decoder.decode(b"", final=True)
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
