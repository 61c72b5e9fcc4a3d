"""One question to two real servers: our graph in one, the Sustainable Development Goals in the other."""

from __future__ import annotations

import csv
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine_servers import arguments
from migkg.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine_servers import Server

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "sdg-texts"
PARTS = ("data/sdg/sdg.ttl", "data/reference/sdg.ttl")


@pytest.fixture(scope="session")
def goals(start: Callable[..., Server]) -> str:
    """A second endpoint, which holds the goals and nothing else."""
    server = start("oxigraph")
    for part in PARTS:
        body = (ROOT / part).read_bytes()
        request = urllib.request.Request(
            f"{server.store}?graph=urn:{part}", body, {"Content-Type": "text/turtle"}, method="PUT"
        )
        urllib.request.urlopen(request, timeout=10).close()
    return server.query


def rows(capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, str]]:
    assert main(["query", QUESTION, *options, "--format", "csv"]) == 0
    return list(csv.DictReader(capsys.readouterr().out.splitlines()))


def test_the_embedded_engine_asks_the_second_endpoint(goals: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, f"service={goals}")
    assert "10.7" in {row["sdg"] for row in found}
    assert all(row["title"] and row["passage"] for row in found)


def test_a_server_asks_the_second_endpoint(
    goals: str, loaded: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    if loaded.engine == "virtuoso":
        pytest.skip("Virtuoso permits SERVICE only to users who are granted it")
    expected = rows(capsys, f"service={goals}")
    assert rows(capsys, f"service={goals}", *arguments(loaded)) == expected


@pytest.mark.parametrize("given", [(), ("service=ftp://127.0.0.1/",), ("service=http://127.0.0.1/> {} #",)])
def test_without_an_http_address_nothing_is_asked(
    given: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["query", QUESTION, *given]) == 2
    assert "service=http://" in capsys.readouterr().err


def test_a_second_endpoint_that_is_not_there_is_an_error_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = time.monotonic()
    assert main(["query", QUESTION, "service=http://127.0.0.1:1024/query"]) == 2
    assert time.monotonic() - before < 30
    assert "cannot be evaluated" in capsys.readouterr().err
