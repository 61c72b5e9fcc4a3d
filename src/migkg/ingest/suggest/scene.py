"""A passage as the rules see it: sentences, and in each the points, objectives and things it names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.suggest.pinned import Pinned, by_thing, by_words, titles_in, ways_in
from migkg.ingest.suggest.sentences import Span, sentences
from migkg.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from migkg.ingest.passages import Outline, Passage
    from migkg.ingest.references import Reference
    from migkg.ingest.suggest.knowledge import Knowledge

__all__ = ["Goal", "Scene", "Sentence", "scenes"]

_THINGS: Final = frozenset(("body", "programme", "tool", "event", "course", "publication", "instrument"))
_COMMON: Final = 4
"""A thing is common if more passages than these name it, and more than half of all."""

_ONE_BACK: Final = re.compile(
    r"\b(?:this|that|the same|the said|the latter)\s+(?:(?:GCM|Global Compact|Compact)\s+)?"
    r"(?:objective|goal)\b",
    re.IGNORECASE,
)
_MANY_BACK: Final = re.compile(
    r"\b(?:these|those|both|the same)\s+(?:\w+\s+)?(?:objectives|goals)\b", re.IGNORECASE
)
_WORK: Final = (
    "activities|activity|actions?|tools?|work|efforts?|measures?|initiatives?|interventions?|projects?"
    "|programmes?|trainings?|courses?|services?|outputs?|products?|guides?|deliverables?|support|assistance"
    "|research|steps|undertakings?"
)
_LOOSE: Final = re.compile(
    r"\b(?:these|those|such|this|all (?:of )?these|the above|the aforementioned)\s+(?:[\w-]+\s+){0,2}?"
    rf"(?:{_WORK})\b(?!\s+of\b)",
    re.IGNORECASE,
)
_PRONOUN: Final = re.compile(r"(?:It|They|This|These|Both|All of these)\s+(?!is not\b)[a-z]")
_OUTSIDE: Final = re.compile(
    r"\b(?:not|nor|neither|never|no)\b(?:(?!\bbut\b)[^.;]){0,50}?"
    r"\b(?:includ|cover|part\b|priorit|address|foreseen|envisag|within|provided for|contain|mention|reflect)"
    r"(?:(?!\bbut\b)[^.;]){0,50}?\b(?:plan|points?)\b"
    r"|\b(?:outside|beyond)\s+(?:the\s+)?(?:scope\s+of\s+)?(?:[\w'’]+\s+){0,3}plan\b",
    re.IGNORECASE,
)


class Goal(NamedTuple):
    """An objective where a sentence names it, with its action if the letter is there."""

    objective: str
    action: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; offsets count in its passage's text.

    `one_back` is "this objective", `many_back` "these objectives", `loose` "these activities"; `pronoun`
    says whether it begins with one, `outside` whether it puts something outside the plan.
    """

    span: Span
    text: str
    points: tuple[Reference, ...]
    goals: tuple[Goal, ...]
    things: frozenset[str]
    pinned: tuple[Pinned, ...]
    titled: frozenset[str]
    """The points whose title stands here outside a longer name."""
    subjects: frozenset[str]
    """The same, within longer names too."""
    ways: frozenset[str]
    """The points whose means of action is named."""
    one_back: Span | None
    many_back: Span | None
    loose: Span | None
    pronoun: bool
    outside: bool

    @property
    def objectives(self) -> tuple[str, ...]:
        """The objectives named, each once."""
        return tuple(dict.fromkeys(goal.objective for goal in self.goals))

    @property
    def numbered(self) -> tuple[str, ...]:
        """The points named by their numbers, each once."""
        return tuple(dict.fromkeys(one.targets[0] for one in self.points))


@dataclass(frozen=True, slots=True)
class Scene:
    """A passage and its sentences."""

    passage: Passage
    sentences: tuple[Sentence, ...]

    @property
    def outside(self) -> frozenset[str]:
        """The objectives that the passage puts outside the plan."""
        return frozenset(o for sentence in self.sentences if sentence.outside for o in sentence.objectives)

    @property
    def objectives(self) -> tuple[str, ...]:
        """The objectives that the passage names, each once."""
        return tuple(dict.fromkeys(o for sentence in self.sentences for o in sentence.objectives))

    @property
    def is_numbered(self) -> bool:
        """Whether a point is named by its number."""
        return any(sentence.points for sentence in self.sentences)


