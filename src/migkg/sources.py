"""Where answers come from: a store in this process or a SPARQL endpoint far away, behind one protocol.

`Source` is what all that reads or loads depends on. `LocalSource` wraps a pyoxigraph store;
`remote.RemoteSource` asks a SPARQL 1.1 endpoint. Both give the same `Table`, the same rdflib graph and the
same errors for the same question.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeVar, cast

import pyoxigraph as ox

from migkg.errors import EvaluationError, QuerySyntaxError
from migkg.table import LateRows, Table, Value
from migkg.terms import BASE, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import rdflib

__all__ = ["LocalSource", "QueryForm", "Source", "checked_form", "query_form", "table_of"]

_Answer = TypeVar("_Answer")
QueryForm = Literal["select", "ask", "construct", "describe"]


class Source(Protocol):
    """Something that answers SPARQL 1.1 queries, and whose named graphs can be written.

    Each method that asks raises QuerySyntaxError for a query that does not parse or is of another form,
    EvaluationError for one that fails half-way, and EndpointError if a remote service does not answer.
    """

    def select(self, query: str) -> Table:
        """The rows of a SELECT query."""
        ...

    def ask(self, query: str) -> bool:
        """The answer to an ASK query."""
        ...

    def construct(self, query: str) -> rdflib.Graph:
        """The triples of a CONSTRUCT or DESCRIBE query."""
        ...

    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs that hold something, sorted."""
        ...

    def load(self, graph: str, n_triples: bytes) -> None:
        """Make a named graph hold these triples and no others.

        Raises EndpointError if a remote service does not take them, EvaluationError if a store here cannot.
        """
        ...

    def drop(self, graph: str) -> None:
        """Take a named graph away; one that is not there is fine. Raises as `load`."""
        ...


# --- the form of a query -----------------------------------------------------------------------

_PROLOGUE: Final = re.compile(
    r"""(?: \s+ | \#[^\r\n]*
          | BASE \s* <[^<>\s]*>
          | PREFIX \s* [^\s:<>#]* : (?: \s | \#[^\r\n]*[\r\n] )* <[^<>\s]*> )*""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD: Final = re.compile(r"[A-Za-z]+")


def query_form(query: str) -> QueryForm:
    """Which of the four forms a query has; raises QuerySyntaxError if it has none (an update, say).

    >>> query_form("PREFIX ask: <http://example.org/> SELECT * { ?s ask:x 1 }")
    'select'
    """
    prologue = _PROLOGUE.match(query)
    start = prologue.end() if prologue else 0
    word = _WORD.match(query, start)
    form = word[0].lower() if word else ""
    if form in ("select", "ask", "construct", "describe"):
        return cast("QueryForm", form)
    line = query.count("\n", 0, start) + 1
    column = start - (query.rfind("\n", 0, start) + 1) + 1
    raise QuerySyntaxError(
        "expected SELECT, ASK, CONSTRUCT or DESCRIBE; nothing else is asked here, and nothing is changed",
        line=line,
        column=column,
    )


def checked_form(query: str, forms: str) -> str:
    """The form of a query in capitals, if it is among those expected ("CONSTRUCT or DESCRIBE").

    Raises QuerySyntaxError if it is not, or if the text cannot be sent.
    """
    try:
        query.encode()
    except UnicodeEncodeError:
        raise QuerySyntaxError("it holds bytes that are not UTF-8") from None
    form = query_form(query).upper()
    if form not in forms.split(" or "):
        raise QuerySyntaxError(f"expected {forms}, and this is {form}")
    return form


# --- local -------------------------------------------------------------------------------------

_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_BRACKETS: Final = re.compile(r"[{(\[\])}]")
_FROM: Final = re.compile(r"\bFROM\b", re.IGNORECASE)
_SERVICE: Final = re.compile(r"(?<!-)\bSERVICE\b(?!-)", re.IGNORECASE)
"""The word, and not a part of a name with hyphens, such as the namespace of `sd:`."""
MAX_NESTING: Final = 500
"""How deep brackets may be nested; from about 3000 on, the engine's stack overflows and the process dies."""


class LocalSource:
    """A pyoxigraph store. With `union`, the default graph of a query is the union of all named graphs.

    A query with SERVICE contacts the endpoints that it names, and no answer within `service_timeout` seconds
    is an EvaluationError; None waits without end, for a process that may contact nobody.

    >>> store = ox.Store()
    >>> store.load("<http://example.org/s> a <http://example.org/C> .", ox.RdfFormat.TURTLE)
    >>> LocalSource(store).ask("ASK { ?s a <http://example.org/C> }")
    True
    """

    def __init__(self, store: ox.Store, *, union: bool = True, service_timeout: float | None = 60.0) -> None:
        self._store = store
        self._union = union
        self._service_timeout = service_timeout

    def select(self, query: str) -> Table:
        """See `Source.select`."""
        return self._bounded(query, lambda: table_of(self._run(query, "SELECT")))

    def ask(self, query: str) -> bool:
        """See `Source.ask`."""
        return self._bounded(query, lambda: bool(self._run(query, "ASK")))

    def construct(self, query: str) -> rdflib.Graph:
        """See `Source.construct`."""
        from migkg.bridge import to_rdflib

        return self._bounded(query, lambda: to_rdflib(self._run(query, "CONSTRUCT or DESCRIBE")))

    def graphs(self) -> tuple[str, ...]:
        """See `Source.graphs`."""
        with _evaluation():
            return tuple(
                sorted(
                    graph.value
                    for graph in self._store.named_graphs()
                    if isinstance(graph, ox.NamedNode) and self._holds(graph)
                )
            )

    def load(self, graph: str, n_triples: bytes) -> None:
        """See `Source.load`."""
        with _writing():
            name = ox.NamedNode(graph)
            triples = tuple(ox.parse(n_triples, ox.RdfFormat.N_TRIPLES, rename_blank_nodes=True))
            self._store.remove_graph(name)
            self._store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in triples)

    def drop(self, graph: str) -> None:
        """See `Source.drop`."""
        with _writing():
            self._store.remove_graph(ox.NamedNode(graph))

    def _holds(self, graph: ox.NamedNode) -> bool:
        return next(self._store.quads_for_pattern(None, None, None, graph), None) is not None

    def _bounded(self, query: str, work: Callable[[], _Answer]) -> _Answer:
        """What the work gives; that of a query that asks other endpoints has a deadline.

        The engine waits for an endpoint without end and cannot be called off, so it waits in another thread.
        """
        with _evaluation():
            if self._service_timeout is None or not _SERVICE.search(query):
                return work()
            from migkg.deadline import within

            try:
                return within(self._service_timeout, work)
            except TimeoutError:
                raise EvaluationError(
                    f"No whole answer within {self._service_timeout:g} s from the endpoint that the query's "
                    "SERVICE names. Check its address, or ask it for less."
                ) from None

    def _run(self, query: str, form: str) -> Any:
        """What the engine gives for a query of that form."""
        checked_form(query, form)
        _refuse_deep(query)
        with _evaluation():
            try:
                union = self._union and not _names_graphs(query)
                return self._store.query(query, base_iri=BASE, use_default_graph_as_union=union)
            except SyntaxError as error:
                raise _syntax_error(query, str(error)) from None


