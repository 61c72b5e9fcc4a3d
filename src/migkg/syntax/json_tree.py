"""JSON read strictly, with the place of each value: no comments, no NaN, no lone surrogate, any nesting."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Final

from migkg.syntax.problems import Lines, Problem, shown

__all__ = ["DEEPEST", "JsonError", "Member", "Node", "parse_json"]

DEEPEST: Final = 1000
"""Values nested deeper than this are refused: reading them costs more than in proportion."""

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_STRING: Final = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+"')
_STRING_START: Final = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\w.+-])")
_WORD: Final = re.compile(r"(?:true|false|null)(?![\w])")
_RUN: Final = re.compile(r"[^\s,:\[\]{}\"]+|.", re.DOTALL)
_BRACKET: Final = re.compile(r'[\[\]{}]|"(?:[^"\\\r\n]++|\\.)*+"')
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_OPENER: Final = {"object": "{", "array": "["}
_CLOSER: Final = {"object": "}", "array": "]"}


class JsonError(ValueError):
    """A text is no JSON; `problem` says why, and where."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


@dataclass(slots=True)
class Node:
    """A value: `object`, `array`, `string`, `number` or `word`, and where it starts and ends."""

    kind: str
    start: int
    end: int = -1
    text: str = ""
    members: list[Member] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Member:
    """A key of an object, where it starts, and its value."""

    key: str
    start: int
    value: Node


