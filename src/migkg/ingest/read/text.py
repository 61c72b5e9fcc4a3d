"""Plain text and Markdown, both read the same way.

What is called Markdown is often a damaged rendering of a printed page, and what is called plain text often
has remains of Markdown.
"""

from __future__ import annotations

import re
from typing import Final

from migkg.ingest.blocks import Reading
from migkg.ingest.read.assemble import assembled
from migkg.ingest.read.language import language_of
from migkg.ingest.read.lines import Line, lines_of

__all__ = ["read_markdown", "read_text"]

_UNDERLINE: Final = re.compile(r"\s{0,3}(=+|-{2,}|\*{3,}|_{3,})\s*$")
_LONGEST: Final = 200
_FENCE: Final = re.compile(r"\s{0,3}(?:```|~~~)")
_FIELD: Final = re.compile(r"([A-Za-z][\w-]{0,40}):\s+(.{1,1000})$")


def read_text(name: str, text: str) -> Reading:
    """The blocks of a plain text."""
    return _read(name, "text/plain", text)


def read_markdown(name: str, text: str) -> Reading:
    """The blocks of a Markdown text; what its front matter says becomes properties."""
    return _read(name, "text/markdown", text)


def _read(name: str, media_type: str, text: str) -> Reading:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    properties: dict[str, str] = {}
    lines = lines_of(text)
    if media_type == "text/markdown":
        properties, lines = _front_matter(lines)
    lines = _without_rules(lines)
    blocks = assembled(lines, text)
    properties["language"] = language_of(block.text for block in blocks)
    return Reading(name, media_type, text, blocks, properties=properties)


def _front_matter(lines: list[Line]) -> tuple[dict[str, str], list[Line]]:
    if not lines or lines[0].text != "---" or lines[0].number != 1:
        return {}, lines
    for number, line in enumerate(lines[1:60], start=1):
        if line.text == "---":
            found = (_FIELD.match(other.text) for other in lines[1:number])
            return {field[1].lower(): field[2].strip("\"' ") for field in found if field}, lines[number + 1 :]
    return {}, lines


def _without_rules(lines: list[Line]) -> list[Line]:
    """The lines without rules, fences, and what underlines a heading, which gets its level by that."""
    kept: list[Line] = []
    gap = 0
    for line in lines:
        if found := _UNDERLINE.match(line.text):
            above = kept[-1] if kept and not line.gap else None
            if (
                above is not None
                and found[1][0] in "=-"
                and len(above.text) < _LONGEST
                and "\t" not in above.text
                and not above.level
            ):
                above.level = 1 if found[1][0] == "=" else 2
            gap = 1
        elif _FENCE.match(line.text):
            gap = 1
        else:
            line.gap, gap = max(line.gap, gap), 0
            kept.append(line)
    return kept
