"""The two states to compare: a folder, a release, a file, a store that was built, or a revision of git."""

from __future__ import annotations

import io
import tarfile
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from migkg import git
from migkg.errors import ProjectError, UnreadableError, UsageError
from migkg.project import MANIFEST, Project

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["State", "opened"]

_FOLDERS: Final = ("data", "ontology", "shapes", "queries")
"""What a dataset consists of, beside its manifest's own folder."""
DUMP: Final = "migkg.nq"
"""Of the dumps of a dataset, the one with all that is asserted, each graph by its name."""
_WHAT: Final = "Name a folder with a dataset, a release, an RDF file, or a revision of git."


@dataclass(frozen=True, slots=True)
class State:
    """A dataset as it was or is; `name` is what the user called it."""

    name: str
    project: Project


@contextmanager
def opened(name: str, folder: Path | None = None) -> Iterator[State]:
    """The state that a text names: what lies at that path, or else a git revision, seen from a folder.

    The files of a revision are there until the context ends. Raises UsageError for a text that names neither,
    and the errors of a dataset that cannot be used.
    """
    if not name:
        raise UsageError(f"A state has no name. {_WHAT}")
    path = Path(name)
    if path.exists():
        yield State(name, Project.open(_dump_in(path) or path))
        return
    here = folder or Path.cwd()
    try:
        git.top(here)
    except git.GitError:
        raise UnreadableError(name, "no such file or folder", remedy=_WHAT) from None
    try:
        sha = git.commit(here, name)
    except UsageError:
        raise UsageError(f"{name!r} is neither a path nor a revision that git knows here. {_WHAT}") from None
    with tempfile.TemporaryDirectory(prefix="migkg-diff-") as place:
        yield State(name, _checked_out(here, sha, Path(place), name))


def _dump_in(folder: Path) -> Path | None:
    """The file with all that is asserted in what was published: a release, its dumps, or a whole site."""
    if (folder / "data" / MANIFEST).is_file() or (folder / MANIFEST).is_file():
        return None
    places = (folder / "dumps" / DUMP, folder / DUMP)
    return next((place for place in places if place.is_file()), None)


def _checked_out(here: Path, sha: str, place: Path, name: str) -> Project:
    """The dataset of a commit, written below a place; that of the folder, or else of the repository."""
    prefix = git.answer(here, "rev-parse", "--show-prefix").decode().rstrip("\n")
    for below in dict.fromkeys((prefix, "")):
        if _write(git.top(here), sha, below, place):
            return Project.open(place)
    raise ProjectError(f"{name}: this revision has no data/manifest.ttl, so no dataset can be found in it.")


def _write(top: Path, sha: str, below: str, place: Path) -> bool:
    there = git.answer(top, "ls-tree", "--name-only", f"{sha}:{below}").decode().splitlines()
    folders = [folder for folder in _FOLDERS if folder in there]
    if "data" not in folders:
        return False
    for folder in _FOLDERS:  # one that a manifest lists and a revision lacks has no part in what is compared
        (place / folder).mkdir(exist_ok=True)
    archive = git.answer(top, "archive", "--format=tar", f"{sha}:{below}", *folders)
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        packed.extractall(place, filter="data")
    return (place / "data" / "manifest.ttl").is_file()
