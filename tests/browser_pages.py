"""What the tests in a browser share: one page of each kind, and what is seen of a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = {
    "home": "/",
    "search": "/search?q=recruitment",
    "nothing-found": "/search?q=recruitmnet",
    "lists": "/browse",
    "questions": "/browse/questions",
    "instruments": "/browse/instruments",
    "figures": "/browse/figures",
    "objective": "/objective/15",
    "point": "/plan/12/c",
    "promise": "/plan/14/c/deliverable/online-course",
    "instrument": "/instrument/C97",
    "body": "/body/ilo",
    "theme": "/theme/fair-recruitment",
    "place": "/place/ET",
    "target": "/sdg/10.7",
    "claim": "/claim/gb335-pol-1-rev/para-16/12c-serves-22",
    "named-graph": "/graph/documents/ttmlm-2013",
    "passage": "/document/gb335-pol-1-rev/para/17",
    "document": "/document/gb335-pol-1-rev",
    "long-document": "/document/ttmlm-2013",
    "vocabulary": "/ontology",
    "shapes": "/shapes",
    "shape": "/shape/linkage",
    "not-found": "/instrument/C79",
    "home-fr": "/?lang=fr",
    "point-es": "/plan/12/c?lang=es",
    "promises": "/promises",
    "query": "/query/links?objective=22",
    "editor": "/editor",
    "graph": "/graph",
    "graph-bodies": "/graph/bodies",
}
"""Name → address of one page of each kind."""


@dataclass
class Visit:
    """A page in a browser, with what its console said and which addresses were asked for."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


class Visitor(Protocol):
    """Opens a page of the site; `width` in pixels, `scheme` light or dark."""

    def __call__(
        self, path: str, *, width: int = 1280, scheme: str = "light", scripts: bool = True
    ) -> Visit: ...
