"""Where answers come from: a store in this process or a SPARQL endpoint far away, behind one protocol.

`Source` is what all that reads depends on. `LocalSource` wraps a pyoxigraph store, `RemoteSource` a
SPARQL 1.1 endpoint, asked by POST through SPARQLWrapper. Both give the same `Table`, the same rdflib
graph and the same errors for the same question.
"""

from __future__ import annotations

import math
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeVar, cast

import pyoxigraph as ox

from migkg.errors import EndpointError, EvaluationError, MigkgError, QuerySyntaxError
from migkg.table import LateRows, Table, Value
from migkg.terms import BASE, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import rdflib

__all__ = ["LocalSource", "QueryForm", "RemoteSource", "Source", "query_form"]

QueryForm = Literal["select", "ask", "construct", "describe"]


class Source(Protocol):
    """Something that answers SPARQL 1.1 queries.

    Each method raises QuerySyntaxError for a query that does not parse or is of another form,
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


def _expect(query: str, forms: str) -> str:
    """The form of a query in capitals, if it is among those expected ("CONSTRUCT or DESCRIBE")."""
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
_EXPECTED: Final = re.compile(r"\b[A-Z][A-Z_]+\b")
_CHARACTERS: Final = re.compile(r"\[['\"\\_].*?\](?=,|$)|\\u\{[0-9A-F]+\}", re.DOTALL)
"""How the engine writes classes of characters among what it expected; they help nobody."""
_BRACKETS: Final = re.compile(r"[{(\[\])}]")
_FEW: Final = 12
MAX_NESTING: Final = 500
"""How deep brackets may be nested; from about 3000 on, the engine's stack overflows and the process dies."""


class LocalSource:
    """A pyoxigraph store. With `union`, the default graph of a query is the union of all named graphs.

    >>> store = ox.Store()
    >>> store.load("<http://example.org/s> a <http://example.org/C> .", ox.RdfFormat.TURTLE)
    >>> LocalSource(store).ask("ASK { ?s a <http://example.org/C> }")
    True
    """

    def __init__(self, store: ox.Store, *, union: bool = True) -> None:
        self._store = store
        self._union = union

    def select(self, query: str) -> Table:
        """See `Source.select`."""
        with _evaluation():
            return _table(self._run(query, "SELECT"))

    def ask(self, query: str) -> bool:
        """See `Source.ask`."""
        return bool(self._run(query, "ASK"))

    def construct(self, query: str) -> rdflib.Graph:
        """See `Source.construct`."""
        from migkg.bridge import to_rdflib

        with _evaluation():
            return to_rdflib(self._run(query, "CONSTRUCT or DESCRIBE"))

    def _run(self, query: str, form: str) -> Any:
        """What the engine gives for a query of that form."""
        _expect(query, form)
        _refuse_deep(query)
        with _evaluation():
            try:
                return self._store.query(query, base_iri=BASE, use_default_graph_as_union=self._union)
            except SyntaxError as error:
                raise _syntax_error(query, str(error)) from None


@contextmanager
def _evaluation() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        raise EvaluationError(f"The query cannot be evaluated: {error}") from error


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


def _table(solutions: ox.QuerySolutions) -> Table:
    columns = tuple(variable.value for variable in solutions.variables)
    return Table(columns, LateRows(len(columns), list(solutions), _value))


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
    """What the engine's parser says, without its lists of characters."""
    found = _PLACE.fullmatch(message)
    if not found:
        return QuerySyntaxError(message)
    line, column, rest = int(found[1]), int(found[2]), found[3]
    lines = query.split("\n")
    near = lines[line - 1][max(0, column - 20) : column + 15].strip() if line <= len(lines) else ""
    where = f"near {near!r}" if near else "at the end"
    if "Prefix not found" in rest:
        return QuerySyntaxError(f"a prefix is not declared {where}", line=line, column=column)
    words = list(dict.fromkeys(_EXPECTED.findall(_CHARACTERS.sub("", rest))))
    hint = f"; expected {', '.join(words[:6])}" if words and len(words) <= _FEW else ""
    return QuerySyntaxError(f"something is wrong {where}{hint}", line=line, column=column)


