"""Shapes as rules: a core part that pySHACL can apply, and SPARQL constraints as queries of a whole graph.

pySHACL parses and asks a SPARQL constraint (`sh:sparql`) anew for each focus node. Here the query is asked
once: `$this` becomes a variable like any other, joined with a pattern that finds the focus nodes by the
shape's targets. That is the same as long as the query does not use `$this` inside a nested SELECT.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from migkg import terms
from migkg.bridge import to_rdflib
from migkg.errors import ProjectError
from migkg.findings import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import rdflib

__all__ = ["SH", "Question", "Rules", "Term", "subclasses", "text_of"]

Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"

SH: Final = terms.PREFIXES["sh"]
_TARGETS: Final = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
_SUBCLASS: Final = f"{terms.PREFIXES['rdfs']}subClassOf"


def text_of(term: Term) -> str:
    """The IRI, the label or the written form of a term, without what stands around it."""
    return str(term) if isinstance(term, ox.Triple) else term.value


@dataclass(frozen=True, slots=True)
class Question:
    """A SPARQL constraint, ready to be asked of a whole graph."""

    shape: str
    query: str
    is_property: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """Shapes, taken apart: the core part for pySHACL, and the SPARQL constraints as queries of their own."""

    core: rdflib.Graph = field(repr=False)
    whole: rdflib.Graph = field(repr=False)
    shapes: Mapping[str, Rule] = field(repr=False)
    questions: tuple[Question, ...] = field(repr=False)

    @classmethod
    def from_quads(cls, quads: Sequence[ox.Quad], vocabulary: Iterable[ox.Quad]) -> Rules:
        """The rules in the quads of shape files; the hierarchy of classes is looked up in the vocabulary.

        Raises ProjectError for a SPARQL constraint that cannot be asked: without query or without targets.
        """
        index = _Index(quads)
        constraints = {constraint for _, constraint in index.pairs("sparql")}
        core = [
            quad
            for quad in quads
            if quad.predicate.value != f"{SH}sparql" and text_of(quad.subject) not in constraints
        ]
        return cls(
            core=to_rdflib(core),
            whole=to_rdflib(quads),
            shapes=MappingProxyType({shape: index.describe(shape) for shape in index.shapes()}),
            questions=tuple(_questions(index, subclasses(vocabulary))),
        )


class _Index:
    """Triples by subject and predicate; predicates of SHACL by their local names."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._values: dict[str, dict[str, list[Term]]] = {}
        for quad in quads:
            values = self._values.setdefault(text_of(quad.subject), {})
            values.setdefault(quad.predicate.value.removeprefix(SH), []).append(quad.object)

    def values(self, subject: str, name: str) -> list[str]:
        return [text_of(value) for value in self._values.get(subject, {}).get(name, ())]

    def value(self, subject: str, name: str, default: str = "") -> str:
        return next(iter(self.values(subject, name)), default)

    def pairs(self, name: str) -> list[tuple[str, str]]:
        return [(subject, value) for subject in self._values for value in self.values(subject, name)]

    def shapes(self) -> list[str]:
        kinds = {f"{SH}NodeShape", f"{SH}PropertyShape"}
        return [
            subject for subject in self._values if kinds.intersection(self.values(subject, terms.RDF_TYPE))
        ]

    def describe(self, shape: str) -> Rule:
        name = self.value(shape, "name", terms.shorten(shape))
        severity = self.value(shape, "severity", f"{SH}Violation").removeprefix(SH)
        return Rule(
            name=name,
            severity=severity,
            message=self.value(shape, "message", name),
            path=self.value(shape, "path"),
            description=self.value(shape, "description"),
            url=shape if terms.is_iri(shape) else "",
        )

    def targets(self, shape: str) -> list[tuple[str, str]]:
        owners = [shape, *(owner for owner, member in self.pairs("property") if member == shape)]
        live = [owner for owner in owners if not self.is_off(owner)]
        return [(kind, value) for owner in live for kind in _TARGETS for value in self.values(owner, kind)]

    def is_off(self, node: str) -> bool:
        return self.value(node, "deactivated") in ("true", "1")

    def prefixes(self, constraint: str) -> str:
        declared = (
            node for header in self.values(constraint, "prefixes") for node in self.values(header, "declare")
        )
        return "".join(
            f"PREFIX {self.value(node, 'prefix')}: <{self.value(node, 'namespace')}>\n" for node in declared
        )


def _questions(index: _Index, subclasses: Mapping[str, set[str]]) -> Iterator[Question]:
    for shape, constraint in index.pairs("sparql"):
        if index.is_off(shape) or index.is_off(constraint):
            continue
        select, targets = index.value(constraint, "select"), index.targets(shape)
        if not select or not targets:
            lack = "targets" if select else "sh:select"
            raise ProjectError(
                f"{terms.shorten(shape)}: a SPARQL constraint without {lack}. Add it, or drop the shape."
            )
        focus = " UNION ".join(f"{{ {_pattern(kind, value, subclasses)} }}" for kind, value in targets)
        head, brace, body = select.replace("$this", "?this").partition("{")
        joined = f"{head}{brace} {{ SELECT DISTINCT ?this WHERE {{ {focus} }} }} {body}"
        yield Question(shape, index.prefixes(constraint) + joined, bool(index.values(shape, "path")))


def _pattern(kind: str, value: str, subclasses: Mapping[str, set[str]]) -> str:
    if kind == "targetClass":
        classes = " ".join(f"<{name}>" for name in sorted(subclasses.get(value, {value})))
        return f"VALUES ?focusClass {{ {classes} }} ?this a ?focusClass"
    if kind == "targetNode":
        return f"VALUES ?this {{ <{value}> }}"
    return f"?this <{value}> ?focusAny" if kind == "targetSubjectsOf" else f"?focusAny <{value}> ?this"


def subclasses(quads: Iterable[ox.Quad]) -> dict[str, set[str]]:
    """Class → itself and all classes below it."""
    below: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == _SUBCLASS:
            below.setdefault(text_of(quad.object), set()).add(text_of(quad.subject))
    found: dict[str, set[str]] = {}
    for name in below:
        members, new = {name}, [name]
        while new:
            more = below.get(new.pop(), set()) - members
            members |= more
            new.extend(more)
        found[name] = members
    return found
