"""Which document of the graph a text is, and how it differs from what the graph has of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from migkg.terms import BASE, SPARQL_PREFIXES, natural_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migkg.ingest.passages import Outline
    from migkg.sources import Source

__all__ = ["Changes", "Known", "changes"]

_HALF: Final = 0.5
_PASSAGES: Final = """
SELECT ?document ?passage ?fingerprint ?notation WHERE {
  ?passage mig:fingerprint ?fingerprint ; skos:notation ?notation ; dcterms:isPartOf+ ?document .
  ?document a mig:Document .
} ORDER BY ?passage"""


@dataclass(frozen=True, slots=True)
class Changes:
    """How a text differs from an earlier state of the same document, by the paths of passages.

    `moved` are passages whose words stand at another place now.
    """

    same: int = 0
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved)

    def __str__(self) -> str:
        parts = [
            f"{len(paths)} {word}"
            for word in ("added", "removed", "changed", "moved")
            if (paths := getattr(self, word))
        ]
        return f"{self.same} passages the same{''.join(f', {part}' for part in parts)}"


def changes(before: Mapping[str, str], outline: Outline) -> Changes:
    """What has changed from an earlier state (path → fingerprint) to an outline."""
    now = {passage.path: passage.fingerprint for passage in outline.passages}
    left = Counter(before.values())
    left.subtract(now[path] for path in now if before.get(path) == now[path])
    added: list[str] = []
    changed: list[str] = []
    moved: list[str] = []
    for path, fingerprint in now.items():
        if before.get(path) == fingerprint:
            continue
        if left[fingerprint] > 0:
            left[fingerprint] -= 1
            moved.append(path)
        else:
            (changed if path in before else added).append(path)
    gone = [path for path in before if path not in now and left[before[path]] > 0]
    return Changes(
        sum(before.get(path) == now[path] for path in now),
        tuple(added),
        tuple(sorted(gone, key=natural_key)),
        tuple(changed),
        tuple(moved),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """The passages of all documents of a graph: document → path → fingerprint."""

    documents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _places: Mapping[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    """Fingerprint → document, path and notation of the passages that have it."""

    @classmethod
    def of(cls, source: Source) -> Known:
        """The passages that a source of answers knows."""
        documents: dict[str, dict[str, str]] = defaultdict(dict)
        places: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for document, passage, fingerprint, notation in source.select(SPARQL_PREFIXES + _PASSAGES).rows:
            home = str(document).removeprefix(f"{BASE}document/")
            path = str(passage).removeprefix(f"{document}/")
            documents[home][path] = str(fingerprint)
            places[str(fingerprint)].append((home, path, str(notation)))
        return cls(dict(documents), {print_: tuple(found) for print_, found in places.items()})

    def match(self, outline: Outline) -> str:
        """The document that an outline is one of, whole or in part; `""` if the graph has none such.

        It has its identifier, or at least half of its passages with words of their own.
        """
        if outline.identifier in self.documents:
            return outline.identifier
        prints = {passage.fingerprint for passage in outline.passages}
        shared = Counter(
            home
            for fingerprint in prints
            for home in {document for document, _, _ in self._places.get(fingerprint, ())}
        )
        best = min(shared, key=lambda home: (-shared[home], home), default="")
        return best if best and shared[best] >= _HALF * len(prints) else ""

    def aligned(self, outline: Outline, document: str) -> Outline:
        """The outline under the document's identifier, its passages at the paths that the graph has them at.

        Only a passage whose words stand once in both, and whose path there is free here, is moved.
        """
        own = {passage.path for passage in outline.passages}
        count = Counter(passage.fingerprint for passage in outline.passages)
        there: dict[str, tuple[str, str]] = {}
        for passage in outline.passages:
            found = [place[1:] for place in self._places.get(passage.fingerprint, ()) if place[0] == document]
            if len(found) == count[passage.fingerprint] == 1 and found[0][0] not in own:
                there[passage.path] = found[0][0], found[0][1]
        decision = outline.metadata.draft_decision
        if decision in there:
            decision = there[decision][0]
        passages = tuple(
            replace(
                passage,
                path=there.get(passage.path, (passage.path,))[0],
                notation=there.get(passage.path, ("", passage.notation))[1],
                parent=there.get(passage.parent or "", (passage.parent,))[0],
            )
            for passage in outline.passages
        )
        metadata = replace(outline.metadata, draft_decision=decision)
        return replace(outline, identifier=document, metadata=metadata, passages=passages)
