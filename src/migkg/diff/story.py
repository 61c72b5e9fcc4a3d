"""A difference told thing by thing, in words for people who know the subject and not RDF.

A claim is told under the thing that it is about: a progress report under its promise, a linkage under its
point. What a new document brings is counted, and told claim by claim; its passages are not told one by one.
Nor are the members of a kind that was renamed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.diff.claims import CLAIMS, headline, sentence
from migkg.diff.gravity import Gravity, gravity_of
from migkg.terms import ONTOLOGY, PREFIXES, RDF_TYPE, natural_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migkg.diff.facts import Facts
    from migkg.diff.statements import Difference

__all__ = ["Entry", "Story", "tell"]

SECTIONS: Final = (
    ("Promises", ("Deliverable",)),
    ("Plan of action", ("PlanPoint", "MeansOfAction", "KeyPrinciple", "Priority", "Conclusion")),
    ("Global Compact", ("Objective", "Action")),
    ("Documents", ("Document", "Passage")),
    ("Instruments", ("Instrument", "Provision")),
    ("Bodies and programmes", ("Body", "Programme", "Tool", "Course", "Event", "Publication")),
    ("Proposals and agreements", ("Proposal", "Agreement")),
    ("Themes and places", ("Theme", "Place", "SDGTarget", "SDGIndicator", "SDGGoal")),
)
"""Headings, and the classes whose members are told below each; whatever else there is comes last."""
OTHERS: Final = "Other things"
VOCABULARY: Final = "Vocabulary"
FILES: Final = "Files of the dataset"
NAMELESS: Final = "Statements about nothing that has a name"
RULES: Final = "Rules for several terms at once, such as which kinds exclude each other"
_MANY: Final = 5
"""From so many things on that only changed from one kind to another, they are counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that changed: its name and kind, and what changed, a sentence a line.

    `removed` and `added` are the triples behind the words, as N-Triples without the final full stop.
    """

    iri: str
    name: str
    kind: str
    section: str
    lines: tuple[str, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What changed from one state to another, in the order in which people read it."""

    old: str
    new: str
    entries: tuple[Entry, ...]
    removed: int
    added: int
    gravity: Gravity


def tell(difference: Difference, old: Facts, new: Facts, names: tuple[str, str]) -> Story:
    """The difference in words; `names` are what the user called the two states."""
    changed = _by_owner(difference)
    nameless = changed.pop("", ([], []))
    groups: dict[str, list[str]] = defaultdict(list)
    moved = _moved(changed)
    for iri in changed:
        groups[moved[iri][1] if iri in moved else _headline(iri, old, new)].append(iri)
    iris = {*groups, *changed, *_mentioned(difference)}
    old.learn(iris)
    new.learn(iris)
    told = _Teller(old, new, changed, moved)
    entries = [told.entry(iri, parts) for iri, parts in groups.items()]
    if any(nameless):
        entries.append(_nameless(*nameless))
    order = {name: place for place, (name, _) in enumerate(_ORDER)}
    entries.sort(key=lambda entry: (order[entry.section], natural_key(entry.iri)))
    counts = len(difference.removed), len(difference.added)
    return Story(*names, tuple(entries), *counts, gravity_of(difference, old, new))


_ORDER: Final = (*SECTIONS, (OTHERS, ()), (VOCABULARY, ()), (FILES, ()))

Changed = dict[str, tuple[list[ox.Triple], list[ox.Triple]]]
"""Thing → what is no longer said of it, and what is said of it now."""


def _moved(changed: Changed) -> dict[str, tuple[str, str]]:
    """Of things of which only the kind changed, as many others did alike: the old kind and the new one."""
    kinds = {
        iri: (gone[0].object.value, come[0].object.value)
        for iri, (gone, come) in changed.items()
        if len(gone) == len(come) == 1
        and gone[0].predicate.value == come[0].predicate.value == RDF_TYPE
        and isinstance(gone[0].object, ox.NamedNode)
        and isinstance(come[0].object, ox.NamedNode)
    }
    counted = Counter(kinds.values())
    return {iri: pair for iri, pair in kinds.items() if counted[pair] >= _MANY}


def _by_owner(difference: Difference) -> Changed:
    changed: Changed = defaultdict(lambda: ([], []))
    for place, triples in enumerate((difference.removed, difference.added)):
        for triple in triples:
            changed[difference.owner(triple)][place].append(triple)
    return dict(changed)


def _mentioned(difference: Difference) -> Iterator[str]:
    for triple in (*difference.removed, *difference.added):
        yield triple.predicate.value
        if isinstance(triple.object, ox.NamedNode):
            yield triple.object.value


def _headline(iri: str, old: Facts, new: Facts) -> str:
    """The thing under which another is told: of a claim what it is about, of a new passage its document."""
    facts = new if new.knows(iri) else old
    about = headline(facts, iri)
    if about:
        return about
    if old.knows(iri) and new.knows(iri):
        return iri
    document = facts.document_of(iri)
    return document if document and not (old.knows(document) and new.knows(document)) else iri


