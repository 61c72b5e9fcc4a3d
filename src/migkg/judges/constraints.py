"""What the author of SHACL shapes gets wrong without a word from the engine.

A property shape without `sh:path`, a `sh:minCount "1"` in quotes, a `sh:nodeKind sh:Iri`, a `sh:in` without
list: engines skip such a shape, fail on it, or find no fault with any data. This judge looks at any file
that says something with SHACL. That a name exists at all is the business of `vocabulary`.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.findings import Rule
from migkg.judges import lexical
from migkg.judges.uses import Uses, at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from migkg.judges.uses import Context
    from migkg.places import Result

__all__ = ["RULES", "problems"]

_HERE: Final = f"{terms.BASE}shape/constraints/"
_SH: Final = terms.PREFIXES["sh"]
_FIRST: Final = f"{terms.PREFIXES['rdf']}first"
_NIL: Final = ox.NamedNode(f"{terms.PREFIXES['rdf']}nil")

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        f"{_HERE}value": Rule(
            name="A constraint has a value of the right kind",
            message="Correct the value {$value}.",
            description="A constraint whose value cannot be used constrains nothing.",
        ),
        f"{_HERE}list": Rule(
            name="A constraint that takes a list has one",
            message="Put the values into round brackets: ( … ).",
            description="SHACL demands a list here; a single value is none.",
        ),
        f"{_HERE}path": Rule(
            name="A property shape has a path, and a node shape has none",
            message="Give the property shape its sh:path.",
            description="Without a path there is nothing to look at.",
        ),
        f"{_HERE}once": Rule(
            name="A constraint is given once",
            message="Keep one of the values.",
            description="SHACL allows one value here; engines take any of two, or refuse the shape.",
        ),
        f"{_HERE}bounds": Rule(
            name="The lower bound is not above the upper one",
            message="Exchange the two bounds, or correct one of them.",
            description="No data can meet such a shape.",
        ),
        f"{_HERE}node-shape": Rule(
            name="A node shape holds constraints on nodes",
            message="Move the constraint into a property shape.",
            description="A node is there once: counts and the like belong to a path.",
        ),
        f"{_HERE}pair": Rule(
            name="A constraint has the other that it needs",
            message="Add the other constraint.",
            description="Alone it constrains nothing.",
        ),
        f"{_HERE}pattern": Rule(
            name="A pattern is a regular expression",
            severity="Warning",
            message="Correct the regular expression {$value}.",
            description="An engine cannot match with it.",
        ),
        f"{_HERE}severity": Rule(
            name="A severity is one of SHACL's",
            severity="Warning",
            message="Write sh:Violation, sh:Warning or sh:Info instead of {$value}.",
            description="Another severity is legal, and few tools know what to do with it.",
        ),
    }
)


def _names(names: str) -> frozenset[str]:
    return frozenset(_SH + name for name in names.split())


_DATATYPES: Final = MappingProxyType(
    {
        **dict.fromkeys(
            _names("maxCount maxLength minCount minLength qualifiedMaxCount qualifiedMinCount"), "integer"
        ),
        **dict.fromkeys(_names("closed deactivated qualifiedValueShapesDisjoint uniqueLang"), "boolean"),
        **dict.fromkeys(_names("ask construct flags pattern prefix select"), "string"),
    }
)
_EXAMPLES: Final = MappingProxyType({"integer": "1", "boolean": "true", "string": '"…"'})
_IRIS: Final = _names(
    "class datatype disjoint equals lessThan lessThanOrEquals nodeKind severity targetClass targetObjectsOf"
    " targetSubjectsOf"
)
_SHAPES: Final = _names("node not qualifiedValueShape")
_FLAGS: Final = re.compile("[imqsx]*")
_LISTS: Final = _names("alternativePath and ignoredProperties in languageIn or xone")
_ONCE: Final = _names(
    "closed datatype deactivated flags ignoredProperties in languageIn maxCount maxExclusive maxInclusive"
    " maxLength minCount minExclusive minInclusive minLength nodeKind path pattern qualifiedMaxCount"
    " qualifiedMinCount severity uniqueLang"
)
_OF_PATHS: Final = _names(
    "lessThan lessThanOrEquals maxCount minCount qualifiedMaxCount qualifiedMinCount qualifiedValueShape"
    " uniqueLang"
)
_PAIRS: Final = MappingProxyType(
    {
        f"{_SH}{name}": f"{_SH}{needed}"
        for name, needed in (
            ("flags", "pattern"),
            ("ignoredProperties", "closed"),
            ("qualifiedMaxCount", "qualifiedValueShape"),
            ("qualifiedMinCount", "qualifiedValueShape"),
            ("qualifiedValueShapesDisjoint", "qualifiedValueShape"),
        )
    }
)
_KINDS: Final = _names("BlankNode BlankNodeOrIRI BlankNodeOrLiteral IRI IRIOrLiteral Literal")
_SEVERITIES: Final = _names("Violation Warning Info")
_BOUNDS: Final = ("Count", "Length", "Inclusive")
_XPATH_ONLY: Final = re.compile(r"\\[pPiIcC]|-\[")


def problems(uses: Uses, _: Context) -> Iterator[Result]:
    """The constraints and shapes that do not do what their author thinks."""
    shapes = {name: quads for name, quads in uses.predicates.items() if name.startswith(_SH)}
    if not shapes:
        return
    yield from _ill_valued(shapes)
    yield from _no_lists(shapes, uses)
    for name in sorted(_ONCE & shapes.keys()):
        yield from at(f"{_HERE}once", _again(shapes[name]), f"Keep one value of {_short(name)}.")
    for name in sorted(_PAIRS.keys() & shapes.keys()):
        yield from _alone(shapes, name)
    yield from _unknown_values(shapes, uses)
    yield from _paths(shapes, uses)
    yield from _bounds(shapes)


def _short(name: str) -> str:
    return terms.shorten(name)


def _ill_valued(shapes: Mapping[str, list[ox.Quad]]) -> Iterator[Result]:
    for name in sorted(_DATATYPES.keys() & shapes.keys()):
        datatype = terms.XSD + _DATATYPES[name]
        wrong = [quad for quad in shapes[name] if not _is_literal(quad.object, datatype)]
        example = _EXAMPLES[_DATATYPES[name]]
        message = f"Write {_short(name)} {example}: its value is an xsd:{_DATATYPES[name]}."
        yield from at(f"{_HERE}value", wrong, message)
    for name in sorted(_IRIS & shapes.keys()):
        wrong = [quad for quad in shapes[name] if not isinstance(quad.object, ox.NamedNode)]
        yield from at(
            f"{_HERE}value", wrong, f"Write an IRI, without quotes, as the value of {_short(name)}."
        )
    for name in sorted(_SHAPES & shapes.keys()):
        wrong = [quad for quad in shapes[name] if isinstance(quad.object, ox.Literal)]
        yield from at(f"{_HERE}value", wrong, f"Write a shape, not a text, as the value of {_short(name)}.")


def _is_literal(term: object, datatype: str) -> bool:
    return isinstance(term, ox.Literal) and term.datatype.value == datatype


def _no_lists(shapes: Mapping[str, list[ox.Quad]], uses: Uses) -> Iterator[Result]:
    lists = {_NIL, *(quad.subject for quad in uses.predicates.get(_FIRST, ()))}
    for name in sorted(_LISTS & shapes.keys()):
        wrong = [quad for quad in shapes[name] if quad.object not in lists]
        yield from at(f"{_HERE}list", wrong, f"Put the values into round brackets: {_short(name)} ( … ).")


def _alone(shapes: Mapping[str, list[ox.Quad]], name: str) -> Iterator[Result]:
    needed = _PAIRS[name]
    having = {quad.subject for quad in shapes.get(needed, ())}
    wrong = [quad for quad in shapes[name] if quad.subject not in having]
    yield from at(f"{_HERE}pair", wrong, f"Add {_short(needed)}: without it, {_short(name)} does nothing.")


def _again(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The second and further values of each subject."""
    first: dict[tuple[object, object], object] = {}
    for quad in quads:
        if first.setdefault((quad.subject, quad.graph_name), quad.object) != quad.object:
            yield quad


