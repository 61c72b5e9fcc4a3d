"""What the dumps say of themselves: DCAT 3 with sizes and sums, VoID with linksets, PROV of the release."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pyoxigraph as ox

import migkg
from migkg.publish.graphs import path_of
from migkg.publish.linkset import TARGETS
from migkg.publish.mappings import SPACES
from migkg.terms import BASE, MEDIA_TYPES, PREFIXES, XSD
from migkg.web.description import (
    about,
    facts,
    is_ours,
    languages,
    licences,
    name_of,
    node_of,
    number_of,
    partitions,
    told,
    whole_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from migkg.publish.graphs import Graphs
    from migkg.web.dataset import Dataset

__all__ = ["DUMPS", "STEM", "File", "catalogue", "digest_of"]

DUMPS: Final = f"{BASE}dumps/"
STEM: Final = "catalogue"
"""What the files that describe all others are called, without ending."""

_SPDX: Final = "http://spdx.org/rdf/terms#"
_EU: Final = "http://publications.europa.eu/resource/authority/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_FORMATS: Final[Mapping[str, tuple[str, str, str]]] = {
    ".ttl": (MEDIA_TYPES["ttl"], "RDF_TURTLE", "https://www.w3.org/TR/turtle/"),
    ".trig": (MEDIA_TYPES["trig"], "RDF_TRIG", "https://www.w3.org/TR/trig/"),
    ".nt": (MEDIA_TYPES["nt"], "RDF_N_TRIPLES", "https://www.w3.org/TR/n-triples/"),
    ".nq": (MEDIA_TYPES["nq"], "RDF_N_QUADS", "https://www.w3.org/TR/rdf-canon/"),
    ".jsonld": (MEDIA_TYPES["jsonld"], "JSON_LD", "https://www.w3.org/TR/json-ld11/"),
    ".csv": (MEDIA_TYPES["csv"], "CSV", "https://www.rfc-editor.org/rfc/rfc4180"),
    ".tsv": (MEDIA_TYPES["tsv"], "TSV", "https://w3id.org/sssom/"),
    ".xlsx": (MEDIA_TYPES["xlsx"], "XLSX", ""),
    ".json": ("application/json", "JSON", "https://specs.frictionlessdata.io/tabular-data-package/"),
}
"""Ending → media type, the EU's name for it, and the standard that our files of it keep to."""

_THEME: Final = (f"{_EU}data-theme/SOCI", "Population and society")
_PUBLISHER: Final = node_of(f"{DUMPS}{STEM}#publisher")
_FREQUENCY: Final = f"{_EU}frequency/IRREG"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the dumps, by its path below their folder."""

    path: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A dataset of the catalogue: its node, what it is, and its files."""

    node: ox.NamedNode
    title: str
    description: str
    paths: tuple[str, ...]


def digest_of(content: bytes) -> str:
    """SHA-256, in hexadecimal digits."""
    return sha256(content).hexdigest()


def catalogue(
    dataset: Dataset, graphs: Graphs, files: Sequence[File], linked: Sequence[ox.Triple]
) -> list[ox.Triple]:
    """The catalogue of these files, as triples in order; `linked` is the linkset of the SDG targets."""
    whole = whole_of(dataset, BASE)
    found = [*about(dataset, whole, _PUBLISHER), *partitions(dataset, whole), *_release(dataset, whole)]
    found += _catalog(dataset)
    known = {file.path: file for file in files}
    for part in _parts(dataset, graphs, known):
        found += _dataset(dataset, part, whole)
        for path in part.paths:
            found += _distribution(dataset, part, known[path])
    found += _inferred(graphs, whole)
    for name, triples in graphs.asserted.items():
        found += facts(_hash(f"graph-{path_of(name)}"), ("void:triples", number_of(len(triples))))
    found += _linksets(graphs, whole, linked)
    found += _kinds(found)
    return sorted(set(found), key=str)


# --- datasets and their files --------------------------------------------------------------------------


def _catalog(dataset: Dataset) -> Iterator[ox.Triple]:
    node = _hash("catalogue")
    yield from facts(
        node,
        ("rdf:type", "dcat:Catalog"),
        ("dcterms:title", _english(f"{name_of(dataset)}: dumps")),
        (
            "dcterms:description",
            _english("The data of one release as files, each with its size and checksum."),
        ),
        ("dcterms:license", *licences(dataset)),
        ("dcterms:modified", _moment(dataset)),
        ("dcterms:publisher", _PUBLISHER),
        ("foaf:homepage", node_of(BASE) if is_ours(dataset) else None),
    )
    author = (told("Author") if is_ours(dataset) else "") or "not named"
    yield from facts(_PUBLISHER, ("rdf:type", "foaf:Agent"), ("foaf:name", ox.Literal(author)))
    yield from facts(
        node_of(_THEME[0]),
        ("rdf:type", "skos:Concept"),
        ("skos:prefLabel", _english(_THEME[1])),
    )


