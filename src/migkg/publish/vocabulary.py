"""The vocabulary as a release publishes it: whole, in one file, with its version.

The files of the repository bear no version: terms do not have one, and what is being worked at has none yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.diff.statements import compare
from migkg.publish.editions import Edition, iri_of
from migkg.publish.graphs import path_of
from migkg.terms import ONTOLOGY, PREFIXES
from migkg.web.description import facts, node_of
from migkg.web.rdf import RDF_FORMS, graph_bytes
from migkg.web.resource import triples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from migkg.web.dataset import Dataset

__all__ = ["NAME", "differs", "versioned", "vocabulary", "write"]

NAME: Final = "ontology"
_IRI: Final = node_of(ONTOLOGY.removesuffix("#"))
_OWL: Final = PREFIXES["owl"]
_VERSION: Final = frozenset(f"{_OWL}{name}" for name in ("versionIRI", "versionInfo", "priorVersion"))


def vocabulary(dataset: Dataset, dumps: Path) -> list[ox.Triple]:
    """All that the dataset's own vocabulary says, axioms without a name too; empty if it has none.

    `dumps` is the folder of the dumps, from which the graphs of the vocabulary are read.
    """
    graphs = [file.graph for file in dataset.graph.project.files if file.role == "ontologyFile"]
    if not graphs:
        return triples(dataset, _IRI.value)
    found: set[ox.Triple] = set()
    for graph in graphs:
        text = (dumps / "graphs" / f"{path_of(graph)}.nt").read_bytes()
        found.update(quad.triple for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES))
    return sorted(found, key=str)


def versioned(said: Iterable[ox.Triple], edition: Edition) -> list[ox.Triple]:
    """The vocabulary with the statements of its version."""
    version = (
        ("owl:versionIRI", node_of(iri_of(edition.ontology, NAME))),
        ("owl:versionInfo", ox.Literal(edition.ontology)),
        ("owl:priorVersion", node_of(iri_of(edition.before, NAME)) if edition.before else None),
    )
    return sorted({*said, *facts(_IRI, *version)}, key=str)


def differs(said: Iterable[ox.Triple], release: Path) -> bool:
    """Whether a vocabulary says something else than the one in the folder of a release."""
    written = (release / f"{NAME}.nt").read_bytes()
    before = (quad.triple for quad in ox.parse(written, ox.RdfFormat.N_TRIPLES))
    return bool(compare(_store(before), _store(said)))


def write(said: Iterable[ox.Triple], folder: Path) -> None:
    """Write a vocabulary in every form."""
    listed = list(said)
    for form in RDF_FORMS:
        (folder / f"{NAME}.{form}").write_bytes(graph_bytes(listed, form))


def _store(said: Iterable[ox.Triple]) -> ox.Store:
    store = ox.Store()
    store.extend(_quads(said))
    return store


def _quads(said: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    for triple in said:
        if triple.subject != _IRI or triple.predicate.value not in _VERSION:
            yield ox.Quad(*triple)
