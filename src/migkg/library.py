"""The user's own copies of documents: their full text, on this machine only, to be searched.

The graph holds no text of its sources, and no text from here ever reaches it, a published site or a public
server. A library is a folder with one SQLite database, and git passes it by. A passage is recognised by its
fingerprint, so the text stands beside the graph even where the copy is of another rendering.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from migkg.errors import OutputError, UnreadableError, UsageError
from migkg.terms import BASE, SPARQL_PREFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from migkg.sources import Source

__all__ = ["Copy", "Hit", "Library", "Part", "library_folder", "themed"]

_NAME: Final = "library.sqlite"
_VERSION: Final = 1
_PATIENCE: Final = 30.0
_SCHEMA: Final = """
CREATE TABLE copy (
  document TEXT PRIMARY KEY, title TEXT, symbol TEXT, name TEXT, digest TEXT
) WITHOUT ROWID;
CREATE TABLE passage (
  id INTEGER PRIMARY KEY, document TEXT, path TEXT, notation TEXT, place INTEGER, page INTEGER,
  fingerprint TEXT, text TEXT
);
CREATE INDEX passages_of ON passage (document, place);
CREATE TABLE mention (passage INTEGER, iri TEXT, PRIMARY KEY (passage, iri)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
  text, content='passage', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2"
);
CREATE TABLE done (key TEXT PRIMARY KEY, outcome TEXT) WITHOUT ROWID;
"""
_FORGET: Final = (
    "INSERT INTO words (words, rowid, text) SELECT 'delete', id, text FROM passage WHERE document = ?",
    "DELETE FROM mention WHERE passage IN (SELECT id FROM passage WHERE document = ?)",
    "DELETE FROM passage WHERE document = ?",
    "DELETE FROM copy WHERE document = ?",
)
_SEARCH: Final = """
SELECT p.document, c.title, c.symbol, p.path, p.notation, p.page,
  snippet(words, 0, '[', ']', '…', 16)
FROM words JOIN passage p ON p.id = words.rowid JOIN copy c ON c.document = p.document
WHERE words MATCH ?1 AND (?2 = '' OR p.document = ?2 OR c.symbol = ?2)
  AND (?3 OR ?4 || p.document || '/' || p.path IN (SELECT iri FROM about)
    OR EXISTS (SELECT 1 FROM mention m JOIN about USING (iri) WHERE m.passage = p.id))
ORDER BY rank, p.document, p.place LIMIT ?5
"""
_TERM: Final = re.compile(r'"([^"]*)"?|([^\s"]+)')


class Part(NamedTuple):
    """A passage of a copy; `mentions` are the IRIs of what it names, as far as that is certain."""

    path: str
    notation: str
    order: int
    fingerprint: str
    text: str
    page: int | None = None
    mentions: tuple[str, ...] = ()


class Copy(NamedTuple):
    """A document as the user has it; `digest` is the SHA-256 of its file, `name` that file's name."""

    document: str
    title: str
    symbol: str
    name: str
    digest: str
    parts: tuple[Part, ...]


class Hit(NamedTuple):
    """A passage that a search has found, with the words in brackets in their surroundings."""

    document: str
    title: str
    symbol: str
    path: str
    notation: str
    page: int | None
    snippet: str

    @property
    def iri(self) -> str:
        """The IRI of the passage."""
        return f"{BASE}document/{self.document}/{self.path}"


def themed(source: Source, theme: str) -> frozenset[str]:
    """The IRIs of a theme, of what the data put under it, and of the passages that are about it."""
    query = f"{SPARQL_PREFIXES} SELECT ?thing {{ ?thing dcterms:subject|mig:mentions <{theme}> }}"
    return frozenset((theme, *(str(row[0]) for row in source.select(query).rows)))


def library_folder(given: Path | None = None) -> Path:
    """The folder of the library: as given, else by MIGKG_LIBRARY, else below the user's data folder.

    Raises UsageError where the user has no such folder.
    """
    named = os.environ.get("MIGKG_LIBRARY", "")
    if given is not None or named:
        return given or Path(named)
    base = os.environ.get("XDG_DATA_HOME", "")
    with suppress(RuntimeError):
        if Path(base).is_absolute():
            return Path(base) / "migkg" / "library"
        if sys.platform == "win32":
            home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        elif sys.platform == "darwin":
            home = Path.home() / "Library" / "Application Support"
        else:
            home = Path.home() / ".local" / "share"
        return home / "migkg" / "library"
    raise UsageError("There is no folder for the library. Name one: --library FOLDER, or MIGKG_LIBRARY.")


