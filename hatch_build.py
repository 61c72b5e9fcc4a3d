"""Builds into the wheel what is made from other files: the dataset in parts, and the scripts of the pages.

Of the dataset in parts, a question loads those that it needs (`migkg.parts`). The scripts come from `web/`
and go to `src/migkg/web/static/dist/`, by npm.

The environment variable MIGKG_FRONTEND says how much they matter: `auto` (the default) builds them where npm
can and else gives a wheel whose pages work without them, `required` makes their absence an error, `skip`
leaves them out. Scripts that were built from these very sources before are taken as they are:
`python hatch_build.py` builds them in a checkout, for an editable install or a container without npm.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CHOICES = ("auto", "required", "skip")
DIST = "src/migkg/web/static/dist"
STAMP = "sources.sha256"
SOURCES = ("package.json", "package-lock.json", "build.mjs", "src")
INSTALL = ("ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
PATIENCE = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000")
SECONDS = 600


class NoFrontendError(Exception):
    """The scripts cannot be built here; the text says why."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # its configuration has no type of ours
    """Puts the parts and the built scripts into the wheel, or says that the scripts are not in it."""

    _scratch: TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the parts, and the scripts if somebody wants them; an editable install gets neither."""
        choice = os.environ.get("MIGKG_FRONTEND") or CHOICES[0]
        if choice not in CHOICES:
            raise ValueError(f"MIGKG_FRONTEND is {choice!r}. Set it to one of: {', '.join(CHOICES)}.")
        if version == "editable":
            return
        root = Path(self.root)
        self._scratch = TemporaryDirectory()
        path = make_parts(root, Path(self._scratch.name))
        build_data["force_include"][str(path)] = f"migkg/assets/{path.name}"
        if choice == "skip":
            return
        try:
            build(root / "web", root / DIST)
        except NoFrontendError as error:
            told = f"{error} The SPARQL editor and the graph view come without scripts."
            if choice == "required":
                raise RuntimeError(f"{error} MIGKG_FRONTEND=required asks for the scripts.") from error
            self.app.display_warning(f"{told} The rest is as usual.")
        else:
            build_data["force_include"][str(root / DIST)] = DIST.removeprefix("src/")

    def finalize(self, *_: object) -> None:
        """Take away what only the build needed."""
        if self._scratch is not None:
            self._scratch.cleanup()


def make_parts(root: Path, folder: Path) -> Path:
    """The file of the dataset's parts, written to a folder."""
    sys.path.insert(0, str(root / "src"))
    from migkg.parts import PACKED, write_parts
    from migkg.project import Project

    write_parts(Project.open(root), folder / PACKED)
    return folder / PACKED


def build(web: Path, dist: Path) -> None:
    """The scripts as these sources make them, in `dist`; made anew only if the sources have changed.

    Raises NoFrontendError if npm is missing or fails.
    """
    if not (web / "package-lock.json").is_file():
        raise NoFrontendError("The folder web/ is not here.")
    stamp = digest(web)
    written = dist / STAMP
    if written.is_file() and written.read_text(encoding="ascii") == stamp:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise NoFrontendError("npm is not installed.")
    run(web, npm, *INSTALL, *PATIENCE)
    run(web, npm, "run", "--silent", "build")
    written.write_text(stamp, encoding="ascii")


def digest(web: Path) -> str:
    """What the scripts are made from, in one number."""
    found = hashlib.sha256()
    for name in SOURCES:
        source = web / name
        files = sorted(source.rglob("*")) if source.is_dir() else [source]
        for path in files:
            if path.is_file():
                found.update(f"{path.relative_to(web).as_posix()}\0".encode())
                found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def run(folder: Path, *command: str) -> None:
    """Run a command quietly. Raises NoFrontendError with the end of what it said if it fails."""
    told = " ".join(("npm", *command[1:3]))
    try:
        subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=True)  # noqa: S603 -- npm, found on the path
    except subprocess.TimeoutExpired:
        raise NoFrontendError(f"{told} took more than {SECONDS} seconds.") from None
    except subprocess.CalledProcessError as error:
        last = (error.stderr or error.stdout or "").strip().splitlines()[-3:]
        raise NoFrontendError(f"{told} failed: {' '.join(last)}") from None
    except OSError as error:
        raise NoFrontendError(f"{told} cannot be run: {error}.") from None


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    build(here / "web", here / DIST)
