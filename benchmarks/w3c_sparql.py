"""W3C's SPARQL 1.1 test suite, asked of our endpoint.

    python benchmarks/w3c_sparql.py FOLDER            # sparql/sparql11 of a copy of w3c/rdf-tests
    python benchmarks/w3c_sparql.py FOLDER --serve    # the same by HTTP, of a `migkg serve` for each data

Prints how many tests pass by kind (protocol, service description, evaluation, syntax), and names those that
do not; ends with 1 if one of them passes in the engine alone. The suite is not part of this repository.
Without `--serve`, requests go to the function that answers them; with it, through sockets and worker
processes. An evaluation test passes if its rows, its truth or its triples are those expected, up to their
order, names of blank nodes, and how values of literals are written.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from migkg.api import KnowledgeGraph
from migkg.project import Project
from migkg.sources import LocalSource
from migkg.terms import BASE
from migkg.web import site
from migkg.web.dataset import Dataset, Release
from migkg.web.exchange import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SD = "http://www.w3.org/ns/sparql-service-description#"

JSON = "application/sparql-results+json"
FORMATS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
EVALUATION = ("QueryEvaluationTest", "CSVResultFormatTest")
SYNTAX = ("PositiveSyntaxTest11", "NegativeSyntaxTest11")
FOLDERS = (
    *(
        "aggregates",
        "bind",
        "bindings",
        "cast",
        "construct",
        "csv-tsv-res",
        "exists",
        "functions",
        "grouping",
    ),
    *("json-res", "negation", "project-expression", "property-path", "subquery", "syntax-query"),
)

ENGINE = "in the engine too"
"""How a fault begins that is not the endpoint's."""

Reply = tuple[int, str, bytes]
"""Status, media type and body of an answer."""


@dataclass(frozen=True)
class Manifest:
    """One of the suite's manifests: its statements, and what is asked of them."""

    path: Path
    quads: tuple[ox.Quad, ...]

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """The manifest in a file; its relative IRIs are resolved against that file's address."""
        return cls(path, tuple(_quads(path)))

    def values(self, node: Any, predicate: str) -> list[Any]:
        """The objects of a property of a node."""
        return [q.object for q in self.quads if q.subject == node and q.predicate.value == predicate]

    def value(self, node: Any, *predicates: str) -> Any:
        """What one property after the other leads to; None if there is no such thing."""
        for predicate in predicates:
            node = next(iter(self.values(node, predicate)), None)
        return node

    def items(self, node: Any) -> list[Any]:
        """The items of a list."""
        found = []
        while node is not None and node.value != f"{RDF}nil":
            found.append(self.value(node, f"{RDF}first"))
            node = self.value(node, f"{RDF}rest")
        return found

    def tests(self) -> Iterator[tuple[Any, str]]:
        """The entries in their order, each with its kind."""
        (manifest,) = (
            q.subject
            for q in self.quads
            if q.predicate.value == f"{RDF}type" and _text(q.object) == f"{MF}Manifest"
        )
        for entry in self.items(self.value(manifest, f"{MF}entries")):
            yield entry, _text(self.value(entry, f"{RDF}type")).rpartition("#")[2]


@dataclass(frozen=True)
class Data:
    """The graphs that a test asks: default graph and named ones."""

    quads: tuple[ox.Quad, ...]

    def dataset(self) -> Dataset:
        """As the endpoint takes it."""
        store = ox.Store()
        store.extend(self.quads)
        graph = KnowledgeGraph(Project(Path(), ()), LocalSource(store, union=False))
        return Dataset(graph, store, union=False, release=Release("0", "0", datetime.now(UTC)))


# --- whom we ask -----------------------------------------------------------------------------------


@contextmanager
def within(data: Data) -> Iterator[Callable[[Request], Reply]]:
    """Our own function."""
    dataset = data.dataset()

    def ask(request: Request) -> Reply:
        answer = site.respond(dataset, request)
        return answer.status, answer.media_type, answer.body

    yield ask


@contextmanager
def alone(data: Data) -> Iterator[Callable[[Request], Reply]]:
    """The engine without the endpoint."""
    store = ox.Store()
    store.extend(data.quads)

    def ask(request: Request) -> Reply:
        try:
            found: Any = store.query(request.body.decode(), base_iri=BASE)
        except SyntaxError:
            return 400, "application/json", b'{"line": 1}'
        except RuntimeError as error:
            return 400, "text/plain", str(error).encode()
        if isinstance(found, ox.QueryTriples):
            return 200, "text/turtle", found.serialize(format=ox.RdfFormat.TURTLE)
        if "csv" in request.header("accept"):
            return 200, "text/csv", found.serialize(format=ox.QueryResultsFormat.CSV)
        return 200, JSON, found.serialize(format=ox.QueryResultsFormat.JSON)

    yield ask


