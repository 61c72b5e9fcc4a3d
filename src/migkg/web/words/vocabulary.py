"""Classes, properties and closed lists in the languages of the site.

Shortened IRI → English, French, Spanish. The English words of our own terms are those of the ontology.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["VOCABULARY"]

VOCABULARY: Final[Mapping[str, tuple[str, str, str]]] = {
    "mig:addressed": ("addressed", "traité", "abordado"),
    "mig:addressedIndirectly": ("addressed indirectly", "traité indirectement", "abordado indirectamente"),
    "mig:aligned": ("aligned", "en accord", "en consonancia"),
    "mig:notAddressed": ("not addressed", "non traité", "no abordado"),
}
