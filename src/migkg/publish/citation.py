"""How a release is cited: CITATION.cff, which GitHub, Zenodo and reference managers read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from migkg.terms import BASE
from migkg.web.description import is_ours, licences, name_of, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migkg.web.dataset import Dataset

__all__ = ["citation"]

_LICENCES: Final[Mapping[str, str]] = {
    "https://creativecommons.org/licenses/by/4.0/": "CC-BY-4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
}
"""The address of a licence → its name at SPDX."""


def citation(dataset: Dataset) -> str:
    """The text of CITATION.cff (format 1.2.0) for the release of a dataset."""
    release = dataset.release
    ours = is_ours(dataset)
    members: list[tuple[str, object]] = [
        ("cff-version", "1.2.0"),
        ("message", "Cite the version and the passage that you rest on."),
        ("type", "dataset"),
        ("title", name_of(dataset)),
        ("abstract", told("Summary") if ours else ""),
        ("authors", [{"name": (told("Author") if ours else "") or "unknown"}]),
        ("version", release.version),
        ("date-released", f"{release.modified:%Y-%m-%d}"),
        ("license", [name for iri in licences(dataset) if (name := _LICENCES.get(iri.value))]),
        ("url", BASE if ours else ""),
        ("keywords", [word for word in (told("Keywords") if ours else "").split(",") if word]),
        (
            "identifiers",
            [
                {
                    "type": "other",
                    "value": f"migkg:{release.digest}",
                    "description": "the digest of all files of this state of the data",
                }
            ],
        ),
    ]
    lines = []
    for name, value in members:
        if isinstance(value, list):
            lines += [f"{name}:", *(f"  - {_yaml(member)}" for member in value)] if value else []
        elif value:
            lines.append(f"{name}: {_yaml(value)}")
    return "\n".join(lines) + "\n"


def _yaml(value: object) -> str:
    """A value as JSON, which is YAML too."""
    return json.dumps(value, ensure_ascii=False)
