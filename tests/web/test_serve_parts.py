"""The parts of the server that need no server: counts, queues, caches, frames, options."""

from __future__ import annotations

import asyncio
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from migkg.arguments import Parser, parser
from migkg.web.cache import Cache
from migkg.web.clients import Clients
from migkg.web.exchange import Answer, Request
from migkg.web.frames import (
    FrameError,
    Reader,
    answer_frame,
    answer_of,
    receive,
    request_frame,
    request_of,
)
from migkg.web.limits import Limits
from migkg.web.options import add_limits, limits_of
from migkg.web.outbox import Outbox
from migkg.web.outcomes import Outcome
from migkg.web.statics import Statics
from migkg.web.waiting import Queue, Task
from migkg.web.worker import finished, takes_gzip
from web_server import HERE

if TYPE_CHECKING:
    from pathlib import Path

REQUEST = Request("/é", "a=1", "POST", {"accept": "text/html"}, b"\x00body")
ANSWER = Answer(b"\x00\xff", "text/plain", 404, ("Accept",), (("Link", "<a>"),))


def test_a_request_and_an_answer_come_through_as_they_were() -> None:
    reader = Reader(100)
    data = request_frame(REQUEST)
    assert [reader.feed(data[at : at + 1]) for at in range(len(data) - 1)] == [None] * (len(data) - 1)
    frame = reader.feed(data[-1:])
    assert frame is not None
    assert request_of(frame) == REQUEST
    frame = reader.feed(answer_frame(ANSWER, last=True))
    assert frame is not None
    assert (answer_of(frame), frame[0]["last"]) == (ANSWER, True)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff" * 8,
        b"\x00\x00\x00\x02\x00\x00\x00\x65{}",
        b"\x00\x00\x00\x02\x00\x00\x00\x00[]",
        b"\x00\x00\x00\x02\x00\x00\x00\x00{{",
    ],
)
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        Reader(100).feed(data)


@pytest.mark.parametrize("name", ["X\r\nSet-Cookie", "", "X:", "é"])
def test_an_answer_has_proper_headers(name: str) -> None:
    frame = Reader(100).feed(answer_frame(Answer(b"", "text/plain", headers=((name, "x"),))))
    assert frame is not None
    with pytest.raises(FrameError):
        answer_of(frame)


def test_a_worker_sees_the_end_of_its_connection() -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    assert receive(theirs, 10) is None
    theirs.close()


def test_clients_take_turns_and_pages_come_before_queries() -> None:
    async def order() -> list[str]:
        queue = Queue()

        def wait(name: str, *, heavy: bool = False, free: bool = True) -> Task:
            done = asyncio.get_running_loop().create_future()
            task = Task(Request(f"/{name}"), name[0], done, 0.0, heavy, free)
            queue.add(task)
            return task

        for name in ("a1", "a2", "a3", "b1"):
            wait(name)
        wait("h1", heavy=True)
        wait("p1", free=False)
        queue.remove(wait("a4"))
        assert (len(queue), queue.urgent) == (6, 5)
        found = []
        while (task := queue.next(heavy=False)) is not None:
            found.append(task.request.path[1:])
        assert (len(queue), queue.urgent) == (1, 0)
        last = queue.next(heavy=True)
        assert last is not None
        return [*found, last.request.path[1:]]

    with ThreadPoolExecutor(1) as apart:  # where no other test has left a loop running
        assert apart.submit(asyncio.run, order()).result() == ["p1", "a1", "b1", "a2", "a3", "h1"]


def test_a_request_that_had_to_be_ended_is_remembered() -> None:
    queue = Queue()
    queue.remember(REQUEST)
    assert queue.is_heavy(Request(REQUEST.path, REQUEST.query, "GET", {}, REQUEST.body))
    assert not queue.is_heavy(Request("/other"))


