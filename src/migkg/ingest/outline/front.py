"""What stands before a document's first section: cover, imprint, contents, abbreviations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.ingest.outline import phrases
from migkg.ingest.outline.ordinals import ORDINAL
from migkg.ingest.outline.pieces import key
from migkg.ingest.outline.slugs import opening

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from migkg.ingest.outline.nodes import Draft, Node
    from migkg.ingest.outline.pieces import Piece

__all__ = ["AGENDA", "front", "is_sign", "last_sign", "title_of"]

_FAR = 14
"""How many pieces may lie between two signs of a cover."""
_GENERIC = re.compile(
    r"\W*(?:(?:\w+\s+)?(?:supplementary\s+)?reports?\s+of\s+the\s+(?:director|officers|office)[\w\s-]{0,40}"
    r"|rapports?\s+du\s+(?:directeur|bureau)[\w\sé-]{0,50}|informes?\s+(?:del\s+director|de\s+la\s+mesa)[\w\s-]{0,50}"
    r"|agenda\s+of\s+the\s+international\s+labour\s+conference"
    r"|provisional\s+record|draft\s+report|report|note\s+by\s+the\s+(?:office|director-general))\W*$",
    re.IGNORECASE,
)
_ARISING = re.compile(
    r"\W*(?:matters\s+arising\s+out\s+of|questions\s+découlant|cuestiones\s+(?:que\s+se\s+)?deriva"
    r"|effect\s+to\s+be\s+given\s+to\s+the\s+recommendations"
    r"|other\s+(?:financial|administrative|personnel)[\w\s]{0,30}\squestions|autres\s+questions\s+financières"
    r"|otras\s+cuestiones\s+financieras).{0,120}$",
    re.IGNORECASE,
)
"""A title that is always followed by another one: what arose out of a session, what a meeting wishes."""
_HELD = re.compile(r"\([^()]*,\s[^()]*\b(?:19|20)\d\d\)\W*$")
"""The place and the days of a meeting, behind its name."""
_LETTER = re.compile(r"\W*(?:to|from|cc|subject|re|de|à|para|a)\s*:", re.IGNORECASE)
_ADDED = re.compile(
    r"\W*(?:addendum|corrigendum|revised\s+version|\(?(?:first|second|third)\s+reading\)?)\W*$", re.IGNORECASE
)
_LINES = 4
"""Over how many lines a title may go."""
_TAIL = 60
"""How many characters of an entry in a table of contents are looked at for the number of its page."""
_CLOSING = (
    phrases.COVER_LABEL,
    phrases.IMPRINT,
    phrases.CONTENTS,
    phrases.ABBREVIATIONS,
    phrases.TOP,
    phrases.APPENDIX,
    phrases.DECISION,
)
"""What no title stands behind."""
_HEADS = 2
"""How many lines may head the columns of a table of contents, and how many words each has."""
_SIGN, _SYMBOL = 22, 4
"""How many words a sign of a cover, and a line with a symbol alone, have at most."""
_DAY = 8
"""How many words a line has at most that says no more than a place and a day."""
_TITLE = 60
"""How many words a title may have."""
_ENTRY = re.compile(r"(?:\.{3,}|…|\s)\s*(?:\d{1,4}|[ivxlc]{1,6})$")
AGENDA = re.compile(
    r"\W*(?:(?:\w+(?:[- ]\w*)?\s+)?(?:supplementary\s+)?items?\b.{0,20}\bon\s+the\s+agenda"
    r"|(?:\w+\s+){1,2}(?:question|point)\s+à\s+l['’]ordre\s+du\s+jour"
    r"|(?:\w+\s+){1,3}(?:punto|cuestión).{0,20}\bdel\s+orden\s+del\s+día"
    r"|agenda\s+items?\s+\d+(?:\s*\([a-z]\))*"
    r"|items?\s+\d+(?:\s*\([a-z]\))*\s+of\s+the\s+(?:provisional\s+)?agenda|item\s+\d+\s*:)",
    re.IGNORECASE,
)
_OF_UN = re.compile(r"\W*(?:agenda\s+item|items?\s+\d+(?:\s*\([a-z]\))*\s+of\s+the)", re.IGNORECASE)
"""An item as the United Nations print it, with the item's own name below."""
_NAMED = re.compile(r":\s+\w+")
"""An item of the agenda with its name: a title stands above it, if there is one."""
_MINUTES = re.compile(
    r"\W*(?:draft\s+)?minutes\b|\W*(?:projet\s+de\s+)?procès-verba|\W*actas\s+de"
    r"|\W*(?:record\s+of\s+decisions|relevé\s+des\s+décisions|relación\s+de\s+decisiones)\W*$",
    re.IGNORECASE,
)
_DATE = re.compile(r"\W*(?:date|fecha|original)\s*:", re.IGNORECASE)
_DATED = re.compile(r"\b\d{1,2}\s+(?:de\s+)?[^\W\d]{3,10}\s+(?:de\s+)?(?:19|20)\d\d\W*$")
_MEETING = re.compile(r"\W*\(|\W*(?:[A-Z][\w-]+\s+){0,3}(?:Meeting|Forum|Conference)\b")
"""How a line with a meeting's days begins, that is no title about it."""
_LINE = re.compile(
    r"\W*+(?:(?:the\s+)?governing\s+body(?!\s*:)|conseil\s+d['’]administration|consejo\s+de\s+administración"
    r"|(?:19|20)?\d{0,2}\s*international\s+labour\s+conference|conférence\s+internationale\s+du\s+travail"
    r"|conferencia\s+internacional\s+del\s+trabajo|provisional\s+record|record\s+of\s+proceedings"
    r"|compte\s+rendu|actas|record\s+no|report\s+[ivx]+\b|rapport\s+[ivx]+\b|informe\s+[ivx]+\b"
    r"|for\s+(?:decision|information|discussion|debate\s+and\s+guidance|guidance)"
    r"|pour\s+(?:décision|information|discussion|discussion\s+et\s+orientation)|para\s+(?:decisión|información)"
    r"|(?!.*\b(?:reports?|minutes)\b)[\w\s,&-]{4,80}\b(?:section|segment|committee)(?:\s+[a-z]{2,5})?\W*$"
    r"|committee\s+on\s+[\w\s,&-]{4,80}$|section\s+\w+|segment\s+\w+|commission\s+\w+|sección\s+\w+"
    r"|(?:ins|pol|pfa|lils|hl|gb|pv|wp|esp|tc|mne|sdg|cfa|inf|sma|ccl)\W*$|geneva,?|genève,?|ginebra,?"
    r"|" + ORDINAL.pattern + r"\s+session\b"
    r"|(?:general\s+assembly|human\s+rights\s+council|economic\s+and\s+social\s+council|security\s+council)\W*$"
    r"|distr\.\s*:|\d{1,3}\s?(?:st|nd|rd|th|\.?[ªa]|e|re)\.?\s+(?:\(?[\w\s]{1,30}\)?\s+)?"
    r"(?:session|reunión|réunion|meeting|conference))",
    re.IGNORECASE,
)


