"""Progress reports: what a document tells of deliverables that the graph knows from an earlier one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.making import claim_iri, iri_term, make, typed_term
from migkg.ingest.suggest.promises import promises_in
from migkg.ingest.suggest.sentences import cut
from migkg.terms import BASE, natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migkg.ingest.references import Reference
    from migkg.ingest.suggest.knowledge import Knowledge
    from migkg.ingest.suggest.scene import Scene, Sentence
    from migkg.ingest.suggestion import Suggestion

__all__ = ["progress_reports"]

Stage = Literal["delivered", "underWay", "planned"]

_DONE: Final = (
    r"released|launched|published|issued|endorsed|adopted|completed|finali[sz]ed|agreed|agreeing on|held|organi[sz]ed"
    r"|carried out|conducted|tested|presented|established|produced|delivered|developed|disseminated|implemented"
)
_FUTURE: Final = re.compile(
    r"\b(?:planned|scheduled|forthcoming|upcoming|shall|is to be|are to be|expected to"
    r"|will(?!\s+(?:(?:also|further|thus|then)\s+)*(?:contribute|support|help|provide|serve|strengthen|remain)))\b",
    re.IGNORECASE,
)
_GOING_ON: Final = re.compile(
    r"\b(?:ongoing|on-going|under way|underway|in progress|current(?:ly)?|continu\w+|being\s+\w+ed|being prepared|undertaken"
    r"|at present|to date|piloted|pilot[\s-]tested|piloting|have been expanded|has been expanded"
    r"|is (?:\w+ly )?\w+ing|are (?:\w+ly )?\w+ing|expand\w+)\b",
    re.IGNORECASE,
)
_PAST: Final = re.compile(rf"(?<!\bbe )(?<!\bbeing )(?<!\bplanned )\b(?:{_DONE})\b", re.IGNORECASE)
_PLANNED_WORK: Final = re.compile(
    r"\bplanned\b[^.;]{0,80}?\b(?:activities|work|assessments?|models?|development)\b", re.IGNORECASE
)
_NEAR: Final = 120
_DATES: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}
"""Length of a date as printed → its datatype."""
_REPORTING: Final = frozenset(("Paragraph", "ListItem", "Box", "TableRow"))


@dataclass(frozen=True, slots=True)
class _Sign:
    """A place that tells of a promise or of a point."""

    subject: str
    stage: Stage
    path: str
    phrase: tuple[int, int, str]
    rule: str


def progress_reports(
    document: str,
    issued: str,
    scenes: Sequence[Scene],
    references: Mapping[str, tuple[Reference, ...]],
    knowledge: Knowledge,
) -> Iterator[Suggestion]:
    """A suggestion for each deliverable, or point, of which some sentence tells how far it has come.

    The text of the plan itself reports nothing, nor does a document without a date.
    """
    own = f"{BASE}document/{document}"
    if len(issued) not in _DATES or own in knowledge.wholes:
        return
    grouped: dict[str, list[_Sign]] = {}
    for scene in scenes:
        for sign in _signs(scene, references.get(scene.passage.path, ()), knowledge):
            grouped.setdefault(sign.subject, []).append(sign)
    recurring = {promise.iri for promise in knowledge.promises if promise.recurs}
    for subject, signs in sorted(grouped.items(), key=lambda entry: natural_key(entry[0])):
        yield _suggestion(document, issued, subject, signs, subject in recurring)


def _suggestion(
    document: str, issued: str, subject: str, signs: Sequence[_Sign], recurs: bool
) -> Suggestion:
    first = signs[0]
    stage = _together({sign.stage for sign in signs}, recurs)
    name = subject.removeprefix(f"{BASE}plan/").replace("/deliverable/", "-").replace("/", "")
    paths = tuple(dict.fromkeys(sign.path for sign in signs))
    return make(
        "progress",
        f"progress/{name}",
        claim_iri(document, first.path, f"progress-{name}"),
        paths,
        first.phrase,
        [
            ("mig:asOf", typed_term(issued, _DATES[len(issued)])),
            ("mig:progress", iri_term(f"mig:{stage}")),
            ("mig:reportsOn", iri_term(subject)),
            ("rdf:type", iri_term("mig:ProgressReport")),
        ],
        rule=first.rule,
        confidence=confidence(first.rule),
        note="The words at this place tell how far the promise has come.",
    )


def _together(stages: set[Stage], recurs: bool) -> Stage:
    """What several signs say together; a recurring promise is under way once it was held."""
    if stages == {"planned"}:
        return "planned"
    return "delivered" if stages == {"delivered"} and not recurs else "underWay"


def _signs(scene: Scene, references: Sequence[Reference], knowledge: Knowledge) -> Iterator[_Sign]:
    text, path = scene.passage.text, scene.passage.path
    if scene.passage.kind not in _REPORTING:
        return
    masked = _masked(text, references)
    for sentence in scene.sentences:
        if sentence.outside:
            continue
        told: set[str] = set()
        spoken: dict[str, tuple[int, int, str]] = {}
        for one in references:
            if sentence.span.start <= one.start < sentence.span.end and len(one.targets) == 1:
                for promise in knowledge.promises:
                    if one.targets[0] in promise.things:
                        spoken.setdefault(promise.iri, (one.start, one.end, "promised thing by name"))
        for match in promises_in(masked, sentence.span, knowledge):
            spoken.setdefault(match.promise.iri, (match.start, match.end, "promise by its words"))
        for promise_iri, (start, end, rule) in spoken.items():
            stage = _stage(sentence, start, end)
            if stage:
                told.add(promise_iri.partition("/deliverable/")[0])
                yield _Sign(promise_iri, stage, path, cut(text, start, end, within=sentence.span), rule)
        for one in sentence.points:
            point = one.targets[0]
            stage = _stage(sentence, sentence.span.start, one.start)
            if (
                stage
                and point not in told
                and re.search(r"\b(?:work|activit|support|capacity)", sentence.text)
            ):
                yield _Sign(
                    point,
                    stage,
                    path,
                    cut(text, one.start, one.end, within=sentence.span),
                    "numbered point with work",
                )


def _masked(text: str, references: Sequence[Reference]) -> str:
    """The text without the names of bodies, whose words say nothing about promises."""
    for one in references:
        if one.kind in ("body", "session", "document"):
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _stage(sentence: Sentence, start: int, end: int) -> Stage | None:
    """How far the words around a stretch of a sentence say that something has come; None if they do not."""
    low = max(start - sentence.span.start - _NEAR, 0)
    around = sentence.text[low : end - sentence.span.start + _NEAR]
    if _PLANNED_WORK.search(around):
        return "planned"
    going, past, future = _GOING_ON.search(around), _PAST.search(around), _FUTURE.search(around)
    if going or (past and future):
        return "underWay"
    if past:
        return "delivered"
    return "planned" if future else None
