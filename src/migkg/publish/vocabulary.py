"""The vocabulary as a release publishes it: whole, in one file, with its version.

The files of the repository bear no version: terms do not have one, and what is being worked at has none yet.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.diff.statements import compare
from migkg.publish.editions import Edition, iri_of
from migkg.publish.graphs import path_of
from migkg.terms import ONTOLOGY, PREFIXES, RDF_TYPE
from migkg.web.description import facts, node_of
from migkg.web.rdf import RDF_FORMS, graph_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from migkg.web.dataset import Dataset

__all__ = ["NAME", "differs", "versioned", "vocabulary", "write"]

NAME: Final = "ontology"
_IRI: Final = node_of(ONTOLOGY.removesuffix("#"))
_OWL: Final = PREFIXES["owl"]
_DEFINED_BY: Final = f"{PREFIXES['rdfs']}isDefinedBy"
_RULES: Final = tuple(
    node_of(_OWL + name) for name in ("AllDifferent", "AllDisjointClasses", "AllDisjointProperties")
)
_VERSION: Final = frozenset(f"{_OWL}{name}" for name in ("versionIRI", "versionInfo", "priorVersion"))


def vocabulary(dataset: Dataset, dumps: Path) -> list[ox.Triple]:
    """All that the dataset's own vocabulary says, axioms without a name too; empty if it has none.

    It is read from the dumps in a folder, where nodes without a name have labels that stay: the graphs of the
    files of vocabulary, or, where no manifest tells them, what is defined by the vocabulary.
    """
    graphs = [file.graph for file in dataset.graph.project.files if file.role == "ontologyFile"]
    if graphs:
        found = {triple for graph in graphs for triple in _read(dumps / "graphs" / f"{path_of(graph)}.nt")}
    else:
        found = set(_defined(_read(dumps / "migkg.nq")))
    return sorted(found, key=str)


def _read(file: Path) -> Iterator[ox.Triple]:
    """What a file says; labels stay as they are written, which they would not in a store."""
    return (quad.triple for quad in ox.parse(file.read_bytes(), ox.RdfFormat.from_extension(file.suffix[1:])))


def _defined(said: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """What is said of the vocabulary, of its terms, and in rules that are about several of them."""
    about = defaultdict(list)
    for triple in said:
        about[triple.subject].append(triple)
    terms = [subject for subject, triples in about.items() if any(map(_defines, triples))]
    rules = [subject for subject, triples in about.items() if any(map(_rules, triples))]
    waiting = [_IRI, *terms, *(rules if terms else ())]
    seen = set(waiting)
    while waiting:
        for triple in about[waiting.pop()]:
            yield triple
            if isinstance(triple.object, ox.BlankNode) and triple.object not in seen:
                seen.add(triple.object)
                waiting.append(triple.object)


def _defines(triple: ox.Triple) -> bool:
    return triple.predicate.value == _DEFINED_BY and triple.object == _IRI


def _rules(triple: ox.Triple) -> bool:
    return triple.predicate.value == RDF_TYPE and triple.object in _RULES


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
    return bool(compare(_store(_read(release / f"{NAME}.nt")), _store(said)))


def write(said: Iterable[ox.Triple], folder: Path) -> None:
    """Write a vocabulary in every form, in the place of files that may be shared with another site."""
    listed = list(said)
    for form in RDF_FORMS:
        file = folder / f"{NAME}.{form}"
        file.unlink(missing_ok=True)
        file.write_bytes(graph_bytes(listed, form))


def _store(said: Iterable[ox.Triple]) -> ox.Store:
    store = ox.Store()
    store.extend(_quads(said))
    return store


def _quads(said: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    for triple in said:
        if triple.subject != _IRI or triple.predicate.value not in _VERSION:
            yield ox.Quad(*triple)
