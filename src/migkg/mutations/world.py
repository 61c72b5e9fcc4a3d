"""A dataset to be damaged on purpose, so that no damage gets in another's way.

A `Scene` is the dataset as read, with indexes, and never changes. A `World` is a scene with damage in it.
What is read from a world is always the scene: a thing is damaged at most once, so both say the same of all
that is still whole. A damage is a draft until `keep` has seen that it is clear of all others.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.shapes import subclasses

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from migkg.places import SourceFile
    from migkg.shapes import Term

    Triple = tuple[Term, str, Term]

__all__ = ["Change", "ClashError", "NowhereError", "Scene", "World", "date", "has", "iri", "speaks", "words"]

_VOCABULARY: Final = tuple(terms.PREFIXES[name] for name in ("rdf", "rdfs", "owl", "sh"))
_DATES: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}


class NowhereError(Exception):
    """There is no thing left, or none at all, that this damage could be done to."""


class ClashError(NowhereError):
    """This place does not keep clear of other damage; another might."""


def iri(text: str) -> ox.NamedNode:
    """A name for people (`mig:Linkage`, `body/ilo`) or a full IRI as a term."""
    return ox.NamedNode(terms.expand(text))


def date(text: str) -> ox.Literal:
    """A year, a month or a day, typed by its length.

    >>> date("2019-05").datatype.value
    'http://www.w3.org/2001/XMLSchema#gYearMonth'
    """
    return ox.Literal(text, datatype=ox.NamedNode(terms.XSD + _DATES[len(text)]))


def words(text: str, language: str = "en") -> ox.Literal:
    """A text in a language."""
    return ox.Literal(text, language=language)


def has(world: World, predicate: str) -> Callable[[Term], bool]:
    """Whether a thing has a property at all: what `World.pick` asks."""
    return lambda subject: bool(world.values(subject, predicate))


def speaks(world: World, language: str) -> Callable[[Term], bool]:
    """Whether a thing has a label in a language."""
    return lambda subject: any(
        isinstance(label, ox.Literal) and label.language == language
        for label in world.values(subject, "rdfs:label")
    )


class Scene:
    """The files of a dataset, its vocabulary and its shapes as read: what is said of what, and by whom."""

    def __init__(self, sources: Sequence[SourceFile]) -> None:
        self.sources = tuple(sources)
        self.said: dict[Term, dict[str, list[Term]]] = {}
        self.pointing: dict[Term, set[Term]] = {}
        self.home: dict[Term, int] = {}
        self.classes: dict[str, list[Term]] = {}
        self.files: dict[Triple, list[int]] = {}
        for number, source in enumerate(self.sources):
            for quad in source.quads:
                self._read(number, (quad.subject, quad.predicate.value, quad.object))
        self.below = subclasses(quad for source in self.sources for quad in source.quads)
        self.terms = frozenset(subject for subject in self.home if self._is_term(subject))

        self._things = tuple(
            subject for subject in self.said if subject not in self.terms and self.kinds(subject)
        )
        self._users: dict[str, list[Term]] = {}
        for subject, said in self.said.items():
            for predicate in said:
                self._users.setdefault(predicate, []).append(subject)

    def _read(self, number: int, triple: Triple) -> None:
        subject, predicate, value = triple
        said = self.said.setdefault(subject, {}).setdefault(predicate, [])
        if value not in said:
            said.append(value)
        self.files.setdefault(triple, []).append(number)
        if isinstance(value, (ox.NamedNode, ox.BlankNode)):
            self.pointing.setdefault(value, set()).add(subject)
        if predicate == terms.RDF_TYPE:
            self.home[subject] = number
            members = self.classes.setdefault(value.value if isinstance(value, ox.NamedNode) else "", [])
            if subject not in members[-1:]:
                members.append(subject)
        else:
            self.home.setdefault(subject, number)

    def _is_term(self, subject: Term) -> bool:
        """Whether this is a word of a vocabulary, a shape, or a part of one."""
        kinds = self.kinds(subject)
        return (
            self.sources[self.home[subject]].is_shapes
            or not isinstance(subject, ox.NamedNode)
            or any(kind.startswith(_VOCABULARY) for kind in kinds)
        )

    def kinds(self, subject: Term) -> set[str]:
        """The classes that a thing is given."""
        values = self.said.get(subject, {}).get(terms.RDF_TYPE, ())
        return {value.value for value in values if isinstance(value, ox.NamedNode)}

    def below_or_equal(self, name: str) -> set[str]:
        """A class and all classes below it."""
        return self.below.get(name, {name})

    def members(self, name: str) -> list[Term]:
        """The things of a class, or of one below it, in the order of the files."""
        found = (thing for kind in sorted(self.below_or_equal(name)) for thing in self.classes.get(kind, ()))
        return list(dict.fromkeys(found))

    def things(self) -> tuple[Term, ...]:
        """What the data describe: whatever has a class and is no word of a vocabulary and no shape."""
        return self._things

    def users(self, predicate: str) -> list[Term]:
        """What has a property."""
        return self._users.get(predicate, [])


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
