"""What went wrong, as a page: what there is instead, and where to go on."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.reader import Reader
from migkg.web.pages.search import found

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset
    from migkg.web.exchange import ProblemError
    from migkg.web.pages.index import Ref

__all__ = ["Problem", "problem"]

_SUGGESTED: Final = 5
_SERVER: Final = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal as people read it; `key` names the words of its heading, `near` what may have been meant."""

    status: int
    key: str
    detail: str
    place: str
    near: tuple[Ref, ...]


def problem(dataset: Dataset, refused: ProblemError, path: str, lang: str) -> Problem:
    """The page of a refusal; of what there is not, with things whose names or addresses are like it."""
    missing = refused.status == HTTPStatus.NOT_FOUND
    key = "problem.404" if missing else "problem.5xx" if refused.status >= _SERVER else "problem.4xx"
    line, column = refused.extra.get("line"), refused.extra.get("column")
    place = f"Line {line}, column {column}." if line is not None and column is not None else ""
    near = _suggested(dataset, refused, lang) or _near(dataset, path, lang) if missing else ()
    return Problem(refused.status, key, refused.detail, place, near)


def _suggested(dataset: Dataset, refused: ProblemError, lang: str) -> tuple[Ref, ...]:
    """Those things that the refusal itself names, by their paths under the base."""
    named = refused.extra.get("suggestions")
    reader = Reader(dataset, lang)
    paths = [path for path in named if isinstance(path, str)] if isinstance(named, list | tuple) else []
    return tuple(reader.ref(terms.BASE + path) for path in paths if reader.index.known(terms.BASE + path))


def _near(dataset: Dataset, path: str, lang: str) -> tuple[Ref, ...]:
    """Things whose addresses share the path's beginning, or that a search for its last part finds."""
    reader = Reader(dataset, lang)
    asked = path.strip("/").replace("-", " ").replace("/", " ")
    answer = found(dataset, asked, lang, texts=False)
    if not answer.size and answer.meant:
        answer = found(dataset, answer.meant[0], lang, texts=False)
    hits = [hit.ref for group in answer.groups for hit in group.hits]
    parent = terms.BASE + path.strip("/").rpartition("/")[0]
    if not hits and terms.is_iri(parent) and reader.index.known(parent):
        hits = [reader.ref(parent)]
    return tuple(hits[:_SUGGESTED])
