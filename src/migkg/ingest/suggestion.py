"""What is proposed to a person: a statement or claim that a passage seems to make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["CLASSES", "Suggestion", "text_of"]

CLASSES: Final = {
    "mig:Linkage": "linkage",
    "mig:Deliverable": "deliverable",
    "mig:ProgressReport": "progress",
    "org:Membership": "membership",
    "mig:Role": "membership",
    "mig:Observation": "figure",
}
"""The kind of suggestion for each class of claims."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mention, or a claim of one of the classes of the vocabulary, with its evidence and its proposer.

    `iri` is the claim's own; a mention has none of its own and gets the passage's. `values` are the
    properties of the claim, each a prefixed name and a term in N-Triples' form, sorted; of a mention, the
    one `mig:mentions`. `key` is the same in every run and every rendering of the document: by it a decision
    is found again.
    """

    kind: Literal["mention", "linkage", "deliverable", "progress", "membership", "figure"]
    key: str
    iri: str
    passages: tuple[str, ...]
    """Paths of the passages that bear it, the first one the one with the phrase."""
    start: int
    end: int
    phrase: str
    """At most ten words of the first passage, by which a reader finds the place."""
    values: tuple[tuple[str, str], ...]
    basis: Literal["stated", "inferred"]
    rule: str
    confidence: float
    """From 0 to 1: how often this rule is right on what people have reviewed."""
    strength: Literal["", "strong", "medium", "weak"] = ""
    note: str = ""
    """Of an inferred one, the reason, in our own words."""


def text_of(term: str) -> str:
    """An IRI or a literal's form, of a term as N-Triples writes it.

    >>> text_of("<http://example.org/a>"), text_of('"2019"^^<http://www.w3.org/2001/XMLSchema#gYear>')
    ('http://example.org/a', '2019')
    """
    return term[1:-1] if term.startswith("<") else term[1 : term.rindex('"')]