def scenes(
    outline: Outline, references: Mapping[str, tuple[Reference, ...]], knowledge: Knowledge
) -> tuple[Scene, ...]:
    """The passages of an outline that have a text, in order."""
    common = _common(references) | knowledge.wholes | knowledge.large
    return tuple(
        _scene(passage, references.get(passage.path, ()), knowledge, common)
        for passage in outline.passages
        if passage.text
    )


def _common(references: Mapping[str, tuple[Reference, ...]]) -> frozenset[str]:
    """What half of the passages name says nothing about any of them."""
    counts: dict[str, int] = {}
    for found in references.values():
        for target in {target for one in found for target in one.targets}:
            counts[target] = counts.get(target, 0) + 1
    return frozenset(
        target for target, count in counts.items() if count > _COMMON and count * 2 > len(references)
    )


def _scene(
    passage: Passage, references: Sequence[Reference], knowledge: Knowledge, common: frozenset[str]
) -> Scene:
    text = passage.text
    sure = [one for one in references if len(one.targets) == 1]
    masked = _masked(text, sure, knowledge)
    found = []
    for span in sentences(text):
        here = [one for one in sure if span.start <= one.start < span.end]
        found.append(_sentence(text, masked, span, here, knowledge))
    found = [replace(sentence, things=sentence.things - common) for sentence in found]
    if passage.kind in ("TableRow", "ListItem") and not any(sentence.goals for sentence in found):
        found = [_with_titled_goal(sentence, knowledge) for sentence in found]
    return Scene(passage, tuple(found))


def _sentence(
    text: str, masked: str, span: Span, references: Sequence[Reference], knowledge: Knowledge
) -> Sentence:
    own = text[span.start : span.end]
    hidden = masked[span.start : span.end]
    ways = ways_in(hidden, knowledge)
    titles = titles_in(hidden, span.start, ways, knowledge)
    pinned = (*titles.pinned, *by_thing(references, knowledge), *by_words(text, span, knowledge))
    return Sentence(
        span,
        own,
        tuple(one for one in references if one.kind == "point" and one.targets[0] in knowledge.points),
        tuple(_goals(references, knowledge)),
        frozenset(one.targets[0] for one in references if _shelf(one.targets[0]) in _THINGS),
        _first_of_each(pinned),
        titles.points,
        titles_in(own, span.start, ways, knowledge).points,
        frozenset(point for _, points in ways for point in points),
        _place(_ONE_BACK, own, span),
        _place(_MANY_BACK, own, span),
        _place(_LOOSE, own, span),
        bool(_PRONOUN.match(own)),
        bool(_OUTSIDE.search(own)),
    )


def _goals(references: Iterable[Reference], knowledge: Knowledge) -> Iterable[Goal]:
    for one in references:
        objective = knowledge.objective_of(one.targets[0]) if one.kind in ("objective", "action") else ""
        if objective:
            action = "" if one.targets[0] == objective else one.targets[0]
            yield Goal(objective, action, one.start, one.end)


def _masked(text: str, references: Iterable[Reference], knowledge: Knowledge) -> str:
    """The text with names of things, save plans, and titles of objectives blanked, letter by letter."""
    masked = text
    for one in references:
        if one.targets[0] not in knowledge.wholes and one.kind not in (
            "point",
            "theme",
            "objective",
            "action",
        ):
            masked = masked[: one.start] + " " * (one.end - one.start) + masked[one.end :]
    low = masked.lower()
    for title in knowledge.objectives.values():
        place = low.find(title.lower())
        if place >= 0:
            masked = masked[:place] + " " * len(title) + masked[place + len(title) :]
    return masked


def _shelf(iri: str) -> str:
    return iri.removeprefix(BASE).partition("/")[0]


def _first_of_each(pinned: Iterable[Pinned]) -> tuple[Pinned, ...]:
    """For each point the first way in which it is identified."""
    found: dict[str, Pinned] = {}
    for one in pinned:
        found.setdefault(one.point, one)
    return tuple(found.values())


def _place(pattern: re.Pattern[str], text: str, span: Span) -> Span | None:
    match = pattern.search(text)
    return Span(span.start + match.start(), span.start + match.end()) if match else None


def _with_titled_goal(sentence: Sentence, knowledge: Knowledge) -> Sentence:
    """The same sentence with the objective whose whole title it prints."""
    low = sentence.text.lower()
    for objective, title in knowledge.objectives.items():
        place = low.find(title.lower())
        if place >= 0:
            start = sentence.span.start + place
            return replace(sentence, goals=(Goal(objective, "", start, start + len(title)),))
    return sentence
