"""Which files have changed, and what they said before: told by git, or by whoever names the files."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Change", "changed_since"]

_PATIENCE: Final = 60
"""Seconds that git may take for one answer."""


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
        top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    except _GitError as error:
        raise UsageError(
            f"{folder}: no git repository can tell what has changed here ({error}). "
            "Name the changed files with --changed FILE instead."
        ) from None
    try:
        commit = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except _GitError:
        raise UsageError(
            f"This repository has no revision {revision!r}. Check the spelling; "
            "in a shallow clone, fetch the revision first (git fetch --depth 1 origin REVISION)."
        ) from None
    sha = commit.decode().strip()
    old = _names(_git(folder, "diff", "--name-only", "--no-renames", "--relative", "-z", sha, "--", "."))
    new = _names(_git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", "."))
    there = set(_names(_git(folder, "ls-tree", "-r", "--name-only", "-z", sha, "--", ".")))
    return tuple(
        Change(folder / name, _git(folder, "show", f"{sha}:./{name}") if name in there else None)
        for name in sorted({*old, *new})
        if name.endswith((*terms.RDF_SUFFIXES, ".rq"))
    )


class _GitError(Exception):
    """Git said no."""


def _git(folder: Path, *arguments: str) -> bytes:
    command: Sequence[str] = ("git", "-C", str(folder), *arguments)
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except FileNotFoundError:
        raise _GitError("git is not installed") from None
    except subprocess.TimeoutExpired:
        raise _GitError(f"git did not answer within {_PATIENCE} s") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise _GitError(lines[0] if lines else "git failed")
    return done.stdout


def _names(answer: bytes) -> list[str]:
    return [name.decode(errors="surrogateescape") for name in answer.split(b"\0") if name]
