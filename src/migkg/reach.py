"""Which triples a query can look at, read from its text.

A triple is looked at by a pattern of the query, and a pattern whose property is no variable names it: so
the triples with none of the names in the text cannot matter. A variable is as good as names if VALUES lists
them in the same group. Whatever is not plainly of that kind (a property path that may have no step, one that
names what it is not) counts as reaching all, and so does what is not understood.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.terms import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

__all__ = ["Reach", "reach"]

Reach = dict[str, frozenset[str] | None]
"""Properties of triples, and other names: each with the classes of what has it; None: of whatever has it."""

_TOKEN: Final = re.compile(
    r'''\s+|\#[^\n\r]*
    |(?P<string>"""(?:[^"\\]|\\.|""?(?!"))*"""|\'\'\'(?:[^\'\\]|\\.|\'\'?(?!\'))*\'\'\'
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<iri><[A-Za-z][A-Za-z0-9+.-]*:(?:[\w/\#:.%~,;=@&+-]|\([\w/\#:.%~,;=@&+-]*\))*>)
    |(?P<variable>[?$]\w+)
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<blank>_:[\w.-]*[\w-])
    |(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:%](?:[\w.:%-]*[\w:%-])?)?)
    |(?P<word>[A-Za-z][A-Za-z0-9_]*)
    |(?P<mark>&&|\|\||!=|>=|<=|<(?=[\s?$0-9])|\^\^|[{}()\[\].,;/|^*+?!=>-])
    |(?P<odd>.)''',
    re.VERBOSE | re.DOTALL,
)
_HEADS: Final = frozenset({"SELECT", "ORDER", "GROUP"})
"""Words behind which variables stand side by side, up to the next brace."""
_OF_GRAPHS: Final = frozenset({"GRAPH", "FROM", "SERVICE", "DESCRIBE", "BASE"})
_TERMS: Final = frozenset({"iri", "variable", "string", "number", "blank"})
_RDF: Final = PREFIXES["rdf"]
_OF_LISTS: Final = frozenset({f"{_RDF}first", f"{_RDF}rest"})
"""The properties that a list in brackets stands for."""


def reach(query: str, *, occurring: bool = False) -> Reach | None:
    """What a query can look at: its answer over these triples is its answer over all.

    None means all, and so it is for a query that is not understood, or may tell one named graph from another.
    With `occurring`, the answer may depend too on which of the names in the query occur at all: a path that
    may have no step leads from a name to itself only then.

    >>> found = reach("PREFIX x: <x:> SELECT ?s { ?s a x:T ; x:p ?o . ?o x:q/^x:r ?u }")
    >>> found["x:p"], found["x:q"], "x:s" in found
    (frozenset({'x:T'}), None, False)
    >>> reach("SELECT ?s { ?s ?p ?o }")
    """
    words = _read(query)
    if words is None:
        return None
    listed = words.listed()
    if words.has_variable_property(listed):
        return None
    ends = listed if occurring else None
    if any(words.is_boundless(place, ends) for place in range(len(words.texts))):
        return None
    return words.properties()


def _read(query: str) -> _Words | None:
    """The words of a query, its names in full; None if one is not known here."""
    kinds, texts, prefixes = [""], [""], dict[str, str]()
    for found in _TOKEN.finditer(query):
        kind, text = found.lastgroup, found[0]
        if kind is None:
            continue
        if kind == "odd" or (kind == "word" and text.upper() in _OF_GRAPHS):
            return None
        if kind == "name":
            prefix, _, local = text.partition(":")
            if texts[-1].upper() == "PREFIX":
                kind = "prefix"
            elif prefix not in prefixes:
                return None
            else:
                kind, text = "iri", prefixes[prefix] + local
        elif kind == "iri":
            text = text[1:-1]
            if kinds[-1] == "prefix":
                kind, prefixes[texts[-1].removesuffix(":")] = "namespace", text
        elif text == "a":
            kind, text = "iri", RDF_TYPE
        kinds.append(kind)
        texts.append(text)
    return _Words([*kinds, ""], [*texts, ""])


class _Words(NamedTuple):
    """What a query is made of, word by word, between two that are empty."""

    kinds: list[str]
    texts: list[str]

    def has_variable_property(self, listed: Container[int]) -> bool:
        """Whether a variable may stand between a subject and an object, for whatever. Errs on that side."""
        return any(
            kind == "variable" and not in_head and place not in listed and self._may_be_property(place)
            for place, (kind, in_head) in enumerate(zip(self.kinds, self._in_heads(), strict=True))
        )

    def listed(self) -> frozenset[int]:
        """The places of the variables that are as good as names: in their group, VALUES lists these."""
        groups = self._groups()
        found = set(self._listed(groups))
        return frozenset(
            place
            for place, (kind, text) in enumerate(zip(self.kinds, self.texts, strict=True))
            if kind == "variable" and (groups[place], text) in found
        )

    def _groups(self) -> list[int]:
        """For each word the place where the innermost group opens in which it stands."""
        around, found = [0], []
        for place, (kind, text) in enumerate(zip(self.kinds, self.texts, strict=True)):
            if kind == "mark" and text == "}" and len(around) > 1:
                around.pop()
            found.append(around[-1])
            if kind == "mark" and text == "{":
                around.append(place)
        return found

    def _listed(self, groups: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Each variable for which VALUES lists names that it can be in a group, and where that opens."""
        for place, (kind, text) in enumerate(zip(self.kinds, self.texts, strict=True)):
            if kind != "word" or text.upper() != "VALUES":
                continue
            first = place + (2 if self.texts[place + 1] == "(" else 1)
            after = first
            while self.kinds[after] == "variable":
                after += 1
            start = after + (self.texts[after] == ")")
            if self.texts[start] != "{" or "}" not in self.texts[start:]:
                continue
            end = self.texts.index("}", start)
            if "^^" in self.texts[start:end]:  # a value of two words
                continue
            values = [kind for kind in self.kinds[start:end] if kind != "mark"]
            for column, name in enumerate(self.texts[first:after]):
                if {*values[column :: after - first]} <= {"iri"}:
                    yield groups[place], name

    def _in_heads(self) -> Iterator[bool]:
        """For each word whether it stands between SELECT, ORDER or GROUP and the next brace."""
        in_head = False
        for kind, text in zip(self.kinds, self.texts, strict=True):
            if kind == "word":
                in_head = in_head or text.upper() in _HEADS
            elif kind == "mark":
                in_head = in_head and text not in ("{", "}")
            yield in_head

    def is_boundless(self, place: int, ends: Container[int] | None) -> bool:
        """Whether a mark makes a path that links each node with itself, or by what it does not name.

        It does not if it leads to a name, or to one of the variables `ends`; with None, it does even then.
        """
        text = self.texts[place]
        if text == "!":
            after = place + (2 if self.texts[place + 1] == "(" else 1)
            return self.kinds[after] == "iri" or self.texts[after] == "^"
        if text not in ("*", "?"):
            return False
        if self.kinds[place - 1] != "iri":
            return text == "?" or self.texts[place - 1] == ")"
        if ends is not None and (self.kinds[place + 1] == "iri" or place + 1 in ends):
            return False
        return not self._starts_at_node(place - 2)

    def may_hold_list(self) -> bool:
        """Whether some bracket may open a list of terms, and no expression. Errs on that side."""
        return any(
            text == "(" and self.kinds[place - 1] != "word" and not in_head
            for place, (text, in_head) in enumerate(zip(self.texts, self._in_heads(), strict=True))
        )

    def properties(self) -> Reach:
        """All names, each with the classes of what has it, if they are said wherever it stands."""
        typed = dict(self._typed())
        found = dict[str, frozenset[str] | None].fromkeys(_OF_LISTS if self.may_hold_list() else ())
        for place, (kind, name) in enumerate(zip(self.kinds, self.texts, strict=True)):
            if kind == "iri":
                before = found.get(name, frozenset())
                found[name] = before | {typed[place]} if place in typed and before is not None else None
        return found

    def _typed(self) -> Iterator[tuple[int, str]]:
        """Each place of a property whose subject is said to be of a class in the same list, and the class."""
        for place, text in enumerate(self.texts):
            if text == RDF_TYPE and self._ends_subject(place - 1) and self.kinds[place + 1] == "iri":
                verb, name = place, self.texts[place + 1]
                while self.kinds[verb] == "iri" and self.kinds[verb + 1] in _TERMS:
                    yield verb, name
                    end = verb + 1
                    while self.texts[end + 1] == "," and self.kinds[end + 2] in _TERMS:
                        end += 2
                    if self.texts[end + 1] != ";":
                        break
                    verb = end + 2

    def _starts_at_node(self, place: int) -> bool:
        """Whether what is before a step is where another step led, in this path or in the triple before."""
        if self.texts[place] == "/":
            return self.kinds[place - 1] == "iri"
        before = (self.texts[place - 2], self.texts[place - 1], self.kinds[place - 3])
        return self.kinds[place] == "variable" and before == (self.texts[place], ".", "iri")

    def _may_be_property(self, place: int) -> bool:
        kind, text = self.kinds[place + 1], self.texts[place + 1]
        return self._ends_subject(place - 1) and (
            kind in _TERMS or text in ("[", "(", "+", "-", "<") or text.lower() in ("true", "false")
        )

    def _ends_subject(self, place: int) -> bool:
        """Whether the word at a place can be the last one before a property."""
        text = self.texts[place]
        if text == ")":
            return not self._is_call(place)
        return self.kinds[place] in _TERMS or text in ("]", ";", "[") or text.lower() in ("true", "false")

    def _is_call(self, place: int) -> bool:
        """Whether the bracket that closes here has opened behind a word or a name, as no subject does."""
        depth = 1
        while depth and place:
            place -= 1
            depth += (self.texts[place] == ")") - (self.texts[place] == "(")
        return self.kinds[place - 1] in ("word", "iri")
