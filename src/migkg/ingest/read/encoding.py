"""Bytes as text, whatever encoding they were written in."""

from __future__ import annotations

import codecs
from typing import Final

__all__ = ["decoded"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27}) + b"\x7f"
_SAMPLE: Final = 65536


def decoded(content: bytes, declared: str = "") -> str | None:
    r"""The text that the bytes spell, or None if they are no text.

    Tried are a byte order mark, what the file itself declares, UTF-8, UTF-16 without a mark, and
    Windows-1252, in which every other old western file is written.

    >>> decoded("Café".encode("utf-16-le"))
    'Café'
    >>> decoded(b"caf\xe9")
    'café'
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _by(content, encoding, strictly=False)
    if declared and (text := _by(content, declared)) is not None:
        return text if "\0" not in text[:_SAMPLE] else None
    if b"\0" in content[:_SAMPLE]:
        return _wide(content)
    if (text := _by(content, "utf-8")) is not None:
        return text if not _is_garbage(content) else None
    return None if _is_garbage(content) else _single(content)


def _by(content: bytes, encoding: str, *, strictly: bool = True) -> str | None:
    try:
        return content.decode(encoding, "strict" if strictly else "replace")
    except (LookupError, UnicodeError, ValueError):
        return None


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of western text is empty."""
    sample = content[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    few, many = sorted((even, odd))
    if many * 5 < len(sample) or few * 20 > many:
        return None
    return _by(content, "utf-16-le" if odd > even else "utf-16-be")


def _single(content: bytes) -> str | None:
    """Windows-1252; a file of mostly other than letters is none."""
    text = content.decode("cp1252", "replace")
    sample = text[:_SAMPLE]
    strange = sum(1 for letter in sample if not letter.isascii() and not letter.isalpha())
    return None if strange * 5 > len(sample) else text


def _is_garbage(content: bytes) -> bool:
    sample = content[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) // 200
