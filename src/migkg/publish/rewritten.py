"""A long text written again: the blocks of subjects of which the same is said are taken from the text before.

Our Turtle and JSON-LD have a block for each subject, which depends on the triples of that subject alone if no
blank nodes are among them. Of which subjects the same is said as before is told by sorted lines of N-Triples
or N-Quads, from then and from now. The outcome is that of writing all anew.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.terms import BASE, PREFIXES, natural_key
from migkg.turtle import blocks_of, directives
from migkg.web.rdf import graph_bytes, node_texts, nodes_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Change", "json_ld", "turtle"]

_AT_ONCE: Final = 10_000
"""So many triples are looked at for a directive that they need, before more are."""
_MANY: Final = 1 << 16
"""So many lines are compared at once."""
_FEW: Final = 64
"""So many are right after a difference."""


class Change:
    """What sorted lines say now that they did not say then, and of which subjects they say the same.

    Subjects are as the lines write them, in their order. Where blank nodes may be in what is said, it is not
    taken for the same.
    """

    def __init__(self, now: bytes, then: bytes) -> None:
        self._now, earlier = now.splitlines(), then.splitlines()
        added, removed = _differing(self._now, earlier)
        self._others = _subjects([*added, *removed, *_bare(now)])
        self._doubtful = [*removed, *_bare(then)]
        self.then = list(_subjects(earlier))
        self.same = [subject for subject in self.then if subject not in self._others]
        fresh = [subject for subject in self._others if any(self._lines_of(subject))]
        self.now = sorted([*self.same, *fresh], key=lambda subject: f"{subject} ")

    def fresh(self) -> list[ox.Triple]:
        """All that is said now of the other subjects."""
        return list(_parsed(line for subject in sorted(self._others) for line in self._lines_of(subject)))

    def needed(self, known: Iterable[str]) -> Iterator[str]:
        """The directives that the same subjects need, of those that all subjects needed then.

        One that is needed by what is still said, and has no blank nodes in it, is needed still.
        """
        for directive in known:
            space = directive[directive.index("<") + 1 : directive.rindex(">")].encode()
            if not any(space in line for line in self._doubtful) or self._is_needed(directive, space):
                yield directive

    def _is_needed(self, directive: str, space: bytes) -> bool:
        lines = (line for line in self._now if space in line and _subject(line) not in self._others)
        while some := list(islice(lines, _AT_ONCE)):
            if directive in directives(_parsed(some), base=BASE, prefixes=PREFIXES):
                return True
        return False

    def _lines_of(self, subject: str) -> Iterator[bytes]:
        """What is said now of a subject."""
        begin = f"{subject} ".encode()
        place = bisect_left(self._now, begin)
        while place < len(self._now) and self._now[place].startswith(begin):
            yield self._now[place]
            place += 1


def turtle(change: Change, before: bytes) -> bytes:
    """What `graph_bytes` writes now as Turtle; `before` is what it wrote then."""
    known, texts = blocks_of(before.decode())
    old = _named(change.then, texts)
    kept = {subject: old[subject] for subject in change.same if subject in old}
    fresh = change.fresh()
    head, blocks = blocks_of(graph_bytes(fresh, "ttl").decode())
    new = _named(_subjects_of(fresh), blocks)
    unnamed = blocks[len(new) :]
    head = sorted({*head, *change.needed(known)}, key=_name_of)
    written = {**kept, **new}
    texts = [written[subject] for subject in sorted(written, key=_place)] + unnamed
    return "\n".join(["".join(f"{line}\n" for line in head), *texts] if head else texts).encode()


def json_ld(change: Change, before: bytes) -> bytes:
    """What `graph_bytes` writes now as JSON-LD; `before` is what it wrote then."""
    old = dict(zip(change.then, node_texts(before), strict=True))
    fresh = change.fresh()
    new = dict(zip(_subjects_of(fresh), node_texts(graph_bytes(fresh, "jsonld")), strict=True))
    return nodes_document(new.get(subject) or old[subject] for subject in change.now)


def _differing(now: Sequence[bytes], then: Sequence[bytes]) -> tuple[list[bytes], list[bytes]]:
    """The lines that are only in one of two sorted lists: in the first, in the second."""
    added, removed = [], []
    here, there, step = 0, 0, _MANY
    while here < len(now) and there < len(then):
        if now[here : here + step] == then[there : there + step]:
            here, there, step = here + step, there + step, min(2 * step, _MANY)
        elif step > 1:
            step = max(step // 8, 1)
        else:
            if now[here] < then[there]:
                added.append(now[here])
                here += 1
            else:
                removed.append(then[there])
                there += 1
            step = _FEW
    return [*added, *now[here:]], [*removed, *then[there:]]


def _bare(text: bytes) -> Iterator[bytes]:
    """The lines that may have blank nodes in them."""
    place = text.find(b"_:")
    while place >= 0:
        end = text.find(b"\n", place)
        line = text[text.rfind(b"\n", 0, place) + 1 : end]
        if line.startswith(b"_:") or b" _:" in line:
            yield line
        place = text.find(b"_:", end)


def _parsed(lines: Iterable[bytes]) -> Iterator[ox.Triple]:
    text = b"".join(b"%b\n" % line for line in lines)
    return (quad.triple for quad in ox.parse(text, ox.RdfFormat.N_QUADS, lenient=True))


def _subject(line: bytes) -> str:
    return line[: line.index(b" ")].decode()


def _subjects(lines: Iterable[bytes]) -> dict[str, None]:
    """The subjects of lines, each once, in order."""
    found = dict.fromkeys(line[: line.index(b" ")] for line in lines)
    return {subject.decode(): None for subject in found}


def _subjects_of(triples: Iterable[ox.Triple]) -> list[str]:
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