def _unknown_values(shapes: Mapping[str, list[ox.Quad]], uses: Uses) -> Iterator[Result]:
    for quad, value in _named(shapes, "datatype"):
        if why := lexical.datatype_problem(value):
            yield from at(f"{_HERE}value", [quad], f"Correct the datatype: {why}.")
    for quad, value in _named(shapes, "nodeKind"):
        if value not in _KINDS:
            message = f"Write sh:IRI, sh:Literal, sh:BlankNode or a pair of them, not {_short(value)}."
            yield from at(f"{_HERE}value", [quad], message)
    declared = {quad.subject for quad in uses.predicates.get(terms.RDF_TYPE, ())}
    for quad, value in _named(shapes, "severity"):
        if value not in _SEVERITIES and quad.object not in declared:
            yield from at(f"{_HERE}severity", [quad], "Write sh:Violation, sh:Warning or sh:Info.")
    yield from _patterns(shapes)


def _patterns(shapes: Mapping[str, list[ox.Quad]]) -> Iterator[Result]:
    for quad in shapes.get(f"{_SH}pattern", ()):
        if isinstance(quad.object, ox.Literal) and (why := _no_pattern(quad.object.value)):
            yield from at(f"{_HERE}pattern", [quad], f"Correct the regular expression: {why}.")
    for quad in shapes.get(f"{_SH}flags", ()):
        if isinstance(quad.object, ox.Literal) and not _FLAGS.fullmatch(quad.object.value):
            yield from at(f"{_HERE}pattern", [quad], "Correct the flags: there are i, m, q, s and x.")


