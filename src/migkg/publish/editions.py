"""The releases that a site keeps: which there are, what each is, and how they come into the next site.

::

    release/1.1.0/release.json     versions, date, the release before it
    release/1.1.0/dumps/…          the data in every form
    release/1.1.0/ontology.ttl …   the vocabulary, with its version
    release/1.1.0/notes.md         what has changed; changes.json and changes.rdfp for programs
    release/1.1.0/SHA256SUMS       the sum of every other file in the folder

What is in such a folder never changes.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final

from migkg.errors import UnreadableError, UsageError
from migkg.files import link
from migkg.publish.catalogue import digest_of
from migkg.publish.dumps import SUMS
from migkg.terms import BASE

if TYPE_CHECKING:
    from pathlib import Path

    from migkg.diff.gravity import Level

__all__ = ["ABOUT", "FOLDER", "Edition", "Version", "carry", "copy", "editions_in", "iri_of", "seal"]

FOLDER: Final = "release"
ABOUT: Final = "release.json"
_VERSION: Final = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version by its three numbers.

    >>> Version.of("1.10.0") > Version.of("1.9.3"), str(Version(1, 0, 0))
    (True, '1.0.0')
    """

    major: int
    minor: int
    patch: int

    @classmethod
    def of(cls, text: str) -> Version:
        """The version that a text names; raises UsageError for any other text."""
        found = _VERSION.fullmatch(text)
        if not found:
            raise UsageError(f"{text!r} is no version. Write three numbers, such as 1.0.0.")
        return cls(*map(int, found.groups()))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def step_to(self, later: Version) -> Level:
        """Which of the numbers makes the other version the later one; `none` if it is not later.

        >>> Version(1, 2, 3).step_to(Version(1, 3, 0))
        'minor'
        """
        if later <= self:
            return "none"
        if later.major != self.major:
            return "major"
        return "minor" if later.minor != self.minor else "patch"


@dataclass(frozen=True, slots=True)
class Edition:
    """A release: the versions of data, tool and vocabulary, and what it came after.

    `ontology` is the version of the vocabulary, which is that of the release that changed it last; "" for a
    dataset without one. `before` is the version of the vocabulary before that. `change` is how grave its
    change since the release before is. `state` is the digest of all files of the dataset, and `summary` the
    change of the data in a line.
    """

    version: str
    issued: str
    tool: str
    state: str
    previous: str = ""
    ontology: str = ""
    before: str = ""
    change: str = "none"
    summary: str = ""

    @property
    def path(self) -> str:
        """The path of the release below the base, which is that of its folder too."""
        return f"{FOLDER}/{self.version}"

    def written(self) -> bytes:
        """The text of `release.json`."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2).encode() + b"\n"


def iri_of(version: str, part: str = "") -> str:
    """The IRI of a release, or of something that belongs to it.

    >>> iri_of("1.0.0", "ontology")
    'https://w3id.org/migkg/release/1.0.0/ontology'
    """
    return f"{BASE}{FOLDER}/{version}{f'/{part}' if part else ''}"


def editions_in(site: Path) -> tuple[Edition, ...]:
    """The releases that a site keeps, the first of them first.

    Raises UnreadableError for a folder that no release of ours is in.
    """
    folders = [path.parent for path in (site / FOLDER).glob(f"*/{ABOUT}")]
    return tuple(_read(path) for path in sorted(folders, key=lambda path: Version.of(path.name)))


def _read(folder: Path) -> Edition:
    try:
        told = json.loads((folder / ABOUT).read_bytes())
        edition = Edition(**{field.name: str(told[field.name]) for field in fields(Edition)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableError(folder / ABOUT, "not what `migkg release` writes") from error
    if edition.version != folder.name:
        raise UnreadableError(folder / ABOUT, f"it tells of version {edition.version}")
    return edition


def carry(site: Path, new: Path, editions: tuple[Edition, ...]) -> None:
    """Take releases of a site over into the next one; files that do not change need no copy."""
    for edition in editions:
        copy(site / edition.path, new / edition.path)


def copy(source: Path, target: Path) -> None:
    """Copy a folder of files that nobody writes to: each is the same file at both places, where it can be."""
    shutil.copytree(source, target, copy_function=link)


def seal(folder: Path) -> None:
    """Write the sums of all files of a release beside them."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [f"{digest_of((folder / name).read_bytes())}  {name}\n" for name in files if name != SUMS]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
