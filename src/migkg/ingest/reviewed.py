"""What people have reviewed and what ingest finds, in one form, so that both can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from migkg.ingest.suggest import suggest
from migkg.ingest.suggest.sentences import sentences
from migkg.ingest.suggestion import text_of
from migkg.terms import BASE, SPARQL_PREFIXES, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from migkg.ingest.gazetteer import Gazetteer
    from migkg.ingest.passages import Outline
    from migkg.ingest.suggestion import Suggestion
    from migkg.sources import Source

__all__ = ["Finding", "Reviewed", "found_in"]

_PASSAGES: Final = "SELECT ?passage ?print WHERE { ?passage mig:fingerprint ?print }"
_MENTIONS: Final = "SELECT ?passage ?thing WHERE { ?passage mig:mentions ?thing }"
_LINKAGES: Final = """
SELECT ?claim ?passage ?from ?to ?basis ?strength WHERE {
  ?claim a mig:Linkage ; mig:evidence ?passage ; mig:linkFrom ?from ; mig:linkTo ?to ; mig:basis ?basis
  OPTIONAL { ?claim mig:strength ?strength }
}"""
_DELIVERABLES: Final = """
SELECT ?claim ?passage ?point ?phrase WHERE {
  ?claim a mig:Deliverable ; mig:evidence ?passage ; mig:promisedBy ?point
  OPTIONAL { ?claim mig:evidencePhrase ?phrase }
}"""
_PROGRESS: Final = """
SELECT ?claim ?passage ?on ?stage WHERE {
  ?claim a mig:ProgressReport ; mig:evidence ?passage ; mig:reportsOn ?on ; mig:progress ?stage
}"""
_ROLES: Final = """
SELECT ?claim ?passage ?who ?part ?what WHERE {
  { ?claim a org:Membership ; org:organization ?what } UNION { ?claim a mig:Role ; mig:roleIn ?what }
  ?claim mig:evidence ?passage ; org:member ?who ; org:role ?part
}"""
_FIGURES: Final = """
SELECT ?claim ?passage ?value ?unit WHERE {
  ?claim a mig:Observation ; mig:evidence ?passage ; schema:value ?value ; schema:unitText ?unit
}"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One passage, mention or claim: its kinds, the widest first, and what makes it itself.

    `places` are the passages that bear it, `key` is what two readings of it have in common.
    """

    kinds: tuple[str, ...]
    places: frozenset[str]
    key: tuple[str, ...]
    what: str
    rule: str = ""
    by_place: bool = False
    """Whether two are only the same where they share a passage."""

    @property
    def place(self) -> str:
        """The passages that bear it, for reading."""
        return "; ".join(sorted(self.places))

    def same(self, other: Finding) -> bool:
        """Whether both say the same."""
        return (
            self.kinds[0] == other.kinds[0]
            and self.key == other.key
            and (not self.by_place or not self.places.isdisjoint(other.places))
        )


class Reviewed:
    """The passages, mentions and claims of a graph, by document."""

    def __init__(self, rows: Mapping[str, list[tuple[str, ...]]]) -> None:
        self._rows = rows

    @classmethod
    def of(cls, source: Source) -> Reviewed:
        """What a source of answers holds."""
        queries = {
            "passages": _PASSAGES, "mentions": _MENTIONS, "linkages": _LINKAGES,
            "deliverables": _DELIVERABLES, "progress": _PROGRESS, "memberships": _ROLES, "figures": _FIGURES,
        }  # fmt: skip
        return cls({
            name: sorted(
                tuple("" if cell is None else cell.text for cell in row)
                for row in source.select(SPARQL_PREFIXES + query).rows
            )
            for name, query in queries.items()
        })  # fmt: skip

    def of_document(self, document: str, outline: Outline) -> list[Finding]:
        """All that the graph has of a document; `outline` tells in which sentences promises stand."""
        home = f"{BASE}document/{document}/"
        found = [
            _passage(passage.removeprefix(home), mark)
            for passage, mark in self._rows["passages"]
            if passage.startswith(home)
        ]
        found += [
            _mention(passage.removeprefix(home), thing)
            for passage, thing in self._rows["mentions"]
            if passage.startswith(home)
        ]
        texts = {passage.path: passage.text for passage in outline.passages}
        made: dict[str, Callable[..., Finding]] = {
            "linkages": _linkage, "progress": _progress, "memberships": _membership, "figures": _figure,
        }  # fmt: skip
        for name, make in made.items():
            found += [make(places, *values) for places, values in self._claims(name, home)]
        for places, (point, phrase) in self._claims("deliverables", home):
            found.append(_deliverable(places, point, phrase, texts))
        return found

    def _claims(self, name: str, home: str) -> Iterator[tuple[frozenset[str], tuple[str, ...]]]:
        grouped: dict[str, tuple[set[str], tuple[str, ...]]] = {}
        for claim, passage, *values in self._rows[name]:
            if passage.startswith(home):
                grouped.setdefault(claim, (set(), tuple(values)))[0].add(passage.removeprefix(home))
        for places, values_ in grouped.values():
            yield frozenset(places), values_


def found_in(outline: Outline, gazetteer: Gazetteer, source: Source) -> list[Finding]:
    """All that ingest finds in a document."""
    from migkg.ingest.citations import references

    found = [_passage(passage.path, passage.fingerprint) for passage in outline.passages]
    texts = {passage.path: passage.text for passage in outline.passages}
    suggestions = suggest(outline, references(outline, gazetteer), source)
    return found + [_of_suggestion(one, texts) for one in suggestions]


def _of_suggestion(one: Suggestion, texts: Mapping[str, str]) -> Finding:
    values = {name: text_of(term) for name, term in one.values}
    places = frozenset(one.passages)
    if one.kind == "mention":
        found = _mention(one.passages[0], values["mig:mentions"])
    elif one.kind == "linkage":
        found = _linkage(
            places, values["mig:linkFrom"], values["mig:linkTo"], f"#{one.basis}", f"#{one.strength}"
        )
    elif one.kind == "progress":
        found = _progress(places, values["mig:reportsOn"], values["mig:progress"])
    elif one.kind == "membership":
        what = values.get("org:organization") or values["mig:roleIn"]
        found = _membership(places, values["org:member"], values["org:role"], what)
    elif one.kind == "figure":
        found = _figure(places, values["schema:value"], values["schema:unitText"])
    else:
        found = _deliverable(places, values["mig:promisedBy"], one.phrase, texts)
    return Finding(found.kinds, found.places, found.key, found.what, one.rule, found.by_place)


def _passage(path: str, mark: str) -> Finding:
    return Finding(("passages",), frozenset([path]), (path, mark), f"{path} {mark}")


def _mention(path: str, thing: str) -> Finding:
    shelf = thing.removeprefix(BASE).partition("/")[0] if thing.startswith(BASE) else "sdg"
    return Finding(("mentions", f"mentions: {shelf}"), frozenset([path]), (path, thing), shorten(thing))


def _linkage(places: frozenset[str], start: str, end: str, basis: str, strength: str) -> Finding:
    how = strength.rpartition("#")[2] or basis.rpartition("#")[2]
    what = f"{shorten(start)} → {shorten(end)} ({how})"
    return Finding(("linkages", f"linkages: {how}"), places, (start, end), what)


def _progress(places: frozenset[str], subject: str, stage: str) -> Finding:
    word = stage.rpartition("#")[2]
    return Finding(("progress", f"progress: {word}"), places, (subject,), f"{shorten(subject)} ({word})")


def _membership(places: frozenset[str], who: str, part: str, what: str) -> Finding:
    role = part.rpartition("#")[2]
    shown = f"{shorten(who)} {role} {shorten(what)}"
    return Finding(("memberships", f"memberships: {role}"), places, (who, role, what), shown)


def _figure(places: frozenset[str], value: str, unit: str) -> Finding:
    number = f"{Decimal(value).normalize():f}"
    return Finding(("figures",), places, (number,), f"{number} {unit}", by_place=True)


def _deliverable(places: frozenset[str], point: str, phrase: str, texts: Mapping[str, str]) -> Finding:
    """A promise is known by its point and by the sentence in which its phrase stands."""
    place = next(iter(sorted(places)))
    sentence = _sentence_of(phrase, texts.get(place, ""))
    return Finding(("deliverables",), places, (point, str(sentence)), f"{shorten(point)}: {phrase}")


def _sentence_of(phrase: str, text: str) -> int:
    words = re.findall(r"\w+", phrase)
    found = re.search(r"\W+".join(map(re.escape, words)), text) if words else None
    if found is None:
        return -1
    return next((n for n, span in enumerate(sentences(text)) if span.start <= found.start() < span.end), -1)
