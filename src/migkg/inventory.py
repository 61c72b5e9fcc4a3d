"""The manifest held against the files: is each one listed, and does it meet the shapes of its entry.

All shapes look at all files. What an entry says with `mig:meetsShapes` is a promise about its file: these
classes of things are in it, and no others. So a claim that strayed into a file of bodies is noticed, and so
is a file that lost all its linkages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.findings import Finding
from migkg.shapes import SH, subclasses, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from migkg.places import SourceFile
    from migkg.project import Project

__all__ = ["LISTED", "MEETS", "take_stock"]

LISTED: Final = f"{terms.BASE}shape/manifest/listed"
"""The name under which files that the manifest does not list are reported."""

MEETS: Final = f"{terms.BASE}shape/manifest/meets-shapes"
"""The name under which entries are reported whose `mig:meetsShapes` does not fit the file."""


def take_stock(project: Project, sources: Sequence[SourceFile]) -> Iterator[Finding]:
    """What is wrong with the manifest of a dataset; a dataset without shapes of its own promises nothing."""
    for name in project.unlisted():
        message = "Nobody reads this file. Give it an entry in data/manifest.ttl, or delete it."
        yield _finding(LISTED, "Every file is listed in the manifest", name, "", message)
    if project.shapes_folder is None:
        return
    targets = _targets(source for source in sources if source.is_shapes)
    above = _superclasses(sources)
    by_name = {source.name: source for source in sources}
    for file in project.files:
        if not file.shapes or file.relative not in by_name:
            continue
        kinds = {kind for low in _kinds(by_name[file.relative]) for kind in above.get(low, {low})}
        for name, message in _broken(file.shapes, targets, kinds):
            yield _finding(
                MEETS, "A file meets the shapes that the manifest names", file.relative, name, message
            )


def _broken(
    promised: Sequence[str], targets: Mapping[str, set[str]], kinds: set[str]
) -> Iterator[tuple[str, str]]:
    for name in promised:
        if name not in targets:
            yield name, f"There is no {name}. Correct mig:meetsShapes in data/manifest.ttl."
        elif targets[name] and not targets[name] & kinds:
            yield (
                name,
                f"Nothing in this file is what {name} looks at. Add it, or drop the shapes from the entry.",
            )
    for name in sorted(targets.keys() - set(promised)):
        if targets[name] & kinds:
            yield name, f"This file holds what {name} looks at. Move it, or add the shapes to the entry."


def _targets(shapes: Iterable[SourceFile]) -> dict[str, set[str]]:
    """Shape file → the classes at which it looks, and nothing for one that looks at all there is."""
    found: dict[str, set[str]] = {}
    for source in shapes:
        predicates = {quad.predicate.value for quad in source.quads}
        classes = {
            text_of(quad.object) for quad in source.quads if quad.predicate.value == f"{SH}targetClass"
        }
        found[source.name] = set() if f"{SH}targetSubjectsOf" in predicates else classes
    return found


def _kinds(source: SourceFile) -> set[str]:
    return {text_of(quad.object) for quad in source.quads if quad.predicate.value == terms.RDF_TYPE}


def _superclasses(sources: Iterable[SourceFile]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for high, lower in subclasses(quad for source in sources for quad in source.quads).items():
        for low in lower:
            found.setdefault(low, {low}).add(high)
    return found


def _finding(shape: str, rule: str, name: str, value: str, message: str) -> Finding:
    return Finding(
        shape=shape,
        name=rule,
        severity="Violation",
        focus=name,
        label="",
        path="mig:meetsShapes" if value else "",
        value=str(ox.Literal(value)) if value else "",
        message=message,
        remedy="",
        file=name,
        line=None,
    )
