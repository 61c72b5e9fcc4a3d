"""What the styles of a DOCX file say of a paragraph, and the list numbers that Word would print before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.read.characters import mended
from migkg.ingest.read.ordinals import ordinal

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Numbering", "Styles", "W", "value"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HEADING: Final = re.compile(r"(?:heading|titre|título|überschrift)\s*([1-9])", re.IGNORECASE)
_PLACE: Final = re.compile(r"%([1-9])")
_DIGITS: Final = 7
_BODY: Final = 9
"""The level that says that a paragraph is no heading."""
_DEEPEST: Final = 20
"""No chain of styles is longer; a longer one is a circle."""


def value(parent: Element, name: str) -> str:
    """The value of a property; empty if it is not set."""
    child = parent.find(f"{W}{name}")
    return child.get(f"{W}val", "") if child is not None else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else None


class Styles:
    """The paragraph styles of a document, each with those that it is based on."""

    def __init__(self, part: Element | None) -> None:
        styles = [] if part is None else part.findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in styles}

    def of(self, paragraph: Element) -> list[Element]:
        """The style of a paragraph, and those below it."""
        properties = paragraph.find(f"{W}pPr")
        name = value(properties, "pStyle") if properties is not None else ""
        chain: list[Element] = []
        while name in self._styles and len(chain) < _DEEPEST:
            chain.append(self._styles[name])
            name = value(chain[-1], "basedOn")
        return chain

    def level(self, paragraph: Element, styles: list[Element]) -> int:
        """How deep a heading a paragraph is, from 1; 0 if it is none."""
        for holder in [paragraph, *styles]:
            properties = holder.find(f"{W}pPr")
            level = _number(value(properties, "outlineLvl")) if properties is not None else None
            if level is not None:
                return level + 1 if level < _BODY else 0
        for style in styles:
            name = value(style, "name")
            if found := _HEADING.match(name):
                return int(found[1])
            if name.lower() == "title":
                return 1
        return 0

    def list_of(self, paragraph: Element, styles: list[Element]) -> tuple[str, int]:
        """The list that a paragraph belongs to, and how deep in it, from 0; no list has an empty name."""
        depth: int | None = None
        for holder in [paragraph, *styles]:
            properties = holder.find(f"{W}pPr")
            found = properties.find(f"{W}numPr") if properties is not None else None
            if found is None:
                continue
            depth = _number(value(found, "ilvl")) if depth is None else depth
            if name := value(found, "numId"):
                return ("", 0) if name == "0" else (name, min(depth or 0, 8))
        return "", 0


class _Level:
    """How the items of a list are marked that are so deep in it."""

    def __init__(self, element: Element) -> None:
        self.start = _number(value(element, "start"))
        self.style = value(element, "numFmt") or "decimal"
        self.text = value(element, "lvlText")


class Numbering:
    """Counts the items of lists as Word does."""

    def __init__(self, part: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        for abstract in [] if part is None else part.findall(f"{W}abstractNum"):
            self._levels[abstract.get(f"{W}abstractNumId", "")] = {
                _number(level.get(f"{W}ilvl", "")) or 0: _Level(level)
                for level in abstract.findall(f"{W}lvl")
            }
        for one in [] if part is None else part.findall(f"{W}num"):
            starts = {
                _number(override.get(f"{W}ilvl", "")) or 0: start
                for override in one.findall(f"{W}lvlOverride")
                if (start := _number(value(override, "startOverride"))) is not None
            }
            self._lists[one.get(f"{W}numId", "")] = (value(one, "abstractNumId"), starts)

    def next(self, name: str, depth: int) -> tuple[str, int]:
        """The marker of the next item of a list, and how deep it is, from 1; empty if there is no list."""
        if name not in self._lists:
            return "", 0
        abstract, starts = self._lists[name]
        levels = self._levels.get(abstract, {})
        level = levels.get(depth)
        if level is None:
            return "", 0
        counts = self._counts.setdefault(abstract, {})
        if name not in self._begun:
            self._begun.add(name)
            for deep in starts:
                counts.pop(deep, None)
        first = starts.get(depth, 1 if level.start is None else level.start)
        counts[depth] = counts[depth] + 1 if depth in counts else first
        for deeper in [deep for deep in counts if deep > depth]:
            del counts[deeper]
        if level.style == "bullet":
            return mended(level.text)[:2].strip() or "•", depth + 1
        if level.style == "none":
            return "", 0
        return _PLACE.sub(lambda place: self._place(int(place[1]) - 1, levels, counts), level.text), depth + 1

    @staticmethod
    def _place(depth: int, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        level = levels.get(depth)
        if level is None:
            return ""
        return ordinal(counts.get(depth, 1 if level.start is None else level.start), level.style)
