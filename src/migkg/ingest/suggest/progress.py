"""Progress reports: what a document tells of deliverables that the graph knows from an earlier one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.making import claim_iri, iri_term, typed_term
from migkg.ingest.suggest.promises import promises_in
from migkg.ingest.suggest.sentences import cut
from migkg.ingest.suggestion import Suggestion
from migkg.terms import BASE, natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migkg.ingest.references import Reference
    from migkg.ingest.suggest.knowledge import Knowledge
    from migkg.ingest.suggest.scene import Scene, Sentence
    from migkg.ingest.suggest.sentences import Phrase

__all__ = ["progress_reports"]

Stage = Literal["delivered", "underWay", "planned"]

_FUTURE: Final = re.compile(
    r"\b(?:planned|scheduled|forthcoming|upcoming|shall|is to be|are to be|expected to"
    r"|will(?!\s+(?:(?:also|further|thus|then)\s+)*(?:contribute|support|help|provide|serve|strengthen"
    r"|remain)))\b",
    re.IGNORECASE,
)
_GOING_ON: Final = re.compile(
    r"\b(?:ongoing|on-going|under way|underway|in progress|current(?:ly)?|continu\w+|being\s+\w+ed"
    r"|being prepared|undertaken|at present|to date|piloted|pilot[\s-]tested|piloting"
    r"|ha(?:s|ve) been expanded"
    r"|(?:is|are) (?:\w+ly |now |still )?\w+ing|expand\w+)\b",
    re.IGNORECASE,
)
_DONE: Final = re.compile(
    r"(?<!\bbe )(?<!\bbeing )(?<!\bplanned )\b(?:released|launched|published|issued|endorsed|adopted"
    r"|completed"
    r"|finali[sz]ed|agreed|agreeing on|held|organi[sz]ed|carried out|conducted|tested|presented|established"
    r"|produced|delivered|developed|disseminated|implemented)\b",
    re.IGNORECASE,
)
_PLANNED_WORK: Final = re.compile(
    r"\bplanned\b[^.;]{0,80}?\b(?:activities|work|assessments?|models?|development)\b", re.IGNORECASE
)
_WORK: Final = re.compile(r"\b(?:work|activit|support|capacity)")
_NEAR: Final = 120
"""So many characters around the words for a promise tell of it."""
_REPORTING: Final = frozenset(("Paragraph", "ListItem", "Box", "TableRow"))
_DATES: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}
"""Length of a date as printed → its datatype."""


class _Told(NamedTuple):
    """Words that speak of a deliverable or a point."""

    subject: str
    start: int
    end: int
    rule: str


class _Sign(NamedTuple):
    """How far a deliverable or a point has come by what one sentence tells."""

    subject: str
    stage: Stage
    path: str
    phrase: Phrase
    rule: str


def progress_reports(
    document: str,
    issued: str,
    scenes: Sequence[Scene],
    references: Mapping[str, tuple[Reference, ...]],
    knowledge: Knowledge,
) -> Iterator[Suggestion]:
    """A suggestion for each deliverable, or point, of which some sentence tells how far it has come.

    The plan itself reports nothing, nor does a document that is not younger or has no date.
    """
    plan = f"{BASE}document/{document}" in knowledge.wholes
    if plan or len(issued) not in _DATES or issued <= knowledge.promised_on:
        return
    grouped: dict[str, list[_Sign]] = {}
    for scene in scenes:
        if scene.passage.kind in _REPORTING:
            for sign in _signs(scene, references.get(scene.passage.path, ()), knowledge):
                grouped.setdefault(sign.subject, []).append(sign)
    recurring = {promise.iri for promise in knowledge.promises if promise.recurs}
    for subject, signs in sorted(grouped.items(), key=lambda entry: natural_key(entry[0])):
        stage = _together({sign.stage for sign in signs}, recurs=subject in recurring)
        yield _suggestion(document, issued, signs, stage)


def _suggestion(document: str, issued: str, signs: Sequence[_Sign], stage: Stage) -> Suggestion:
    first = signs[0]
    place = first.subject.removeprefix(f"{BASE}plan/")
    name = place.replace("/deliverable/", "-").replace("/", "")
    values = (
        ("mig:asOf", typed_term(issued, _DATES[len(issued)])),
        ("mig:progress", iri_term(f"mig:{stage}")),
        ("mig:reportsOn", iri_term(first.subject)),
        ("rdf:type", iri_term("mig:ProgressReport")),
    )
    return Suggestion(
        "progress",
        f"progress/{name}",
        claim_iri(document, first.path, f"progress-{name}"),
        tuple(dict.fromkeys(sign.path for sign in signs)),
        *first.phrase,
        values=values,
        basis="stated",
        rule=first.rule,
        confidence=confidence(first.rule),
        note="The words at this place tell how far it has come.",
    )


def _together(stages: set[Stage], *, recurs: bool) -> Stage:
    """What several signs say together; a recurring promise is under way once it was held."""
    if stages == {"planned"}:
        return "planned"
    return "delivered" if stages == {"delivered"} and not recurs else "underWay"


def _signs(scene: Scene, references: Sequence[Reference], knowledge: Knowledge) -> Iterator[_Sign]:
    masked = _masked(scene.passage.text, references)
    for sentence in scene.sentences:
        if sentence.outside:
            continue
        told = list(_promises(masked, sentence, references, knowledge))
        points = {one.subject.partition("/deliverable/")[0] for one in told if _stage(sentence, one)}
        for one in (*told, *_points(sentence, points)):
            stage = _stage(sentence, one)
            if stage:
                phrase = cut(scene.passage.text, one.start, one.end, within=sentence.span)
                yield _Sign(one.subject, stage, scene.passage.path, phrase, one.rule)


def _promises(
    masked: str, sentence: Sentence, references: Sequence[Reference], knowledge: Knowledge
) -> Iterator[_Told]:
    """The promises of which a sentence speaks: by the name of what fulfils them, or by words of their own."""
    seen: set[str] = set()
    for one in references:
        if sentence.span.start <= one.start < sentence.span.end and len(one.targets) == 1:
            for promise in knowledge.promised(one.targets[0]):
                if promise.iri not in seen:
                    seen.add(promise.iri)
                    yield _Told(promise.iri, one.start, one.end, "promised thing by name")
    for match in promises_in(masked, sentence.span, knowledge):
        if match.promise.iri not in seen:
            yield _Told(match.promise.iri, match.start, match.end, "promise by its words")


def _points(sentence: Sentence, told: set[str]) -> Iterator[_Told]:
    """The points that a sentence about work numbers, unless it tells of one of their promises."""
    if _WORK.search(sentence.text):
        for one in sentence.points:
            if one.targets[0] not in told:
                yield _Told(one.targets[0], one.start, one.end, "numbered point with work")


def _masked(text: str, references: Sequence[Reference]) -> str:
    """The text without the names of bodies, whose words say nothing about promises."""
    for one in references:
        if one.kind in ("body", "session", "document"):
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _stage(sentence: Sentence, told: _Told) -> Stage | None:
    """How far the words around say it has come (of a point, all before it); None if they do not."""
    offset = sentence.span.start
    low = 0 if "/deliverable/" not in told.subject else max(told.start - offset - _NEAR, 0)
    around = sentence.text[low : told.end - offset + _NEAR]
    if _PLANNED_WORK.search(around):
        return "planned"
    done, future = _DONE.search(around), _FUTURE.search(around)
    if _GOING_ON.search(around) or (done and future):
        return "underWay"
    if done:
        return "delivered"
    return "planned" if future else None
