"""The names of everything in a graph, as a trie of words; and what numbers and symbols stand for in it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.ingest.bynames import by_names
from migkg.ingest.naming import variants
from migkg.ingest.tokens import compact, ordinal, same_shape, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from migkg.api import KnowledgeGraph
    from migkg.ingest.tokens import Token
    from migkg.sources import Source

__all__ = ["Gazetteer", "Name", "Thing"]

_KINDS: Final = {
    "Provision": "provision",
    "Instrument": "instrument",
    "Objective": "objective",
    "Action": "action",
    "PlanPoint": "point",
    "Conclusion": "conclusion",
    "SDGGoal": "goal",
    "SDGTarget": "target",
    "SDGIndicator": "indicator",
    "Document": "document",
    "Body": "body",
    "Post": "body",
    "Programme": "programme",
    "Tool": "tool",
    "Event": "event",
    "Publication": "publication",
    "Place": "place",
    "Theme": "theme",
}
"""Class of the vocabulary → kind of reference, also of the classes below it; of any other it is `other`."""
NUMBERED: Final = ("objective", "action", "point", "conclusion", "goal", "target", "indicator")
"""The kinds whose notation is a number that means something only behind its word."""
_SKIPPED: Final = ("provision", *NUMBERED)
"""The kinds whose labels are our own descriptions or titles shared by many."""
_CODES: Final = ("place", "other")
"""The kinds whose notations are codes or letters, which no text uses as a name."""

_SHORT_LINE: Final = 2
"""Up to how many words in capitals may be acronyms rather than a heading."""

_NAMES: Final = f"""{terms.SPARQL_PREFIXES}
SELECT ?s ?p (STR(?name) AS ?text) (LANG(?name) AS ?lang) ?class ?whole WHERE {{
  VALUES ?p {{ rdfs:label dcterms:title skos:altLabel skos:notation }}
  ?s ?p ?name ; a ?class .
  FILTER(STRSTARTS(STR(?class), "{terms.ONTOLOGY}") && !STRSTARTS(STR(?s), "{terms.ONTOLOGY}"))
  FILTER NOT EXISTS {{ ?s mig:basis ?basis }}
  FILTER NOT EXISTS {{ ?s mig:fingerprint ?fingerprint }}
  OPTIONAL {{ ?s dcterms:isPartOf ?whole }}
}}"""
_CLASSES: Final = f"""{terms.SPARQL_PREFIXES}
SELECT ?class ?above WHERE {{ ?class rdfs:subClassOf+ ?above FILTER(ISIRI(?above)) }}"""
_PASSAGES: Final = f"""{terms.SPARQL_PREFIXES}
SELECT ?passage ?notation ?document WHERE {{
  ?passage mig:fingerprint ?print ; skos:notation ?notation ; dcterms:isPartOf+ ?document .
  ?document a mig:Document .
}}"""
_SESSION: Final = re.compile(
    r"(?P<number>\d+(?:st|nd|rd|th)|[A-Z][a-z]+) (?P<word>Session|Meeting) of (?:the )?(?P<body>.+)"
    r"|(?P<body_>.+), (?P<number_>\d+(?:st|nd|rd|th)|[A-Z][a-z]+) (?P<word_>Session|Meeting)"
)


@dataclass(slots=True)
class Thing:
    """Something of the graph that can be named: its kind, class, and what it is a part of."""

    iri: str
    kind: str = "other"
    classes: set[str] = field(default_factory=set)
    labels: list[str] = field(default_factory=list)
    notation: str = ""
    whole: str | None = None

    @property
    def is_common(self) -> bool:
        """Whether its names are common nouns only (governments, trade unions), and it has no acronym."""
        letters = [char for label in self.labels for char in label[1:]]
        lower = " " in letters and not any(char.isupper() or char.isdigit() for char in letters)
        return not self.notation and (lower or "Group" in self.classes)


@dataclass(frozen=True, slots=True)
class Name:
    """One way of writing a thing's name: its tokens as they are written, and as they are found."""

    iri: str
    words: tuple[str, ...]
    norms: tuple[str, ...]
    rule: str
    lang: str
    sentence_case: bool
    alone: bool = False
    """Whether it is a word of everyday use, which counts only where nothing stands beside it."""
    short: bool = False
    """Whether a longer name of the same thing begins with it."""
    within: str = ""
    """What the passage must name too for it to be this thing's name."""


class _Node(dict[str, "_Node"]):
    """The words that can follow, and the names that end here."""

    __slots__ = ("names",)

    def __init__(self) -> None:
        super().__init__()
        self.names: list[Name] = []


