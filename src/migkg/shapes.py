"""Shapes as rules: what pySHACL is to apply, and SPARQL constraints as queries of a whole graph.

Two rewritings make validation fast, and neither changes what is found:

- pySHACL parses and asks a SPARQL constraint (`sh:sparql`) anew for each focus node. Here the query is asked
  once of the whole graph: see `migkg.questions`, which also says which constraints that is possible for.
  The others stay with pySHACL.
- pySHACL walks through `sh:property` one focus node at a time. A property shape that only such walks reach
  takes over the targets of its node shapes, and is then applied to all focus nodes at once.

A test holds that what both together find is what pySHACL alone finds in the shapes as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from migkg import terms
from migkg.findings import SEVERITIES, Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from migkg.questions import Question
    from migkg.world import World

__all__ = ["LISTS", "NESTS", "SH", "TARGETS", "Rules", "ShapeIndex", "Term", "aimed", "subclasses", "text_of"]

Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"

SH: Final = terms.PREFIXES["sh"]
TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
"""The local names of the properties by which a shape names its focus nodes."""

NESTS: Final = ("node", "not", "qualifiedValueShape")
"""The local names of the properties, other than `sh:property`, that apply another shape to value nodes."""

LISTS: Final = ("and", "or", "xone")
"""The same for properties whose value is a list of shapes."""

_RDF: Final = terms.PREFIXES["rdf"]
_SUBCLASS: Final = f"{terms.PREFIXES['rdfs']}subClassOf"
_IMPORTS: Final = f"{terms.PREFIXES['owl']}imports"
_DELIMITER: Final = re.compile(r"[/#:]")
_PLAIN_TYPES: Final = frozenset({f"{SH}NodeShape", f"{SH}PropertyShape"})


def text_of(term: Term) -> str:
    """The IRI, the label or the written form of a term, without what stands around it."""
    return str(term) if isinstance(term, ox.Triple) else term.value


@dataclass(frozen=True, slots=True)
class Rules:
    """Shapes, taken apart.

    `core` is for pySHACL, rewritten for speed; `whole` are the shapes as written, by which pySHACL alone
    finds the same as `core` and `questions` together. `shapes` tells of each shape by its name: its IRI, or
    for a blank node the way to it from the shape that has one (`…/person/name`). `names` leads from the
    labels of blank nodes, which differ at each reading, to these names.
    """

    core: tuple[ox.Quad, ...] = field(repr=False)
    whole: tuple[ox.Quad, ...] = field(repr=False)
    shapes: Mapping[str, Rule] = field(repr=False)
    questions: tuple[Question, ...] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)

    @classmethod
    def from_quads(cls, quads: Iterable[ox.Quad], vocabulary: Iterable[ox.Quad]) -> Rules:
        """The rules in the quads of shape files; the hierarchy of classes is looked up in the vocabulary.

        Raises ProjectError for a SPARQL constraint without a query, or with one that does not parse.
        """
        from migkg.questions import questions

        whole = tuple(quads)
        index = ShapeIndex(whole)
        asked = questions(index, subclasses(vocabulary))
        return cls(
            core=tuple(_spread(index, _without(whole, asked, index.names))),
            whole=whole,
            shapes=MappingProxyType({index.names[shape]: index.describe(shape) for shape in index.shapes}),
            questions=asked,
            names=MappingProxyType(index.names),
        )

    def rule(self, shape: str) -> Rule:
        """What there is to tell of a shape; of one that says nothing of itself, its name."""
        return self.shapes.get(shape) or Rule(terms.shorten(shape))


class ShapeIndex:
    """The triples of shapes by subject and predicate; predicates of SHACL by their local names."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._values: dict[str, dict[str, list[Term]]] = {}
        for quad in quads:
            values = self._values.setdefault(text_of(quad.subject), {})
            values.setdefault(quad.predicate.value.removeprefix(SH), []).append(quad.object)
        self.owners: dict[str, list[str]] = {}
        """Property shape → the shapes that name it by `sh:property`."""
        for owner, member in self._pairs("property"):
            self.owners.setdefault(member, []).append(owner)
        listed = {m for name in LISTS for _, head in self._pairs(name) for m in self.members(head)}
        self.nested = {member for name in NESTS for _, member in self._pairs(name)} | listed
        """The shapes that others apply to value nodes, by anything but `sh:property`."""
        self.shapes = tuple(node for node in self._values if self._is_shape(node))
        """All shapes, in the order in which they are written."""

    @cached_property
    def names(self) -> dict[str, str]:
        """Shape → its name: the IRI, or for a blank node the way to it from the shape that has one."""
        found = {shape: shape for shape in self.shapes if terms.is_iri(shape)}
        new = list(found)
        for orphan in [*self.shapes, None]:
            while new:
                shape = new.pop(0)
                for kind, inner in self._applied(shape):
                    if inner not in found:
                        found[inner] = _free(f"{found[shape]}/{self._step(inner, kind)}", found.values())
                        new.append(inner)
            if orphan is not None and orphan not in found:
                found[orphan] = _free("shape", found.values())
                new.append(orphan)
        return found

    def applied(self, shape: str) -> list[str]:
        """The shapes that a shape applies to its values."""
        return [inner for _, inner in self._applied(shape)]

    def _applied(self, shape: str) -> Iterator[tuple[str, str]]:
        for name in ("property", *NESTS):
            yield from ((name, inner) for inner in self.values(shape, name))
        for name in LISTS:
            for head in self.values(shape, name):
                yield from ((name, inner) for inner in self.members(head))

    def _step(self, shape: str, kind: str) -> str:
        """What the name of a shape adds to that of the one around it: its property, or how it is applied."""
        path = next(iter(self.terms(shape, "path")), None)
        return _DELIMITER.split(path.value)[-1] or kind if isinstance(path, ox.NamedNode) else kind

    def terms(self, subject: str, name: str) -> list[Term]:
        """The values of a property."""
        return self._values.get(subject, {}).get(name, [])

    def values(self, subject: str, name: str) -> list[str]:
        """The texts of the values of a property."""
        return [text_of(value) for value in self.terms(subject, name)]

    def value(self, subject: str, name: str, default: str = "") -> str:
        """The text of the first value of a property."""
        return next(iter(self.values(subject, name)), default)

    def items(self, head: str) -> list[Term]:
        """The members of a list; of a list that leads back to itself, each place once."""
        found: dict[str, list[Term]] = {}
        while head != f"{_RDF}nil" and head not in found:
            found[head] = self.terms(head, f"{_RDF}first")
            head = self.value(head, f"{_RDF}rest", f"{_RDF}nil")
        return [member for members in found.values() for member in members]

    def members(self, head: str) -> list[str]:
        """The texts of the members of a list."""
        return [text_of(member) for member in self.items(head)]

    def objects(self, subject: str) -> list[Term]:
        """The values of all properties."""
        return [value for values in self._values.get(subject, {}).values() for value in values]

    def targets(self, shape: str) -> list[tuple[str, Term]]:
        """The targets that a shape itself declares: the local name of the property, and its value."""
        return [(name, value) for name in TARGETS for value in self.terms(shape, name)]

    def is_off(self, node: str) -> bool:
        """Whether a shape or a constraint is deactivated."""
        return self.value(node, "deactivated") in ("true", "1")

    def is_plain(self, shape: str) -> bool:
        """Whether targets and `sh:property` alone lead to a shape, and it is no class at the same time."""
        return shape not in self.nested and self.has_plain_types(shape)

    def has_plain_types(self, shape: str) -> bool:
        """Whether a shape is nothing but a shape: one that is a class too has the class as its target."""
        return _PLAIN_TYPES.issuperset(self.values(shape, terms.RDF_TYPE))

    def spreads(self, shape: str) -> bool:
        """Whether a property shape can take over the targets of its owners, and so do without them."""
        owners = self.owners.get(shape, [])
        return (
            bool(owners)
            and self.is_plain(shape)
            and self.value(shape, "qualifiedValueShapesDisjoint") not in ("true", "1")
            and all(
                self.is_plain(owner)
                and not self.terms(owner, "path")
                and not self.terms(owner, "closed")
                and not self.is_off(owner)
                for owner in owners
            )
        )

    def reach(self, shape: str) -> list[tuple[str, Term]] | None:
        """All targets by which a shape is applied; None if anything but targets leads to it."""
        if not self.is_plain(shape) or (shape in self.owners and not self.spreads(shape)):
            return None
        holders = [shape, *self.owners.get(shape, ())]
        return list(dict.fromkeys(target for holder in holders for target in self.targets(holder)))

    def describe(self, shape: str) -> Rule:
        """What findings tell of a shape."""
        name = self.value(shape, "name") or terms.shorten(self.names[shape])
        severity = self.value(shape, "severity").removeprefix(SH)
        path = next(iter(self.terms(shape, "path")), None)
        return Rule(
            name=name,
            severity=severity if severity in SEVERITIES else "Violation",
            message=self.value(shape, "message"),
            path=path.value if isinstance(path, ox.NamedNode) else "",
            description=self.value(shape, "description"),
            url=shape if terms.is_iri(shape) else "",
        )

    def prefixes(self, constraint: str) -> str:
        """The prefix declarations of a SPARQL constraint and of what they import, as SPARQL."""
        headers = dict.fromkeys(self.values(constraint, "prefixes"))
        new = list(headers)
        while new:
            imported = [name for name in self.values(new.pop(), _IMPORTS) if name not in headers]
            headers.update(dict.fromkeys(imported))
            new += imported
        declared = (node for header in headers for node in self.values(header, "declare"))
        return "".join(
            f"PREFIX {self.value(node, 'prefix')}: <{self.value(node, 'namespace')}>\n" for node in declared
        )

    def subjects(self, name: str) -> list[str]:
        """What has a property."""
        return [subject for subject, said in self._values.items() if name in said]

    def constraints(self) -> list[tuple[str, str]]:
        """Shape and SPARQL constraint, for each constraint of each shape."""
        return self._pairs("sparql")

    def _pairs(self, name: str) -> list[tuple[str, str]]:
        return [(subject, value) for subject in self._values for value in self.values(subject, name)]

    def _is_shape(self, node: str) -> bool:
        said = self._values[node]
        return (
            not _PLAIN_TYPES.isdisjoint(self.values(node, terms.RDF_TYPE))
            or node in self.owners
            or node in self.nested
            or any(name in said for name in (*TARGETS, "property", "node"))
        )


