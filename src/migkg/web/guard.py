"""What a query's text may be, seen before any parser sees it.

The engine's parser is recursive: a text nested deep enough ends its process, and one that joins hundreds
of patterns keeps it planning for minutes. So the text is cut into words once, in time linear to its length,
and what is too long, too deep or too many is refused, with the line and the column of the word that was
too much. SERVICE and updates are refused here too, with a message that says so; a worker has no sockets and
the engine's `query` takes no updates, so nothing depends on that alone.

The cuts are those that the engine makes as far as it reads. Its one ambiguity is `<`, which is less-than or
begins an IRI; where both could be meant, the reading that counts more is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NoReturn

from migkg.syntax.problems import Lines
from migkg.syntax.sparql import KINDS, WORD
from migkg.terms import PREFIXES
from migkg.web.exchange import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["LIMITS", "Seen", "TextLimits", "guarded"]


@dataclass(frozen=True, slots=True)
class TextLimits:
    """How much a query may hold.

    From measurements of the engine: it overflows its stack at 600 to 1000 nested calls or EXISTS, at 5000 to
    10,000 links of a chain (`?a + ?a + …`, `{…} UNION {…} …`), at 2000 to 5000 expressions in SELECT or
    ORDER BY; and
    ordering the joins of 100 patterns takes seconds, of 300 minutes.
    """

    length: int = 65_536
    """Characters."""
    words: int = 20_000
    """Words, marks and strings."""
    depth: int = 100
    """Brackets of any kind within each other, `!` in a row, and `<<`."""
    operators: int = 1_000
    """Operators of expressions and of property paths."""
    clauses: int = 1_000
    """Groups, FILTER, BIND, VALUES, AS, expressions in round brackets, things to DESCRIBE."""
    joined: int = 100
    """Triple patterns, steps of paths, items of lists and inner groups that are joined with each other."""


LIMITS: Final = TextLimits()

_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_PROLOGUE: Final = frozenset(("PREFIX", "BASE", "VERSION"))
_CLAUSES: Final = frozenset(("FILTER", "BIND", "VALUES", "AS"))
_NO_OPERANDS: Final = frozenset(("DISTINCT", "AS", "IN", "SEPARATOR", "A"))
"""Words behind which `<` begins an IRI; all others might be `true` or the name of a function."""
_UNJOINED: Final = ("data", "template")
_CLOSED_BY: Final = {"(": ")", "[": "]", "{": "}"}
_SHORT: Final = 1000
"""A text of so few characters cannot be deep enough to do harm, however it is read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen in a text that may be parsed.

    `prefixes` holds those of ours that it uses and does not declare; `names_graphs`: whether it has a FROM.
    """

    prefixes: dict[str, str]
    names_graphs: bool


def guarded(text: str, limits: TextLimits = LIMITS) -> Seen:
    """What there is to know of a query before it is parsed, if it may be.

    Raises ProblemError, with line and column, if it may not.

    >>> guarded("SELECT * { ?s a mig:Objective }").prefixes
    {'mig': 'https://w3id.org/migkg/ontology#'}
    """
    if len(text) > limits.length:
        raise ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The query has more than {limits.length:,} characters. Ask in parts.",
        )
    walk = _Walk(text, limits)
    walk.go()
    ours = {name: PREFIXES[name] for name in walk.used if name in PREFIXES and name not in walk.declared}
    return Seen(ours, walk.names_graphs)


@dataclass(slots=True)
class _Bracket:
    """An open bracket: which, what it holds ("data", "template", "branch" or ""), and how much it joins."""

    mark: str
    holds: str = ""
    joined: int = 0


class _Walk:
    """One walk through a text, word by word."""

    def __init__(self, text: str, limits: TextLimits) -> None:
        self.used: dict[str, None] = {}
        self.declared: set[str] = set()
        self.names_graphs = False
        self._text = text
        self._limits = limits
        self._start = self._before = 0
        self._form = ""
        self._last = ""
        """The word before, if it is a word (in capitals), a name, a closing bracket or a "sign"."""
        self._is_operand = False
        """Whether the word before could be the end of an operand."""
        self._inner = _Bracket("")
        self._open = [self._inner]
        self._next_holds = ""
        self._closed = 0
        self._operators = self._clauses = self._nots = self._quoted = 0

    def go(self) -> None:
        """Walk to the end."""
        text, end, words = self._text, 0, -self._limits.words
        while found := WORD.match(text, end):
            kind, start, end = found.lastgroup, end, found.end()
            if kind != "space":
                self._before, self._start = self._start, start
                end = _TAKE[kind](self, found[0]) or end
                words += 1
                if words > 0:
                    self._refuse(f"The query has more than {self._limits.words:,} words. Ask in parts.")
        self._start = len(text)
        if len(self._open) > 1:
            self._refuse(f"A '{self._inner.mark}' is not closed.")

    # --- one method a kind of word; what it returns, if anything, is where the next one starts ----------
    #     (named as the kinds are)

    def tag(self, _: str) -> None:
        self._last = ""

    def name(self, word: str) -> None:
        prefix = word[: word.index(":")]
        if self._last == "PREFIX":
            self.declared.add(prefix)
        else:
            self.used[prefix] = None
            self.names_graphs |= "FROM" in prefix.upper()
        self.operand(word)
        self._last = word

    def iri(self, word: str) -> int | None:
        """An IRI; or less-than, if this might be an expression."""
        if self._is_operand and self._inner.mark == "(" and self._inner.holds != "data":
            if "#" not in word and "'" not in word:
                self.operator("<")
                return self._start + 1
            if len(self._text) > _SHORT:
                self._refuse(
                    "It is not clear whether '<' begins an IRI or means less than. "
                    "Put a space behind it if it means less than; else give the IRI a prefix."
                )
        self.operand(word)
        return None

    def operand(self, _: str) -> None:
        """A term; behind another one in round brackets, it is an item of a list."""
        if self._is_operand and self._inner.mark == "(":
            self._join(2)
        if self._form == "DESCRIBE" and not self._inner.mark:
            self._clause()
        self._is_operand = True
        self._nots = 0
        self._last = ""

    variable = string = operand

    def number(self, word: str) -> None:
        """A number; with its sign behind another term, it may be an item of a list too."""
        self._is_operand |= self._last == "sign"
        self.operand(word)

    def word(self, word: str) -> None:
        word = word.upper()
        if "SERVICE" in word:
            self._refuse_service()
        if not self._form and word not in _PROLOGUE:
            self._form = word
            if word in _UPDATES:
                self._refuse(
                    f"{word} is an update, and this endpoint only answers questions: it changes nothing."
                )
        self.names_graphs |= "FROM" in word
        if word in _CLAUSES:
            self._clause()
            if word == "VALUES":
                self._next_holds = "data"
                self._join(1)
        elif word == "UNION":
            self._inner.joined -= self._closed
            self._closed = 0
            self._next_holds = "branch"
        self._is_operand = word not in _NO_OPERANDS
        self._nots = 0
        self._last = word

    def open(self, mark: str) -> None:
        if mark == "{" or (mark == "(" and self._inner.mark in ("", "{") and self._inner.holds != "data"):
            self._clause()
        if mark == "{":
            if "SERVICE" in self._last.partition(":")[0].upper():
                self._start = self._before
                self._refuse_service()
        elif mark == "[" or (self._last == ")" and self._inner.mark == "("):
            self._join(2)
        holds = self._inner.holds if self._inner.holds in _UNJOINED else ""
        if mark == "{" and not holds:
            holds = "template" if self._last == "CONSTRUCT" else self._next_holds
            self._next_holds = ""
        self._inner = _Bracket(mark, holds)
        self._open.append(self._inner)
        self._is_operand = False
        self._last = ""
        self._deep()

    def close(self, mark: str) -> None:
        inner = self._inner
        if _CLOSED_BY.get(inner.mark) != mark:
            self._refuse(
                f"'{mark}' closes nothing." if not inner.mark else f"'{mark}' closes '{inner.mark}'."
            )
        self._open.pop()
        self._inner = self._open[-1]
        self._closed = 0 if inner.holds else inner.joined + (mark == "}")
        self._join(self._closed if inner.holds != "branch" else 1)
        self._is_operand = True
        self._last = mark
        self._nots = 0

    def separator(self, _: str) -> None:
        if self._inner.mark != "(":
            self._join(1)
        self._is_operand = False
        self._last = ""

    def operator(self, mark: str) -> None:
        self._last = "sign" if mark in "+-" and self._is_operand else ""
        self._is_operand = False
        if mark == "<<":
            self._quoted += 1
            self._deep()
        if self._inner.holds == "data" or mark == "^^":
            return
        self._operators += 1
        if self._operators > self._limits.operators:
            self._refuse(f"The query has more than {self._limits.operators:,} operators. Ask in parts.")
        if mark == "!":
            self._nots += 1
            self._deep()
        elif mark in ("/", "<<"):
            self._join(1)

    def wrong(self, character: str) -> None:
        if character in "\"'":
            self._refuse("A string begins here that does not end.")
        self._refuse(f"{character!r} can begin nothing.")

    # --- what is counted --------------------------------------------------------------------------------

    def _deep(self) -> None:
        if len(self._open) - 1 + self._nots + self._quoted > self._limits.depth:
            self._refuse(f"The query is nested more than {self._limits.depth} deep. Ask in parts.")

    def _clause(self) -> None:
        self._clauses += 1
        if self._clauses > self._limits.clauses:
            self._refuse(f"The query has more than {self._limits.clauses} groups and clauses. Ask in parts.")

    def _join(self, count: int) -> None:
        self._inner.joined += count
        if self._inner.joined > self._limits.joined and self._inner.holds not in _UNJOINED:
            self._refuse(
                f"More than {self._limits.joined} patterns are joined here, and to plan that takes too long. "
                "Ask in parts."
            )

    # --- how it is refused ------------------------------------------------------------------------------

    def _refuse_service(self) -> NoReturn:
        self._refuse(
            "SERVICE is not allowed: this endpoint asks no other one. Ask each, and join the answers."
        )

    def _refuse(self, detail: str) -> NoReturn:
        line, column = Lines(self._text).place(self._start)
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail, line=line, column=column)


_TAKE: Final[Mapping[str | None, Callable[[_Walk, str], int | None]]] = {
    kind: getattr(_Walk, kind) for kind in KINDS if kind != "space"
}
