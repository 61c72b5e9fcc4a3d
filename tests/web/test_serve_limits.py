"""What clients are told that break the rules, are slow, or want too much; and that others are not hurt."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest

from web_server import Server, read_all, running, status_of, until

if TYPE_CHECKING:
    from collections.abc import Iterator

GET = b"GET /pid HTTP/1.1\r\nHost: a\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
END = b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(
        "--head-timeout=1", "--body-timeout=1", "--idle-timeout=1", "--send-timeout=1", "--max-url=4",
        "--max-head=8", "--max-body=64", "--max-headers=40", "--max-sending=16",
    ) as started:  # fmt: skip
        yield started


MALFORMED = {
    "nothing-like-http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64 + b"\r\n\r\n",
    "no-version": b"GET /pid\r\n\r\n",
    "http-2": b"GET /pid HTTP/2.0\r\nHost: a\r\n\r\n",
    "http-2-preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "http-9": b"GET /pid HTTP/9.9\r\nHost: a\r\n\r\n",
    "other-protocol": b"SOURCE /pid ICE/1.0\r\n\r\n",
    "bare-lines": b"GET /pid HTTP/1.1\nHost: a\n\n",
    "no-host": b"GET /pid HTTP/1.1\r\n\r\n",
    "two-hosts": b"GET /pid HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "space-before-colon": b"GET /pid HTTP/1.1\r\nHost : a\r\n\r\n",
    "folded-header": b"GET /pid HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n",
    "null-in-name": b"GET /pid HTTP/1.1\r\nHost: a\r\nX\x00: b\r\n\r\n",
    "null-in-value": b"GET /pid HTTP/1.1\r\nHost: a\r\nX: b\x00c\r\n\r\n",
    "null-in-path": b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    "bytes-in-path": b"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n",
    "space-in-path": b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
    "no-path": b"GET pid HTTP/1.1\r\nHost: a\r\n\r\n",
    "method-in-lower-case": b"get /pid HTTP/1.1\r\nHost: a\r\n\r\n",
    "method-of-signs": b"G\x7fT /pid HTTP/1.1\r\nHost: a\r\n\r\n",
    "connect": b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: a\r\n\r\n",
    "length-and-chunks": POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nASK {}",
    "chunks-and-length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nASK {}",
    "two-lengths": POST + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {} ",
    "list-of-lengths": POST + b"Content-Length: 6, 6\r\n\r\nASK {}",
    "negative-length": POST + b"Content-Length: -1\r\n\r\nASK {}",
    "signed-length": POST + b"Content-Length: +6\r\n\r\nASK {}",
    "length-in-hex": POST + b"Content-Length: 0x6\r\n\r\nASK {}",
    "length-beyond-numbers": POST + b"Content-Length: 99999999999999999999999\r\n\r\nASK {}",
    "unknown-coding": POST + b"Transfer-Encoding: xchunked\r\n\r\nASK {}",
    "coding-and-chunks": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "chunks-twice": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "chunks-in-1-0": b"POST /sparql HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunk-without-size": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK {}\r\n0\r\n\r\n",
    "chunk-of-negative-size": POST + b"Transfer-Encoding: chunked\r\n\r\n-6\r\nASK {}\r\n0\r\n\r\n",
    "chunk-beyond-numbers": POST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    "chunk-too-short": POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nASK {}\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_request_is_refused_and_closed(server: Server, name: str) -> None:
    said = server.say(MALFORMED[name] + b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
    assert status_of(said) in {400, 405, 501, 505}
    assert said.count(b"HTTP/1.1 ") == 1
    assert b"\r\nconnection: close\r\n" in said
    assert b"application/problem+json" in said


def test_requests_before_a_malformed_one_are_answered(server: Server) -> None:
    said = server.say(
        b"GET /sleep?seconds=0.2 HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nbad header\r\n\r\n"
    )
    assert said.count(b"HTTP/1.1 ") == 1
    assert status_of(said) == 200


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /echo?" + b"x" * 4200 + b" HTTP/1.1\r\nHost: a\r\n" + END, 414),
        (b"GET /" + b"x" * 300_000, 414),
        (GET + b"X: " + b"x" * 8192 + b"\r\n" + END, 431),
        (GET + b"X: " + b"x" * 600_000, 431),
        (GET + b"".join(b"X-%d: 1\r\n" % number for number in range(40)) + END, 431),
        (POST + b"Content-Length: 65537\r\n\r\n", 413),
        (POST + b"Content-Length: 65537\r\nExpect: 100-continue\r\n\r\n", 413),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + (b"4000\r\n" + b"x" * 0x4000 + b"\r\n") * 5, 413),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + (b"1;" + b"e" * 5000 + b"\r\nx\r\n") * 200, 413),
        (POST + b"Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", 415),
        (POST + b"Expect: the-unexpected\r\nContent-Length: 1\r\n\r\nx", 417),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else str(value),
)  # fmt: skip
def test_what_is_too_large_is_refused_before_it_is_whole(
    server: Server, request_: bytes, status: int
) -> None:
    said = server.say(request_)
    assert status_of(said) == status, said[:200]
    assert said.count(b"HTTP/1.1 ") == 1


def test_the_reason_is_read_while_the_body_is_still_being_sent(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(POST + b"Content-Length: 10000000\r\n\r\n")
        for _ in range(40):
            connection.sendall(b"x" * 100_000)
        assert status_of(read_all(connection)) == 413


def test_a_body_of_the_largest_size_is_taken(server: Server) -> None:
    query = b"ASK {}" + b" " * (65536 - 6)
    said = server.say(POST + b"Content-Length: 65536\r\n" + END + query)
    assert status_of(said) == 200
    chunks = b"".join(b"400\r\n" + query[at : at + 1024] + b"\r\n" for at in range(0, 65536, 1024))
    assert (
        status_of(server.say(POST + b"Transfer-Encoding: chunked\r\n" + END + chunks + b"0\r\n\r\n")) == 200
    )


def test_what_follows_the_last_chunk_counts_for_nothing(server: Server) -> None:
    said = server.say(
        b"GET /echo?trailer HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        b"0\r\nX-Trailer: x\r\n\r\n"
    )
    assert status_of(said) == 200
    assert b"x-trailer" not in said


# --- slow clients ---------------------------------------------------------------------------------


def drip(server: Server, start: bytes, seconds: float = 8) -> bytes:
    """What a client gets that sends a start and then a byte now and then."""
    with server.connect(timeout=seconds) as connection:
        connection.sendall(start)
        connection.settimeout(0.2)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if piece := connection.recv(1 << 16):
                    return piece + read_all(connection)
            except TimeoutError:
                connection.sendall(b"x")
            else:
                return b""
        raise AssertionError("the server waits and waits")


def test_a_head_that_does_not_end_is_not_awaited(server: Server) -> None:
    assert status_of(drip(server, GET + b"X: ")) == 408


def test_a_body_that_does_not_end_is_not_awaited(server: Server) -> None:
    assert status_of(drip(server, POST + b"Content-Length: 60000\r\n\r\n")) == 408


def test_chunks_that_do_not_end_are_not_awaited(server: Server) -> None:
    assert status_of(drip(server, POST + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n")) == 408


@pytest.mark.parametrize("start", [b"", b"\r\n", GET + b"\r\n"])
def test_a_connection_that_is_not_used_is_closed(server: Server, start: bytes) -> None:
    with server.connect(timeout=8) as connection:
        connection.sendall(start)
        began = time.monotonic()
        said = read_all(connection)
    assert status_of(said) in {0, 200, 408}
    assert time.monotonic() - began < 6


def test_who_does_not_take_an_answer_is_cut_off(server: Server) -> None:
    with server.connect(timeout=10) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /size?noise&bytes=9000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(4)
        got = 0
        try:
            while piece := connection.recv(1 << 16):
                got += len(piece)
        except ConnectionResetError:
            pass
    assert got < 9_000_000


def test_who_takes_an_answer_slowly_gets_it_whole(server: Server) -> None:
    with server.connect(timeout=10) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        connection.sendall(b"GET /size?noise&bytes=9000000 HTTP/1.1\r\nHost: a\r\n" + END)
        got = 0
        while piece := connection.recv(1 << 18):
            got += len(piece)
            time.sleep(0.03)
    assert got > 9_000_000


def test_answers_that_nobody_takes_do_not_pile_up(server: Server) -> None:
    waiting = []
    try:
        for _ in range(3):
            waiting.append(server.connect())
            waiting[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            waiting[-1].sendall(b"GET /size?noise&bytes=9000000 HTTP/1.1\r\nHost: a\r\n\r\n")
            time.sleep(0.3)
        answer = server.get("/size?noise&bytes=9000000")
        assert answer.status == 503
        assert answer.headers["retry-after"]
        assert server.get("/size?bytes=10").status == 200
    finally:
        for connection in waiting:
            connection.close()
    until(lambda: server.get("/size?noise&bytes=9000000").status == 200)


def test_many_slow_clients_are_in_nobody_s_way(server: Server) -> None:
    slow = [server.connect() for _ in range(60)]
    try:
        for number, connection in enumerate(slow):
            connection.sendall(GET if number % 2 else POST + b"Content-Length: 9\r\n\r\n")
        for _ in range(10):
            assert server.get("/pid", timeout=3).status == 200
    finally:
        for connection in slow:
            connection.close()


# --- clients that want too much -------------------------------------------------------------------


def test_a_client_has_only_so_many_connections() -> None:
    with running("--client-connections=3") as server:
        held = [server.connect() for _ in range(3)]
        until(lambda: status_of(server.say(GET + END)) == 429)
        assert b"application/problem+json" in server.say(GET + END)
        held.pop().close()
        until(lambda: status_of(server.say(GET + END)) == 200)
        for connection in held:
            connection.close()


def test_a_server_has_only_so_many_connections() -> None:
    with running("--max-connections=3") as server:
        held = [server.connect() for _ in range(3)]
        until(lambda: status_of(server.say(GET + END)) == 503)
        for connection in held:
            connection.close()
        until(lambda: status_of(server.say(GET + END)) == 200)


def test_a_client_asks_only_so_often() -> None:
    with running("--client-rate=2", "--trust-proxy=127.0.0.1") as server:
        answers = [server.get("/pid") for _ in range(15)]
        assert [answer.status for answer in answers[:10]] == [200] * 10
        assert {answer.status for answer in answers[10:]} <= {200, 429}
        refused = answers[-1]
        assert (refused.status, refused.headers["retry-after"]) == (429, "1")
        other = {"X-Forwarded-For": "192.0.2.7"}
        assert server.get("/pid/other", headers=other).status == 200
        assert server.logged("/pid/other")["client"] == "192.0.2.7"
        time.sleep(1)
        assert server.get("/pid").status == 200


def test_what_others_say_about_who_asks_is_not_believed() -> None:
    with running() as server:
        server.get("/pid", headers={"X-Forwarded-For": "192.0.2.7"})
        assert server.logged("/pid")["client"] == "127.0.0.1"