class Library:
    """A library that is open. Use it as a context manager, or close it."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection

    @classmethod
    def open(cls, folder: Path) -> Library:
        """The library in a folder, which is made if it is not there, for its user alone.

        Raises OutputError if that cannot be done, UnreadableError for a file that is no library.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            ignore = folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="ascii")
            connection = sqlite3.connect(folder / _NAME, timeout=_PATIENCE, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise OutputError(
                f"{folder}: the library cannot be opened ({error}). Name another folder: --library FOLDER."
            ) from error
        library = cls(folder, connection)
        with library._told():
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
        library._prepare()
        return library

    @classmethod
    def existing(cls, folder: Path) -> Library:
        """The library in a folder that has one. Raises UnreadableError where there is none."""
        if not (folder / _NAME).is_file():
            raise UnreadableError(
                folder, "there is no library here", remedy="Put a document there: migkg ingest DOCUMENT."
            )
        return cls.open(folder)

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def put(self, copy: Copy) -> None:
        """Keep a copy in place of the one of the same document, wholly or not at all."""
        with self._changing() as cursor:
            for statement in _FORGET:
                cursor.execute(statement, (copy.document,))
            cursor.execute(
                "INSERT INTO copy VALUES (?, ?, ?, ?, ?)",
                (copy.document, copy.title, copy.symbol, copy.name, copy.digest),
            )
            for part in copy.parts:
                cursor.execute(
                    "INSERT INTO passage (document, path, notation, place, page, fingerprint, text) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (copy.document, *part[:2], part.order, part.page, part.fingerprint, part.text),
                )
                number = cursor.lastrowid
                cursor.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (number, part.text))
                cursor.executemany(
                    "INSERT OR IGNORE INTO mention VALUES (?, ?)", [(number, iri) for iri in part.mentions]
                )

    def search(
        self, words: str, *, document: str = "", about: Collection[str] | None = None, limit: int = 100
    ) -> tuple[Hit, ...]:
        """The passages that hold all of the words, the best ones first; words in quotes stand together.

        `document` (identifier or symbol) restricts the search to one document, `about` to passages that
        have one of these IRIs or name something that has.

        Raises UsageError where there is no word to look for.
        """
        with self._told(), closing(self._connection.cursor()) as cursor:
            cursor.execute("CREATE TEMP TABLE IF NOT EXISTS about (iri TEXT PRIMARY KEY)")
            cursor.execute("DELETE FROM about")
            cursor.executemany("INSERT OR IGNORE INTO about VALUES (?)", [(iri,) for iri in about or ()])
            rows = cursor.execute(
                _SEARCH, (_match(words), document, about is None, f"{BASE}document/", limit)
            )
            return tuple(Hit(*row) for row in rows)

    def texts(self, document: str) -> dict[str, str]:
        """Path → text of the passages of one document; empty where there is no copy of it."""
        return dict(self._rows("SELECT path, text FROM passage WHERE document = ?", document))

    def texts_by_fingerprint(self, fingerprints: Collection[str]) -> dict[str, str]:
        """Fingerprint → text, for those of the fingerprints of which there is a copy."""
        found = self._rows("SELECT fingerprint, text FROM passage ORDER BY document, place")
        return {fingerprint: text for fingerprint, text in found if fingerprint in fingerprints}

    def documents(self) -> tuple[str, ...]:
        """The identifiers of the documents of which there is a copy."""
        return tuple(row[0] for row in self._rows("SELECT document FROM copy ORDER BY document"))

    def outcome(self, key: str) -> str | None:
        """What was remembered of a piece of work that is done; None if it is not."""
        found = list(self._rows("SELECT outcome FROM done WHERE key = ?", key))
        return found[0][0] if found else None

    def remember(self, key: str, outcome: str) -> None:
        """Remember that a piece of work is done."""
        with self._changing() as cursor:
            cursor.execute("INSERT OR REPLACE INTO done VALUES (?, ?)", (key, outcome))

    def _rows(self, query: str, *values: str) -> Iterable[tuple[str, str]]:
        with self._told():
            return self._connection.execute(query, values).fetchall()

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Cursor]:
        with self._told(), closing(self._connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise UnreadableError(
                self.folder / _NAME,
                f"the library cannot be used ({error})",
                remedy="Move it away and put your documents in anew: migkg ingest DOCUMENT.",
            ) from error

    def _prepare(self) -> None:
        with self._changing() as cursor:
            (version,) = cursor.execute("PRAGMA user_version").fetchone()
            if version > _VERSION:
                raise UnreadableError(
                    self.folder / _NAME, "the library is of a newer migkg", remedy="Install that."
                )
            if version < _VERSION:
                for statement in _SCHEMA.split(";\n"):
                    cursor.execute(statement)
                cursor.execute(f"PRAGMA user_version = {_VERSION}")


def _match(words: str) -> str:
    """What people type as an expression of FTS5: every word as it is, `*` at its end for any ending."""
    terms = []
    for quoted, bare in _TERM.findall(words):
        text = (quoted or bare).replace('"', " ")
        star = "*" if bare.endswith("*") else ""
        if any(letter.isalnum() for letter in text):
            terms.append(f'"{text.rstrip("*")}"{star}')
    if not terms:
        raise UsageError(f"{words!r} holds no word to look for. Write some, such as: migkg search skills.")
    return " ".join(terms)
