"""Parts of instruments and paragraphs of documents.

provision = unit list [ ( "of" | "in" ) [ "the" ] subject ]    Articles 9(1) and 10 of Convention No. 143
          | subject [ "," | "(" ] unit list                    GCM, paragraph 45; GB.320/PV, para. 351
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.citations.documents import symbol
from migkg.ingest.citations.instruments import KINDS, coded, instrument
from migkg.ingest.citations.numbers import Item, numbers
from migkg.ingest.citations.text import Found
from migkg.ingest.references import Candidate
from migkg.ingest.tokens import compact, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.citations.text import Text

__all__ = ["UNITS", "provision"]

UNITS: Final = {
    "article": "Art.",
    "art": "Art.",
    "artículo": "Art.",
    "paragraph": "para.",
    "para": "para.",
    "paragraphe": "para.",
    "párrafo": "para.",
    "principle": "principle",
    "principe": "principle",
    "principio": "principle",
    "guideline": "guideline",
    "annex": "Annex",
    "annexe": "Annex",
    "anexo": "Annex",
}
"""Word (its stem) → how the graph's notations have it."""
_NONE: Final[frozenset[str]] = frozenset()
_AGAIN: Final = {
    unit: frozenset((".", *(word for word, of_unit in UNITS.items() if of_unit == unit)))
    for unit in set(UNITS.values())
}
"""Unit → what may be repeated before each number."""
_ALONE: Final = frozenset(("annex", "annexe", "anexo", "preamble"))
"""What an instrument has one of, so that it needs no number."""
_EVERYDAY: Final = frozenset(("principle", "principe", "principio", "guideline"))
"""Units that are also words of everyday use, so that a number alone does not make them one."""
_BETWEEN: Final = frozenset((",", "(", "op", ".", "cit", "–", "-", ":", "ibid"))
_OF: Final = words("of in to from de du des del d")
_FAR: Final = 30
_FILLERS: Final = words("the this that la le les el los las l ' said ilo un its present same")


class _Subject(NamedTuple):
    """What parts are of: things of the graph, or a candidate; and where its name ends."""

    iris: tuple[str, ...] = ()
    candidate: Candidate | None = None
    end: int = 0


_NOTHING: Final = _Subject()


def provision(text: Text, at: int) -> tuple[list[Found], int] | None:
    """The parts of an instrument or document that the word for a unit begins, and where to read on."""
    word = text.norm(at)
    start = at + 1 + (text.norm(at + 1) == ".")
    unit = UNITS.get(word, "")
    items, end = numbers(text, start, dotted=True, again=_AGAIN.get(unit, _NONE)) if unit else ([], start)
    if not items:
        return _whole_unit(text, at) if word in _ALONE else None
    if len(items) == 1 and (joined := _joined(text, items[0], unit, end)):
        unit, items, end = "Art.", [joined], joined.end
    behind = _subject_behind(text, end)
    subject = behind or _subject_before(text, at) or _NOTHING
    if behind is None and text.norm(end) == "of":
        return None if unit != "para." else ([_of_another(at, end)], end)
    plain = not items[0].parts and "." not in items[0].number
    if subject is _NOTHING and word in _EVERYDAY and text.word(at).islower() and plain:
        return None
    found = [
        one
        for n, item in enumerate(items)
        if (one := _part(text, item, (at if n == 0 else item.start, item.end), unit, subject))
    ]
    if behind and all(one.kind == "conclusion" for one in found):
        end = behind.end  # the number stands for the text that it is in
    return found, end


def _joined(text: Text, item: Item, unit: str, at: int) -> Item | None:
    """An article with its paragraph: `Article 2, paragraph 1`, `paragraph 1 of Article 2`."""
    after = {"Art.": "para.", "para.": "Art."}.get(unit)
    if unit == "Art.":
        at += text.norm(at) == ","
    elif text.norm(at) in _OF:
        at += 1
        while text.norm(at) in _FILLERS:
            at += 1
    if after is None or UNITS.get(text.norm(at)) != after:
        return None
    start = at + 1 + (text.norm(at + 1) == ".")
    items, end = numbers(text, start, many=False)
    if len(items) != 1:
        return None
    article, paragraph = (item, items[0]) if unit == "Art." else (items[0], item)
    end += text.norm(end) == "," and text.norm(end + 1) in _OF
    return Item(article.number, (*article.parts, paragraph.number, *paragraph.parts), item.start, end)


def _of_another(start: int, end: int) -> Found:
    """Paragraphs of something that is not known."""
    return Found(start, end, "passage", rule="paragraph of a document", counts=False)


def _whole_unit(text: Text, at: int) -> tuple[list[Found], int] | None:
    before = _subject_before(text, at)
    behind = _subject_behind(text, at + 1)
    subjects = (behind or (text.norm(at - 1) == "," and before) or _NOTHING).iris
    if not subjects and text.norm(at) == "preamble" and text.norm(at - 1) == "the":
        subjects = _nearest(text, at)
    for iri in subjects:
        thing = text.document.thing(iri)
        key = compact(f"{thing.notation} {UNITS.get(text.norm(at), text.norm(at))}") if thing else ""
        known = text.document.gazetteer.by_notation.get(key, ())
        if known:
            return [Found(at, at + 1, "provision", known, rule="provision")], at + 1
    return None


