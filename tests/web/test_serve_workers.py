"""What a request may do in its worker: compute, and not for ever; and who is served when all want much."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from web_server import HOST, Answered, Server, is_alive, read_all, running, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c != '{0}') }}"
ORDINARY = "SELECT ?p ?o WHERE {{ <https://w3id.org/migkg/objective/{0}> ?p ?o }} LIMIT {1}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(
        "--max-seconds=2", "--max-memory=128", "--max-answer=1", "--workers=4", "--cache=0"
    ) as started:
        yield started


def ask(server: Server, query: str, timeout: float = 20) -> Answered:
    return server.get(f"/sparql?query={quote(query)}", timeout=timeout)


def test_a_worker_may_open_nothing_write_nothing_and_start_nothing(server: Server) -> None:
    said = server.get("/rights").body.decode().splitlines()
    tried = [line for line in said if ": refused" in line or ": done" in line]
    assert len(tried) >= 11
    assert not [line for line in tried if ": done" in line]
    assert sum(line.startswith("open: [") and "," not in line for line in said) == 1
    limits = next(line for line in said if line.startswith("limits: "))
    for name in ("NOFILE", "CORE", "FSIZE", "NPROC"):
        assert f"'{name}': (0, 0)" in limits


def test_a_query_reaches_no_other_server(server: Server) -> None:
    with socket.create_server((HOST, 0)) as trap:
        trap.settimeout(0.2)
        url = f"http://{HOST}:{trap.getsockname()[1]}/"
        for query in (
            f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ BIND(<{url}> AS ?url) SERVICE ?url {{ ?s ?p ?o }} }}",
        ):
            assert ask(server, query).status in {200, 400, 504}
        with pytest.raises(TimeoutError):
            trap.accept()


def test_an_answer_that_takes_too_long_is_given_up(server: Server) -> None:
    began = time.monotonic()
    answer = ask(server, ENDLESS.format("deadline"))
    assert time.monotonic() - began < 5
    assert (answer.status, answer.headers["content-type"]) == (504, "application/problem+json")
    assert "2 seconds" in answer.json()["detail"]
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/eat", 422),
        ("/crash", 422),
        ("/size?bytes=1048577", 422),
        ("/size?bytes=1048576", 200),
        ("/defect", 500),
        ("/panic", 422),
    ],
)
def test_what_ends_a_worker_costs_one_answer(server: Server, path: str, status: int) -> None:
    answer = server.get(path)
    assert answer.status == status
    if status != 200:
        assert answer.json()["status"] == status
    assert server.get("/pid").status == 200


def test_an_exploding_answer_ends_at_the_limit_of_memory(server: Server) -> None:
    query = "SELECT ?a ?d WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a"
    assert ask(server, query).status in {422, 504}
    assert ask(server, "ASK {}").status == 200


def test_a_query_that_ends_the_engine_ends_only_its_worker(server: Server) -> None:
    nested = "ASK { " + "{" * 20_000 + "}" * 20_000 + " }"
    answer = server.get(
        "/sparql", method="POST", body=nested.encode(), headers={"Content-Type": "application/sparql-query"}
    )
    assert answer.status in {400, 422, 504}
    assert ask(server, "ASK {}").status == 200


def test_a_client_that_goes_takes_its_worker_with_it(server: Server) -> None:
    server.await_health(busy=0)
    with server.connect() as connection:
        connection.sendall(b"GET /spin/gone HTTP/1.1\r\nHost: a\r\n\r\n")
        server.await_health(busy=1)
    began = time.monotonic()
    server.await_health(busy=0)
    assert time.monotonic() - began < 1.5
    until(lambda: server.told("/spin/gone"))
    assert server.logged("/spin/gone")["outcome"] == "gone"


def test_a_client_that_goes_does_not_wait_in_line(server: Server) -> None:
    waiting = [server.connect() for _ in range(12)]
    for number, connection in enumerate(waiting):
        connection.sendall(b"GET /spin/%d HTTP/1.1\r\nHost: a\r\n\r\n" % number)
    until(lambda: server.health()["workers"]["waiting"] > 4)
    for connection in waiting:
        connection.close()
    server.await_health(busy=0, waiting=0)


def test_ordinary_clients_are_answered_while_others_ask_without_end() -> None:
    with running("--workers=4", "--max-seconds=2", "--max-wait=12") as server:
        stopped = threading.Event()
        answers: list[Answered] = []

        def attack(number: int) -> None:
            while not stopped.is_set():
                answers.append(ask(server, ENDLESS.format(f"{number} {len(answers)}"), timeout=60))

        with ThreadPoolExecutor(24) as attackers:
            attacks = [attackers.submit(attack, number) for number in range(24)]
            try:
                until(lambda: server.health()["workers"]["waiting"] > 10)
                seen = [ask(server, ORDINARY.format(number, number), timeout=30) for number in range(1, 16)]
                assert server.health()["workers"]["waiting"] > 10
            finally:
                stopped.set()
            for one in attacks:
                one.result(60)
        assert [answer.status for answer in seen] == [200] * 15
        assert {answer.status for answer in answers} <= {503, 504}
        assert all(answer.headers["retry-after"] for answer in answers if answer.status == 503)


def test_who_has_to_make_room_is_answered_when_there_is_time() -> None:
    options = ("--workers=1", "--patience=0.3", "--max-wait=20")
    with running(*options) as server, ThreadPoolExecutor(2) as clients:
        long = clients.submit(server.get, "/sleep?seconds=1", timeout=40)
        server.await_health(busy=1)
        time.sleep(0.4)
        short = clients.submit(server.get, "/pid", timeout=40)
        assert short.result(40).status == 200
        assert not long.done()
        assert long.result(40).status == 200


def test_known_endless_queries_leave_a_worker_to_others(server: Server) -> None:
    query = ENDLESS.format("again")
    assert ask(server, query).status == 504
    with ThreadPoolExecutor(6) as others:
        again = [others.submit(ask, server, query) for _ in range(6)]
        until(lambda: server.health()["workers"]["busy"] >= 2)
        assert server.health()["workers"]["busy"] <= 2
        assert ask(server, "ASK {}").status == 200
        assert {one.result(30).status for one in again} <= {503, 504}


def test_only_so_many_wait() -> None:
    with running("--workers=1", "--max-waiting=2", "--max-seconds=3") as server:
        with ThreadPoolExecutor(6) as clients:
            answers = [clients.submit(server.get, f"/sleep?seconds=0.6&{number}") for number in range(6)]
            statuses = sorted(answer.result(30).status for answer in answers)
        assert statuses.count(503) >= 3
        assert statuses.count(200) >= 1


def test_who_waits_too_long_is_told_so() -> None:
    options = ("--workers=1", "--max-wait=0.5", "--patience=9", "--max-seconds=9")
    with running(*options) as server, server.connect() as busy:
        busy.sendall(b"GET /sleep?seconds=2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        server.await_health(busy=1)
        answer = server.get("/pid")
        assert (answer.status, answer.headers["retry-after"]) == (503, "2")
        assert read_all(busy).startswith(b"HTTP/1.1 200")


def test_one_client_has_only_so_many_requests_under_way() -> None:
    with running("--workers=2", "--client-requests=3", "--trust-proxy=127.0.0.1", "--patience=9") as server:
        with ThreadPoolExecutor(8) as clients:
            many = [clients.submit(server.get, f"/sleep?seconds=1&{number}") for number in range(6)]
            server.await_health(busy=2)
            other = server.get("/pid", headers={"X-Forwarded-For": "192.0.2.7"})
            statuses = sorted(answer.result(30).status for answer in many)
        assert other.status == 200
        assert statuses.count(429) == 3
        assert statuses.count(200) == 3


def test_a_store_on_disk_is_asked_by_workers_that_can_open_nothing_else(tmp_path: Path) -> None:
    sizes = {}
    for name in ("asserted", "all"):
        (tmp_path / "store").mkdir(exist_ok=True)
        folder = tmp_path / "store" / name
        store = ox.Store(str(folder))
        part = 0
        while part < 100 and len(list(folder.glob("*.sst"))) < 20:  # the engine merges some as it likes
            store.bulk_extend(
                ox.Quad(
                    ox.NamedNode(f"urn:{part}:{n}"),
                    ox.NamedNode("urn:p"),
                    ox.Literal(n),
                    ox.NamedNode("urn:g"),
                )
                for n in range(100)
            )
            part += 1
        store.flush()
        sizes[name] = 100 * part
        del store
    assert len(list((tmp_path / "store" / "asserted").glob("*.sst"))) > 16
    with running("--data", str(tmp_path), "--max-seconds=8") as server:
        counted = ask(server, "SELECT (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
        assert counted.json()["results"]["bindings"][0]["n"]["value"] == str(sizes["asserted"])
        said = server.get("/rights").body.decode()
        for right in ("socket", "pair", "pipe", "write", "fork", "delete"):
            assert f"{right}: refused" in said


def test_a_worker_has_its_time_and_is_replaced(server: Server) -> None:
    first = int(server.get("/pid").body)
    server.get("/defect")
    until(lambda: not is_alive(first) or int(server.get("/pid").body) != first)
    server.await_health(busy=0, starting=0)
    assert server.health()["workers"]["idle"] >= 2
