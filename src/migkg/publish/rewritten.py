"""A long text written again: the blocks of subjects of which the same is said are taken from the text before.

Our Turtle and JSON-LD have a block for each subject, which depends on the triples of that subject alone if no
blank nodes are among them. Of which subjects the same is said as before is told by sorted lines of N-Triples
or N-Quads, from then and from now. The outcome is that of writing all anew.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.terms import BASE, PREFIXES, natural_key
from migkg.turtle import blocks_of, directives
from migkg.web.rdf import graph_bytes, node_texts, nodes_document

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    import pyoxigraph as ox

__all__ = ["Before", "json_ld", "turtle"]

_AT_ONCE: Final = 10_000
"""So many triples are looked at for the directives that they need, before more are."""


class Before(NamedTuple):
    """A text as it was written, and the lines that say the same, sorted."""

    lines: bytes
    text: bytes


def turtle(triples: Sequence[ox.Triple], lines: bytes, before: Before) -> bytes:
    """What `graph_bytes` writes as Turtle; `lines` say the same as the triples, and are sorted."""
    change = _Change(lines, before.lines)
    then, texts = blocks_of(before.text.decode())
    old = _named(change.then, texts)
    kept = {subject: old[subject] for subject in change.same if subject in old}
    fresh = _others(triples, kept)
    head, blocks = blocks_of(graph_bytes(fresh, "ttl").decode())
    new = _named(dict.fromkeys(_subjects(fresh)), blocks)
    unnamed = blocks[len(new) :]
    same = (triple for triple in triples if str(triple.subject) in kept)
    head = sorted({*head, *_needed(same, then)}, key=_name_of)
    written = {**kept, **new}
    texts = [written[subject] for subject in sorted(written, key=_place)] + unnamed
    return "\n".join(["".join(f"{line}\n" for line in head), *texts] if head else texts).encode()


def json_ld(triples: Sequence[ox.Triple], lines: bytes, before: Before) -> bytes:
    """What `graph_bytes` writes as JSON-LD; `lines` say the same as the triples, and both are sorted."""
    change = _Change(lines, before.lines)
    old = dict(zip(change.then, node_texts(before.text), strict=True))
    kept = {subject: old[subject] for subject in change.same}
    fresh = _others(triples, kept)
    new = dict(zip(_subjects(fresh), node_texts(graph_bytes(fresh, "jsonld")), strict=True))
    return nodes_document(kept.get(subject) or new[subject] for subject in change.now)


class _Change:
    """The subjects of lines now and then, as they are written, in order; and those of which the same is said.

    Where blank nodes may be in what is said, it is not taken for the same.
    """

    def __init__(self, now: bytes, then: bytes) -> None:
        lines, earlier = now.splitlines(), then.splitlines()
        changed = {*lines}.symmetric_difference(earlier)
        self.now, self.then = _all_subjects(lines), _all_subjects(earlier)
        bare = (line for line in lines if line.startswith(b"_:") or b" _:" in line) if b"_:" in now else ()
        others = _all_subjects([*changed, *bare])
        self.same = [subject for subject in self.now if subject not in others]


def _all_subjects(lines: Iterable[bytes]) -> dict[str, None]:
    found = dict.fromkeys(line[: line.index(b" ")] for line in lines)
    return {subject.decode(): None for subject in found}


def _needed(triples: Iterable[ox.Triple], known: list[str]) -> set[str]:
    """The directives that triples need, of those known. To find that all are takes a few triples only."""
    left, found = iter(triples), set[str]()
    while len(found) < len(known) and (some := list(islice(left, _AT_ONCE))):
        found.update(directives(some, base=BASE, prefixes=PREFIXES))
    return found


def _others(triples: Iterable[ox.Triple], kept: Container[str]) -> list[ox.Triple]:
    """The triples of all subjects but these."""
    return [triple for triple in triples if str(triple.subject) not in kept]


def _subjects(triples: Iterable[ox.Triple]) -> list[str]:
    return list(dict.fromkeys(str(triple.subject) for triple in triples))


def _named(subjects: Iterable[str], blocks: Sequence[str]) -> dict[str, str]:
    """The blocks of the subjects that bear names; those of others stand behind them."""
    named = sorted((subject for subject in subjects if subject.startswith("<")), key=_place)
    return dict(zip(named, blocks[: len(named)], strict=True))


def _place(subject: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Where a named subject stands in Turtle."""
    iri = subject[1:-1]
    return natural_key(iri), iri


def _name_of(directive: str) -> str:
    return directive.partition(":")[0]
