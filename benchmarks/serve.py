"""The server beside others: requests a second, how long they take, attacks, and a soak.

    python benchmarks/serve.py peers [--seconds N] [--rounds N] [--rdflib-endpoint PYTHON]
    python benchmarks/serve.py attack [--attackers N]
    python benchmarks/serve.py soak [--minutes N]

`peers` asks cheap queries over 8 connections of four servers in turn: `migkg serve` with its cache and
without, a bare ASGI application over pyoxigraph that isolates nothing, under uvicorn, and rdflib-endpoint, if
a Python is named that has it. All have the packaged dataset. `attack` measures how long ordinary clients wait
while others ask endless queries. `soak` mixes everything for some minutes, and counts what was lost and what
memory grew.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
CLIENTS = 8
CHEAP = [
    f"SELECT ?p ?o WHERE {{ <https://w3id.org/migkg/objective/{n}> ?p ?o }} LIMIT 10" for n in range(1, 24)
]
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c != '{0}') }}"
PAGES = (
    "/",
    "/objective/18",
    "/plan/12/a.ttl",
    "/api/query/coverage",
    "/promises",
    "/search?q=social+protection",
)

BARE = """\
import sys
from urllib.parse import parse_qs
import pyoxigraph as ox, uvicorn
store = ox.Store()
store.load(path=sys.argv[2], format=ox.RdfFormat.N_QUADS)
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    query = parse_qs(scope["query_string"].decode())["query"][0]
    found = store.query(query, use_default_graph_as_union=True)
    body = found.serialize(format=ox.QueryResultsFormat.JSON)
    length = (b"content-length", str(len(body)).encode())
    headers = [(b"content-type", b"application/sparql-results+json"), length]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning")
