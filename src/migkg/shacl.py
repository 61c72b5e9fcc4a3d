"""Shapes applied to files: SHACL's core by pySHACL, SPARQL constraints by Oxigraph. The home of pySHACL."""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from migkg import terms
from migkg.bridge import from_rdflib, to_rdflib, view
from migkg.errors import ProjectError
from migkg.places import Result, fill
from migkg.portions import portions
from migkg.questions import in_short
from migkg.shapes import SH, aimed, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    import rdflib

    from migkg.places import SourceFile
    from migkg.questions import Question
    from migkg.shapes import Rules, Term
    from migkg.world import World

__all__ = [
    "answers",
    "core_parts",
    "core_results",
    "core_results_on",
    "load_into",
    "load_store",
    "select",
    "sparql_results",
    "whole_results",
]


def core_results(rules: Rules, sources: Iterable[SourceFile]) -> list[Result]:
    """What SHACL's core constraints find, and the SPARQL constraints that cannot be asked as questions."""
    return _validate(rules, rules.core, _graph(sources))


def core_parts(rules: Rules, sources: Sequence[SourceFile], count: int) -> list[Callable[[], list[Result]]]:
    """The same as `core_results`, in about so many parts that can be done apart; the heaviest comes first."""
    data = _graph(sources)
    dealt = portions(rules.core, lambda: (quad for source in sources for quad in source.quads), count)
    return [partial(_validate, rules, portion, data) for portion in dealt]


def core_results_on(rules: Rules, world: World, nodes: Collection[Term]) -> list[Result]:
    """The same as `core_results`, as far as it concerns some focus nodes; costs no more than these."""
    shapes = tuple(aimed(rules.core, nodes, world))
    found = _validate(rules, shapes, view(world)) if shapes else []
    return [result for result in found if result.focus in nodes]


def whole_results(rules: Rules, sources: Iterable[SourceFile]) -> list[Result]:
    """What pySHACL alone finds, SPARQL constraints included: slow, and the measure of the other two."""
    return _validate(rules, rules.whole, _graph(sources))


def sparql_results(rules: Rules, store: ox.Store) -> list[Result]:
    """What the SPARQL constraints find, each asked once of the whole store."""
    return [result for question in rules.questions for result in answers(rules, question, store)]


def answers(
    rules: Rules, question: Question, store: ox.Store, nodes: Collection[Term] | None = None
) -> list[Result]:
    """What one question finds in a store; with `nodes`, only what concerns these focus nodes."""
    rule = rules.rule(question.shape)
    found: dict[Result, None] = {}
    for row in select(store, question.of(nodes), question.shape):
        focus, path = row["this"], row.get("path")
        if focus is None:
            continue
        value = row.get("value") or (None if question.is_property else focus)
        where = text_of(path) if path else rule.path
        message = fill(question.message or rule.message or rule.name, row)
        found[Result(question.shape, focus, where, value, message)] = None
    return list(found)


def select(store: ox.Store, query: str, what: str) -> Iterator[dict[str, Term | None]]:
    """The rows of a SELECT over the union of all graphs, by the names of the variables.

    Raises ProjectError, which names `what` was asked, for a query that does not parse or is no SELECT.
    """
    try:
        solutions = store.query(query, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise ProjectError(f"{terms.shorten(what)}: its query does not parse: {in_short(error)}") from None
    if not isinstance(solutions, ox.QuerySolutions):
        raise ProjectError(f"{terms.shorten(what)}: its query is no SELECT.")
    names = [variable.value for variable in solutions.variables]
    for row in solutions:
        yield {name: row[name] for name in names}


def load_store(sources: Iterable[SourceFile]) -> ox.Store:
    """A store of the files, each in its named graph."""
    store = ox.Store()
    for source in sources:
        load_into(store, source)
    return store


def load_into(store: ox.Store, source: SourceFile) -> None:
    """Add a file to a store, in its named graph."""
    graph = ox.NamedNode(source.graph)
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in source.quads)


# --- pySHACL ---------------------------------------------------------------------------------------


def _graph(sources: Iterable[SourceFile]) -> rdflib.Graph:
    return to_rdflib(quad for source in sources for quad in source.quads)


def _validate(rules: Rules, shapes: Sequence[ox.Quad], data: rdflib.Graph) -> list[Result]:
    import pyshacl
    from pyshacl.graph_abstraction import DataGraph
    from rdflib import Namespace, URIRef

    sh = Namespace(SH)
    try:
        with _quietly():
            _, report, _ = pyshacl.validate(
                DataGraph.from_rdflib(data), shacl_graph=to_rdflib(shapes), inplace=True, inference="none"
            )
    except Exception as error:  # noqa: BLE001 -- pySHACL passes on whatever a query in a shape raises
        report = error
    if isinstance(report, Exception):
        reason = next(iter(str(report).splitlines()), type(report).__name__)
        raise ProjectError(f"The shapes cannot be applied: {reason}")
    found: dict[Result, None] = {}
    for node in report.objects(None, sh.result):
        label = str(report.value(node, sh.sourceShape))
        shape = rules.names.get(label, label)
        focus = from_rdflib(report.value(node, sh.focusNode))
        told = report.value(node, sh.value)
        value = None if told is None else from_rdflib(told)
        path = report.value(node, sh.resultPath)
        rule = rules.rule(shape)
        said = rule.message or str(report.value(node, sh.resultMessage) or rule.name)
        where = str(path) if isinstance(path, URIRef) else ""
        found[Result(shape, focus, where, value, fill(said, {"this": focus, "value": value}))] = None
    return list(found)


@contextmanager
def _quietly() -> Iterator[None]:
    """Rdflib does not rewrite the literals that it makes, and neither it nor pySHACL talks about them.

    Two literals of which neither is less, such as a number and a word, are simply not less: `sh:lessThan`
    finds fault with them, where pySHACL alone would give up on all shapes.
    """
    import rdflib

    before, silence = rdflib.NORMALIZE_LITERALS, logging.root.manager.disable
    literal: Any = rdflib.Literal
    compare = {name: getattr(literal, name) for name in ("__lt__", "__le__")}
    rdflib.NORMALIZE_LITERALS = False
    logging.disable(logging.CRITICAL)
    for name, method in compare.items():
        setattr(literal, name, _forgiving(method))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, method in compare.items():
            setattr(literal, name, method)
        rdflib.NORMALIZE_LITERALS = before
        logging.disable(silence)


def _forgiving(method: Callable[[Any, Any], Any]) -> Callable[[Any, Any], bool]:
    def compare(one: Any, other: Any) -> bool:
        try:
            return method(one, other) is True
        except TypeError:
            return False

    return compare
