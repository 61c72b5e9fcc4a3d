"""How the server begins and ends, and that nothing is left of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from web_server import HOST, descendants, environment, is_alive, read_all, running, status_of, until

if TYPE_CHECKING:
    from pathlib import Path

SLEEP = b"GET /sleep?seconds=%s HTTP/1.1\r\nHost: a\r\n\r\n"


def fail(*options: str) -> str:
    """What `migkg serve` says that cannot begin."""
    command = [sys.executable, "-m", "migkg", "serve", *options]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_port_that_is_taken_is_told_with_a_remedy() -> None:
    with socket.create_server((HOST, 0)) as taken:
        said = fail("--port", str(taken.getsockname()[1]))
    assert "is taken" in said
    assert "--port 0" in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--host", "192.0.2.1"), "no address 192.0.2.1"),
        (("--host", "no.such.host.invalid"), "no address no.such.host.invalid"),
        (("--port", "65536"), "is no port"),
        (("--port", "0", "--data", "nowhere.ttl"), "nowhere.ttl: no such file"),
        (("--max-seconds", "0"), "Write 20, say."),
        (("--workers", "-1"), "Write 20, say."),
        (("--port", "0", "--log", "/nowhere/access.log"), "/nowhere/access.log: cannot be written"),
    ],
)
def test_what_cannot_be_is_told_before_anything_begins(options: tuple[str, ...], words: str) -> None:
    assert words in fail(*options)


def test_a_file_with_an_error_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<a> <b> <c> .\n<a> <b> .\n", encoding="utf-8")
    assert "bad.ttl:2:" in fail("--port", "0", "--data", str(tmp_path / "bad.ttl"))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_requests_under_way_are_answered_before_the_end(sign: signal.Signals) -> None:
    with running() as server:
        started = server.processes()
        with server.connect() as busy, server.connect() as idle:
            busy.sendall(SLEEP % b"1.5")
            server.await_health(busy=1)
            server.process.send_signal(sign)
            assert read_all(idle) == b""
            said = read_all(busy)
        assert status_of(said) == 200
        assert b"connection: close" in said
        assert server.process.wait(10) == 0
        until(lambda: not any(is_alive(pid) for pid in started))


def test_nobody_is_taken_in_after_the_signal() -> None:
    with running() as server, server.connect() as busy:
        busy.sendall(SLEEP % b"1.5")
        server.await_health(busy=1)
        server.process.terminate()

        def is_refused() -> bool:
            try:
                server.connect(1).close()
            except OSError:
                return True
            return False

        until(is_refused, 1.2)
        assert status_of(read_all(busy)) == 200


def test_what_would_take_too_long_is_told_so_at_the_end() -> None:
    with running("--stop-timeout=1", "--max-seconds=60") as server, server.connect() as busy:
        busy.sendall(SLEEP % b"50")
        server.await_health(busy=1)
        server.process.terminate()
        began = time.monotonic()
        said = read_all(busy)
        assert status_of(said) == 503
        assert b"about to stop" in said
        assert server.process.wait(10) == 0
        assert time.monotonic() - began < 6


def test_a_second_signal_ends_at_once() -> None:
    with running("--max-seconds=60", "--stop-timeout=50") as server, server.connect() as busy:
        started = server.processes()
        busy.sendall(SLEEP % b"50")
        server.await_health(busy=1)
        server.process.terminate()
        time.sleep(1.5)
        server.process.terminate()
        server.process.wait(8)
        until(lambda: not any(is_alive(pid) for pid in started))


@pytest.mark.parametrize("processes", [1, 2])
def test_nothing_outlives_a_server_that_is_killed(processes: int) -> None:
    with running("--max-seconds=60", f"--processes={processes}") as server:
        held = [server.connect() for _ in range(2)]
        for connection in held:
            connection.sendall(b"GET /spin HTTP/1.1\r\nHost: a\r\n\r\n")
        until(lambda: len(server.processes()) >= 3 + processes)
        started = server.processes()
        server.process.kill()
        until(lambda: not any(is_alive(pid) for pid in started), 5)
        for connection in held:
            connection.close()


def test_without_the_process_that_makes_workers_the_server_ends() -> None:
    with running() as server:
        until(lambda: any(map(descendants, descendants(server.process.pid))))
        (zygote,) = [pid for pid in descendants(server.process.pid) if descendants(pid)]
        os.kill(zygote, signal.SIGKILL)
        assert server.process.wait(10) == 2
        assert server.process.stderr is not None
        assert b"has ended" in server.process.stderr.read()


def test_several_processes_share_a_port_and_are_replaced() -> None:
    with running("--processes=2") as server:

        def servers() -> set[int]:
            return {
                pid
                for pid in descendants(server.process.pid)
                if b"zygote" not in open(f"/proc/{pid}/cmdline", "rb").read()  # noqa: PTH123
            }

        until(lambda: len(servers()) == 2)
        with ThreadPoolExecutor(8) as clients:
            asked = [clients.submit(server.get, f"/pid?{number}") for number in range(60)]
            assert {one.result(20).status for one in asked} == {200}
        victim = min(servers())
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(servers()) == 2 and victim not in servers())
        assert [server.get("/pid").status for _ in range(10)] == [200] * 10
        server.process.terminate()
        assert server.process.wait(10) == 0


def test_a_log_that_nobody_reads_stops_nobody() -> None:
    with running("--log=-", is_read=False) as server:
        ten = b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n" * 9 + b"GET /pid HTTP/1.0\r\n\r\n"
        said = [server.say(ten) for _ in range(70)]  # more lines than a pipe holds
        assert all(one.count(b"HTTP/1.1 ") == 10 for one in said)
        assert server.get("/pid").status == 200
