"""How grave a change of the vocabulary is for those who use it: a major, minor or patch version.

Major is what can make data or questions of others wrong: a term that is gone or has become something else, a
narrower or another domain or range, a superclass that is taken away, a new exclusion. Minor is what adds: a
term, a superclass. Patch is what only says it better: names, definitions, examples, notes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import pyoxigraph as ox

from migkg.terms import ONTOLOGY, PREFIXES, RDF_TYPE, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.diff.facts import Facts
    from migkg.diff.statements import Difference

__all__ = ["Gravity", "Level", "gravity_of"]

Level = Literal["none", "patch", "minor", "major"]

_LEVELS: Final = ("none", "patch", "minor", "major")
_RDFS, _OWL, _SKOS = PREFIXES["rdfs"], PREFIXES["owl"], PREFIXES["skos"]
_WORDS: Final = frozenset(
    (
        f"{_RDFS}label",
        f"{_RDFS}comment",
        f"{_RDFS}seeAlso",
        f"{_RDFS}isDefinedBy",
        *(
            f"{_SKOS}{name}"
            for name in ("definition", "example", "note", "editorialNote", "scopeNote", "altLabel")
        ),
        f"{_SKOS}changeNote",
        f"{_SKOS}historyNote",
        f"{ONTOLOGY}unusedBecause",
    )
)
_ABOVE: Final = frozenset((f"{_RDFS}subClassOf", f"{_RDFS}subPropertyOf"))
_ADDS: Final = frozenset(
    (f"{_OWL}deprecated", f"{_SKOS}exactMatch", f"{_SKOS}closeMatch", f"{_SKOS}inScheme")
)


@dataclass(frozen=True, slots=True)
class Gravity:
    """The level of the gravest change of the vocabulary, and what is of that level."""

    level: Level
    reasons: tuple[str, ...]


def gravity_of(difference: Difference, old: Facts, new: Facts) -> Gravity:
    """How grave a difference is for those who use our vocabulary; changes of data do not count."""
    found: dict[str, list[str]] = {level: [] for level in _LEVELS}
    for level, reason in (*_terms(difference, old, new), *_statements(difference, old, new)):
        found[level].append(reason)
    for level in ("major", "minor", "patch"):
        if found[level]:
            return Gravity(level, tuple(dict.fromkeys(found[level])))  # type: ignore[arg-type]
    return Gravity("none", ())


def _ours(difference: Difference, triple: ox.Triple) -> str:
    """The term of ours that a statement is about; "" for anything else."""
    owner = difference.owner(triple)
    return owner if owner.startswith(ONTOLOGY) else ""


def _terms(difference: Difference, old: Facts, new: Facts) -> Iterator[tuple[str, str]]:
    changed = {_ours(difference, triple) for triple in (*difference.removed, *difference.added)} - {""}
    for term in sorted(changed):
        if not new.knows(term):
            yield "major", f"{shorten(term)} is gone"
        elif not old.knows(term):
            yield "minor", f"{shorten(term)} is new"


def _statements(difference: Difference, old: Facts, new: Facts) -> Iterator[tuple[str, str]]:
    """What changed of terms that were there before and still are."""
    for is_new, triples in ((False, difference.removed), (True, difference.added)):
        for triple in triples:
            term = _ours(difference, triple)
            if not difference.owner(triple) and triple.predicate.value.startswith(_OWL):
                what = f"a rule for several terms at once ({shorten(triple.predicate.value)})"
                yield "major", f"{what} is {'new' if is_new else 'gone'}"
            elif term and old.knows(term) and new.knows(term):
                yield _level(triple, is_new=is_new), _reason(triple, term, is_new=is_new)


def _level(triple: ox.Triple, *, is_new: bool) -> str:
    predicate = triple.predicate.value
    if predicate in _WORDS:
        return "patch"
    if predicate in _ADDS or (is_new and predicate in _ABOVE and isinstance(triple.object, ox.NamedNode)):
        return "minor"
    return "major"


def _reason(triple: ox.Triple, term: str, *, is_new: bool) -> str:
    what = "kind" if triple.predicate.value == RDF_TYPE else shorten(triple.predicate.value)
    value = shorten(triple.object.value) if isinstance(triple.object, ox.NamedNode) else ""
    verb = "now has" if is_new else "no longer has"
    return f"{shorten(term)} {verb} {' '.join(filter(None, (f'the {what}', value)))}"
