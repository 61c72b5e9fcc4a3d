"""A passage as the rules see it: its sentences, and in each the points, objectives and things that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.suggest.promises import promises_in
from migkg.ingest.suggest.sentences import Span, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from migkg.ingest.passages import Outline, Passage
    from migkg.ingest.references import Reference
    from migkg.ingest.suggest.knowledge import Knowledge

__all__ = ["Goal", "Scene", "Sentence", "scenes"]

THING_KINDS: Final = frozenset(("body", "programme", "tool", "event", "course", "publication", "instrument"))

_ONE_BACK: Final = re.compile(
    r"\b(?:this|that|the same|the said|the latter)\s+(?:GCM\s+|Global Compact\s+|Compact\s+)?(?:objective|goal)\b",
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
    rf"\b(?:these|those|such|this|all (?:of )?these|the above|the aforementioned)\s+(?:[\w-]+\s+){{0,2}}?"
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
_PLAN: Final = re.compile(r"\bplan(?: of action)?\b", re.IGNORECASE)
_BESIDE: Final = 60
"""So many characters may stand between a title and its means of action, or the work of which it is the subject."""
_SUBJECT: Final = re.compile(
    r"\b(?:work|activit\w+|actions?|programmes?|projects?|assistance|support|training|capacity[\s‐‑-]*building"
    r"|research|priorit\w+|efforts?|measures?|plans?)\b[^.;:]{0,30}?\b(?:on|in|for|regarding|concerning|related to)\b",
    re.IGNORECASE,
)
_SURE_WORDS: Final = 0.8
"""With less of its name a promise is recognised well enough to report on it, not to link its point."""


class Goal(NamedTuple):
    """An objective where a sentence names it, with the letter if there is one."""

    objective: str
    action: str
    start: int
    end: int


class Pinned(NamedTuple):
    """A point that a sentence identifies without its number, with the words that do it."""

    point: str
    start: int
    end: int
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: offsets count in its passage's text."""

    span: Span
    text: str
    points: tuple[Reference, ...]
    goals: tuple[Goal, ...]
    things: frozenset[str]
    pinned: tuple[Pinned, ...]
    titled: frozenset[str]
    """The points, of those that share a title, whose title stands here outside a longer name."""
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
    """The passages of an outline, in order; the text of a plan's own points is left out."""
    common = _common(references)
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
    return frozenset(target for target, count in counts.items() if count > 4 and count * 2 > len(references))


def _scene(
    passage: Passage, references: Sequence[Reference], knowledge: Knowledge, common: frozenset[str]
) -> Scene:
    text = passage.text
    sure = [one for one in references if len(one.targets) == 1]
    hidden = _hidden(text, sure, knowledge)
    found = []
    for span in sentences(text):
        here = [one for one in sure if span.start <= one.start < span.end]
        found.append(_sentence(text, span, here, hidden, knowledge, common))
    if not any(sentence.goals for sentence in found) and passage.kind in ("TableRow", "ListItem"):
        found = [_titled_goal(sentence, knowledge) for sentence in found]
    return Scene(passage, tuple(found))


def _sentence(
    text: str,
    span: Span,
    references: Sequence[Reference],
    hidden: str,
    knowledge: Knowledge,
    common: frozenset[str],
) -> Sentence:
    own = text[span.start : span.end]
    masked = hidden[span.start : span.end]
    points = tuple(one for one in references if one.kind == "point" and one.targets[0] in knowledge.points)
    goals = tuple(
        Goal(objective, one.targets[0] if one.targets[0] != objective else "", one.start, one.end)
        for one in references
        if one.kind in ("objective", "action") and (objective := knowledge.objective_of(one.targets[0]))
    )
    things = frozenset(
        one.targets[0]
        for one in references
        if one.targets[0].split("/")[-2] in THING_KINDS
        and one.targets[0] not in common | knowledge.wholes | knowledge.large
    )
    ways = _ways(masked, knowledge)
    titled, by_title = _titles(masked, span, ways, knowledge)
    shown, _ = _titles(own, span, ways, knowledge)
    pinned = (*by_title, *_by_thing(references, knowledge), *_by_words(text, span, knowledge))
    return Sentence(
        span,
        own,
        points,
        goals,
        things,
        _best(pinned),
        titled,
        shown,
        frozenset(point for _, points in ways for point in points),
        _found(_ONE_BACK, own, span),
        _found(_MANY_BACK, own, span),
        _found(_LOOSE, own, span),
        bool(_PRONOUN.match(own)),
        bool(_OUTSIDE.search(own)),
    )


