"""DOCX: paragraphs with headings, numbers, footnotes and tables, read from the parts of the archive.

No library for DOCX counts list numbers or gives footnotes, so that most parts would be read here anyway.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.errors import UnreadableError
from migkg.ingest.read.archive import Archive
from migkg.ingest.read.characters import MARK, OPEN, mended, sign
from migkg.ingest.read.docx_styles import Numbering, Styles, W, value
from migkg.ingest.read.ordinals import ordinal
from migkg.ingest.read.sheet import Sheet
from migkg.ingest.read.xml import DoctypeError, MalformedError, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from migkg.ingest.blocks import Reading

__all__ = ["read_docx"]

_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CORE: Final = {
    "{http://purl.org/dc/elements/1.1/}title": "title",
    "{http://purl.org/dc/elements/1.1/}creator": "author",
    "{http://purl.org/dc/terms/}created": "created",
}
_UNREAD: Final = {
    f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rPr", f"{W}pPr", f"{W}sectPr",
    f"{W}tblPr", f"{_MC}Fallback", f"{W}object", f"{W}fldChar", f"{W}ruby",
}  # fmt: skip
_RUNNING: Final = re.compile(r"word/(?:header|footer)\d{0,3}\.xml")
_LONGEST: Final = 1000
"""How many letters of a property are kept."""
_DIGITS: Final = 4
_SIGNS: Final = {
    f"{W}tab": "\t", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "",
}  # fmt: skip


def read_docx(path: Path, content: bytes) -> Reading:
    """The blocks of a DOCX file. Raises UnreadableError if it is damaged beyond use, or a bomb."""
    archive = Archive(path, content)
    document = _part(path, archive, "word/document.xml")
    if document is None:
        raise UnreadableError(path, "it is damaged: it has no text part", remedy="Save it anew as DOCX.")
    writer = _Writer(path, archive)
    body = document.find(f"{W}body")
    writer.write(body if body is not None else document)
    if not len(writer.sheet):
        raise UnreadableError(
            path,
            "there is no text in it",
            remedy="If it shows pictures of pages, recognize their text first (OCR).",
        )
    properties = {**_properties(path, archive), "header": writer.running()}
    return writer.sheet.reading(path.name, _TYPE, properties, writer.notices)


def _part(path: Path, archive: Archive, name: str) -> Element | None:
    content = archive.read(name)
    if content is None:
        return None
    try:
        return tree(content)
    except DoctypeError:
        raise UnreadableError(
            path,
            f"its part {name} declares a document type, as an attack does that has files fetched",
            remedy="Do not use it; save it anew with an office program.",
        ) from None
    except MalformedError:
        raise UnreadableError(
            path, f"it is damaged: its part {name} is no XML", remedy="Save it anew as DOCX."
        ) from None


def _properties(path: Path, archive: Archive) -> dict[str, str]:
    try:
        core = _part(path, archive, "docProps/core.xml")
    except UnreadableError:
        return {}
    if core is None:
        return {}
    return {_CORE[child.tag]: (child.text or "").strip()[:_LONGEST] for child in core if child.tag in _CORE}


class _Writer:
    """Writes the paragraphs of a document down, in their order."""

    def __init__(self, path: Path, archive: Archive) -> None:
        self.sheet = Sheet()
        self.notices: list[str] = []
        self._path, self._archive = path, archive
        self._styles = Styles(self._optional("word/styles.xml"))
        self._numbering = Numbering(self._optional("word/numbering.xml"))
        self._notes = {
            f"{W}footnoteReference": _notes(self._optional("word/footnotes.xml")),
            f"{W}endnoteReference": _notes(self._optional("word/endnotes.xml")),
        }
        self._labels: dict[tuple[str, str], str] = {}
        self._pending: list[tuple[str, Element]] = []
        self._boxes: list[Element] = []

    def _optional(self, name: str) -> Element | None:
        """A part without which the text can be read all the same."""
        try:
            return _part(self._path, self._archive, name)
        except UnreadableError as error:
            if "measure" in error.message or "document type" in error.message:
                raise
            self.notices.append(
                f"The part {name} is damaged: what it says of lists, headings or notes is missing."
            )
            return None

    def write(self, body: Element) -> None:
        """Write down what a body, a cell or a text box holds."""
        for child in _content(body):
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                self._table(child)
            while self._boxes:
                self.write(self._boxes.pop(0))
            self._write_notes()

    def running(self) -> str:
        """What the headers and footers of its pages say, each line once."""
        lines: dict[str, None] = {}
        for name in self._archive.matching(_RUNNING):
            part = self._optional(name)
            for paragraph in part.iter(f"{W}p") if part is not None else ():
                lines[" ".join(MARK.sub("", self._text(paragraph)).split())] = None
        return "\n".join(line for line in lines if line)[:_LONGEST]

    def _paragraph(self, paragraph: Element) -> None:
        text = " ".join(self._text(paragraph).split(" ")).strip()
        style = self._styles.of(paragraph)
        level = self._styles.level(paragraph, style)
        if not MARK.sub("", text).strip():
            return
        marker, depth = self._numbering.next(*self._styles.list_of(paragraph, style))
        line = self.sheet.add(f"{marker} {text}" if marker else text)
        if line is not None:
            line.level, line.depth = level, depth if marker else 0
            line.bold = _is_bold(paragraph)

    def _table(self, table: Element) -> None:
        rows = [
            [(cell, self._cell_text(cell)) for cell in _content(row) if cell.tag == f"{W}tc"]
            for row in _content(table)
            if row.tag == f"{W}tr"
        ]
        rows = [row for row in rows if any(text for _, text in row)]
        if not any(len(row) > 1 for row in rows):
            for row in rows:
                for cell, _ in row:
                    self.write(cell)
            return
        for number, row in enumerate(rows):
            cells: list[str] = []
            for cell, text in row:
                cells += [text, *[""] * (_span(cell) - 1)]
            self.sheet.add("", cells=cells, gap=0 if number else 2)

    def _cell_text(self, cell: Element) -> str:
        texts = [self._text(paragraph) for paragraph in cell.iter(f"{W}p")]
        return " ".join(" ".join(texts).split())

    def _write_notes(self) -> None:
        pending, self._pending = self._pending, []
        for label, note in pending:
            text = " ".join(" ".join(self._text(paragraph) for paragraph in note.iter(f"{W}p")).split())
            line = self.sheet.add(text)
            if line is not None:
                line.note = label

    # --- the words of a paragraph --------------------------------------------------------------

    def _text(self, paragraph: Element) -> str:
        return "".join(self._words(paragraph))

    def _words(self, parent: Element) -> Iterator[str]:
        for child in parent:
            if child.tag in _UNREAD:
                continue
            if child.tag == f"{W}t":
                yield mended(child.text or "")
            elif child.tag in _SIGNS:
                yield _SIGNS[child.tag]
            elif child.tag in self._notes:
                yield self._reference(child)
            elif child.tag == f"{W}txbxContent":
                if not any(child is box for box in self._boxes):
                    self._boxes.append(child)
            elif child.tag == f"{W}r":
                yield from self._run(child)
            else:
                yield from self._words(child)

    def _run(self, run: Element) -> Iterator[str]:
        properties = run.find(f"{W}rPr")
        if properties is not None and properties.find(f"{W}vanish") is not None:
            return
        words = "".join(self._words(run))
        raised = properties is not None and value(properties, "vertAlign") == "superscript"
        yield sign(words.strip()) if raised and words.strip().isdigit() and OPEN not in words else words

    def _reference(self, child: Element) -> str:
        """A footnote's mark; its text is written down after the paragraph."""
        number = child.get(f"{W}id", "")
        note = self._notes[child.tag].get(number)
        if note is None:
            return ""
        key = (child.tag, number)
        if key not in self._labels:
            count = 1 + sum(1 for tag, _ in self._labels if tag == child.tag)
            is_endnote = child.tag == f"{W}endnoteReference"
            self._labels[key] = ordinal(count, "lowerRoman") if is_endnote else str(count)
            self._pending.append((self._labels[key], note))
        return sign(self._labels[key])


def _content(parent: Element) -> Iterator[Element]:
    """The children of an element, and those of what only wraps some of them."""
    for child in parent:
        if child.tag in (
            f"{W}sdt",
            f"{W}sdtContent",
            f"{W}customXml",
            f"{W}ins",
            f"{W}smartTag",
            f"{W}moveTo",
        ):
            yield from _content(child)
        elif child.tag not in _UNREAD:
            yield child


def _is_bold(paragraph: Element) -> bool:
    """Whether all words are bold by their own."""
    runs = [run for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None]
    return bool(runs) and all(
        (bold := run.find(f"{W}rPr/{W}b")) is not None and bold.get(f"{W}val", "1") not in ("0", "false")
        for run in runs
    )


def _notes(part: Element | None) -> dict[str, Element]:
    """The notes of a part by their identifiers, without those that only draw a line."""
    if part is None:
        return {}
    return {note.get(f"{W}id", ""): note for note in part if note.get(f"{W}type", "normal") == "normal"}


def _span(cell: Element) -> int:
    properties = cell.find(f"{W}tcPr")
    span = value(properties, "gridSpan") if properties is not None else ""
    return (
        min(int(span), 60) if span.isascii() and span.isdigit() and len(span) < _DIGITS and int(span) else 1
    )