# --- remote ------------------------------------------------------------------------------------

_Answer = TypeVar("_Answer")
_HTTP_URL: Final = re.compile(r"https?://[^\s/?#]+[^\s#]*", re.IGNORECASE)
_RESULTS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_TRIPLES: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_CHUNK: Final = 1 << 16
_LONG: Final = 500


class RemoteSource:
    """A SPARQL 1.1 endpoint, asked by POST.

    `timeout` (seconds) bounds each whole answer, from connecting to the last byte, however slowly the
    bytes drip. `graphs` are the named graphs whose union is the default graph; empty means that the
    endpoint's own default graph is asked.

    >>> RemoteSource("ftp://example.org/sparql")
    Traceback (most recent call last):
        ...
    migkg.errors.EndpointError: ftp://example.org/sparql: not an http or https address
    """

    def __init__(self, url: str, *, timeout: float = 60.0, graphs: Sequence[str] = ()) -> None:
        if not _HTTP_URL.fullmatch(url):
            raise EndpointError(url, "not an http or https address")
        self._url = url
        self._timeout = timeout
        self._graphs = tuple(graphs)

    @classmethod
    def open(cls, url: str, *, timeout: float = 60.0) -> RemoteSource:
        """An endpoint whose way of serving named graphs is found out first.

        If its default graph holds our data, it is asked as it is. If only named graphs under our base do
        (many servers keep their default graph apart), these are named with every query, so that the default
        graph is their union here too.

        Raises EndpointError if the endpoint does not answer or holds nothing of ours.
        """
        plain = cls(url, timeout=timeout)
        probe = f'{{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}")) }}'
        if plain.ask(f"ASK {probe}"):
            return plain
        found = plain.select(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {probe} }} ORDER BY ?g")
        graphs = [row[0].text for row in found.rows if row[0] is not None]
        if not graphs:
            raise EndpointError(
                url, f"holds nothing under {BASE}. Load the dataset there first (migkg load)."
            )
        return cls(url, timeout=timeout, graphs=graphs)

    def select(self, query: str) -> Table:
        """See `Source.select`."""
        return self._ask_for(query, "SELECT", _RESULTS, self._solutions)

    def ask(self, query: str) -> bool:
        """See `Source.ask`."""
        return self._ask_for(query, "ASK", _RESULTS, self._boolean)

    def construct(self, query: str) -> rdflib.Graph:
        """See `Source.construct`."""
        return self._ask_for(query, "CONSTRUCT or DESCRIBE", _TRIPLES, self._triples)

    def _ask_for(self, query: str, form: str, accept: str, read: Callable[[bytes, str], _Answer]) -> _Answer:
        exchange = _Exchange(self._url, query, _expect(query, form), accept, self._graphs, self._timeout)
        body, media_type = exchange.run()
        try:
            return read(body, media_type)
        except (SyntaxError, ValueError, UnicodeDecodeError) as error:
            wanted = accept.split(",", maxsplit=1)[0]
            reason = (str(error).splitlines() or ["it cannot be read"])[0]
            raise EndpointError(self._url, f"the answer is no {wanted}: {reason}") from error

    def _solutions(self, body: bytes, media_type: str) -> Table:
        result = ox.parse_query_results(body, _results_format(media_type))
        if not isinstance(result, ox.QuerySolutions):
            raise ValueError("rows were asked for")  # noqa: TRY004 -- the answer is wrong, not our types
        return _table(result)

    def _boolean(self, body: bytes, media_type: str) -> bool:
        result = ox.parse_query_results(body, _results_format(media_type))
        if not isinstance(result, ox.QueryBoolean):
            raise ValueError("yes or no was asked for")  # noqa: TRY004 -- the same
        return bool(result)

    def _triples(self, body: bytes, media_type: str) -> rdflib.Graph:
        from migkg.bridge import to_rdflib

        rdf_format = ox.RdfFormat.from_media_type(media_type)
        if rdf_format is None:
            raise ValueError(f"it is {media_type or 'of no stated type'}")
        return to_rdflib(ox.parse(body, rdf_format, base_iri=self._url))


