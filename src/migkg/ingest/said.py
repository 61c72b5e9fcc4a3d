"""What the data say already, so that nobody is asked about it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from migkg.ingest.accepted import passage_iri
from migkg.ingest.suggestion import CLASSES, text_of
from migkg.terms import BASE, SPARQL_PREFIXES, shorten

if TYPE_CHECKING:
    from migkg.ingest.suggestion import Suggestion
    from migkg.sources import Source

__all__ = ["Said"]

_SAME: Final = {
    "linkage": ("mig:linkFrom", "mig:linkTo"),
    "deliverable": ("mig:due", "mig:promisedBy", "schema:value"),
    "progress": ("mig:reportsOn",),
    "membership": ("mig:roleIn", "org:member", "org:organization", "org:role"),
    "figure": ("schema:value",),
}
"""By which properties two claims of a kind say the same of the same text."""

_CLAIMS: Final = f"""
SELECT DISTINCT ?claim ?class ?passage ?property ?value WHERE {{
  VALUES ?class {{ {" ".join(CLASSES)} }}
  VALUES ?property {{ {" ".join(sorted({name for names in _SAME.values() for name in names}))} }}
  ?claim a ?class ; mig:evidence ?passage .
  {{ ?claim ?property ?value }} UNION {{ ?claim mig:target ?target . ?target ?property ?value }}
}} ORDER BY ?claim"""
_MENTIONS: Final = "SELECT ?passage ?thing WHERE { ?passage mig:mentions ?thing } ORDER BY ?passage"

_Claim = tuple[str, str, frozenset[tuple[str, str]]]
"""Kind, passage or document, and the values that make it what it is."""


@dataclass(frozen=True, slots=True)
class Said:
    """The mentions and claims of a graph, as far as a suggestion may repeat them."""

    mentions: frozenset[tuple[str, str]] = frozenset()
    claims: frozenset[_Claim] = frozenset()
    iris: frozenset[str] = frozenset()

    @classmethod
    def of(cls, source: Source) -> Said:
        """What a source of answers says."""
        mentions = {(str(a), str(b)) for a, b in source.select(SPARQL_PREFIXES + _MENTIONS).rows}
        values: dict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
        iris = set()
        for claim, kind, passage, name, value in source.select(SPARQL_PREFIXES + _CLAIMS).rows:
            word = CLASSES[shorten(str(kind))]
            iris.add(str(claim))
            if shorten(str(name)) in _SAME[word]:
                values[str(claim), word, str(passage)].add((shorten(str(name)), str(value)))
        claims = {
            (kind, where, frozenset(said))
            for (_, kind, passage), said in values.items()
            for where in (passage, _home(passage))
        }
        return cls(frozenset(mentions), frozenset(claims), frozenset(iris))

    def has(self, document: str, suggestion: Suggestion) -> bool:
        """Whether the graph says already what is suggested about a document."""
        values = {(name, text_of(term)) for name, term in suggestion.values}
        if suggestion.kind == "mention":
            return all((suggestion.iri, text) in self.mentions for _, text in values)
        if suggestion.iri in self.iris:
            return True
        same = frozenset((name, text) for name, text in values if name in _SAME[suggestion.kind])
        if not same:
            return False
        passages = [passage_iri(document, path) for path in suggestion.passages]
        places = passages if suggestion.kind == "figure" else [_home(passages[0])]
        return any((suggestion.kind, place, same) in self.claims for place in places)


def _home(passage: str) -> str:
    """The document of a passage, by its IRI."""
    return f"{BASE}document/{passage.removeprefix(f'{BASE}document/').partition('/')[0]}"
