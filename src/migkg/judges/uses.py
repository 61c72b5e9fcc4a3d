"""Where each term of a file is used: what the judges of single terms look at.

A file of 100,000 triples has a few dozen properties, and most of its IRIs and literals come again and
again. So a file is gone through once, each distinct term is judged once, and a wrong one is reported at
each place where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.places import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Context", "Uses", "at", "split"]

_KINDS: Final = tuple(terms.PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))


@dataclass(frozen=True, slots=True)
class Context:
    """What a judge may lean on besides the file itself.

    With `is_dataset`, the file is judged as a part of our dataset: its IRIs belong under our base, and our
    vocabulary is known. `declared` holds the terms that the dataset declares, and `hosts` the hosts that it
    names.
    """

    is_dataset: bool = False
    declared: frozenset[str] = field(default=frozenset(), repr=False)
    hosts: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of_dataset(cls, quads: Iterable[ox.Quad]) -> Context:
        """The context that a dataset makes, vocabulary included."""
        declared: set[str] = set()
        iris: set[str] = set()
        for subject, predicate, value, _ in quads:
            if isinstance(subject, ox.NamedNode):
                iris.add(subject.value)
                if predicate.value == terms.RDF_TYPE and _declares(subject.value, terms.RDF_TYPE, value):
                    declared.add(subject.value)
            if isinstance(value, ox.NamedNode):
                iris.add(value.value)
        hosts = {host(iri) for iri in iris}
        return cls(is_dataset=True, declared=frozenset(declared), hosts=frozenset(hosts))


@dataclass(frozen=True, slots=True)
class Uses:
    """Each distinct term of a file and the quads that have it, in the order written.

    `subjects` and `graphs` hold the first quad only: a subject is one thing, however much is said of it.
    """

    subjects: Mapping[str, ox.Quad] = field(repr=False)
    predicates: Mapping[str, list[ox.Quad]] = field(repr=False)
    objects: Mapping[str, list[ox.Quad]] = field(repr=False)
    literals: Mapping[ox.Literal, list[ox.Quad]] = field(repr=False)
    graphs: Mapping[str, ox.Quad] = field(repr=False)

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> Uses:
        """Go through the quads of one file.

        >>> uses = Uses.of(ox.parse("<x:a> <x:p> <x:b>, 'c' .", ox.RdfFormat.TURTLE))
        >>> [*uses.subjects, *uses.predicates, *uses.objects, *map(str, uses.literals)]
        ['x:a', 'x:p', 'x:b', '"c"']
        """
        subjects: dict[str, ox.Quad] = {}
        predicates: dict[str, list[ox.Quad]] = {}
        objects: dict[str, list[ox.Quad]] = {}
        literals: dict[ox.Literal, list[ox.Quad]] = {}
        graphs: dict[str, ox.Quad] = {}
        for quad in quads:
            subject, predicate, value, graph = quad
            predicates.setdefault(predicate.value, []).append(quad)
            if isinstance(subject, ox.NamedNode):
                subjects.setdefault(subject.value, quad)
            if isinstance(value, ox.NamedNode):
                objects.setdefault(value.value, []).append(quad)
            elif isinstance(value, ox.Literal):
                literals.setdefault(value, []).append(quad)
            if isinstance(graph, ox.NamedNode):
                graphs.setdefault(graph.value, quad)
        return cls(subjects, predicates, objects, literals, graphs)

    def declared(self) -> frozenset[str]:
        """The terms that the file itself declares: what it calls a class, a property or a datatype."""
        return frozenset(
            quad.subject.value
            for quad in self.predicates.get(terms.RDF_TYPE, ())
            if isinstance(quad.subject, ox.NamedNode)
            and _declares(quad.subject.value, terms.RDF_TYPE, quad.object)
        )


def at(shape: str, quads: Iterable[ox.Quad], message: str) -> Iterator[Result]:
    """The same word on each of some triples."""
    for quad in quads:
        yield Result(shape, quad.subject, quad.predicate.value, quad.object, message)


def split(iri: str) -> tuple[str, str]:
    """An IRI's namespace and the name in it, by the last `#` or else the last `/`.

    >>> split("http://www.w3.org/2004/02/skos/core#broader")
    ('http://www.w3.org/2004/02/skos/core#', 'broader')
    """
    cut = (iri.rfind("#") if "#" in iri else iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]


def host(iri: str) -> str:
    """Scheme and host, `http://example.org`; of an IRI without host, its scheme.

    >>> host("http://example.org/a"), host("urn:isbn:1")
    ('http://example.org', 'urn')
    """
    scheme, _, rest = iri.partition(":")
    if not rest.startswith("//"):
        return scheme
    authority = rest[2:].split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    return f"{scheme}://{authority}"


def _declares(subject: str, predicate: str, value: object) -> bool:
    if predicate != terms.RDF_TYPE or not isinstance(value, ox.NamedNode):
        return False
    return subject.startswith(terms.ONTOLOGY) or value.value.startswith(_KINDS)