def _results_format(media_type: str) -> ox.QueryResultsFormat:
    found = ox.QueryResultsFormat.from_media_type(media_type)
    if found is None:
        raise ValueError(f"it is {media_type or 'of no stated type'}")
    return found


class _Exchange:
    """One request and its whole answer, under one deadline.

    The request runs in a thread of its own: a socket's timeout bounds a single read, and a server that
    sends a byte now and then would be waited for without end.
    """

    def __init__(
        self, url: str, query: str, form: str, accept: str, graphs: Sequence[str], timeout: float
    ) -> None:
        self._url = url
        self._timeout = timeout
        self._given_up = threading.Event()
        self._wrapper = self._prepare(query, form, accept, graphs)
        self._answer = (b"", "")
        self._failure: BaseException | None = None

    def run(self) -> tuple[bytes, str]:
        """Body and media type; raises EndpointError or QuerySyntaxError."""
        thread = threading.Thread(target=self._work, name="migkg-endpoint", daemon=True)
        thread.start()
        thread.join(self._timeout)
        if thread.is_alive():
            self._given_up.set()
            raise EndpointError(
                self._url, f"no whole answer within {self._timeout:g} s. Ask for less, or wait longer."
            )
        if self._failure is not None:
            raise self._explained(self._failure) from self._failure
        return self._answer

    def _prepare(self, query: str, form: str, accept: str, graphs: Sequence[str]) -> Any:
        from SPARQLWrapper import POST, SPARQLWrapper

        wrapper = SPARQLWrapper(self._url, agent="migkg (https://w3id.org/migkg/)")
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(max(1, math.ceil(self._timeout)))
        wrapper.setQuery(query)
        wrapper.queryType = form
        wrapper.addCustomHttpHeader("Accept", accept)
        for graph in graphs:
            wrapper.addDefaultGraph(graph)
            wrapper.addNamedGraph(graph)
        return wrapper

    def _work(self) -> None:
        try:
            with self._wrapper.query().response as response:
                self._answer = self._read(response), response.headers.get("Content-Type", "")
        except BaseException as error:  # noqa: BLE001 -- carried over to the caller's thread, whatever it is
            self._failure = error

    def _read(self, response: Any) -> bytes:
        """The whole body, taken as it comes, so that nobody waits for more once the deadline has passed."""
        chunks: list[bytes] = []
        while not self._given_up.is_set() and (chunk := response.read1(_CHUNK)):
            chunks.append(chunk)
        body = b"".join(chunks)
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) != len(body):
            raise ConnectionError(f"{len(body)} of {announced} bytes came")
        return body

    def _explained(self, error: BaseException) -> MigkgError:
        import http.client
        import urllib.error

        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

        if isinstance(error, QueryBadFormed):
            return QuerySyntaxError(f"{self._url} says: {_plain(error)}")
        if isinstance(error, SPARQLWrapperException):
            return EndpointError(self._url, _plain(error))
        if isinstance(error, urllib.error.HTTPError):
            return EndpointError(self._url, f"answers with {error.code} {error.reason}")
        if isinstance(error, urllib.error.URLError):
            return EndpointError(self._url, f"cannot be reached: {error.reason}")
        if isinstance(error, TimeoutError):
            return EndpointError(
                self._url, f"no answer within {self._timeout:g} s. Ask for less, or wait longer."
            )
        if isinstance(error, (OSError, http.client.HTTPException)):
            return EndpointError(self._url, f"the connection broke: {str(error) or type(error).__name__}")
        raise error


def _plain(error: BaseException) -> str:
    """The server's own words, in one short line."""
    text = str(error)
    if "Response:" in text:
        text = text.split("Response:", 1)[1].strip()
        if text[:2] in ("b'", 'b"'):
            text = text[2:-1].replace("\\n", " ")
    text = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    return text[:_LONG] or "no reason given"