def _named(shapes: Mapping[str, list[ox.Quad]], name: str) -> Iterator[tuple[ox.Quad, str]]:
    """The triples of a property of SHACL whose values are IRIs, with these."""
    for quad in shapes.get(_SH + name, ()):
        if isinstance(quad.object, ox.NamedNode):
            yield quad, quad.object.value


def _no_pattern(text: str) -> str:
    if _XPATH_ONLY.search(text):  # Python's expressions lack these, XPath's have them
        return ""
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error)
    return ""


def _paths(shapes: Mapping[str, list[ox.Quad]], uses: Uses) -> Iterator[Result]:
    has_path = {quad.subject for quad in shapes.get(f"{_SH}path", ())}
    yield from _pathless(shapes, uses, has_path)
    node_shapes = set(_typed(uses, "NodeShape"))
    wrong = [quad for quad in shapes.get(f"{_SH}path", ()) if quad.subject in node_shapes]
    message = "Make it an sh:PropertyShape, or move sh:path into one: a node shape has no path."
    yield from at(f"{_HERE}path", wrong, message)
    for name in sorted(_OF_PATHS & shapes.keys()):
        wrong = [
            quad for quad in shapes[name] if quad.subject in node_shapes and quad.subject not in has_path
        ]
        message = f"Move {_short(name)} into an sh:property: it counts nothing on a node shape."
        yield from at(f"{_HERE}node-shape", wrong, message)


def _pathless(shapes: Mapping[str, list[ox.Quad]], uses: Uses, has_path: set[_Node]) -> Iterator[Result]:
    """Property shapes that say something in this file, and no path among it."""
    described = {quad.subject for quads in shapes.values() for quad in quads}
    found: dict[object, ox.Quad] = {}
    for quad in shapes.get(f"{_SH}property", ()):
        if isinstance(quad.object, ox.Literal):
            yield from at(f"{_HERE}value", [quad], "Write a property shape as the value of sh:property.")
        elif quad.object in described:
            found.setdefault(quad.object, quad)
    for shape, quad in _typed(uses, "PropertyShape").items():
        found.setdefault(shape, quad)
    wrong = [quad for shape, quad in found.items() if shape not in has_path]
    yield from at(f"{_HERE}path", wrong, "Give the property shape its sh:path.")


def _typed(uses: Uses, name: str) -> Mapping[_Node, ox.Quad]:
    kind = ox.NamedNode(_SH + name)
    return {quad.subject: quad for quad in uses.predicates.get(terms.RDF_TYPE, ()) if quad.object == kind}


def _bounds(shapes: Mapping[str, list[ox.Quad]]) -> Iterator[Result]:
    for bound in _BOUNDS:
        low = {quad.subject: _number(quad.object) for quad in shapes.get(f"{_SH}min{bound}", ())}
        for quad in shapes.get(f"{_SH}max{bound}", ()):
            least, most = low.get(quad.subject), _number(quad.object)
            if least is not None and most is not None and least > most:
                message = f"Exchange the bounds: sh:min{bound} is above sh:max{bound}."
                yield from at(f"{_HERE}bounds", [quad], message)


def _number(term: object) -> float | None:
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(terms.XSD):
        return None
    try:
        return float(term.value)
    except ValueError:
        return None


_Node = ox.NamedNode | ox.BlankNode | ox.Triple
