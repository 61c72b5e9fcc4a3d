"""The command line through its real entry point: what it prints, where, and how it ends."""

from __future__ import annotations

import errno
import os
import re
import struct
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import openpyxl
import pyoxigraph as ox
import pytest

from migkg import cli
from migkg.build import build
from migkg.cli import main
from migkg.errors import OutputError
from migkg.files import write_file
from migkg.terms import BASE, GRAPH_INFERRED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from migkg.project import Project

HEAD = """\
@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
CANONICAL = """\
@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<objective/1>
    a mig:Objective ;
    skos:notation "1" ;
.
"""


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


Run = "Callable[..., Outcome]"


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Outcome]:
    """Runs the entry point in an empty folder; whatever happens, there is no traceback and no litter."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Outcome:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as error:
            status = int(error.code or 0)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        assert not list(tmp_path.rglob("*.tmp"))
        return Outcome(status, captured.out, captured.err)

    return call


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "migkg", *arguments], capture_output=True, text=True, check=False, **options
    )


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the commands take stdout for a terminal of 60 columns."""
    monkeypatch.setattr(cli, "_on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")


# --- query ------------------------------------------------------------------------------------


def test_without_a_name_the_questions_are_listed(run: Run) -> None:
    outcome = run("query")
    assert outcome.status == 0
    lines = outcome.out.splitlines()
    assert lines[0] == "query,question,parameters"
    assert "coverage,How does the plan of action cover each objective of the Global Compact?," in lines
    assert len(lines) >= 17


def test_a_pipe_gets_csv_and_a_terminal_a_table(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("query", "coverage").out.startswith("objective,title,status,")
    monkeypatch.setattr(cli, "_on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    shown = run("query", "coverage").out.splitlines()
    assert shown[0].startswith("objective  title")
    assert max(map(len, shown)) <= 120


@pytest.mark.usefixtures("terminal")
def test_a_narrow_terminal_gets_blocks_that_fit(run: Run) -> None:
    shown = run("query", "coverage").out.splitlines()
    assert shown[0].split() == ["objective", "1"]
    assert max(map(len, shown)) <= 60


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("table", "objective"),
        ("csv", "objective,title,status,qualifier,stated_points,inferred_points,paragraphs\r\n1,"),
        ("tsv", "objective\ttitle\t"),
        ("json", '{\n  "head": {\n    "vars": [\n      "objective"'),
        ("markdown", "| objective | title |"),
        ("html", "<!DOCTYPE html>"),
    ],
)
def test_every_format(run: Run, form: str, beginning: str) -> None:
    outcome = run("query", "coverage", "--format", form)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith(beginning)


def test_parameters_narrow_the_answer(run: Run) -> None:
    everything = run("query", "links").out.splitlines()
    some = run("query", "links", "objective=22", "basis=stated").out.splitlines()
    assert some[0] == everything[0]
    assert {line.split(",")[0] for line in some[1:]} == {"22"}
    assert set(some) < set(everything)


@pytest.mark.parametrize(
    ("lang", "language", "title"),
    [("fr", "French", "Envois de fonds"), ("es", "Spanish", "Remesas")],
)
def test_names_in_another_language_and_on_stderr_which_there_are_not(
    run: Run, lang: str, language: str, title: str
) -> None:
    shown = run("query", "coverage", "--lang", lang)
    assert shown.status == 0
    assert f"\n20,{title},addressed," in shown.out.replace("\r", "")
    few = "addressed; addressed indirectly; not addressed"
    assert shown.err == f"3 names are in English, having none in {language}: {few}\n"


def test_names_without_another_form_are_counted_and_the_first_ones_named(run: Run) -> None:
    one = run("query", "provisions", "--lang", "fr").err
    assert one.startswith("1 name is in English, having none in French: Resolution concerning ")
    many = run("query", "links", "--lang", "es").err
    assert re.fullmatch(r"1\d names are in English, having none in Spanish: (?:[^;]+; ){3}…\n", many)
    assert run("query", "sdg", "--lang", "fr").err == ""
    assert run("query", "coverage", "--lang", "en").err == run("query", "coverage").err == ""


def test_every_format_has_the_names_of_the_language(run: Run) -> None:
    for form in ("csv", "tsv", "json", "markdown", "html", "table"):
        shown = run("query", "sdg", "--lang", "fr", "--format", form)
        assert "Cible 10.7" in shown.out, form
        assert "SDG target" not in shown.out, form


def test_a_description_in_another_language(run: Run) -> None:
    shown = run("describe", "theme/decent-work", "--lang", "fr", "--format", "table")
    assert shown.out.startswith("Travail décent\n")
    assert re.match(r"\d+ names are in English, having none in French: ", shown.err)
    assert run("describe", "theme/decent-work", "--format", "table").out.startswith("Decent work\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["query", "coverage", "--lang", "de"], "choose from 'en', 'fr', 'es'"),
        (["describe", "C97", "--lang", "de"], "choose from 'en', 'fr', 'es'"),
        (["query", "coverage", "lang=fr"], "The language of names is an option: --lang fr."),
    ],
)
def test_a_language_is_refused_where_it_is_unknown_or_no_option(
    run: Run, arguments: list[str], message: str
) -> None:
    refused = run(*arguments)
    assert (refused.status, refused.out) == (2, "")
    assert message in refused.err


def test_iris_are_shown_when_asked_for(run: Run) -> None:
    assert "_iri" not in run("query", "coverage").out
    assert f",{BASE}objective/18," in run("query", "coverage", "--iris").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["coverge"], "There is no query 'coverge'. Did you mean coverage"),
        (["../checks/x"], "There is no query '../checks/x'."),
        (["links", "objctive=18"], "no parameter 'objctive'; it takes objective, point, basis. Did you"),
        (["links", "name=x"], "no parameter 'name'; it takes objective, point, basis."),
        (["links", "self=x"], "no parameter 'self'"),
        (["coverage", "objective=18"], "it takes none"),
        (["links", "objective=99"], "Known: 1, 2, 3, 4,"),
        (["links", "basis=statd"], "Did you mean stated?"),
        (["links", "point=12a"], "12(a)"),
        (["promises", "due=soon"], "due: 'soon' is not a year"),
        (["links", "objective=1", "objective=2"], "objective is given twice"),
        (["links", "objective"], "'objective' is not of the form key=value"),
        (["links", "=18"], "'=18' is not of the form key=value"),
        (["links", "objective="], "objective has an empty value"),
        (["coverage", "--format", "pdf"], "invalid choice: 'pdf'"),
        (["coverage", "--form", "csv"], "unrecognized arguments: --form"),
        (["coverage", "-o", "x.pdf"], "the ending .pdf says no format"),
        (["coverage", "--endpoint", "ftp://x"], "not an http or https address"),
        (["coverage", "--endpoint", "http://x", "--data", "y"], "Give either --endpoint or --data"),
        (["coverage", "--endpoint", "http://x", "--timeout", "0"], "--timeout"),
        (["body", 'body=x" } #'], "Nothing"),
    ],
)  # fmt: skip
def test_wrong_use_is_refused_with_what_is_right(run: Run, arguments: list[str], message: str) -> None:
    outcome = run("query", *arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith("migkg: ")
    if message != "Nothing":
        assert message in outcome.err


# --- output -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("r.csv", b"objective,"),
        ("r.tsv", b"objective\t"),
        ("r.json", b"{"),
        ("r.md", b"| objective"),
        ("r.html", b"<!DOCTYPE"),
        ("r.HTM", b"<!DOCTYPE"),
        ("r.txt", b"objective"),
        ("r.xlsx", b"PK"),
        ("r", b"objective,"),
    ],
)
def test_a_file_s_ending_says_the_format(run: Run, tmp_path: Path, name: str, beginning: bytes) -> None:
    outcome = run("query", "gaps", "-o", name)
    assert (outcome.status, outcome.out, outcome.err) == (0, "", f"{name}: written\n")
    assert (tmp_path / name).read_bytes().startswith(beginning)


def test_format_wins_over_the_ending(run: Run, tmp_path: Path) -> None:
    run("query", "gaps", "-o", "r.csv", "--format", "json")
    assert (tmp_path / "r.csv").read_text().startswith("{")


@pytest.mark.usefixtures("terminal")
def test_a_spreadsheet_is_not_thrown_at_a_terminal(run: Run) -> None:
    outcome = run("query", "gaps", "--format", "xlsx")
    assert (outcome.status, outcome.out) == (2, "")
    assert "-o result.xlsx" in outcome.err


def test_a_spreadsheet_goes_through_a_pipe_unharmed(tmp_path: Path) -> None:
    with (tmp_path / "r.xlsx").open("wb") as target:
        command = [sys.executable, "-m", "migkg", "query", "gaps", "--format", "xlsx"]
        assert subprocess.run(command, stdout=target, check=True).returncode == 0
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").active["A1"].value == "objective"


@pytest.mark.parametrize("place", ["none/r.csv", "file/r.csv", "folder"])
def test_where_nothing_can_be_written_nothing_is(run: Run, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder").mkdir()
    outcome = run("query", "gaps", "-o", place, "--format", "csv")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"migkg: {place}: cannot be written: ")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_forbidden_folder_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    outcome = run("query", "gaps", "-o", "locked/r.csv")
    assert outcome.status == 2
    assert "permission denied" in outcome.err


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "r.csv"
    target.write_text("old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"r\.csv: cannot be written: no space left"):
        write_file(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]
    assert target.read_text() == "old"


def test_a_written_file_keeps_mode_and_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "real.csv").chmod(0o640)
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_file(tmp_path / "link.csv", b"new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"
    assert (tmp_path / "real.csv").stat().st_mode & 0o777 == 0o640


def test_a_new_file_gets_the_usual_mode(tmp_path: Path) -> None:
    write_file(tmp_path / "new.csv", b"x")
    (tmp_path / "other").write_text("x")
    assert (tmp_path / "new.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="no such device here")  # noqa: PTH110
def test_a_device_is_written_to_and_not_replaced() -> None:
    done = process("query", "gaps", "-o", "/dev/stdout", "--format", "csv")
    assert done.returncode == 0
    assert done.stdout.startswith("objective,")


# --- sparql -----------------------------------------------------------------------------------


def test_each_form_of_query(run: Run) -> None:
    assert run("sparql", "SELECT ?n { <objective/18> skos:notation ?n }").out == "n\r\n18\r\n"
    assert run("sparql", "ASK { <objective/18> a mig:Objective }").out == "true\n"
    assert run("sparql", "ASK { <objective/99> a mig:Objective }") == (0, "false\n", "")
    graph = run("sparql", "CONSTRUCT { ?o a mig:Objective } WHERE { ?o mig:order 18 ; a mig:Objective }").out
    assert "<objective/18>\n    a mig:Objective ;\n." in graph
    assert "<objective/18>" in run("sparql", "DESCRIBE <objective/18>").out


def test_an_answer_in_every_format(run: Run) -> None:
    ask = "ASK { <objective/18> a mig:Objective }"
    assert run("sparql", ask, "--format", "json").out == '{"head": {}, "boolean": true}\n'
    assert run("sparql", ask, "--format", "markdown").out.splitlines()[2] == "| true |"


@pytest.mark.parametrize(
    ("form", "rdf"), [("turtle", "TURTLE"), ("ntriples", "N_TRIPLES"), ("jsonld", "JSON_LD")]
)
def test_a_graph_in_every_format_says_the_same(run: Run, form: str, rdf: str) -> None:
    outcome = run("sparql", "CONSTRUCT WHERE { <objective/18> ?p ?o }", "--format", form)
    found = {str(triple) for triple in ox.parse(outcome.out, getattr(ox.RdfFormat, rdf), base_iri=BASE)}
    table = run("sparql", "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?p ?o { <objective/18> ?p ?o } }")
    assert len(found) == int(table.out.split()[1]) > 4
    assert any('"18"' in triple for triple in found)


def test_a_query_comes_from_a_file_or_from_stdin(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("\ufeffASK { <objective/18> a mig:Objective }")
    assert run("sparql", "-f", "q.rq").out == "true\n"
    assert process("sparql", "-f", "-", input="ASK {}").stdout == "true\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["SELECT * { ?s ?p "], r"does not parse \(line 1, column \d+\)"),
        (["ASK {\n\n ?s foo:x 1 }"], r"does not parse \(line 3, column \d+\)"),
        (["INSERT DATA { <x:a> <x:b> 1 }"], r"line 1, column 1.*nothing is changed"),
        (["DELETE WHERE { ?s ?p ?o }"], r"nothing is changed"),
        (["LOAD <http://example.org/>"], r"nothing is changed"),
        ([""], r"line 1, column 1"),
        (["ASK " + "{" * 5000], r"nested"),
        (["ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], r"cannot be evaluated"),
        ([], r"Give either a query or a file"),
        (["ASK {}", "-f", "q.rq"], r"Give either a query or a file"),
        (["-f", "none.rq"], r"none\.rq: no such file"),
        (["-f", "."], r"folder"),
        (["-f", "binary.rq"], r"binary\.rq: "),
        (["-f", "latin.rq"], r"latin\.rq: .*UTF-8"),
        (["ASK {}", "--format", "turtle"], r"yes or no, which cannot be written as turtle"),
        (["SELECT * {}", "--format", "turtle"], r"a table, which cannot be written as turtle.*table, csv"),
        (["DESCRIBE <objective/18>", "--format", "csv"], r"a graph, which cannot be written as csv.*turtle"),
        (["ASK {}", "--inferred", "--endpoint", "http://x"], r"Give either --endpoint"),
    ],
)
def test_a_wrong_query_is_refused(run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "binary.rq").write_bytes(b"\x7fELF\x00\x01\x02\x03")
    (tmp_path / "latin.rq").write_bytes("ASK { ?s ?p 'é' }".encode("latin-1"))
    outcome = run("sparql", *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert re.search(message, outcome.err, re.DOTALL)


# --- describe ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("terminal")
def test_a_thing_is_told_in_words(run: Run) -> None:
    outcome = run("describe", "12(c)")
    assert outcome.status == 0
    lines = outcome.out.splitlines()
    assert lines[0].startswith("12(c): ")
    assert lines[1] == f"Plan point <{BASE}plan/12/c>"
    assert max(map(len, lines)) <= 60
    words = " ".join(outcome.out.split())
    assert "name Social protection" in words
    assert "Linkage: 12(c), aligned with, 22 stated; GB.335/POL/1(Rev.) para 16" in words
    assert "Mentioned in GB.3" in words
    assert outcome.out.index("Claims") < outcome.out.index("Mentioned in")
    assert "_:" not in outcome.out
    assert "owl:" not in outcome.out


def test_a_description_is_a_table_for_a_pipe_and_a_graph_for_turtle(run: Run) -> None:
    lines = run("describe", "objective/22").out.splitlines()
    assert lines[0] == "part,property,value,basis,strength,document,passage,says,note"
    claim = next(line for line in lines if "12(c), aligned with, 22" in line)
    assert claim.startswith("claim,")
    assert ",stated,,GB.335/POL/1(Rev.),para 16," in claim
    assert any(line.startswith("mention,mentions,") and ",para 16," in line for line in lines)
    turtle = run("describe", "objective/22", "--format", "turtle").out
    assert "<objective/22>\n" in turtle
    assert "mig:linkTo <objective/22>" in turtle


def test_an_unknown_thing_is_refused_with_the_nearest(run: Run) -> None:
    outcome = run("describe", "Ethiopa")
    assert (outcome.status, outcome.out) == (2, "")
    assert "Did you mean Ethiopia" in outcome.err


def test_what_a_terminal_would_obey_is_not_passed_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(HEAD + '<body/x> a mig:Body ; rdfs:label "a\\u001B[2Jb"@en .')
    outcome = run("describe", "body/x", "--data", "x.ttl", "--format", "table")
    assert (outcome.status, "\x1b" in outcome.out) == (0, False)
    assert "\x1b" not in run("describe", "\x1b[2J").err


# --- data of one's own ------------------------------------------------------------------------


def test_another_dataset(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.ttl").write_text(HEAD + "<a> a mig:Body .")
    (tmp_path / "two.nq").write_text(f"<x:b> a <{BASE}ontology#Body> .\n".replace(" a ", " <x:p> "))
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert run("sparql", count, "--data", "one.ttl").out.split() == ["n", "1"]
    assert run("sparql", count, "--data", "one.ttl", "--data", "two.nq").out.split() == ["n", "2"]


BROKEN = {
    "broken.ttl": (b"<x:a> <x:b> <x:c> .\n<x:d> <x:e> .\n", r"broken\.ttl:2:\d+: "),
    "prefix.ttl": (b"@prefix a: <x:> .\n\nb:c a:d 1 .", r"prefix\.ttl:3:\d+: .*declared"),
    "binary.ttl": (b"\x00\x01\x02\xff\xfe", r"binary\.ttl: "),
    "latin.ttl": ('<x:a> <x:b> "é" .'.encode("latin-1"), r"latin\.ttl: .*UTF-8"),
    "notes.docx": (b"PK", r"notes\.docx: "),
    "none.ttl": (None, r"none\.ttl: no such file"),
    "nothing-here": (None, r"nothing-here: no such file"),
    "folder": (b"", r"folder: this folder has no manifest"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize(
    "command", [["query", "coverage"], ["sparql", "ASK {}"], ["describe", "x"], ["validate"], ["build"]]
)
def test_data_that_cannot_be_read(run: Run, tmp_path: Path, command: list[str], name: str) -> None:
    content, message = BROKEN[name]
    if name == "folder":
        (tmp_path / name).mkdir()
    elif content is not None:
        (tmp_path / name).write_bytes(content)
    before = sorted(tmp_path.rglob("*"))
    outcome = run(*command, "--data", name)
    if command == ["validate"]:  # what cannot be read is a finding there
        assert outcome.status == 2
        assert name in outcome.out + outcome.err
    else:
        assert (outcome.status, outcome.out) == (2, "")
        assert re.search(message, outcome.err)
    assert sorted(tmp_path.rglob("*")) == before


# --- validate ---------------------------------------------------------------------------------


def test_wrong_data_end_with_1_and_a_report(run: Run, tmp_path: Path) -> None:
    (tmp_path / "draft.ttl").write_text(
        HEAD + '<body/x> a mig:Body ;\n  mig:order "one"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    )
    outcome = run("validate", "draft.ttl")
    assert outcome.status == 1
    assert outcome.out.startswith("draft.ttl\n")
    assert '"one"' in outcome.out
    assert re.fullmatch(r"1 file checked: [1-9]\d* violations?.*\.\n", outcome.err)
    table = run("validate", "draft.ttl", "--format", "csv")
    assert table.status == 1
    assert table.out.startswith(
        "file,line,severity,rule,focus,path,value,message,remedy,shape\r\ndraft.ttl,5,Violation,"
    )
    saved = run("validate", "draft.ttl", "-o", "report.json")
    assert (saved.status, saved.out) == (1, "")
    assert (tmp_path / "report.json").read_text().startswith("{")


def test_a_path_that_is_not_there_ends_with_2(run: Run) -> None:
    outcome = run("validate", "none.ttl")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == "migkg: none.ttl: no such file. Check the spelling of the path.\n"


def test_a_file_that_cannot_be_read_ends_with_2_and_a_report(run: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("<x:a> <x:b> <x:c> .\n<x:d> <x:e> .\nb:c <x:e> 1 .\n")
    (tmp_path / "latin.ttl").write_bytes('<x:a> <x:b> "é" .'.encode("latin-1"))
    outcome = run("validate", "broken.ttl", "latin.ttl", "--format", "csv")
    assert outcome.status == 2
    rows = [line.split(",")[:3] for line in outcome.out.splitlines()[1:]]
    assert rows == [
        ["broken.ttl", "2", "Violation"],
        ["broken.ttl", "3", "Violation"],
        ["latin.ttl", "1", "Violation"],
    ]
    assert outcome.err == "2 files checked: 3 violations.\n"


SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://data.example.org/> .
ex:book a sh:NodeShape ; sh:targetClass ex:Book ; sh:property ex:title .
ex:title a sh:PropertyShape ; sh:path ex:title ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:name "A book has a title" ; sh:message "Give the book a title." .
"""
BOOK = "@prefix ex: <https://data.example.org/> .\nex:one a ex:Book .\n"


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Shapes of somebody else, and a file that breaks them mildly."""
    (tmp_path / "shapes.ttl").write_text(SHAPES)
    (tmp_path / "book.ttl").write_text(BOOK)
    return tmp_path


@pytest.mark.parametrize(("fail_on", "status"), [("violation", 0), ("warning", 1), ("info", 1)])
def test_the_severity_that_fails_can_be_chosen(run: Run, books: Path, fail_on: str, status: int) -> None:
    del books
    outcome = run("validate", "book.ttl", "--shapes", "shapes.ttl", "--fail-on", fail_on)
    assert outcome.status == status
    assert "A book has a title" in outcome.out
    assert outcome.err == "2 files checked: 1 warning.\n"


def test_what_a_baseline_knows_does_not_fail(run: Run, books: Path) -> None:
    check = ("validate", "book.ttl", "--shapes", "shapes.ttl", "--fail-on", "warning")
    assert run(*check, "-o", "known.json").status == 1
    assert run(*check, "--baseline", "known.json").status == 0
    (books / "book.ttl").write_text(f"\n\n{BOOK}ex:two a ex:Book .\n")
    outcome = run(*check, "--baseline", "known.json")
    assert outcome.status == 1
    assert "two" in outcome.out
    assert "ex:one" not in outcome.out


def test_a_baseline_that_is_none_is_refused_before_the_work(run: Run, books: Path) -> None:
    (books / "known.json").write_text("[]")
    outcome = run("validate", "book.ttl", "--shapes", "shapes.ttl", "--baseline", "known.json")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("migkg: known.json: ")


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("text", b"book.ttl\n  2:"),
        ("github", b"::warning "),
        ("junit", b"<?xml"),
        ("sarif", b"{"),
        ("json", b"{"),
        ("html", b"<!DOCTYPE html>"),
        ("turtle", b"@prefix"),
        ("csv", b"file,line,"),
        ("markdown", b"|"),
        ("xlsx", b"PK"),
    ],
)
def test_a_report_takes_every_form(run: Run, books: Path, form: str, start: bytes) -> None:
    outcome = run("validate", "book.ttl", "--shapes", "shapes.ttl", "--format", form, "-o", "out")
    assert outcome.status == 0
    assert (books / "out").read_bytes().startswith(start)


@pytest.mark.parametrize("target", ["book.ttl", "shapes.ttl"])
def test_a_report_never_overwrites_what_is_checked(run: Run, books: Path, target: str) -> None:
    before = (books / target).read_bytes()
    outcome = run("validate", "book.ttl", "--shapes", "shapes.ttl", "-o", target, "--format", "json")
    assert (outcome.status, outcome.out) == (2, "")
    assert "Write the report to another" in outcome.err
    assert (books / target).read_bytes() == before


def test_shapes_that_cannot_be_applied_are_a_finding_beside_the_others(run: Run, books: Path) -> None:
    (books / "shapes.ttl").write_text(SHAPES.replace("sh:minCount 1", 'sh:pattern "("'))
    (books / "book.ttl").write_text(
        BOOK + 'ex:one ex:when "2019-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .'
    )
    outcome = run("validate", "book.ttl", "--shapes", "shapes.ttl")
    assert outcome.status == 2
    assert "The shapes can be applied [shape/file/shapes]" in outcome.out
    assert "month 2 of 2019 has no day 30" in outcome.out


def test_beside_shapes_that_cannot_be_applied_our_dataset_plays_no_part_either(run: Run, books: Path) -> None:
    (books / "shapes.ttl").write_text(SHAPES.replace("sh:minCount 1", 'sh:pattern "("'))
    (books / "book.ttl").write_text("<https://w3id.org/migkg/nonsense/x> a <https://data.example.org/Book> .")
    outcome = run("validate", "book.ttl", "--shapes", "shapes.ttl")
    assert "The shapes can be applied" in outcome.out
    assert "shape/iris/path" not in outcome.out


def test_a_file_of_shapes_without_shapes_is_told(run: Run, books: Path) -> None:
    del books
    outcome = run("validate", "book.ttl", "--shapes", "book.ttl")
    assert outcome.status == 0
    assert "There is no shape in this file." in outcome.out


def test_only_what_changed_is_judged(run: Run, books: Path) -> None:
    (books / "other.ttl").write_text(BOOK.replace("one", "other"))
    both = ("validate", "book.ttl", "other.ttl", "--shapes", "shapes.ttl", "--format", "csv")
    assert len(run(*both).out.splitlines()) == 3
    assert len(run(*both, "--changed", "other.ttl").out.splitlines()) == 2
    refused = run(*both, "--changed", "none.ttl")
    assert (refused.status, refused.err) == (
        2,
        "migkg: none.ttl: no such file. Check the spelling of the path.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--shapes", "shapes.ttl"], "With --shapes, name the files"),
        (["book.ttl", "--shapes", "shapes.ttl", "--data", "book.ttl"], "either --shapes or --data"),
        (["book.ttl", "--max-memory", "0"], "--max-memory"),
        (["book.ttl", "--max-seconds", "soon"], "--max-seconds"),
        (["book.ttl", "--fail-on", "error"], "--fail-on"),
        (["book.ttl", "-o", "out.docx"], "says no format"),
        (["book.ttl", "--self-test"], "name no files"),
    ],
)
def test_wrong_use_of_validate_is_refused(run: Run, books: Path, arguments: list[str], message: str) -> None:
    before = sorted(books.iterdir())
    outcome = run("validate", *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert sorted(books.iterdir()) == before


# --- build and fmt ----------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Two loose files: a class hierarchy and one thing."""
    (tmp_path / "v.ttl").write_text(HEAD + "mig:Organ rdfs:subClassOf mig:Body .")
    (tmp_path / "d.ttl").write_text(HEAD + "<body/x> a mig:Organ .")
    return tmp_path