class Servers:
    """A server of its own for each data, on a free port; it runs until other data are asked for."""

    def __init__(self) -> None:
        self._data: Data | None = None
        self._stack = ExitStack()
        self._netloc = ""

    @contextmanager
    def __call__(self, data: Data) -> Iterator[Callable[[Request], Reply]]:
        """What asks the server of these data."""
        if data != self._data:
            self.close()
            self._netloc = self._stack.enter_context(_running(data))
            self._data = data
        yield lambda request: _by_http(self._netloc, request)

    def close(self) -> None:
        """End the server that runs."""
        self._stack.close()
        self._data = None


@contextmanager
def _running(data: Data) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "data.nq")
        ox.serialize(data.quads, str(file), format=ox.RdfFormat.N_QUADS)
        command = [
            sys.executable,
            "-m",
            "migkg",
            "serve",
            "--data",
            str(file),
            "--port",
            "0",
            "--workers",
            "1",
        ]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            yield _address(server)
        finally:
            server.terminate()
            server.wait()


def _address(server: subprocess.Popen[str]) -> str:
    said = ""
    for line in server.stderr or ():
        said += line
        found = re.search(r"http://([^\s/]+)", line)
        if found:
            return found[1]
    raise SystemExit(f"The server has not started:\n{said}")


def _by_http(netloc: str, request: Request) -> Reply:
    connection = HTTPConnection(netloc, timeout=30)
    target = request.path + (f"?{request.query}" if request.query else "")
    body = request.body if request.method in ("POST", "PUT") else None
    connection.request(request.method, target, body=body, headers=dict(request.headers))
    answer = connection.getresponse()
    found = answer.status, answer.getheader("Content-Type", ""), answer.read()
    connection.close()
    return found


# --- evaluation ------------------------------------------------------------------------------------


def evaluated(manifest: Manifest, entry: Any, asked: Any) -> str:
    """What is wrong with an evaluation test, "" if nothing is."""
    action = manifest.value(entry, f"{MF}action")
    query = _file(manifest.value(action, f"{QT}query"))
    text = query.read_text(encoding="utf-8")
    if not re.search(r"\bBASE\b", text):
        text = f"BASE <{query.as_uri()}> {text}"
    expected = _file(manifest.value(entry, f"{MF}result"))
    accept = {".csv": "text/csv", ".ttl": f"text/turtle, {JSON};q=0.9"}.get(expected.suffix, JSON)
    with asked(data_of(manifest, action)) as ask:
        status, kind, body = ask(_query(text, accept))
    if status != 200:
        return f"{status}: {body.decode()[:300]}"
    found, wanted = read_answer(kind, body), read_expected(expected)
    return "" if found == wanted else f"{body.decode()[:300]} and not what {expected.name} says"


def data_of(manifest: Manifest, action: Any) -> Data:
    """The graphs of a test, of the files that its manifest names."""
    quads: list[ox.Quad] = []
    for file in manifest.values(action, f"{QT}data"):
        quads += _quads(_file(file))
    for file in manifest.values(action, f"{QT}graphData"):
        graph = ox.NamedNode(file.value)
        quads += [ox.Quad(q.subject, q.predicate, q.object, graph) for q in _quads(_file(file))]
    return Data(tuple(quads))


def read_answer(kind: str, body: bytes) -> Any:
    """An answer in a form that can be compared."""
    if "csv" in kind:
        return _comma_separated(body)
    if "turtle" in kind:
        return _canonical(q.triple for q in ox.parse(body, ox.RdfFormat.TURTLE))
    return _results(ox.parse_query_results(body, ox.QueryResultsFormat.JSON))


def read_expected(path: Path) -> Any:
    """An expected answer in a form that can be compared: rows, truth or triples."""
    if path.suffix == ".csv":
        return _comma_separated(path.read_bytes())
    if path.suffix in FORMATS:
        return _results(ox.parse_query_results(path.read_bytes(), FORMATS[path.suffix]))
    manifest = Manifest.read(path)
    table = next((q.subject for q in manifest.quads if _text(q.object) == f"{RS}ResultSet"), None)
    if table is None:
        return _canonical(q.triple for q in manifest.quads)
    truth = manifest.value(table, f"{RS}boolean")
    if truth is not None:
        return truth.value == "true"
    return _rows(
        {
            manifest.value(binding, f"{RS}variable").value: manifest.value(binding, f"{RS}value")
            for binding in manifest.values(row, f"{RS}binding")
        }
        for row in manifest.values(table, f"{RS}solution")
    )


