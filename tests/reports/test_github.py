"""Annotations: what GitHub's runner reads back out of each line is what was meant."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest

from migkg.reports import render

if TYPE_CHECKING:
    from migkg.findings import Report

COMMAND = re.compile(r"::(?P<name>\w+) (?P<properties>[^:]*)::(?P<message>.*)")


class Annotation(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def unescaped(text: str, escapes: str) -> str:
    for character in escapes:
        text = text.replace(f"%{ord(character):02X}", character)
    return text.replace("%25", "%")


def read(line: str) -> Annotation:
    """What the runner makes of a line: up to the next `::` properties, with commas between them."""
    match = COMMAND.fullmatch(line)
    assert match, line[:300]
    pairs = [pair.partition("=") for pair in match["properties"].split(",")]
    properties = {key: unescaped(value, "\r\n:,") for key, _, value in pairs}
    return Annotation(match["name"], properties, unescaped(match["message"], "\r\n"))


def annotations(report: Report) -> list[Annotation]:
    return [read(line) for line in render(report, "github").decode().split("\n") if line.startswith("::")]


def test_an_annotation_has_place_title_and_message(report: Report) -> None:
    first = annotations(report)[0]
    assert first == Annotation(
        "error",
        {
            "file": "data/a.ttl",
            "line": "12",
            "col": "5",
            "title": "A linkage ends at one objective [shape/linkage/to]",
        },
        "Give the linkage exactly one mig:linkTo.\n"
        "<claim/p/para-16/12c-serves-22> (Point 12(c) serves objective 22): mig:linkTo\n"
        "https://example.org/shapes#linkage-to",
    )


def test_the_most_severe_come_first_since_only_ten_are_shown(report: Report) -> None:
    found = annotations(replace(report, findings=report.findings[::-1]))
    assert [one.name for one in found] == ["error", "error", "error", "warning", "notice"]
    assert "line" not in found[-1].properties
    assert "col" not in found[-1].properties


def test_the_last_line_sums_up(report: Report) -> None:
    lines = render(report, "github").decode().splitlines()
    assert lines[-1] == "3 files checked: 3 violations, 1 warning, 1 hint; 1 known."
    many = replace(report, findings=report.findings * 4)
    assert render(many, "github").decode().splitlines()[-2:] == [
        "GitHub shows the first 10 of each kind; this log has all 20.",
        "3 files checked: 12 violations, 4 warnings, 4 hints; 1 known.",
    ]


def test_known_findings_are_not_annotated(report: Report) -> None:
    assert "A linkage starts at a point" not in render(report, "github").decode()


def test_hostile_texts_stay_texts(hostile: Report) -> None:
    lines = render(hostile, "github").decode().split("\n")
    found = annotations(hostile)
    assert len(found) == len(hostile.findings)
    assert len([line for line in lines if line]) == len(found) + 1
    assert {one.name for one in found} == {"error", "warning", "notice"}
    assert all(set(one.properties) <= {"file", "line", "col", "title"} for one in found)
    told = next(one for one in found if one.properties.get("file", "").endswith("weg.ttl"))
    assert told.properties["file"] == "/elsewhere/100% öder:weg.ttl"
    assert "\n::error::no\n" in told.message
    assert "%0A%25 a:b,c ]]>" in told.message


@pytest.mark.parametrize("character", ["%", ":", ",", "\n", "\r\n", "::"])
def test_special_characters_survive(report: Report, character: str) -> None:
    one = replace(report.findings[0], message=f"a{character}b", name=f"a{character}b")
    found = annotations(replace(report, findings=(one,)))[0]
    shown = character.replace("\r", "")
    assert found.message.startswith(f"a{shown}b\n")
    assert found.properties["title"] == f"a{shown}b [shape/linkage/to]"
