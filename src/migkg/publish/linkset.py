"""What can be given back to the graph of the United Nations' library: subjects of three SDG targets."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.publish.graphs import MATCHES
from migkg.publish.mappings import SPACES
from migkg.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.publish.graphs import Graphs

__all__ = ["TARGETS", "linkset"]

TARGETS: Final = tuple(f"{SPACES['sdg']}{number}" for number in ("8.7", "8.8", "10.7"))
"""The SDG targets that the United Nations' own graph files under no subject, and our texts are about."""

_SUBJECT: Final = f"{PREFIXES['dcterms']}subject"


def linkset(graphs: Graphs) -> list[ox.Triple]:
    """What the graph of the United Nations' library lacks about three SDG targets, in the form that it has.

    `dcterms:subject` leads from each target to its themes here and to their concepts in UNBIS and EuroVoc,
    and from each passage or thing that names the target, or an indicator of it, to the target. A theme's
    matches stand beside. A concept is a subject of the target if the theme matches it exactly or closely, or
    if it is broader; a narrower one only where the theme has none of these in the same thesaurus, since the
    theme is then made up of the narrower ones.
    """
    said = _Said(graphs)
    subject = ox.NamedNode(_SUBJECT)
    found: set[ox.Triple] = set()
    for target in map(ox.NamedNode, TARGETS):
        for theme in said.themes(target):
            found.add(ox.Triple(target, subject, theme))
            found.update(
                ox.Triple(theme, ox.NamedNode(kind), concept) for kind, concept in said.matches(theme)
            )
            found.update(ox.Triple(target, subject, concept) for concept in said.concepts(theme))
        found.update(ox.Triple(thing, subject, target) for thing in said.about(target))
    return sorted(found, key=str)


class _Said:
    """What the data say of and to some things."""

    _THESAURI: Final = (SPACES["UNBIS"], SPACES["EUROVOC"])
    _NAMING: Final = (f"{PREFIXES['mig']}mentions", f"{PREFIXES['schema']}about")
    _PART: Final = f"{PREFIXES['dcterms']}isPartOf"

    def __init__(self, graphs: Graphs) -> None:
        self._of: defaultdict[ox.NamedNode, list[tuple[str, ox.NamedNode]]] = defaultdict(list)
        self._to: defaultdict[ox.NamedNode, list[tuple[str, ox.NamedNode]]] = defaultdict(list)
        for subject, predicate, value in graphs.links((_SUBJECT, self._PART, *self._NAMING, *MATCHES)):
            self._of[subject].append((predicate.value, value))
            self._to[value].append((predicate.value, subject))

    def themes(self, target: ox.NamedNode) -> list[ox.NamedNode]:
        """The themes under which a target is filed."""
        return [value for predicate, value in self._of[target] if predicate == _SUBJECT]

    def matches(self, theme: ox.NamedNode) -> list[tuple[str, ox.NamedNode]]:
        """The mappings of a theme to concepts of the two thesauri."""
        return [
            (predicate, value)
            for predicate, value in self._of[theme]
            if predicate in MATCHES and value.value.startswith(self._THESAURI)
        ]

    def concepts(self, theme: ox.NamedNode) -> Iterator[ox.NamedNode]:
        """The concepts that whatever is about the theme is about."""
        for space in self._THESAURI:
            here = [match for match in self.matches(theme) if match[1].value.startswith(space)]
            near = [
                concept
                for kind, concept in here
                if kind.endswith(("#exactMatch", "#closeMatch", "#broadMatch"))
            ]
            yield from near or (concept for kind, concept in here if kind.endswith("#narrowMatch"))

    def about(self, target: ox.NamedNode) -> Iterator[ox.NamedNode]:
        """The passages and things that name a target or one of its indicators."""
        parts = [subject for predicate, subject in self._to[target] if predicate == self._PART]
        for named in (target, *parts):
            yield from (subject for predicate, subject in self._to[named] if predicate in self._NAMING)
