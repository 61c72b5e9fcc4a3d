"""Which files have changed, and what they said before: told by git, or by whoever names the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migkg import git, terms
from migkg.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Change", "changed_since"]


@dataclass(frozen=True, slots=True)
class Change:
    """A file that has changed; `before` is what it held then, None if it was not there."""

    path: Path
    before: bytes | None = None


def changed_since(folder: Path, revision: str) -> tuple[Change, ...]:
    """The files below a folder that differ from those of a git revision, new and deleted ones included.

    What git ignores is left out. Raises UsageError if the folder is in no git repository, or the repository
    has no such revision.
    """
    try:
        top = git.top(folder)
    except git.GitError as error:
        raise UsageError(
            f"{folder}: no git repository can tell what has changed here ({error}). "
            "Name the changed files with --changed FILE instead."
        ) from None
    sha = git.commit(top, revision)
    old = _names(
        git.answer(folder, "diff", "--name-only", "--no-renames", "--relative", "-z", sha, "--", ".")
    )
    new = _names(git.answer(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", "."))
    there = set(_names(git.answer(folder, "ls-tree", "-r", "--name-only", "-z", sha, "--", ".")))
    return tuple(
        Change(folder / name, git.answer(folder, "show", f"{sha}:./{name}") if name in there else None)
        for name in sorted({*old, *new})
        if name.endswith((*terms.RDF_SUFFIXES, ".rq"))
    )


def _names(answer: bytes) -> list[str]:
    return [name.decode(errors="surrogateescape") for name in answer.split(b"\0") if name]
