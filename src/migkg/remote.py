"""A SPARQL 1.1 endpoint far away, behind the same protocol as a store in this process.

SPARQLWrapper makes the request, `transport` sends it. What comes back is used whole or not at all.
"""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Final, TypeVar, cast

import pyoxigraph as ox

from migkg.engines import GENERIC
from migkg.errors import EndpointError, QuerySyntaxError
from migkg.graph_store import GraphStore
from migkg.sources import checked_form, table_of
from migkg.terms import BASE, GRAPH_BASE, GRAPH_LOADED
from migkg.transport import AGENT, ANSWER_LIMIT, Request, Server, in_short

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import rdflib

    from migkg.engines import Engine
    from migkg.table import Table
    from migkg.transport import Answer

__all__ = ["RemoteSource"]

_Result = TypeVar("_Result")
_RESULTS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_TRIPLES: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_PAGES: Final = ("text/html", "application/xhtml+xml")
_PAGE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_ENDS: Final = {
    "json": re.compile(rb"\}\s*$"),
    "sparql": re.compile(rb"</(?:[\w.-]+:)?sparql\s*>\s*$"),
    "rdf": re.compile(rb"(?:</(?:[\w.-]+:)?RDF\s*|<(?:[\w.-]+:)?RDF[^<>]*/)>\s*$"),
}
"""What the last bytes of a whole document look like; the parsers end quietly where XML is cut off."""
_VIRTUOSO_ASK: Final = "__ASK_RETVAL"
"""The column in which Virtuoso 7 answers yes by a row with 1, and no by no row."""
_TAIL: Final = 4096
_HEAD: Final = 512
_BAD_REQUEST: Final = 400
_FINE: Final = frozenset((200, _BAD_REQUEST))