def _hidden(text: str, references: Iterable[Reference], knowledge: Knowledge) -> str:
    """The text with the names of things and the titles of objectives blanked, letter by letter."""
    masked = text
    for one in references:
        if one.kind not in ("point", "theme", "objective", "action"):
            masked = masked[: one.start] + " " * (one.end - one.start) + masked[one.end :]
    low = masked.lower()
    for title in knowledge.objectives.values():
        place = low.find(title.lower())
        if place >= 0:
            masked = masked[:place] + " " * len(title) + masked[place + len(title) :]
    return masked


def _ways(text: str, knowledge: Knowledge) -> list[tuple[Span, frozenset[str]]]:
    return [
        (Span(*found.span()), points)
        for pattern, points in knowledge.means_patterns
        for found in pattern.finditer(text)
    ]


def _titles(
    text: str, span: Span, ways: Sequence[tuple[Span, frozenset[str]]], knowledge: Knowledge
) -> tuple[frozenset[str], list[Pinned]]:
    """The points whose titles stand in a sentence, and those that a title pins down."""
    titled: set[str] = set()
    pinned: list[Pinned] = []
    low = text.lower()
    for first, pattern, points in knowledge.title_patterns:
        if first not in low:
            continue
        for found in pattern.finditer(text):
            start, end = span.start + found.start(), span.start + found.end()
            is_word = not re.search(r"[\s-]", found[0])
            beside = {
                point
                for way, those in ways
                if way.start - found.end() < _BESIDE and found.start() - way.end < _BESIDE
                for point in set(points) & those
            }
            if len(beside) == 1:
                (point,) = beside
                pinned.append(Pinned(point, start, end, "title beside its means of action", "title"))
            elif len(points) == 1 and _is_subject(text, found.start(), is_word):
                pinned.append(Pinned(points[0], start, end, "title that heads one point", "title"))
            if not is_word:
                titled.update(points)
    return frozenset(titled), pinned


def _is_subject(text: str, start: int, is_word: bool) -> bool:
    """Whether a title names the subject of work; one of a single word only if the plan is named as well."""
    work = _SUBJECT.search(text, max(0, start - 2 * _BESIDE), start)
    return work is not None and start - work.end() < _BESIDE and (not is_word or bool(_PLAN.search(text)))


def _by_thing(references: Iterable[Reference], knowledge: Knowledge) -> list[Pinned]:
    found = []
    for one in references:
        points = knowledge.promised_by.get(one.targets[0], frozenset())
        if len(points) == 1:
            (point,) = points
            found.append(Pinned(point, one.start, one.end, "thing that one point promises", "promise"))
    return found


def _by_words(text: str, span: Span, knowledge: Knowledge) -> list[Pinned]:
    return [
        Pinned(match.promise.point, match.start, match.end, "words of what one point promises", "promise")
        for match in promises_in(text, span, knowledge)
        if match.share >= _SURE_WORDS
    ]


def _best(pinned: Iterable[Pinned]) -> tuple[Pinned, ...]:
    """For each point the first way in which it is pinned down."""
    found: dict[str, Pinned] = {}
    for one in pinned:
        found.setdefault(one.point, one)
    return tuple(found.values())


def _found(pattern: re.Pattern[str], text: str, span: Span) -> Span | None:
    match = pattern.search(text)
    return Span(span.start + match.start(), span.start + match.end()) if match else None


def _titled_goal(sentence: Sentence, knowledge: Knowledge) -> Sentence:
    """The same sentence with the objective whose whole title it prints."""
    from dataclasses import replace

    low = sentence.text.lower()
    for objective, title in knowledge.objectives.items():
        place = low.find(title.lower())
        if place >= 0:
            start = sentence.span.start + place
            return replace(sentence, goals=(Goal(objective, "", start, start + len(title)),))
    return sentence
