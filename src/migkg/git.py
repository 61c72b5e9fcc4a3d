"""What git tells about a folder: its repository, which commit a revision is, what files held then."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from migkg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["GitError", "answer", "commit", "top"]

_PATIENCE: Final = 60
"""Seconds that git may take for one answer."""


class GitError(Exception):
    """Git said no, or is not there."""


def answer(folder: Path, *arguments: str) -> bytes:
    """What git prints when it is asked in a folder; raises GitError with the first line of its complaint."""
    command: Sequence[str] = ("git", "-C", str(folder), *arguments)
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except FileNotFoundError:
        raise GitError("git is not installed") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git did not answer within {_PATIENCE} s") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(lines[0] if lines else "git failed")
    return done.stdout


def top(folder: Path) -> Path:
    """The topmost folder of the repository that a folder is in; raises GitError if it is in none."""
    return Path(answer(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))


def commit(folder: Path, revision: str) -> str:
    """The hash of the commit that a revision names; raises UsageError if there is none."""
    try:
        found = answer(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
    except GitError:
        raise UsageError(
            f"This repository has no revision {revision!r}. Check the spelling; "
            "in a shallow clone, fetch the revision first (git fetch --depth 1 origin REVISION)."
        ) from None
    return found.decode().strip()