def _subject_before(text: Text, at: int) -> _Subject | None:
    """The instrument or document named just before, over commas and brackets."""
    place = at
    for _ in range(8):
        span, found = text.ending.get(place), text.found_ending.get(place)
        if found is not None and (found.targets or found.candidate) and found.kind in _SUBJECTS:
            return _Subject(found.targets, found.candidate, at)
        if span is not None and _can_have_parts(text, span.iris):
            return _Subject(span.iris, span.candidate, at)
        if text.norm(place - 1) not in _BETWEEN or place < 1:
            return None
        place -= 1
    return None


_SUBJECTS: Final = ("instrument", "document", "publication")


def _can_have_parts(text: Text, iris: Sequence[str]) -> bool:
    return any((thing := text.document.thing(iri)) is not None and thing.kind in _SUBJECTS for iri in iris)


def _subject_behind(text: Text, at: int) -> _Subject | None:
    """The instrument or document that follows `of the`, and where it ends."""
    if text.norm(at) not in _OF:
        return None
    for place in range(at + 1, at + 6):
        span = text.spans.get(place)
        if span is not None and _can_have_parts(text, span.iris):
            return _Subject(span.iris, span.candidate, span.end)
        found = None
        if text.kind(place) == "symbol":
            found = symbol(text, place)
        elif text.norm(place) in KINDS:
            found = instrument(text, place)
        elif text.kind(place) == "word":
            found = coded(text, place)
        if found:
            return _Subject(found[0][0].targets, found[0][0].candidate, found[1])
        if text.norm(place) not in _FILLERS and not text.is_capital(place):
            return None
    return None


def _part(text: Text, item: Item, between: tuple[int, int], unit: str, subject: _Subject) -> Found | None:
    """One part: a paragraph of this paper, a conclusion, a passage of a document, or a provision."""
    if subject is _NOTHING and unit == "para.":
        return _own_paragraph(text, item, between)
    if subject is _NOTHING:
        subject = _Subject(_only_instrument(text, between[0]))
        if not subject.iris:
            return None
    for iri in subject.iris:
        passage = _passage(text, iri, item, between, unit)
        if passage:
            return passage
    return _provision(text, item, between, unit, subject)


def _own_paragraph(text: Text, item: Item, between: tuple[int, int]) -> Found:
    path = f"para/{item.notation.replace('(', '/').replace(')', '')}"
    iris = (f"{text.document.own}/{path}",) if path in text.document.paths else ()
    return Found(*between, "passage", iris, rule="own paragraph", counts=False)


def _passage(text: Text, iri: str, item: Item, between: tuple[int, int], unit: str) -> Found | None:
    """A paragraph of a document of the graph: a conclusion, if its paragraphs are such, or a passage."""
    gazetteer = text.document.gazetteer
    conclusions = gazetteer.series.get("conclusion", {}).get(iri)
    if conclusions and unit == "para.":
        known = conclusions.get(compact(item.notation))
        candidate = None if known else Candidate("Conclusion", item.notation)
        return Found(*between, "conclusion", (known,) if known else (), candidate, "paragraph of conclusions")
    passage = gazetteer.passages.get((iri, compact(f"{unit} {item.notation}")))
    return Found(*between, "passage", (passage,), rule="paragraph of a document") if passage else None


def _provision(text: Text, item: Item, between: tuple[int, int], unit: str, subject: _Subject) -> Found:
    """A provision that the graph has, or what is known of one that it has not."""
    thing = text.document.thing(subject.iris[0]) if len(subject.iris) == 1 else None
    whole = thing.notation or thing.labels[0] if thing else ""
    if subject.candidate is not None:
        whole = subject.candidate.notation or subject.candidate.name
    notation = f"{whole} {unit} {item.notation}"
    bracketed = f"{whole} {unit} {item.number.replace('.', '(')})" if "." in item.number else notation
    for printed in (notation, bracketed) if thing else ():  # 9.1 is 9(1) in many texts
        if known := text.document.gazetteer.by_notation.get(compact(printed), ()):
            return Found(*between, "provision", known, rule="provision")
    of_class = thing.kind if thing else subject.candidate.kind if subject.candidate else ""
    if of_class in ("document", "publication", "Document"):
        candidate = Candidate("Paragraph", notation) if whole else None
        return Found(*between, "passage", (), candidate, "paragraph of a document", False)
    return Found(*between, "provision", subject.iris, Candidate("Provision", notation), "provision", False)


def _nearest(text: Text, at: int) -> tuple[str, ...]:
    """The instruments named in the same sentence: the preamble is that of one of them."""
    sentence = text.sentence(at)
    near = (text.spans.get(place) for place in range(max(at - _FAR, 0), at + _FAR))
    return tuple(iri for span in near if span and text.sentence(span.start) == sentence for iri in span.iris)


def _only_instrument(text: Text, at: int) -> tuple[str, ...]:
    """The one instrument that the passage has named before, if it has named one only."""
    named = list(text.instruments.values())
    return named[0].targets if len(named) == 1 and named[0].start < at else ()