def _results(found: ox.QuerySolutions | ox.QueryBoolean) -> Any:
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return _rows({name: row[name] for name in names if row[name] is not None} for row in found)


def _rows(rows: Iterable[dict[str, Any]]) -> Any:
    """Rows as a graph with a node for each, so that names of blank nodes do not matter."""
    return _canonical(
        ox.Triple(ox.BlankNode(f"row-{number}"), ox.NamedNode(f"x:{name}"), value)
        for number, row in enumerate(rows)
        for name, value in (("", ox.Literal("row")), *row.items())
    )


def _canonical(triples: Iterable[ox.Triple]) -> Any:
    store = ox.Store()  # it keeps the values of literals, and not how they were written
    store.extend(ox.Quad(*triple) for triple in triples)
    graph = ox.Dataset(store)
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(map(str, graph))


def _comma_separated(body: bytes) -> Any:
    rows = csv.DictReader(io.StringIO(body.decode(), newline=""))
    return _rows(
        {
            name: ox.BlankNode(cell[2:]) if cell.startswith("_:") else _number(cell)
            for name, cell in row.items()
            if cell
        }
        for row in rows
    )


def _number(cell: str) -> ox.Literal:
    """A cell; a number by its value."""
    try:
        return ox.Literal(float(cell))
    except ValueError:
        return ox.Literal(cell)


# --- syntax ----------------------------------------------------------------------------------------


def parsed(manifest: Manifest, entry: Any, asked: Any) -> str:
    """What is wrong with a test of syntax; a query that must not parse must be refused with its place."""
    query = _file(manifest.value(entry, f"{MF}action"))
    is_right = "Positive" in _text(manifest.value(entry, f"{RDF}type"))
    with asked(Data(())) as ask:
        status, _, body = ask(_query(query.read_text(encoding="utf-8"), "*/*"))
    if is_right:
        return "" if status == 200 else f"{status}: {body.decode()[:300]}"
    return "" if status == 400 and "line" in json.loads(body) else f"{status}: {body.decode()[:300]}"


# --- protocol --------------------------------------------------------------------------------------


def exchanged(manifest: Manifest, entry: Any, asked: Any) -> str:
    """What is wrong with a protocol test. One of updates passes if the update is refused."""
    quads = []
    for graph in manifest.values(entry, f"{UT}graphData"):
        name = ox.NamedNode(manifest.value(graph, f"{RDFS}label").value)
        file = _file(manifest.value(graph, f"{UT}graph"))
        quads += [ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in _quads(file)]
    is_update = "update" in _text(entry).rpartition("#")[2]
    requests = manifest.items(manifest.value(entry, f"{MF}action", f"{HT}requests"))
    with asked(Data(tuple(quads))) as ask:
        for node in requests[: 1 if is_update else None]:
            reply = ask(_request(manifest, node))
            wrong = _refused(reply) if is_update else _expected(manifest, node, reply)
            if wrong:
                return wrong
    return ""


def _request(manifest: Manifest, node: Any) -> Request:
    target = urlsplit(manifest.value(node, f"{HT}absolutePath").value)
    headers = {
        manifest.value(header, f"{HT}fieldName").value.lower(): manifest.value(
            header, f"{HT}fieldValue"
        ).value
        for header in manifest.items(manifest.value(node, f"{HT}headers"))
    }
    body = manifest.value(node, f"{HT}body")
    chars = manifest.value(body, f"{CNT}chars") if body is not None else None
    encoding = manifest.value(body, f"{CNT}characterEncoding") if body is not None else None
    return Request(
        unquote(target.path).rstrip("/"),
        target.query,
        manifest.value(node, f"{HT}methodName").value,
        headers,
        chars.value.encode(encoding.value) if chars is not None else b"",
    )


def _refused(reply: Reply) -> str:
    return "" if 400 <= reply[0] < 500 else f"{reply[0]}: {reply[2].decode()[:300]}"