@contextmanager
def _evaluation() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        raise EvaluationError(f"The query cannot be evaluated: {error}") from error


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except (OSError, SyntaxError, ValueError, RuntimeError) as error:
        raise EvaluationError(
            f"The graph cannot be written: {error}. (A store that migkg build has left is only read.)"
        ) from error


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Value | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Value("iri", term.value)
    if isinstance(term, ox.BlankNode):
        return Value("bnode", term.value)
    if isinstance(term, ox.Literal):
        datatype = None if term.language or term.datatype.value == f"{XSD}string" else term.datatype.value
        return Value("literal", term.value, datatype, term.language)
    return Value("literal", str(term))


def table_of(solutions: ox.QuerySolutions) -> Table:
    """The rows that an engine or a parser of results gives."""
    columns = tuple(variable.value for variable in solutions.variables)
    return Table(columns, LateRows(len(columns), list(solutions), _value))


def _names_graphs(query: str) -> bool:
    """Whether a query says with FROM which graphs it is asked of; the engine would pass over that."""
    if not _FROM.search(query):
        return False
    from migkg.syntax.sparql import words_of

    return any(word.kind == "FROM" for word in words_of(query))


def _refuse_deep(query: str) -> None:
    """Refuse brackets nested so deep that the engine's recursion would end the whole process."""
    if sum(map(query.count, "{([")) <= MAX_NESTING:
        return
    depth = 0
    for bracket in _BRACKETS.findall(query):
        depth += 1 if bracket in "{([" else -1
        if depth > MAX_NESTING:
            raise QuerySyntaxError(f"brackets are nested more than {MAX_NESTING} deep")


def _syntax_error(query: str, message: str) -> QuerySyntaxError:
    """What is wrong and where, by the grammar: the place that the engine tells may be some words behind."""
    from migkg.syntax.problems import Lines
    from migkg.syntax.sparql import first_fault
    from migkg.syntax.sparql_sense import senseless

    fault = first_fault(query) or senseless(query, message)
    if fault:
        line, column = Lines(query).place(fault.offset)
        return QuerySyntaxError(fault.message, line=line, column=column)
    found = _PLACE.fullmatch(message)
    if not found:
        return QuerySyntaxError(message)
    return QuerySyntaxError("something is wrong here or before", line=int(found[1]), column=int(found[2]))
