"""Which triples a query can look at, read from its text.

A triple is looked at by a pattern of the query, and a pattern whose property is no variable names it: so
the triples with none of the names in the text cannot matter. Whatever is not plainly of that kind (a property
path that may have no step, one that names what it is not) counts as reaching all, and so does what is not
understood.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.terms import PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Reach", "reach"]

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


class Reach(NamedTuple):
    """The triples that a query can look at.

    `properties` holds the properties that they can have, and other names; None means that they can have any.
    `classes` holds the classes that an rdf:type among them can name; None: any.
    """

    properties: frozenset[str] | None = None
    classes: frozenset[str] | None = None


def reach(query: str) -> Reach:
    """What a query can look at: its answer over these triples is its answer over all.

    A query that is not understood, or that may tell one named graph from another, can look at all.

    >>> found = reach("PREFIX x: <x:> SELECT ?s { ?s a x:T ; x:p/^x:q ?o }")
    >>> "x:q" in found.properties, "x:T" in found.classes, "x:r" in found.properties
    (True, True, False)
    >>> reach("SELECT ?s { ?s ?p ?o }")
    Reach(properties=None, classes=None)
    """
    words = _read(query)
    if (
        words is None
        or words.has_variable_property()
        or any(map(words.is_boundless, range(len(words.texts))))
    ):
        return Reach()
    names = frozenset(text for kind, text in zip(words.kinds, words.texts, strict=True) if kind == "iri")
    return Reach(
        names | _OF_LISTS if words.may_hold_list() else names,
        names if words.names_all_classes() else None,
    )


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

    def has_variable_property(self) -> bool:
        """Whether a variable may stand between a subject and an object. Errs on that side."""
        return any(
            kind == "variable" and not in_head and self._may_be_property(place)
            for place, (kind, in_head) in enumerate(zip(self.kinds, self._in_heads(), strict=True))
        )

    def _in_heads(self) -> Iterator[bool]:
        """For each word whether it stands between SELECT, ORDER or GROUP and the next brace."""
        in_head = False
        for kind, text in zip(self.kinds, self.texts, strict=True):
            if kind == "word":
                in_head = in_head or text.upper() in _HEADS
            elif kind == "mark":
                in_head = in_head and text not in ("{", "}")
            yield in_head

    def is_boundless(self, place: int) -> bool:
        """Whether a mark makes a path that links each node with itself, or by what it does not name."""
        text = self.texts[place]
        if text == "!":
            after = place + (2 if self.texts[place + 1] == "(" else 1)
            return self.kinds[after] == "iri" or self.texts[after] == "^"
        if text not in ("*", "?"):
            return False
        if self.kinds[place - 1] != "iri":
            return text == "?" or self.texts[place - 1] == ")"
        return not self._starts_at_node(place - 2)

    def may_hold_list(self) -> bool:
        """Whether some bracket may open a list of terms, and no expression. Errs on that side."""
        return any(
            text == "(" and self.kinds[place - 1] != "word" and not in_head
            for place, (text, in_head) in enumerate(zip(self.texts, self._in_heads(), strict=True))
        )

    def names_all_classes(self) -> bool:
        """Whether rdf:type stands nowhere but between a subject and classes that are named."""
        return all(
            self._ends_subject(place - 1) and self._are_names(place + 1)
            for place, text in enumerate(self.texts)
            if text == RDF_TYPE
        )

    def _are_names(self, place: int) -> bool:
        while self.kinds[place] == "iri" and self.texts[place + 1] == ",":
            place += 2
        return self.kinds[place] == "iri"

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
