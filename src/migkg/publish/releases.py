"""Releases in the site: a new one is put there, and all have their pages and their descriptions in RDF."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from migkg.errors import UsageError
from migkg.publish import notes, vocabulary
from migkg.publish.catalogue import STEM
from migkg.publish.dumps import SUMS
from migkg.publish.editions import ABOUT, FOLDER, Edition, copy, seal
from migkg.publish.graphs import FORMS
from migkg.publish.lineage import moved, of_edition
from migkg.terms import MEDIA_TYPES
from migkg.web.pages.values import date_text
from migkg.web.rdf import RDF_FORMS, graph_bytes
from migkg.web.render import Links, render, words_in
from migkg.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migkg.publish.release import Plan
    from migkg.web.dataset import Dataset

__all__ = ["changed", "put", "show"]

_ENDING: Final = ".html"
_FEW: Final = 3


def put(dataset: Dataset, plan: Plan, site: Path, new: Path) -> Edition:
    """Put a release into the next site, whose dumps are written; what it is.

    The vocabulary of the next site gets its version too. Raises UsageError if the old site keeps a release
    of that version with other content.
    """
    target = new / plan.edition.path
    said = vocabulary.vocabulary(dataset, new / "dumps")
    edition = _with_vocabulary(plan.edition, said, new)
    _copy_dumps(dataset, new / "dumps", target / "dumps", edition)
    if said:
        vocabulary.write(vocabulary.versioned(said, edition), target)
        vocabulary.write(vocabulary.versioned(said, edition), new)
    notes.write(edition, plan.change, target)
    (target / ABOUT).write_bytes(edition.written())
    seal(target)
    _compare(site / edition.path, target, edition)
    return edition


def _with_vocabulary(edition: Edition, said: Sequence[ox.Triple], new: Path) -> Edition:
    """A vocabulary bears the version of the release that changed it last."""
    if not said:
        return replace(edition, ontology="", before="")
    last = new / FOLDER / edition.previous
    if not edition.ontology:
        return replace(edition, ontology=edition.version)
    if edition.change == "none" and not vocabulary.differs(said, last):
        return edition
    change = edition.change if edition.change != "none" else "patch"
    return replace(edition, ontology=edition.version, before=edition.ontology, change=change)


def _copy_dumps(dataset: Dataset, dumps: Path, target: Path, edition: Edition) -> None:
    """The same files again, with a catalogue that leads to them, and without sums of their own."""
    copy(dumps, target)
    (target / SUMS).unlink()
    text = (dumps / f"{STEM}.nt").read_bytes()
    described = (quad.triple for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES))
    here = sorted({*moved(dataset, described, edition), *of_edition(dataset, edition)}, key=str)
    for form in FORMS:
        (target / f"{STEM}.{form}").unlink()
        (target / f"{STEM}.{form}").write_bytes(graph_bytes(here, form))


def _compare(old: Path, new: Path, edition: Edition) -> None:
    if not old.is_dir():
        return
    before, after = _sums(old), _sums(new)
    others = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if others:
        more = "" if len(others) <= _FEW else f" and {len(others) - _FEW} more"
        raise UsageError(
            f"{edition.version} is released already, with other content ({', '.join(others[:_FEW])}{more}). "
            "Give what has changed a version of its own. For the same bytes, set the same SOURCE_DATE_EPOCH."
        )


def _sums(folder: Path) -> dict[str, str]:
    """The sum of each file in the folder of a release, by its path there."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


# --- pages ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """A thing that changed, and what changed about it, a sentence a line."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A release as its page tells it."""

    edition: Edition
    date: str
    sections: tuple[tuple[str, tuple[_Entry, ...]], ...] = ()
    reasons: tuple[str, ...] = ()
    forms: tuple[tuple[str, str], ...] = tuple((form, MEDIA_TYPES[form]) for form in RDF_FORMS)


def show(dataset: Dataset, editions: Sequence[Edition], new: Path) -> None:
    """Write the list of releases, and the page and the description of each."""
    for lang in LANGUAGES:
        listed = [_Shown(edition, _date(edition, lang)) for edition in reversed(editions)]
        _page("releases.html", f"/{FOLDER}", lang, new, releases=listed)
        for edition in editions:
            shown = _shown(edition, lang, new)
            _page("release.html", f"/{edition.path}", lang, new, release=shown)
    for edition in editions:
        described = of_edition(dataset, edition)
        for form in RDF_FORMS:
            (new / f"{edition.path}.{form}").write_bytes(graph_bytes(described, form))


def changed(editions: Sequence[Edition], day: str) -> dict[str, str]:
    """The paths of the pages of releases, and the day on which each changed last; `day` if there is none."""
    days = {f"/{edition.path}": edition.issued[:10] for edition in editions}
    return {f"/{FOLDER}": max(days.values(), default=day), **days}


def _page(template: str, path: str, lang: str, new: Path, **model: object) -> None:
    links = Links(path, lang, ending=_ENDING)
    target = new / links.place(path, lang).lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render(template, links, **model), encoding="utf-8")


def _shown(edition: Edition, lang: str, new: Path) -> _Shown:
    file = new / edition.path / notes.CHANGES
    told: dict[str, Any] = json.loads(file.read_bytes()) if file.is_file() else {"entries": [], "gravity": {}}
    sections = tuple(
        (section, tuple(_Entry(entry["name"], tuple(entry["lines"])) for entry in entries))
        for section, entries in groupby(told["entries"], lambda entry: str(entry["section"]))
    )
    reasons = tuple(told["gravity"].get("reasons", ()))
    return _Shown(edition, _date(edition, lang), sections, reasons)


def _date(edition: Edition, lang: str) -> str:
    return date_text(edition.issued[:10], words_in(lang))
