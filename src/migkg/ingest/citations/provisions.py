"""Parts of instruments and paragraphs of documents.

provision = unit list [ ( "of" | "in" ) [ "the" ] subject ]    Articles 9(1) and 10 of Convention No. 143
          | subject [ "," | "(" ] unit list                    GCM, paragraph 45; GB.320/PV, para. 351
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.numbers import numbers
from migkg.ingest.citations.text import Found
from migkg.ingest.references import Candidate
from migkg.ingest.tokens import compact, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.citations.numbers import Item
    from migkg.ingest.citations.text import Text

__all__ = ["UNITS", "provision", "subject_behind"]

UNITS: Final = {
    "article": "Art.",
    "art": "Art.",
    "artículo": "Art.",
    "paragraph": "para.",
    "para": "para.",
    "paragraphe": "para.",
    "párrafo": "para.",
    "principle": "principle",
    "guideline": "guideline",
    "annex": "Annex",
}
"""Word (its stem) → how the graph's notations have it."""
_AGAIN: Final = frozenset((*UNITS, "."))
_ALONE: Final = frozenset(("annex", "preamble"))
"""What an instrument has one of, so that it needs no number."""
_BETWEEN: Final = frozenset((",", "(", "op", ".", "cit", "–", "-", ":", "ibid"))
_OF: Final = frozenset(("of", "in", "to", "de", "du", "del", "from"))
_FAR: Final = 30
_FILLERS: Final = words("the this that la le el said ilo un its present same")


def provision(text: Text, at: int) -> tuple[list[Found], int] | None:
    """The parts of an instrument or document that the word for a unit begins, and where to read on."""
    word = text.norm(at)
    start = at + 1 + (text.norm(at + 1) == ".")
    items, end = numbers(text, start, dotted=True, again=_AGAIN)
    if not items or word == "preamble":
        return _whole_unit(text, at) if word in _ALONE else None
    if (
        text.word(at).islower()
        and word in ("principle", "guideline")
        and not (items[0].parts or "." in items[0].number)
    ):
        return None
    before = subject_before(text, at)
    behind = subject_behind(text, end)
    if behind is not None:
        subjects, candidate, end_of_all = behind
    elif before is not None:
        (subjects, candidate), end_of_all = before, end
    else:
        subjects, candidate, end_of_all = (), None, end
    unit = UNITS[word]
    found = [
        _part(text, item, (at if n == 0 else item.start, item.end), unit, subjects, candidate)
        for n, item in enumerate(items)
    ]
    kept = [one for one in found if one is not None]
    return (kept, end if behind and not _swallows(text, kept) else end_of_all) if kept else None


def _swallows(text: Text, found: Sequence[Found]) -> bool:
    """Whether what the parts are of is not told again: conclusions of a document are, provisions are not."""
    return all(one.kind == "conclusion" for one in found)


def _whole_unit(text: Text, at: int) -> tuple[list[Found], int] | None:
    before = subject_before(text, at)
    behind = subject_behind(text, at + 1)
    subjects = behind[0] if behind else before[0] if before and text.norm(at - 1) == "," else ()
    if not subjects and text.norm(at) == "preamble" and text.norm(at - 1) == "the":
        subjects = _nearest(text, at)
    for iri in subjects:
        thing = text.document.thing(iri)
        key = compact(f"{thing.notation} {UNITS.get(text.norm(at), text.norm(at))}") if thing else ""
        known = text.document.gazetteer.by_notation.get(key, ())
        if known:
            return [Found(at, at + 1, "provision", known, rule="provision")], at + 1
    return None


def subject_before(text: Text, at: int) -> tuple[tuple[str, ...], Candidate | None] | None:
    """The instrument or document named just before, over commas and brackets."""
    place = at
    for _ in range(8):
        span, found = text.ending.get(place), text.found_ending.get(place)
        if found is not None and (found.targets or found.candidate) and found.kind in _SUBJECTS:
            return found.targets, found.candidate
        if span is not None and _can_have_parts(text, span.iris):
            return span.iris, span.candidate
        if text.norm(place - 1) not in _BETWEEN or place < 1:
            return None
        place -= 1
    return None


