"""What cannot be read is refused with a remedy; what can be read in part says so; nothing ends with a traceback."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from migkg.errors import UnreadableError
from migkg.ingest.outline import outline
from migkg.ingest.read import read

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "The Governing Body met in the spring of that year, and it agreed on what the farms are to do in the next."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \r\n\t\n", "the file is empty"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n0000", r"a picture.*OCR"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "a picture"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), r"office file.*as DOCX or PDF"),
        ("a.rtf", b"{\\rtf1 x}", "Rich Text"),
        ("a.bin", b"\x7fELF\x02\x01", "a program"),
        ("a.exe", b"MZ\x90\x00", "a program"),
        ("run", b"#!/bin/sh\nrm -r x\n", "a program"),
        ("a.ttl", b"<a> <b> <c> .", r"RDF data.*migkg validate"),
        ("a.txt", b"@prefix a: <b> .\na:b a:c a:d .", "RDF data"),
        ("a", b'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="x"/>', "RDF data"),
        ("a.xml", b"<?xml version='1.0'?><a/>", "data"),
        ("a", b"<?xml version='1.0'?><a/>", "XML"),
        ("a.csv", b"a,b\n1,2\n", "a table of data"),
        ("a.json", b"{}", "data"),
        ("a.gz", b"\x1f\x8b\x08", "compressed"),
        ("a.txt", bytes(range(256)) * 20, "no text"),
        ("a.txt", os.urandom(4000) + bytes(40), "no text"),
    ],
)
def test_what_is_no_document_is_refused_with_a_remedy(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=message) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("xl/workbook.xml", "spreadsheet"),
        ("ppt/presentation.xml", "presentation"),
        ("a.txt", "archive"),
        ("mimetype", "OpenDocument"),
    ],
)
def test_other_archives_are_refused(tmp_path: Path, part: str, message: str) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    with pytest.raises(UnreadableError, match=message):
        read(path)


def test_what_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(UnreadableError, match="a folder"):
        read(tmp_path)
    with pytest.raises(UnreadableError, match="cannot be opened"):
        read("a\0b")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(UnreadableError, match="no regular file"):
        read(tmp_path / "a.txt")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    text = f"“Café” – {WORDS}"
    path.write_bytes(text.encode(encoding))
    assert read(path).blocks[0].text == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (WORDS, "en"),
        (
            "Le Conseil d’administration a examiné le rapport de la commission et les mesures pour les producteurs.",
            "fr",
        ),
        (
            "El Consejo de Administración examinó el informe de la comisión y las medidas para los productores.",
            "es",
        ),
        ("Der Verwaltungsrat hat den Bericht der Kommission und die Maßnahmen für die Bauern geprüft.", "de"),
        ("Совет рассмотрел доклад комиссии и меры для производителей.", "ru"),
        ("12 34", "und"),
    ],
)
def test_the_language_is_told(tmp_path: Path, text: str, language: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert read(path).properties["language"] == language


def test_content_counts_more_than_the_ending(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text(f"<!doctype html><html><body><p>{WORDS}</p></body></html>", encoding="utf-8")
    assert read(path).media_type == "text/html"


def test_a_footnote_with_a_number_of_thousands_of_digits_is_none_that_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{WORDS}\n\n{'¹' * 5000} See the minutes.\n", encoding="utf-8")
    found = outline(read(path))
    assert any("See the minutes." in passage.text for passage in found.passages)
