"""PDF, read by PDFium, as Chromium reads it: it mends damaged files, and neither runs scripts nor fetches."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from migkg.errors import UnreadableError
from migkg.ingest.read.columns import ordered
from migkg.ingest.read.letters import segments
from migkg.ingest.read.page import PageLine, page_lines
from migkg.ingest.read.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from migkg.ingest.blocks import Reading

__all__ = ["read_pdf"]

_TYPE: Final = "application/pdf"
_MOST_PAGES: Final = 5000
_OCR: Final = "Recognize its text first (OCR), with ocrmypdf for instance, and give the PDF that comes of it."
_SHOWN: Final = 20
_LARGER: Final = 1.12
_HEADING: Final = 220
_LEVELS: Final = 6
_UNKNOWN: Final = re.compile("[\ufffd\ue002-\uf8ff\x00-\x08]")
_UNTOLD: Final = re.compile(r"\(?(?:anonymous|untitled|unspecified)\)?$|Microsoft Word", re.IGNORECASE)
_DATE: Final = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def read_pdf(path: Path, content: bytes) -> Reading:
    """The blocks of a PDF. Raises UnreadableError if it is encrypted, without text, or damaged beyond use."""
    import pypdfium2 as pdfium

    document = _opened(path, content, pdfium)
    notices: list[str] = []
    if b"%%EOF" not in content[-4096:]:
        notices.append("The end of the file is missing, so that pages or parts of them may be missing.")
    try:
        total = len(document)
        pages = [_page(document, number, pdfium, notices) for number in range(min(total, _MOST_PAGES))]
        properties = _properties(document, total)
    finally:
        document.close()
    if total > _MOST_PAGES:
        notices.append(f"Only the first {_MOST_PAGES} of {total} pages were read.")
    _check(path, pages, notices)
    return _written(pages).reading(path.name, _TYPE, properties, notices)


def _opened(path: Path, content: bytes, pdfium: Any) -> Any:
    try:
        return pdfium.PdfDocument(content[content.find(b"%PDF-") :])
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError(
                path, "it is encrypted, and opens with a password only", remedy="Save it without a password."
            ) from None
        raise UnreadableError(
            path,
            "it is damaged, and no page of it can be had",
            remedy="Copy it anew, or print it to a new PDF.",
        ) from None


def _page(document: Any, number: int, pdfium: Any, notices: list[str]) -> list[PageLine]:
    try:
        page = document[number]
        try:
            text = page.get_textpage()
            try:
                return page_lines(ordered(segments(pdfium.raw, text.raw)))
            finally:
                text.close()
        finally:
            page.close()
    except pdfium.PdfiumError:
        notices.append(f"Page {number + 1} is damaged and missing.")
        return []


def _properties(document: Any, pages: int) -> dict[str, str]:
    told = {
        name: value
        for name, value in document.get_metadata_dict(skip_empty=True).items()
        if not _UNTOLD.match(value)
    }
    date = _DATE.match(told.get("CreationDate", ""))
    return {
        "title": told.get("Title", "")[:1000],
        "author": told.get("Author", "")[:1000],
        "created": "-".join(date.groups()) if date else "",
        "pages": str(pages),
    }


def _check(path: Path, pages: Sequence[Sequence[PageLine]], notices: list[str]) -> None:
    """Refuse what has no text, or whose letters cannot be told; say which pages have none."""
    words = "".join(line.text for page in pages for line in page)
    if not words.strip():
        if len(notices) > 1 or not pages:
            raise UnreadableError(
                path,
                "it is damaged, and no text of it can be had",
                remedy="Copy it anew, or print it to a new PDF.",
            )
        raise UnreadableError(path, "it shows pictures of pages, and has no text", remedy=_OCR)
    if len(_UNKNOWN.findall(words)) * 4 > len(words):
        raise UnreadableError(path, "its fonts do not tell which letters they show", remedy=_OCR)
    empty = [str(number) for number, page in enumerate(pages, start=1) if not page]
    if empty:
        which = f"Page {empty[0]} has" if len(empty) == 1 else f"Pages {', '.join(empty[:_SHOWN])} have"
        more = f" and {len(empty) - _SHOWN} more" if len(empty) > _SHOWN else ""
        notices.append(f"{which}{more} no text: pictures of text need OCR.")


def _written(pages: Sequence[Sequence[PageLine]]) -> Sheet:
    sheet = Sheet()
    levels = _levels(pages)
    for number, page in enumerate(pages, start=1):
        for at, found in enumerate(page):
            line = sheet.add(found.text, cells=found.cells, gap=1 if found.is_apart or not at else 0)
            if line is None:
                continue
            line.page, line.new_page, line.size, line.bold = number, not at, found.size, found.bold
            if found.cells is None and len(found.text) < _HEADING:
                line.level = levels.get(round(found.size, 0), 0)
    return sheet


def _levels(pages: Sequence[Sequence[PageLine]]) -> dict[float, int]:
    """The sizes of headings, each with its level: those larger than most letters are."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 0)] += len(line.text)
    usual = sizes.most_common(1)[0][0]
    larger = sorted((size for size in sizes if size > usual * _LARGER), reverse=True)
    return {size: min(level, _LEVELS) for level, size in enumerate(larger, start=1)}