def is_sign(piece: Piece) -> bool:
    """Whether a piece can stand on a cover only: a symbol, a session, an item of the agenda, a label."""
    if piece.kind in ("footnote", "row") or piece.marker:
        return False
    text = piece.text
    if phrases.COVER_LABEL.match(text) or phrases.IMPRINT.match(text):
        return True
    if piece.size > _SIGN or (piece.is_sentence and not phrases.SYMBOL.match(text)):
        return False
    return bool(
        phrases.MASTHEAD.match(text)
        or phrases.LONE_SYMBOL.match(text)
        or (_DATED.search(text) and (piece.size <= _DAY or text.endswith(",") or bool(_MEETING.match(text))))
        or _LINE.match(text)
        or AGENDA.match(text)
        or (piece.size <= _SYMBOL and phrases.SYMBOL.search(text))
        or phrases.CONTENTS.match(text)
        or phrases.ABBREVIATIONS.match(text)
    )


def last_sign(pieces: Sequence[Piece]) -> int:
    """Where the last sign of a cover stands, -1 if there is none."""
    last = -1
    for at, piece in enumerate(pieces):
        if at - last > _FAR and not (last < 0 and at <= _FAR):
            contents = last >= 0 and _ends_in_page(pieces[at - 1].text)
            if not contents and pieces[at - 1].kind != "row":
                break
            last = at - 1
        if piece.is_heading and phrases.TOP.match(piece.text) and last >= 0:
            break
        if AGENDA.match(piece.text) and _minutes(pieces[:at]) is not None:
            break
        if is_sign(piece):
            last = at
    return last


