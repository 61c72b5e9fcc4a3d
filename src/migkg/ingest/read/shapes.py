"""What a text's form alone tells: a caption, a title, a line of a cover."""

from __future__ import annotations

import re
from typing import Final

from migkg.ingest.read.characters import unmarked
from migkg.ingest.read.furniture import SYMBOL

__all__ = [
    "begins_small",
    "is_capitals",
    "is_caption",
    "is_code",
    "is_dated",
    "is_field",
    "is_label",
    "is_open",
    "is_titled",
]

_LABEL: Final = re.compile(
    r"(?:Box|Table|Figure|Chart|Graph|Map|Encadré|Tableau|Graphique|Recuadro|Cuadro|Gráfico)\s+"
    r"(?:[A-Z]?\d{1,2}(?:[.\-–]\d{1,2})*|[IVX]{1,4}|[A-Z])(?:[.:]?$|[.:]\s|\s+(?=[A-Z“\"(]))"
)
_CREDIT: Final = re.compile(
    r"(?:Photos?|©|Credits?|Source|Sources)\s?[:©]\s?\S|©\s?\S|(?:Photo|Crédit photo)\b.{0,40}$"
)
_DATED: Final = re.compile(
    r"\b(?:\d{1,2}|[A-Z][a-z]+)\s(?:\d{4})\b|\b\d{4}$|^\(.*\d{4}\)|"
    r"\b\d{1,2}[–-]\d{1,2}\s[A-Z][a-z]+|\bSession\b.*\d|\d(?:st|nd|rd|th) [Ss]ession"
)
_PLACED: Final = re.compile(r"\([^()]*\b\d{4}\)$|^\d{1,3}(?:st|nd|rd|th) Session\b|^\(?Geneva,")
_ADDRESS: Final = re.compile(r"https?:|www\.|\S+@")
_CODE: Final = re.compile(
    r"[A-Z]{2,6}|\d{1,2}[A-Z]|Report\s[IVX]+(?:\s?\(\w{1,3}\))*|Record of [Pp]roceedings|Provisional Record"
    r"|(?:ISBN|ISSN)\s\S.{5,40}|(?i:[a-z]+(?:[- ][a-z]+)? item on the agenda)|Agenda item \d+(?: \([a-z]\))?"
    r"|\d{1,3}(?:st|nd|rd|th) (?:[A-Z][a-z]+ ){1,3}Meeting|\(?(?:Geneva|Genève), [^.;]{4,40}\d{4}\)?"
    r"|Contents|Overview|Page|Summary|Background|Introduction|Table des matières|Résumé"
)
"""What stands alone on a line of a cover."""
_COVER: Final = 48
_FIELD: Final = re.compile(r"[A-Z][\w /-]{1,50}:\s\S")
_STARTS: Final = re.compile(r"[“\"‘'(¿]?[A-Z0-9À-ÖØ-Þ]")
_SENTENCE: Final = re.compile(r"[a-z)]{3}[.;] [A-Z]")
_LONGEST: Final = 200
_MOST: Final = 32
_SHORTEST: Final = 4
_QUESTION: Final = 70
_NAMES: Final = re.compile(
    r"\b(?:implications?|objectives?|outcomes?|units?|documents?|required|driver|original|date|summary|decision)$",
    re.IGNORECASE,
)
_OPEN: Final = re.compile(
    r"\s(?:of|the|and|for|on|in|at|to|by|with|an?|de|des|du|la|les?|et|y|del|en|para|pour)$"
)
_FEW: Final = 2
_NAME: Final = 4


def is_label(text: str) -> bool:
    """Whether a text is the label of a box, table or picture, without its title.

    >>> is_label("Box 1.1"), is_label("Table 4.1. Examples")
    (True, False)
    """
    found = _LABEL.match(text)
    return bool(found) and found is not None and found.end() == len(text)


def _is_credit(text: str) -> bool:
    """Whether a text says whose picture, or from where the figures are."""
    return len(text) < 2 * _LONGEST and bool(_CREDIT.match(text))


def is_caption(text: str) -> bool:
    """Whether a line begins the caption of a box, table or picture.

    >>> is_caption("Table 4.1. Examples"), is_caption("Photo: A. B."), is_caption("Table wine is cheap.")
    (True, True, False)
    """
    return bool(_LABEL.match(text)) or _is_credit(text)


def is_titled(text: str) -> bool:
    """Whether a text is built like a title: short, begun with a capital, not ended like a sentence.

    >>> [is_titled(text) for text in ("Next steps", "The Office replied.", "GB.1/INS/2", "Date: 1 May")]
    [True, False, False, False]
    """
    text = unmarked(text).strip()
    if (
        not _SHORTEST <= len(text) <= _LONGEST
        or not _STARTS.match(text)
        or text[-1] in ".;,:…-"
        or len(text.split()) > _MOST
    ):
        return False
    if (text[-1] == "?" and len(text) > _QUESTION) or sum(letter.isdigit() for letter in text) * 4 > len(
        text
    ):
        return False
    if "\t" in text or _SENTENCE.search(text) or "http" in text or "@" in text or "www." in text:
        return False
    return not (SYMBOL.fullmatch(text) or (_FIELD.match(text) and text.count(":") == 1 and _is_field(text)))


def _is_field(text: str) -> bool:
    name, _, value = text.partition(":")
    return len(name.split()) <= _FEW and len(value.split()) <= _FEW


def is_field(text: str, *, is_surely: bool = False) -> bool:
    """Whether a line gives a value after its name, as covers do; `is_surely`, only with one of their names.

    >>> is_field("Author unit: Farms Branch"), is_field("the plan: a new one")
    (True, False)
    >>> is_field("Countries may consider: (a) this", is_surely=True)
    False
    """
    found = _FIELD.match(text)
    name = text.partition(":")[0]
    return found is not None and len(name.split()) <= _NAME and (not is_surely or bool(_NAMES.search(name)))


def is_open(text: str) -> bool:
    """Whether a line ends with a word that another must follow.

    >>> is_open("Background paper for discussion at the"), is_open("Background paper")
    (True, False)
    """
    return bool(_OPEN.search(text))


def begins_small(text: str) -> bool:
    """Whether a text begins with a small letter, as the second half of a sentence does, and no address."""
    return text[:1].islower() and not _ADDRESS.match(text)


def is_capitals(text: str) -> bool:
    """Whether a line of several words is in capitals, as mastheads are.

    >>> is_capitals("GOVERNING BODY"), is_capitals("UNICEF"), is_capitals("The ILO")
    (True, False, False)
    """
    return " " in text and text.isupper()


def is_code(text: str) -> bool:
    """Whether a line is a symbol, the code of a section or another line that stands alone on a cover.

    >>> is_code("GB.344/POL/2"), is_code("POL"), is_code("Third item on the agenda"), is_code("Policy")
    (True, True, True, False)
    """
    text = text.lstrip("▶ ")
    return bool(_CODE.fullmatch(text) or SYMBOL.fullmatch(text))


def is_dated(text: str) -> bool:
    """Whether a text is a line that tells a date or a session, as covers have them.

    >>> is_dated("344th Session, Geneva, March 2022")
    True
    >>> is_dated("Progress of wells, of pumps and of ropes since March 2022")
    False
    """
    return bool(_DATED.search(text)) if len(text) < _COVER else bool(_PLACED.search(text))
