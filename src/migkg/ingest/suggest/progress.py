"""Progress reports: what a document tells of deliverables that the graph knows from an earlier one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.knowledge import stems
from migkg.ingest.suggest.making import claim_iri, iri_term, typed_term
from migkg.ingest.suggest.promises import promises_headed, promises_in, shares
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

Stage = Literal["delivered", "underWay", "planned", "changed"]

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
    r"|(?:is|are) (?:\w+ly |now |still )?\w+ing|expand\w+|recent activities|bore fruit|made (?:\w+ )?progress"
    r"|progressed|advanced)\b",
    re.IGNORECASE,
)
_DONE: Final = re.compile(
    r"(?<!\bbe )(?<!\bbeing )(?<!\bplanned )\b(?:released|launched|published|issued|endorsed|adopted"
    r"|completed"
    r"|finali[sz]ed|agreed|agreeing on|held|organi[sz]ed|carried out|conducted|tested|presented|established"
    r"|produced|delivered|developed|disseminated|implemented)\b",
    re.IGNORECASE,
)
_PUT_OFF: Final = re.compile(
    r"\b(?:postponed|deferred|delayed|rescheduled|suspended|cancel+ed|discontinued|abandoned|dropped)\b",
    re.IGNORECASE,
)
_TURNED: Final = re.compile(
    r"\b(?:(?:replaced|superseded|succeeded) by|merged (?:into|with)|renamed|turned into|absorbed by)\b",
    re.IGNORECASE,
)
"""What became of a thing that is named before."""
_INSTEAD: Final = re.compile(
    r"\b(?:(?:replac|supersed)(?:es?|ed|ing)|instead of|in place of)\b(?! by)",
    re.IGNORECASE,
)
"""What came in the place of a thing that is named behind."""
_DENIED: Final = re.compile(r"\b(?:not|never|without)(?: \w+){0,2}\s*$", re.IGNORECASE)
_CLOSE: Final = 60
"""So many characters may stand between such words and the thing."""
_SAME_WORK: Final = re.compile(
    r"(?:efforts|(?:the|this|that|these|those|such) (?:\w+ )?(?:work|efforts?|activit(?:y|ies)|support))\b",
    re.IGNORECASE,
)
"""How a sentence begins that goes on about what the one before it spoke of."""
_PLANNED_WORK: Final = re.compile(
    r"\bplanned\b[^.;]{0,80}?\b(?:activities|work|assessments?|models?|development)\b", re.IGNORECASE
)
_WORK: Final = re.compile(r"\b(?:work|activit|support|capacity)")
_NEAR: Final = 120
"""So many characters around the words for a promise tell of it."""
_REPORTING: Final = frozenset(("Paragraph", "ListItem", "Box", "TableRow"))
_DATES: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}
"""Length of a date as printed → its datatype."""


_GONE: Final = "body that was replaced"


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
    waiting: list[_Sign] = []
    for scene in scenes:
        if scene.passage.kind in _REPORTING:
            for sign in _signs(scene, references.get(scene.passage.path, ()), knowledge, waiting):
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
    if "changed" in stages:
        return "changed"
    if stages == {"planned"}:
        return "planned"
    return "delivered" if stages == {"delivered"} and not recurs else "underWay"


def _signs(
    scene: Scene, references: Sequence[Reference], knowledge: Knowledge, waiting: list[_Sign]
) -> Iterator[_Sign]:
    """The signs in a passage; `waiting` are promises of which the sentence before told no stage."""
    text, path = scene.passage.text, scene.passage.path
    masked = _masked(text, references)
    numbered = {one.targets[0] for sentence in scene.sentences for one in sentence.points}
    for sentence in scene.sentences:
        if sentence.outside:
            continue
        if waiting and _SAME_WORK.match(sentence.text) and (stage := _stage_in(sentence.text)):
            phrase = cut(text, *sentence.span, within=sentence.span)
            for sign in waiting:
                yield sign._replace(stage=stage)
                yield sign._replace(stage=stage, path=path, phrase=phrase)
        waiting.clear()
        here = {one.targets[0] for one in sentence.points}
        told = list(
            _promises(masked, sentence, references, knowledge, shares(numbered, here, sentence.subjects))
        )
        points = {one.subject.partition("/deliverable/")[0] for one in told if _stage(sentence, one)}
        for one in (*_gone(sentence, references, knowledge), *told, *_points(sentence, points)):
            stage = "changed" if one.rule == _GONE else _stage(sentence, one)
            sign = _Sign(
                one.subject,
                stage or "underWay",
                path,
                cut(text, one.start, one.end, within=sentence.span),
                one.rule,
            )
            if stage:
                yield sign
            elif "/deliverable/" in one.subject:
                waiting.append(sign)


def _gone(sentence: Sentence, references: Sequence[Reference], knowledge: Knowledge) -> Iterator[_Told]:
    """The promises to work with a body that another one has replaced."""
    for one in references:
        if sentence.span.start <= one.start < sentence.span.end and len(one.targets) == 1:
            place, end = one.start - sentence.span.start, one.end - sentence.span.start
            if _is_changed(sentence.text, place, end):
                for promise in knowledge.promises:
                    named = frozenset(stems(one.text))
                    if one.targets[0] in promise.bodies and any(named <= name for name in promise.names):
                        yield _Told(promise.iri, one.start, one.end, _GONE)


def _promises(
    masked: str,
    sentence: Sentence,
    references: Sequence[Reference],
    knowledge: Knowledge,
    numbered: Mapping[str, float],
) -> Iterator[_Told]:
    """The promises of which a sentence speaks: by the name of what fulfils them, or by words of their own."""
    seen: set[str] = set()
    for one in references:
        if sentence.span.start <= one.start < sentence.span.end and len(one.targets) == 1:
            for promise in knowledge.promised(one.targets[0]):
                if promise.iri not in seen:
                    seen.add(promise.iri)
                    yield _Told(promise.iri, one.start, one.end, "promised thing by name")
    for match in promises_in(masked, sentence.span, knowledge, numbered):
        if match.promise.iri not in seen:
            seen.add(match.promise.iri)
            yield _Told(match.promise.iri, match.start, match.end, "promise by its words")
    for match in promises_headed(masked, sentence.span, knowledge, numbered):
        if match.promise.iri not in seen:
            seen.add(match.promise.iri)
            yield _Told(match.promise.iri, match.start, match.end, "promise by its first words")


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
    if _is_changed(sentence.text, told.start - offset, told.end - offset):
        return "changed"
    return _stage_in(sentence.text[low : told.end - offset + _NEAR])


def _is_changed(text: str, start: int, end: int) -> bool:
    """Whether what stands at a place in a sentence was put off, or another has taken its place."""
    before, after = text[max(start - _CLOSE, 0) : start], text[end : end + _CLOSE]
    for pattern, around in ((_PUT_OFF, after), (_PUT_OFF, before), (_TURNED, after), (_INSTEAD, before)):
        found = pattern.search(around)
        if found and not _DENIED.search(around[: found.start()]):
            return True
    return False


def _stage_in(around: str) -> Stage | None:
    """How far some words say that something has come."""
    if _PLANNED_WORK.search(around):
        return "planned"
    done, future = _DONE.search(around), _FUTURE.search(around)
    if _GOING_ON.search(around) or (done and future):
        return "underWay"
    if done:
        return "delivered"
    return "planned" if future else None
