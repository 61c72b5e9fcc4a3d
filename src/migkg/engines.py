"""What differs from server to server: where graphs are written, what the default graph is, who may enter.

A profile is data. `--engine NAME` picks one; all that is not told by a profile goes by the standards
(SPARQL 1.1 Protocol, SPARQL 1.1 Graph Store HTTP Protocol).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote, urlsplit, urlunsplit

from migkg.errors import EndpointError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ENGINES", "GENERIC", "Engine", "engine_named"]


@dataclass(frozen=True, slots=True)
class Engine:
    """How one kind of server departs from the others.

    `query_path` is a regular expression for the path of the query URL; `store_path` and `update_path` are
    what becomes of that path (as `re.sub` writes it), or None if they do not follow from it.
    `graph_parameter` names a graph in a request of the Graph Store Protocol. `union` says whether the
    default graph of a query is the union of the named graphs; None means that it depends on the server's
    settings and is found out. `auth` is how user and password are proved; where the server knows no users,
    a proxy in front of it may ask. `sent` is how a graph is written: as N-Triples; as TriG between braces,
    so that a body that was cut is no well-formed one; or as Turtle, in which long whole numbers stand bare.
    """

    name: str
    title: str
    query_path: str
    store_path: str | None
    update_path: str | None
    docs: str
    note: str
    start: str = ""
    graph_parameter: str = "graph"
    union: bool | None = None
    auth: Literal["none", "basic", "digest"] = "basic"
    sent: Literal["nt", "trig", "ttl"] = "nt"
    was_run: bool = False

    def store_url(self, query_url: str) -> str:
        """Where the graphs of a server are written, by its query URL.

        Raises EndpointError if that does not follow from this URL.

        >>> ENGINES["fuseki"].store_url("http://localhost:3030/migkg/sparql")
        'http://localhost:3030/migkg/data'
        """
        return self._derived(query_url, self.store_path, "--graph-store")

    def update_url(self, query_url: str) -> str:
        """Where updates are sent, by the query URL; raises EndpointError if that does not follow from it.

        >>> ENGINES["virtuoso"].update_url("http://localhost:8890/sparql")
        'http://localhost:8890/sparql-auth'
        """
        return self._derived(query_url, self.update_path, "")

    def graph_url(self, store_url: str, graph: str) -> str:
        """The address of one named graph.

        >>> ENGINES["oxigraph"].graph_url("http://localhost:7878/store", "http://example.org/g")
        'http://localhost:7878/store?graph=http%3A%2F%2Fexample.org%2Fg'
        """
        joint = "&" if urlsplit(store_url).query else "?"
        return f"{store_url}{joint}{self.graph_parameter}={quote(graph, safe='')}"

    def _derived(self, query_url: str, path: str | None, option: str) -> str:
        parts = urlsplit(query_url)
        found = re.fullmatch(self.query_path, parts.path)
        if path is None or found is None:
            problem = "does not tell where the server is written to"
            if path is not None:
                problem = (
                    f"not a query URL of {self.title}, from which it would follow where it is written to"
                )
            remedy = f"Name its kind (--engine {_writable()})"
            remedy += f", or where it takes graphs ({option} URL)." if option else "."
            raise EndpointError(query_url, f"{problem}. {remedy}")
        return urlunsplit((parts.scheme, parts.netloc, found.expand(path), "", ""))


GENERIC: Final = Engine(
    name="generic",
    title="any SPARQL 1.1 server",
    query_path=r".*",
    store_path=None,
    update_path=None,
    docs="https://www.w3.org/TR/sparql11-protocol/",
    note="For reading. To load, name the kind of server, or the address where it takes graphs "
    "(`--graph-store URL`).",
    was_run=True,
)

_PROFILES: Final = (
    GENERIC,
    Engine(
        name="fuseki",
        title="Apache Jena Fuseki",
        query_path=r"(/.+?)(?:/(?:sparql|query))?/?",
        store_path=r"\1/data",
        update_path=r"\1/update",
        docs="https://jena.apache.org/documentation/fuseki2/",
        note="The default graph is the union only if the dataset is set up so (`tdb2:unionDefaultGraph`); "
        "else our graphs are named with each query. It takes N-Triples that were cut after a line for "
        "whole ones, even where more bytes were announced: graphs are sent as TriG between braces.",
        sent="trig",
        start="java -jar fuseki-server.jar --localhost --update --mem /migkg",
        was_run=True,
    ),
    Engine(
        name="oxigraph",
        title="Oxigraph server",
        query_path=r"(.*)/query/?",
        store_path=r"\1/store",
        update_path=r"\1/update",
        docs="https://github.com/oxigraph/oxigraph/tree/main/cli",
        note="The default graph is the union only with `--union-default-graph`; else our graphs are named "
        "with each query. It knows no users: let a proxy in front of it ask for a password.",
        start="oxigraph serve --location store --bind 127.0.0.1:7878",
        auth="none",
        was_run=True,
    ),
    Engine(
        name="virtuoso",
        title="OpenLink Virtuoso",
        query_path=r"(.*)/sparql(?:-auth)?/?",
        store_path=r"\1/sparql-graph-crud-auth",
        update_path=r"\1/sparql-auth",
        docs="https://docs.openlinksw.com/virtuoso/",
        note="Version 7.2.5 loses rows of property paths, which it follows for many rows at once, and says "
        "nothing of it. Its tables are right only with `VectorSize = 1`, `MaxVectorSize = 1` and "
        "`AdjustVectorSize = 0` under `[Parameters]` in `virtuoso.ini`, which makes it slower. "
        "Of whole numbers beyond 32 bits it makes decimals, but not of those that stand bare in Turtle: "
        "graphs are sent so. It asks for user and password by Digest before anything is written. A table "
        "that it cuts at `ResultSetMaxRows` or at its own time limit is an error here; the triples of a "
        "CONSTRUCT it cuts there without a sign. It answers ASK by a table, which is read as meant. Its PUT "
        "is in two steps: a graph whose loading was killed may stay empty until the next run.",
        start="virtuoso-t -f -c virtuoso.ini",
        sent="ttl",
        union=True,
        auth="digest",
        was_run=True,
    ),
    Engine(
        name="qlever",
        title="QLever",
        query_path=r"(.*?)/?",
        store_path=r"\1",
        update_path=r"\1",
        docs="https://docs.qlever.dev/",
        note="The default graph is the union. What is written needs the server's access token "
        "(`MIGKG_TOKEN`).",
        start="qlever index && qlever start",
        union=True,
    ),
    Engine(
        name="graphdb",
        title="Ontotext GraphDB",
        query_path=r"(.*/repositories/[^/]+)/?",
        store_path=r"\1/rdf-graphs/service",
        update_path=r"\1/statements",
        docs="https://graphdb.ontotext.com/documentation/",
        note="The default graph is the union, derived triples included if the repository has a rule set.",
        start="docker run -p 127.0.0.1:7200:7200 ontotext/graphdb:TAG",
        union=True,
    ),
    Engine(
        name="rdf4j",
        title="Eclipse RDF4J server",
        query_path=r"(.*/repositories/[^/]+)/?",
        store_path=r"\1/rdf-graphs/service",
        update_path=r"\1/statements",
        docs="https://rdf4j.org/documentation/reference/rest-api/",
        note="The default graph is the union.",
        start="docker run -p 127.0.0.1:8080:8080 eclipse/rdf4j-workbench:TAG",
        union=True,
    ),
    Engine(
        name="stardog",
        title="Stardog",
        query_path=r"(/[^/]+)/query/?",
        store_path=r"\1",
        update_path=r"\1/update",
        docs="https://docs.stardog.com/",
        note="The default graph is the union only with the database option `query.all.graphs=true`; else our "
        "graphs are named with each query.",
        start="stardog-admin server start --bind 127.0.0.1",
    ),
    Engine(
        name="neptune",
        title="Amazon Neptune",
        query_path=r"(.*)/sparql/?",
        store_path=r"\1/sparql/gsp/",
        update_path=r"\1/sparql",
        docs="https://docs.aws.amazon.com/neptune/latest/userguide/access-graph-sparql.html",
        note="The default graph is the union. Signed requests (IAM) are not made here: ask through a proxy "
        "that signs, or switch IAM authentication off.",
        start="a cluster endpoint, https://HOST:8182/sparql",
        union=True,
    ),
)

ENGINES: Final[Mapping[str, Engine]] = MappingProxyType({engine.name: engine for engine in _PROFILES})
"""Name → profile, in the order in which they are told about."""


def engine_named(name: str) -> Engine:
    """The profile of that name; raises UsageError, with the names that there are, for another.

    >>> engine_named("fuseki").title
    'Apache Jena Fuseki'
    """
    try:
        return ENGINES[name]
    except KeyError:
        raise UsageError(f"No engine {name!r} is known. Known: {', '.join(ENGINES)}.") from None


def _writable() -> str:
    return "|".join(engine.name for engine in _PROFILES if engine.store_path is not None)
