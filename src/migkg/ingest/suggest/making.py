"""The small change of suggestions: terms as they are written, IRIs of claims, slugs."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from migkg.terms import BASE, XSD, expand, quote

__all__ = ["claim_iri", "iri_term", "local", "passage_iri", "slug", "text_term", "typed_term"]

_SLUG_LENGTH: Final = 60


def iri_term(name: str) -> str:
    """An IRI, a CURIE or a path under the base as N-Triples writes it."""
    return f"<{expand(name)}>"


def text_term(text: str) -> str:
    """An English text as N-Triples writes it."""
    return f"{quote(text)}@en"


def typed_term(text: str, datatype: str) -> str:
    """A literal of one of XSD's datatypes as N-Triples writes it."""
    return f"{quote(text)}^^<{XSD}{datatype}>"


def passage_iri(document: str, path: str) -> str:
    """The IRI of a passage."""
    return f"{BASE}document/{document}/{path}"


def claim_iri(document: str, path: str, slug: str) -> str:
    """The IRI of a claim about a passage."""
    return f"{BASE}claim/{document}/{path.replace('/', '-')}/{slug}"


def local(iri: str) -> str:
    """The part of an IRI that tells it from others: the path under the base, or vocabulary and name.

    >>> local("https://w3id.org/migkg/body/iom"), local("http://metadata.un.org/sdg/10.7")
    ('body/iom', 'sdg/10.7')
    """
    return iri.removeprefix(BASE) if iri.startswith(BASE) else "/".join(iri.rsplit("/", 2)[1:])


def slug(text: str) -> str:
    """A text as a part of an IRI: small letters, digits and hyphens, at most sixty of them.

    Passages have slugs of another kind (`outline.slugs`: apostrophes vanish, no limit); IRIs hang on both.

    >>> slug("Two “How to” guides, by 2020")
    'two-how-to-guides-by-2020'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG_LENGTH]
    return short.strip("-") or "x"
