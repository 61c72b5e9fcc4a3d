"""What the dataset and its endpoint say of themselves: service description, VoID, DCAT 3.

Nothing in them is written here that is written elsewhere: counts come from the data, the licence from the
ontology, keywords from the package, names of the site from its words. So the description of a dataset of
others claims nothing of ours.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, metadata
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox

from migkg.terms import BASE, LANGUAGES, MEDIA_TYPES, ONTOLOGY, PREFIXES, XSD
from migkg.web import forms
from migkg.web.exchange import Answer
from migkg.web.rdf import RDF_FORMS, graph_bytes
from migkg.web.words.site import SITE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from migkg.web.census import Census, Share
    from migkg.web.dataset import Dataset
    from migkg.web.exchange import Request

    Value = ox.NamedNode | ox.BlankNode | ox.Literal
    Builder = Callable[[Dataset, str], Iterator[ox.Triple]]

__all__ = ["ROUTES", "described", "service", "warm"]

_NAMESPACES: Final = {**PREFIXES, "formats": "http://www.w3.org/ns/formats/"}
_RESULTS: Final = (
    *(f"SPARQL_Results_{name}" for name in ("JSON", "XML", "CSV", "TSV")),
    *("Turtle", "JSON-LD", "N-Triples", "RDF_XML"),
)
_TYPES: Final = {MEDIA_TYPES[suffix]: suffix for suffix in RDF_FORMS}
_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")
_WHOLE: Final = "CONSTRUCT WHERE { ?s ?p ?o }"
_LARGE: Final = 200_000
"""A dataset of more triples is not offered as one download: the answer would be cut off."""
_PROTOCOL: Final = "https://www.w3.org/TR/sparql11-protocol/"
_LANGUAGES: Final = "http://id.loc.gov/vocabulary/iso639-1/"


# --- answers ---------------------------------------------------------------------------------------


def described(dataset: Dataset, request: Request, found: re.Match[str]) -> Answer:
    """The description at a path, in the form that its suffix names or that the client likes best."""
    suffix = found["form"]
    return _answer(dataset, request, found["what"], MEDIA_TYPES[suffix] if suffix else "")


def service(dataset: Dataset, request: Request) -> Answer:
    """The service description, for those who ask the endpoint nothing."""
    return _answer(dataset, request, "sparql", "")


def warm(dataset: Dataset) -> None:
    """Count what there is, and read what the package says of itself."""
    for build in _BUILDERS.values():
        list(build(dataset, BASE))


def _answer(dataset: Dataset, request: Request, what: str, asked: str) -> Answer:
    given = [value for name, value in request.pairs() if name == "format"]
    media_type = forms.chosen(request.header("accept"), asked or next(iter(given), ""), _TYPES)
    body = _written(dataset, what, root_of(request), _TYPES[media_type])
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    vary = ("Host", "X-Forwarded-Proto") if asked else ("Accept", "Host", "X-Forwarded-Proto")
    return Answer(body, media_type + charset, vary=vary)


@lru_cache(maxsize=32)
def _written(dataset: Dataset, what: str, root: str, form: str) -> bytes:
    return graph_bytes(_BUILDERS[what](dataset, root), form)


def root_of(request: Request) -> str:
    """The address of the site as the client knows it, up to its first slash; the base if that is unknown."""
    host = request.header("host")
    if not _HOST.fullmatch(host):
        return BASE
    scheme = request.header("x-forwarded-proto").lower()
    return f"{scheme if scheme == 'https' else 'http'}://{host.lower()}/"


# --- what is said ----------------------------------------------------------------------------------


def _service(dataset: Dataset, root: str) -> Iterator[ox.Triple]:
    """The service description: what can be asked, in which language, of which graphs, for which answers."""
    node, whole, default = (
        _node(f"{root}sparql#service"),
        _whole(dataset, root),
        _node(f"{root}sparql#default"),
    )
    yield from _facts(
        node,
        ("rdf:type", "sd:Service", "dcat:DataService"),
        ("sd:endpoint", _node(f"{root}sparql")),
        ("sd:supportedLanguage", "sd:SPARQL11Query"),
        ("sd:feature", "sd:UnionDefaultGraph" if dataset.union else None),
        ("sd:resultFormat", *(f"formats:{name}" for name in _RESULTS)),
        ("sd:defaultDataset", whole),
    )
    yield from _facts(whole, ("rdf:type", "sd:Dataset"), ("sd:defaultGraph", default))
    yield from _facts(default, ("rdf:type", "sd:Graph"), *_counts(dataset.census.whole))
    for number, share in enumerate(dataset.census.graphs):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        yield from _facts(whole, ("sd:namedGraph", named))
        yield from _facts(
            named, ("rdf:type", "sd:NamedGraph"), ("sd:name", _node(share.iri)), ("sd:graph", graph)
        )
        yield from _facts(graph, ("rdf:type", "sd:Graph"), *_counts(share))
    yield from _void(dataset, root)


def _void(dataset: Dataset, root: str) -> Iterator[ox.Triple]:
    """VoID: how much there is of what, by classes and properties, and where it can be had."""
    node = _whole(dataset, root)
    census: Census = dataset.census
    yield from _about(dataset, node)
    yield from _facts(
        node,
        ("rdf:type", "void:Dataset"),
        ("void:sparqlEndpoint", _node(f"{root}sparql")),
        ("void:dataDump", *(address for address, _ in _downloads(dataset, root))),
        ("void:uriSpace", ox.Literal(BASE) if _is_ours(dataset) else None),
        ("void:vocabulary", *(_node(name) for name in _vocabularies(census))),
        ("void:classes", _number(len(census.classes)) if census.classes else None),
        ("void:properties", _number(len(census.properties)) if census.properties else None),
        *_counts(census.whole),
    )
    for number, share in enumerate(census.classes):
        part = ox.BlankNode(f"class{number}")
        yield from _facts(node, ("void:classPartition", part))
        yield from _facts(part, ("void:class", _node(share.iri)), ("void:entities", _number(share.things)))
    for number, share in enumerate(census.properties):
        part = ox.BlankNode(f"property{number}")
        yield from _facts(node, ("void:propertyPartition", part))
        yield from _facts(
            part,
            ("void:property", _node(share.iri)),
            ("void:triples", _number(share.triples)),
            ("void:distinctSubjects", _number(share.things)),
        )


def _dcat(dataset: Dataset, root: str) -> Iterator[ox.Triple]:
    """DCAT 3: the dataset, the service that answers questions about it, and its downloads."""
    node, serving = _whole(dataset, root), _node(f"{root}sparql#service")
    yield from _about(dataset, node)
    yield from _facts(
        node,
        ("rdf:type", "dcat:Dataset"),
        ("dcat:version", ox.Literal(dataset.release.version) if _is_ours(dataset) else None),
        ("dcat:landingPage", _node(root)),
    )
    yield from _facts(
        serving,
        ("rdf:type", "dcat:DataService"),
        ("dcterms:title", ox.Literal("SPARQL", language="en")),
        ("dcterms:conformsTo", _node(_PROTOCOL)),
        ("dcterms:license", *_licences(dataset)),
        ("dcat:endpointURL", _node(f"{root}sparql")),
        ("dcat:endpointDescription", _node(f"{root}sparql")),
        ("dcat:servesDataset", node),
    )
    for address, media_type in _downloads(dataset, root):
        part = ox.BlankNode(media_type.rpartition("/")[2].replace("+", "-"))
        yield from _facts(node, ("dcat:distribution", part))
        yield from _facts(
            part,
            ("rdf:type", "dcat:Distribution"),
            ("dcterms:license", *_licences(dataset)),
            ("dcat:accessService", serving),
            ("dcat:accessURL", _node(f"{root}sparql")),
            ("dcat:downloadURL", address),
            ("dcat:mediaType", _node(f"https://www.iana.org/assignments/media-types/{media_type}")),
        )


def _about(dataset: Dataset, node: ox.NamedNode) -> Iterator[ox.Triple]:
    """What both vocabularies say alike: names, licence, language, age."""
    ours = _is_ours(dataset)
    names = zip(LANGUAGES, SITE["site.name"], strict=True) if ours else ()
    modified = ox.Literal(
        dataset.release.modified.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=_node(f"{XSD}dateTime")
    )
    yield from _facts(
        node,
        ("dcterms:title", *(ox.Literal(name, language=tag) for tag, name in names)),
        ("dcterms:description", _text(_told("Summary") if ours else "")),
        ("dcterms:modified", modified),
        ("dcterms:license", *_licences(dataset)),
        ("dcterms:language", *(_node(_LANGUAGES + tag) for tag in LANGUAGES if ours)),
        ("dcat:keyword", *(_text(word) for word in (_told("Keywords") if ours else "").split(","))),
    )
    author = _told("Author")
    if ours and author:
        publisher = ox.BlankNode("publisher")
        yield from _facts(node, ("dcterms:publisher", publisher))
        yield from _facts(publisher, ("rdf:type", "foaf:Agent"), ("foaf:name", ox.Literal(author)))


# --- where it is known from ------------------------------------------------------------------------


def _is_ours(dataset: Dataset) -> bool:
    """Whether the dataset bears our licence, which the ontology tells."""
    return bool(_licences(dataset))


def _licences(dataset: Dataset) -> tuple[ox.NamedNode, ...]:
    ontology, licence = _node(ONTOLOGY.removesuffix("#")), _node(f"{PREFIXES['dcterms']}license")
    found = dataset.store.quads_for_pattern(ontology, licence, None, None)
    return tuple(quad.object for quad in found if isinstance(quad.object, ox.NamedNode))


@cache
def _told(name: str) -> str:
    """What the package says of itself under a name, "" if nothing."""
    try:
        return str(metadata("migkg")[name] or "")
    except (PackageNotFoundError, KeyError):
        return ""


def _whole(dataset: Dataset, root: str) -> ox.NamedNode:
    """The IRI of the dataset: the base, if the dataset is ours."""
    return _node(BASE if _is_ours(dataset) else f"{root}sparql#dataset")


def _downloads(dataset: Dataset, root: str) -> Iterator[tuple[ox.NamedNode, str]]:
    """Addresses at which the whole can be had, each with its media type."""
    count = dataset.census.whole.triples
    if count is not None and count <= _LARGE:
        for media_type, suffix in _TYPES.items():
            yield _node(f"{root}sparql?query={quote(_WHOLE)}&format={suffix}"), media_type


def _vocabularies(census: Census) -> list[str]:
    """The namespaces of classes and properties, as far as they have a prefix."""
    used = [share.iri for share in (*census.classes, *census.properties)]
    return [space for space in PREFIXES.values() if any(iri.startswith(space) for iri in used)]


# --- triples ---------------------------------------------------------------------------------------


def _facts(
    subject: ox.NamedNode | ox.BlankNode, *facts: tuple[str | Value | None, ...]
) -> Iterator[ox.Triple]:
    """Triples of one subject: each fact is a property and its values, IRIs as CURIEs; None is left out."""
    for property_, *values in facts:
        for value in values:
            if value is not None:
                yield ox.Triple(
                    subject, _expanded(str(property_)), _expanded(value) if isinstance(value, str) else value
                )


def _counts(share: Share) -> tuple[tuple[str, ox.Literal | None], ...]:
    return ("void:triples", _number(share.triples)), ("void:distinctSubjects", _number(share.things))


def _number(value: int | None) -> ox.Literal | None:
    return None if value is None else ox.Literal(value)


def _text(value: str) -> ox.Literal | None:
    return ox.Literal(value, language="en") if value else None


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _expanded(curie: str) -> ox.NamedNode:
    prefix, _, name = curie.partition(":")
    return ox.NamedNode(_NAMESPACES[prefix] + name)


_BUILDERS: Final[Mapping[str, Builder]] = {"sparql": _service, ".well-known/void": _void, "dcat": _dcat}
ROUTES: Final = (
    (re.compile(rf"/(?P<what>\.well-known/void|dcat)(?:\.(?P<form>{'|'.join(RDF_FORMS)}))?"), described),
)
