"""The words of SPARQL, and where a query that does not parse goes wrong first.

The engine's parser tries one thing after the other, and tells how far its longest try has come, which may
be some words behind the fault. This one makes nothing of a query: it compares its words with the grammar of
SPARQL 1.1, one after the other, and stops at the first one that cannot stand where it stands. It is asked
only about texts that the engine has refused. Nesting costs it memory, never the stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.syntax.problems import iri_fault, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["KINDS", "WORD", "Fault", "Word", "first_fault", "words_of"]

# --- words -----------------------------------------------------------------------------------------

_NAME: Final = r"[\w\u0080-\U0010ffff-]"
_PART: Final = rf"(?:{_NAME}|:|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])"
_POWER: Final = r"[eE][+-]?[0-9]++"
KINDS: Final = {
    "space": r"[ \t\r\n]++|#[^\r\n]*+",
    "variable": r"[?$][\w\u0080-\U0010ffff]++",
    "iri": r"<(?:[^\x00-\x20<>\"{}|^`\\]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>",
    "name": rf"(?:[^\W\d](?:{_NAME}|\.){{0,99}}+)?+:(?:{_PART}(?:{_PART}|\.++(?={_PART}))*+)?+",
    "word": r"[^\W\d]\w*+",
    "open": r"[({\[]",
    "close": r"[)}\]]",
    "separator": r"[.;,]",
    "string": r'"""(?:[^"\\]++|\\.|"(?!""))*+"""|' + r"'''(?:[^'\\]++|\\.|'(?!''))*+'''|"
    r'"(?!"")(?:[^"\\\r\n]++|\\[^\r\n])*+"|' + r"'(?!'')(?:[^'\\\r\n]++|\\[^\r\n])*+'",
    "number": rf"[0-9]++(?:\.[0-9]*+{_POWER}|\.[0-9]++|{_POWER})?+|\.[0-9]++(?:{_POWER})?+",
    "operator": r"\|\||&&|!=|<=|>=|<<|>>|\^\^|[|/*+\-!=^<>?~]",
    "tag": r"@[A-Za-z]++(?:-{1,2}[A-Za-z0-9]++)*+",
    "wrong": r".",
}
"""Kind of a word → how it is spelt. Up to the first wrong one, a text is cut in time linear to its length."""

WORD: Final = re.compile("|".join(f"(?P<{kind}>{cut})" for kind, cut in KINDS.items()), re.DOTALL)


class Word(NamedTuple):
    """A word of a query: what the grammar calls it, where it starts, and the word itself."""

    kind: str
    start: int
    text: str


def words_of(text: str) -> list[Word]:
    """The words of a query up to the first that is none, and the end of the query."""
    words: list[Word] = []
    for found in WORD.finditer(text):
        if found.lastgroup != "space":
            words.append(_named(found.lastgroup or "", found.start(), found[0]))
            if words[-1].kind == "wrong":
                break
    return [*words, Word("end", len(text), "")]


def _named(kind: str, start: int, text: str) -> Word:
    if kind == "word":
        return Word(text if text == "a" else text.upper(), start, text)
    if kind == "name":
        kind = "label" if text.startswith("_:") else "prefix" if text.index(":") == len(text) - 1 else "name"
    return Word(kind if kind in _CLASSES else text, start, text)


_CLASSES: Final = ("variable", "iri", "name", "prefix", "label", "string", "number", "tag", "wrong")

# --- the grammar -----------------------------------------------------------------------------------

_GRAMMAR: Final = """
Query = Prologue Form Values end
Prologue = { BASE iri | PREFIX prefix iri | VERSION string }
Form = Select | Construct | Describe | Ask
Select = Selection { Source } Where Modifiers
Selection = SELECT [ DISTINCT | REDUCED ] ( * | Selected { Selected } )
Selected = variable | "(" Expression AS variable ")"
Construct = CONSTRUCT ( Template { Source } Where Modifiers | { Source } WHERE Template Modifiers )
Describe = DESCRIBE ( * | VarOrIri { VarOrIri } ) { Source } [ Where ] Modifiers
Ask = ASK { Source } Where Modifiers
Source = FROM [ NAMED ] Iri
Where = [ WHERE ] Group
Modifiers = [ GROUP BY Key { Key } ] [ HAVING Constraint { Constraint } ]
            [ ORDER BY Order { Order } ] [ LIMIT number [ OFFSET number ] | OFFSET number [ LIMIT number ] ]
Key = Function | Iri Arguments | "(" Expression [ AS variable ] ")" | variable
Order = ( ASC | DESC ) Bracketed | Constraint | variable
Values = [ VALUES Data ]
Group = "{" ( Subselect | Patterns ) "}"
Subselect = Selection Where Modifiers Values
Patterns = [ Triples ] { Clause [ . ] [ Triples ] }
Triples = Path [ . [ Triples ] ]
Path = Term PathList | "[" ( "]" PathList | PathList "]" [ PathList ] )
     | "(" ( ")" PathList | PathObject { PathObject } ")" [ PathList ] )
PathList = Verb PathObjects { ; [ Verb PathObjects ] }
PathObjects = PathObject { , PathObject }
PathObject = Term | Node
Clause = Group { UNION Group } | OPTIONAL Group | MINUS Group | GRAPH VarOrIri Group
       | SERVICE [ SILENT ] VarOrIri Group | FILTER Constraint | BIND "(" Expression AS variable ")"
       | VALUES Data
Data = variable "{" { Datum } "}" | "(" { variable } ")" "{" { "(" { Datum } ")" } "}"
Datum = Iri | Literal | UNDEF
Constraint = Bracketed | Function | Iri Arguments
Template = "{" [ Triples ] "}"
Node = "(" { PathObject } ")" | "[" [ PathList ] "]"
Verb = variable | Alternatives
Alternatives = Sequence { "|" Sequence }
Sequence = Step { / Step }
Step = [ ^ ] Primary [ ? | * | + ]
Primary = Iri | a | ! Excluded | "(" Alternatives ")"
Excluded = OneExcluded | "(" [ OneExcluded { "|" OneExcluded } ] ")"
OneExcluded = [ ^ ] ( Iri | a )
VarOrIri = variable | Iri
Term = variable | Iri | label | Literal
Iri = iri | name | prefix
Literal = string [ tag | ^^ Iri ] | [ + | - ] number | TRUE | FALSE
Bracketed = "(" Expression ")"
Expression = Conjunction { || Conjunction }
Conjunction = Comparison { && Comparison }
Comparison = Sum [ ( = | != | < | > | <= | >= ) Sum | IN List | NOT IN List ]
Sum = Product { ( + | - ) Product }
Product = Unary { ( * | / ) Unary }
Unary = { ! | + | - } Operand
Operand = Bracketed | Function | Iri [ Arguments ] | string [ tag | ^^ Iri ] | number | TRUE | FALSE
        | variable
List = "(" [ Expression { , Expression } ] ")"
Arguments = "(" [ [ DISTINCT ] Expression { , Expression } ] ")"
Function = Nothing "(" ")" | One "(" Expression ")" | Two "(" Expression , Expression ")"
         | Three "(" Expression , Expression , Expression ")" | BOUND "(" variable ")"
         | BNODE "(" [ Expression ] ")" | TwoOrThree "(" Expression , Expression [ , Expression ] ")"
         | REPLACE "(" Expression , Expression , Expression [ , Expression ] ")" | Many List
         | Aggregate "(" [ DISTINCT ] Expression ")" | COUNT "(" [ DISTINCT ] ( * | Expression ) ")"
         | GROUP_CONCAT "(" [ DISTINCT ] Expression [ ; SEPARATOR = string ] ")"
         | EXISTS Group | NOT EXISTS Group
Nothing = RAND | NOW | UUID | STRUUID
One = STR | LANG | DATATYPE | IRI | URI | ABS | CEIL | FLOOR | ROUND | STRLEN | UCASE | LCASE | ENCODE_FOR_URI
    | YEAR | MONTH | DAY | HOURS | MINUTES | SECONDS | TIMEZONE | TZ | MD5 | SHA1 | SHA256 | SHA384 | SHA512
    | ISIRI | ISURI | ISBLANK | ISLITERAL | ISNUMERIC
Two = LANGMATCHES | CONTAINS | STRSTARTS | STRENDS | STRBEFORE | STRAFTER | SAMETERM | STRLANG | STRDT
Three = IF
TwoOrThree = SUBSTR | REGEX
Many = COALESCE | CONCAT
Aggregate = SUM | MIN | MAX | AVG | SAMPLE
"""
"""A rule begins a line; { } repeats, [ ] may be left out; a bracket or bar that is meant is in quotes."""

_LABELS: Final = {
    "Expression": "an expression",
    "Constraint": "a condition",
    "PathObject": "a term",
    "Verb": "a property",
    "Iri": "an IRI",
    "Clause": "a clause such as FILTER or OPTIONAL",
    "Modifiers": "a solution modifier such as ORDER BY",
}
"""Rules whose beginnings are told as one thing, the larger ones first."""
_SPELT: Final = {
    "variable": "a variable",
    "iri": "an IRI",
    "name": "a prefixed name",
    "prefix": "a prefix and a colon",
    "label": "a blank node",
    "string": "a string",
    "number": "a number",
    "tag": "a language tag",
    "end": "the end",
}
_LIKE_IRI: Final = re.compile(r"<([^<>\r\n]*)>")
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20"{}|^`\\]')
_MOST: Final = 6
"""More things that may stand in a place are not told."""


class Part(NamedTuple):
    """A part of the grammar: how its own parts go together ("word", "rule", "all", "one", "any", "maybe")."""

    how: str
    name: str = ""
    parts: tuple[Part, ...] = ()


_TOKEN: Final = re.compile(r'"[^"]+"|\S+')
_CLOSING: Final = {"[": "]", "{": "}", "(": ")"}
_GROUPS: Final = {"[": "maybe", "{": "any", "(": "all"}


class _Grammar:
    """The rules, and what each part may begin with."""

    def __init__(self) -> None:
        texts = re.findall(r"^(\w+) = (.*(?:\n +.*)*)", _GRAMMAR, re.MULTILINE)
        self._names = {name for name, _ in texts}
        self.rules = {name: self._alternatives(iter(_TOKEN.findall(text)), "") for name, text in texts}
        self._known: dict[Part, tuple[frozenset[str], bool]] = {}

    def _alternatives(self, symbols: Iterator[str], closing: str) -> Part:
        """What stands before the closing bracket."""
        rows: list[list[Part]] = [[]]
        for symbol in symbols:
            if symbol == closing:
                break
            if symbol == "|":
                rows.append([])
            elif symbol in _CLOSING:
                inner = self._alternatives(symbols, _CLOSING[symbol])
                rows[-1].append(inner if symbol == "(" else Part(_GROUPS[symbol], parts=(inner,)))
            else:
                name = symbol.strip('"') if len(symbol) > 1 else symbol
                rows[-1].append(Part("rule" if name in self._names else "word", name))
        parts = tuple(row[0] if len(row) == 1 else Part("all", parts=tuple(row)) for row in rows)
        return parts[0] if len(parts) == 1 else Part("one", parts=parts)

    def beginning(self, part: Part) -> tuple[frozenset[str], bool]:
        """The words with which a part may begin, and whether it may be empty."""
        if part not in self._known:
            self._known[part] = self._beginning(part)
        return self._known[part]

    def _beginning(self, part: Part) -> tuple[frozenset[str], bool]:
        if part.how == "word":
            return frozenset((part.name,)), False
        if part.how == "rule":
            return self.beginning(self.rules[part.name])
        found: set[str] = set()
        may_be_empty = part.how != "one"
        for inner in part.parts:
            first, is_empty = self.beginning(inner)
            found |= first
            if part.how == "all" and not is_empty:
                return frozenset(found), False
            may_be_empty |= is_empty
        return frozenset(found), may_be_empty


@cache
def _grammar() -> _Grammar:
    return _Grammar()


# --- faults ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """The first word of a query that cannot stand where it stands: its offset, and what is wrong with it."""

    offset: int
    message: str


def first_fault(text: str, known: Iterable[str] = ()) -> Fault | None:
    """The first fault of a query; None if there is none that the grammar or its prefixes tell.

    `known` are prefixes that need no declaration.

    >>> first_fault("ASK { ?s ?p }")
    Fault(offset=12, message="'}' cannot stand here; expected a term")
    """
    words = words_of(text)
    return _against_grammar(words, text) or _wrong_name(words, frozenset(known))


def _against_grammar(words: list[Word], text: str) -> Fault | None:
    grammar = _grammar()
    waiting = [grammar.rules["Query"]]
    passed: set[str] = set()
    place = 0
    while waiting:
        part, word = waiting.pop(), words[place]
        first, may_be_empty = grammar.beginning(part)
        if word.kind not in first:
            if word.kind == "iri" and "<" in first | passed:
                words[place : place + 1] = _cut_open(word)
                waiting.append(part)
            elif may_be_empty:
                passed |= first
            else:
                return _broken_iri(text, word) or _fault(word, first | passed)
        elif part.how == "word":
            place += 1
            passed = set()
        else:
            waiting += _unfolded(grammar, part, word)
    return None


def _unfolded(grammar: _Grammar, part: Part, word: Word) -> list[Part]:
    """What a part that begins with this word asks for, the first last."""
    if part.how == "rule":
        return [grammar.rules[part.name]]
    if part.how == "one":
        return [next(inner for inner in part.parts if word.kind in grammar.beginning(inner)[0])]
    if part.how == "any":
        return [part, *part.parts]
    return list(reversed(part.parts))


def _cut_open(word: Word) -> list[Word]:
    """The words that something is which looks like an IRI and begins with less-than."""
    inner = [
        _named(found.lastgroup or "", word.start + found.start(), found[0])
        for found in WORD.finditer(word.text, 1)
        if found.lastgroup != "space"
    ]
    return [Word("<", word.start, "<"), *inner]


def _fault(word: Word, expected: frozenset[str] | set[str]) -> Fault:
    hints = _told(set(expected))
    hint = f"; expected {' or '.join(hints)}" if len(hints) <= _MOST else ""
    if word.kind == "end":
        return Fault(word.start, f"the query ends too early{hint}")
    if word.text in ("'", '"'):
        return Fault(word.start, "a string begins here that does not end")
    return Fault(word.start, f"'{shown(word.text)}' cannot stand here{hint}")


def _broken_iri(text: str, word: Word) -> Fault | None:
    """The fault of what begins like an IRI and ends like one, on one line, and is none."""
    found = _LIKE_IRI.match(text, word.start)
    wrong = found and _NOT_IN_IRI.search(found[1])
    if not wrong or found is None:
        return None
    return Fault(word.start, f"this is no IRI, for it holds '{shown(wrong[0])}': {shown(found[0])}")


def _told(expected: set[str]) -> list[str]:
    """What may stand in a place, in words of people."""
    told = []
    for rule, label in _LABELS.items():
        first = _grammar().beginning(_grammar().rules[rule])[0]
        if first <= expected:
            told.append(label)
            expected -= first
    return told + [_SPELT.get(word, word if word.isalpha() else f"'{word}'") for word in sorted(expected)]


def _wrong_name(words: list[Word], known: frozenset[str]) -> Fault | None:
    """A prefix that is not declared, or an IRI that is none."""
    declared = set(known)
    for before, word in pairwise(words):
        if word.kind in ("name", "prefix"):
            prefix = word.text.partition(":")[0]
            if before.kind == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return Fault(word.start, f"the prefix {prefix}: is not declared")
        elif word.kind == "iri" and (fault := iri_fault(word.text[1:-1])):
            return Fault(word.start, f"{shown(word.text)} is no IRI: {fault}")
    return None