def _expected(manifest: Manifest, node: Any, reply: Reply) -> str:
    status, kind, body = reply
    wanted = manifest.value(node, f"{HT}resp")
    allowed = [_text(value)[-3] for value in manifest.values(wanted, f"{MF}expectedStatus")]
    if str(status)[0] not in allowed:
        return f"{status}: {body.decode()[:300]}"
    form = manifest.value(wanted, f"{MF}expectedFormat")
    kinds = {
        "boolean": ("json", "xml"),
        "tabular": ("json", "xml", "csv", "tab"),
        "RDF": ("turtle", "rdf+xml"),
    }
    if form is not None and not any(name in kind for name in kinds[form.value]):
        return f"{form.value} as {kind}"
    truth = manifest.value(wanted, f"{MF}expectedBoolean")
    if truth is not None and json.loads(body)["boolean"] != (truth.value == "true"):
        return body.decode()
    return ""


def described(asked: Any) -> dict[str, str]:
    """What is wrong with the description of the service, by the three tests that there are of it."""
    with asked(Data(())) as ask:
        status, kind, body = ask(Request("/sparql", headers={"host": "localhost", "accept": "text/turtle"}))
    quads = list(ox.parse(body, ox.RdfFormat.TURTLE)) if "turtle" in kind and status == 200 else []
    services = {q.subject for q in quads if _text(q.object) == f"{SD}Service"}
    endpoints = [q for q in quads if q.predicate.value == f"{SD}endpoint" and q.subject in services]
    return {
        "returns-rdf": "" if quads else f"{status} {kind}",
        "has-endpoint-triple": "" if any(q.object.value.endswith("/sparql") for q in endpoints) else "none",
        "conforms-to-schema": "" if services and _conforms(quads) else "no service, or a wrong value",
    }


def _conforms(quads: list[ox.Quad]) -> bool:
    """Whether values are IRIs or nodes where the vocabulary says so."""
    own = [q for q in quads if q.predicate.value.startswith(SD)]
    return bool(own) and not any(isinstance(q.object, ox.Literal) for q in own)


# --- the whole -------------------------------------------------------------------------------------


def _query(text: str, accept: str) -> Request:
    headers = {"accept": accept, "content-type": "application/sparql-query"}
    return Request("/sparql", "", "POST", headers, text.encode())


def _quads(path: Path) -> list[ox.Quad]:
    form = ox.RdfFormat.RDF_XML if path.suffix == ".rdf" else ox.RdfFormat.from_extension(path.suffix[1:])
    return list(ox.parse(path.read_bytes(), form, base_iri=path.as_uri()))


def _file(node: Any) -> Path:
    return Path(unquote(node.value.removeprefix("file://")))


def _text(term: Any) -> str:
    return str(getattr(term, "value", term))


def run(folder: Path, asked: Any) -> Iterator[tuple[str, str, str]]:
    """Kind, name and fault of each test; of an older suite, of those that it has."""
    for name in FOLDERS:
        if (folder / name / "manifest.ttl").exists():
            yield from _queries(Manifest.read(folder / name / "manifest.ttl"), _group(name), asked)
    manifest = Manifest.read(folder / "protocol" / "manifest.ttl")
    for entry, _ in manifest.tests():
        name = _name(entry)
        if manifest.value(entry, f"{MF}action") is not None:
            group = "refusal of updates" if "update" in name else "protocol"
            yield group, name, exchanged(manifest, entry, asked)
    for name, fault in described(asked).items():
        yield "service description", name, fault


def _queries(manifest: Manifest, group: str, asked: Any) -> Iterator[tuple[str, str, str]]:
    folder = manifest.path.parent.name
    for entry, kind in manifest.tests():
        check = evaluated if kind in EVALUATION else parsed if kind in SYNTAX else None
        if check:
            fault = check(manifest, entry, asked)
            if fault and check(manifest, entry, alone):
                fault = f"{ENGINE}: {fault}"
            yield "syntax" if check is parsed else group, f"{folder}/{_name(entry)}", fault


def _name(entry: Any) -> str:
    return _text(entry).rpartition("#")[2]


def _group(folder: str) -> str:
    return "result formats" if folder.endswith("-res") else "evaluation"


def main() -> int:
    """Run the suite; 1 if a test fails that the engine alone passes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="sparql/sparql11 of a copy of w3c/rdf-tests")
    parser.add_argument("--serve", action="store_true", help="ask a server by HTTP")
    given = parser.parse_args()
    passed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    worse = False
    began = time.perf_counter()
    with closing(Servers()) as servers:
        for group, name, fault in run(given.folder.resolve(), servers if given.serve else within):
            total[group] += 1
            passed[group] += not fault
            worse |= bool(fault) and not fault.startswith(ENGINE)
            if fault:
                print(f"{group}: {name}: {fault}", flush=True)
    for group, count in total.items():
        print(f"{group}: {passed[group]} of {count}")
    print(f"{time.perf_counter() - began:.0f} s")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
