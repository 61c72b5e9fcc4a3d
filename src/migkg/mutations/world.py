"""A dataset to be damaged on purpose, so that no damage gets in another's way.

A `World` is a scene, the dataset as read, with damage in it.
What is read from a world is always the scene: a thing is damaged at most once, so both say the same of all
that is still whole. A damage is a draft until `keep` has seen that it is clear of all others.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.mutations.scene import iri

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from migkg.mutations.scene import Scene, Triple
    from migkg.places import SourceFile
    from migkg.shapes import Term


__all__ = ["Change", "ClashError", "NowhereError", "World", "has", "speaks"]


class NowhereError(Exception):
    """There is no thing left, or none at all, that this damage could be done to."""


class ClashError(NowhereError):
    """This place does not keep clear of other damage; another might."""


def has(world: World, predicate: str) -> Callable[[Term], bool]:
    """Whether a thing has a property at all: what `World.pick` asks."""
    return lambda subject: bool(world.values(subject, predicate))


def speaks(world: World, language: str) -> Callable[[Term], bool]:
    """Whether a thing has a label in a language."""
    return lambda subject: any(
        isinstance(label, ox.Literal) and label.language == language
        for label in world.values(subject, "rdfs:label")
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One damage, done: the triples that went and came, the latter with the numbers of their files."""

    dropped: frozenset[Triple]
    added: tuple[tuple[Triple, int], ...]

    @property
    def subjects(self) -> frozenset[Term]:
        """What it is told of."""
        return frozenset(triple[0] for triple in (*self.dropped, *(triple for triple, _ in self.added)))

    def __str__(self) -> str:
        """What changed, in a line: `claim/x: lost mig:basis mig:stated; got mig:basis mig:weak`."""
        lost = sorted(f"lost {_spelt(p)} {_spelt(o)}" for _, p, o in self.dropped)
        told = [*lost, *(f"got {_spelt(p)} {_spelt(o)}" for (_, p, o), _ in self.added)]
        more = [f"and {len(told) - _TOLD} more"] if len(told) > _TOLD else []
        named = min(self.subjects, key=str)
        return f"{_spelt(named)}: {'; '.join([*told[:_TOLD], *more])}"


@dataclass(slots=True)
class _Draft:
    """One damage in the making."""

    dropped: set[Triple] = field(default_factory=set)
    added: dict[Triple, int] = field(default_factory=dict)
    picked: set[Term] = field(default_factory=set)
    gone: set[Term] = field(default_factory=set)
    home: tuple[Term, int] | None = None
    spots: set[tuple[Term, str]] = field(default_factory=set)