def _minutes(pieces: Sequence[Piece]) -> int | None:
    """Where the title of minutes stands: the items of the agenda that follow are headings in them."""
    return next(
        (at for at, piece in enumerate(pieces) if _may_be_title(piece) and _MINUTES.match(piece.text)), None
    )


def _closes(piece: Piece) -> bool:
    return not _DATE.match(piece.text) and any(pattern.match(piece.text) for pattern in _CLOSING)


def _may_be_title(piece: Piece) -> bool:
    plain = piece.kind in ("heading", "paragraph") and not piece.marker and piece.size <= _TITLE
    return plain and not any((is_sign(piece), phrases.UNIT.match(piece.text), _LETTER.match(piece.text)))


def _goes_on(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the piece at `at` continues the title that ends before it."""
    if at >= len(pieces) or _closes(pieces[at]) or pieces[at].is_sentence:
        return False
    before = pieces[at - 1].text
    if _ARISING.match(before) and pieces[at].is_heading and _HELD.search(pieces[at].text):
        return True
    if not _may_be_title(pieces[at]):
        return False
    if pieces[at].text[:1].islower() or _ADDED.match(pieces[at].text) or _HELD.search(pieces[at].text):
        return True
    if before.endswith(":") or _ARISING.match(before):
        return True
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    return _GENERIC.match(before) is not None and following is not None and not following.marker


def title_of(pieces: Sequence[Piece]) -> range:
    """Where the title stands on a cover: after the item of the agenda, else first of what is no sign of one.

    It goes on to the label that says what the document is for, if that is near; a title that says no more
    than whose report it is goes on with the next line.
    """
    at = _title_start(pieces)
    if at is None:
        return range(0)
    end = at + 1
    for label in range(at + 2, min(len(pieces), at + _LINES + 2)):
        between = pieces[end:label]
        if not all(_may_be_title(piece) and not piece.is_sentence for piece in between):
            break
        if phrases.COVER_LABEL.match(pieces[label].text) and not _DATE.match(pieces[label].text):
            return range(at, label)
    while end - at < _LINES and _goes_on(pieces, end):
        end += 1
    return range(at, end)


def _title_start(pieces: Sequence[Piece]) -> int | None:
    agenda = next((at for at, piece in enumerate(pieces) if AGENDA.match(piece.text)), None)
    minutes = _minutes(pieces[:agenda])
    if minutes is not None:
        return minutes
    if agenda is not None:
        return _beside_item(pieces, agenda)
    for at, piece in enumerate(pieces):
        if (_closes(piece) and not piece.text.startswith("©")) or piece.text[:1].islower():
            break
        if _may_be_title(piece) and piece.size > 1 and not piece.text.endswith("."):
            return at
    return None


def _beside_item(pieces: Sequence[Piece], agenda: int) -> int | None:
    """Where the title stands of a paper whose item of the agenda is at `agenda`."""
    before = [at for at in range(agenda) if _may_be_title(pieces[at])]
    if before and _NAMED.search(pieces[agenda].text) and not _GENERIC.match(pieces[before[-1]].text):
        return before[-1]
    below = []
    for at in range(agenda + 1, len(pieces)):
        if _closes(pieces[at]):
            break
        if _may_be_title(pieces[at]):
            below.append(at)
    if below:
        named = len(below) > 1 and _OF_UN.match(pieces[agenda].text)
        return below[1 if named and not _GENERIC.match(pieces[below[1]].text) else 0]
    return agenda if ":" in pieces[agenda].text else before[-1] if before else None


def _ends_in_page(text: str) -> bool:
    return _ENTRY.search(text[-_TAIL:]) is not None


def _is_entry(pieces: Sequence[Piece], at: int, start: int) -> bool:
    """Whether a piece is an entry of the table of contents or list that begins at `start`, or its head."""
    piece = pieces[at]
    if piece.kind in ("row", "footnote") or _ends_in_page(piece.text) or piece.text == "Page":
        return True
    above = at + 1 < len(pieces) and pieces[at + 1].kind == "row"
    return above and at - start <= _HEADS and piece.size <= _HEADS


def _absorbed(pieces: Sequence[Piece], start: int) -> int:
    """Where a table of contents or a list of abbreviations ends that has its heading at `start`."""
    entries = range(start + 1, len(pieces))
    return next((at for at in entries if not _is_entry(pieces, at, start)), len(pieces))


def _section(draft: Draft, path: str, pieces: Sequence[Piece], *, title: str = "") -> Node | None:
    node: Node | None = None
    for piece in pieces:
        if piece.kind == "footnote":
            continue
        text = " ".join(cell for cell in piece.cells if cell) or piece.text
        if node is None:
            node = draft.new("Section", path, path, None, piece, text="", title=title)
        marker = f"{piece.marker} " if piece.marker else ""
        node.take(marker + text, () if marker or piece.cells else piece.marks, piece.end)
    return node


def _split(pieces: Sequence[Piece]) -> int:
    """Where the imprint begins among the pieces of a cover."""
    legal = next((at for at, piece in enumerate(pieces) if phrases.IMPRINT.match(piece.text)), None)
    if legal is None:
        return len(pieces)
    seen: set[str] = set()
    for at, piece in enumerate(pieces[:legal]):
        if seen and (phrases.MASTHEAD.match(piece.text) or key(piece.text) in seen):
            return at
        if not phrases.MASTHEAD.match(piece.text):
            seen.add(key(piece.text))
    return legal


def _cover(draft: Draft, pieces: Sequence[Piece], quotes: Sequence[Piece] = ()) -> None:
    kept: list[Piece] = []
    seen: set[str] = set()
    for piece in pieces:
        name = key(piece.text)
        if name in seen or phrases.MASTHEAD.match(piece.text) or piece in quotes:
            continue
        seen.add(name)
        kept.append(piece)
    _section(draft, "cover", kept)
    for quote in quotes:
        name = opening(quote.text)
        draft.new("Caption", f"caption/{name}", f"caption {name}", None, quote)


def front(
    draft: Draft, pieces: Sequence[Piece], first: int, title: range, quoted: Collection[int], *, adopted: bool
) -> int:
    """Put cover, imprint, contents and abbreviations into the draft; return where the body begins.

    `first` is where the first numbered paragraph stands, or the heading of an adopted text; `title` and
    `quoted` are where a title and pull quotes stand.
    """
    quotes = [pieces[at] for at in sorted(quoted) if at < first] if adopted else []
    pieces = pieces[:first]
    last = first - 1 if adopted else last_sign(pieces)
    if last < 0:
        begins = pieces[:1] and pieces[0].is_heading and not pieces[0].marker and title.start == 0
        if not begins or not any(piece.is_heading for piece in pieces[title.stop : title.stop + 1]):
            return 0
        _cover(draft, pieces[: title.stop])
        return title.stop
    end = last + 1
    end = max(end, title.stop)
    at = 0
    cover: list[Piece] = []
    rest: list[tuple[str, int, int]] = []
    while at < end:
        piece = pieces[at]
        for pattern, path in ((phrases.CONTENTS, "contents"), (phrases.ABBREVIATIONS, "abbreviations")):
            if pattern.match(piece.text):
                stop = _absorbed(pieces, at)
                if stop > at + 1:
                    rest.append((path, at, stop))
                    at = stop - 1
                break
        else:
            if piece.kind != "footnote":
                cover.append(piece)
        at += 1
    cut = _split(cover)
    _cover(draft, cover[:cut], quotes)
    _section(draft, "imprint", cover[cut:])
    for path, begin, stop in rest:
        _section(draft, path, pieces[begin:stop], title=pieces[begin].text)
    return max(at, end)
