"""Footnotes: which lines begin one, and the marks in the text that send a reader there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.blocks import Mark
from migkg.ingest.read.characters import MARK, OPEN, sign
from migkg.ingest.read.furniture import SYMBOL

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from migkg.ingest.read.lines import Line

__all__ = ["find_notes", "joined_labels", "lifted", "signed"]

_NUMBER: Final = re.compile(r"[0-9]{1,6}")
"""A label that counts; what has more digits is no number of a footnote."""
_SIGN: Final = re.compile(MARK.pattern + r"[.:)]?\s*")
_PRINTED: Final = re.compile(r"(\d{1,3})\s{1,3}(?=[A-Z“\"‘'(\[]|https?:|ibid|op\. cit)")
_LABEL: Final = re.compile(r"\d{1,3}")
_CLOSERS: Final = r"[\"”’»)\]]"
_LOOSE: Final = re.compile(
    rf"(?:(?<=[.,;!?])|(?<=[.,;!?]{_CLOSERS})|(?<={_CLOSERS})) (\d{{1,3}})(?=\s+[A-Za-z(“\"]|\s*$)"
    rf"|(?:(?<=[a-z)][.,;:?!])|(?<=\d,)(?=\d{{1,2}}\s+[a-z])|(?<=[.,]{_CLOSERS})|(?<=[a-z]{{4}})|(?<=\d{{3}}\.)(?=\d{{1,2}}(?:\s+[A-Z(“\"]|\s*$)))(\d{{1,2}})(?=[\s.,;:]|$)"
)
_AFTER_SENTENCE: Final = re.compile(rf"[.!?]{_CLOSERS}?$")
_ABBREVIATION: Final = re.compile(
    r"\b(?:No|Nos|Art|Arts|para|paras|p|pp|Vol|vol|fig|ch|ca|cf|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z])\.$"
)
_NEW_SENTENCE: Final = re.compile(r"\s*(?:$|[A-Z(“\"])")
_BETWEEN_SENTENCES: Final = 3
_ATTACHED: Final = 2
_LINES: Final = 3
"""No footnote of a group has more lines, for the next to be told by its number alone."""
_NEAR: Final = 8
_FIRST: Final = 100
"""The first footnote of an excerpt has any number below that."""
_FAR: Final = 120
"""A footnote stands at most so many lines after its mark."""


def joined_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines, a footnote's number that stands alone on one put before the text below it."""
    found: list[Line] = []
    for number, line in enumerate(lines):
        above = found[-1] if found else None
        if (
            above is not None
            and not line.gap
            and _LABEL.fullmatch(above.text)
            and _PRINTED.match(f"{above.text} {line.text}")
            and _has_mark(lines[max(0, number - _FAR) : number - 1], above.text)
        ):
            above.text, above.end = f"{above.text} {line.text}", line.end
        else:
            found.append(line)
    return found


def find_notes(lines: Sequence[Line]) -> None:
    """Tell lines that begin a footnote so: by a raised label, or by a number that a mark before it has."""
    expected, last = 1, 0
    places: dict[str, int] = {}
    for number, line in enumerate(lines):
        if line.text.startswith(OPEN) and (found := _SIGN.match(line.text)) and found.end() < len(line.text):
            line.note, line.text = found[1], line.text[found.end() :]
        elif line.text[:1].isdigit() and (found := _PRINTED.match(line.text)) and "\t" not in line.text:
            label = found[1]
            if int(label) not in (expected, 1, *range(_FIRST if not places else 0)) or (
                not line.gap and not lines[number - 1].note and number - last > _NEAR
            ):
                continue
            above = lines[max(places.get(label, 0), number - _FAR) : number]
            cites = line.text.endswith(".") and SYMBOL.match(line.text, found.end())
            goes_on = int(label) == expected and number - last <= _LINES and not line.gap and bool(places)
            marked = _has_mark(above, label) or (cites and _has_bare_mark(above, label))
            if not goes_on and not marked:
                continue
            line.note, line.text = label, line.text[found.end() :]
        if line.note:
            expected = int(line.note) + 1 if _NUMBER.fullmatch(line.note) else expected
            last = places[line.note] = number


