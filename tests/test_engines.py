"""Profiles of servers: what follows from a query URL, and that the page about them says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine_servers import ROW_BY_ROW
from migkg.api import KnowledgeGraph
from migkg.arguments import ENGINE_NAMES
from migkg.engines import ENGINES, engine_named
from migkg.errors import EndpointError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("engine", "query", "store", "update"),
    [
        ("fuseki", "http://h:3030/ds/sparql", "http://h:3030/ds/data", "http://h:3030/ds/update"),
        ("fuseki", "http://h:3030/ds/query", "http://h:3030/ds/data", "http://h:3030/ds/update"),
        ("fuseki", "http://h:3030/ds", "http://h:3030/ds/data", "http://h:3030/ds/update"),
        ("fuseki", "https://h/x/ds/sparql", "https://h/x/ds/data", "https://h/x/ds/update"),
        ("oxigraph", "http://h:7878/query", "http://h:7878/store", "http://h:7878/update"),
        ("virtuoso", "http://h/sparql", "http://h/sparql-graph-crud-auth", "http://h/sparql-auth"),
        ("virtuoso", "http://h/sparql-auth", "http://h/sparql-graph-crud-auth", "http://h/sparql-auth"),
        ("qlever", "http://h:7001", "http://h:7001", "http://h:7001"),
        (
            "graphdb",
            "http://h/repositories/r",
            "http://h/repositories/r/rdf-graphs/service",
            "http://h/repositories/r/statements",
        ),
        (
            "rdf4j",
            "http://h/s/repositories/r",
            "http://h/s/repositories/r/rdf-graphs/service",
            "http://h/s/repositories/r/statements",
        ),
        ("stardog", "http://h:5820/db/query", "http://h:5820/db", "http://h:5820/db/update"),
        ("neptune", "https://h:8182/sparql", "https://h:8182/sparql/gsp/", "https://h:8182/sparql"),
    ],
)
def test_what_follows_from_a_query_url(engine: str, query: str, store: str, update: str) -> None:
    profile = ENGINES[engine]
    assert (profile.store_url(query), profile.update_url(query)) == (store, update)
    assert profile.graph_url(store, "x:a&b").startswith(f"{store}?graph=x%3Aa%26b")


def test_every_engine_but_the_generic_is_tried_above() -> None:
    (mark,) = test_what_follows_from_a_query_url.pytestmark  # type: ignore[attr-defined]
    assert {row[0] for row in mark.args[1]} == set(ENGINES) - {"generic"}


@pytest.mark.parametrize("engine", ["generic", "oxigraph", "virtuoso", "graphdb", "stardog", "neptune"])
def test_an_address_from_which_nothing_follows(engine: str) -> None:
    with pytest.raises(EndpointError, match="Name its kind"):
        ENGINES[engine].store_url("http://127.0.0.1/elsewhere/data")


def test_an_engine_that_nobody_knows() -> None:
    with pytest.raises(UsageError, match=r"No engine 'fusseki' is known\. Known: generic, fuseki"):
        engine_named("fusseki")
    with pytest.raises(UsageError, match="No engine"):
        KnowledgeGraph.connect("http://127.0.0.1:1/", engine="fusseki")


def test_the_command_line_knows_the_same_engines() -> None:
    assert tuple(ENGINES) == ENGINE_NAMES


def rows(page: str, heading: str) -> list[list[str]]:
    part = page.split(f"\n## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    found = [line.strip("|").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in found][1:]


def test_the_page_tells_what_the_profiles_know(root: Path) -> None:
    page = (root / "docs" / "engines.md").read_text(encoding="utf-8")
    union = {True: "the union", False: "apart", None: "found out"}
    assert rows(page, "Kinds of server") == [
        [
            f"`{engine.name}`",
            f"[{engine.title}]({engine.docs})",
            "yes" if engine.was_run else "not run here",
            union[engine.union],
            engine.auth,
        ]
        for engine in ENGINES.values()
    ]
    for engine in ENGINES.values():
        assert (
            f"**{engine.title[0].upper()}{engine.title[1:]}.**\n{engine.note.replace('. ', '.' + chr(10))}\n"
            in page
        )
        assert not engine.start or f"`{engine.start}`" in page


def test_the_settings_that_the_page_asks_for_are_those_that_are_run() -> None:
    note = ENGINES["virtuoso"].note
    assert [setting for setting in ROW_BY_ROW if f"`{setting}`" in note] == [*ROW_BY_ROW]
