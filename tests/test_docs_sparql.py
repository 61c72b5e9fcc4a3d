"""The worked examples of docs/sparql.md give the answers that the page shows.

Run as a program, this file writes the answers into the page anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migkg import graph
from migkg.project import Project
from migkg.sources import LocalSource

PAGE = Path(__file__).resolve().parent.parent / "docs" / "sparql.md"
EXAMPLE = re.compile(
    r"^### (?P<title>[^\n]+)\n.*?^```sparql\n(?P<query>.*?)^```\n\n(?P<table>(?:\|[^\n]*\n)+)",
    re.MULTILINE | re.DOTALL,
)
EXAMPLES = list(EXAMPLE.finditer(PAGE.read_text(encoding="utf-8")))


def answer(source: LocalSource, example: re.Match[str]) -> str:
    return source.select(example["query"]).to_markdown()


def refreshed(source: LocalSource) -> str:
    """The page with the answers of now."""

    def replace(example: re.Match[str]) -> str:
        return example[0].removesuffix(example["table"]) + answer(source, example)

    return EXAMPLE.sub(replace, PAGE.read_text(encoding="utf-8"))


def test_there_are_ten_examples_and_no_query_goes_untested() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [example["title"].split(".")[0] for example in EXAMPLES] == [
        str(number) for number in range(1, 11)
    ]
    assert page.count("```sparql\n") == len(EXAMPLES)
    assert all(example["title"].endswith("?") for example in EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["title"].split(".")[0])
def test_the_page_shows_what_the_query_answers(example: re.Match[str], source: LocalSource) -> None:
    shown = example["table"]
    assert len(shown.splitlines()) > 3, "an example with fewer than two rows shows nothing"
    assert answer(source, example) == shown


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["title"].split(".")[0])
def test_rdflib_gives_the_same_answer(example: re.Match[str], project: Project) -> None:
    rows = list(graph.rdflib_graph(project).query(example["query"]))
    cells = [["" if term is None else str(term) for term in row] for row in rows]
    shown = [line.strip("|\n").split("|") for line in example["table"].splitlines()[2:]]
    assert cells == [[cell.strip().replace("\\", "") for cell in row] for row in shown]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["title"].split(".")[0])
def test_examples_keep_the_habits_that_the_page_teaches(example: re.Match[str]) -> None:
    assert example["query"].rstrip().splitlines()[-1].startswith("ORDER BY ")
    assert "EXISTS" not in example["query"]


if __name__ == "__main__":
    PAGE.write_text(refreshed(LocalSource(graph.load(Project.packaged()))), encoding="utf-8")
