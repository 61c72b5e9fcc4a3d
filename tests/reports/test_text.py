"""The text form: file by file, line by line, and nothing that a terminal or a CI server would obey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migkg.reports import render

if TYPE_CHECKING:
    from migkg.findings import Report


def test_it_reads_file_by_file(report: Report) -> None:
    assert render(report, "text").decode() == (
        "data/a.ttl\n"
        "  12:5: Violation: A linkage ends at one objective [shape/linkage/to]\n"
        "    <claim/p/para-16/12c-serves-22> (Point 12(c) serves objective 22): mig:linkTo\n"
        "    Give the linkage exactly one mig:linkTo.\n"
        "  40: Violation: A literal is written as its datatype demands [shape/lexical/form]\n"
        '    <plan/12/c>: mig:due "20l9"^^xsd:gYear\n'
        "    Write 20l9 as its datatype demands.\n"
        "  41:5: Warning: An evidence phrase is short [shape/phrase/length]\n"
        '    <plan/12/c>: mig:evidencePhrase "un, deux"@fr\n'
        "    Cut the phrase to ten words.\n"
        "    Quote what bears the claim.\n"
        "\n"
        "data/b 1.ttl\n"
        "  3:7: Violation: A file is well-formed [shape/file/syntax]\n"
        "    expected ';' or '.'\n"
        "\n"
        "data/c.ttl\n"
        "  Info: A thing has a label [shape/label]\n"
        "    _:b1: rdfs:label\n"
        "    Say what it is called.\n"
        "\n"
        "3 files checked: 3 violations, 1 warning, 1 hint; 1 known.\n"
    )


def test_nothing_in_it_is_obeyed(hostile: Report) -> None:
    text = render(hostile, "text").decode()
    assert not set(text) & set("\x00\x07\x1b\r")
    assert "##[" not in text
    assert not [line for line in text.split("\n") if line.lstrip().startswith("::")]
    assert "(no file)" in text
