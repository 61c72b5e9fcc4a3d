"""Canned queries in process, beside the same queries asked of servers on this machine.

The servers are started by the starters of the tests (`tests/engine_servers.py`), on loopback, and ended.
"""

from __future__ import annotations

import os
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from measure import Figure, say, seconds
from parts import Corpus, Settings, canned, our_answer, parsed

from migkg.api import KnowledgeGraph
from migkg.graph import load
from migkg.project import Project
from migkg.sources import LocalSource

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTERS: Final = Path(__file__).resolve().parents[1] / "tests"
ENGINES: Final = ("fuseki", "oxigraph", "virtuoso")
UNION: Final = {
    "fuseki": {"default-graph-uri": "urn:x-arq:UnionGraph"},
    "oxigraph": {"union-default-graph": "true"},
    "virtuoso": {},
}
"""How a query says that its default graph is the union of all graphs, where a server has to be told."""
NAMES: Final = {"fuseki": "Fuseki", "oxigraph": "oxigraph serve", "virtuoso": "Virtuoso"}
QUADS_A_REQUEST: Final = 10_000


def servers_part(corpus: Corpus, settings: Settings) -> list[Figure]:
    """Each canned query through migkg in memory, beside each server that this machine can start."""
    if not (STARTERS / "engine_servers.py").is_file():
        say(f"  no servers: {STARTERS} has no starters")
        return []
    sys.path.insert(0, str(STARTERS))
    import engine_servers as servers  # type: ignore[import-not-found,unused-ignore]

    # Java reads this last: the servers of the tests get by with less memory than a large corpus takes.
    os.environ["_JAVA_OPTIONS"] = "-Xmx4g"
    figures: list[Figure] = []
    source = LocalSource(load(corpus.project))
    graph = KnowledgeGraph(Project.packaged(), source)
    for engine in ENGINES:
        if lack := servers.missing(engine):
            say(f"  {NAMES[engine]} left out: {lack}")
            continue
        with ExitStack() as stack:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            try:
                server = stack.enter_context(servers.running(engine, place))
                figures += _beside(server, graph, source, corpus, settings)
            except (RuntimeError, OSError) as error:
                say(f"  {NAMES[engine]} given up: {str(error)[:300]}")
    return figures


def _beside(
    server: Any, graph: KnowledgeGraph, source: LocalSource, corpus: Corpus, settings: Settings
) -> Iterator[Figure]:
    name = NAMES[server.engine]
    filled = seconds(partial(_fill, server, corpus))
    ours = seconds(partial(load, corpus.project))
    yield Figure("load", "into memory", corpus.triples, name, ours, filled, ours / filled)
    say(f"  {name} filled in {filled:.1f} s")
    for query, text in canned(source, settings):
        our_answer(graph, query)
        mine = seconds(partial(our_answer, graph, query))
        yield _asked(server, query, text, mine, corpus, settings)


def _asked(server: Any, query: str, text: str, ours: float, corpus: Corpus, settings: Settings) -> Figure:
    name = NAMES[server.engine]
    make = partial(Figure, "query", query, corpus.triples, name, ours)
    try:
        rows = ask(server, text, settings.server_bound)
        theirs = seconds(partial(ask, server, text, settings.server_bound))
    except TimeoutError:
        bound = settings.server_bound
        return make(None, ours / bound, bound=bound, note=f"not done after {bound:.0f} s")
    except (urllib.error.URLError, ConnectionError, ValueError) as error:
        return make(None, None, note=f"failed: {str(error)[:100]}")
    return make(theirs, ours / theirs, rows=rows)


def ask(server: Any, text: str, limit: float) -> int:
    """How many rows a server gives; all of them are read and taken apart.

    Raises TimeoutError after the limit, URLError for a refusal, ValueError for an answer that is none.
    """
    address = f"{server.query}?{urllib.parse.urlencode(UNION[server.engine])}".rstrip("?")
    headers = {
        "Content-Type": "application/sparql-query",
        "Accept": "application/sparql-results+json",
    }
    request = urllib.request.Request(address, text.encode(), headers)  # noqa: S310 -- our own server
    try:
        with urllib.request.urlopen(request, timeout=limit) as answer:  # noqa: S310 -- the same
            body = answer.read()
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise error.reason from None
        raise
    solutions = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
    if not isinstance(solutions, ox.QuerySolutions):
        raise ValueError("rows were asked for")  # noqa: TRY004 -- the answer is wrong, not our types
    return len([tuple(row) for row in solutions])


def _fill(server: Any, corpus: Corpus) -> None:
    """Send the corpus by the Graph Store Protocol, each file's graphs one by one."""
    opener = _opener(server)
    for path, graph in corpus.files:
        for name, body in _requests(path, graph):
            request = urllib.request.Request(  # noqa: S310 -- our own server
                f"{server.store}?{urllib.parse.urlencode({'graph': name})}",
                body.encode(),
                {"Content-Type": "text/turtle"},
                method="POST",
            )
            opener.open(request, timeout=300).close()


def _requests(path: Path, graph: str) -> Iterator[tuple[str, str]]:
    """Graph and triples of each request, as N-Triples (which is Turtle)."""
    name, lines = graph, list[str]()
    for quad in parsed(path):
        here = graph or str(quad.graph_name).strip("<>")
        if lines and (here != name or len(lines) >= QUADS_A_REQUEST):
            yield name, "".join(lines)
            lines.clear()
        name = here
        lines.append(f"{quad.triple} .\n")
    if lines:
        yield name, "".join(lines)


def _opener(server: Any) -> urllib.request.OpenerDirector:
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, server.store, server.user, server.password)
    return urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(passwords))