_SUBJECTS: Final = ("instrument", "document", "publication")


def _can_have_parts(text: Text, iris: Sequence[str]) -> bool:
    return any((thing := text.document.thing(iri)) is not None and thing.kind in _SUBJECTS for iri in iris)


def subject_behind(text: Text, at: int) -> tuple[tuple[str, ...], Candidate | None, int] | None:
    """The instrument or document that follows `of the`, and where it ends."""
    if text.norm(at) not in _OF:
        return None
    from migkg.ingest.citations.instruments import KINDS, coded, instrument

    for place in range(at + 1, at + 6):
        span = text.spans.get(place)
        if span is not None and _can_have_parts(text, span.iris):
            return span.iris, span.candidate, span.end
        if text.kind(place) == "symbol":
            from migkg.ingest.citations.documents import symbol

            found = symbol(text, place)[0][0]
            return found.targets, found.candidate, place + 1
        found_behind = instrument(text, place) if text.norm(place) in KINDS else coded(text, place)
        if found_behind:
            first = found_behind[0][0]
            return first.targets, first.candidate, found_behind[1]
        if text.norm(place) not in _FILLERS and not text.is_capital(place):
            return None
    return None


def _part(
    text: Text,
    item: Item,
    between: tuple[int, int],
    unit: str,
    subjects: Sequence[str],
    candidate: Candidate | None,
) -> Found | None:
    """One part: a conclusion, a provision, or a passage of a document."""
    document = text.document
    own = unit == "para." and not subjects and candidate is None
    if own:
        path = f"para/{item.notation.replace('(', '/').replace(')', '')}"
        known = document.paths and path in document.paths and document.own
        iri = f"{document.own}/{path}" if known else ""
        return Found(*between, "passage", (iri,) if iri else (), rule="own paragraph", counts=False)
    if not subjects and candidate is None:
        subjects = _only_instrument(text, between[0])
        if not subjects:
            return None
    for iri in subjects:
        conclusions = document.gazetteer.series.get("conclusion", {}).get(iri, {})
        if unit == "para." and (conclusion := conclusions.get(compact(item.notation))):
            return Found(*between, "conclusion", (conclusion,), rule="paragraph of conclusions")
        passage = document.gazetteer.passages.get((iri, compact(f"{unit} {item.notation}")))
        if passage:
            return Found(*between, "passage", (passage,), rule="paragraph of a document")
        if unit == "para." and conclusions:
            return Found(
                *between, "conclusion", (), Candidate("Conclusion", item.notation), "paragraph of conclusions"
            )
    thing = document.thing(subjects[0]) if len(subjects) == 1 else None
    if thing is not None and thing.kind == "instrument":
        notation = f"{thing.notation or thing.labels[0]} {unit} {item.notation}"
        known_parts = document.gazetteer.by_notation.get(compact(notation), ())
        if known_parts:
            return Found(*between, "provision", known_parts, rule="provision")
        return Found(
            *between, "provision", (thing.iri,), Candidate("Provision", notation), "provision", False
        )
    if candidate is not None and candidate.kind != "Document":
        part = Candidate("Provision", f"{candidate.notation or candidate.name} {unit} {item.notation}")
        return Found(*between, "provision", (), part, "provision")
    whole = candidate.notation if candidate else thing.notation if thing else ""
    part = Candidate("Paragraph", f"{whole} {unit} {item.notation}") if whole else None
    return Found(*between, "passage", (), part, "paragraph of a document", False)


def _nearest(text: Text, at: int) -> tuple[str, ...]:
    """The instruments named in the same sentence: the preamble is that of one of them."""
    sentence = text.sentence(at)
    near = (text.spans.get(place) for place in range(max(at - _FAR, 0), at + _FAR))
    return tuple(iri for span in near if span and text.sentence(span.start) == sentence for iri in span.iris)


def _only_instrument(text: Text, at: int) -> tuple[str, ...]:
    """The one instrument that the passage has named before, if it has named one only."""
    named = list(text.instruments.values())
    return named[0].targets if len(named) == 1 and named[0].start < at else ()
