"""Openings as office programs and printers make them: DOCX and PDF of texts with a few signs of layout.

`# `, `## ` and `### ` begin headings, `**…**` is a bold line, `^1^` a raised number, `| a | b |` a row of a
table, `> ` stands at the right, `<12> ` hangs a number before a paragraph, `=====` ends a page, and a first
line `@ …` is the running header. Lines of one paragraph are joined; an empty line ends it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from docx.text.paragraph import Paragraph

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 72.0, WIDTH - 72, HEIGHT - 80, 70.0
SIZES = (11.0, 18.0, 14.0, 12.5)
"""Of the text, and of headings by their level."""
HANGING = re.compile(r"<(\d+\.?)> (.*)", re.DOTALL)


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text: lines together up to an empty one, each row and each mark of a page alone."""
    kept: list[str] = []
    for line in [*text.splitlines(), ""]:
        alone = line.startswith(("|", "=====", "#", "> ", "@ "))
        if kept and (alone or not line.strip()):
            yield " ".join(kept)
            kept = []
        if alone:
            yield line
        elif line.strip():
            kept.append(line.strip())


def cells_of(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def as_docx(text: str, path: Path) -> Path:
    """The text as a DOCX file, its running header in a part of its own."""
    document = docx.Document()
    rows: list[list[str]] = []
    for paragraph in [*paragraphs(text), ""]:
        if paragraph.startswith("|"):
            rows.append(cells_of(paragraph))
            continue
        if rows:
            table = document.add_table(len(rows), max(map(len, rows)))
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, words in zip(row.cells, cells, strict=False):
                    cell.text = words
            rows = []
        if paragraph.startswith("@ "):
            document.sections[0].header.paragraphs[0].text = paragraph[2:]
        elif paragraph.startswith("====="):
            document.add_page_break()
        elif paragraph.startswith("#"):
            marks, _, words = paragraph.partition(" ")
            document.add_heading(words, len(marks))
        elif paragraph:
            _write(document.add_paragraph(), paragraph)
    document.save(str(path))
    return path


def _write(line: Paragraph, paragraph: str) -> None:
    words = HANGING.sub(r"\1\t\2", paragraph.removeprefix("> "))
    for number, part in enumerate(words.strip("*").split("^")):
        run = line.add_run(part)
        run.font.superscript = bool(number % 2)
        run.bold = words.startswith("**")


class Printer:
    """Prints paragraphs on pages, with a running header and the number of the page."""

    def __init__(self, path: Path) -> None:
        self._canvas = Canvas(str(path), pagesize=A4)
        self._header = ""
        self._page = 0
        self._y = 0.0

    def print_lines(self, text: str, gap: float) -> None:
        """Print each line of a text as it is; an empty one is a gap."""
        self._turn()
        for line in text.splitlines():
            if line.strip():
                self._paragraph(line, 0)
            else:
                self._y -= gap
        self._canvas.save()

    def print(self, text: str, gap: float) -> None:
        """Print a text; `gap` is how far paragraphs are apart, beside what parts the lines."""
        self._turn()
        for paragraph in paragraphs(text):
            if paragraph.startswith("@ "):
                self._header = paragraph[2:]
                self._at(LEFT, HEIGHT - 40, self._header, 8, "Helvetica")
            elif paragraph.startswith("====="):
                self._turn()
            elif paragraph.startswith("|"):
                cells = cells_of(paragraph)
                step = (RIGHT - LEFT) / len(cells)
                lines = [simpleSplit(cell, "Helvetica", 11, step - 20) for cell in cells]
                for at in range(max(map(len, lines))):
                    for column, words in enumerate(lines):
                        if at < len(words):
                            self._at(LEFT + column * step, self._y, words[at], 11, "Helvetica")
                    self._y -= 13
                self._y -= 9
            else:
                self._paragraph(paragraph, gap)
        self._canvas.save()

    def _paragraph(self, paragraph: str, gap: float) -> None:
        marks = re.match(r"#{1,3} ", paragraph)
        size = SIZES[len(marks[0]) - 1 if marks else 0]
        words = paragraph[marks.end() :] if marks else paragraph
        font = "Helvetica-Bold" if marks or words.startswith("**") else "Helvetica"
        words = words.strip("*")
        left = LEFT
        if words.startswith("> "):
            left, words = LEFT + 260, words[2:]
        if hanging := HANGING.match(words):
            self._room(size)
            self._at(LEFT, self._y, hanging[1], size, font)
            left, words = LEFT + 40, hanging[2]
        for line in simpleSplit(words, font, size, RIGHT - left):
            self._room(size)
            end = left
            for number, part in enumerate(line.split("^")):
                end = self._at(end, self._y, part, size, font, raised=bool(number % 2))
            self._y -= size * 1.22
        self._y -= gap

    def _room(self, size: float) -> None:
        if self._y < BOTTOM + size:
            self._turn()

    def _at(self, x: float, y: float, text: str, size: float, font: str, *, raised: bool = False) -> float:
        words = self._canvas.beginText(x, y)
        words.setFont(font, size * 0.6 if raised else size)
        words.setRise(size * 0.4 if raised else 0)
        words.textOut(text)
        self._canvas.drawText(words)
        return x + self._canvas.stringWidth(text, font, size * 0.6 if raised else size)

    def _turn(self) -> None:
        if self._page:
            self._canvas.showPage()
        self._page += 1
        self._y = TOP
        if self._page > 1:
            self._at(LEFT, HEIGHT - 40, self._header, 8, "Helvetica")
        self._at(WIDTH / 2, 30, str(self._page), 8, "Helvetica")


def as_pdf(text: str, path: Path, gap: float = 8.0, *, by_line: bool = False) -> Path:
    """The text as a PDF file; `by_line`, line by line, with letters of one size."""
    printer = Printer(path)
    if by_line:
        printer.print_lines(text, gap)
    else:
        printer.print(text, gap)
    return path
