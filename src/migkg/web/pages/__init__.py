"""Pages for people: view models by pure functions, shown by templates that only show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.web import render
from migkg.web.pages.home import home
from migkg.web.render import html_answer, links_of
from migkg.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.web.dataset import Dataset
    from migkg.web.exchange import Answer, Request
    from migkg.web.site import Route

__all__ = ["ROUTES", "warm"]


def warm(dataset: Dataset) -> None:
    """Read and make beforehand what all pages need: templates, names, the map of coverage."""
    render.compile_templates()
    for lang in LANGUAGES:
        home(dataset, lang)


def _home(dataset: Dataset, request: Request, _: re.Match[str]) -> Answer:
    links = links_of(request)
    return html_answer(render.render("home.html", links, home=home(dataset, links.lang)), links)


ROUTES: Final[Sequence[Route]] = ((re.compile("/"), _home),)
