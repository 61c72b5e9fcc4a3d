"""Lines of a cover that a rendering has run together, apart again.

A cover begins with signs of a fixed form: symbol, body, session, section, date. What follows them up to the
item of the agenda, behind it, and up to the first label ("Purpose of the document", "Author unit:") is a
title. A cover that is set as a table has its lines in cells.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from migkg.ingest.outline import phrases
from migkg.ingest.outline.ordinals import ORDINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migkg.ingest.outline.pieces import Piece

__all__ = ["parted"]

_COVER = 40
"""How many pieces a cover has at most."""
_SHORT = 40
"""How many words a line of a cover has at most."""
_SUBJECT = re.compile(r":[^().]{1,160}\([^()]{1,80}\)\s+(?=[A-Z])")
"""The subject of an item of the agenda, with how it is discussed, before the title."""
_ENDS = re.compile(r"[.!?…][\"”’»)\]]*$")
_MONTH = r"(?:de\s+)?[^\W\d]{3,10}"
_DAYS = (
    rf"(?:\d{{1,2}}(?:er)?\s*[–-]\s*)?(?:\d{{1,2}}(?:er)?\s+)?{_MONTH}"
    rf"(?:\s*[–-]\s*(?:\d{{1,2}}\s+)?{_MONTH})?\s+(?:de\s+)?(?:19|20)\d\d"
)
"""Days, or months, as the line of a session has them."""
_SIGN = re.compile(
    r"\W*(?:(?-i:"
    + phrases.SYMBOL.pattern.strip()
    + rf""")
      | (?-i:INTERNATIONAL\s+LABOUR\s+(?:OFFICE|ORGANI[SZ]ATION)(?:,?\s+GENEVA)?)
      | International\s+Labour\s+(?:Office|Organi[sz]ation)(?:,?\s+Geneva)?
      | Bureau\s+international\s+du\s+Travail(?:,?\s+Genève)?
      | Oficina\s+Internacional\s+del\s+Trabajo(?:,?\s+Ginebra)?
      | (?:(?:the\s+)?Governing\s+Body(?!\s+of\b)|Conseil\s+d['’]administration|Consejo\s+de\s+Administración)
      | (?:International\s+Labour\s+Conference|Conférence\s+internationale\s+du\s+Travail
        |Conferencia\s+Internacional\s+del\s+Trabajo)
        (?:[,\s–-]+\d{{1,3}}(?:st|nd|rd|th|e|\.ª)\s+(?:session|reunión),?\s+(?:\w+,?\s+)?(?:{_DAYS}|\(?\d{{4}}\)?))?
      | \d{{1,3}}\s?(?:st|nd|rd|th|e|\.?\s?ª)\s+(?:session|réunion|reunión)
        (?:[,\s]+(?:Geneva|Genève|Ginebra)(?:[,\s]+(?:{_DAYS}|(?:19|20)\d\d))?|\s+\([^()]{{3,30}}\))?
      | (?-i:United\s+Nations|General\s+Assembly|Human\s+Rights\s+Council|Economic\s+and\s+Social\s+Council)
      | Distr\.\s*:\s*\w+ | (?:{ORDINAL.pattern})\s+session
      | (?-i:Report\s+[IVX]{{1,5}}(?:\s*\([\dA-Z]\))?) | Record\s+No\.\s*\d+[A-Z]?
      | (?:Institutional|Policy\s+Development|High-Level|Programme,\s+Financial\s+and\s+Administrative
        |Legal\s+Issues\s+and\s+International\s+Labour\s+Standards)\s+Section
      | (?-i:(?:[A-Z][\w’'-]+,?\s+(?:(?:and|of)\s+)?){{1,6}}?Segment)
      | Section\s+(?:institutionnelle|de\s+haut\s+niveau|de\s+l['’]élaboration\s+des\s+politiques
        |du\s+programme,\s+du\s+budget\s+et\s+de\s+l['’]administration
        |des\s+questions\s+juridiques\s+et\s+des\s+normes\s+internationales\s+du\s+travail)
      | Sección\s+(?:Institucional|de\s+Alto\s+Nivel|de\s+Formulación\s+de\s+Políticas
        |de\s+Programa,\s+Presupuesto\s+y\s+Administración
        |de\s+Cuestiones\s+Jurídicas\s+y\s+Normas\s+Internacionales\s+del\s+Trabajo)
      | Programme,\s+Financial\s+and\s+Administrative\s+Committee
      | (?-i:Committee\s+on(?:\s+(?:[A-Z][\w’-]+,?|and|of|the)){{1,9}}?(?=\s+(?:[A-Z]{{2,5}}\b|FOR\s)))
      | (?-i:(?:INS|POL|PFA|LILS|HL|PV|WP|ESP|TC|MNE|SDG|CFA|INF|SMA|CCL)\b)
      | (?:(?:Date|Fecha)\s*:\s*|(?:Geneva|Genève|Ginebra),?\s+)?{_DAYS} | Original\s*:\s*\w+(?:,\s*\w+)*
      | (?-i:FOR\s+(?:DECISION|INFORMATION|DISCUSSION|DEBATE\s+AND\s+GUIDANCE|GUIDANCE))
      | For\s+(?:decision|information|discussion)(?=\s+[A-Z]) | (?-i:Provisional\s+Record)
    )(?=[\s,.;:]|$)[,.;]?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
"""A sign of a cover, as far as it goes."""
_SERIES = re.compile(
    r"(?:Report\s+of\s+the\s+(?:Director-General|Officers\s+of\s+the\s+Governing\s+Body)"
    r"|(?:\w+\s+)?Supplementary\s+Report|Agenda\s+of\s+the\s+International\s+Labour\s+Conference"
    r"|Matters\s+arising\s+out\s+of\s+the\s+work\s+of\s+the\s+(?:\d+\w\w\s+Session\s+\(\d{4}\)\s+of\s+the\s+)?"
    r"(?:International\s+Labour\s+)?Conference|Rapport\s+du\s+Directeur\s+général|Informe\s+del\s+Director\s+General)"
    r":?\s+(?=[A-Z])"
)
"""What titles begin with that say no more than whose paper it is, or from what it arose."""
_LABEL = re.compile(
    r"(?:Purpose\s+of\s+the\s+document|Objet\s+du\s+document|Finalidad\s+del\s+documento)\b:?"
    r"|\b(?:Author\s+units?|Related\s+documents?|(?:Policy|Legal|Financial)\s+implications|Decision\s+required"
    r"|Follow-up\s+action\s+required|Relevant\s+strategic\s+objectives?|Main\s+relevant\s+outcomes?"
    r"|Summary|Unités?\s+auteurs?|Documents\s+connexes|Suivi\s+nécessaire|Incidences\s+\w+"
    r"|Unidad(?:es)?\s+autoras?|Documentos\s+conexos|Seguimiento\s+requerido|Repercusiones\s+\w+)\s*:"
)
"""A label of a cover, with what parts it from its value."""


def parted(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those of a cover apart that a rendering has run together or set as a table."""
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        if at >= _COVER or piece.marker or piece.kind not in ("heading", "paragraph", "row"):
            found.append(piece)
            continue
        texts = _cells(piece) if piece.kind == "row" else [piece.text]
        parts = [part for text in texts for part in _texts(text)]
        if len(parts) == 1 and piece.kind != "row":
            found.append(piece)
        elif parts:
            kind = "paragraph" if piece.kind == "row" else piece.kind
            found += [replace(piece, kind=kind, text=text, marks=(), cells=()) for text in parts]
        else:
            found.append(piece)
    return found


def _cells(piece: Piece) -> list[str]:
    """The cells of a row one of which is a sign of a cover, and no more, or a label with what it says.

    None of another row.
    """
    cells = [cell for cell in piece.cells if cell.strip()]
    if cells and phrases.COVER_LABEL.match(cells[0]):
        return [" ".join(cells)]
    is_cover = any((sign := _SIGN.match(cell)) is not None and sign.end() == len(cell) for cell in cells)
    return cells if is_cover and all(len(cell.split()) <= _SHORT for cell in cells) else []


def _texts(text: str) -> list[str]:
    return [part for part in _stretches(text) if part]


def _stretches(text: str) -> Iterator[str]:
    at = 0
    signs: list[str] = []
    while (sign := _SIGN.match(text, at)) is not None and sign.end() > at:
        signs.append(sign[0].strip())
        at = sign.end()
    rest = text[at:].strip()
    if len(signs) == 1 and (not rest or _ENDS.search(rest) or not rest[:1].isupper() or " " not in rest):
        yield from _around_item(text)
    elif signs and (not rest or rest[:1].isupper() or rest[:1] in '(“"▶'):
        yield from signs
        yield from _around_item(rest)
    else:
        yield from _around_item(text)


def _around_item(text: str) -> Iterator[str]:
    item = phrases.AGENDA.search(text)
    before = text[: item.start()].strip() if item is not None else ""
    bracketed = text.startswith("(") and text.endswith(")")
    within = before.rpartition(" ")[2].islower()
    if item is None or bracketed or within or ". " in before or len(before.split()) > _SHORT:
        yield from _above_label(text)
        return
    yield before
    rest = text[item.end() :].strip()
    subject = _SUBJECT.match(rest)
    if subject is not None:
        yield f"{item[0]}{subject[0].rstrip()}"
        yield rest[subject.end() :]
    elif rest[:1] in ":(.,;" or rest[:1].islower():
        yield text[item.start() :]
    else:
        yield item[0]
        yield from _above_label(rest)


def _above_label(text: str) -> Iterator[str]:
    last = phrases.FIRST_SECTION.search(text)
    if last is not None and last.start() and len(text.split()) <= _SHORT:
        yield text[: last.start()].strip()
        yield last[0].strip()
        return
    while (series := _SERIES.match(text)) is not None and not _ENDS.search(text):
        yield series[0].strip()
        text = text[series.end() :]
    labels = [label for label in _LABEL.finditer(text) if not text[: label.start()].rstrip().endswith(",")]
    bounds = [0, *(label.start() for label in labels), len(text)]
    for begin, end in pairwise(bounds):
        part = text[begin:end].strip()
        label = _LABEL.match(part)
        if label is not None and not label[0].endswith(":") and begin:
            yield label[0]
            yield part[label.end() :].strip()
        else:
            yield part
