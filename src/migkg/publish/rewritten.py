"""A long text written again: the blocks of subjects of which the same is said are taken from the text before.

Our Turtle and JSON-LD have a block for each subject, which depends on the triples of that subject alone if no
blank nodes are among them. Of which subjects the same is said as before is told by sorted lines of N-Triples
or N-Quads, from then and from now. The outcome is that of writing all anew.
"""

from __future__ import annotations

from hashlib import blake2b
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.terms import BASE, PREFIXES, natural_key
from migkg.turtle import blocks_of, directives
from migkg.web.rdf import graph_bytes, node_texts, nodes_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

__all__ = ["Before", "json_ld", "turtle"]

_SIZE: Final = 16


class Before(NamedTuple):
    """A text as it was written, and the lines that say the same, sorted."""

    lines: bytes
    text: bytes


def turtle(triples: Sequence[ox.Triple], lines: bytes, before: Before) -> bytes:
    """What `graph_bytes` writes as Turtle; `lines` say the same as the triples, and are sorted."""
    now, then = _groups(lines), _groups(before.lines)
    old = _named(then, blocks_of(before.text.decode())[1])
    kept = [subject for subject in _same(now, then) if subject in old]
    known = set(kept)
    fresh = _others(triples, known)
    head, blocks = blocks_of(graph_bytes(fresh, "ttl").decode())
    new = _named(dict.fromkeys(_subjects(fresh)), blocks)
    unnamed = blocks[len(new) :]
    same = (triple for triple in triples if str(triple.subject) in known)
    head = sorted({*head, *directives(same, base=BASE, prefixes=PREFIXES)}, key=_name_of)
    written = {**{subject: old[subject] for subject in kept}, **new}
    texts = [written[subject] for subject in sorted(written, key=_place)] + unnamed
    return "\n".join(["".join(f"{line}\n" for line in head), *texts] if head else texts).encode()


def json_ld(triples: Sequence[ox.Triple], lines: bytes, before: Before) -> bytes:
    """What `graph_bytes` writes as JSON-LD; `lines` say the same as the triples, and both are sorted."""
    now, then = _groups(lines), _groups(before.lines)
    old = dict(zip(then, node_texts(before.text), strict=True))
    kept = set(_same(now, then))
    fresh = _others(triples, kept)
    new = dict(zip(_subjects(fresh), node_texts(graph_bytes(fresh, "jsonld")), strict=True))
    return nodes_document(old[subject] if subject in kept else new[subject] for subject in now)


def _groups(lines: bytes) -> dict[str, bytes]:
    """Subject, as it is written → the digest of its lines; none if blank nodes may be in them."""
    found = {}
    each = filter(None, lines.split(b"\n"))
    for subject, group in groupby(each, key=lambda line: line.partition(b" ")[0]):
        said = b"\n".join(group)
        bare = said.startswith(b"_:") or b" _:" in said
        found[subject.decode()] = b"" if bare else blake2b(said, digest_size=_SIZE).digest()
    return found


def _same(now: dict[str, bytes], then: dict[str, bytes]) -> Iterable[str]:
    return (subject for subject, said in now.items() if said and then.get(subject) == said)


def _others(triples: Iterable[ox.Triple], kept: set[str]) -> list[ox.Triple]:
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
