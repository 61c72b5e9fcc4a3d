"""Triples as bytes, the same for the same triples: Turtle, JSON-LD, N-Triples, RDF/XML."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from migkg.indented import indented
from migkg.terms import BASE, PREFIXES, RDF_TYPE, shorten
from migkg.turtle import serialize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

__all__ = [
    "RDF_FORMS",
    "graph_bytes",
    "graph_text",
    "json_ld",
    "json_ld_bytes",
    "node_texts",
    "nodes_document",
    "with_sorted_namespaces",
]

_NAMESPACES: Final = re.compile(rb"<rdf:RDF ([^>]*)>")
_CURIE: Final = re.compile(rf"({'|'.join(PREFIXES)}):[^/].*")
_PART: Final = 2000
"""How many triples become JSON-LD at once: as such they take much memory."""
_CONTEXT: Final = {"@base": BASE, **PREFIXES}
_HEAD: Final = indented({"@context": _CONTEXT}).removesuffix("\n}")
_BEFORE: Final = ',\n  "@graph": [\n    '
_BETWEEN: Final = ",\n    "
_AFTER: Final = "\n  ]\n}\n"


def graph_bytes(triples: Iterable[ox.Triple], form: str) -> bytes:
    """Triples in one of `RDF_FORMS`; in lines of N-Triples they keep their order."""
    return RDF_FORMS[form](triples)


def _turtle(triples: Iterable[ox.Triple]) -> bytes:
    return serialize((ox.Quad(*triple) for triple in triples), base=BASE, prefixes=PREFIXES).encode()


def _n_triples(triples: Iterable[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _rdf_xml(triples: Iterable[ox.Triple]) -> bytes:
    written = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=dict(PREFIXES)) or b""
    return with_sorted_namespaces(written)


def with_sorted_namespaces(written: bytes) -> bytes:
    """RDF/XML of the engine, which writes its namespaces in another order every time."""
    return _NAMESPACES.sub(
        lambda found: b" ".join((b"<rdf:RDF", *sorted(found[1].split()))) + b">", written, count=1
    )


def json_ld(triples: Iterable[ox.Triple]) -> dict[str, Any]:
    """Triples as a JSON-LD document, with our context."""
    expanded = json.loads(ox.serialize(triples, format=ox.RdfFormat.JSON_LD) or b"[]")
    return {"@context": _CONTEXT, "@graph": [_short_node(node) for node in expanded]}


def json_ld_bytes(nodes: Iterable[Any]) -> bytes:
    """A JSON-LD document of these nodes, with our context; only one of them is held apart from the text."""
    return nodes_document(indented(node, "\n    ") for node in nodes)


def nodes_document(texts: Iterable[str]) -> bytes:
    """A JSON-LD document of nodes that `node_texts` has found in others."""
    inside = _BETWEEN.join(texts)
    return (
        f"{_HEAD}{_BEFORE}{inside}{_AFTER}".encode() if inside else f'{_HEAD},\n  "@graph": []\n}}\n'.encode()
    )


def node_texts(document: bytes) -> list[str]:
    """The text of each node in a document that `graph_bytes` has written."""
    text = document.decode().removeprefix(_HEAD)
    if not text.startswith(_BEFORE):
        return []
    first, *others = text.removeprefix(_BEFORE).removesuffix(_AFTER).split(f"{_BETWEEN}{{")
    return [first, *(f"{{{other}" for other in others)]


def graph_text(name: str, texts: Iterable[str]) -> str:
    """A named graph with such nodes, as a node of a document."""
    inside = _BETWEEN.join(texts).replace("\n", "\n    ")
    listed = f"[\n        {inside}\n      ]" if inside else "[]"
    return f'{{\n      "@id": {indented(name)},\n      "@graph": {listed}\n    }}'


def _json_ld(triples: Iterable[ox.Triple]) -> bytes:
    return json_ld_bytes(node for part in _parts(triples) for node in json_ld(part)["@graph"])


def _parts(triples: Iterable[ox.Triple]) -> Iterator[list[ox.Triple]]:
    """The triples some at a time; those that follow each other with the same subject stay together."""
    part: list[ox.Triple] = []
    for triple in triples:
        if len(part) >= _PART and triple.subject != part[-1].subject:
            yield part
            part = []
        part.append(triple)
    yield part


RDF_FORMS: Final[Mapping[str, Callable[[Iterable[ox.Triple]], bytes]]] = {
    "ttl": _turtle,
    "jsonld": _json_ld,
    "nt": _n_triples,
    "rdf": _rdf_xml,
}
"""How triples are written, by the suffix of the format."""


# --- JSON-LD as people like to read it --------------------------------------------------------------


def _short_node(node: Mapping[str, Any]) -> dict[str, Any]:
    """A node with CURIEs for its properties and kinds, paths under the base, and no needless lists."""
    short: dict[str, Any] = {"@id": _short(node["@id"])}
    for key, values in sorted(node.items()):
        if key == RDF_TYPE:
            short["@type"] = _alone([_short(value["@id"]) for value in values])
        elif key == "@type":
            short["@type"] = _alone([_short(value) for value in values])
        elif key != "@id":
            short[_key(key)] = _alone([_short_value(value) for value in values])
    return short


def _short_value(value: Mapping[str, Any]) -> Any:
    if "@id" in value:
        return {"@id": _short(value["@id"])}
    if "@type" in value:
        return {**value, "@type": _key(value["@type"])}
    return value if set(value) != {"@value"} else value["@value"]


def _alone(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _short(iri: str) -> str:
    """An IRI as a CURIE, or as a path under the base, where the context reads that as the same IRI."""
    short = shorten(iri)
    return iri if ":" in short and not _CURIE.fullmatch(short) else short


def _key(iri: str) -> str:
    short = shorten(iri)
    return short if _CURIE.fullmatch(short) else iri
