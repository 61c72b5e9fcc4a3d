"""The data as RDF files, the same bytes for the same data: Turtle, TriG, N-Quads, N-Triples, JSON-LD.

Blank nodes are named by RDF Dataset Canonicalization (RDFC-1.0, SHA-256) over the whole dataset, so that a
node has the same label in every file that has labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.build import derived
from migkg.graph import UNNAMED, canonical, parse_file
from migkg.publish import rewritten
from migkg.publish.triples import Triples, line_of
from migkg.terms import BASE, GRAPH_BASE, GRAPH_INFERRED, PREFIXES
from migkg.turtle import serialize
from migkg.web.rdf import graph_bytes, graph_text, node_texts, nodes_document

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from migkg.publish import Progress
    from migkg.web.dataset import Dataset

    Written = Callable[[str], bytes]
    Earlier = Callable[[str], bytes | None]

__all__ = ["FORMS", "MATCHES", "Graphs", "forms_again", "graph_files", "path_of", "rdf_files"]

FORMS: Final = ("ttl", "nt", "jsonld")
"""The forms in which a single graph is written."""
MATCHES: Final = tuple(
    f"{PREFIXES['skos']}{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")
)
"""The properties of mappings, from the nearest on."""


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
        for quad in canonical(_quads(dataset)):
            name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
            lines.setdefault(name, []).append(line_of(quad.triple))
        named = {name: Triples(lines=lines.pop(name)) for name in sorted(lines)}
        return cls(named, Triples(derived(_Together(named.values()), None, progress)))

    def links(self, properties: Iterable[str]) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]]:
        """The asserted triples with one of these properties between two things that have IRIs."""
        for triple in self.whole.with_properties(properties):
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
                yield triple.subject, triple.predicate, triple.object

    @cached_property
    def matches(self) -> list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]]:
        """The asserted SKOS mappings between two things that have IRIs."""
        return list(self.links(MATCHES))

    @cached_property
    def whole(self) -> Triples:
        """All that is asserted, in whichever graph."""
        return Triples(lines=(line for triples in self.asserted.values() for line in triples.lines()))


@dataclass(frozen=True)
class _Together:
    """The triples of several graphs, made anew each time that they are gone through."""

    graphs: Collection[Triples]

    def __iter__(self) -> Iterator[ox.Triple]:
        return chain.from_iterable(self.graphs)


def rdf_files(
    graphs: Graphs, written: Written, earlier: Earlier, progress: Progress
) -> Iterator[tuple[str, bytes]]:
    """The path and the content of each RDF file of the data but those of single graphs.

    `written` gives the files of single graphs, and `earlier` what is left of the dumps before; both by path.
    """
    progress("whole", 0, 2)
    lines = _n_quads(graphs.asserted)
    yield "migkg.nq", lines
    yield "migkg.ttl", _again("migkg", "nq", "ttl", graphs.whole, lines, earlier)
    yield "migkg.trig", _trig(graphs.asserted, written)
    yield "migkg.jsonld", _json_ld(graphs.asserted, written)
    progress("whole", 1, 2)
    yield from forms_again("inferred", graphs.inferred, earlier)
    yield "inferred.nq", _n_quads({GRAPH_INFERRED: graphs.inferred})
    progress("whole", 2, 2)


def forms_again(stem: str, triples: Sequence[ox.Triple], earlier: Earlier) -> Iterator[tuple[str, bytes]]:
    """The path and the content of each form of sorted triples, written from those before where it can be."""
    lines = graph_bytes(triples, "nt")
    yield f"{stem}.nt", lines
    for form in _REWRITTEN:
        yield f"{stem}.{form}", _again(stem, "nt", form, triples, lines, earlier)


def _again(
    stem: str, known: str, form: str, triples: Sequence[ox.Triple], lines: bytes, earlier: Earlier
) -> bytes:
    """Triples in a form, of which as much as possible is taken from the file before."""
    then, text = earlier(f"{stem}.{known}"), earlier(f"{stem}.{form}")
    if then is None or text is None:
        return graph_bytes(triples, form)
    return _REWRITTEN[form](triples, lines, rewritten.Before(then, text))


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


# --- writing -------------------------------------------------------------------------------------------


def _forms(stem: str, triples: Iterable[ox.Triple]) -> Iterator[tuple[str, bytes]]:
    for form in FORMS:
        yield f"{stem}.{form}", graph_bytes(triples, form)


def _n_quads(graphs: Mapping[str, Triples]) -> bytes:
    """Canonical N-Quads: a line for each quad, sorted."""
    ends = {name: f" <{name}> .\n" if name else " .\n" for name in graphs}
    lines = [
        line.removesuffix(" .\n") + ends[name] for name, triples in graphs.items() for line in triples.lines()
    ]
    return "".join(sorted(lines)).encode()


def _trig(graphs: Mapping[str, Sequence[ox.Triple]], written: Written) -> bytes:
    """Each graph as our Turtle, in braces; the directives of all at the top."""
    head: set[str] = set()
    blocks = []
    for number, (name, triples) in enumerate(graphs.items(), 1):
        if _has_blank_nodes(triples):  # of which each graph has its own
            text = serialize(triples, base=BASE, prefixes=PREFIXES, labels=f"g{number}b")
        else:
            text = written(f"graphs/{path_of(name)}.ttl").decode()
        directives, _, body = text.partition("\n\n") if text.startswith("@") else ("", "", text)
        head.update(directives.splitlines())
        blocks.append(f"<{name}> {{\n\n{body.rstrip()}\n\n}}\n" if name else body)
    return "\n".join(["".join(f"{line}\n" for line in sorted(head)), *blocks]).encode()


def _json_ld(graphs: Mapping[str, Sequence[ox.Triple]], written: Written) -> bytes:
    """JSON-LD with a member for each named graph."""

    def nodes() -> Iterator[str]:
        for name in graphs:
            inside = node_texts(written(f"graphs/{path_of(name)}.jsonld"))
            yield from [graph_text(name, inside)] if name else inside

    return nodes_document(nodes())


def _has_blank_nodes(triples: Iterable[ox.Triple]) -> bool:
    """Whether anything in triples bears no name."""
    return any(
        isinstance(triple.subject, UNNAMED) or isinstance(triple.object, UNNAMED) for triple in triples
    )


_REWRITTEN: Final = {"ttl": rewritten.turtle, "jsonld": rewritten.json_ld}
