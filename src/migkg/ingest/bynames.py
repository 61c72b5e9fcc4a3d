"""Names by which well-known things go everywhere, though the documents of the dataset do not use them.

They are a judgement of this module and no data: each is what the thing calls itself, or what the French and
Spanish texts of the United Nations and the ILO call it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

__all__ = ["by_names"]

_BY_NAMES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "body/european-union": {"fr": ("UE",), "es": ("UE",)},
    "body/governing-body": {"fr": ("Conseil d'administration",), "es": ("Consejo de Administración",)},
    "body/ilo": {"fr": ("OIT",), "es": ("OIT",)},
    "body/international-labour-office": {"fr": ("BIT",)},
    "body/iom": {"en": ("UN Migration Agency",), "fr": ("OIM",), "es": ("OIM",)},
    "body/oecd": {"fr": ("OCDE",), "es": ("OCDE",)},
    "body/ohchr": {"en": ("UN Human Rights Office",), "fr": ("HCDH",), "es": ("ACNUDH",)},
    "body/un": {"fr": ("ONU",), "es": ("ONU",)},
    "body/undp": {"fr": ("PNUD",), "es": ("PNUD",)},
    "body/unga": {"fr": ("Assemblée générale",), "es": ("Asamblea General",)},
    "body/unhcr": {"en": ("UN Refugee Agency",), "fr": ("HCR",), "es": ("ACNUR",)},
    "body/unodc": {"fr": ("ONUDC",)},
    "instrument/agenda-2030": {"fr": ("Programme 2030", "Agenda 2030"), "es": ("Agenda 2030",)},
    "instrument/GCM": {
        "fr": ("Pacte mondial", "Pacte mondial sur les migrations"),
        "es": ("Pacto Mundial", "Pacto Mundial sobre Migración"),
    },
}
"""Thing → language → names."""


def by_names(things: Container[str]) -> Iterator[tuple[str, str, str]]:
    """IRI, name and language of each by-name of the things that a graph has.

    >>> list(by_names({"https://w3id.org/migkg/body/un"}))
    [('https://w3id.org/migkg/body/un', 'ONU', 'fr'), ('https://w3id.org/migkg/body/un', 'ONU', 'es')]
    """
    for local, languages in _BY_NAMES.items():
        if (iri := f"{BASE}{local}") in things:
            for lang, names in languages.items():
                yield from ((iri, name, lang) for name in names)
