"""Lists that are none: an item without a successor, two successors, a ring.

Written with round brackets, a list is always right. Written out with `rdf:first` and `rdf:rest`, or put
together by a program, it may lack what every reader of lists relies on.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.findings import Rule
from migkg.judges.uses import Uses, at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from migkg.judges.uses import Context
    from migkg.places import Result

__all__ = ["RULES", "problems"]

_HERE: Final = f"{terms.BASE}shape/lists/"
_RDF: Final = terms.PREFIXES["rdf"]
_FIRST: Final = f"{_RDF}first"
_REST: Final = f"{_RDF}rest"
_NIL: Final = ox.NamedNode(f"{_RDF}nil")

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        f"{_HERE}once": Rule(
            name="A place in a list has one item and one successor",
            message="Keep one of the values.",
            description="A list with two successors is two lists, and readers follow either of them.",
        ),
        f"{_HERE}whole": Rule(
            name="A place in a list has an item and a successor",
            message="Add what is missing, or write the list in round brackets.",
            description="Readers stop at the gap, or fail.",
        ),
        f"{_HERE}ring": Rule(
            name="A list comes to an end",
            message="Let the last rdf:rest be rdf:nil.",
            description="Readers of a list that leads back to itself never finish.",
        ),
    }
)


def problems(uses: Uses, _: Context) -> Iterator[Result]:
    """The places of lists that lack something, have something twice, or lead back to themselves."""
    firsts, rests = uses.predicates.get(_FIRST, []), uses.predicates.get(_REST, [])
    if not firsts and not rests:
        return
    for name, quads in (("rdf:first", firsts), ("rdf:rest", rests)):
        yield from at(f"{_HERE}once", _again(quads), f"Keep one {name}: a place in a list has one.")
    with_first, with_rest = {quad.subject for quad in firsts}, {quad.subject for quad in rests}
    yield from _gaps(firsts, with_rest, "rdf:rest")
    yield from _gaps(rests, with_first, "rdf:first")
    open_ends = [quad for quad in rests if quad.object != _NIL and quad.object not in with_first | with_rest]
    yield from at(
        f"{_HERE}whole", open_ends, "Let rdf:rest lead to another place of the list, or to rdf:nil."
    )
    ended = [quad for quad in (*firsts, *rests) if quad.subject == _NIL]
    yield from at(f"{_HERE}whole", ended, "Take this off rdf:nil: the empty list has no items.")
    yield from at(
        f"{_HERE}ring", _rings(rests), "Let the last rdf:rest be rdf:nil: this list leads back to itself."
    )


def _again(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    seen: dict[tuple[object, object], object] = {}
    for quad in quads:
        if seen.setdefault((quad.subject, quad.graph_name), quad.object) != quad.object:
            yield quad


def _gaps(quads: Iterable[ox.Quad], complete: set[_Node], missing: str) -> Iterator[Result]:
    wrong = [quad for quad in quads if quad.subject not in complete and quad.subject != _NIL]
    yield from at(f"{_HERE}whole", wrong, f"Add {missing}, or write the list in round brackets.")


def _rings(rests: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """For each ring, the successor that closes it."""
    following = {quad.subject: quad for quad in rests}
    done: set[_Node | ox.Literal] = set()
    for start in following:
        walked: dict[_Node, None] = {}
        place: _Node | ox.Literal = start
        while (
            not isinstance(place, ox.Literal)
            and place in following
            and place not in done
            and place not in walked
        ):
            walked[place] = None
            place = following[place].object
        if not isinstance(place, ox.Literal) and place in walked:
            yield following[next(reversed(walked))]
        done.update(walked)


_Node = ox.NamedNode | ox.BlankNode | ox.Triple
