"""Names that more than one module needs, each written once: namespaces, prefixes, formats, graphs.

The base IRI carries no version and never changes. Prefixes are those that people see in Turtle, in
query texts and in results; `shorten` and `expand` go between the two spellings of an IRI.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BASE",
    "GRAPH_BASE",
    "GRAPH_INFERRED",
    "GRAPH_LOADED",
    "INSTANCE_PATHS",
    "MEDIA_TYPES",
    "ONTOLOGY",
    "PREFIXES",
    "RDF_FORMATS",
    "RDF_SUFFIXES",
    "RDF_TYPE",
    "SPARQL_PREFIXES",
    "XSD",
    "expand",
    "is_iri",
    "local_path",
    "natural_key",
    "quote",
    "shorten",
]

BASE: Final = "https://w3id.org/migkg/"
ONTOLOGY: Final = "https://w3id.org/migkg/ontology#"
GRAPH_BASE: Final = f"{BASE}graph/"
GRAPH_INFERRED: Final = f"{GRAPH_BASE}inferred"
GRAPH_LOADED: Final = f"{GRAPH_BASE}loaded"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "eli": "http://data.europa.eu/eli/ontology#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "mig": ONTOLOGY,
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sdg": "http://metadata.un.org/sdg/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "void": "http://rdfs.org/ns/void#",
        "wd": "http://www.wikidata.org/entity/",
        "xsd": XSD,
    }
)
"""Prefix → namespace, in alphabetical order."""

SPARQL_PREFIXES: Final = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
"""The same as SPARQL text, for a prologue."""

LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"en": "English", "fr": "French", "es": "Spanish"})
"""The languages in which names can be shown, by tag; the first has them all, and stands in for the others."""

MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ttl": "text/turtle",
        "trig": "application/trig",
        "nt": "application/n-triples",
        "nq": "application/n-quads",
        "rdf": "application/rdf+xml",
        "jsonld": "application/ld+json",
        "json": "application/sparql-results+json",
        "xml": "application/sparql-results+xml",
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
        "html": "text/html",
        "md": "text/markdown",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""Short name of a format (its file suffix without the dot) → media type."""

RDF_FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".ttl": "ttl",
        ".trig": "trig",
        ".nt": "nt",
        ".nq": "nq",
        ".rdf": "rdf",
        ".jsonld": "jsonld",
        ".owl": "rdf",
        ".xml": "rdf",
        ".json": "jsonld",
    }
)
"""File suffix → short name of the RDF format that a file so named is read as."""

RDF_SUFFIXES: Final = (".ttl", ".trig", ".nt", ".nq", ".rdf", ".jsonld", ".owl")
"""The file suffixes that say RDF; what `migkg validate PATH` and `--data PATH` look for in a folder.

`.xml` and `.json` mostly hold other things, and are read only where a file is named.
"""

INSTANCE_PATHS: Final = (
    "instrument",
    "objective",
    "plan",
    "conclusion",
    "priority",
    "means",
    "principle",
    "theme",
    "body",
    "programme",
    "tool",
    "course",
    "event",
    "publication",
    "place",
    "document",
    "claim",
)
"""First path segments under the base, in the order in which a bare slug is looked for."""

_CURIE = re.compile(r"([A-Za-z][\w.-]*)?:(.*)", re.DOTALL)
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?", re.ASCII)
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_NUMBER = re.compile(r"([0-9]+)")
_ESCAPES = str.maketrans(
    {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def shorten(iri: str) -> str:
    """The shortest spelling of an IRI that people read: a CURIE, a path under the base, or the IRI itself.

    >>> shorten("https://w3id.org/migkg/ontology#Linkage")
    'mig:Linkage'
    >>> shorten("https://w3id.org/migkg/plan/12/a")
    'plan/12/a'
    >>> shorten("http://example.org/x")
    'http://example.org/x'
    """
    best = ""
    for prefix, namespace in PREFIXES.items():
        if (
            iri.startswith(namespace)
            and len(namespace) > len(best)
            and _LOCAL_NAME.fullmatch(iri, len(namespace))
        ):
            best, short = namespace, f"{prefix}:{iri[len(namespace) :]}"
    if best:
        return short
    return iri[len(BASE) :] if iri.startswith(BASE) and iri != BASE else iri


def expand(text: str) -> str:
    """The full IRI of a CURIE, of a path under the base, or of an IRI, with or without angle brackets.

    A name without colon is read as a path under the base. Nothing is looked up: whether such a thing
    exists is `graph.resolve`'s question.

    Raises ValueError for a text that no IRI can hold (spaces, quotes, …) or that is empty.

    >>> expand("mig:Linkage")
    'https://w3id.org/migkg/ontology#Linkage'
    >>> expand("plan/12/a")
    'https://w3id.org/migkg/plan/12/a'
    >>> expand("<http://example.org/x>")
    'http://example.org/x'
    """
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    if not bare or _NOT_IN_IRI.search(bare):
        raise ValueError(f"{text!r} is not an IRI, a CURIE or a path")
    curie = _CURIE.fullmatch(bare)
    if curie and (curie[1] or "") in PREFIXES and not curie[2].startswith("//"):
        return PREFIXES[curie[1]] + curie[2]
    return bare if _ABSOLUTE.match(bare) else BASE + bare.lstrip("/")


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI, by its scheme and the characters that no IRI may hold.

    >>> is_iri("https://w3id.org/migkg/plan/12/a"), is_iri("12(a)"), is_iri("http://a b")
    (True, False, False)
    """
    return bool(_ABSOLUTE.match(text)) and not _NOT_IN_IRI.search(text)


def local_path(iri: str) -> str:
    """The part of an IRI behind the base; the IRI itself if it is not under the base.

    >>> local_path("https://w3id.org/migkg/document/gb335-pol-1-rev/para/16")
    'document/gb335-pol-1-rev/para/16'
    """
    return iri.removeprefix(BASE)


def quote(text: str) -> str:
    r"""A plain string literal as Turtle and SPARQL write it, on one line.

    >>> print(quote('say "no"'))
    "say \"no\""
    """
    return f'"{text.translate(_ESCAPES)}"'


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which numbers inside a text count as numbers.

    >>> sorted(["para/10", "para/2", "fn/1"], key=natural_key)
    ['fn/1', 'para/2', 'para/10']
    """
    return tuple(
        _number_key(part) if part[0] in "0123456789" else (1, 0, part) for part in _NUMBER.split(text) if part
    )


def _number_key(digits: str) -> tuple[int, int, str]:
    """A key that sorts numbers of any length by their value: by how many digits they have, then by these."""
    plain = digits.lstrip("0")
    return 0, len(plain), plain
