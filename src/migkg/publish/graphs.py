"""The data as RDF files, the same bytes for the same data: Turtle, TriG, N-Quads, N-Triples, JSON-LD.

Blank nodes are named by RDF Dataset Canonicalization (RDFC-1.0, SHA-256) over the whole dataset, so that a
node has the same label in every file that has labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from migkg.build import derived
from migkg.graph import parse_file
from migkg.publish.triples import Triples, line_of
from migkg.terms import BASE, GRAPH_BASE, GRAPH_INFERRED, PREFIXES
from migkg.turtle import serialize
from migkg.web.rdf import graph_bytes, json_ld, json_ld_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from migkg.publish import Progress
    from migkg.web.dataset import Dataset

__all__ = ["FORMS", "Graphs", "graph_files", "path_of", "rdf_files"]

FORMS: Final = ("ttl", "nt", "jsonld")
"""The forms in which a single graph is written."""

_BLANK: Final = (ox.BlankNode, ox.Triple)


@dataclass(frozen=True)
class Graphs:
    """What each named graph says: its IRI ("" for the default graph) → its triples, sorted, each once."""

    asserted: Mapping[str, Triples]
    inferred: Triples

    @classmethod
    def of(cls, dataset: Dataset, progress: Progress) -> Graphs:
        """What a dataset says and what follows from it.

        Literals are as the files write them. Raises ParseError or UnreadableError for a file that cannot be
        used, and DataError if the data contradict the vocabulary.
        """
        lines: dict[str, list[str]] = {}
        for quad in _canonical(_quads(dataset)):
            name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
            lines.setdefault(name, []).append(line_of(quad.triple))
        named = {name: Triples(lines=lines.pop(name)) for name in sorted(lines)}
        return cls(named, Triples(derived(_Asserted(named), None, progress)))

    @property
    def links(self) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]]:
        """The asserted triples between two things that have IRIs."""
        for triple in self.whole:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
                yield triple.subject, triple.predicate, triple.object

    @cached_property
    def whole(self) -> Triples:
        """All that is asserted, in whichever graph."""
        return Triples(lines=(line for triples in self.asserted.values() for line in triples.lines()))


@dataclass(frozen=True)
class _Asserted:
    """The quads of all graphs, made anew each time that they are gone through."""

    graphs: Mapping[str, Triples]

    def __iter__(self) -> Iterator[ox.Quad]:
        return (ox.Quad(*triple) for triples in self.graphs.values() for triple in triples)


def rdf_files(graphs: Graphs, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """The path and the content of each RDF file of the data but those of single graphs."""
    progress("whole", 0, 2)
    yield "migkg.ttl", graph_bytes(graphs.whole, "ttl")
    yield "migkg.trig", _trig(graphs.asserted)
    yield "migkg.nq", _n_quads(graphs.asserted)
    yield "migkg.jsonld", _json_ld(graphs.asserted)
    progress("whole", 1, 2)
    yield from _forms("inferred", graphs.inferred)
    yield "inferred.nq", _n_quads({GRAPH_INFERRED: graphs.inferred})
    progress("whole", 2, 2)


def graph_files(path: str, triples: Iterable[ox.Triple]) -> Iterator[tuple[str, bytes]]:
    """The path and the content of each file of one named graph, whose path `path_of` tells."""
    yield from _forms(f"graphs/{path}", triples)


def path_of(graph: str) -> str:
    """The path of a graph's files below `graphs/`, without ending.

    >>> path_of("https://w3id.org/migkg/graph/bodies/un")
    'bodies/un'
    """
    if graph.startswith(GRAPH_BASE):
        steps = graph.removeprefix(GRAPH_BASE).split("/")
        if all(step.strip(".") and step.isprintable() and "\\" not in step for step in steps):
            return "/".join(steps)
    return f"other/{sha256(graph.encode()).hexdigest()[:16] if graph else 'default'}"


# --- reading -------------------------------------------------------------------------------------------


def _quads(dataset: Dataset) -> Iterator[ox.Quad]:
    """All that is asserted; from the files if there are any, since a store may rewrite a literal."""
    project = dataset.graph.project
    if project.store:
        yield from dataset.store
        return
    for file in project.files:
        if file.is_asserted:
            graph = ox.NamedNode(file.graph) if file.graph else None
            for quad in parse_file(file.path):
                inside = graph is None or not isinstance(quad.graph_name, ox.DefaultGraph)
                yield quad if inside else ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _canonical(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads with canonical labels for blank nodes.

    Only quads with a blank node play a part in the algorithm, so only they are handed to it.
    """
    blank = ox.Dataset()
    for quad in quads:
        if any(isinstance(term, _BLANK) for term in (quad.subject, quad.object, quad.graph_name)):
            blank.add(quad)
        else:
            yield quad
    blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    yield from blank


# --- writing -------------------------------------------------------------------------------------------


def _forms(stem: str, triples: Iterable[ox.Triple]) -> Iterator[tuple[str, bytes]]:
    for form in FORMS:
        yield f"{stem}.{form}", graph_bytes(triples, form)


def _n_quads(graphs: Mapping[str, Iterable[ox.Triple]]) -> bytes:
    """Canonical N-Quads: a line for each quad, sorted."""
    lines = [
        f"{triple} <{name}> .\n" if name else f"{triple} .\n"
        for name, triples in graphs.items()
        for triple in triples
    ]
    return "".join(sorted(lines)).encode()


def _trig(graphs: Mapping[str, Iterable[ox.Triple]]) -> bytes:
    """Each graph as our Turtle, in braces; the directives of all at the top."""
    head: set[str] = set()
    blocks = []
    for number, (name, triples) in enumerate(graphs.items(), 1):
        text = serialize(triples, base=BASE, prefixes=PREFIXES, labels=f"g{number}b")
        directives, _, body = text.partition("\n\n") if text.startswith("@") else ("", "", text)
        head.update(directives.splitlines())
        blocks.append(f"<{name}> {{\n\n{body.rstrip()}\n\n}}\n" if name else body)
    return "\n".join(["".join(f"{line}\n" for line in sorted(head)), *blocks]).encode()


def _json_ld(graphs: Mapping[str, Iterable[ox.Triple]]) -> bytes:
    """JSON-LD with a member for each named graph."""

    def nodes() -> Iterator[Any]:
        for name, triples in graphs.items():
            inside = json_ld(triples)["@graph"]
            yield from [{"@id": name, "@graph": inside}] if name else inside

    return json_ld_bytes(nodes())
