"""Linkages: which points of a plan a document says, or seems to say, serve which objectives.

The rules are those by which people read (see docs/ingest.md). One linkage for each point and objective,
the strongest, with every passage that bears it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.making import claim_iri, iri_term, make
from migkg.ingest.suggest.sentences import PHRASE_WORDS, Span, cut
from migkg.terms import BASE, natural_key

if TYPE_CHECKING:
    from migkg.ingest.passages import Passage
    from migkg.ingest.suggest.knowledge import Knowledge
    from migkg.ingest.suggest.scene import Goal, Scene, Sentence
    from migkg.ingest.suggestion import Suggestion

__all__ = ["linkages"]

Strength = Literal["", "strong", "medium", "weak"]
_ORDER: Final[Sequence[Strength]] = ("", "strong", "medium", "weak")
_RELATIONS: Final = (
    ("canHelp", 60, r"\b(?:can|could|may|might|should)\s+(?:\w+\s+)?help\b(?:\s+to\b)?|\bhelps?\s+to\b"),
    ("contributesTo", 60, r"\bcontribut\w+"),
    ("alignedWith", 40, r"\balign\w*|\bin\s+(?:line|keeping)\s+with\b"),
    ("hasLinksWith", 40, r"\b(?:links?|linked)\s+(?:with|to)\b"),
    ("relevantTo", 60, r"\brelevan\w+\s+(?:for|to)\b"),
    ("prepares", 120, r"\bprepar\w+"),
    ("fitsWith", 60, r"\bfits?\b"),
    (
        "supports",
        200,
        r"\bsupport\w*|\badvanc\w+|\brealiz\w+|\bimplement\w*|\bachiev\w+|\bpromot\w+|\breach\w*",
    ),
)
"""A relation, the reach of its words in characters, and the words."""
_RELATION_PATTERNS: Final = tuple(
    (name, reach, re.compile(text, re.IGNORECASE)) for name, reach, text in _RELATIONS
)
_RESPECTIVELY: Final = re.compile(r"\brespectively\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """One place where a point and an objective meet."""

    point: str
    goal: Goal
    strength: Strength
    rule: str
    passage: Passage
    phrase: tuple[int, int, str]
    relation: str
    note: str = ""
    beside: tuple[str, ...] = ()
    """Paths of further passages that are needed."""


def linkages(document: str, scenes: Sequence[Scene], knowledge: Knowledge) -> list[Suggestion]:
    """A suggestion for each point and objective that some rule joins."""
    order = {scene.passage.path: place for place, scene in enumerate(scenes)}
    grouped: dict[tuple[str, str], list[Link]] = {}
    for link in _links(scenes, knowledge):
        grouped.setdefault((link.point, link.goal.objective), []).append(link)
    found = []
    for (point, objective), links in sorted(grouped.items(), key=lambda entry: natural_key(str(entry[0]))):
        links.sort(key=lambda link: (_ORDER.index(link.strength), order[link.passage.path]))
        found.append(_suggestion(document, point, objective, links, order))
    return found


def _suggestion(
    document: str, point: str, objective: str, links: Sequence[Link], order: dict[str, int]
) -> Suggestion:
    best = links[0]
    paths = {path for link in links for path in (link.passage.path, *link.beside)} - {best.passage.path}
    slug = f"{point.removeprefix(f'{BASE}plan/').replace('/', '')}-serves-{objective.rpartition('/')[2]}"
    values = [
        ("mig:linkFrom", iri_term(point)),
        ("mig:linkTo", iri_term(objective)),
        ("mig:relation", iri_term(f"mig:{best.relation}")),
        ("rdf:type", iri_term("mig:Linkage")),
    ]
    if best.goal.action:
        values.append(("mig:action", iri_term(best.goal.action)))
    return make(
        "linkage",
        f"linkage/{slug}",
        claim_iri(document, best.passage.path, slug),
        (best.passage.path, *sorted(paths, key=order.__getitem__)),
        best.phrase,
        values,
        basis="inferred" if best.strength else "stated",
        rule=best.rule,
        confidence=confidence(best.rule),
        strength=best.strength,
        note=best.note,
    )


def _links(scenes: Sequence[Scene], knowledge: Knowledge) -> Iterator[Link]:
    for scene in scenes:
        outside = scene.outside
        for link in _within(scene, knowledge):
            if link.goal.objective not in outside:
                yield link
    paragraphs = [scene for scene in scenes if scene.passage.kind == "Paragraph"]
    for before, after in zip(paragraphs, paragraphs[1:], strict=False):
        yield from _neighbours(before, after, knowledge)
        yield from _neighbours(after, before, knowledge)


def _within(scene: Scene, knowledge: Knowledge) -> Iterator[Link]:
    sentences = scene.sentences
    for place, sentence in enumerate(sentences):
        if sentence.outside:
            continue
        before = sentences[place - 1] if place else None
        goals, by_back = _goals(sentences, place)
        if sentence.points and goals:
            yield from _stated(scene, sentence, goals, by_back)
        if sentence.points and not goals and sentence.many_back and before:
            yield from _plural_back(scene, sentence, before)
        if goals:
            yield from _pinned(scene, sentence, before, goals, knowledge)
            if not sentence.points:
                yield from _loose(scene, place, goals)
                yield from _joined(scene, place, goals, knowledge)
    yield from _alone(scene, knowledge)


def _goals(sentences: Sequence[Sentence], place: int) -> tuple[list[Goal], bool]:
    """The objectives of a sentence, or the only one that "this objective" can mean."""
    sentence = sentences[place]
    if sentence.goals:
        return list(sentence.goals), False
    if not sentence.one_back:
        return [], False
    for back in range(place - 1, max(place - 3, -1), -1):
        earlier = sentences[back]
        if earlier.goals:
            if len(earlier.objectives) != 1:
                return [], False
            actions = {goal.action for goal in earlier.goals}
            action = actions.pop() if len(actions) == 1 else ""
            return [earlier.goals[-1]._replace(action=action)], True
        if not earlier.one_back:
            break
    return [], False


def _stated(scene: Scene, sentence: Sentence, goals: Sequence[Goal], by_back: bool) -> Iterator[Link]:
    rule = "number and back-reference in one sentence" if by_back else "number and objective in one sentence"
    for point, goal in _pairs(scene, sentence, goals):
        yield _link(scene, sentence, point, goal, "", rule)


def _pairs(scene: Scene, sentence: Sentence, goals: Sequence[Goal]) -> list[tuple[str, Goal]]:
    """Which points of a sentence belong to which of its objectives: all to all, unless it says more."""
    points = list(dict.fromkeys(one.targets[0] for one in sentence.points))
    single = _single(goals)
    if _RESPECTIVELY.search(sentence.text) and len(points) == len(single):
        return list(zip(points, single, strict=True))
    clauses = [
        [
            (one.targets[0], goal)
            for one in sentence.points
            if clause.start <= one.start < clause.end
            for goal in goals
            if clause.start <= goal.start < clause.end
        ]
        for clause in _clauses(scene.passage.text, sentence.span)
    ]
    if sum(bool(pairs) for pairs in clauses) > 1:
        return [pair for pairs in clauses for pair in pairs]
    return [(point, goal) for point in points for goal in single]


def _single(goals: Sequence[Goal]) -> list[Goal]:
    """Each objective once, with a letter only if it is named with this one letter and not without."""
    actions: dict[str, set[str]] = {}
    for goal in goals:
        actions.setdefault(goal.objective, set()).add(goal.action)
    found = {}
    for goal in goals:
        action = goal.action if len(actions[goal.objective]) == 1 else ""
        found.setdefault(goal.objective, goal._replace(action=action))
    return list(found.values())


def _clauses(text: str, span: Span) -> list[Span]:
    cuts = [found.start() for found in re.finditer(r";|,\s+(?:while|whereas)\b", text[span.start : span.end])]
    edges = [span.start, *(span.start + at for at in cuts), span.end]
    return [Span(start, end) for start, end in zip(edges, edges[1:], strict=False)]


def _plural_back(scene: Scene, sentence: Sentence, before: Sentence) -> Iterator[Link]:
    """ "These objectives": all that the sentence before names, for every point numbered here."""
    for one in sentence.points:
        for goal in _single(before.goals):
            yield _link(
                scene, sentence, one.targets[0], goal._replace(action=""), "medium", "loose back-reference",
                "Number and objective meet only through a back-reference to several objectives.",
            )  # fmt: skip


def _pinned(
    scene: Scene, sentence: Sentence, before: Sentence | None, goals: Sequence[Goal], knowledge: Knowledge
) -> Iterator[Link]:
    """A sentence with the objective pins down a point, or goes on about what the one before pinned down."""
    numbered = {one.targets[0] for one in sentence.points}
    pinned = sentence.pinned
    if not pinned and before and sentence.pronoun and not before.outside:
        pinned = before.pinned
    for one in pinned:
        if one.point in numbered:
            continue
        for goal in _single(goals):
            yield _link(
                scene, sentence, one.point, goal, "strong", one.rule, _why(one.point, one.why, knowledge),
                shown=Span(one.start, one.end) if sentence.span.start <= one.start else None,
            )  # fmt: skip


def _why(point: str, why: str, knowledge: Knowledge) -> str:
    number = knowledge.points[point].notation
    if why == "title":
        return f"The words are the title of point {number} alone, or name its means of action beside it; its number is not printed here."
    return f"What is named is promised by point {number} alone; its number is not printed here."


def _loose(scene: Scene, place: int, goals: Sequence[Goal]) -> Iterator[Link]:
    """ "These activities": the work of the points numbered before."""
    sentence = scene.sentences[place]
    if not (sentence.loose or sentence.pronoun):
        return
    earlier = scene.sentences[:place] if sentence.loose else scene.sentences[max(place - 1, 0) : place]
    numbered = next((one for one in reversed(earlier) if one.points), None)
    if numbered is None or (not sentence.loose and numbered.pinned):
        return
    for one in numbered.points:
        for goal in _single(goals):
            yield _link(
                scene, sentence, one.targets[0], goal, "medium", "loose back-reference",
                "Number and objective meet only through a loose back-reference to the work of the points numbered before.",
            )  # fmt: skip


def _joined(scene: Scene, place: int, goals: Sequence[Goal], knowledge: Knowledge) -> Iterator[Link]:
    """The sentence with the objective shares its subject with a point numbered elsewhere in the passage."""
    sentence = scene.sentences[place]
    if sentence.loose:
        return
    numbered = {
        one.targets[0]: other for other in scene.sentences if not other.outside for one in other.points
    }
    pinned = {one.point for one in sentence.pinned}
    by_way = set(numbered) & sentence.ways
    for point, other in numbered.items():
        if point in pinned:
            continue
        if point in sentence.titled:
            rule, note = (
                "title in the objective's sentence",
                "its title is the subject of the sentence with the objective",
            )
        elif other.things & sentence.things:
            rule, note = (
                "thing in both sentences",
                "the sentence with its number and the one with the objective name the same thing",
            )
        elif by_way == {point}:
            rule, note = (
                "means of action in the objective's sentence",
                "its means of action is named in the sentence with the objective",
            )
        else:
            continue
        text = f"Point {knowledge.points[point].notation} is numbered elsewhere in the passage, and {note}."
        for goal in _single(goals):
            yield _link(scene, sentence, point, goal, "weak", rule, text)


def _alone(scene: Scene, knowledge: Knowledge) -> Iterator[Link]:
    """The passage names one objective only, and another of its sentences pins down a point."""
    if len(scene.objectives) != 1:
        return
    named = [sentence for sentence in scene.sentences if sentence.goals and not sentence.outside]
    if not named:
        return
    goal = named[-1].goals[-1]._replace(action="")
    for sentence in scene.sentences:
        if sentence.goals or sentence.outside:
            continue
        numbered = {one.targets[0] for one in sentence.points}
        for one in sentence.pinned:
            if one.point not in numbered:
                phrase = cut(scene.passage.text, one.start, one.end, within=sentence.span)
                yield Link(
                    one.point, goal, "strong", f"{one.rule}, one objective in the passage", scene.passage, phrase,
                    _relation(sentence, sentence.span.end)[0], _why(one.point, one.why, knowledge),
                )  # fmt: skip


def _neighbours(scene: Scene, other: Scene, knowledge: Knowledge) -> Iterator[Link]:
    """Objectives here, numbers in the paragraph beside, and both about the same named subject."""
    if scene.is_numbered or not scene.objectives:
        return
    subjects = frozenset().union(*(s.subjects for s in scene.sentences if s.goals and not s.outside))
    for sentence in other.sentences:
        if sentence.outside:
            continue
        for one in sentence.points:
            point = one.targets[0]
            if point not in subjects or point not in sentence.subjects:
                continue
            for named in scene.sentences:
                if named.goals and point in named.subjects and named.objectives[0] not in scene.outside:
                    for goal in _single(named.goals):
                        phrase = cut(other.passage.text, one.start, one.end, within=sentence.span)
                        yield Link(
                            point, goal._replace(action=""), "medium", "neighbouring paragraphs on one subject",
                            other.passage, phrase, _relation(sentence, one.end)[0],
                            "Objective and number of the point stand in two neighbouring paragraphs; both are about"
                            f" {knowledge.points[point].title.lower()}.",
                            (scene.passage.path,),
                        )  # fmt: skip


def _link(
    scene: Scene,
    sentence: Sentence,
    point: str,
    goal: Goal,
    strength: Strength,
    rule: str,
    note: str = "",
    *,
    shown: Span | None = None,
) -> Link:
    """A link of a sentence; its phrase is what is `shown`, else the words that join, up to the objective."""
    text, span = scene.passage.text, sentence.span
    back = sentence.one_back if not sentence.goals else None
    first = min((one.start for one in sentence.goals), default=goal.start)
    relation, joined = _relation(sentence, back.start if back else first)
    start, end = shown or back or Span(goal.start, min(goal.end, span.end))
    if shown is None and span.start <= joined < start and len(text[joined:end].split()) <= PHRASE_WORDS:
        start = joined
    phrase = cut(text, start, end, within=span) if span.start <= start < end else cut(text, *span)
    return Link(point, goal, strength, rule, scene.passage, phrase, relation, note)


def _relation(sentence: Sentence, end: int) -> tuple[str, int]:
    """The relation by the words that stand last before `end`, where they begin (-1 if after it or nowhere).

    Words that only say support give way to those that say more, if these are near.
    """
    offset = sentence.span.start
    before: list[tuple[bool, int, str]] = []
    after: list[tuple[int, str]] = []
    for name, reach, pattern in _RELATION_PATTERNS:
        for found in pattern.finditer(sentence.text):
            distance = end - offset - found.end()
            if 0 <= distance:
                before.append((name != "supports" and distance <= reach, offset + found.start(), name))
            else:
                after.append((found.start(), name))
    near = [entry for entry in before if entry[0] or entry[2] == "supports"]
    if near:
        _, start, name = max(near)
        return name, start
    return (min(after)[1], -1) if after else ("mentionedWith", -1)