"""
RDFLIB = """\
import sys
import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
graph = Dataset(default_union=True)
graph.parse(sys.argv[2], format="nquads")
uvicorn.run(SparqlEndpoint(graph=graph, path="/sparql"), port=int(sys.argv[1]), log_level="warning")
"""


# --- servers --------------------------------------------------------------------------------------


@dataclass
class Server:
    """A server that runs."""

    name: str
    process: subprocess.Popen[bytes]
    port: int

    def memory(self) -> tuple[int, int]:
        """Bytes of memory that it has for itself, and that it and its processes have for themselves."""
        own = _own_memory(self.process.pid)
        return own, own + sum(map(_own_memory, _descendants(self.process.pid)))

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()


def ours(*options: str) -> Server:
    """`migkg serve` with these options, ready."""
    command = [sys.executable, "-m", "migkg", "serve", "--port", "0", "--log", "off", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    said = process.stderr.readline().decode() if process.stderr else ""
    found = re.search(r":(\d+)/", said)
    if not found:
        raise SystemExit(said)
    return Server(" ".join(("migkg serve", *options)), process, int(found[1]))


def other(name: str, python: str, program: str, data: Path) -> Server:
    """A server that a program of Python is, ready."""
    port = random.randint(20_000, 30_000)
    process = subprocess.Popen([python, "-c", program, str(port), str(data)])
    asyncio.run(_await_port(port))
    return Server(name, process, port)


async def _await_port(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise SystemExit(f"nobody listens at port {port}")


def _descendants(pid: int) -> list[int]:
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *_descendants(int(child))]
    return found


def _own_memory(pid: int) -> int:
    with contextlib.suppress(OSError):
        said = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return 1024 * sum(int(size) for size in re.findall(r"^Private_\w+:\s+(\d+)", said, re.MULTILINE))
    return 0


# --- clients --------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What clients have seen: how long each answer took, which statuses there were, and what was lost."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    lost: int = 0
    """Requests that were sent whole and got no whole answer."""

    def add(self, status: int, seconds: float) -> None:
        """An answer has come."""
        self.seconds.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def quantile(self, share: float) -> float:
        """The seconds within which this share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class Client:
    """One connection over which one request follows the other."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, path: str, seen: Seen, accept: str = "application/sparql-results+json") -> int:
        """The status of the answer to a GET; 0 if there was none."""
        began = time.perf_counter()
        try:
            status = await self._answer(
                f"GET {path} HTTP/1.1\r\nHost: a\r\nAccept: {accept}\r\n\r\n".encode()
            )
        except (OSError, asyncio.IncompleteReadError, ValueError):
            seen.lost += 1
            self.close()
            return 0
        seen.add(status, time.perf_counter() - began)
        return status

    async def _answer(self, request: bytes) -> int:
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"\r\ncontent-length: (\d+)", head)
        if length:
            await self.reader.readexactly(int(length[1]))
        elif b"\r\ntransfer-encoding: chunked" in head:
            while size := int(await self.reader.readline(), 16):
                await self.reader.readexactly(size + 2)
            await self.reader.readline()
        if b"\r\nconnection: close" in head:
            self.close()
        return int(head[9:12])

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


def sparql(query: str) -> str:
    """The path that asks a query."""
    return f"/sparql?query={quote(query)}"


async def load(port: int, paths: list[str], seconds: float, clients: int = CLIENTS) -> Seen:
    """Ask these paths again and again over some connections."""
    seen = Seen()
    end = time.monotonic() + seconds

    async def one(number: int) -> None:
        client = Client(port)
        place = number
        while time.monotonic() < end:
            await client.ask(paths[place % len(paths)], seen)
            place += 1
        client.close()

    await asyncio.gather(*(one(number) for number in range(clients)))
    return seen


# --- peers ----------------------------------------------------------------------------------------


def peers(args: argparse.Namespace) -> None:
    """Compare servers."""
    paths = [sparql(query) for query in CHEAP]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "dataset.nq"
        _dump(data)
        servers = [
            ours("--cache", "0"),
            ours(),
            other("bare pyoxigraph", sys.executable, BARE, data),
        ]
        if args.rdflib_endpoint:
            servers.append(other("rdflib-endpoint", args.rdflib_endpoint, RDFLIB, data))
        try:
            rates = _compare(servers, paths, args)
        finally:
            for server in servers:
                server.stop()
    print(f"\nload of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for mine in servers[:2]:
        for theirs in servers[2:]:
            ratios = [a / b for a, b in zip(rates[mine.name], rates[theirs.name], strict=True)]
            print(f"{mine.name} / {theirs.name}: {statistics.median(ratios):.2f} (median of rounds)")


def _compare(servers: list[Server], paths: list[str], args: argparse.Namespace) -> dict[str, list[float]]:
    """Requests a second of each server in each round; the rounds alternate, on one machine for all."""
    rates: dict[str, list[float]] = {server.name: [] for server in servers}
    whole: dict[str, Seen] = {server.name: Seen() for server in servers}
    for server in servers:
        asyncio.run(load(server.port, paths, 1))
    for _ in range(args.rounds):
        for server in servers:
            seen = asyncio.run(load(server.port, paths, args.seconds))
            if set(seen.statuses) != {200} or seen.lost:
                raise SystemExit(f"{server.name}: {seen.statuses}, {seen.lost} lost")
            rates[server.name].append(len(seen.seconds) / args.seconds)
            whole[server.name].seconds += seen.seconds
    print("| server | requests a second | p50 ms | p99 ms | p99 / p50 |\n|---|---:|---:|---:|---:|")
    for name, seen in whole.items():
        half, most = seen.quantile(0.5), seen.quantile(0.99)
        rate = statistics.median(rates[name])
        print(f"| {name} | {rate:.0f} | {half * 1e3:.2f} | {most * 1e3:.2f} | {most / half:.1f} |")
    return rates


def _dump(path: Path) -> None:
    import pyoxigraph as ox

    from migkg import KnowledgeGraph
    from migkg.graph import load as load_project

    load_project(KnowledgeGraph.open().project).dump(str(path), ox.RdfFormat.N_QUADS)


# --- attack ---------------------------------------------------------------------------------------


def attack(args: argparse.Namespace) -> None:
    """See how ordinary clients fare among others."""
    server = ours()
    try:
        calm, ordinary, hostile = asyncio.run(_attacked(server.port, args.attackers))
    finally:
        server.stop()
    print(f"{args.attackers} clients ask endless queries, no two alike; one asks ordinary ones")
    for name, seen in (("calm", calm), ("under attack", ordinary)):
        print(f"{name}: {len(seen.seconds)} answers {seen.statuses}, {seen.lost} lost; ", end="")
        print(
            f"p50 {seen.quantile(0.5):.3f} s, p99 {seen.quantile(0.99):.3f} s, most {max(seen.seconds):.3f} s"
        )
    print(f"attackers: {hostile.statuses}")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


async def _attacked(port: int, attackers: int) -> tuple[Seen, Seen, Seen]:
    calm, ordinary, hostile = Seen(), Seen(), Seen()
    client = Client(port)

    async def ask(seen: Seen) -> None:
        for number in range(60):
            query = CHEAP[number % len(CHEAP)].replace("LIMIT 10", f"LIMIT {number + 11 + len(calm.seconds)}")
            await client.ask(sparql(query), seen)
            await asyncio.sleep(0.1)

    await ask(calm)
    is_over = False

    async def harass(number: int) -> None:
        mine = Client(port)
        while not is_over:
            await mine.ask(sparql(ENDLESS.format(f"{number} {len(hostile.seconds)}")), hostile)

    harassing = [asyncio.ensure_future(harass(number)) for number in range(attackers)]
    await asyncio.sleep(0.5)
    await ask(ordinary)
    is_over = True
    for one in harassing:
        one.cancel()
    await asyncio.gather(*harassing, return_exceptions=True)
    return calm, ordinary, hostile


# --- soak -----------------------------------------------------------------------------------------


def soak(args: argparse.Namespace) -> None:
    """See what is lost, and what grows."""
    server = ours("--processes", str(args.processes), "--cache", "8")
    try:
        asyncio.run(_soak(server, args.minutes * 60))
    finally:
        server.stop()


async def _soak(server: Server, seconds: float) -> None:
    seen, memory = Seen(), list[tuple[int, int]]()
    end = time.monotonic() + seconds
    chance = random.Random(1)

    async def ordinary() -> None:
        client = Client(server.port)
        while time.monotonic() < end:
            draw = chance.random()
            if draw < 0.6:
                query = chance.choice(CHEAP).replace("LIMIT 10", f"LIMIT {chance.randint(1, 10_000)}")
                await client.ask(sparql(query), seen)
            elif draw < 0.95:
                await client.ask(chance.choice(PAGES), seen, "text/html, */*;q=0.1")
            else:
                client.close()
            await asyncio.sleep(chance.random() * 0.02)

    async def hostile() -> None:
        while time.monotonic() < end:
            client = Client(server.port)
            asking = asyncio.ensure_future(client.ask(sparql(ENDLESS.format(chance.random())), Seen()))
            await asyncio.wait([asking], timeout=chance.random() * 4)
            asking.cancel()
            client.close()
            await asyncio.sleep(chance.random())

    async def watch() -> None:
        while time.monotonic() < end:
            memory.append(server.memory())
            await asyncio.sleep(5)

    began = time.monotonic()
    await asyncio.gather(*(ordinary() for _ in range(CLIENTS)), hostile(), hostile(), watch())
    _tell_soak(seen, memory, time.monotonic() - began)


def _tell_soak(seen: Seen, memory: list[tuple[int, int]], seconds: float) -> None:
    fifth = max(1, len(memory) // 5)
    print(
        f"{seconds / 60:.1f} minutes, {len(seen.seconds)} answers, "
        f"by status {dict(sorted(seen.statuses.items()))}"
    )
    print(f"lost: {seen.lost}")
    print(
        f"p50 {seen.quantile(0.5) * 1e3:.1f} ms, p99 {seen.quantile(0.99) * 1e3:.1f} ms, "
        f"most {max(seen.seconds):.2f} s"
    )
    for whose, taken in zip(
        ("the process with the sockets", "all processes"), zip(*memory, strict=True), strict=True
    ):
        fifths = [statistics.median(taken[start : start + fifth]) for start in range(0, len(taken), fifth)][
            :5
        ]
        told = ", ".join(f"{size / 2**20:.0f}" for size in fifths)
        print(f"private memory of {whose} in MiB, each fifth of the time: {told}")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def main() -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(description="Measure `migkg serve`.")
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("peers")
    command.add_argument("--seconds", type=float, default=4)
    command.add_argument("--rounds", type=int, default=5)
    command.add_argument("--rdflib-endpoint", metavar="PYTHON")
    command.set_defaults(run=peers)
    command = commands.add_parser("attack")
    command.add_argument("--attackers", type=int, default=40)
    command.set_defaults(run=attack)
    command = commands.add_parser("soak")
    command.add_argument("--minutes", type=float, default=10)
    command.add_argument("--processes", type=int, default=1)
    command.set_defaults(run=soak)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