class World:
    """A scene with damage in it; `random` decides where."""

    def __init__(self, scene: Scene, chance: random.Random) -> None:
        self.scene = scene
        self.random = chance
        self.used: set[Term] = set()
        """What is damaged or answers for damage: all else keeps clear of it."""
        self.spots: set[tuple[Term, str]] = set()
        """Things damaged in one property only, which may have another one damaged too."""
        self.spotted: set[Term] = set()
        self.gone: set[Term] = set()
        """What is no longer described, or no longer of its class."""
        self._leant_on: set[Term] = set()
        self._dropped: set[Triple] = set()
        self._added: dict[Triple, int] = {}
        self._draft = _Draft()

    # --- reading: always the scene ----------------------------------------------------------------

    def values(self, subject: Term, predicate: str) -> list[Term]:
        """The values of a property; none for a thing that is not there."""
        return self.scene.said.get(subject, {}).get(terms.expand(predicate), [])

    def text(self, subject: Term, predicate: str) -> str:
        """The first value of a property, as text; raises NowhereError if there is none."""
        return str(getattr(self.value(subject, predicate), "value", ""))

    def value(self, subject: Term, predicate: str) -> Term:
        """The first value of a property; raises NowhereError if there is none."""
        found = self.values(subject, predicate)
        if not found:
            raise NowhereError
        return found[0]

    def label(self, subject: Term, language: str = "en") -> ox.Literal:
        """The label in a language; raises NowhereError if there is none."""
        for label in self.values(subject, "rdfs:label"):
            if isinstance(label, ox.Literal) and label.language == language:
                return label
        raise NowhereError

    def has(self, subject: Term, predicate: str, value: str) -> bool:
        """Whether a property has an IRI among its values."""
        return iri(value) in self.values(subject, predicate)

    def thing(self, text: str) -> ox.NamedNode:
        """A thing that is described and still whole; raises NowhereError for any other."""
        found = iri(text)
        if found not in self.scene.home or found in self.gone:
            raise NowhereError
        return found

    # --- choosing ---------------------------------------------------------------------------------

    def choice(self, found: Iterable[Term]) -> Term:
        """One of several terms, the same for the same seed; raises NowhereError if there is none.

        Blank nodes are left alone: they have another label at each reading.
        """
        ordered = sorted((term for term in found if not isinstance(term, ox.BlankNode)), key=str)
        if not ordered:
            raise NowhereError
        return self.random.choice(ordered)

    def pick(self, kind: str = "", fits: Callable[[Term], bool] = lambda _: True) -> Term:
        """A thing of a class (of any for `""`) that no damage has come near; it is taken from now on."""
        among = self.scene.classes.get(terms.expand(kind), []) if kind else self.scene.things()
        return self._pick((thing for thing in among if thing not in self.scene.terms), fits)

    def pick_term(self, kind: str, fits: Callable[[Term], bool] = lambda _: True) -> Term:
        """The same for the words of a vocabulary, for shapes and their parts."""
        among = self.scene.classes.get(terms.expand(kind), [])
        return self._pick((term for term in among if term in self.scene.terms), fits)

    def _pick(self, among: Iterable[Term], fits: Callable[[Term], bool]) -> Term:
        chosen = self.choice(subject for subject in among if self.is_whole(subject) and fits(subject))
        self._draft.picked.add(chosen)
        return chosen

    def is_whole(self, subject: Term) -> bool:
        """Whether a thing is undamaged and points at nothing that is gone."""
        if subject in self.used or subject in self._draft.picked or subject in self.spotted:
            return False
        return self.is_clear_of_gone(subject)

    def is_clear_of_gone(self, subject: Term) -> bool:
        """Whether a thing is there, and all that it points at is."""
        if not self.gone:
            return True
        said = self.scene.said.get(subject, {})
        return subject not in self.gone and not any(
            value in self.gone for values in said.values() for value in values
        )

    def another(self, kind: str, than: Term) -> Term:
        """A thing of a class to point at instead; it stays whole."""
        return self.pick(kind, lambda thing: thing != than)

    def watch(self, subjects: Iterable[Term]) -> None:
        """Keep things whole from now on: the damage shows on them, or needs them as they are."""
        self._draft.picked.update(subjects)

    def spot(self, subject: Term, *predicates: str) -> None:
        """Say that the damage, and what it causes, stays within these properties of a thing."""
        self._draft.spots.update((subject, predicate) for predicate in predicates)

    # --- damaging ---------------------------------------------------------------------------------

    def drop(self, subject: Term, predicate: str, value: Term | None = None) -> None:
        """Drop a value of a property, or all of them."""
        name = terms.expand(predicate)
        for present in self.scene.said.get(subject, {}).get(name, ()):
            if value in (None, present):
                self._draft.dropped.add((subject, name, present))
        if name == terms.RDF_TYPE:
            self._draft.gone.add(subject)

    def add(self, subject: Term, predicate: str, value: Term) -> None:
        """Add a value, in the file that describes the thing."""
        triple = (subject, terms.expand(predicate), value)
        self._draft.dropped.discard(triple)
        self._draft.added[triple] = self._home(subject)

    def put(self, subject: Term, predicate: str, value: Term) -> None:
        """Let a value take the place of all values."""
        self.drop(subject, predicate)
        self.add(subject, predicate, value)

    def swap(self, subject: Term, predicate: str, old: Term, new: Term) -> None:
        """Let a value take the place of one."""
        self.drop(subject, predicate, old)
        self.add(subject, predicate, new)

    def lose(self, subject: Term) -> None:
        """Drop all that is said of a thing."""
        self._draft.gone.add(subject)
        for predicate in self.scene.said[subject]:
            self.drop(subject, predicate)

    def copy(self, subject: Term, name: str) -> ox.NamedNode:
        """A second node that says the same; `name` is its full IRI."""
        twin = self.new(subject, name)
        for predicate, values in self.scene.said[subject].items():
            for value in values:
                self.add(twin, predicate, value)
        return twin

    def twin(self, subject: Term) -> ox.NamedNode:
        """A second node beside a thing, that says the same."""
        return self.copy(subject, f"{_text(subject).rpartition('/')[0]}/twin-{self.random.randrange(10**6)}")

    def rename(self, subject: Term, name: str) -> ox.NamedNode:
        """Give a thing another IRI; whoever points at it now points at nothing."""
        moved = self.copy(subject, name)
        self.lose(subject)
        return moved

    def new(self, subject: Term, name: str) -> ox.NamedNode:
        """A new node, to be described in the file of another."""
        node = iri(name)
        if node in self.scene.home:
            raise NowhereError
        self._draft.picked.add(node)
        self._draft.home = (node, self._home(subject))
        return node

    def _home(self, subject: Term) -> int:
        if self._draft.home is not None and self._draft.home[0] == subject:
            return self._draft.home[1]
        return self.scene.home[subject]

    # --- keeping ----------------------------------------------------------------------------------

    def discard(self) -> None:
        """Forget the draft."""
        self._draft = _Draft()

    def keep(self, foci: Sequence[Term]) -> Change:
        """Make the draft part of the world and return what it changed; ClashError if it is not clear."""
        draft, self._draft = self._draft, _Draft()
        changed = {triple[0] for triple in (*draft.dropped, *draft.added)}
        if not foci or not (draft.dropped or draft.added):
            raise ClashError
        leant_on = {triple[2] for triple in draft.added} - draft.gone
        if leant_on & self.gone or draft.gone & self._leant_on:
            raise ClashError
        if draft.spots:
            self._keep_spots(draft)
        else:
            self._keep_things(draft, changed | draft.picked | set(foci))
        self.gone |= draft.gone
        self._leant_on |= leant_on
        self._dropped |= draft.dropped
        self._added |= draft.added
        return Change(frozenset(draft.dropped), tuple(draft.added.items()))

    def repeat(self, change: Change) -> None:
        """Do a damage that was done to another world; ClashError if its subjects are damaged."""
        if change.subjects & self.used:
            raise ClashError
        self.used |= change.subjects
        self._dropped |= change.dropped
        self._added.update(change.added)

    def _keep_things(self, draft: _Draft, touched: set[Term]) -> None:
        taken = self.used | self.spotted
        if touched & taken or any(not self.is_clear_of_gone(thing) for thing in touched - draft.gone):
            raise ClashError
        self._see_that_nobody_misses(draft, taken)
        self.used |= touched

    def _keep_spots(self, draft: _Draft) -> None:
        things = {thing for thing, _ in draft.spots}
        if things & self.used or draft.spots & self.spots:
            raise ClashError
        if any(not self.is_clear_of_gone(thing) for thing in things):
            raise ClashError
        self._see_that_nobody_misses(draft, self.used | self.spotted)
        self.spots |= draft.spots
        self.spotted |= things

    def _see_that_nobody_misses(self, draft: _Draft, taken: set[Term]) -> None:
        for thing in draft.gone:
            if self.scene.pointing.get(thing, set()) & taken:
                raise ClashError

    # --- what came of it --------------------------------------------------------------------------

    def sources(self) -> list[SourceFile]:
        """The files as they are with all the damage."""
        added: dict[int, list[ox.Quad]] = {}
        for (subject, predicate, value), number in self._added.items():
            added.setdefault(number, []).append(_quad(subject, predicate, value))
        touched = {number for triple in self._dropped for number in self.scene.files[triple]} | added.keys()
        return [
            replace(source, quads=(*self._left(source), *added.get(number, ())))
            if number in touched
            else source
            for number, source in enumerate(self.scene.sources)
        ]

    def _left(self, source: SourceFile) -> Iterator[ox.Quad]:
        for quad in source.quads:
            if (quad.subject, quad.predicate.value, quad.object) not in self._dropped:
                yield quad


def _quad(subject: Term, predicate: str, value: Term) -> ox.Quad:
    if isinstance(subject, (ox.NamedNode, ox.BlankNode)):
        return ox.Quad(subject, ox.NamedNode(predicate), value)
    raise ClashError


def _text(term: Term) -> str:
    return str(getattr(term, "value", term))


_TOLD: Final = 3


def _spelt(term: Term | str) -> str:
    if isinstance(term, str):
        return terms.shorten(term)
    if isinstance(term, ox.BlankNode):
        return "[]"
    return terms.shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)