class Gazetteer:
    """What the names, numbers and symbols in a text may stand for."""

    def __init__(self, things: dict[str, Thing], names: Iterable[Name]) -> None:
        """Of things by IRI and the ways in which they are written; `of` reads both from a graph."""
        self.things = things
        self.passages: dict[tuple[str, str], str] = {}
        """Document and notation → passage."""
        self.by_notation: dict[str, tuple[str, ...]] = {}
        self.series: dict[str, dict[str, dict[str, str]]] = {}
        """Kind → whose series it is → notation → thing: `objective` → the compact → `5` → its objective."""
        self.sessions: dict[tuple[str, int], str] = {}
        """Body and number → session."""
        self.bodies_with_sessions: set[str] = set()
        self._root = _Node()
        for name in names:
            self.add(name)

    @classmethod
    def of(cls, graph: KnowledgeGraph | Source) -> Gazetteer:
        """From a dataset, by its labels and notations only.

        Raises what asking it raises: QuerySyntaxError never, EndpointError if a remote one does not answer.
        """
        source: Source = getattr(graph, "source", graph)  # type: ignore[arg-type]
        above: dict[str, set[str]] = defaultdict(set)
        for of_class, wider in _texts(source, _CLASSES):
            above[of_class].add(wider)
        things: dict[str, Thing] = {}
        written = set()
        for iri, predicate, name, lang, of_class, whole in _texts(source, _NAMES):
            thing = things.setdefault(iri, Thing(iri))
            lineage = {of_class, *above[of_class]}
            thing.classes |= {terms.shorten(one).removeprefix("mig:") for one in lineage}
            thing.kind = next((kind for one, kind in _KINDS.items() if one in thing.classes), thing.kind)
            thing.whole = whole or thing.whole
            written.add((iri, predicate, name, lang))
        written |= {(iri, "altLabel", name, lang) for iri, name, lang in by_names(things)}
        return cls._of_names(source, things, sorted(written))

    @classmethod
    def _of_names(
        cls, source: Source, things: dict[str, Thing], written: list[tuple[str, str, str, str]]
    ) -> Gazetteer:
        notations: dict[str, list[str]] = defaultdict(list)
        for iri, predicate, text, lang in written:
            if predicate.endswith("notation"):
                things[iri].notation = text
                notations[compact(text)].append(iri)
            elif lang in ("", "en"):
                things[iri].labels.append(text)
        made = cls(things, variants(things, written, skipped=_SKIPPED, codes=_CODES))
        made.by_notation = {key: tuple(iris) for key, iris in notations.items()}
        for passage, notation, document in _texts(source, _PASSAGES):
            made.passages[document, compact(notation)] = passage
        made._number()
        return made

    def _number(self) -> None:
        """Find the series of numbered things, and the sessions of bodies."""
        for thing in self.things.values():
            if thing.kind in NUMBERED and thing.notation:
                series = self.series.setdefault(thing.kind, {})
                series.setdefault(self.owner(thing.iri), {})[compact(thing.notation)] = thing.iri
            elif thing.kind == "event":
                for label in thing.labels:
                    found = _SESSION.fullmatch(label)
                    count = ordinal(found["number"] or found["number_"]) if found else None
                    for body in self.named(found["body"] or found["body_"]) if found and count else ():
                        self.sessions[body, count or 0] = thing.iri
                        self.bodies_with_sessions.add(body)

    def owner(self, iri: str) -> str:
        """The instrument or document that a numbered thing is a part of, through its own kind's parts."""
        seen = {iri}
        thing = self.things[iri]
        while thing.whole and thing.whole in self.things and thing.whole not in seen:
            thing = self.things[thing.whole]
            seen.add(thing.iri)
            if thing.kind not in NUMBERED:
                break
        return thing.iri

    def add(self, name: Name) -> None:
        """Take in one more way of writing a thing."""
        node = self._root
        for word in name.norms:
            found = node.get(word)
            if found is None:
                found = node[word] = _Node()
            node = found
        if name not in node.names:
            node.names.append(name)

    def named(self, text: str) -> tuple[str, ...]:
        """The things that a text as a whole is a name of.

        >>> from migkg import KnowledgeGraph
        >>> Gazetteer.of(KnowledgeGraph.open()).named("Governing Body")
        ('https://w3id.org/migkg/body/governing-body',)
        """
        tokens = names_tokens(text)
        found = next(self.matches(tokens, 0, language="en"), None) if tokens else None
        return tuple(dict.fromkeys(n.iri for n in found[1])) if found and found[0] == len(tokens) else ()

    def begins(self, norm: str) -> bool:
        """Whether any name begins with a word, given as it is found."""
        return norm in self._root

    def matches(
        self, tokens: Sequence[Token], start: int, *, language: str
    ) -> Iterator[tuple[int, list[Name]]]:
        """The names that begin at a token, the longest first, each with where it ends.

        Names in English count in every text, those in another language in texts of that language.
        """
        node: _Node | None = self._root
        ends: list[tuple[int, list[Name]]] = []
        at = start
        while at < len(tokens) and node is not None:
            node = node.get(tokens[at].norm)
            at += 1
            if node is not None and node.names:
                ends.append((at, node.names))
        for end, names in reversed(ends):
            printed = [token.text for token in tokens[start:end]]
            fitting = [n for n in names if n.lang in ("", "en", language) and _fits(n, printed)]
            if fitting:
                yield end, fitting


def _texts(source: Source, query: str) -> Iterator[list[str]]:
    """The rows of an answer as texts; what is not bound is empty."""
    for row in source.select(query).rows:
        yield [cell.text if cell is not None else "" for cell in row]


def names_tokens(text: str) -> list[Token]:
    """The tokens of a text that count in names: without apostrophes and without the dashes inside words.

    >>> [token.text for token in names_tokens("the ITC–ILO's work – 2018–22")]
    ['the', 'ITC', 'ILO', 'work', '–', '2018', '–', '22']
    """
    tokens = tokenize(text)
    kept = []
    for at, token in enumerate(tokens):
        if token.kind == "possessive":
            continue
        if token.kind == "dash" and 0 < at < len(tokens) - 1:
            before, after = tokens[at - 1], tokens[at + 1]
            glued = before.end == token.start or token.end == after.start
            if glued and (before.kind == "word" or after.kind == "word") and before.text != ")":
                continue
        kept.append(token)
    return kept


def _fits(name: Name, printed: Sequence[str]) -> bool:
    """Whether a name may be written with these capitals; a line all in capitals may hold any longer name."""
    if len(printed) > _SHORT_LINE and all(piece.isupper() for piece in printed if piece[0].isalpha()):
        return True
    return all(
        same_shape(piece, word, first=at == 0, sentence_case=name.sentence_case)
        for at, (piece, word) in enumerate(zip(printed, name.words, strict=True))
    )