class RemoteSource:
    """A SPARQL 1.1 endpoint, asked by POST.

    `timeout` (seconds) bounds each whole answer, from connecting to the last byte, however slowly the
    bytes drip; `limit` is the most bytes that an answer may have. `graphs` are the named graphs whose union
    is the default graph; empty means that the endpoint's own default graph is asked. `engine` is the
    profile of the server, and `store` where it takes graphs, if that does not follow from its profile.

    >>> RemoteSource("ftp://example.org/sparql")
    Traceback (most recent call last):
        ...
    migkg.errors.EndpointError: ftp://example.org/sparql: not an http or https address
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 60.0,
        graphs: Sequence[str] = (),
        engine: Engine = GENERIC,
        limit: int = ANSWER_LIMIT,
        store: GraphStore | None = None,
    ) -> None:
        self._url = url
        self._engine = engine
        self._store = store
        self._server = Server(url, timeout=timeout, limit=limit, digest=engine.auth == "digest")
        self._graphs = tuple(graphs)

    @classmethod
    def open(
        cls, url: str, *, timeout: float = 60.0, engine: Engine = GENERIC, limit: int = ANSWER_LIMIT
    ) -> RemoteSource:
        """An endpoint whose way of serving named graphs is found out first.

        If its default graph holds our data, it is asked as it is. If only named graphs do (many servers keep
        their default graph apart), those whose name or content lies under our base are named with every
        query, so that the default graph is their union here too. The record of what was loaded is not among
        them.

        Raises EndpointError if the endpoint does not answer or holds nothing of ours.
        """
        plain = cls(url, timeout=timeout, engine=engine, limit=limit)
        probe = f'{{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}")) }}'
        if engine.union is not False and plain.ask(f"ASK {probe}"):
            return plain
        found = plain.select(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {probe} }}")
        graphs = {row[0].text for row in found.rows if row[0] is not None} - {GRAPH_LOADED}
        if not graphs:
            raise EndpointError(
                url, f"holds nothing under {BASE}. Load the dataset there first (migkg load)."
            )
        # A graph about things of others, such as the SDG targets, is ours by its name alone.
        graphs |= {name for name in plain.graphs() if name.startswith(GRAPH_BASE) and name != GRAPH_LOADED}
        return cls(url, timeout=timeout, graphs=sorted(graphs), engine=engine, limit=limit)

    def select(self, query: str) -> Table:
        """See `Source.select`."""
        return self._ask_for(query, "SELECT", _RESULTS, self._solutions)

    def ask(self, query: str) -> bool:
        """See `Source.ask`."""
        return self._ask_for(query, "ASK", _RESULTS, self._boolean)

    def construct(self, query: str) -> rdflib.Graph:
        """See `Source.construct`."""
        return self._ask_for(query, "CONSTRUCT or DESCRIBE", _TRIPLES, self._triples)

    def graphs(self) -> tuple[str, ...]:
        """See `Source.graphs`."""
        # Grouped, not DISTINCT, over which Virtuoso takes most of a minute.
        found = self.select("SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        return tuple(sorted(row[0].text for row in found.rows if row[0] is not None))

    def load(self, graph: str, n_triples: bytes) -> None:
        """See `Source.load`. By one PUT of the Graph Store Protocol, which is sent once."""
        self._graph_store().put(graph, n_triples)

    def drop(self, graph: str) -> None:
        """See `Source.drop`."""
        self._graph_store().delete(graph)

    def _graph_store(self) -> GraphStore:
        if self._store is None:
            self._store = GraphStore(self._url, engine=self._engine)
        return self._store

    def _ask_for(self, query: str, form: str, accept: str, read: Callable[[Answer], _Result]) -> _Result:
        answer = self._server.read(self._request(query, checked_form(query, form), accept), fine=_FINE)
        if answer.status == _BAD_REQUEST:
            words = in_short(answer.body.read()) or "no reason given"
            raise QuerySyntaxError(str(self._server.error(f"says: {words}")).replace(": says:", " says:", 1))
        self._refuse_part(answer)
        self._refuse_page(answer)
        try:
            return read(answer)
        except (SyntaxError, ValueError) as error:
            wanted = accept.split(",", maxsplit=1)[0]
            reason = (str(error).splitlines() or ["it cannot be read"])[0]
            raise self._server.error(f"the answer is no {wanted}: {reason}") from error

    def _request(self, query: str, form: str, accept: str) -> Request:
        from SPARQLWrapper import POST, SPARQLWrapper

        wrapper = SPARQLWrapper(self._server.url, agent=AGENT)
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setQuery(query)
        wrapper.queryType = form
        wrapper.addCustomHttpHeader("Accept", accept)
        for graph in self._graphs:
            wrapper.addDefaultGraph(graph)
            wrapper.addNamedGraph(graph)
        # It would open the address itself, following redirects with everything that it was given.
        made = wrapper._createRequest()  # noqa: SLF001 -- it has no public way to make a request and not send it
        return Request("POST", made.full_url, dict(made.header_items()), cast("bytes", made.data))

    def _refuse_part(self, answer: Answer) -> None:
        """Raise EndpointError where the server says in a header of its own that it gave up half-way."""
        state = answer.headers.get("X-SQL-State")
        if state:
            words = answer.headers.get("X-SQL-Message", "no reason given")
            raise self._server.error(f"gave only a part of the answer ({state}): {words}. Ask for less.")

    def _refuse_page(self, answer: Answer) -> None:
        head = answer.body.read(_HEAD)
        answer.body.seek(0)
        kind = answer.media_type.partition(";")[0].strip().lower()
        if kind in _PAGES or _PAGE.match(head):
            raise self._server.error(
                f"answers with a page for people ({kind or 'HTML'}) and not as a SPARQL endpoint. Give the "
                "address of the query service itself; it mostly ends in /sparql or /query."
            )

    def _solutions(self, answer: Answer) -> Table:
        body, results_format = _whole_results(answer), _results_format(answer.media_type)
        try:
            table = _rows(body, results_format)
        except SyntaxError:
            renamed = _relabelled(body) if results_format == ox.QueryResultsFormat.JSON else None
            if renamed is None:
                raise
            table = _rows(renamed, results_format)
        most = answer.headers.get("X-SPARQL-MaxRows", "").strip()
        if most.isdecimal() and len(table) >= int(most) > 0:
            raise self._server.error(
                f"cuts its answers at {most} rows, and this one may be longer. Ask for less, or have the "
                "server's limit (ResultSetMaxRows) raised."
            )
        return table

    def _boolean(self, answer: Answer) -> bool:
        result = ox.parse_query_results(_whole_results(answer), _results_format(answer.media_type))
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        if [variable.value for variable in result.variables] == [_VIRTUOSO_ASK]:
            return any(row[0] is not None and row[0].value != "0" for row in result)
        raise ValueError("yes or no was asked for")

    def _triples(self, answer: Answer) -> rdflib.Graph:
        from migkg.bridge import to_rdflib

        media_type = answer.media_type
        rdf_format = ox.RdfFormat.from_media_type(media_type)
        if rdf_format is None:
            raise ValueError(f"it is {media_type or 'of no stated type'}")
        if rdf_format == ox.RdfFormat.RDF_XML:
            _refuse_cut(answer.body, "rdf")
        elif not answer.is_framed:
            raise ValueError(
                f"neither its length nor its end is told, so that {media_type} that was cut would not be seen"
            )
        return to_rdflib(ox.parse(answer.body, rdf_format, base_iri=self._server.url))


def _rows(body: io.BytesIO, results_format: ox.QueryResultsFormat) -> Table:
    result = ox.parse_query_results(body, results_format)
    if not isinstance(result, ox.QuerySolutions):
        raise ValueError("rows were asked for")  # noqa: TRY004 -- the answer is wrong, not our types
    return table_of(result)


def _relabelled(body: io.BytesIO) -> io.BytesIO | None:
    """Rows in JSON, their blank nodes named b0, b1, … in order, for Virtuoso writes `nodeID://b10001`.

    A label means nothing outside of its answer, so equal ones stay equal and different ones different, and
    that is all of it. None if there are no blank nodes, or it is no JSON at all.
    """
    labels: dict[str, str] = {}

    def relabel(found: dict[str, object]) -> dict[str, object]:
        # Columns may be called type and value too; what stands under them is no text then.
        label = found.get("value")
        if found.get("type") == "bnode" and isinstance(label, str):
            found["value"] = labels.setdefault(label, f"b{len(labels)}")
        return found

    try:
        document = json.dumps(json.loads(body.getvalue(), object_hook=relabel))
    except (ValueError, RecursionError):
        return None
    return io.BytesIO(document.encode()) if labels else None


def _whole_results(answer: Answer) -> io.BytesIO:
    is_json = _results_format(answer.media_type) == ox.QueryResultsFormat.JSON
    _refuse_cut(answer.body, "json" if is_json else "sparql")
    return answer.body


def _refuse_cut(body: io.BytesIO, kind: str) -> None:
    """Raise ValueError if the body does not end as a document of its kind does."""
    size = body.seek(0, io.SEEK_END)
    body.seek(max(0, size - _TAIL))
    tail = body.read()
    body.seek(0)
    if not _ENDS[kind].search(tail):
        raise ValueError("it ends before its end")


def _results_format(media_type: str) -> ox.QueryResultsFormat:
    found = ox.QueryResultsFormat.from_media_type(media_type)
    if found not in {ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML}:
        raise ValueError(f"it is {media_type or 'of no stated type'}")
    return found
