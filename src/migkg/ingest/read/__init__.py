"""Files as blocks: plain text, Markdown, HTML, DOCX and PDF, with the damage of renderings undone.

`read` reads a file of a stranger: what needs a parser of its format is read in a process of its own, under
limits of time and memory. `read_here` reads in this process, for those who have taken such measures.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from migkg import workers
from migkg.errors import UnreadableError
from migkg.ingest.blocks import Block, Mark, Reading
from migkg.ingest.read.encoding import decoded
from migkg.ingest.read.kinds import kind_of
from migkg.reading import Limits

if TYPE_CHECKING:
    from migkg.ingest.read.kinds import Kind

__all__ = ["Limits", "content_of", "read", "read_content", "read_here"]

_LARGEST: Final = 256 * 2**20
_LARGE: Final = 2**20
_UNTRIED: Final = ("text", "markdown")
"""Kinds that no parser of others reads: unless it is large, such a file is read in this process."""


def read(path: str | Path, limits: Limits | None = None) -> Reading:
    """Read a document, whatever it holds. Nothing in it is run, and nothing is fetched.

    What could be had of a damaged one comes with notices. Raises UnreadableError where nothing could, and
    where it takes more time or memory than `limits` allow; its message says what helps.
    """
    path = Path(path)
    limits = limits or Limits()
    content = content_of(path)
    if kind_of(content, str(path)) in _UNTRIED and len(content) < _LARGE:
        return read_content(content, path)
    ((_, answer),) = workers.run([{"path": str(path)}], _try, 1, limits)
    if isinstance(answer, workers.Lost):
        raise _lost(path, answer, limits)
    if "error" in answer:
        raise UnreadableError(path, answer["error"], remedy=answer["remedy"])
    return _received(answer)


def read_here(path: str | Path) -> Reading:
    """Read a document in this process, without limits. Raises UnreadableError where it cannot be read."""
    return read_content(content_of(Path(path)), Path(path))


def read_content(content: bytes, path: Path) -> Reading:
    """Read what a file holds, in this process; its path gives its name. Raises UnreadableError."""
    kind = kind_of(content, str(path))
    if kind == "pdf":
        from migkg.ingest.read.pdf import read_pdf

        return read_pdf(path, content)
    if kind == "docx":
        from migkg.ingest.read.docx import read_docx

        return read_docx(path, content)
    return _read_text(kind, content, path)


def _read_text(kind: Kind, content: bytes, path: Path) -> Reading:
    if kind == "html":
        from migkg.ingest.read.html import read_html

        return read_html(path, content)
    from migkg.ingest.read.text import read_markdown, read_text

    text = decoded(content) or ""
    reading = (read_markdown if kind == "markdown" else read_text)(path.name, text)
    if not reading.blocks:
        raise UnreadableError(path, "there is no text in it", remedy="Check that it was copied whole.")
    return reading


def content_of(path: Path) -> bytes:
    """What a file holds, if it can be a document. Raises UnreadableError where it cannot be had."""
    try:
        if path.is_dir():
            raise UnreadableError(path, "it is a folder", remedy="Name a file in it.")
        if path.exists() and not path.is_file():
            raise UnreadableError(path, "it is no regular file", remedy="Copy what it gives into a file.")
        if path.stat().st_size > _LARGEST:
            raise UnreadableError(
                path,
                f"it has more than {_LARGEST // 2**20} MiB",
                remedy="Split it, or leave out its pictures.",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(path, "no such file", remedy="Check the spelling of the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableError(
            path, f"it cannot be opened: {reason}", remedy="Check its permissions."
        ) from None


# --- a file tried apart ------------------------------------------------------------------------


def _try(task: dict[str, Any], _: int) -> dict[str, Any]:
    try:
        return asdict(read_here(task["path"]))
    except UnreadableError as error:
        return {"error": error.message, "remedy": error.remedy}
    except RecursionError:
        return {"error": "it is nested too deeply", "remedy": "Save it anew with another program."}


def _received(answer: dict[str, Any]) -> Reading:
    blocks = tuple(
        Block(
            **{
                **block,
                "marks": tuple(Mark(**mark) for mark in block["marks"]),
                "cells": tuple(block["cells"]),
            }
        )
        for block in answer["blocks"]
    )
    return Reading(**{**answer, "blocks": blocks, "notices": tuple(answer["notices"])})


def _lost(path: Path, reason: workers.Lost, limits: Limits) -> UnreadableError:
    what, remedy = {
        workers.Lost.TIME: (f"reading it takes longer than {limits.seconds:g} seconds", "Split it."),
        workers.Lost.MEMORY: (
            f"reading it takes more than {limits.memory / 2**20:g} MiB of memory",
            "Split it, or leave out its pictures.",
        ),
        workers.Lost.ENDED: ("the process that read it was ended from outside", "Try again."),
        workers.Lost.FAULT: ("reading it broke down", "Save it anew, or report it as a fault of migkg."),
    }[reason]
    return UnreadableError(path, what, remedy=remedy)
