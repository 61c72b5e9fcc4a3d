"""Deliverables: what the text of a plan's point promises, with quantity, comparator, unit and date."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.figures import number_terms
from migkg.ingest.suggest.making import iri_term, passage_iri, slug, text_term, typed_term
from migkg.ingest.suggest.numbers import quantities
from migkg.ingest.suggest.sentences import Span, cut, sentences
from migkg.ingest.suggestion import Suggestion
from migkg.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migkg.ingest.passages import Outline, Passage
    from migkg.ingest.suggest.knowledge import Knowledge

__all__ = ["deliverables"]

_MAKE: Final = (
    "develop|produce|prepare|conduct|undertake|carry out|organi[sz]e|provide|publish|launch|establish|create"
    "|build|collect|document|pilot|expand|assist|technically assist|support|host|hold|convene|deliver|train"
    "|design|issue|compile|help|foster|collaborate|include|offer|implement|facilitate|extend|prioriti[sz]e"
)
_MAKING: Final = (
    "developing|producing|preparing|organi[sz]ing|publishing|creating|conducting|establishing|providing"
)
_MORE: Final = (
    "strengthen|deepen|step[- ]up|scale[- ]up|promote|broaden|enhance|intensify|increase|advance|highlight"
)
_WILL: Final = r"\b(?:will|shall)(?:\s+(?:also|continue to|closely|further|then|widely|jointly|technically))*"
_NOUN: Final = r"(?=an?\b|its\b|new\b|\w+s\b)"
_ACTIVE: Final = re.compile(
    rf"{_WILL}\s+(?:{_MAKE})\b"
    rf"|(?<=,)\s+(?:and\s+)?(?:{_MAKE})\s+{_NOUN}"
    rf"|\band\s+(?:{_MAKE})\s+{_NOUN}"
    rf"|{_WILL}\s+(?:work|build on|cooperate|join|respond)\b[^.;]{{0,140}}?"
    rf"\b(?:to\s+(?:{_MAKE})|by\s+(?:{_MAKING}))\b"
    rf"|{_WILL}\s+benefit\s+from\b"
)
"""A verb of promise: after "will", or joined to one that is; its object follows."""
_INTENT: Final = re.compile(rf"(?:{_WILL}|\band|,)\s+(?:{_MORE})\b")
_PASSIVE: Final = re.compile(
    r"\b(?:(?:will|shall)(?:\s+also)?|(?:is|are) (?:expected|scheduled|planned) to)\s+be\s+(?:\w+ly\s+)?"
    r"(?:[a-z]+(?:ed|ied|lt|ld)|undertaken|held|built|made|given|drawn|written|taken|sent|put"
    r"|set|shown|brought)\b"
)
_BESIDE: Final = re.compile(
    r"\b(?:together with|along with|as well as)\s+(?=\w)"
    r"|\band\s+(?=(?:one|two|three|four|five|six|\d+)\s+\w+\s+\w+)"
)
_LEAD: Final = re.compile(
    r"^(?:(?:In|By|As|With|Subject|From|Where|Upon|To|On|Under|Following|Based|Drawing|Recognizing|Similarly"
    r"|For)\b"
    r"[^.;]*?,\s+(?:from \d{4}\s+)?|(?:By|From|In) \d{4}\s+)"
    r"(?=(?:an?|the|at least|new|all|its|one|two|technical|[A-Z])\b)"
)
_AGENT: Final = re.compile(rf"^[^,;]{{0,60}}?{_WILL}\s+(?:{_MAKE})\s+")
_LEFT: Final = re.compile(
    r"^[\s,;]*(?:and|or)?\s*(?:(?:validate|test|promote|strengthen|improve|enhance|apply)\s+(?:and\s+)?)*"
    r"(?:on|with|in)?\s*"
)
_TAIL: Final = re.compile(
    r"[\s,;:.(]+(?:(?:of|for|in|on|to|the|a|an|and|or|with|by|at|from|that|which|its|such as)[\s,]*)*$"
)
_STOP: Final = re.compile(r",\s+(?:which|in line with|as provided|based upon)\b|\s+(?:to be|in order to)\b|;")
_DATE_AT_END: Final = re.compile(r"\s+(?:by|in|from|until|before)\s+(?:the\s+end\s+of\s+)?\d{4}\S*$")
_DUE: Final = re.compile(
    r"\b(?:by|before|until|in|during)\s+(?:the\s+)?(?:end\s+of\s+)?(?:\w+\s+)?(?P<year>(?:19|20)\d\d)"
    r"(?:[–-](?P<last>(?:19|20)?\d\d))?\b",
    re.IGNORECASE,
)
_FROM: Final = re.compile(
    r"\b(?:from|starting in|beginning in|as of)\s+(?:\w+\s+)?((?:19|20)\d\d)\b", re.IGNORECASE
)
_OFTEN: Final = re.compile(r"\b(annual|biennial|yearly|monthly|quarterly)\b", re.IGNORECASE)
_LABEL_WORDS: Final = 10


class _Promise(NamedTuple):
    """Where the object stands, and the clause in which its date and number stand."""

    object: Span
    clause: Span
    rule: str


def deliverables(outline: Outline, knowledge: Knowledge) -> Iterator[Suggestion]:
    """A suggestion for each promise in a passage that is the text of a plan's point."""
    for passage in outline.passages:
        point = knowledge.point_passages.get(passage_iri(outline.identifier, passage.path))
        if point:
            yield from _of_point(passage, point)