class _Teller:
    def __init__(self, old: Facts, new: Facts, changed: Changed, moved: dict[str, tuple[str, str]]) -> None:
        self._old = old
        self._new = new
        self._changed = changed
        self._moved = moved

    def entry(self, iri: str, parts: Iterable[str]) -> Entry:
        """What changed about a thing and about the claims and passages that are told with it."""
        lines: list[str] = []
        removed: list[ox.Triple] = []
        added: list[ox.Triple] = []
        passages = {"gone": 0, "new": 0}
        moved: Counter[str] = Counter()
        for part in sorted(parts, key=lambda part: (part != iri, natural_key(part))):
            gone, come = self._changed[part]
            removed += gone
            added += come
            if part in self._moved:
                moved[self._old.value(ox.NamedNode(self._moved[part][0]))] += 1
            elif part != iri and not headline(self._facts(part), part):
                passages["new" if self._new.knows(part) else "gone"] += 1
            elif part == iri:
                lines += self._own(iri)
            else:
                lines += self._claim(part)
        lines[:0] = [_counted(count, what) for what, count in passages.items() if count]
        lines += [
            f"{count} that were of the kind “{kind}” are of this kind now" for kind, count in moved.items()
        ]
        facts = self._facts(iri)
        kind = facts.kind(iri)
        return Entry(
            iri,
            facts.name(iri),
            kind,
            _section(facts, iri),
            tuple(dict.fromkeys(lines)),
            tuple(sorted(map(str, removed))),
            tuple(sorted(map(str, added))),
        )

    def _facts(self, iri: str) -> Facts:
        return self._new if self._new.knows(iri) else self._old

    def _own(self, iri: str) -> list[str]:
        """What is said of the thing itself: that it is new or gone, or what of it changed."""
        if self._facts(iri).kind(iri) in CLAIMS:
            return self._claim(iri)
        gone, come = self._changed[iri]
        if not self._old.knows(iri):
            return [f"new: {text}" if (text := self._new.in_short(iri)) else "new"]
        if not self._new.knows(iri):
            return [f"gone: {text}" if (text := self._old.in_short(iri)) else "gone"]
        return list(self._properties(gone, come))

    def _claim(self, iri: str) -> list[str]:
        gone, come = self._changed[iri]
        telling = CLAIMS.get(self._facts(iri).kind(iri))
        if not self._old.knows(iri):
            special = telling and telling.come
            return [special(self._old, self._new, iri) if special else sentence(self._new, iri)]
        if not self._new.knows(iri):
            return [f"taken back: {sentence(self._old, iri)}"]
        if telling and telling.changed and (text := telling.changed(self._old, self._new, iri)):
            return [text]
        what = sentence(self._new, iri)
        return [f"{what} – {text}" for text in self._properties(gone, come)]

    def _properties(self, gone: Iterable[ox.Triple], come: Iterable[ox.Triple]) -> Iterator[str]:
        before, after = _by_predicate(gone), _by_predicate(come)
        for predicate in sorted({*before, *after}, key=self._new.property_name):
            name = self._new.property_name(predicate)
            lost = sorted(self._old.value(value) for value in before.get(predicate, ()))
            won = sorted(self._new.value(value) for value in after.get(predicate, ()))
            if len(lost) == len(won) == 1:
                yield f"{name} changed from {lost[0]} to {won[0]}"
            else:
                if lost:
                    yield f"{name} no longer: {'; '.join(lost)}"
                if won:
                    yield f"{name} now also: {'; '.join(won)}" if before else f"{name} now: {'; '.join(won)}"


def _nameless(removed: list[ox.Triple], added: list[ox.Triple]) -> Entry:
    lines = (f"{len(removed)} statements less, {len(added)} more",)
    rules = any(triple.predicate.value.startswith(PREFIXES["owl"]) for triple in (*removed, *added))
    name, section = (RULES, VOCABULARY) if rules else (NAMELESS, OTHERS)
    return Entry("", name, "", section, lines, *(tuple(map(str, triples)) for triples in (removed, added)))


def _by_predicate(triples: Iterable[ox.Triple]) -> dict[str, list[ox.NamedNode | ox.Literal | ox.BlankNode]]:
    found: dict[str, list[ox.NamedNode | ox.Literal | ox.BlankNode]] = defaultdict(list)
    for triple in triples:
        if not isinstance(triple.object, ox.Triple):
            found[triple.predicate.value].append(triple.object)
    return dict(found)


def _counted(count: int, what: str) -> str:
    return f"{what}: 1 passage" if count == 1 else f"{what}: {count} passages"


def _section(facts: Facts, iri: str) -> str:
    if iri.startswith(ONTOLOGY):
        return VOCABULARY
    classes = facts.classes(iri)
    if f"{ONTOLOGY}DataFile" in classes:
        return FILES
    for name, members in SECTIONS:
        if any(ONTOLOGY + member in classes for member in members):
            return name
    return OTHERS