def _has_mark(lines: Iterable[Line], label: str) -> bool:
    return any(
        sign(label) in line.text or any(label in (found[1], found[2]) for found in _LOOSE.finditer(line.text))
        for line in lines
        if label in line.text
    )


def _has_bare_mark(lines: Iterable[Line], label: str) -> bool:
    """Whether a number stands between two words: a mark, if a line below with that number cites."""
    mark = re.compile(rf"(?<=[a-z]{{3}}) {label}(?= [a-z]{{2}})")
    return any(label in line.text and mark.search(line.text) for line in lines)


def signed(texts: Sequence[str], notes: Mapping[int, str], has_marks: Container[int]) -> list[str]:
    """The texts with marks where bare numbers are footnotes' marks.

    `notes` tells which of the texts are footnotes, with their labels, and `has_marks` which are text. A
    footnote's mark is the number before it that looks most like one. A number that nothing else explains is a
    mark too: one between two sentences, and one that comes before such a one.
    """
    places = [
        _Place(number, found, found[1] or found[2], _likeness(text, found))
        for number, text in enumerate(texts)
        if number in has_marks and any(letter.isdigit() for letter in text)
        for found in _LOOSE.finditer(text)
    ]
    places = [place for place in places if place.likeness]
    chosen = _called(places, texts, notes)
    alone = [place for place in places if place not in chosen and place.likeness == _BETWEEN_SENTENCES]
    values = {int(place.label) for place in alone}
    fitting = [
        place for place in places if place.is_apart and int(place.label) + 1 in values - {int(place.label)}
    ]
    every: dict[int, list[re.Match[str]]] = {}
    for place in sorted({*chosen, *alone, *fitting}, key=lambda place: (place.text, place.found.start())):
        every.setdefault(place.text, []).append(place.found)
    return [_with_signs(text, every.get(number, ())) for number, text in enumerate(texts)]


class _Place(NamedTuple):
    """Where a number stands that may be a mark."""

    text: int
    found: re.Match[str]
    label: str
    likeness: int

    @property
    def is_apart(self) -> bool:
        """Whether a blank is before it."""
        return self.found[1] is not None


def _likeness(text: str, found: re.Match[str]) -> int:
    """How much a number looks like a mark, from 0 to 3, by what is around it."""
    before = text[max(0, found.start() - 8) : found.start()].rstrip()
    if _ABBREVIATION.search(before):
        return 0
    if found[1] is None:
        return 1 if before[-1:] == "," and before[-2:-1].isdigit() else _ATTACHED
    if _AFTER_SENTENCE.search(before) and _NEW_SENTENCE.match(text, found.end()):
        return _BETWEEN_SENTENCES
    return 1


def _called(places: Sequence[_Place], texts: Sequence[str], notes: Mapping[int, str]) -> list[_Place]:
    """For each footnote without a plain mark, the number that is its mark."""
    chosen: list[_Place] = []
    last: dict[str, int] = {}
    signs = [(number, found[1]) for number, text in enumerate(texts) for found in MARK.finditer(text)]
    lower = (0, 0)
    for at, label in notes.items():
        first = last.get(label, 0)
        last[label] = at
        if label == "1":
            lower = (first, 0)
        if any(first <= number <= at and other == label for number, other in signs):
            continue
        fitting = [
            place
            for place in places
            if place.label == label
            and first <= place.text < at
            and (place.text, place.found.start()) >= lower
        ]
        if fitting:
            best = max(fitting, key=lambda place: (place.likeness, -place.text, -place.found.start()))
            chosen.append(best)
            lower = (best.text, best.found.end())
    return chosen


def _with_signs(text: str, places: Iterable[re.Match[str]]) -> str:
    parts: list[str] = []
    last = 0
    for found in places:
        parts += [text[last : found.start()], sign(found[1] or found[2])]
        last = found.end()
    return "".join([*parts, text[last:]])


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
