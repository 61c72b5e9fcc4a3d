"""`migkg ingest`, `review` and `search` as people type them."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from material import paper
from openpyxl import load_workbook

from migkg import KnowledgeGraph
from migkg.cli import main
from migkg.project import packaged_root

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = "gb600-pol-3"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MIGKG_LIBRARY", str(tmp_path / "library"))
    (tmp_path / "paper.txt").write_text(paper(0), encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    said = capsys.readouterr()
    return status, said.out, said.err


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_paper_goes_from_ingest_to_the_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "ingest", "paper.txt", "--into", "drafts", "-o", "table.xlsx")
    assert status == 0, err
    assert out.startswith("paper.txt: GB.600/POL/3: Orchards and their pickers, part 0\n")
    sheet = load_workbook(folder / "table.xlsx").active
    assert sheet is not None
    assert sheet.max_row > 4
    status, out, _ = run(capsys, "review", "GB.600/POL/3", "--into", "drafts", "--list", "--format", "csv")
    keys = [row["suggestion"] for row in rows(out)]
    assert status == 0
    assert len(keys) >= 4
    assert {row["document"] for row in rows(out)} == {"GB.600/POL/3"}
    here = ("review", DOCUMENT, "--into", "drafts", "--as", "Ana")
    assert run(capsys, *here, "--reject", keys[0])[0] == 2
    assert run(capsys, *here, "--reject", keys[0], "--reason", "No.")[0] == 0
    assert run(capsys, *here, "--accept", keys[1], "--accept", keys[2])[0] == 0
    written = (folder / "drafts" / "documents" / f"{DOCUMENT}.ttl").read_text()
    assert run(capsys, *here, "--undo", keys[2], "--undo", keys[0])[0] == 0
    status, _, err = run(capsys, *here, "--undo", keys[2])
    assert (status, "there is no decision to undo" in err) == (2, True)
    assert run(capsys, *here, "--accept", keys[2])[0] == 0
    assert (folder / "drafts" / "documents" / f"{DOCUMENT}.ttl").read_text() == written
    assert run(capsys, *here, "--reject", keys[0], "--reason", "No.")[0] == 0
    assert run(capsys, *here, "--set", "author=International Labour Office", "--set", "date=2031-03")[0] == 0
    _, out, _ = run(capsys, "review", "--into", "drafts", "--list", "--format", "csv")
    (line,) = rows(out)
    assert (line["accepted"], line["rejected"]) == ("2", "1")
    status, out, _ = run(capsys, "ingest", "paper.txt", "--into", "drafts")
    assert "3 decided" in out
    (folder / "paper.txt").write_text(paper(0).replace("nobody fell", "nobody was hurt"), encoding="utf-8")
    _, out, _ = run(capsys, "ingest", "paper.txt", "--into", "drafts")
    assert "passages the same, 1 changed" in out
    written = (folder / "drafts" / "documents" / f"{DOCUMENT}.ttl").read_text()
    assert 'mig:decidedBy "Ana"' in written
    assert "nobody" not in written


def test_a_whole_document_is_valid_in_the_end(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "ingest", "paper.txt", "--into", "drafts")
    _, out, _ = run(capsys, "review", DOCUMENT, "--into", "drafts", "--list", "--format", "csv")
    keys = [word for row in rows(out) for word in ("--accept", row["suggestion"])]
    here = ("review", DOCUMENT, "--into", "drafts", "--as", "Ana")
    assert run(capsys, *here, *keys)[0] == 0
    file = folder / "drafts" / "documents" / f"{DOCUMENT}.ttl"
    graph = KnowledgeGraph.open(file)
    table = graph.sparql(
        "SELECT ?path { ?passage mig:order ?order BIND(STRAFTER(STR(?passage), '-3/') AS ?path) }"
    )
    with (folder / "abstracts.csv").open("w", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(("path", "abstract"))
        lines.writerows((str(row[0]), "Tells of orchards.") for row in table.rows)  # type: ignore[union-attr]
    set_ = ("--set", "author=body/international-labour-office", "--set", "date=2031-03")
    assert run(capsys, *here, "--abstracts", "abstracts.csv", *set_)[0] == 0
    report = KnowledgeGraph.open().validate([file])
    assert [str(finding) for finding in report.findings] == []


def test_a_dry_run_keeps_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "ingest", "paper.txt", "--into", "drafts", "--dry-run", "--format", "csv")
    assert status == 0
    assert len(rows(out)) >= 4
    assert "Nothing was written." in err
    assert sorted(path.name for path in folder.iterdir()) == ["paper.txt"]


def test_what_cannot_be_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "ingest", "none.txt", "--into", "drafts")
    assert status == 2
    assert "none.txt: no such file" in err
    (folder / "empty.txt").write_bytes(b"")
    status, _, err = run(capsys, "ingest", "empty.txt", "--into", "drafts")
    assert status == 2
    assert "empty.txt" in err
    status, out, err = run(capsys, "ingest", ".", "--into", "drafts")
    assert status == 1
    assert "1 document read, 1 not" in out
    assert "empty.txt" in err


def test_a_part_of_a_document_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas").Canvas(str(folder / "cut.pdf"))
    for number in range(1, 4):
        canvas.drawString(72, 700, f"{number}. The pickers of year {number} had ladders.")
        canvas.showPage()
    canvas.save()
    content = (folder / "cut.pdf").read_bytes()
    (folder / "cut.pdf").write_bytes(content[: content.rindex(b"xref")])
    status, out, _ = run(capsys, "ingest", "cut.pdf", "--into", "drafts")
    assert status == 1
    assert "  read in part:\n" in out


@pytest.mark.usefixtures("folder")
def test_texts_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "search", "ladder")[0] == 2
    run(capsys, "ingest", "paper.txt", "--into", "drafts")
    status, out, err = run(capsys, "search", "ladder", "basket", "--format", "csv")
    assert status == 0
    (row,) = rows(out)
    assert (row["document"], row["passage"]) == ("GB.600/POL/3", "para 2")
    assert "[ladders], [baskets]" in row["text"]
    assert err == "1 passage\n"
    assert rows(run(capsys, "search", "ladder", "--document", "other", "--format", "csv")[1]) == []
    found = rows(run(capsys, "search", "survey OR", "--format", "csv")[1])
    assert found == []
    assert run(capsys, "search", "ladder", "--theme", "no such theme")[0] == 2
    assert rows(run(capsys, "search", "ladder", "--theme", "skills", "--format", "csv")[1]) != []


def test_the_library_stays_out_of_the_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "ingest", "paper.txt", "--into", "drafts", "--library", "drafts/texts")
    assert status == 2
    assert "do not belong among the data" in err
    assert not (folder / "drafts").exists()


def test_a_dataset_of_the_user_gets_files_and_entries(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = packaged_root()
    for name in ("data", "ontology", "queries", "shapes"):
        shutil.copytree(root / name, folder / "mine" / name)
    assert run(capsys, "ingest", "paper.txt", "--data", "mine")[0] == 0
    _, out, _ = run(capsys, "review", DOCUMENT, "--data", "mine", "--list", "--format", "csv")
    key = rows(out)[0]["suggestion"]
    assert run(capsys, "review", DOCUMENT, "--data", "mine", "--accept", key)[0] == 0
    project = KnowledgeGraph.open(folder / "mine").project
    roles = {file.relative: file.role for file in project.files}
    assert roles[f"data/suggested/{DOCUMENT}.ttl"] == "suggestionFile"
    assert roles[f"data/documents/{DOCUMENT}.ttl"] == "documentFile"
    assert project.unlisted() == ()
    again = ("ingest", "paper.txt", "--data", "mine", "--into", "new", "--format", "csv")
    told = [rows(run(capsys, *again, "--dry-run", *more)[1]) for more in ((), ("--all",))]
    without, whole = ({row["suggestion"] for row in table} for table in told)
    assert whole - without == {key}
    status, _, err = run(capsys, *again, "--all")
    assert status == 2
    assert "--dry-run" in err


def test_an_installed_dataset_is_left_alone(folder: Path) -> None:
    script = (
        "import sys, migkg.cli as cli\ncli._is_installed = lambda root: True\n"
        "sys.exit(cli.main(['ingest', 'paper.txt']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--into FOLDER" in done.stderr


def test_wrong_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "ingest", "paper.txt", "--into", "drafts")
    for arguments, message in (
        (("review", "gb600-pol-4", "--into", "drafts", "--list"), "Did you mean gb600-pol-3"),
        (("review", "--into", "drafts", "--accept", "x"), "Say which document"),
        (("review", DOCUMENT, "--into", "drafts", "--set", "colour=red"), "No field 'colour'"),
        (("review", DOCUMENT, "--into", "drafts", "--accept", "x"), "No suggestion 'x'"),
        (("ingest", "paper.txt", "--into", "paper.txt"), "this is a file"),
    ):
        status, _, err = run(capsys, *arguments)
        assert (status, message in err) == (2, True), err
    assert folder.is_dir()