def kept(body: bytes, *vary: str, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Outcome:
    return Outcome(Answer(body, "text/plain", status, vary, headers), "answered")


def test_a_cache_holds_so_many_bytes_and_drops_what_was_not_asked_for() -> None:
    cache = Cache(100_000)
    for number in range(20):
        cache.keep(Request(f"/{number}"), kept(b"x" * 10_000))
        cache.find(Request("/0"))
    held = [number for number in range(20) if cache.find(Request(f"/{number}"))]
    assert 0 in held
    assert 19 in held
    assert 5 <= len(held) <= 9


@pytest.mark.parametrize(
    ("request_", "outcome"),
    [
        (Request("/a"), kept(b"x" * 20_000)),
        (Request("/a"), kept(b"x", status=503)),
        (Request("/a"), kept(b"x", headers=(("Cache-Control", "no-store"),))),
        (Request("/sparql", "query=SELECT+(now()+AS+%3Fn)+{}"), kept(b"x")),
        (Request("/sparql", "query=SELECT+%28RAND%28%29+AS+%3Fn%29+{}"), kept(b"x")),
        (Request("/sparql", body=b"x" * 10_000), kept(b"x")),
    ],
)
def test_what_would_be_another_time_something_else_is_not_kept(request_: Request, outcome: Outcome) -> None:
    cache = Cache(100_000)
    cache.keep(request_, outcome)
    assert cache.find(request_) is None


def test_what_depends_on_headers_is_found_by_them() -> None:
    cache = Cache(100_000)
    html, turtle = (Request("/a", headers={"accept": kind}) for kind in ("text/html", "text/turtle"))
    cache.keep(html, kept(b"html", "Accept"))
    assert cache.find(turtle) is None
    cache.keep(turtle, kept(b"turtle", "Accept", "Accept-Language"))
    found = cache.find(turtle)
    assert found is not None
    assert (found.answer.body, found.how) == (b"turtle", "cache")
    assert cache.find(html) is None


def test_a_client_has_its_connections_back_when_it_closes_them() -> None:
    clients = Clients(connections=2, rate=0)
    assert [clients.connect("a") for _ in range(3)] == [True, True, False]
    assert clients.connect("b")
    clients.leave("a")
    assert clients.connect("a")
    assert clients.delay("a") == 0


def test_one_client_fills_a_quarter_of_the_outbox_and_all_fill_it() -> None:
    outbox = Outbox(1000)
    assert outbox.has_room("a", 900)
    outbox.put("a", 200)
    assert not outbox.has_room("a", 100)
    assert outbox.has_room("b", 800)
    outbox.put("b", 700)
    assert not outbox.has_room("c", 200)
    outbox.take("a", 200)
    assert outbox.has_room("c", 200)


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip", True),
        ("GZIP ; q=0.1", True),
        ("*", True),
        ("gzip;q=0.000", False),
        ("*;q=0", False),
        ("br", False),
    ],
)
def test_gzip_is_sent_to_those_who_take_it(accepted: str, taken: bool) -> None:
    assert takes_gzip(accepted) is taken


def test_an_error_has_no_etag_and_what_has_one_keeps_it() -> None:
    assert finished(ANSWER, REQUEST, "r") == ANSWER
    own = Answer(b"", "text/plain", headers=(("ETag", '"own"'),))
    assert finished(own, REQUEST, "r") == own


def test_a_site_without_static_files_has_none(tmp_path: Path) -> None:
    assert Statics(tmp_path / "none").answer("/static/a.css", "", gzip=True) is None


def test_every_limit_is_an_option_that_is_documented_with_its_default() -> None:
    args = parser("serve").parse_args(["serve"])
    assert {name.removeprefix("limit_") for name in vars(args) if name.startswith("limit_")} == {
        one.name for one in fields(Limits)
    }
    assert limits_of(args) == Limits()
    text = (HERE.parent / "docs/serving.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(--[a-z-]+)` \| ([^|]+) \|", text, re.MULTILINE))
    command = Parser(prog="serve", description="", examples=())
    add_limits(command)
    help_ = re.sub(r"\s+", " ", command.format_help().partition("limits:")[2])
    told = re.findall(r" (--[a-z-]+) [A-Z]+ [^()]*(?:\([^()]*\) )?\(default: ([0-9.]+)\)", help_)
    assert len(told) == len(fields(Limits)) == len(rows)
    for flag, default in told:
        if flag not in ("--workers", "--max-memory"):
            assert rows[flag].split()[0] == default, flag


def test_limits_are_read_in_their_units() -> None:
    options = [
        "--max-memory",
        "64",
        "--max-body",
        "2",
        "--max-seconds",
        "0.5",
        "--cache",
        "0",
        "--client-rate",
        "1.5",
    ]
    limits = limits_of(parser("serve").parse_args(["serve", *options]))
    assert (limits.memory, limits.body, limits.seconds) == (64 * 2**20, 2048, 0.5)
    assert (limits.cache, limits.client_rate) == (0, 1.5)


@pytest.mark.parametrize(
    "option",
    [
        "--max-seconds=0",
        "--max-seconds=inf",
        "--max-seconds=nan",
        "--workers=1.5",
        "--workers=x",
        "--cache=-1",
    ],
)
def test_a_limit_that_is_none_is_refused(option: str) -> None:
    with pytest.raises(SystemExit):
        parser("serve").parse_args(["serve", option])
