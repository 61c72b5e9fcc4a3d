"""Linkages: which points of a plan a document says, or seems to say, serve which objectives.

The rules are those by which people read (docs/ingest.md). One linkage for each point and objective, the
strongest, with every passage that bears it; what a passage puts outside the plan is never linked there.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.links import Ground, Link, linked, relation_in, single
from migkg.ingest.suggest.making import claim_iri, iri_term
from migkg.ingest.suggest.sentences import Span, cut
from migkg.ingest.suggestion import Suggestion
from migkg.terms import BASE, natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migkg.ingest.suggest.knowledge import Knowledge
    from migkg.ingest.suggest.pinned import Pinned
    from migkg.ingest.suggest.scene import Goal, Scene, Sentence

__all__ = ["linkages"]

_ORDER: Final = ("", "strong", "medium", "weak")
_RESPECTIVELY: Final = re.compile(r"\brespectively\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(r";|,\s+(?:while|whereas)\b")
_BY_NUMBER: Final = Ground("", "number and objective in one sentence")
_BY_BACK: Final = Ground("", "number and back-reference in one sentence")
_MANY_BACK: Final = Ground(
    "medium",
    "back-reference to several objectives",
    "Number and objective meet only through a back-reference to several objectives.",
)
_LOOSE: Final = Ground(
    "medium",
    "loose back-reference",
    "Number and objective meet only through a loose back-reference to the work of points numbered before.",
)


def linkages(document: str, scenes: Sequence[Scene], knowledge: Knowledge) -> list[Suggestion]:
    """A suggestion for each point and objective that some rule joins."""
    order = {scene.passage.path: place for place, scene in enumerate(scenes)}
    grouped: dict[tuple[str, str], list[Link]] = {}
    for link in _links(scenes, knowledge):
        grouped.setdefault((link.point, link.goal.objective), []).append(link)
    found = []
    for pair, links in sorted(grouped.items(), key=lambda entry: natural_key(str(entry[0]))):
        links.sort(key=lambda link: (_ORDER.index(link.ground.strength), order[link.passage.path]))
        found.append(_suggestion(document, pair, links, order))
    return found


def _suggestion(
    document: str, pair: tuple[str, str], links: Sequence[Link], order: dict[str, int]
) -> Suggestion:
    best = links[0]
    point, objective = pair
    paths = {path for link in links for path in (link.passage.path, *link.beside)} - {best.passage.path}
    name = f"{point.removeprefix(f'{BASE}plan/').replace('/', '')}-serves-{objective.rpartition('/')[2]}"
    values = [
        ("mig:linkFrom", iri_term(point)),
        ("mig:linkTo", iri_term(objective)),
        ("mig:relation", iri_term(f"mig:{best.relation}")),
        ("rdf:type", iri_term("mig:Linkage")),
    ]
    if best.goal.action:
        values.append(("mig:action", iri_term(best.goal.action)))
    return Suggestion(
        "linkage",
        f"linkage/{name}",
        claim_iri(document, best.passage.path, name),
        (best.passage.path, *sorted(paths, key=order.__getitem__)),
        *best.phrase,
        values=tuple(sorted(values)),
        basis="inferred" if best.ground.strength else "stated",
        rule=best.ground.rule,
        confidence=confidence(best.ground.rule),
        strength=best.ground.strength,
        note=best.ground.note,
    )


def _links(scenes: Sequence[Scene], knowledge: Knowledge) -> Iterator[Link]:
    for scene in scenes:
        outside = scene.outside
        yield from (link for link in _within(scene, knowledge) if link.goal.objective not in outside)
    for before, after in pairwise(scene for scene in scenes if scene.passage.kind == "Paragraph"):
        yield from _neighbours(before, after, knowledge)
        yield from _neighbours(after, before, knowledge)


def _within(scene: Scene, knowledge: Knowledge) -> Iterator[Link]:
    for place, sentence in enumerate(scene.sentences):
        if sentence.outside:
            continue
        goals = _goals(scene.sentences, place)
        if not goals:
            yield from _plural_back(scene, place)
            continue
        yield from _stated(scene, sentence, goals)
        yield from _pinned(scene, place, goals, knowledge)
        if not sentence.points:
            yield from _loose(scene, place, goals)
            yield from _joined(scene, place, goals, knowledge)
    yield from _alone(scene, knowledge)


def _goals(sentences: Sequence[Sentence], place: int) -> list[Goal]:
    """The objectives of a sentence, or the only one that "this objective" can mean."""
    sentence = sentences[place]
    if sentence.goals or not sentence.one_back:
        return list(sentence.goals)
    for earlier in reversed(sentences[max(place - 2, 0) : place]):
        if earlier.goals:
            actions = {goal.action for goal in earlier.goals}
            action = actions.pop() if len(actions) == 1 else ""
            return [earlier.goals[-1]._replace(action=action)] if len(earlier.objectives) == 1 else []
        if not earlier.one_back:
            break
    return []


def _stated(scene: Scene, sentence: Sentence, goals: Sequence[Goal]) -> Iterator[Link]:
    ground = _BY_NUMBER if sentence.goals else _BY_BACK
    for point, goal in _pairs(scene, sentence, goals):
        yield linked(scene.passage, sentence, point, goal, ground)


def _pairs(scene: Scene, sentence: Sentence, goals: Sequence[Goal]) -> list[tuple[str, Goal]]:
    """Which points of a sentence belong to which of its objectives: all to all, unless it says more."""
    points, each = sentence.numbered, single(goals)
    if _RESPECTIVELY.search(sentence.text) and len(points) == len(each):
        return list(zip(points, each, strict=True))
    clauses = [
        [(one.targets[0], goal) for one in sentence.points if clause.start <= one.start < clause.end
         for goal in goals if clause.start <= goal.start < clause.end]
        for clause in _clauses(scene.passage.text, sentence.span)
    ]  # fmt: skip
    if sum(bool(pairs) for pairs in clauses) > 1:
        return [pair for pairs in clauses for pair in pairs]
    return [(point, goal) for point in points for goal in each]


def _clauses(text: str, span: Span) -> list[Span]:
    edges = [span.start, *(found.start() for found in _CLAUSE.finditer(text, *span)), span.end]
    return [Span(*edge) for edge in pairwise(edges)]


def _plural_back(scene: Scene, place: int) -> Iterator[Link]:
    """For "these objectives": all that the sentence before names, and every point numbered here."""
    sentence = scene.sentences[place]
    if place and sentence.many_back:
        for point in sentence.numbered:
            for goal in single(scene.sentences[place - 1].goals):
                yield linked(scene.passage, sentence, point, goal._replace(action=""), _MANY_BACK)


def _pinned(scene: Scene, place: int, goals: Sequence[Goal], knowledge: Knowledge) -> Iterator[Link]:
    """A sentence with the objective identifies a point, or goes on about the one that the last identified."""
    sentence, pinned = scene.sentences[place], scene.sentences[place].pinned
    if not pinned and place and sentence.pronoun and not scene.sentences[place - 1].outside:
        pinned = scene.sentences[place - 1].pinned
    for one in pinned:
        if one.point not in sentence.numbered:
            shown = Span(one.start, one.end) if one.start >= sentence.span.start else None
            ground = Ground("strong", one.rule, _why(one, knowledge))
            for goal in single(goals):
                yield linked(scene.passage, sentence, one.point, goal, ground, shown)


def _why(one: Pinned, knowledge: Knowledge) -> str:
    number = knowledge.points[one.point].notation
    if one.by_title:
        how = "is the title of that point, alone or with its means of action beside it"
        return f"Point {number} is not numbered here; what is named {how}."
    return f"Point {number} is not numbered here; what is named is promised by that point alone."


def _loose(scene: Scene, place: int, goals: Sequence[Goal]) -> Iterator[Link]:
    """For "these activities": the work of the points numbered last before; for "it", only just before."""
    sentence = scene.sentences[place]
    if not (sentence.loose or sentence.pronoun):
        return
    earlier = scene.sentences[:place] if sentence.loose else scene.sentences[max(place - 1, 0) : place]
    numbered = next((one for one in reversed(earlier) if one.points), None)
    if numbered is None or (numbered.pinned and not sentence.loose):
        return
    for point in numbered.numbered:
        for goal in single(goals):
            yield linked(scene.passage, sentence, point, goal, _LOOSE)


def _joined(scene: Scene, place: int, goals: Sequence[Goal], knowledge: Knowledge) -> Iterator[Link]:
    """The sentence with the objective shares its subject with a point numbered elsewhere in the passage."""
    sentence = scene.sentences[place]
    numbered = {point: one for one in scene.sentences if not one.outside for point in one.numbered}
    if sentence.loose:
        return
    pinned = {one.point for one in sentence.pinned}
    for point, other in numbered.items():
        if point in pinned:
            continue
        if point in sentence.titled:
            rule, why = (
                "title in the objective's sentence",
                "its title is what that of the objective is about",
            )
        elif other.things & sentence.things:
            rule, why = (
                "thing in both sentences",
                "its sentence and that of the objective name the same thing",
            )
        elif sentence.ways & numbered.keys() == {point}:
            rule, why = (
                "means of action in the objective's sentence",
                "that of the objective names its means of action",
            )
        else:
            continue
        text = f"Point {knowledge.points[point].notation} is numbered in another sentence, and {why}."
        for goal in single(goals):
            yield linked(scene.passage, sentence, point, goal, Ground("weak", rule, text))


def _alone(scene: Scene, knowledge: Knowledge) -> Iterator[Link]:
    """The passage names one objective only, and another of its sentences identifies a point."""
    named = [sentence for sentence in scene.sentences if sentence.goals and not sentence.outside]
    if len(scene.objectives) != 1 or not named:
        return
    goal = named[-1].goals[-1]._replace(action="")
    for sentence in scene.sentences:
        if sentence.goals or sentence.outside:
            continue
        for one in sentence.pinned:
            if one.point not in sentence.numbered:
                ground = Ground("strong", f"{one.rule}, one objective in the passage", _why(one, knowledge))
                phrase = cut(scene.passage.text, one.start, one.end, within=sentence.span)
                relation, _ = relation_in(sentence, sentence.span.end)
                yield Link(one.point, goal, ground, scene.passage, phrase, relation)


def _neighbours(scene: Scene, other: Scene, knowledge: Knowledge) -> Iterator[Link]:
    """Objectives here, numbers in the paragraph beside, and both about the same named subject."""
    if scene.is_numbered:
        return
    for sentence in other.sentences:
        for one in sentence.points if not sentence.outside else ():
            point = one.targets[0]
            for named in scene.sentences:
                if named.outside or point not in sentence.subjects & named.subjects:
                    continue
                title = knowledge.points[point].title.lower()
                note = (
                    f"Objective and number stand in neighbouring paragraphs, both of which are about {title}."
                )
                ground = Ground("medium", "neighbouring paragraphs on one subject", note)
                phrase = cut(other.passage.text, one.start, one.end, within=sentence.span)
                relation, _ = relation_in(sentence, one.end)
                for goal in single(named.goals):
                    if goal.objective not in scene.outside:
                        bare = goal._replace(action="")
                        yield Link(
                            point, bare, ground, other.passage, phrase, relation, (scene.passage.path,)
                        )
