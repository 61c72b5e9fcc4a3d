"""Deliverables: what the text of a plan's point promises, with quantity, comparator, unit and date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.figures import number_terms
from migkg.ingest.suggest.making import iri_term, make, passage_iri, slug, text_term, typed_term
from migkg.ingest.suggest.numbers import quantities
from migkg.ingest.suggest.sentences import Span, cut, sentences
from migkg.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.ingest.passages import Outline, Passage
    from migkg.ingest.suggest.knowledge import Knowledge
    from migkg.ingest.suggestion import Suggestion

__all__ = ["deliverables"]

_MAKING: Final = (
    "develop|produce|prepare|conduct|undertake|carry out|organize|organise|provide|publish|launch|establish|create"
    "|build|collect|document|pilot|expand|assist|support|host|hold|convene|deliver|train|design|issue|compile|help"
    "|foster|collaborate|include|technically assist|offer|implement|facilitate|extend|hold"
)
_GERUNDS: Final = "developing|producing|preparing|organizing|organising|publishing|creating|conducting|establishing|providing"
_MEANT: Final = (
    "strengthen|deepen|step[- ]up|scale[- ]up|promote|broaden|enhance|intensify|increase|advance|highlight"
)
_MODAL: Final = r"(?:will|shall)(?:\s+(?:also|continue to|closely|further|then|widely|jointly|technically))*"
_ACTIVE: Final = re.compile(
    rf"\b{_MODAL}\s+(?P<verb>{_MAKING})\b"
    rf"|(?<=[,;])\s+(?:and\s+)?(?P<next>{_MAKING})\s+(?=an?\b|the\b|its\b|new\b|\w+s\b)"
    rf"|\band\s+(?P<and>{_MAKING})\s+(?=an?\b|its\b|new\b|\w+s\b)"
    rf"|\b{_MODAL}\s+(?:work|build on|cooperate|join|respond)\b[^.;]{{0,140}}?\b(?:to\s+(?P<to>{_MAKING})|by\s+(?P<by>{_GERUNDS}))\b"
    rf"|\b{_MODAL}\s+benefit\s+from\b",
)
_INTENT: Final = re.compile(rf"(?:\b{_MODAL}|\band|,)\s+(?P<verb>{_MEANT})\b")
_PASSIVE: Final = re.compile(
    r"\b(?:(?:will|shall)(?:\s+also)?|(?:is|are) (?:expected|scheduled|planned) to)\s+be\s+(?:\w+ly\s+)?"
    r"(?P<verb>[a-z]+(?:ed|ied|lt|ld)|undertaken|held|built|made|given|drawn)\b"
)
_BESIDE: Final = re.compile(
    r"\b(?:together with|along with|as well as)\s+(?=\w)|\band\s+(?=(?:one|two|three|four|five|six|\d+)\s+\w+\s+\w+)"
)
_LEAD: Final = re.compile(
    r"^(?:(?:In|By|As|With|Subject|From|Where|Upon|To|On|Under|Following|Based|Drawing|Recognizing|Similarly|For)\b"
    r"[^.;]*?,\s+(?:from \d{4}\s+)?|By \d{4}\s+)(?=(?:an?|the|at least|new|all|its|one|two|technical|[A-Z])\b)",
)
_DUE: Final = re.compile(
    r"\b(?:by|before|until|in|during)\s+(?:the\s+)?(?:end\s+of\s+)?(?:\w+\s+)?((?:19|20)\d\d)(?:[–-](?P<last>\d{2,4}))?\b"
)
_FROM: Final = re.compile(r"\b(?:from|starting in|beginning in|as of)\s+(?:\w+\s+)?((?:19|20)\d\d)\b")
_STOP: Final = re.compile(
    r",\s+(?:which|in line with|as provided|based upon)\b|\s+(?:to be|in order to)\b|[;]"
)
_FREQUENCY: Final = re.compile(r"\b(annual|biennial|yearly|monthly|quarterly)\b", re.IGNORECASE)
_LABEL_WORDS: Final = 10


class _Promise(NamedTuple):
    """Where the object stands, and the clause that its date and number stand in."""

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
    found = [one for span in sentences(passage.text) for one in _promises(passage.text, span)]
    if not found:
        found = [one for span in sentences(passage.text) for one in _intents(passage.text, span)]
    seen: set[str] = set()
    for one in found:
        words = passage.text[one.object.start : one.object.end].split()[:_LABEL_WORDS]
        label = " ".join(words).strip(" ,;:.()")
        name = slug(re.sub(r"^(?:an?|the|its|new)\s+", "", label, flags=re.IGNORECASE))
        if not label or name in seen:
            continue
        seen.add(name)
        yield make(
            "deliverable",
            f"deliverable/{point.removeprefix(f'{BASE}plan/').replace('/', '')}/{name}",
            f"{point}/deliverable/{name}",
            (passage.path,),
            cut(passage.text, one.object.start, one.object.end, within=one.clause),
            [
                ("mig:promisedBy", iri_term(point)),
                ("rdf:type", iri_term("mig:Deliverable")),
                ("rdfs:label", text_term(label[0].upper() + label[1:])),
                *_details(passage.text, one.clause),
            ],
            rule=one.rule,
            confidence=confidence(one.rule),
        )


def _promises(text: str, span: Span) -> list[_Promise]:
    """The promises of a sentence: objects of what will be done, subjects of what will have been done to them."""
    found: list[_Promise] = []
    start = span.start
    for passive in _PASSIVE.finditer(text, span.start, span.end):
        subject = text[start : passive.start()].lstrip(" ,").removeprefix("and ")
        subject = _LEAD.sub("", subject)
        found.append(
            _Promise(
                Span(passive.start() - len(subject), passive.start()),
                Span(start, span.end),
                "promise in the passive",
            )
        )
        start = passive.end()
        for more in _BESIDE.finditer(text, passive.end(), span.end):
            found.append(
                _Promise(
                    Span(more.end(), _end(text, more.end(), span.end)),
                    Span(more.start(), span.end),
                    "promise beside another",
                )
            )
    actives = [] if found else list(_ACTIVE.finditer(text, span.start, span.end))
    if actives and not re.search(rf"\b{_MODAL}\b", text[span.start : actives[0].end()]):
        actives = [one for one in actives if re.search(r"\b(?:will|shall)\b", text[span.start : one.start()])]
    ends = [*(one.start() for one in actives[1:]), span.end]
    for active, end in zip(actives, ends, strict=False):
        place = Span(active.end(), _end(text, active.end(), end))
        found.append(_Promise(place, Span(active.start(), end), "promise in the active"))
    return [_dated(one, found) for one in found if one.object.start < one.object.end]


def _intents(text: str, span: Span) -> list[_Promise]:
    """What only intensifies counts if a point promises nothing else."""
    found = list(_INTENT.finditer(text, span.start, span.end))
    ends = [*(one.start() for one in found[1:]), span.end]
    return [
        _Promise(Span(one.end(), _end(text, one.end(), end)), Span(one.start(), end), "promise to do more")
        for one, end in zip(found, ends, strict=False)
    ]


def _dated(one: _Promise, all_: list[_Promise]) -> _Promise:
    """With the clause cut where the next promise begins."""
    later = [other.object.start for other in all_ if other.object.start > one.object.start]
    end = min([one.clause.end, *(start for start in later if start > one.object.end)])
    return one._replace(clause=Span(min(one.clause.start, one.object.start), end))


def _end(text: str, start: int, end: int) -> int:
    stop = _STOP.search(text, start, end)
    return stop.start() if stop and stop.start() > start + 1 else end


def _details(text: str, clause: Span) -> list[tuple[str, str]]:
    """Number, dates and frequency in a clause."""
    found: list[tuple[str, str]] = []
    for quantity in quantities(text, *clause):
        if quantity.unit:
            found += number_terms(quantity, quantity.unit)
            break
    due = _DUE.search(text, *clause)
    if due:
        year = due[1]
        if due["last"]:
            year = due["last"] if len(due["last"]) == len(year) else year[:2] + due["last"][-2:]
            found.append(("mig:from", typed_term(due[1], "gYear")))
        found.append(("mig:due", typed_term(year, "gYear")))
    began = _FROM.search(text, *clause)
    if began and not (due and due["last"]):
        found.append(("mig:from", typed_term(began[1], "gYear")))
    often = _FREQUENCY.search(text, *clause)
    if often:
        found.append(("mig:frequency", text_term(often[1].lower())))
    return found
