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
from migkg.graph import UNNAMED, canonical, format_of, parse_file
from migkg.publish import rewritten
from migkg.publish.digests import digest_of
from migkg.publish.triples import Triples, line_of
from migkg.terms import BASE, GRAPH_BASE, GRAPH_INFERRED, PREFIXES
from migkg.turtle import serialize
from migkg.web.rdf import graph_bytes, graph_text, node_texts, nodes_document

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence

    from migkg.project import Project
    from migkg.publish import Progress
    from migkg.web.dataset import Dataset

    Written = Callable[[str], bytes]
    Earlier = Callable[[str], bytes | None]
    Known = Callable[[str, str], bytes | None]
    """The path of a graph and what it is made from → its lines as they were written from the same before."""

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
    sources: Mapping[str, str]
    """Of each graph that files say alone a digest of these."""

    @classmethod
    def of(cls, dataset: Dataset, progress: Progress, known: Known) -> Graphs:
        """What a dataset says and what follows from it. What is `known` is not read again.

        Literals are as the files write them. Raises ParseError or UnreadableError for a file that cannot be
        used, and DataError if the data contradict the vocabulary.
        """
        sources = _sources(dataset.graph.project)
        taken = {name: known(path_of(name), digest) for name, digest in sources.items()}
        # A node without a name has its label by all that is said of such nodes, in whichever graph.
        named = {name: Triples.of(text) for name, text in taken.items() if text and b"_:" not in text}
        lines: dict[str, list[str]] = {}
        for quad in canonical(_quads(dataset, named)):
            name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
            lines.setdefault(name, []).append(line_of(quad.triple))
        named.update((name, Triples(lines=lines.pop(name))) for name in list(lines))
        asserted = {name: named[name] for name in sorted(named)}
        return cls(asserted, Triples(derived(_Together(asserted.values()), None, progress)), sources)

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
        text = b"".join(triples.text for triples in self.asserted.values())
        return Triples.of(b"".join(sorted(dict.fromkeys(text.splitlines(keepends=True)))))


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
    yield from _again("migkg", ("ttl",), graphs.whole, lines, earlier("migkg.nq"), earlier)
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
    yield from _again(stem, tuple(_REWRITTEN), triples, lines, earlier(f"{stem}.nt"), earlier)


def _again(
    stem: str,
    forms: Iterable[str],
    triples: Sequence[ox.Triple],
    lines: bytes,
    then: bytes | None,
    earlier: Earlier,
) -> Iterator[tuple[str, bytes]]:
    """Triples in some forms, of which as much as possible is taken from the files before.

    `lines` are those of the triples, sorted, and `then` is what they were when the files were written.
    """
    change = None if then is None else rewritten.Change(lines, then)
    for form in forms:
        path = f"{stem}.{form}"
        text = earlier(path) if change else None
        yield path, _REWRITTEN[form](change, text) if change and text else graph_bytes(triples, form)


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


def _sources(project: Project) -> dict[str, str]:
    """The graphs of a project with digests of the files that say them; none if a file may say several."""
    digests: dict[str, str] = {}
    for file in () if project.store else project.files:
        if file.is_asserted:
            if format_of(file.path).supports_datasets:
                return {}
            digests[file.graph] = digest_of(digests.get(file.graph, "").encode() + file.path.read_bytes())
    return digests


def _quads(dataset: Dataset, known: Container[str]) -> Iterator[ox.Quad]:
    """All that is asserted; from the files if there are any, since a store may rewrite a literal.

    Files of graphs that are known are left out.
    """
    project = dataset.graph.project
    if project.store:
        yield from dataset.store
        return
    for file in project.files:
        if file.is_asserted and file.graph not in known:
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
    ends = {name: f" <{name}> .\n".encode() if name else b" .\n" for name in graphs}
    text = b"".join(triples.text.replace(b" .\n", ends[name]) for name, triples in graphs.items())
    return b"".join(sorted(text.splitlines(keepends=True)))


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
