"""Lettered parts that run on within a numbered paragraph become passages of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.ingest.blocks import Mark
from migkg.ingest.outline.nodes import Node

if TYPE_CHECKING:
    from migkg.ingest.outline.nodes import Draft

__all__ = ["part"]

_LETTER = re.compile(r"(?P<before>[:;,])\s+(?:(?:and|or|et|ou|y|o)\s+)?\((?P<label>[a-z])\)\s+")


def _parts(text: str) -> list[re.Match[str]]:
    """The letters (a), (b), … that a colon announces and semicolons part; none if there is only one."""
    found: list[re.Match[str]] = []
    for match in _LETTER.finditer(text):
        expected = chr(ord("a") + len(found))
        if match["label"] == expected and match["before"] == (":" if not found else match["before"]):
            if found and match["before"] == ":":
                return []
            found.append(match)
    return found if len(found) > 1 else []


def part(draft: Draft) -> None:
    """Give the lettered parts that run on within numbered paragraphs nodes of their own."""
    parents = {id(node.parent) for node in draft.nodes if node.kind == "Paragraph"}
    nodes: list[Node] = []
    for node in draft.nodes:
        nodes.append(node)
        if node.kind != "Paragraph" or "para/" not in node.path or id(node) in parents:
            continue
        if node.parent is not None and node.parent.kind == "Paragraph":
            continue
        found = _parts(node.text)
        text, marks = node.text, node.marks
        for match, following in zip(found, [*found[1:], None], strict=False):
            end = following.start() + 1 if following is not None else len(text)
            begin, label = match.end(), match["label"]
            nodes.append(
                Node(
                    "Paragraph",
                    draft.free(f"{node.path}/{label}"),
                    f"{node.notation}({label})",
                    node,
                    node.line,
                    node.page,
                    node.start,
                    node.end,
                    text=text[begin:end],
                    marks=tuple(Mark(m.at - begin, m.label) for m in marks if begin <= m.at <= end),
                )
            )
        if found:
            node.text = text[: found[0].start() + 1]
            node.marks = tuple(mark for mark in marks if mark.at <= found[0].start() + 1)
    draft.nodes[:] = nodes
