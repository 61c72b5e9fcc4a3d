"""PDF: made here by code, read by PDFium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from migkg.errors import UnreadableError
from migkg.ingest.read import Limits, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from migkg.ingest.blocks import Reading

WIDTH, HEIGHT = A4
LEFT, TOP = 72.0, HEIGHT - 90
PROSE = (
    "The pickers who come to the orchards each summer are hired by small farms, and most of them return in the year "
    "after. Their contracts are short, their wages are paid by the basket, and few inspectors have ever seen them."
)


class Paper:
    """Writes lines on pages, with a running header and a page number."""

    def __init__(self, path: Path, **options: object) -> None:
        self.canvas = Canvas(str(path), pagesize=A4, **options)
        self.page = 0
        self.turn()

    def turn(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.y = TOP
        self.at(LEFT, HEIGHT - 40, "GB.399/POL/2", size=8)
        self.at(WIDTH / 2, 30, str(self.page), size=8)

    def at(
        self, x: float, y: float, text: str, *, size: float = 11, font: str = "Helvetica", rise: float = 0
    ) -> float:
        words = self.canvas.beginText(x, y)
        words.setFont(font, size)
        words.setRise(rise)
        words.textOut(text)
        self.canvas.drawText(words)
        return x + self.canvas.stringWidth(text, font, size)

    def write(
        self,
        text: str,
        *,
        x: float = LEFT,
        width: float = WIDTH - 2 * LEFT,
        size: float = 11,
        font: str = "Helvetica",
    ) -> None:
        """A paragraph; `^1^` in it is a raised number."""
        for line in simpleSplit(text, font, size, width):
            end = x
            for number, part in enumerate(line.split("^")):
                raised = number % 2
                end = self.at(
                    end,
                    self.y,
                    part,
                    size=size * 0.6 if raised else size,
                    font=font,
                    rise=size * 0.5 if raised else 0,
                )
            self.y -= size * 1.25
        self.y -= size * 0.8

    def save(self) -> None:
        self.canvas.showPage()
        self.canvas.save()


def made(path: Path, write: Callable[[Paper], None], **options: object) -> Reading:
    paper = Paper(path, **options)
    write(paper)
    paper.save()
    return read(path)


def test_headings_paragraphs_pages_and_footnotes(tmp_path: Path) -> None:
    def write(paper: Paper) -> None:
        paper.write(
            "Work in orchards: what was learnt in the first years of the counting",
            size=20,
            font="Helvetica-Bold",
        )
        paper.write("Background", size=14, font="Helvetica-Bold")
        paper.write(f"1. {PROSE} The Board knows.^1^ {PROSE}")
        paper.write(
            "2. Most of those who pick come from the villages close by, though there is a growing number of those who"
        )
        paper.y = 80
        paper.write("^1^ See the report of the Board on those who pick.", size=8)
        paper.turn()
        paper.write("come from far away, and stay for a while.")
        paper.write("Outlook", size=14, font="Helvetica-Bold")
        paper.write(f"3. {PROSE}")
        paper.turn()
        paper.write(f"4. {PROSE}")

    reading = made(tmp_path / "a.pdf", write)
    assert not reading.is_partial
    assert reading.properties["pages"] == "3"
    found = [(block.kind, block.level, block.marker, block.page) for block in reading.blocks]
    assert found == [
        (
            "paragraph",
            0,
            "",
            1,
        ),  # the symbol, which is part of the cover, and a running header on other pages
        *(("heading", 1, "", 1), ("heading", 2, "", 1), ("item", 1, "1.", 1), ("item", 1, "2.", 1)),
        *(("footnote", 0, "1", 1), ("heading", 2, "", 2), ("item", 1, "3.", 2), ("item", 1, "4.", 3)),
    ]
    _, title, _, first, second, note, *_ = reading.blocks
    assert title.text == "Work in orchards: what was learnt in the first years of the counting"
    assert first.text == f"{PROSE} The Board knows. {PROSE}"
    assert [mark.label for mark in first.marks] == ["1"]
    assert second.text.endswith("a growing number of those who come from far away, and stay for a while.")
    assert note.text == "See the report of the Board on those who pick."


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    width = (WIDTH - 2 * LEFT - 24) / 2

    def write(paper: Paper) -> None:
        paper.write("A heading over both of the columns", size=16, font="Helvetica-Bold")
        top = paper.y
        for number in range(3):
            paper.write(f"Left {number}: {PROSE}", width=width)
        paper.y = top - 4  # lines of the columns need not be level
        for number in range(3):
            paper.write(f"Right {number}: {PROSE}", x=LEFT + width + 24, width=width)

    reading = made(tmp_path / "a.pdf", write)
    assert [block.text for block in reading.blocks[2:]] == [
        f"{side} {number}: {PROSE}" for side in ("Left", "Right") for number in range(3)
    ]


def test_tables_have_cells(tmp_path: Path) -> None:
    rows = [
        ("Region", "Farms", "What it grows"),
        ("North", "12", "Apples, pears and"),
        ("", "", "some plums"),
        ("South and", "7", "Figs"),
        ("islands", "", ""),
    ]
    steps = [18, 18, 13, 18, 13]

    def write(paper: Paper) -> None:
        paper.write(PROSE)
        for row, step in zip(rows, steps, strict=True):
            paper.y -= step
            for x, cell in zip((LEFT, LEFT + 140, LEFT + 220), row, strict=True):
                if cell:
                    paper.at(x, paper.y, cell)
        paper.y -= 40
        paper.write(PROSE)

    reading = made(tmp_path / "a.pdf", write)
    assert [block.cells for block in reading.blocks] == [
        *((), ()),
        ("Region", "Farms", "What it grows"),
        ("North", "12", "Apples, pears and some plums"),
        ("South and islands", "7", "Figs"),
        (),
    ]


def test_numbers_may_hang_without_a_dot(tmp_path: Path) -> None:
    def write(paper: Paper) -> None:
        for number in (4, 5, 6):
            paper.at(LEFT, paper.y, str(number))
            paper.write(PROSE, x=LEFT + 40, width=WIDTH - 2 * LEFT - 40)

    blocks = made(tmp_path / "a.pdf", write).blocks[1:]
    assert [(block.kind, block.marker, block.text) for block in blocks] == [
        ("item", f"{number}.", PROSE) for number in (4, 5, 6)
    ]


def test_a_page_of_short_lines_keeps_its_paragraphs_apart(tmp_path: Path) -> None:
    lines = [
        "Board of Orchards",
        "Twelfth Meeting, Geneva, May 2031",
        "Pickers and the Songs",
        "How They Sing",
    ]

    def write(paper: Paper) -> None:
        for line in lines:
            paper.write(line)

    assert [block.text for block in made(tmp_path / "a.pdf", write).blocks[1:]] == lines


def test_dots_before_a_page_number_part_an_entry_of_the_contents(tmp_path: Path) -> None:
    def write(paper: Paper) -> None:
        paper.write(f"Orchards {'.' * 60} 3")
        paper.write(f"Vineyards {'.' * 60} 14")

    found = made(tmp_path / "a.pdf", write).blocks[1:]
    assert [block.cells for block in found] == [("Orchards", "3"), ("Vineyards", "14")]


def test_a_cell_of_a_table_may_go_over_rows(tmp_path: Path) -> None:
    rows = [
        ("Region", "Town", "Pickers"),
        ("North", "Ay", "1 200"),
        ("", "Bee", "14"),
        ("", "Cee", "9%"),
        ("South", "Dee with its", "7"),
        ("", "orchards", ""),
    ]

    def write(paper: Paper) -> None:
        for row in rows:
            for column, cell in enumerate(row):
                paper.at(LEFT + 150 * column, paper.y, cell)
            paper.y -= 16

    assert [block.cells for block in made(tmp_path / "a.pdf", write).blocks[1:]] == [
        *rows[:4],
        ("South", "Dee with its orchards", "7"),
    ]


def test_properties(tmp_path: Path) -> None:
    def write(paper: Paper) -> None:
        paper.canvas.setTitle("Work in orchards")
        paper.canvas.setAuthor("The Board")
        paper.write(PROSE)

    properties = made(tmp_path / "a.pdf", write).properties
    assert (properties["title"], properties["author"], properties["language"]) == (
        "Work in orchards",
        "The Board",
        "en",
    )


# --- bad input ---------------------------------------------------------------------------------


def one_page(path: Path, **options: object) -> Path:
    paper = Paper(path, **options)
    paper.write(f"1. {PROSE}")
    paper.save()
    return path


def test_an_encrypted_one_is_refused_and_one_with_an_empty_password_read(tmp_path: Path) -> None:
    locked = one_page(tmp_path / "a.pdf", encrypt=StandardEncryption("secret", strength=128))
    with pytest.raises(UnreadableError, match=r"encrypted.*without a password"):
        read(locked)
    open_to_all = one_page(tmp_path / "b.pdf", encrypt=StandardEncryption("", "owner", strength=128))
    assert read(open_to_all).blocks[-1].text == PROSE


def test_a_damaged_one_gives_what_can_be_had_and_says_so(tmp_path: Path) -> None:
    def write(paper: Paper) -> None:
        for number in range(1, 9):
            paper.write(f"{number}. {PROSE}")
            paper.turn()

    path = tmp_path / "a.pdf"
    whole = made(path, write)
    content = path.read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(content[: content.rindex(b"xref")])
    reading = read(cut)
    assert reading.is_partial
    assert "missing" in reading.notices[0]
    assert [block.text for block in reading.blocks] == [block.text for block in whole.blocks]
    beyond = tmp_path / "beyond.pdf"
    beyond.write_bytes(content[:300])
    with pytest.raises(UnreadableError, match="damaged"):
        read(beyond)


def test_a_scan_needs_its_text_recognized(tmp_path: Path) -> None:
    def drawn(path: Path, *, text: bool) -> Path:
        canvas = Canvas(str(path), pagesize=A4)
        canvas.rect(100, 100, 300, 300, fill=1)
        canvas.showPage()
        if text:
            canvas.drawString(LEFT, TOP, PROSE[:80])
            canvas.showPage()
        canvas.save()
        return path

    with pytest.raises(UnreadableError, match=r"has no text.*OCR"):
        read(drawn(tmp_path / "a.pdf", text=False))
    assert read(drawn(tmp_path / "b.pdf", text=True)).notices == (
        "Page 1 has no text: pictures of text need OCR.",
    )


def test_a_report_of_five_hundred_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    paper = Paper(path)
    for number in range(500):
        paper.write(f"{number % 900 + 1}. {PROSE}")
        paper.turn()
    paper.save()
    reading = read(path, Limits(seconds=300, memory=512 * 2**20))
    assert len(reading.blocks) == 501


def test_limits_end_what_takes_too_much(tmp_path: Path) -> None:
    path = one_page(tmp_path / "a.pdf")
    with pytest.raises(UnreadableError, match="takes longer than"):
        read(path, Limits(seconds=0.0))


def test_a_script_in_it_is_not_run_and_nothing_fetched(tmp_path: Path) -> None:
    path = one_page(tmp_path / "a.pdf")
    content = path.read_bytes().replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    )
    path.write_bytes(content)
    assert read(path).blocks[-1].text == PROSE


def test_bytes_before_the_header_do_no_harm(tmp_path: Path) -> None:
    path = one_page(tmp_path / "a.pdf")
    path.write_bytes(b"\r\n" * 8 + path.read_bytes())
    assert read(path).blocks[-1].text == PROSE
