"""What follows from the asserted triples by the OWL 2 RL rules: the content of `graph/inferred`.

`infer` takes a graph (vocabulary and data together) and returns only what is new and worth keeping;
`closure` does so for a project.
Nothing that is derived is ever written into an asserted file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg import graph as graphs
from migkg.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import rdflib

    from migkg.project import Project

    Progress = Callable[[int, int], None]
    """Called when a round of the rules begins: number of the round (from 1), triples at hand."""

    Node = rdflib.term.Node
    Triple = tuple[Node, Node, Node]

__all__ = ["closure", "complaint", "infer", "n_triples"]

_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_OWL: Final = "http://www.w3.org/2002/07/owl#"
_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_SAME_AS: Final = f"{_OWL}sameAs"
_HIERARCHY: Final = (f"{_RDFS}subClassOf", f"{_RDFS}subPropertyOf")
_LANGUAGES: Final = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    _RDFS,
    _OWL,
    "http://www.w3.org/2001/XMLSchema#",
)
"""The namespaces of the languages themselves: what the rules say about their terms is no news."""

_MESSAGES_SHOWN: Final = 10


def closure(project: Project, *, progress: Progress | None = None) -> rdflib.Graph:
    """What follows from a project's vocabulary and data; see `infer`.

    Raises as `graph.parse_file` does for each file, and DataError as `infer` does.
    """
    return infer(graphs.rdflib_graph(project), progress=progress)


def infer(asserted: rdflib.Graph, *, progress: Progress | None = None) -> rdflib.Graph:
    """The triples that the OWL 2 RL rules add to a graph, which stays as it is.

    Left out is what tells nobody anything: triples that are there already, literals as subjects,
    blank nodes (they stand for class expressions), a thing being itself or a member of owl:Thing, and
    what holds of the terms of RDF, RDFS, OWL and XML Schema or of domains, ranges and equivalences.
    Annotation properties, such as labels, have no consequences.

    Raises DataError if the graph contradicts its vocabulary (a thing of two disjoint classes), or if
    two different names or values would have to be one (a claim with two bases).

    >>> import rdflib
    >>> g = rdflib.Graph().parse(data='''
    ...     @base <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ...     <Convention> rdfs:subClassOf <Instrument> . <C97> a <Convention> .''')
    >>> [term.split("/")[-1] for triple in infer(g) for term in triple]
    ['C97', '22-rdf-syntax-ns#type', 'Instrument']
    """
    import rdflib

    everything = _with_consequences(asserted)
    problems = _expand(everything, progress)
    problems += sorted(_mergers(everything, asserted))
    if problems:
        raise DataError(complaint(problems))
    inferred = rdflib.Graph()
    for triple in everything:
        if _is_worth_keeping(triple) and triple not in asserted:
            inferred.add(triple)
    return inferred


def n_triples(graph: rdflib.Graph) -> str:
    """A graph as N-Triples, one line a triple, in the order of the lines: equal graphs, equal texts.

    Holds for graphs without blank nodes, such as those that `infer` returns.
    """
    lines = sorted(graph.serialize(format="nt", encoding="utf-8").decode("utf-8").splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def _with_consequences(asserted: rdflib.Graph) -> rdflib.Graph:
    """A copy without annotations, from which nothing follows in OWL: labels and abstracts only cost time."""
    import rdflib
    from rdflib import OWL, RDF, RDFS

    annotations: set[Node] = {RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy}
    annotations |= set(asserted.subjects(RDF.type, OWL.AnnotationProperty))
    for narrow, wide in asserted.subject_objects(RDFS.subPropertyOf):
        annotations -= {narrow, wide}
    copied = rdflib.Graph()
    for triple in asserted:
        if triple[1] not in annotations:
            copied.add(triple)
    return copied


def _expand(everything: rdflib.Graph, progress: Progress | None) -> list[str]:
    """Apply the rules until nothing new comes, in place; return the contradictions that they met."""
    from owlrl import OWLRL_Semantics
    from rdflib import OWL

    begun = 0

    class Rules(OWLRL_Semantics):  # type: ignore[misc]
        def rules(self, triple: Triple, cycle: int) -> None:
            nonlocal begun
            if progress is not None and cycle > begun:
                begun = cycle
                progress(cycle, len(everything))
            # Every rule starts from an axiom or a type. For any other triple, and for "x is x", owlrl
            # would only note that the terms are themselves: half of its time, and no news.
            subject, predicate, value = triple
            if _is_of_a_language(predicate) and not (predicate == OWL.sameAs and subject == value):
                super().rules(triple, cycle)

    engine = Rules(everything, axioms=False, daxioms=False)
    engine.closure()
    return list(engine.error_messages)


def _mergers(everything: rdflib.Graph, asserted: rdflib.Graph) -> Iterable[str]:
    """Pairs of different terms that the rules made one without anybody having said so."""
    from rdflib import BNode, URIRef

    said = {frozenset((one, other)) for one, other in asserted.subject_objects(URIRef(_SAME_AS))}
    for one, other in everything.subject_objects(URIRef(_SAME_AS)):
        named = not isinstance(one, BNode) and not isinstance(other, BNode)
        if named and one.n3() < other.n3() and frozenset((one, other)) not in said:
            yield f"{one.n3()} and {other.n3()} would have to be the same."


def complaint(problems: list[str]) -> str:
    """The message of an error about contradictions: what to do, and the first of them."""
    shown = "\n".join(f"  {problem}" for problem in problems[:_MESSAGES_SHOWN])
    rest = len(problems) - _MESSAGES_SHOWN
    more = f"\n  … and {rest} more" if rest > 0 else ""
    return f"The data contradict the vocabulary, so nothing can be derived. Mend these first:\n{shown}{more}"


def _is_worth_keeping(triple: Triple) -> bool:
    from rdflib import BNode, URIRef

    subject, predicate, value = triple
    if not isinstance(subject, URIRef) or not isinstance(predicate, URIRef) or isinstance(value, BNode):
        return False
    if _is_of_a_language(subject):
        return False
    if str(predicate) == _RDF_TYPE or str(predicate) in _HIERARCHY:
        return subject != value and not _is_of_a_language(value)
    return not _is_of_a_language(predicate)


def _is_of_a_language(term: Node) -> bool:
    # rdflib's own `startswith` takes a tuple for one odd prefix, and says no.
    return str(term).startswith(_LANGUAGES)