def _parts(dataset: Dataset, graphs: Graphs, files: Mapping[str, File]) -> Iterator[_Part]:
    """The datasets of which the files are distributions."""

    def having(*beginnings: str) -> tuple[str, ...]:
        return tuple(sorted(path for path in files if path.startswith(beginnings)))

    name = name_of(dataset)
    whole = ("migkg.jsonld", "migkg.nq", "migkg.trig", "migkg.ttl")
    yield _Part(whole_of(dataset, BASE), name, "All that is asserted.", whole)
    yield _Part(
        _hash("inferred"),
        f"{name}: what follows",
        "What OWL 2 RL derives from all that is asserted.",
        having("inferred."),
    )
    yield _Part(
        _hash("answers"),
        f"{name}: answers",
        "The answers to all canned questions, as tables.",
        (*having("queries/"), "datapackage.json", "migkg.xlsx"),
    )
    yield _Part(
        _hash("examples"),
        f"{name}: questions",
        "The canned questions as SPARQL, described in RDF.",
        having("examples."),
    )
    yield _Part(
        _hash("mappings"),
        f"{name}: matches elsewhere",
        "All SKOS mappings as an SSSOM table.",
        ("mappings.sssom.tsv",),
    )
    yield _Part(
        _hash("sdg-linkset"),
        f"{name}: subjects of SDG targets",
        "Subjects of three targets in UNBIS and EuroVoc, and the passages that name them.",
        having("sdg-linkset."),
    )
    for graph in graphs.asserted:
        path = path_of(graph)
        yield _Part(
            _hash(f"graph-{path}"),
            f"{name}: graph {path}",
            f"The triples of the named graph {path}.",
            tuple(f"graphs/{path}.{form}" for form in ("jsonld", "nt", "ttl")),
        )


def _dataset(dataset: Dataset, part: _Part, whole: ox.NamedNode) -> Iterator[ox.Triple]:
    yield from facts(
        _hash("catalogue"),
        ("dcat:dataset", part.node),
    )
    if part.node != whole:
        yield from facts(
            part.node,
            ("rdf:type", "dcat:Dataset"),
            ("dcterms:title", _english(part.title)),
            ("dcterms:description", _english(part.description)),
            ("dcterms:license", *licences(dataset)),
            ("dcterms:modified", _moment(dataset)),
            ("dcterms:publisher", _PUBLISHER),
            ("dcterms:isPartOf", whole if "#graph-" in part.node.value else None),
        )
    yield from facts(
        part.node,
        ("rdf:type", "dcat:Dataset"),
        ("dcat:version", ox.Literal(dataset.release.version)),
        ("dcat:theme", node_of(_THEME[0]) if is_ours(dataset) else None),
        ("dcterms:accrualPeriodicity", node_of(_FREQUENCY)),
        ("dcterms:language", *languages(dataset)),
        ("dcat:landingPage", node_of(BASE) if is_ours(dataset) else None),
    )


def _distribution(dataset: Dataset, part: _Part, file: File) -> Iterator[ox.Triple]:
    media_type, eu_type, standard = _FORMATS[PurePosixPath(file.path).suffix]
    node, address = _hash(file.path), node_of(DUMPS + quote(file.path))
    checksum = node_of(f"{node.value}-sha256")
    yield from facts(part.node, ("dcat:distribution", node))
    yield from facts(
        node,
        ("rdf:type", "dcat:Distribution"),
        ("dcterms:title", _english(file.path)),
        ("dcterms:description", _english(part.description)),
        ("dcterms:license", *licences(dataset)),
        ("dcterms:modified", _moment(dataset)),
        ("dcterms:format", node_of(f"{_EU}file-type/{eu_type}")),
        ("dcterms:conformsTo", node_of(standard) if standard else None),
        ("dcat:accessURL", address),
        ("dcat:downloadURL", address),
        ("dcat:byteSize", ox.Literal(str(file.size), datatype=node_of(f"{XSD}nonNegativeInteger"))),
        ("dcat:mediaType", node_of(_MEDIA + media_type)),
    )
    yield ox.Triple(node, _spdx("checksum"), checksum)
    yield from facts(checksum, ("rdf:type", _spdx("Checksum")))
    algorithm = _spdx("checksumAlgorithm_sha256")
    yield ox.Triple(checksum, _spdx("algorithm"), algorithm)
    yield from facts(algorithm, ("rdf:type", _spdx("ChecksumAlgorithm")))
    value = ox.Literal(file.digest, datatype=node_of(f"{XSD}hexBinary"))
    yield ox.Triple(checksum, _spdx("checksumValue"), value)


# --- where it comes from and leads to ------------------------------------------------------------------