def _of_point(passage: Passage, point: str) -> Iterator[Suggestion]:
    spans = sentences(passage.text)
    found = [one for span in spans for one in _promises(passage.text, span)]
    found = found or [one for span in spans for one in _intents(passage.text, span)]
    seen: set[str] = set()
    for one in found:
        label = _label(passage.text[one.object.start : one.object.end])
        name = slug(re.sub(r"^(?:an?|the|its|new)\s+", "", label, flags=re.IGNORECASE))
        if not label or name in seen:
            continue
        seen.add(name)
        values = [
            ("mig:promisedBy", iri_term(point)),
            ("rdf:type", iri_term("mig:Deliverable")),
            ("rdfs:label", text_term(label[0].upper() + label[1:])),
            *_details(passage.text, one.clause),
        ]
        yield Suggestion(
            "deliverable",
            f"deliverable/{point.removeprefix(f'{BASE}plan/').replace('/', '')}/{name}",
            f"{point}/deliverable/{name}",
            (passage.path,),
            *cut(passage.text, one.object.start, one.object.end, within=one.clause),
            values=tuple(sorted(values)),
            basis="stated",
            rule=one.rule,
            confidence=confidence(one.rule),
        )


def _label(text: str) -> str:
    """At most ten words for an object, without verbs in front, a date or loose words at the end."""
    words = " ".join(_LEFT.sub("", text, count=1).split()[:_LABEL_WORDS])
    return _TAIL.sub("", f"{_DATE_AT_END.sub('', words.strip(' .'))} ").strip(" ,;:.")


def _promises(text: str, span: Span) -> list[_Promise]:
    """The promises of a sentence: what will be done to its subjects, or else what will be done."""
    found = [*_passives(text, span), *_beside(text, span)]
    if not found:
        found = _actives(text, span, _ACTIVE, "promise in the active")
    starts = sorted(one.object.start for one in found)
    return [_bounded(one, starts) for one in found if one.object.start < one.object.end]


def _passives(text: str, span: Span) -> Iterator[_Promise]:
    start = span.start
    for passive in _PASSIVE.finditer(text, *span):
        subject = text[start : passive.start()].lstrip(" ,").removeprefix("and ")
        subject = _AGENT.sub("", _LEAD.sub("", subject))
        place = Span(passive.start() - len(subject), passive.start())
        yield _Promise(place, Span(start, span.end), "promise in the passive")
        start = passive.end()


def _beside(text: str, span: Span) -> Iterator[_Promise]:
    """What is named together with the subject of a promise, or with a number of its own."""
    passive = _PASSIVE.search(text, *span)
    for more in _BESIDE.finditer(text, passive.end(), span.end) if passive else ():
        place = Span(more.end(), _end(text, more.end(), span.end))
        yield _Promise(place, Span(more.start(), span.end), "promise beside another")


def _actives(text: str, span: Span, verbs: re.Pattern[str], rule: str) -> list[_Promise]:
    will = re.search(r"\b(?:will|shall)\b", text[span.start : span.end])
    found = [one for one in verbs.finditer(text, *span) if will and one.end() >= span.start + will.end()]
    edges = [*(one.start() for one in found), span.end]
    return [
        _Promise(Span(one.end(), _end(text, one.end(), end)), Span(start, end), rule)
        for one, (start, end) in zip(found, pairwise(edges), strict=True)
    ]


def _intents(text: str, span: Span) -> list[_Promise]:
    """What only intensifies counts if a point promises nothing else."""
    return _actives(text, span, _INTENT, "promise to do more")


def _bounded(one: _Promise, starts: Sequence[int]) -> _Promise:
    """With the clause cut where the next promise begins."""
    end = min([one.clause.end, *(start for start in starts if start > one.object.end)])
    return one._replace(clause=Span(min(one.clause.start, one.object.start), end))


def _end(text: str, start: int, end: int) -> int:
    stop = _STOP.search(text, start + 1, end)
    return stop.start() if stop else end


def _details(text: str, clause: Span) -> Iterator[tuple[str, str]]:
    """Number, dates and frequency in a clause."""
    quantity = next((one for one in quantities(text, *clause) if one.unit), None)
    if quantity:
        yield from number_terms(quantity, quantity.unit)
    due, began, often = (pattern.search(text, *clause) for pattern in (_DUE, _FROM, _OFTEN))
    if due:
        year, last = due["year"], due["last"] or ""
        yield "mig:due", typed_term(f"{year[: 4 - len(last)]}{last}", "gYear")
    if due and due["last"]:
        yield "mig:from", typed_term(due["year"], "gYear")
    elif began:
        yield "mig:from", typed_term(began[1], "gYear")
    if often:
        yield "mig:frequency", text_term(often[1].lower())