def test_a_build_holds_what_is_said_and_what_follows(run: Run, small: Path) -> None:
    outcome = run("build", "--data", "v.ttl", "--data", "d.ttl", "-o", "out/deep")
    assert (outcome.status, outcome.out) == (0, "")
    quads = list(ox.parse(path=small / "out/deep/dataset.nq"))
    derived = [quad for quad in quads if quad.graph_name == ox.NamedNode(GRAPH_INFERRED)]
    assert [quad.object.value for quad in derived] == [f"{BASE}ontology#Body"]
    assert len(quads) == 3
    assert [triple.subject.value for triple in ox.parse(path=small / "out/deep/inferred.nt")] == [
        f"{BASE}body/x"
    ]
    first = (small / "out/deep/dataset.nq").read_bytes()
    run("build", "--data", "d.ttl", "--data", "v.ttl", "-o", "again")
    assert (small / "again/dataset.nq").read_bytes() == first


def test_a_build_tells_how_far_it_is(small: Path, tmp_path: Path) -> None:
    from migkg.project import Project

    told: list[tuple[str, int, int]] = []
    built = build(
        Project.from_files([small / "v.ttl", small / "d.ttl"]),
        tmp_path / "o",
        lambda *step: told.append(step),
    )
    assert told[:3] == [("reading", 0, 2), ("reading", 1, 2), ("reading", 2, 2)]
    assert told[-2:] == [("writing", 3, 4), ("writing", 4, 4)]
    assert ("deriving, round", 1, 0) in told
    assert [path.name for path in built.paths] == ["dataset.nq", "inferred.nt", "store"]


