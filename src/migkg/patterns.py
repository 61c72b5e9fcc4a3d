"""The triple patterns of a query, and how they hang together.

Read from the text, since no library at hand gives the algebra of a query without the cost of another parser.
Only what the queries of shapes are made of is understood: groups, OPTIONAL, UNION, EXISTS, MINUS, FILTER,
BIND, property paths. Of any other query nothing is said, which is always safe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Pattern", "Walk", "predicates", "prefixes_of", "walks", "words"]

_TOKEN: Final = re.compile(
    r'''"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*'''
    r"""|[?$]\w+|[\w-]*:[\w.%-]*[\w%-]|[\w-]*:|\w+|[^\s\w]"""
)
"""The words of a query, and its comments."""

_VARIABLE: Final = re.compile(r"[?$]\w+")
_ENDS_A_TERM: Final = re.compile(r"[?$]\w+$|[>\[\]\"';]$|:[\w.%-]*$|^[0-9]+$|^(?:true|false)$", re.IGNORECASE)
_STARTS_A_TERM: Final = re.compile(r"[?$]\w|[<\[(\"'_0-9+-]|[\w-]*:|true$|false$", re.IGNORECASE)
_HEADS: Final = frozenset({"SELECT", "ORDER", "GROUP"})
_IGNORED: Final = frozenset({"FILTER", "NOT", "EXISTS", "OPTIONAL", "UNION", "MINUS", "BIND", "."})
_NOT_UNDERSTOOD: Final = frozenset({"SELECT", "VALUES", "GRAPH", "SERVICE", "["})
_REPEATED: Final = frozenset({"/", "|", "*", "+", "?", ")"})


class Pattern(NamedTuple):
    """A triple pattern: two terms and the IRIs of its path; None instead of these if it is a variable."""

    subject: str
    path: frozenset[str] | None
    object: str
    is_plain: bool
    goes_back: bool


class Walk(NamedTuple):
    """A pattern on its way from the variable that one starts from: `near` is its end closer to that."""

    near: str
    far: str
    pattern: Pattern


@dataclass(slots=True)
class _Group:
    patterns: list[Pattern] = field(default_factory=list)
    inner: list[_Group] = field(default_factory=list)


class _NotUnderstoodError(Exception):
    """The query has something that is not looked into here."""


def words(query: str) -> list[str]:
    """The words of a query without its comments."""
    return [token for token in _TOKEN.findall(query) if not token.startswith("#")]


def prefixes_of(query: str) -> dict[str, str]:
    """The prefixes that a query declares, with their colon."""
    found = words(query)
    return {
        name: iri[1:-1]
        for keyword, name, iri in zip(found, found[1:], found[2:], strict=False)
        if keyword.upper() == "PREFIX"
    }


def predicates(query: str) -> frozenset[str] | None:
    """The IRIs that a query names, among them the properties of all triples that it can look at.

    None if it looks at triples whatever their property. Errs on that side.

    >>> sorted(predicates("PREFIX x: <x:> SELECT ?s { ?s a x:T ; x:p/^x:q ?o }"))
    ['http://www.w3.org/1999/02/22-rdf-syntax-ns#type', 'x:T', 'x:p', 'x:q']
    >>> predicates("SELECT ?s { ?s ?p ?o }")
    """
    prefixes, found = prefixes_of(query), set[str]()
    all_words = words(query)
    in_head = False
    for before, word, after in zip(["", *all_words], all_words, [*all_words[1:], ""], strict=False):
        in_head = word.upper() in _HEADS or (in_head and word not in ("{", "}"))
        if _VARIABLE.fullmatch(word):
            if not in_head and _ENDS_A_TERM.search(before) and _STARTS_A_TERM.match(after):
                return None
        elif before.upper() != "PREFIX" and not before.endswith(":"):
            found.add(_iri(word, prefixes))
    return frozenset(found - {""})


def walks(select: str, prefixes: Mapping[str, str], start: str) -> tuple[tuple[Walk, ...], ...] | None:
    """For each group of a query, the walks from a variable along the patterns that can meet there.

    None if the query is not understood, or if some pattern does not hang together with the variable.

    >>> ((walk,),) = walks("SELECT $this { $this x:p ?o }", {"x:": "http://example.org/"}, "this")
    >>> walk.near, walk.far, sorted(walk.pattern.path)
    ('this', 'o', ['http://example.org/p'])
    """
    try:
        return tuple(
            _ordered(patterns, start) for patterns in _visible(_Reader(select, prefixes).whole(), ())
        )
    except _NotUnderstoodError:
        return None


def _visible(group: _Group, around: tuple[Pattern, ...]) -> Iterator[tuple[Pattern, ...]]:
    """The patterns of each group with those of the groups around it."""
    here = (*around, *group.patterns)
    yield here
    for inner in group.inner:
        yield from _visible(inner, here)


def _ordered(patterns: tuple[Pattern, ...], start: str) -> tuple[Walk, ...]:
    reached, left, found = {start}, list(patterns), list[Walk]()
    while left:
        near = next((p for p in left if p.subject in reached or p.object in reached), None)
        if near is None:
            raise _NotUnderstoodError
        left.remove(near)
        ends = (near.subject, near.object) if near.subject in reached else (near.object, near.subject)
        found.append(Walk(*ends, near))
        if not ends[1].startswith(("<", '"')):
            reached.add(ends[1])
    return tuple(found)


def _iri(word: str, prefixes: Mapping[str, str]) -> str:
    """The IRI that a word names, or `""`."""
    if word.startswith("<"):
        return word[1:-1]
    if word == "a":
        return terms.RDF_TYPE
    if ":" in word and word[0] not in "\"'":
        prefix, _, local = word.partition(":")
        return prefixes.get(f"{prefix}:", "") + local
    return ""


class _Reader:
    """Goes through the words of a WHERE clause; raises _NotUnderstoodError at the first that is strange."""

    def __init__(self, select: str, prefixes: Mapping[str, str]) -> None:
        found = words(select)
        if "{" not in found:
            raise _NotUnderstoodError
        self._words = found[found.index("{") :]
        self._place = 0
        self._prefixes = {**prefixes, **prefixes_of(select)}

    def whole(self) -> _Group:
        """The outermost group."""
        return self._group()

    def _next(self) -> str:
        if self._place >= len(self._words):
            raise _NotUnderstoodError
        self._place += 1
        return self._words[self._place - 1]

    def _peek(self) -> str:
        return self._words[self._place] if self._place < len(self._words) else ""

    def _group(self) -> _Group:
        if self._next() != "{":
            raise _NotUnderstoodError
        group = _Group()
        while (word := self._peek()) != "}":
            if word == "{":
                group.inner.append(self._group())
            elif word == "(":
                self._expression(group)
            elif word.upper() in _IGNORED:
                self._next()
            elif word.upper() in _NOT_UNDERSTOOD:
                raise _NotUnderstoodError
            elif self._words[self._place + 1 : self._place + 2] == ["("] and not _is_term(word):
                self._next()  # a function that a FILTER calls without parentheses of its own
            else:
                group.patterns += self._triples()
        self._next()
        return group

    def _expression(self, group: _Group) -> None:
        """Pass over an expression in parentheses; groups in it (EXISTS) belong to the group around."""
        self._next()
        depth = 1
        while depth:
            if self._peek() == "{":
                group.inner.append(self._group())
            else:
                word = self._next()
                depth += (word == "(") - (word == ")")

    def _triples(self) -> list[Pattern]:
        """A subject with its properties and their objects."""
        subject, found = self._term(), list[Pattern]()
        more = ";"
        while more == ";":
            path, is_plain, goes_back = self._path()
            more = ","
            while more == ",":
                found.append(Pattern(subject, path, self._term(), is_plain, goes_back))
                more = self._peek()
                if more in (",", ";"):
                    self._next()
            while more == ";" and self._peek() == ";":
                self._next()
            if more == ";" and self._peek() in (".", "}"):
                break
        return found

    def _term(self) -> str:
        """A variable by its name, an IRI as `<…>`, any literal as a quote."""
        word = self._next()
        if _VARIABLE.fullmatch(word):
            return word[1:]
        if word[0] in "\"'":
            while self._peek() in ("@", "^"):
                self._next()
                if self._peek() != "^":
                    self._next()
            return '"'
        if iri := _iri(word, self._prefixes):
            return f"<{iri}>"
        if word.isdecimal() or word in ("true", "false"):
            return '"'
        raise _NotUnderstoodError

    def _path(self) -> tuple[frozenset[str] | None, bool, bool]:
        """The IRIs of a path, whether it is a single one, and whether some step goes backwards."""
        if _VARIABLE.fullmatch(self._peek()):
            self._next()
            return None, True, False
        iris, count, goes_back, ended = set[str](), 0, False, False
        while not ended:
            word = self._next()
            count += 1
            if iri := _iri(word, self._prefixes):
                iris.add(iri)
            elif word == "^":
                goes_back = True
            elif word not in ("(", ")", "/", "|", "*", "+", "?"):
                raise _NotUnderstoodError
            ended = (bool(iri) or word in ("*", "+", "?", ")")) and self._peek() not in _REPEATED
        return frozenset(iris), count == 1, goes_back


def _is_term(word: str) -> bool:
    return bool(_VARIABLE.fullmatch(word)) or word[0] in "<\"'" or ":" in word
