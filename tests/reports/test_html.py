"""The HTML form: well-formed, of one piece, readable by headings and tables, and nothing in it runs."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from migkg.reports import render

if TYPE_CHECKING:
    from migkg.findings import Report

VOID = {"meta", "br"}


class Page(HTMLParser):
    """A page with its elements counted, its links and ids gathered; elements must be closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.headings: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def values(self, name: str) -> list[str]:
        return [value for _, key, value in self.attributes if key == name]


def page_of(report: Report, fail_on: str = "violation") -> Page:
    return Page(render(report, "html", fail_on=fail_on).decode())


@pytest.mark.parametrize("which", ["report", "hostile", "nothing"])
def test_it_is_well_formed_and_of_one_piece(which: str, request: pytest.FixtureRequest) -> None:
    content = render(request.getfixturevalue(which), "html").decode()
    page = Page(content)
    assert content.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert not set(page.elements) & {"script", "link", "img", "iframe", "object", "form"}
    assert not re.search(r"url\(|@import|\bon\w+=", content.split("</style>")[0])
    assert all(re.match("https?://|#", address) for address in page.values("href"))
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("src", "style")]
    assert not set(content) & set("\x00\x07\x1b\ufffe\uffff")


@pytest.mark.parametrize("which", ["report", "hostile", "nothing"])
def test_it_can_be_read_by_headings_and_tables(which: str, request: pytest.FixtureRequest) -> None:
    page = page_of(request.getfixturevalue(which))
    levels = [int(heading[1]) for heading in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.elements["caption"] == page.elements["table"] == page.elements["thead"]
    assert (
        len([1 for tag, name, _ in page.attributes if (tag, name) == ("th", "scope")]) == page.elements["th"]
    )
    ids = page.values("id")
    assert len(set(ids)) == len(ids)
    assert {address[1:] for address in page.values("href") if address.startswith("#")} <= set(ids)


def test_each_finding_is_told_once_and_listed_once(report: Report) -> None:
    page = page_of(report)
    assert [name for name in page.values("id") if name.startswith("finding-")] == [
        f"finding-{number}" for number in range(1, 7)
    ]
    assert sorted(name for name in page.values("href") if name.startswith("#finding-")) == [
        f"#finding-{number}" for number in range(1, 6)
    ]
    for text in (
        "Point 12(c) serves objective 22",
        "claim/p/para-16/12c-serves-22",
        "mig:linkTo",
        '"20l9"^^xsd:gYear',
        "Give the linkage exactly one mig:linkTo.",
        "Quote what bears the claim.",
        "What a linkage ends at is *one* objective.",
        "data/a.ttl:12:5",
        "A linkage starts at a point",
    ):
        assert text in page.text
    assert "https://example.org/shapes#linkage-to" in page.values("href")
    assert "https://w3id.org/migkg/shape/file/syntax" in page.values("href")


def test_the_counts_stand_at_the_top(report: Report) -> None:
    top = page_of(report).text.split("By file")[0]
    for count in ("3 Violations", "1 Warning", "1 Hint", "1 Known", "3 Files checked", "7 Rules applied"):
        assert count in top


@pytest.mark.parametrize(
    ("first", "fail_on", "verdict"),
    [
        (0, "violation", "Failed: 3 files checked"),
        (2, "violation", "Failed"),
        (4, "violation", "Passed, with findings to look at"),
        (4, "info", "Failed"),
        (5, "info", "Passed: 3 files checked: nothing new; 1 known."),
    ],
)
def test_the_verdict(report: Report, first: int, fail_on: str, verdict: str) -> None:
    assert verdict in page_of(replace(report, findings=report.findings[first:]), fail_on).text
