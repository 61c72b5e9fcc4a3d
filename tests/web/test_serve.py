"""What holds for every answer of the server: methods, headers, conditions, caching, the log."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from migkg.web.statics import FOLDER, digest_of
from web_server import Server, read_all, running, status_of, until

if TYPE_CHECKING:
    from collections.abc import Iterator

SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "access-control-allow-origin": "*",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as started:
        yield started


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/echo", 200),
        ("HEAD", "/echo", 200),
        ("GET", "/nothing", 404),
        ("PUT", "/echo", 405),
        ("OPTIONS", "/echo", 204),
        ("GET", "/healthz", 200),
        ("GET", "/static/site.css", 200),
        ("GET", "/defect", 500),
        ("GET", "/%00", 400),
        ("BREW", "/echo", 501),
    ],
)
def test_every_answer_has_the_headers_that_keep_browsers_safe(
    server: Server, method: str, path: str, status: int
) -> None:
    answer = server.get(path, method=method)
    assert answer.status == status
    assert {name: answer.headers.get(name) for name in SECURITY} == SECURITY
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "server" not in answer.headers
    assert "access-control-allow-credentials" not in answer.headers
    assert "date" in answer.headers


def test_what_is_refused_before_it_is_read_has_these_headers_too(server: Server) -> None:
    said = server.say(b"GET / HTTP/1.1\r\nHost : a\r\n\r\n").decode().lower()
    for name, value in SECURITY.items():
        assert f"\r\n{name}: {value.lower()}\r\n" in said


def test_head_says_what_get_says_without_the_body(server: Server) -> None:
    got, head = (server.get("/size?bytes=100", method=method) for method in ("GET", "HEAD"))
    assert (len(got.body), head.body) == (100, b"")
    assert {k: v for k, v in got.headers.items() if k != "date"} == {
        k: v for k, v in head.headers.items() if k != "date"
    }


def test_options_tells_what_is_possible(server: Server) -> None:
    assert server.get("/sparql", method="OPTIONS").headers["allow"] == "GET, HEAD, POST, OPTIONS"
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = server.get("/echo", method="OPTIONS", headers=asked)
    assert answer.headers["allow"] == answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "Content-Type" in answer.headers["access-control-allow-headers"]
    assert status_of(server.say(b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) == 204


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "POST", "PROPFIND"])
def test_what_cannot_be_done_is_refused_with_what_can(server: Server, method: str) -> None:
    answer = server.get("/echo", method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.json()["status"] == 405


def test_post_reaches_the_paths_that_take_it(server: Server) -> None:
    answer = server.get(
        "/sparql", method="POST", body=b"ASK {}", headers={"Content-Type": "application/sparql-query"}
    )
    assert (answer.status, answer.json()["boolean"]) == (200, True)


def test_an_answer_that_the_client_has_is_not_sent_again(server: Server) -> None:
    first = server.get("/size?bytes=10")
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    assert tag.startswith(f'W/"{server.health()["release"]}-')
    for conditions in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", {tag.removeprefix("W/")}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": modified},
    ):
        again = server.get("/size?bytes=10", headers=conditions)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag), conditions
        assert "content-length" not in again.headers
    for conditions in (
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": modified},
        {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
    ):
        assert server.get("/size?bytes=10", headers=conditions).status == 200, conditions
    assert server.get("/size?bytes=11").headers["etag"] != tag


def test_a_large_text_is_compressed_for_those_who_take_that(server: Server) -> None:
    plain = server.get("/size?bytes=50000")
    pressed = server.get("/size?bytes=50000", headers={"Accept-Encoding": "deflate, GZIP;q=0.5"})
    assert "content-encoding" not in plain.headers
    assert pressed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(pressed.body) == plain.body
    assert len(pressed.body) < len(plain.body)
    assert plain.headers["vary"] == pressed.headers["vary"] == "Accept-Encoding"
    refused = server.get("/size?bytes=50000", headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert refused.body == plain.body
    small = server.get("/size?bytes=50", headers={"Accept-Encoding": "gzip"})
    assert len(small.body) == 50


def test_what_was_answered_is_answered_again_without_a_worker(server: Server) -> None:
    assert server.get("/sleep/kept?seconds=0.01").body == server.get("/sleep/kept?seconds=0.01").body
    until(lambda: [line["outcome"] for line in server.told("/sleep/kept")] == ["answered", "cache"])
    server.get("/pid/fresh")
    server.get("/pid/fresh")
    until(lambda: [line["outcome"] for line in server.told("/pid/fresh")] == ["answered", "answered"])


def test_what_depends_on_a_header_is_kept_for_each_of_its_values(server: Server) -> None:
    for language in ("fr", "es", "fr"):
        body = server.get("/echo?kept", headers={"Accept-Language": language}).body
        assert f"accept-language: {language}\n".encode() in body


def test_a_query_of_the_time_is_evaluated_each_time(server: Server) -> None:
    for query in ("SELECT (NOW() AS ?n) {}", "SELECT (RAND() AS ?n) {}", "SELECT (STRUUID() AS ?n) {}"):
        bodies = {
            server.get("/sparql", method="POST", body=query.encode(), headers={"Content-Type": kind}).body
            for kind in ("application/sparql-query",) * 3
        }
        assert len(bodies) == 3, query


def test_a_worker_gets_the_request_whole_but_for_secrets(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(
            b"GET /echo/%C3%A9%2Fx?a=%20&b HTTP/1.1\r\nHost: evil.example.org\r\nX-One: 1\r\nX-One: 2\r\n"
            b"Cookie: secret\r\nAuthorization: Basic c2VjcmV0\r\nConnection: close\r\n\r\n"
        )
        said = read_all(connection).decode()
    assert "GET /echo/é/x?a=%20&b\n" in said
    assert "x-one: 1, 2\n" in said
    assert "secret" not in said.partition("\r\n\r\n")[2].lower()


@pytest.mark.parametrize("path", ["/%00", "/a%0Ab", "/%ff", "/%7F", "/%c0%af"])
def test_a_path_that_is_no_text_is_refused(server: Server, path: str) -> None:
    assert server.get(path).status == 400


def test_requests_follow_each_other_on_one_connection(server: Server) -> None:
    one = b"GET /echo?%d HTTP/1.1\r\nHost: a\r\n\r\n"
    last = b"GET /echo?last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    said = server.say(b"".join([*(one % number for number in range(8)), last]))
    assert said.count(b"HTTP/1.1 200 OK") == 9
    places = [said.index(b"/echo?%d\n" % number) for number in range(8)]
    assert places == sorted(places)


def test_http_1_0_is_answered_and_closed(server: Server) -> None:
    said = server.say(b"GET /pid HTTP/1.0\r\n\r\n")
    assert status_of(said) == 200
    assert b"\r\nconnection: close\r\n" in said


def test_a_target_may_name_a_server(server: Server) -> None:
    said = server.say(b"GET http://example.org/echo?x=1 HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n")
    assert b"GET /echo?x=1\n" in said


def test_an_upgrade_is_passed_over(server: Server) -> None:
    said = server.say(
        b"GET /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"
        b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    )
    assert said.count(b"HTTP/1.1 ") == 1
    assert status_of(said) == 200


def test_a_client_may_wait_for_leave_to_send_its_body(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 6\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(b"ASK {}")
        assert status_of(read_all(connection)) == 200


def test_health_is_told_with_the_state_of_the_workers(server: Server) -> None:
    answer = server.get("/healthz")
    said = answer.json()
    assert (answer.status, said["status"], answer.headers["cache-control"]) == (200, "ok", "no-store")
    assert set(said["workers"]) == {"idle", "busy", "starting", "waiting", "answered_seconds_ago"}


def test_static_files_are_sent_for_ever_if_asked_for_by_digest(server: Server) -> None:
    content = (FOLDER / "site.css").read_bytes()
    usual = server.get("/static/site.css")
    assert (usual.body, usual.headers["content-type"]) == (content, "text/css; charset=utf-8")
    assert "immutable" not in usual.headers["cache-control"]
    by_digest = server.get(f"/static/site.css?v={digest_of(content)}")
    assert "immutable" in by_digest.headers["cache-control"]
    assert "immutable" not in server.get("/static/site.css?v=other").headers["cache-control"]
    pressed = server.get("/static/site.css", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(pressed.body) == content
    assert server.get("/static/site.css", headers={"If-None-Match": usual.headers["etag"]}).status == 304


@pytest.mark.parametrize(
    "path",
    ["/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"],
)
def test_nothing_but_static_files_is_sent(server: Server, path: str) -> None:
    assert server.get(path).status == 404


def test_the_log_tells_who_asked_what_and_no_secrets(server: Server) -> None:
    server.get("/size/told?bytes=12&token=secret", headers={"Cookie": "secret"})
    line = server.logged("/size/told")
    assert set(line) == {"time", "client", "method", "path", "status", "bytes", "seconds", "outcome"}
    assert (line["client"], line["method"], line["status"], line["bytes"]) == ("127.0.0.1", "GET", 200, 12)
    assert not any("secret" in one for one in server.lines)


def test_a_defect_is_told_in_the_log_and_not_to_the_client(server: Server) -> None:
    answer = server.get("/defect/told")
    assert answer.status == 500
    assert b"this is a defect" not in answer.body
    assert "AssertionError: this is a defect" in server.logged("/defect/told")["note"]
    assert all(json.loads(line) for line in list(server.lines))