def _free(name: str, taken: Collection[str]) -> str:
    """The name, with a number if it is taken."""
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(free for free in names if free not in taken)


def _without(
    quads: Iterable[ox.Quad], asked: Iterable[Question], names: Mapping[str, str]
) -> Iterator[ox.Quad]:
    """The quads without the constraints that are asked as questions."""
    gone = {(question.shape, question.constraint) for question in asked}
    for quad in quads:
        is_gone = quad.predicate.value == f"{SH}sparql" and (
            (names.get(text_of(quad.subject), ""), text_of(quad.object)) in gone
        )
        if not is_gone:
            yield quad


def _spread(index: ShapeIndex, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads with the targets of node shapes given to their property shapes."""
    for quad in quads:
        if quad.predicate.value != f"{SH}property" or not index.spreads(text_of(quad.object)):
            yield quad
            continue
        for name, value in index.targets(text_of(quad.subject)):
            if isinstance(quad.object, (ox.NamedNode, ox.BlankNode)):
                yield ox.Quad(quad.object, ox.NamedNode(f"{SH}{name}"), value)


def aimed(shapes: Sequence[ox.Quad], nodes: Collection[Term], world: World) -> Iterator[ox.Quad]:
    """The shapes with those of the nodes as targets that are theirs, and no others; nothing if none is."""
    index = ShapeIndex(shapes)
    subjects = {text_of(quad.subject): quad.subject for quad in shapes}
    wanted = {shape: index.targets(shape) for shape in index.shapes}
    found = []
    for node in nodes:
        classes = world.classes(node)
        for shape, targets in wanted.items():
            if any(_is_target(node, name, value, classes, world) for name, value in targets):
                found.append(ox.Quad(subjects[shape], ox.NamedNode(f"{SH}targetNode"), node))
    if found:
        gone = {f"{SH}{name}" for name in TARGETS}
        yield from (quad for quad in shapes if quad.predicate.value not in gone)
        yield from found


def _is_target(node: Term, name: str, value: Term, classes: Collection[Term], world: World) -> bool:
    if name == "targetClass":
        return value in classes
    if name == "targetNode":
        return value == node
    if name == "targetSubjectsOf":
        return any(quad.predicate == value for quad in world.said(node))
    return isinstance(value, ox.NamedNode) and any(world.pointing(value, node))


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