def _release(dataset: Dataset, whole: ox.NamedNode) -> Iterator[ox.Triple]:
    """PROV: which program made these files of which state of the data."""
    release = dataset.release
    activity, program = _hash("publication"), _hash("migkg")
    yield from facts(
        whole,
        ("rdf:type", "prov:Entity", "void:Dataset"),
        ("dcterms:identifier", ox.Literal(release.digest)),
        ("prov:wasGeneratedBy", activity),
        ("prov:generatedAtTime", _moment(dataset)),
        ("void:dataDump", *(node_of(f"{DUMPS}migkg.{form}") for form in ("ttl", "trig", "nq", "jsonld"))),
    )
    yield from facts(
        activity,
        ("rdf:type", "prov:Activity"),
        ("rdfs:label", _english(f"publication of release {release.version}, state {release.digest}")),
        ("prov:endedAtTime", _moment(dataset)),
        ("prov:wasAssociatedWith", program),
        ("prov:used", *(node_of(share.iri) for share in dataset.census.graphs)),
    )
    yield from facts(
        program,
        ("rdf:type", "prov:SoftwareAgent", "schema:SoftwareApplication"),
        ("rdfs:label", _english(f"migkg {migkg.__version__}")),
        ("schema:softwareVersion", ox.Literal(migkg.__version__)),
    )


def _inferred(graphs: Graphs, whole: ox.NamedNode) -> Iterator[ox.Triple]:
    yield from facts(
        _hash("inferred"),
        ("rdf:type", "void:Dataset"),
        ("void:triples", number_of(len(graphs.inferred))),
        ("prov:wasDerivedFrom", whole),
        ("prov:wasGeneratedBy", _hash("publication")),
        ("dcterms:conformsTo", node_of("https://www.w3.org/TR/owl2-profiles/#OWL_2_RL")),
    )


def _linksets(graphs: Graphs, whole: ox.NamedNode, linked: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """A linkset for each way of matching and each dataset of others, with what is in it counted."""
    for prefix, space in SPACES.items():
        yield from facts(
            _hash(f"dataset-{prefix}"), ("rdf:type", "void:Dataset"), ("void:uriSpace", ox.Literal(space))
        )
    links = Counter(
        (predicate.value, prefix)
        for _, predicate, value in graphs.matches
        for prefix, space in SPACES.items()
        if value.value.startswith(space)
    )
    for (predicate, prefix), count in sorted(links.items()):
        node = _hash(f"links-{predicate.rpartition('#')[2]}-{prefix}")
        yield from facts(whole, ("void:subset", node))
        yield from facts(
            node,
            ("rdf:type", "void:Linkset"),
            ("void:linkPredicate", node_of(predicate)),
            ("void:subjectsTarget", whole),
            ("void:objectsTarget", _hash(f"dataset-{prefix}")),
            ("void:triples", number_of(count)),
        )
    subject = f"{PREFIXES['dcterms']}subject"
    yield from facts(
        _hash("sdg-linkset"),
        ("rdf:type", "void:Linkset"),
        ("void:linkPredicate", "dcterms:subject"),
        ("void:objectsTarget", *(_hash(f"dataset-{prefix}") for prefix in ("EUROVOC", "UNBIS", "sdg"))),
        ("void:subjectsTarget", whole, _hash("dataset-sdg")),
        ("dcterms:subject", *map(node_of, TARGETS)),
        ("void:triples", number_of(sum(t.predicate.value == subject for t in linked))),
    )


def _kinds(triples: Sequence[ox.Triple]) -> Iterator[ox.Triple]:
    """What kind of thing a value is: profiles of DCAT ask, and do not fetch the value's own description."""
    for triple in triples:
        kind = _RANGES.get(triple.predicate.value)
        if kind and isinstance(triple.object, ox.NamedNode):
            yield from facts(triple.object, ("rdf:type", kind))
            if triple.object.value.startswith(_EU):
                scheme = node_of(triple.object.value.rpartition("/")[0])
                yield from facts(triple.object, ("skos:inScheme", scheme))


_RANGES: Final[Mapping[str, str]] = {
    f"{PREFIXES['dcterms']}license": "dcterms:LicenseDocument",
    f"{PREFIXES['dcterms']}language": "dcterms:LinguisticSystem",
    f"{PREFIXES['dcterms']}format": "dcterms:MediaTypeOrExtent",
    f"{PREFIXES['dcterms']}conformsTo": "dcterms:Standard",
    f"{PREFIXES['dcterms']}accrualPeriodicity": "dcterms:Frequency",
    f"{PREFIXES['dcat']}mediaType": "dcterms:MediaType",
    f"{PREFIXES['dcat']}landingPage": "foaf:Document",
    f"{PREFIXES['dcat']}theme": "skos:Concept",
    f"{PREFIXES['foaf']}homepage": "foaf:Document",
}


# --- terms ---------------------------------------------------------------------------------------------


def _hash(name: str) -> ox.NamedNode:
    return node_of(f"{DUMPS}{STEM}#{quote(name)}")


def _spdx(name: str) -> ox.NamedNode:
    return node_of(_SPDX + name)


def _english(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")


def _moment(dataset: Dataset) -> ox.Literal:
    text = dataset.release.modified.strftime("%Y-%m-%dT%H:%M:%SZ")
    return ox.Literal(text, datatype=node_of(f"{XSD}dateTime"))
