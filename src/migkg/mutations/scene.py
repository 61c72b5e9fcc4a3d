"""A dataset as read, with indexes: where damage can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from migkg import terms
from migkg.shapes import subclasses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.places import SourceFile
    from migkg.shapes import Term

    Triple: TypeAlias = tuple[Term, str, Term]

__all__ = ["Scene", "date", "iri", "words"]

_VOCABULARY: Final = tuple(terms.PREFIXES[name] for name in ("rdf", "rdfs", "owl", "sh"))
_DATES: Final = {4: "gYear", 7: "gYearMonth", 10: "date"}


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


class Scene:
    """The files of a dataset, its vocabulary and its shapes as read: what is said of what, and by whom.

    A scene never changes.
    """

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
