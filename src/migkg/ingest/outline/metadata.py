"""What a document says of itself: on its cover, in its first lines, in the formula with which it opens."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from migkg.ingest.outline import phrases
from migkg.ingest.outline.dates import dates, issued
from migkg.ingest.outline.front import AGENDA
from migkg.ingest.outline.ordinals import ORDINAL, value
from migkg.ingest.outline.slugs import is_binding
from migkg.ingest.passages import Metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.pieces import Piece

__all__ = ["language", "metadata", "with_symbol"]

_BODIES = (
    (
        re.compile(
            r"conseil\s+d['’]administration|consejo\s+de\s+administración|governing\s+body", re.IGNORECASE
        ),
        "Governing Body",
    ),
    (
        re.compile(
            r"international\s+labour\s+conference|conférence\s+internationale\s+du\s+travail"
            r"|conferencia\s+internacional\s+del\s+trabajo"
            r"|general\s+conference\s+of\s+the\s+international\s+labour|conférence\s+générale\s+de\s+l['’]organisation",
            re.IGNORECASE,
        ),
        "International Labour Conference",
    ),
)
_SERIES = (
    ("A/HRC/", "Human Rights Council"),
    ("A/", "General Assembly"),
    ("E/", "Economic and Social Council"),
    ("S/", "Security Council"),
)
"""How the symbols of the United Nations' bodies begin."""
_MEETING = re.compile(
    r"\b(?:(?:Tripartite|Technical|Sectoral|Regional|Joint|Global)\s+)+(?:Meeting|Forum|Dialogue)\b[^(\n,:]*"
    r"|\bInternational\s+Conference\s+of(?:\s+[A-Z]\w+){1,4}|\bMeeting\s+of\s+Experts\b[^(\n,:]*"
    r"|\b[A-Z][\w-]{1,40}\s+Regional\s+Meeting\b"
)
_SESSION = re.compile(
    r"\b(\d{1,3})\s?(?:st|nd|rd|th|\.?[ªa]\.?|e|re|ère|ème)\.?\s+(?:\(?[\w ]{1,20}\)?\s+)?"
    r"(?:session|reunión|réunion|regional\s+meeting|international\s+conference\s+of)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s+(?:\([\w ]{1,20}\)\s+)?session\b", re.IGNORECASE)
_IN_SYMBOL = re.compile(r"\b(GB|ILC|CIT)\.?\s?(\d{1,3})")
_LABELS = {
    "unit": r"author\s+units?|unités?\s+auteurs?|unidad(?:es)?\s+autoras?",
    "related": r"related\s+documents?|documents\s+connexes|documentos\s+conexos"
    r"|references?\s+to\s+other\s+.{0,60}?documents(?:\s+and\s+ilo\s+instruments)?",
}
_FIELD = {
    name: re.compile(
        rf"\W*(?:{words})\s*(?::|$|(?=\s(?:GB|ILC)\.))\s*(?P<value>.*)$", re.IGNORECASE | re.DOTALL
    )
    for name, words in _LABELS.items()
}
_OWN = re.compile(
    r"(?P<name>(?:Institutional|Policy\s+Development|High-Level|Programme,\s+Financial\s+and\s+Administrative"
    r"|Legal\s+Issues\s+and\s+International\s+Labour\s+Standards)\s+Section)\b"
)
"""The sections of the Governing Body's agenda, by name: a rendering may run them into other lines."""
_CODE = re.compile(r"\s+[A-Z]{2,4}$")
_SECTION = re.compile(
    r"\W*(?!.{0,40}\breports?\b)(?P<name>[\w\s’',&-]{3,60}?\bsection|[\w\s’',&-]{3,80}?\bcommittee"
    r"|committee\s+on\s+[\w\s’',-]{3,80}|(?:commission|section|sección)\s+[\w\s’',-]{3,80})(?:\s|\W|$)",
    re.IGNORECASE,
)
_DECIDED = re.compile(
    r"\W*(?:decision|décision|decisión)\s+(?:on|concerning|concernant|sobre|relativa\s+a)\s+(?:the|la|el)\s+"
    rf"(?P<item>{phrases.AGENDA.pattern})",
    re.IGNORECASE,
)
"""The title of a decision, with the item of the agenda in it."""
_COMMON = {
    "en": r"the|of|and|to|in|that|for|is|was|with|on|by|as|are|be|this|which|from|has|have|its",
    "fr": r"le|la|les|des|et|du|que|dans|pour|une|est|par|sur|qui|au|aux|ce|cette|ont|sont",
    "es": r"el|la|los|las|del|y|que|en|para|una|es|por|con|se|al|su|como|más|fue|son",
}
_WORDS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _COMMON.items()}
"""Common words, by which a language is told."""
_LINE, _LONG_LINE, _OPENING = 12, 30, 60
"""How many words a line with a symbol, another line of a cover, and a preamble's clause have at most."""
_HEAD = 80
"""How many characters the running head of a page has at most."""


