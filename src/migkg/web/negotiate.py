"""Which of the forms that there are a client likes best: content negotiation as in RFC 9110, section 12."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["best"]

_QUALITY: Final = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
_MANY: Final = 100
"""How many ranges are looked at; a client with more is not served better by reading them all."""


def best(accept: str, offers: Sequence[str]) -> str | None:
    """The offer (a media type or a language tag) that an Accept header rates highest; None if it refuses all.

    Of offers that are rated alike, the one offered first wins. A more precise range counts before a wider
    one; parameters of media types other than q are passed over. An empty header accepts everything.

    >>> best("text/turtle;q=0.5, text/*;q=0.7", ("text/turtle", "text/html"))
    'text/html'
    >>> best("image/png", ("text/turtle",)) is None
    True
    """
    ranges = _ranges(accept)
    if not ranges:
        return offers[0] if offers else None
    rated = [(_rating(offer.lower(), ranges), -place, offer) for place, offer in enumerate(offers)]
    quality, _, offer = max(rated, default=(0.0, 0, ""))
    return offer if quality > 0 else None


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(",")[:_MANY]:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if name:
            found.append((name, _quality(parameters)))
    return found


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q" and _QUALITY.fullmatch(value.strip()):
            return float(value.strip())
    return 1.0


def _rating(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality that the most precise matching range gives; 0 if none matches."""
    matching = [(_precision(offer, name), quality) for name, quality in ranges]
    precision, quality = max(matching, key=lambda one: one[0], default=(0, 0.0))
    return quality if precision else 0.0


def _precision(offer: str, name: str) -> int:
    """How precisely a range names an offer: 3 exactly, 2 by kind or language, 1 by a star, 0 not at all."""
    if name == offer:
        return 3
    if name.endswith("/*") and name != "*/*":
        return 2 if offer.startswith(name[:-1]) else 0
    if offer.partition("-")[0] == name or name.partition("-")[0] == offer:
        return 2
    return 1 if name in ("*/*", "*") else 0
