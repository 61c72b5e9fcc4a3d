"""Real SPARQL servers for tests: each on loopback, on a free port, with its data in a folder of its own.

A server is found by `virtuoso-t` on the PATH, by `MIGKG_FUSEKI_JAR` and `java`, and by the program `oxigraph`
beside this Python. `missing` says what is not there.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["ENGINES", "ROW_BY_ROW", "Server", "arguments", "authorise", "missing", "need", "running"]

PATIENCE = 90.0
"""How many seconds a server may take until it answers."""
PARTING = 15.0
"""How many seconds a server may take to end before it is killed."""
PASSWORD = "only-for-tests"  # noqa: S105 -- of a server on loopback that lives as long as the tests
HOST = "127.0.0.1"

VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
MaxCheckpointRemap = 2000

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = {host}:{sql_port}
DisableUnixSocket = 1
LiteMode = 0
CheckpointInterval = 0
DirsAllowed = {folder}
AllowOSCalls = 0
NumberOfBuffers = 40000
MaxDirtyBuffers = 30000
MaxQueryMem = 1G
ThreadsPerQuery = 1
{more}

[HTTPServer]
ServerPort = {host}:{port}
ServerRoot = {folder}
ServerThreads = 10
MaxClientConnections = 10
EnabledGzipContent = 0
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = 1000000
"""

ROW_BY_ROW = ("VectorSize = 1", "MaxVectorSize = 1", "AdjustVectorSize = 0")
"""Virtuoso 7.2.5 loses rows of property paths that it follows for many rows at once."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the name of its engine, its addresses, and who may write ("" where everybody may)."""

    engine: str
    query: str
    store: str
    user: str = ""
    password: str = ""


def missing(engine: str) -> str:
    """What this machine lacks to start an engine; nothing if it can."""
    if engine == "virtuoso":
        return "" if shutil.which("virtuoso-t") else "virtuoso-t is not on the PATH"
    if engine == "fuseki":
        if not shutil.which("java"):
            return "java is not on the PATH"
        jar = os.environ.get("MIGKG_FUSEKI_JAR", "")
        return "" if jar and Path(jar).is_file() else f"MIGKG_FUSEKI_JAR names no file: {jar!r}"
    program = _oxigraph()
    return "" if program.is_file() else f"{program} is not there"


@contextmanager
def running(engine: str, folder: Path, *options: str) -> Iterator[Server]:
    """A server of that engine, empty, which keeps all that it writes in a folder; it ends with the block.

    `options` are further arguments of its command line, of Virtuoso lines for its settings, which stand
    instead of those that our answers need.

    Raises RuntimeError with the last of the server's log if it does not answer in time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        command, server = ENGINES[engine](folder, options)
        log = stack.enter_context((folder / "server.log").open("wb"))
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        stack.callback(_end, process)
        _await(process, server, folder)
        yield server


def _virtuoso(folder: Path, options: Sequence[str]) -> tuple[list[str], Server]:
    port, sql_port = _free_ports(2)
    settings = folder / "virtuoso.ini"
    more = "\n".join(options or ROW_BY_ROW)
    text = VIRTUOSO_INI.format(folder=folder, host=HOST, port=port, sql_port=sql_port, more=more)
    settings.write_text(text, encoding="utf-8")
    command = ["virtuoso-t", "+foreground", "+configfile", str(settings)]
    # A first start makes the database and gives its owner a password, and ends by itself.
    words = ["+pwdold", "dba", "+pwddba", PASSWORD, "+pwddav", PASSWORD]
    subprocess.run([*command, *words], cwd=folder, check=True, capture_output=True, timeout=PATIENCE)
    base = f"http://{HOST}:{port}"
    return command, Server("virtuoso", f"{base}/sparql", f"{base}/sparql-graph-crud-auth", "dba", PASSWORD)


def _fuseki(folder: Path, options: Sequence[str]) -> tuple[list[str], Server]:
    (port,) = _free_ports(1)
    database = folder / "database"
    database.mkdir()
    command = ["java", "-Xmx1g", f"-Djava.io.tmpdir={folder}", "-jar", os.environ["MIGKG_FUSEKI_JAR"]]
    command += ["--localhost", f"--port={port}", "--update", "--tdb2", f"--loc={database}"]
    command += ["--set=tdb2:unionDefaultGraph=true", *options, "/migkg"]
    base = f"http://{HOST}:{port}/migkg"
    return command, Server("fuseki", f"{base}/query", f"{base}/data")


def _oxigraph_serve(folder: Path, options: Sequence[str]) -> tuple[list[str], Server]:
    (port,) = _free_ports(1)
    command = [str(_oxigraph()), "serve", "--location", str(folder / "store"), "--bind", f"{HOST}:{port}"]
    command += ["--union-default-graph", *options]
    return command, Server("oxigraph", f"http://{HOST}:{port}/query", f"http://{HOST}:{port}/store")


ENGINES: dict[str, Callable[[Path, Sequence[str]], tuple[list[str], Server]]] = {
    "fuseki": _fuseki,
    "oxigraph": _oxigraph_serve,
    "virtuoso": _virtuoso,
}
"""How each engine is started in a folder, and what it then serves."""


def _oxigraph() -> Path:
    return Path(sysconfig.get_path("scripts")) / "oxigraph"


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(closing(socket.socket())) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _await(process: subprocess.Popen[bytes], server: Server, folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.query}?query=ASK%7B%7D", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    log = (folder / "server.log").read_text(encoding="utf-8", errors="replace")[-2000:]
    ended = "did not answer" if process.poll() is None else f"ended with {process.returncode}"
    raise RuntimeError(f"{server.engine} {ended} within {PATIENCE:g} s:\n{log}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PARTING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(PARTING)


def need(engine: str) -> None:
    """Skip what needs an engine that is not on this machine; fail where all have to be."""
    if lack := missing(engine):
        assert os.environ.get("MIGKG_ENGINES") != "required", f"{engine} cannot be started: {lack}"
        pytest.skip(f"{engine} cannot be started: {lack}")


def arguments(server: Server) -> list[str]:
    """How the command line is told which server is meant."""
    return ["--endpoint", server.query, "--engine", server.engine]


def authorise(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line prove who it is, where the server asks."""
    for name, value in (("MIGKG_USER", server.user), ("MIGKG_PASSWORD", server.password)):
        if value:
            monkeypatch.setenv(name, value)
