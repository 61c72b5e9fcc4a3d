"""The front page: what this is, the map of coverage, and the ways in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migkg import terms
from migkg.web.pages.browse import LISTS, Way, ways
from migkg.web.pages.coverage import Coverage, coverage
from migkg.web.pages.reader import Reader

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset
    from migkg.web.pages.index import Name, Ref

__all__ = ["Home", "home"]


@dataclass(frozen=True, slots=True)
class Home:
    """What the front page shows."""

    documents: tuple[tuple[Ref, Name | None], ...]
    coverage: Coverage
    ways: tuple[Way, ...]
    claims: int
    passages: int


def home(dataset: Dataset, lang: str) -> Home:
    """The front page of a dataset."""
    reader = Reader(dataset, lang)
    documents = reader.index.members.get(f"{terms.ONTOLOGY}Document", ())
    nodes = reader.nodes(documents)
    return Home(
        tuple((reader.ref(iri), reader.text(nodes[iri], "dcterms:issued")) for iri in documents),
        coverage(dataset, lang),
        ways(reader, LISTS),
        len(reader.index.members.get(f"{terms.ONTOLOGY}Claim", ())),
        len(reader.index.members.get(f"{terms.ONTOLOGY}Passage", ())),
    )
