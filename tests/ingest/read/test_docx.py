"""DOCX: made here by code, read from its parts."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from migkg.errors import UnreadableError
from migkg.ingest.read import read

if TYPE_CHECKING:
    from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(whole: docx.document.Document, path: Path, **parts: str) -> Path:
    """The document as a file, with more parts or others in place of its own."""
    stream = io.BytesIO()
    whole.save(stream)
    return repacked(
        stream.getvalue(), path, {f"word/{name}.xml": text.encode() for name, text in parts.items()}
    )


def repacked(content: bytes, path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return path


def test_headings_lists_and_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Work in orchards"
    document.add_heading("Work in orchards", 0)
    document.add_heading("Background", 1)
    document.add_paragraph("The Board met in spring")
    document.add_paragraph("First aim", style="List Number")
    document.add_paragraph("Second aim", style="List Number")
    document.add_paragraph("a point", style="List Bullet")
    table = document.add_table(2, 3)
    for row, words in zip(table.rows, (("Region", "Farms", "Pickers"), ("North", "12", "340")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.add_row().cells[0].merge(table.rows[2].cells[1]).text = "All"
    reading = read(saved(document, tmp_path / "a.docx"))
    assert reading.properties["title"] == "Work in orchards"
    assert [(block.kind, block.level, block.marker, block.text) for block in reading.blocks] == [
        ("heading", 1, "", "Work in orchards"),
        ("heading", 1, "", "Background"),
        ("paragraph", 0, "", "The Board met in spring"),
        ("item", 1, "1.", "First aim"),
        ("item", 1, "2.", "Second aim"),
        ("item", 1, "•", "a point"),
        ("row", 0, "", "Region\tFarms\tPickers"),
        ("row", 0, "", "North\t12\t340"),
        ("row", 0, "", "All\t\t"),
    ]


NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%3)"/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%4."/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>
</w:num></w:numbering>"""


def test_list_numbers_are_counted_as_word_counts(tmp_path: Path) -> None:
    document = docx.Document()
    for number, depth in ((1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (1, 3), (2, 0), (2, 0)):
        paragraph = document.add_paragraph("The words of an item of some list.")
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 (the library sets no numbers)
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
            )
        )
    reading = read(saved(document, tmp_path / "a.docx", numbering=NUMBERING))
    assert [(block.marker, block.level) for block in reading.blocks] == [
        *(
            ("4.", 1),
            ("(a)", 2),
            ("(b)", 2),
            ("(i)", 3),
            ("5.", 1),
            ("(a)", 2),
            ("5.1.", 4),
            ("1.", 1),
            ("2.", 1),
        ),
    ]


def test_footnotes_stand_after_their_paragraph_with_marks_in_it(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The plan")
    run = paragraph.add_run()
    run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="5"/>'))  # noqa: SLF001
    paragraph.add_run(" was made in spring.")
    document.add_paragraph("It was good.")
    note = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="5">'
        "<w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space='preserve"
        "'> See the </w:t><w:t>minutes.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    first, second, third = read(saved(document, tmp_path / "a.docx", footnotes=note)).blocks
    assert (first.text, [(mark.at, mark.label) for mark in first.marks]) == (
        "The plan was made in spring.",
        [(8, "1")],
    )
    assert (second.kind, second.marker, second.text) == ("footnote", "1", "See the minutes.")
    assert third.text == "It was good."


def test_headers_and_footers_are_told_apart_from_the_text(tmp_path: Path) -> None:
    whole = docx.Document()
    whole.add_paragraph("Pickers come in summer.")
    whole.sections[0].header.paragraphs[0].text = "GB.399/POL/2"
    whole.sections[0].footer.paragraphs[0].text = "Orchards"
    whole.save(str(tmp_path / "a.docx"))
    reading = read(tmp_path / "a.docx")
    assert [block.text for block in reading.blocks] == ["Pickers come in summer."]
    assert set(reading.properties["header"].split("\n")) == {"GB.399/POL/2", "Orchards"}


def test_what_was_deleted_or_hidden_is_not_read_and_text_boxes_are(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("x")
    body = (
        "<w:p><w:r><w:t>Kept </w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>and new."
        "</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>With a box.</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    text = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    reading = read(saved(document, tmp_path / "a.docx", document=text))
    assert [block.text for block in reading.blocks] == [
        "Kept and new.",
        "With a box.",
        "In the box.",
        "In a control.",
    ]


# --- bad input ---------------------------------------------------------------------------------


def test_a_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 40 * 2**20)
    assert path.stat().st_size < 2**20
    with pytest.raises(UnreadableError, match="beyond measure"):
        read(path)


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 2**22)
    content = path.read_bytes().replace((2**22).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=r"damaged|measure"):
        read(path)


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">',
        '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
def test_a_document_type_is_refused(tmp_path: Path, head: str) -> None:
    document = docx.Document()
    text = (
        f'{head}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>A&e;</w:t></w:r></w:p></w:body></w:document>'
    )
    with pytest.raises(UnreadableError, match="document type"):
        read(saved(document, tmp_path / "a.docx", document=text))


def test_a_damaged_list_part_costs_the_numbers_and_is_told(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("An aim of the plan.", style="List Number")
    reading = read(saved(document, tmp_path / "a.docx", numbering="<w:numbering"))
    assert reading.is_partial
    assert "word/numbering.xml" in reading.notices[0]
    assert [block.text for block in reading.blocks] == ["An aim of the plan."]


def test_a_broken_one_is_refused(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Words of it.")
    path = saved(document, tmp_path / "a.docx")
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(UnreadableError, match="damaged"):
        read(path)
    with pytest.raises(UnreadableError, match="no XML"):
        read(saved(document, tmp_path / "b.docx", document="<w:document"))
    with pytest.raises(UnreadableError, match="no text"):
        read(saved(docx.Document(), tmp_path / "c.docx"))


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    text = f'<w:document xmlns:w="{W}">' + "<w:p>" * 100_000
    with pytest.raises(UnreadableError, match=r"no XML|nested"):
        read(saved(docx.Document(), tmp_path / "a.docx", document=text))
