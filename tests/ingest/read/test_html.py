"""HTML, as browsers would show it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migkg.errors import UnreadableError
from migkg.ingest.read import read
from migkg.ingest.read.html import read_html

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Work in orchards</title>
<style>p { color: red }</style><script>document.write("<p>no</p>")</script></head><body>
<nav><ul><li>Home</li></ul></nav>
<h1>Work in <em>orchards</em></h1>
<p>The plan<sup><a href="#fn1">1</a></sup> was made in spring,
   and it is <b>good</b>.<p>This one is not closed
<ol start="3"><li>third<li><p>fourth</p><p>and more of it</p><ul><li>inner</li></ul></ol>
<ol type="a"><li>lettered</ol>
<table><caption>Table 1. Pickers</caption><tr><th>Region<th colspan="2">Numbers<tr><td>North<td>12<td>340</table>
<table><tr><td><p>A cell that only lays out.</p><p>And its second paragraph.</p></table>
<div style="display: none">hidden</div><p hidden>hidden too</p><img src="http://127.0.0.1:1/a.png" alt="x">
<iframe src="http://127.0.0.1:1/">inside</iframe>
<section class="footnotes"><ol><li id="fn1"><p>See the minutes. <a href="#ref1">↩</a></p></li></ol></section>
</body></html>"""


def test_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    reading = read(path)
    assert reading.media_type == "text/html"
    assert reading.properties["title"] == "Work in orchards"
    assert [(block.kind, block.level, block.marker, block.text) for block in reading.blocks] == [
        ("heading", 1, "", "Work in orchards"),
        ("paragraph", 0, "", "The plan was made in spring, and it is good."),
        ("paragraph", 0, "", "This one is not closed"),
        ("item", 1, "3.", "third"),
        ("item", 1, "4.", "fourth"),
        ("paragraph", 0, "", "and more of it"),
        ("item", 2, "•", "inner"),
        ("item", 1, "a.", "lettered"),
        ("caption", 0, "", "Table 1. Pickers"),
        ("row", 0, "", "Region\tNumbers\t"),
        ("row", 0, "", "North\t12\t340"),
        ("paragraph", 0, "", "A cell that only lays out."),
        ("paragraph", 0, "", "And its second paragraph."),
        ("footnote", 0, "1", "See the minutes."),
    ]
    assert [(mark.at, mark.label) for mark in reading.blocks[1].marks] == [(8, "1")]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16"])
def test_a_page_says_its_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(
        f'<html><meta charset="{encoding}"><body><p>Réunion des producteurs</p>'.encode(encoding)
    )
    assert read(path).blocks[0].text == "Réunion des producteurs"


def test_a_page_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no text"):
        read_html(tmp_path / "a.html", b"<html><script>var a = 1</script></html>")


def test_tags_without_end_do_no_harm() -> None:
    content = b"<html><body>" + b"<div><ul><li><table><tr><td>x" * 3000
    assert read_html(Path("a.html"), content).blocks


def test_what_word_writes_for_itself_is_passed_over() -> None:
    content = b"<html><body><p><![if !supportLists]>1. <![endif]>Words<![DOCTYPE x]> of it.</p><p>More"
    assert [block.text for block in read_html(Path("a.html"), content).blocks] == ["Words of it.", "More"]


def test_a_raised_letter_behind_a_digit_ends_a_number(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><p>La 326<sup>e</sup> session et la note<sup>a</sup> du Bureau.</p></html>")
    (block,) = read(path).blocks
    assert block.text == "La 326e session et la note du Bureau."
    assert [mark.label for mark in block.marks] == ["a"]


def test_what_a_raised_link_leads_to_is_a_footnote(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    page = '<p>Pickers sing<sup><a href="#x">1</a></sup> at work.</p><ol><li id="x">A song.</li></ol>'
    path.write_text(f"<html><body>{page}</body></html>")
    first, note = read(path).blocks
    assert [mark.label for mark in first.marks] == ["1"]
    assert (note.kind, note.marker, note.text) == ("footnote", "1", "A song.")


def test_a_cell_that_goes_over_rows_leaves_the_places_below_it_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><table><tr><th>Region<th>Town<th>Pickers<th>Year"
        "<tr><td rowspan=3>North<td>Ay<td>12<td rowspan='2'>2030<tr><td>Bee<td>14<tr><td>Cee<td>9<td>2031"
        "<tr><td>South<td>Dee<td>7<td>2031</table></html>"
    )
    assert [block.cells for block in read(path).blocks] == [
        ("Region", "Town", "Pickers", "Year"),
        ("North", "Ay", "12", "2030"),
        ("", "Bee", "14", ""),
        ("", "Cee", "9", "2031"),
        ("South", "Dee", "7", "2031"),
    ]


@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_a_character_whose_number_nobody_can_read_is_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(f"<p>The farms are &amp; will be here &#{'9' * 5000};</p>", encoding="utf-8")
    assert [block.text.rstrip("\ufffd ") for block in read(path).blocks] == ["The farms are & will be here"]