def test_data_that_contradict_themselves_are_not_built(run: Run, tmp_path: Path) -> None:
    (tmp_path / "d.ttl").write_text(
        HEAD
        + "mig:Body <http://www.w3.org/2002/07/owl#disjointWith> mig:Place . <x> a mig:Body , mig:Place ."
    )
    outcome = run("build", "--data", "d.ttl", "-o", "out")
    assert outcome.status == 1
    assert "contradict" in outcome.err
    assert not (tmp_path / "out").exists()


def test_a_build_that_cannot_be_written(run: Run, small: Path) -> None:
    (small / "file").write_text("kept")
    outcome = run("build", "--data", "d.ttl", "-o", "file/out")
    assert (outcome.status, outcome.out) == (2, "")
    assert "file/out: this folder cannot be made" in outcome.err


def test_formatting_checks_first_and_rewrites_once(run: Run, tmp_path: Path) -> None:
    draft = tmp_path / "draft.ttl"
    draft.write_text(CANONICAL.replace("\n    a mig:Objective", " # a remark\n a  mig:Objective"))
    before = draft.read_text()
    checked = run("fmt", "--check", "draft.ttl")
    assert checked.status == 1
    assert checked.out.startswith("draft.ttl: not in canonical form (comments on line 5 are dropped")
    assert checked.err == "1 file looked at, 1 would change.\n"
    assert draft.read_text() == before
    assert run("fmt", "draft.ttl").status == 0
    assert draft.read_text() == CANONICAL
    assert run("fmt", "--check", ".") == (0, "", "1 file looked at, 0 would change.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["broken.ttl"], r"broken\.ttl:2:"),
        (["good.ttl", "broken.ttl"], r"broken\.ttl:2:"),
        (["none.ttl"], r"no such file"),
        (["notes.txt"], r"only Turtle files"),
        (["empty"], r"no Turtle file"),
        (["good.ttl", "--data", "good.ttl"], r"either PATH or --data"),
    ],
)
def test_what_cannot_be_formatted_leaves_all_files_alone(
    run: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "good.ttl").write_text("<x:a>   <x:b> 1 .")
    (tmp_path / "broken.ttl").write_bytes(b"<x:a> <x:b> <x:c> .\n<x:d> <x:e> .\n")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    outcome = run("fmt", *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert re.search(message, outcome.err)
    assert (tmp_path / "good.ttl").read_text() == "<x:a>   <x:b> 1 ."


# --- the process ------------------------------------------------------------------------------


def test_version_and_no_command(run: Run) -> None:
    assert re.fullmatch(r"migkg \S+\n", run("--version").out)
    assert run() == (2, "", "migkg: no command is given\nTry `migkg --help`.\n")
    assert "invalid choice: 'qury'" in run("qury").err


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "coverge"],
        ["query", "links", "objective=99"],
        ["sparql", "SELECT * {"],
        ["describe", "nothing at all"],
        ["query", "coverage", "-o", "none/x.csv"],
        ["validate", "none.ttl"],
        ["query", "coverage", "--data", "."],
        ["query", "links", "objective=\udcff"],
        ["describe", "\udcff"],
        ["sparql", "ASK { ?s ?p '\udcff' }"],
    ],
)
def test_bad_input_ends_a_real_process_with_2_and_one_message(arguments: list[str], tmp_path: Path) -> None:
    done = process(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("migkg: ")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_enough_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "migkg", "query", "mentions"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(timeout=60) == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device here")  # noqa: PTH110
def test_a_full_stdout_is_an_error() -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "migkg", "query", "gaps"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "migkg: No space left on device\n"


def test_a_real_terminal_gets_a_table_of_its_width() -> None:
    pty = pytest.importorskip("pty")
    fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 70, 0, 0))
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    with subprocess.Popen(
        [sys.executable, "-m", "migkg", "query"], stdout=follower, env=environment
    ) as child:
        os.close(follower)
        shown = b""
        try:
            while part := os.read(leader, 65536):
                shown += part
        except OSError:  # Linux says so when the other side has gone
            pass
        assert child.wait(timeout=60) == 0
    os.close(leader)
    lines = shown.decode().splitlines()
    assert lines[0].split() == ["query", "question", "parameters"]
    assert 60 < max(map(len, lines)) <= 70


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (KeyboardInterrupt(), 130, "migkg: interrupted\n"),
        (OSError(errno.EIO, "Input/output error"), 2, "migkg: Input/output error\n"),
        (RuntimeError("odd"), 2, "this should not have happened (RuntimeError: odd)"),
    ],
)
def test_whatever_happens_ends_in_a_message(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, message: str
) -> None:
    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(cli, "COMMANDS", {"query": fail})
    monkeypatch.setattr(cli, "_drop_stdout", lambda: None)
    outcome = run("query")
    assert outcome.status == status
    assert message in outcome.err


