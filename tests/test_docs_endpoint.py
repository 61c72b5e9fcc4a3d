"""What docs/endpoint.md promises about sizes, forms and errors is what the endpoint does."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

from migkg import KnowledgeGraph
from migkg.project import Project
from migkg.sources import LocalSource
from migkg.web import site
from migkg.web.dataset import Dataset, Release
from migkg.web.exchange import Request
from migkg.web.forms import GRAPHS, ROWS
from migkg.web.guard import LIMITS

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "endpoint.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_the_sizes_are_those_of_the_guard() -> None:
    told = re.findall(r"^\| [^|]+ \| ([0-9,]+) \|$", section("How large a query may be"), re.MULTILINE)
    assert [int(size.replace(",", "")) for size in told] == list(dataclasses.asdict(LIMITS).values())


def test_every_form_is_told() -> None:
    told = set(re.findall(r"`((?:application|text)/[^`]+)`", section("Choose the form")))
    assert told == {*ROWS, *GRAPHS}


def test_the_error_is_the_one_that_comes() -> None:
    shown = json.loads(section("What is wrong").split("```json\n")[1].split("```")[0])
    query = "SELECT ?x\nWHERE { ?x ?y ?z\n  FILTER(?x = )\n}"
    store = ox.Store()
    graph = KnowledgeGraph(Project(Path(), ()), LocalSource(store))
    dataset = Dataset(graph, store, union=True, release=Release.of(Project(Path(), ())))
    answer = site.respond(dataset, Request("/sparql", urlencode({"query": query})))
    assert json.loads(answer.body) == shown
