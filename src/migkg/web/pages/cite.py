"""How a page is cited: as a sentence and for BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from migkg import terms

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset
    from migkg.web.pages.index import Ref

__all__ = ["Citation", "citation"]

_TITLE: Final = "migkg: a knowledge graph of labour-migration governance"
_SPECIAL: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_NOT_IN_KEY: Final = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to one thing of the dataset, in two forms."""

    text: str
    bibtex: str


def citation(dataset: Dataset, ref: Ref, lang: str) -> Citation:
    """How to cite the page of a thing, with the version of the data that it shows."""
    version, date = dataset.release.cited
    name = ref.short if ref.place else f"{ref.notation} {ref.name.text}" if ref.notation else ref.name.text
    year, day = f"{date:%Y}", f"{date:%Y-%m-%d}"
    text = f"{_TITLE}, version {version} ({day}), “{name}”, {ref.iri}"
    key = _NOT_IN_KEY.sub("-", terms.local_path(ref.iri)).strip("-")
    fields = {
        "title": f"{{{_escaped(name)}}}",
        "howpublished": f"{{{_escaped(_TITLE)}}}",
        "version": f"{{{version}}}",
        "date": f"{{{day}}}",
        "year": f"{{{year}}}",
        "url": f"{{{ref.iri}}}",
        "language": f"{{{lang}}}",
    }
    body = "".join(f"  {field} = {value},\n" for field, value in fields.items())
    return Citation(text, f"@misc{{migkg-{key},\n{body}}}\n")


def _escaped(text: str) -> str:
    r"""A text as BibTeX takes it.

    >>> _escaped("R&D 100%")
    'R\\&D 100\\%'
    """
    return "".join(_SPECIAL.get(letter, letter) for letter in text)