def test_a_developer_can_have_the_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("odd")

    monkeypatch.setattr(cli, "COMMANDS", {"query": fail})
    monkeypatch.setenv("MIGKG_TRACEBACK", "1")
    with pytest.raises(RuntimeError, match="odd"):
        run("query")


def test_a_progress_line_is_drawn_over_itself(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    progress = cli._Progress()  # noqa: SLF001 -- a terminal cannot be had otherwise
    progress("reading", 1, 2)
    progress("x", 3, 0)
    progress.clear()
    drawn = capsys.readouterr().err
    assert "reading [############............] 1/2" in drawn
    assert drawn.endswith("\r" + " " * len("x 3") + "\r")


# --- speed ------------------------------------------------------------------------------------

HEAVY = (
    "rdflib",
    "pyshacl",
    "owlrl",
    "SPARQLWrapper",
    "xlsxwriter",
    "pandas",
    "http",
    "json",
    "email",
    "tempfile",
)


@pytest.mark.parametrize("question", [["query", "coverage"], ["query", "links", "objective=18"]])
def test_asking_imports_nothing_heavy(question: list[str]) -> None:
    code = (
        "import sys, io; sys.stdout = io.TextIOWrapper(io.BytesIO(), 'utf-8'); from migkg.cli import main\n"
        f"status = main({question!r}); print(status, *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    status, *modules = done.stderr.split()
    assert status == "0"
    assert "migkg.queries" in modules
    assert not set(HEAVY) & set(modules)


RDFLIB_SCRIPT = """\
import sys, rdflib
graph = rdflib.Graph()
for path in sys.argv[2:]:
    graph.parse(path, format="turtle")
rows = list(graph.query(open(sys.argv[1], encoding="utf-8").read()))
assert len(rows) == 23, len(rows)
"""


@pytest.mark.slow
def test_coverage_takes_at_most_a_quarter_of_a_plain_rdflib_script(project: Project) -> None:
    assert project.queries_folder is not None
    files = [str(file.path) for file in project.files if file.is_asserted]
    script = [sys.executable, "-c", RDFLIB_SCRIPT, str(project.queries_folder / "coverage.rq"), *files]

    def best_of(times: int, command: list[str]) -> float:
        taken = []
        for _ in range(times):
            begin = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True)
            taken.append(time.perf_counter() - begin)
        return min(taken)

    ours = best_of(5, [sys.executable, "-m", "migkg", "query", "coverage"])
    assert ours <= best_of(2, script) / 4
