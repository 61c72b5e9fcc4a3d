"""Characters that a rendering has misread or made up, given back as what was printed.

A footnote's mark (`³`, `<sup>3</sup>`, `[^3]`) becomes a label between two characters that stand in no text,
so that it can be moved about with the words until `marks` lifts it out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["CLOSE", "MARK", "OPEN", "mended", "sign", "unmarked"]

OPEN: Final = "\ue000"
CLOSE: Final = "\ue001"

MARK: Final = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
"""A footnote's mark in a text."""

_SUPERSCRIPTS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED: Final = re.compile(f"(?<![0-9]\\s[kcm]m)(?<![0-9]\\sm)[{_SUPERSCRIPTS}]+")
_DIGITS: Final = str.maketrans(_SUPERSCRIPTS, "0123456789")

_PLAIN: Final = {
    "\u00ad": "",  # a soft hyphen shows only where a line is broken, and lines are joined
    "\u200b": "",
    "\u200c": "",
    "\u200d": "",
    "\u2060": "",
    "\ufeff": "",
    "\u00a0": " ",
    "\u2007": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\u2003": " ",
    "\u2002": " ",
    "\u2010": "-",
    "\u2011": "-",
    "\ufffe": "-",  # how some readers of PDF tell of a hyphen at the end of a line
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\uf0b7": "•",  # a bullet of the font Symbol
    "\uf0a7": "▪",
    "\uf0d8": "▸",
    OPEN: "",
    CLOSE: "",
    "\0": "",
}
_TABLE: Final = str.maketrans(_PLAIN)
_CONTROL: Final = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")

_LOOKALIKES: Final = dict(
    zip(
        "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοναАВЕКМНОРСТХаеорсухіІѕЅјЈ",
        "ABEZHIKMNOPTYXovaABEKMHOPCTXaeopcyxiIsSjJ",
        strict=True,
    )
)
_FOREIGN: Final = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")


def sign(label: str) -> str:
    """A footnote's mark as it stands in a text until it is lifted out."""
    return f"{OPEN}{label}{CLOSE}"


def unmarked(text: str) -> str:
    """The text without its marks."""
    return MARK.sub("", text)


def mended(text: str) -> str:
    r"""The text with the characters that were printed.

    Ligatures become letters, raised digits become marks, and soft hyphens and what has no width go. Greek
    and Cyrillic letters that look like Latin ones become those, unless they stand in a word of their script.

    >>> mended("e\ufb03cient \u03a4he \u0410\u0411\u0412") == "efficient The \u0410\u0411\u0412"
    True
    >>> unmarked(mended("work\u00b2 on 5 km\u00b2")) == "work on 5 km\u00b2"
    True
    """
    if text.isascii():
        return _CONTROL.sub("", text).replace("\0", "") if not text.isprintable() else text
    text = _CONTROL.sub("", text.translate(_TABLE))
    text = _RAISED.sub(lambda found: sign(found[0].translate(_DIGITS)), text)
    if _FOREIGN.search(text):
        text = _latin(text)
    return unicodedata.normalize("NFC", text)


def _latin(text: str) -> str:
    """The text with look-alikes as Latin letters, where the words around are Latin."""
    foreign = sum(1 for word in _WORD.findall(text) if not _LATIN.search(word) and len(word) > 1)
    latin = sum(1 for word in _WORD.findall(text) if _LATIN.search(word))
    if foreign > latin:
        return text
    return _WORD.sub(_word, text)


def _word(found: re.Match[str]) -> str:
    word = found[0]
    if not _FOREIGN.search(word):
        return word
    if _LATIN.search(word) or len(word) == 1:
        return "".join(_LOOKALIKES.get(letter, letter) for letter in word)
    return word
