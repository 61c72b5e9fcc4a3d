"""What a server says of each kind of file of the site: media type, charset, how long it may be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.terms import MEDIA_TYPES
from migkg.web.resource import FORMS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CACHE", "FOREVER", "HEADERS", "KEPT", "SHAPE", "TYPES", "charset_endings"]

TYPES: Final[Mapping[str, str]] = {
    **{ending: MEDIA_TYPES[ending] for ending in ("csv", "html", "jsonld", "md", "nq", "nt", "rdf", "trig")},
    **{ending: MEDIA_TYPES[ending] for ending in ("tsv", "ttl", "xlsx")},
    "cff": "application/yaml",
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "rdfp": "text/plain",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "xml": "application/xml",
}
"""Ending → media type."""

HEADERS: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Location, Content-Location",
    "X-Content-Type-Options": "nosniff",
}
"""What every answer says: scripts of any site may read the data."""

CACHE: Final = "public, max-age=300"
"""A site is replaced as a whole by the next one; until a cache asks again, it may be five minutes old."""
FOREVER: Final = "public, max-age=31536000, immutable"
SHAPE: Final = rf"shape/([a-z0-9-]+)/([a-z0-9/-]+?)(\.(?:{'|'.join(FORMS)}))?$"
"""The path of a shape, which is told where its file is: the name of that, the rest of its own, a suffix."""
KEPT: Final = "/release/[^/]+/."
"""The paths that never say anything else: what is in the folder of a release."""


def charset_endings() -> tuple[str, ...]:
    """The endings of texts, which are all in UTF-8."""
    return tuple(ending for ending, media_type in TYPES.items() if media_type.startswith("text/"))
