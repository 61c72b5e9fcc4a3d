"""Where RDF/XML writes its triples."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers import expat

from migkg import terms
from migkg.positions.written import FIRST, NIL, REST, TYPE, Part, Written, iri_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["written"]

_RDF: Final = terms.PREFIXES["rdf"]
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_ATTRIBUTE: Final = re.compile(r"\s+([^\s=<>\"'/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TAG: Final = re.compile(r"<[^\s/>]+")
_NOT_PLAIN: Final = re.compile(r"[\t\r\n&]")
_SYNTAX: Final = frozenset(
    f"{_RDF}{name}"
    for name in (
        "about",
        "ID",
        "nodeID",
        "resource",
        "datatype",
        "parseType",
        "bagID",
        "version",
        "annotation",
        "annotationNodeID",
    )
)
_CHUNK: Final = 1 << 16


def written(text: str) -> Iterator[Written]:
    """The triples of a text, in its order, up to where it stops being XML or has a document type."""
    reader = _Reader(text)
    for start in range(0, len(reader.data) + 1, _CHUNK):
        end = start + _CHUNK
        goes_on = reader.feed(reader.data[start:end], is_last=end > len(reader.data))
        yield from reader.found
        reader.found.clear()
        if not goes_on:
            return


class _Attribute(NamedTuple):
    name: str
    value: str
    name_at: int
    value_at: int


@dataclass(slots=True)
class _Element:
    """An open element: `kind` is what its children are (`nodes`, `properties`, `objects`, `cells`, `xml`)."""

    kind: str
    at: int = 0
    subject: Part | None = None
    predicate: Part | None = None
    object: Part | None = None
    statement: Part | None = None
    members: list[Part] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    number: int = 0


class _Reader:
    def __init__(self, text: str) -> None:
        self.data = text.encode("utf-8", "replace")
        self.found: list[Written] = []
        self._text = text
        self._bytes, self._characters = 0, 0
        self._open = [_Element("nodes")]
        self._numbers = count()
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.ordered_attributes = True
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters_come
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, data: bytes, *, is_last: bool) -> bool:
        """Read on; False where it goes no further."""
        try:
            self._parser.Parse(data, is_last)
        except (expat.ExpatError, _DoctypeError):
            return False
        return True

    def _here(self) -> int:
        """Where the parser stands, in characters; it never goes back."""
        now = self._parser.CurrentByteIndex
        self._characters += len(self.data[self._bytes : now].decode("utf-8", "replace"))
        self._bytes = now
        return self._characters

    def _doctype(self, *_: object) -> None:
        raise _DoctypeError

    def _characters_come(self, text: str) -> None:
        top = self._open[-1]
        if top.kind == "objects":
            if not top.text:
                top.at = self._here()
            top.text.append(text)

    # --- elements ------------------------------------------------------------------------------

    def _start(self, name: str, attributes: Sequence[str]) -> None:
        at = self._here()
        parent, iri = self._open[-1], name.replace(" ", "")
        if parent.kind == "xml":
            self._open.append(_Element("xml"))
        elif parent.kind == "properties":
            self._property(parent, iri, at, self._attributes(at, attributes))
        elif len(self._open) == 1 and iri == f"{_RDF}RDF":
            self._open.append(_Element("nodes"))
        else:
            self._node(iri, at, self._attributes(at, attributes))

    def _attributes(self, at: int, expanded: Sequence[str]) -> dict[str, _Attribute]:
        """Attributes by their full names, with their places; those of XML itself are left out."""
        tag = _TAG.match(self._text, at)
        place = tag.end() if tag else at
        raw: list[tuple[int, int]] = []
        while found := _ATTRIBUTE.match(self._text, place):
            place = found.end()
            if found[1] != "xmlns" and not found[1].startswith("xmlns:"):
                raw.append((found.start(1), found.start(found.lastindex or 1)))
        found_here: dict[str, _Attribute] = {}
        for name, value, (name_at, value_at) in zip(expanded[::2], expanded[1::2], raw, strict=False):
            if " " in name and not name.startswith(_XML):
                iri = name.replace(" ", "")
                found_here[iri] = _Attribute(iri, value, name_at, value_at)
        return found_here

    def _node(self, iri: str, at: int, attributes: dict[str, _Attribute]) -> None:
        subject = self._named(attributes, "about", at) or self._blank(at)
        if iri != f"{_RDF}Description":
            self.found.append(Written(subject, Part(at, "iri", TYPE), Part(at, "iri", iri)))
        self._property_attributes(subject, attributes)
        self._open.append(_Element("properties", at, subject))

    def _property(self, parent: _Element, iri: str, at: int, attributes: dict[str, _Attribute]) -> None:
        if iri == f"{_RDF}li":
            parent.number += 1
            iri = f"{_RDF}_{parent.number}"
        statement = attributes.get(f"{_RDF}ID")
        element = _Element(
            "objects",
            at,
            parent.subject,
            Part(at, "iri", iri),
            statement=Part(statement.value_at, "iri", statement.value) if statement else None,
        )
        parse_type = attributes.get(f"{_RDF}parseType")
        if parse_type is None:
            element.object = self._named(attributes, "resource", at)
            if element.object is None and any(name not in _SYNTAX for name in attributes):
                element.object = self._blank(at)
            if element.object is not None:
                self._property_attributes(element.object, attributes)
        elif parse_type.value == "Resource":
            element.object = self._blank(at)
            self._say(element)
            element = _Element("properties", at, element.object)
        elif parse_type.value == "Collection":
            element.kind = "cells"
        else:
            element.kind = "xml"
            element.object = Part(at, "literal", None) if parse_type.value == "Literal" else None
        self._open.append(element)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        if element.kind == "properties":
            self._end_node(element)
        elif element.kind == "cells":
            self._end_collection(element)
        elif element.kind == "objects":
            element.object = element.object or _literal(element)
            self._say(element)
        elif element.object is not None:
            self._say(element)

    def _end_node(self, node: _Element) -> None:
        parent = self._open[-1]
        if node.subject is not None and parent.kind == "cells":
            parent.members.append(node.subject)
        elif parent.kind == "objects":
            parent.object = node.subject

    def _end_collection(self, element: _Element) -> None:
        cells = [self._blank(member.at) for member in element.members]
        nil = Part(element.at, "iri", NIL)
        element.object = cells[0]._replace(at=element.at) if cells else nil
        self._say(element)
        for cell, following, member in zip(cells, [*cells[1:], nil], element.members, strict=False):
            self.found.append(Written(cell, Part(member.at, "iri", REST), following))
            self.found.append(Written(cell, Part(member.at, "iri", FIRST), member))

    # --- triples -------------------------------------------------------------------------------

    def _say(self, element: _Element) -> None:
        """The triple of a property element, and what is said of it if it has a name."""
        subject, predicate, value, name = (
            element.subject,
            element.predicate,
            element.object,
            element.statement,
        )
        if subject is None or predicate is None or value is None:
            return
        self.found.append(Written(subject, predicate, value))
        if name is not None:
            parts = {"object": value, "predicate": predicate, "subject": subject}
            for word, part in parts.items():
                self.found.append(Written(name, Part(name.at, "iri", f"{_RDF}{word}"), part))
            statement = Part(name.at, "iri", f"{_RDF}Statement")
            self.found.append(Written(name, Part(name.at, "iri", TYPE), statement))

    def _property_attributes(self, subject: Part, attributes: dict[str, _Attribute]) -> None:
        for name, value, name_at, value_at in reversed(attributes.values()):
            if name == TYPE:
                part = Part(value_at, "iri", iri_end(value))
            elif name in _SYNTAX:
                continue
            else:
                is_plain = not _NOT_PLAIN.search(self._text, value_at, value_at + len(value))
                part = Part(value_at, "literal", value if is_plain else None)
            self.found.append(Written(subject, Part(name_at, "iri", name), part))

    def _named(self, attributes: dict[str, _Attribute], word: str, at: int) -> Part | None:
        """The subject (`word` is `about`) or object (`resource`) that attributes name."""
        if given := attributes.get(f"{_RDF}{word}"):
            return Part(at if word == "about" else given.value_at, "iri", iri_end(given.value))
        if given := attributes.get(f"{_RDF}nodeID"):
            return Part(at if word == "about" else given.value_at, "blank", given.value)
        if word == "about" and (given := attributes.get(f"{_RDF}ID")):
            return Part(at, "iri", given.value)
        return None

    def _blank(self, at: int) -> Part:
        return Part(at, "blank", f"<{next(self._numbers)}")


class _DoctypeError(Exception):
    pass


def _literal(element: _Element) -> Part:
    return Part(element.at, "literal", "".join(element.text))
