"""Lists whose items are titles: each alone may mean several things, all together mean one series only."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from migkg.ingest.gazetteer import Gazetteer
    from migkg.ingest.passages import Passage
    from migkg.ingest.references import Reference

__all__ = ["settled"]

_END: Final = re.compile(r"[;,.]?(?: (?:and|or))?$")
_LEAST: Final = 3
"""How many items such a list has at least."""


def settled(
    passages: Iterable[Passage], found: Mapping[str, tuple[Reference, ...]], gazetteer: Gazetteer
) -> dict[str, tuple[Reference, ...]]:
    """The references, where the items of a list that are titles mean the one class that has them all."""
    settled_ones = dict(found)
    lists: dict[str, list[str]] = defaultdict(list)
    for passage in passages:
        if passage.parent and _is_title(passage, found[passage.path]):
            lists[passage.parent].append(passage.path)
    for paths in lists.values():
        titles = {path: found[path][0] for path in paths}
        of_class = _one_class(titles.values(), gazetteer)
        if len(paths) < _LEAST or of_class is None:
            continue
        for path, title in titles.items():
            chosen = tuple(iri for iri in title.targets if of_class in _classes(iri, gazetteer))
            settled_ones[path] = (replace(title, kind="other", targets=chosen, rule="title in a list"),)
    return settled_ones


def _is_title(passage: Passage, found: tuple[Reference, ...]) -> bool:
    return len(found) == 1 and bool(found[0].targets) and found[0].text == _END.sub("", passage.text.strip())


def _one_class(titles: Iterable[Reference], gazetteer: Gazetteer) -> str | None:
    """The one class that has a thing for each title, subjects apart."""
    classes = [
        {of_class for iri in title.targets for of_class in _classes(iri, gazetteer)} for title in titles
    ]
    shared = {one for one in set.intersection(*classes) if ":" not in one} - {"Theme"} if classes else set()
    return shared.pop() if len(shared) == 1 else None


def _classes(iri: str, gazetteer: Gazetteer) -> AbstractSet[str]:
    """The classes of a thing; of one that the graph has not, such as the document's own passage, none."""
    thing = gazetteer.things.get(iri)
    return thing.classes if thing is not None else frozenset()
