"""The words of Turtle, TriG, N-Triples and N-Quads, cut so that broken ones end where people see an end."""

from __future__ import annotations

import re
from collections import deque
from typing import Final, NamedTuple

__all__ = ["ESCAPE", "Token", "Tokens"]

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE: Final = rf"{_BASE}_\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_UCHAR: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LOCAL: Final = rf"(?:[{_BASE}_:0-9]|{_ESCAPED})(?:[{_MORE}:]|{_ESCAPED}|\.+(?=[{_MORE}:%\\]))*+"

ESCAPE: Final = re.compile(
    r"\\(?:[tbnrf\"'\\]|u(?P<u>[0-9A-Fa-f]{4})|U(?P<U>[0-9A-Fa-f]{8})|(?P<bad>.|$))", re.DOTALL
)
"""An escape in a string; `bad` is what follows the backslash of one that does not exist."""

_SKIP: Final = re.compile(r"[ \t\r\n]*+(?:#[^\r\n]*+[ \t\r\n]*+)*+")
_TOKEN: Final = re.compile(
    "|".join(
        f"(?P<{kind}>{pattern})"
        for kind, pattern in (
            ("star", r"<<\(|<<|\)>>|>>|\{\||\|\}|~"),
            ("iri", rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]|{_UCHAR})*+>"),
            ("bad_iri", r"<[^<>\r\n]*+>"),
            ("open_iri", r"<[^\s<>\"]*+"),
            ("long", r'"""(?:[^"\\]++|\\.|"(?!""))*+"""|' + r"'''(?:[^'\\]++|\\.|'(?!''))*+'''"),
            ("open_long", r"(?:\"\"\"|''')"),
            ("string", r'"(?:[^"\\\r\n]++|\\[^\r\n])*+"|' + r"'(?:[^'\\\r\n]++|\\[^\r\n])*+'"),
            ("open_string", r"[\"'][^\r\n]*+"),
            ("tag", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*+(?:--[A-Za-z]+)?"),
            ("datatype", r"\^\^"),
            ("bnode", rf"_:[{_BASE}_0-9](?:[{_MORE}]|\.+(?=[{_MORE}]))*+"),
            ("pname", rf"(?:[{_BASE}](?:[{_MORE}]|\.+(?=[{_MORE}]))*+)?:(?:{_LOCAL})?"),
            (
                "number",
                r"[+-]?(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.?[0-9]+[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)",
            ),
            ("word", r"[A-Za-z][\w-]*+"),
            ("mark", r"[.;,\[\](){}]"),
            ("other", r"[^\s<>\"'.;,\[\](){}#]++|."),
        )
    ),
    re.DOTALL,
)
_TRAILING: Final = re.compile(r"\s*(?:@[a-zA-Z-]+|\^\^\S+)?\s*[.;,]?\s*$")
_REACH: Final = 200


class Token(NamedTuple):
    """A word: its kind (a mark is its own kind), and where it starts and ends in the text."""

    kind: str
    start: int
    end: int


class Tokens:
    """The words of a text one after the other, with a look ahead; after the last comes `end`, for ever."""

    def __init__(self, text: str, start: int = 0, stop: int | None = None) -> None:
        self.text = text
        self._stop = len(text) if stop is None else stop
        self._position = start
        self._ahead: deque[Token] = deque()
        self.before = Token("start", start, start)
        self.current = self.before

    def next(self) -> Token:
        """The next word; `before` is then the one before it."""
        self.before = self.current
        self.current = self._ahead.popleft() if self._ahead else self._read()
        return self.current

    def peek(self, distance: int = 0) -> Token:
        """A word ahead: 0 is the one that `next` will give."""
        while len(self._ahead) <= distance:
            self._ahead.append(self._read())
        return self._ahead[distance]

    def back(self) -> None:
        """Take the last word back, once."""
        self._ahead.appendleft(self.current)
        self.current = self.before

    def restart(self, token: Token, before: Token) -> None:
        """Go back to a word that came after another one: it will be the next."""
        self._ahead.clear()
        self._position = token.start
        self.current = before

    def spelt(self, token: Token) -> str:
        """A word as it is written."""
        return self.text[token.start : token.end]

    def _read(self) -> Token:
        skipped = _SKIP.match(self.text, self._position, self._stop)
        start = skipped.end() if skipped else self._position
        found = _TOKEN.match(self.text, start, self._stop)
        if found is None or found.lastgroup is None:
            self._position = self._stop
            return Token("end", self._stop, self._stop)
        kind, end = found.lastgroup, found.end()
        if kind == "open_long":
            end = self._stop
        elif kind == "open_string":
            end = self._visible_end(start, end)
        self._position = end
        return Token(found[0] if kind == "mark" else kind, start, end)

    def _visible_end(self, start: int, end: int) -> int:
        """Where a string that lacks its closing quote was meant to end: before the line's last mark."""
        trailing = _TRAILING.search(self.text, max(start + 1, end - _REACH), end)
        return trailing.start() if trailing else end
