"""Openings and excerpts in many layouts, of our own words: what they say of themselves, and their passages.

`openings/NAME.toml` has what is to be found, one table a document. `NAME.txt`, `NAME.md` and `NAME.html` are
read as they lie; `NAME.docx.md` and `NAME.pdf.md` are made into files of that kind before (see `printing`).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from printing import as_docx, as_pdf

from migkg.ingest.outline import outline, outlines
from migkg.ingest.read import read, read_here

if TYPE_CHECKING:
    from migkg.ingest.blocks import Reading
    from migkg.ingest.passages import Outline

FOLDER = Path(__file__).parent / "openings"
OPENINGS = sorted(path for path in FOLDER.iterdir() if path.suffix != ".toml")
PLAIN = [
    path for path in OPENINGS if path.suffix == ".txt" and not re.search("[\f\t#▶]", path.read_text("utf-8"))
]


def told(found: Outline) -> dict[str, object]:
    """An outline as the expectations have it, without what is empty."""
    about = found.metadata
    said: dict[str, object] = {
        "identifier": found.identifier,
        "title": about.title,
        "symbol": about.symbol,
        "body": about.body,
        "session": about.session,
        "issued": about.issued,
        "agenda_item": about.agenda_item,
        "section": about.section,
        "unit": about.unit,
        "draft_decision": about.draft_decision,
        "language": about.language,
        "related": list(about.related),
        "passages": " ".join(passage.path for passage in found.passages),
    }
    return {name: value for name, value in said.items() if value}


def expected(path: Path) -> list[dict[str, object]]:
    said: list[dict[str, object]] = tomllib.loads(_toml(path).read_text(encoding="utf-8"))["document"]
    return said


def _toml(path: Path) -> Path:
    return path.with_name(f"{path.name.partition('.')[0]}.toml")


def reading_of(path: Path, folder: Path) -> Reading:
    """What is read of an opening, in the format that its name says."""
    made = {".docx": as_docx, ".pdf": as_pdf}.get(path.suffixes[0])
    if made is None:
        return read_here(path)
    name = f"{path.name.partition('.')[0]}{path.suffixes[0]}"
    return read_here(made(path.read_text(encoding="utf-8"), folder / name))


def test_there_are_enough_layouts() -> None:
    assert len(OPENINGS) >= 100
    assert len(PLAIN) >= 55
    assert {path.suffixes[0] for path in OPENINGS} == {".docx", ".html", ".md", ".pdf", ".txt"}
    assert {path.stem for path in FOLDER.glob("*.toml")} == {_toml(path).stem for path in OPENINGS}


@pytest.mark.parametrize("path", OPENINGS, ids=lambda path: path.name)
def test_opening(path: Path, tmp_path: Path) -> None:
    assert [told(found) for found in outlines(reading_of(path, tmp_path))] == expected(path)


@pytest.mark.parametrize("gap", [4.0, 8.0, 14.0])
@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_printed_with_letters_of_one_size_it_is_the_same(path: Path, gap: float, tmp_path: Path) -> None:
    printed = as_pdf(path.read_text(encoding="utf-8"), tmp_path / f"{path.stem}.pdf", gap, by_line=True)
    assert [told(found) for found in outlines(read_here(printed))] == expected(path)


@pytest.mark.parametrize("path", OPENINGS, ids=lambda path: path.name)
def test_order_parents_and_places_fit(path: Path, tmp_path: Path) -> None:
    reading = reading_of(path, tmp_path)
    for found in outlines(reading):
        paths = [passage.path for passage in found.passages]
        assert len(set(paths)) == len(paths)
        assert [passage.order for passage in found.passages] == list(range(1, len(paths) + 1))
        for at, passage in enumerate(found.passages):
            assert passage.parent is None or passage.parent in paths[:at]
            assert 0 <= passage.start < passage.end <= len(reading.text)
            assert all(0 <= mark.at <= len(passage.text) for mark in passage.marks)


def test_a_file_with_several_texts_tells_of_the_others() -> None:
    path = Path(__file__).parent / "openings" / "ilc-provisional-record.txt"
    found = outline(read(path))
    assert found.identifier == "ilc104-resolution"
    assert any("Conclusions concerning small boats" in notice for notice in found.notices)


def test_a_text_without_structure_says_so() -> None:
    found = outline(read(Path(__file__).parent / "openings" / "text-plain-memo.txt"))
    assert any("no numbers" in notice for notice in found.notices)
    assert any(passage.kind == "Paragraph" for passage in found.passages)


def test_another_language_is_told() -> None:
    found = outline(read(Path(__file__).parent / "openings" / "gb-french.txt"))
    assert any("French" in notice for notice in found.notices)


def test_no_two_texts_of_a_file_have_one_name(tmp_path: Path) -> None:
    record = (Path(__file__).parent / "openings" / "ilc-provisional-record.txt").read_text(encoding="utf-8")
    resolution = record[record.index("Resolution concerning") :]
    path = tmp_path / "brochure.txt"
    path.write_text(f"{resolution}\n\n{resolution}", encoding="utf-8")
    names = [found.identifier for found in outlines(read(path))]
    assert names == [
        f"ilc104-{kind}" for kind in ("resolution", "conclusions", "resolution-2", "conclusions-2")
    ]


def test_names_are_short_enough_for_files(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_text(f"# {'Net' * 200}\n\n1. Nets are mended by those who fish at night.\n", encoding="utf-8")
    found = outline(read(path))
    longest = max(
        (found.identifier, *(part for one in found.passages for part in one.path.split("/"))), key=len
    )
    assert 100 < len(longest) <= 125


@pytest.mark.parametrize("label", ["Box ٣", "Table ٣", "Box \u017f"])
def test_paths_are_of_plain_letters_and_digits(tmp_path: Path, label: str) -> None:
    path = tmp_path / "paper.txt"
    path.write_text(f"{label}. Nets\n\nNets are mended by those who fish at night.\n", encoding="utf-8")
    paths = [one.path for one in outline(read(path)).passages]
    assert paths
    assert all(one.isascii() for one in paths)


def test_a_row_whose_number_is_no_plain_one_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    rows = "Region\tNets\tBoats", "1 North\t12\tX", "2 South\t7\tX", "- 3 Islands\t3\tX", "٣ East\t5–7 boats"
    path.write_text("\n".join(("Table 2.1. Nets\n", *rows, "")), encoding="utf-8")
    paths = [one.path for one in outline(read(path)).passages]
    assert paths == ["table/2.1", *(f"table/2.1/{number}" for number in (1, 2, 3, 4))]