def language(text: str) -> str:
    """The language of a text, of those in which papers are printed; English where nothing tells.

    >>> language("Le Conseil a pris note du rapport et des mesures que le Bureau a adoptées pour les membres")
    'fr'
    """
    counts = {name: len(common.findall(text, 0, 20_000)) for name, common in _WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > counts["en"] * 1.1 else "en"


def symbols(text: str) -> tuple[str, ...]:
    """The symbols of documents in a text, each once, in order.

    >>> symbols("See GB.340/INS/3(Rev.); GB.341/PFA/2 and GB.340/INS/3(Rev.).")
    ('GB.340/INS/3(Rev.)', 'GB.341/PFA/2')
    """
    found = (re.sub(r"\s+\(", "(", match[0]).strip() for match in phrases.SYMBOL.finditer(text))
    return tuple(dict.fromkeys(found))


def _own_symbol(cover: Sequence[Piece]) -> str:
    lines = [piece for piece in cover if not any(field.match(piece.text) for field in _FIELD.values())]
    for most in (_LINE, _LONG_LINE):
        for piece in lines:
            found = phrases.SYMBOL.search(piece.text) if piece.size <= most else None
            if found is not None:
                return symbols(found[0])[0]
    lone = (phrases.LONE_SYMBOL.match(piece.text) for piece in cover)
    return next((found["symbol"] for found in lone if found is not None), "")


def _body(texts: Sequence[str], symbol: str) -> str:
    if symbol.startswith("GB"):
        return "Governing Body"
    if symbol.startswith(("ILC", "CIT")):
        return "International Labour Conference"
    for start, name in _SERIES:
        if symbol.startswith(start):
            return name
    for text in texts:
        places = [(found.start(), name) for pattern, name in _BODIES if (found := pattern.search(text))]
        if places:
            return min(places)[1]
    meetings = (found[0].strip() for text in texts if (found := _MEETING.search(text)))
    return next(meetings, "")


def _session(texts: Sequence[str], symbol: str) -> str:
    for text in texts:
        found = _SESSION.search(text)
        if found is not None:
            return found[1]
        worded = next((one for one in ORDINAL.finditer(text) if _COUNTED.match(text, one.end())), None)
        if worded is not None:
            return str(value(worded))
    inside = _IN_SYMBOL.match(symbol)
    return inside[2] if inside is not None else ""


def _field(cover: Sequence[Piece], name: str) -> str:
    for at, piece in enumerate(cover):
        found = _FIELD[name].match(piece.text)
        if found is not None:
            value = found["value"].strip()
            for below in cover[at + 1 :]:
                if value and not value.endswith((";", ",")):
                    break
                value = f"{value} {below.text}".strip()
            return value
    return ""


def _joined(lines: Sequence[Piece]) -> str:
    """A title of several lines: a colon parts what begins anew, a space what goes on."""
    title = ""
    for piece in lines:
        text = " ".join(piece.text.split())
        joint = (
            " " if text[:1].islower() or is_binding(title.rpartition(" ")[2]) or title.endswith(":") else ": "
        )
        title += joint + text if title else text
    return title


def sentence_case(text: str, body: str) -> str:
    """A title printed in capitals, each word as the body of the document mostly prints it."""
    if not text.isupper() or " " not in text.strip():
        return text
    inside = set(re.findall(r"[^\W_]+", body))
    words = [
        word if word in inside and word.lower() not in inside else word.lower()
        for word in re.split(r"(\W+)", text)
    ]
    plain = "".join(words)
    return plain[:1].upper() + plain[1:]


def _agenda(cover: Sequence[Piece]) -> str:
    for piece in cover:
        found = AGENDA.match(piece.text) or _DECIDED.match(piece.text)
        if found is not None:
            item = found.groupdict().get("item", found[0]).strip()
            return item.capitalize() if item.isupper() else item[:1].upper() + item[1:]
    return ""


def metadata(
    cover: Sequence[Piece], title: Sequence[Piece], opening: Sequence[Piece], body: str, signed: Sequence[str]
) -> Metadata:
    """The description of a document, of its cover, its title, and the opening of an adopted text.

    `body` is the text, for its language; `signed` are lines with place and day at its end.
    """
    symbol = _own_symbol(cover)
    lines = [
        piece.text for piece in cover if not any(pattern.match(piece.text) for pattern in _FIELD.values())
    ]
    short = [line for line in lines if len(line.split()) <= _LONG_LINE]
    first = [piece.text for piece in opening if piece.size <= _OPENING]
    whose = _body([*short, *first], symbol)
    sections = (
        found["name"].strip() for line in short if (found := _OWN.search(line) or _SECTION.match(line))
    )
    unit = next((line for line in short if phrases.UNIT.match(line)), "")
    named = {piece.text for piece in title}
    when = issued(signed) or issued([line for line in short if line not in named]) or issued(short)
    return Metadata(
        title=sentence_case(_joined(title), body),
        symbol=symbol,
        body=whose,
        session=_session([*short, *first], symbol),
        date=dates(when),
        agenda_item=_agenda(cover),
        unit=(_field(cover, "unit") or unit).rstrip(". "),
        related=tuple(other for other in symbols(_field(cover, "related")) if other != symbol),
        language=language(body),
        section=_CODE.sub("", next(sections, "")) if whose == "Governing Body" else "",
        issued=when,
    )


def with_symbol(described: Metadata, source: str, header: str) -> Metadata:
    """A description with the symbol that the running heads of the text show, where the cover shows none.

    `header` is what stands in the headers of a file whose pages keep them apart from its text.
    """
    heads = Counter(
        symbols(line)[0]
        for line in source.splitlines()
        if len(line) < _HEAD
        and (found := phrases.SYMBOL.match(line.strip()))
        and _is_head(line.strip()[found.end() :])
    )
    heads.update(symbols(header)[:1])
    if not heads:
        return described
    symbol = heads.most_common(1)[0][0]
    return replace(
        described,
        symbol=symbol,
        body=_body((), symbol) or described.body,
        session=described.session or _session((), symbol),
    )


def _is_head(rest: str) -> bool:
    return re.fullmatch(r"\W*(?:\d{1,4}|[ivxlc]+)?\W*", rest) is not None
