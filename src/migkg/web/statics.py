"""The files below `/static/`: read once, named by what they hold, compressed beforehand."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from migkg.web.exchange import Answer

__all__ = ["FOLDER", "Statics", "digest_of"]

FOLDER: Final = Path(__file__).parent / "static"
PREFIX: Final = "/static/"
_FOREVER: Final = "public, max-age=31536000, immutable"
_SMALLEST: Final = 1024
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".map": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".woff2": "font/woff2",
    ".ico": "image/vnd.microsoft.icon",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class _File:
    media_type: str
    digest: str
    content: bytes
    pressed: bytes | None


class Statics:
    """The files of a folder, held in memory; none if the folder is not there."""

    def __init__(self, folder: Path = FOLDER) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
        self._files = {f"{PREFIX}{path.relative_to(folder).as_posix()}": _read(path) for path in paths}

    def answer(self, path: str, query: str, *, gzip: bool) -> Answer | None:
        """The file at a path, None if there is none; for ever if the query is its digest."""
        file = self._files.get(path)
        if file is None:
            return None
        headers = [("ETag", f'W/"{file.digest}"')]
        if query == f"v={file.digest}":
            headers.append(("Cache-Control", _FOREVER))
        if file.pressed is None:
            return Answer(file.content, file.media_type, headers=tuple(headers))
        vary = ("Accept-Encoding",)
        if not gzip:
            return Answer(file.content, file.media_type, vary=vary, headers=tuple(headers))
        headers.append(("Content-Encoding", "gzip"))
        return Answer(file.pressed, file.media_type, vary=vary, headers=tuple(headers))


def digest_of(content: bytes) -> str:
    """The digest by which a file is asked for, so that it need never be asked for again."""
    return hashlib.sha256(content).hexdigest()[:16]


def _read(path: Path) -> _File:
    content = path.read_bytes()
    media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_text = media_type.startswith("text/") or "json" in media_type or "svg" in media_type
    pressed = gzip.compress(content, 6, mtime=0) if is_text and len(content) >= _SMALLEST else None
    return _File(media_type, digest_of(content), content, pressed)
