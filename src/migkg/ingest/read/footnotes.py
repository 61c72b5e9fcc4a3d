"""Footnotes: which lines begin one, and the marks in the text that send a reader there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.blocks import Mark
from migkg.ingest.read.characters import MARK, OPEN, sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.ingest.read.lines import Line

__all__ = ["find_notes", "lifted", "signed"]

_SIGN: Final = re.compile(MARK.pattern + r"[.:)]?\s*")
_PRINTED: Final = re.compile(r"(\d{1,3})\s{1,3}(?=[A-Z“\"‘'(\[]|https?:|ibid|op\. cit)")
_CLOSERS: Final = r"[\"”’»)\]]"
_LOOSE: Final = re.compile(
    rf"(?:(?<=[.,;:!?])|(?<=[.,;:!?]{_CLOSERS})|(?<={_CLOSERS})) (\d{{1,3}})(?=\s+[A-Za-z(“\"]|\s*$)"
    rf"|(?:(?<=[a-z)][.,;:?!])|(?<=[.,]{_CLOSERS})|(?<=[a-z]{{4}}))(\d{{1,2}})(?=[\s.,;:)]|$)"
)
_AFTER_SENTENCE: Final = re.compile(rf"[.!?]{_CLOSERS}?$")
_ABBREVIATION: Final = re.compile(
    r"\b(?:No|Nos|Art|Arts|para|paras|p|pp|Vol|vol|fig|ch|ca|cf|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z])\.$"
)
_NEW_SENTENCE: Final = re.compile(r"\s*(?:$|[A-Z(“\"])")
_FAR: Final = 120
"""A footnote stands at most so many lines after its mark."""


def find_notes(lines: Sequence[Line]) -> None:
    """Tell lines that begin a footnote so: by a raised label, or by a number that a mark before it has."""
    expected, last = 1, 0
    places: dict[str, int] = {}
    for number, line in enumerate(lines):
        if line.text.startswith(OPEN) and (found := _SIGN.match(line.text)) and found.end() < len(line.text):
            line.note, line.text = found[1], line.text[found.end() :]
        elif line.text[:1].isdigit() and (found := _PRINTED.match(line.text)) and "\t" not in line.text:
            label = found[1]
            if int(label) not in (expected, 1) or (
                not line.gap and not lines[number - 1].note and number - last > 8
            ):
                continue
            if not _has_mark(lines[max(places.get(label, 0), number - _FAR) : number], label):
                continue
            line.note, line.text = label, line.text[found.end() :]
        if line.note:
            expected = int(line.note) + 1 if line.note.isdigit() else expected
            last = places[line.note] = number


def _has_mark(lines: Iterable[Line], label: str) -> bool:
    return any(
        label in (found[1], found[2])
        for line in lines
        if label in line.text
        for found in _LOOSE.finditer(line.text)
    )


def signed(texts: Sequence[str], bodies: Sequence[frozenset[str]]) -> list[str]:
    """The texts with marks where bare numbers are footnotes' marks.

    `bodies` holds for each text the labels of the footnotes that stand close after it. A number is a mark if
    there is such a footnote; or if it comes after the end of a sentence, or fits between two that do.
    """
    places = [
        (number, found, found[1] or found[2])
        for number, text in enumerate(texts)
        if any(letter.isdigit() for letter in text)
        for found in _LOOSE.finditer(text)
    ]
    sure = [_is_sure(texts[number], found, bodies[number]) for number, found, _ in places]
    certain = {int(label) for (_, _, label), is_sure in zip(places, sure, strict=True) if is_sure}
    chosen: dict[int, list[re.Match[str]]] = {}
    for (number, found, label), is_sure in zip(places, sure, strict=True):
        fits = found[1] is not None and int(label) not in certain and int(label) + 1 in certain
        if is_sure or fits:
            chosen.setdefault(number, []).append(found)
    return [_with_signs(text, chosen.get(number, ())) for number, text in enumerate(texts)]


def _is_sure(text: str, found: re.Match[str], bodies: frozenset[str]) -> bool:
    if (found[1] or found[2]) in bodies:
        return not _ABBREVIATION.search(text[max(0, found.start() - 8) : found.start()].rstrip())
    before = text[max(0, found.start() - 8) : found.start()].rstrip()
    if found[1] is None or not _AFTER_SENTENCE.search(before) or _ABBREVIATION.search(before):
        return False
    return bool(_NEW_SENTENCE.match(text, found.end()))


def _with_signs(text: str, places: Iterable[re.Match[str]]) -> str:
    for found in reversed(list(places)):
        text = f"{text[: found.start()]}{sign(found[1] or found[2])}{text[found.end() :]}"
    return text


def lifted(text: str) -> tuple[str, tuple[Mark, ...]]:
    r"""The text without its marks, and where they were; the blank before a mark goes with it.

    >>> lifted("one \ue0003\ue001 two.\ue0004\ue001 Three")
    ('one two. Three', (Mark(at=3, label='3'), Mark(at=8, label='4')))
    """
    if OPEN not in text:
        return text, ()
    parts: list[str] = []
    marks: list[Mark] = []
    at = last = 0
    for found in MARK.finditer(text):
        piece = _apart(text[last : found.start()], bool(parts)).rstrip(" ")
        parts.append(piece)
        at += len(piece)
        marks.append(Mark(at, found[1]))
        last = found.end()
    return "".join([*parts, _apart(text[last:], bool(parts))]), tuple(marks)


def _apart(piece: str, is_after_mark: bool) -> str:
    return f" {piece}" if is_after_mark and piece[:1].isalnum() else piece
