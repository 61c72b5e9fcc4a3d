"""The judges that look at the single terms of a file, together.

Well-formed RDF can be wrong all the same: a date that no calendar has, a language that does not exist, a
namespace with https. Each judge has its module; here a file is gone through once for all of them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from migkg.judges import (
    constraints,
    contradictions,
    iris,
    languages,
    lexical,
    lists,
    repeats,
    texts,
    vocabulary,
)
from migkg.judges.uses import Context, Uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyoxigraph as ox

    from migkg.findings import Rule
    from migkg.places import Result

__all__ = ["RULES", "Context", "problems"]

_JUDGES: Final = (lexical, languages, iris, vocabulary, constraints, lists, contradictions, texts)

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {shape: rule for judge in (*_JUDGES, repeats) for shape, rule in judge.RULES.items()}
)
"""The rules of all judges, by their IRIs."""


def problems(quads: Sequence[ox.Quad], context: Context) -> Iterator[Result]:
    """What is wrong with the terms of one file; its quads in the order written.

    >>> import pyoxigraph as ox
    >>> text = '<https://example.org/a> <http://www.w3.org/2004/02/skos/core#prefLable> "a"@en .'
    >>> for result in problems(list(ox.parse(text, ox.RdfFormat.TURTLE)), Context()):
    ...     print(RULES[result.shape].severity, result.message)
    Violation Write skos:prefLabel: there is no skos:prefLable.
    """
    uses = Uses.of(quads)
    for judge in _JUDGES:
        yield from judge.problems(uses, context)
    yield from repeats.problems(quads)