class _Reader:
    def __init__(self, text: str, lines: Lines) -> None:
        self.text = text
        self._lines = lines
        self._position = 0
        self._open: list[Node] = []
        self._key: tuple[str, int] | None = None

    def read(self) -> Node:
        root = self._value()
        while self._open:
            self._step()
        if self._peek():
            self._fail(
                self._position, "Something follows the end of the JSON.", "One value holds everything."
            )
        return root

    def _fail(self, offset: int, message: str, remedy: str = "") -> None:
        raise JsonError(self._lines.problem(offset, message, remedy))

    def _peek(self) -> str:
        space = _SPACE.match(self.text, self._position)
        self._position = space.end() if space else self._position
        return self.text[self._position : self._position + 1]

    # --- structure -----------------------------------------------------------------------------

    def _step(self) -> None:
        """Read the next member or item of the innermost open value, or close it."""
        node = self._open[-1]
        character = self._peek()
        empty = not (node.members or node.items)
        if character == _CLOSER[node.kind]:
            self._close()
            return
        if not empty:
            self._comma(node, character)
        if node.kind == "object":
            self._member()
        else:
            self._value()

    def _close(self) -> None:
        self._position += 1
        self._open.pop().end = self._position

    def _comma(self, node: Node, character: str) -> None:
        last = node.items[-1] if node.kind == "array" else node.members[-1].value
        if character != ",":
            self._wrong_end(node, character)
            found = shown(self._run())
            where = self._lines.place(self._position)[0]
            self._fail(
                last.end, f"A comma or {_CLOSER[node.kind]} is missing here, before {found} in line {where}."
            )
        comma = self._position
        self._position += 1
        if self._peek() == _CLOSER[node.kind]:
            self._fail(comma, f"A comma stands before {_CLOSER[node.kind]}.", "Leave it out.")

    def _wrong_end(self, node: Node, character: str) -> None:
        opener = _OPENER[node.kind]
        if not character and (said := self.text.rstrip())[-1:] in {",", ":"}:
            self._fail(
                len(said), "The file breaks off here.", "Write what is missing, and close what is open."
            )
        if not character:
            self._fail(node.start, f"{opener} is opened here and never closed.", f"Put {_CLOSER[node.kind]}.")
        if character in "]}":
            line = self._lines.place(self._position)[0]
            opened = self._lines.place(node.start)[0]
            if self._fits(skip=True) > self._fits(skip=False):
                message = f"{character} closes nothing here; {opener} of line {opened} is open."
                self._fail(self._position, message, f"Leave it out, or write {_CLOSER[node.kind]}.")
            message = f"{opener} is opened here and not closed before {character} in line {line}."
            self._fail(node.start, message, f"Put {_CLOSER[node.kind]}.")

    def _fits(self, *, skip: bool) -> int:
        """How far the brackets fit from here on, if this one is skipped; or if the innermost is closed."""
        expected = [_CLOSER[node.kind] for node in self._open]
        start = self._position + 1
        if not skip:
            expected.pop()
            start = self._position
        for found in _BRACKET.finditer(self.text, start):
            if found[0] in "{[":
                expected.append("}" if found[0] == "{" else "]")
            elif found[0] in "]}" and (not expected or expected.pop() != found[0]):
                return found.start()
        return len(self.text) + (not expected)

    def _member(self) -> None:
        character = self._peek()
        start = self._position
        if character != '"':
            self._wrong_end(self._open[-1], character)
            self._fail(
                start, f"{shown(self._run())} stands where a key should.", 'Write keys in "double quotes".'
            )
        key = self._string()
        if self._peek() != ":":
            self._fail(self._position, f'A colon is missing after "{shown(key)}".', 'Write "key": value.')
        self._position += 1
        self._key = key, start
        self._value()

    def _value(self) -> Node:
        character = self._peek()
        node = Node("", self._position)
        self._attach(node)
        if character and character in "{[":
            node.kind = "object" if character == "{" else "array"
            self._position += 1
            self._open.append(node)
            if len(self._open) > DEEPEST:
                self._fail(
                    node.start, f"Values are nested more than {DEEPEST} deep.", "Give inner things an @id."
                )
        elif character == '"':
            node.kind, node.text = "string", self._string()
            node.end = self._position
        else:
            self._scalar(node, character)
        return node

    def _attach(self, node: Node) -> None:
        if not self._open:
            return
        outer = self._open[-1]
        if outer.kind == "array":
            outer.items.append(node)
        elif self._key:
            outer.members.append(Member(*self._key, node))

    # --- scalars -------------------------------------------------------------------------------

    def _scalar(self, node: Node, character: str) -> None:
        for kind, pattern in (("number", _NUMBER), ("word", _WORD)):
            if found := pattern.match(self.text, self._position):
                node.kind, node.text, node.end = kind, found[0], found.end()
                self._position = found.end()
                return
        if not character and not self._open:
            self._fail(self._position, "The file is empty.", "Write at least {}.")
        if self._open:
            self._wrong_end(self._open[-1], character)
        what = shown(self._run())
        remedy = (
            "JSON has no comments."
            if what[:1] in "/#"
            else 'Write texts in "double quotes", numbers plainly.'
        )
        self._fail(self._position, f"{what} stands where a value should.", remedy)

    def _run(self) -> str:
        found = _RUN.match(self.text, self._position)
        return found[0] if found else ""

    def _string(self) -> str:
        start = self._position
        found = _STRING.match(self.text, start)
        if found is None:
            self._bad_string(start)
            return ""
        self._position = found.end()
        if "\\" not in found[0]:
            return found[0][1:-1]
        value: str = json.loads(found[0])
        if _SURROGATE.search(value):
            self._fail(
                start, "A string holds half of a character (\\ud800 to \\udfff).", "Write both halves."
            )
        return value

    def _bad_string(self, start: int) -> None:
        found = _STRING_START.match(self.text, start)
        stop = found.end() if found else start
        character = self.text[stop : stop + 1]
        if character == "\\":
            escape = shown(self.text[stop : stop + 2])
            self._fail(stop, f"The escape {escape} does not exist in JSON.", r"Write \\ for a backslash.")
        if character and character not in "\r\n":
            self._fail(
                stop, f"The character U+{ord(character):04X} cannot stand in a string.", r"Write it as \u…."
            )
        self._fail(
            start,
            "A string is opened here and not closed in its line.",
            r"Put its quote; write \n for a line end.",
        )


def parse_json(text: str, lines: Lines | None = None) -> Node:
    """The tree of a JSON text; raises JsonError for the first thing that is no JSON.

    >>> parse_json('[1, {"a": null}]').items[1].members[0].value.text
    'null'
    """
    return _Reader(text, lines or Lines(text)).read()
