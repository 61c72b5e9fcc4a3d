"""The library: copies kept, found by words, told apart, and given back by fingerprint."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from migkg.errors import UnreadableError, UsageError
from migkg.fingerprint import fingerprint
from migkg.library import Copy, Library, Part, library_folder

IOM = "https://w3id.org/migkg/body/iom"


def part(path: str, order: int, text: str, *mentions: str) -> Part:
    return Part(path, path.replace("/", " "), order, fingerprint(text), text, 2, mentions)


def copy(document: str, *parts: Part) -> Copy:
    return Copy(document, f"On {document}", "GB.999/INS/1", f"{document}.txt", "0" * 64, parts)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    opened = Library.open(tmp_path / "library")
    opened.put(
        copy(
            "gb999-ins-1",
            part("para/1", 1, "Seafarers asked for orchards near every harbour.", IOM),
            part("para/2", 2, "No orchard was planted; the harbour stayed bare."),
        )
    )
    opened.put(copy("other", part("para/1", 1, "A lighthouse keeper counts orchards.")))
    return opened


def found(library: Library, words: str, **where: object) -> list[str]:
    return [f"{hit.document} {hit.notation}" for hit in library.search(words, **where)]  # type: ignore[arg-type]


def test_all_words_must_be_there_in_any_form(library: Library) -> None:
    assert sorted(found(library, "harbour orchards")) == ["gb999-ins-1 para 1", "gb999-ins-1 para 2"]
    assert found(library, '"every harbour"') == ["gb999-ins-1 para 1"]
    assert found(library, "lightho*") == ["other para 1"]
    assert found(library, "orchard NOT harbour") == []
    assert "[orchards]" in library.search("orchard", document="other")[0].snippet


@pytest.mark.parametrize("words", ['"', "*", "", '" "', "-- ;"])
def test_nothing_to_look_for_is_refused(library: Library, words: str) -> None:
    with pytest.raises(UsageError, match="no word to look for"):
        library.search(words)


@pytest.mark.parametrize(
    "words", ['a"b', "NEAR(", "text:orchards", "(orchards", "orchards) OR", "^x", "a*b*"]
)
def test_signs_are_words_or_nothing(library: Library, words: str) -> None:
    library.search(words)


def test_by_document_and_by_what_it_is_about(library: Library) -> None:
    assert found(library, "orchard", document="other") == ["other para 1"]
    assert found(library, "orchard", about={IOM}) == ["gb999-ins-1 para 1"]
    assert found(library, "orchard", about={"https://w3id.org/migkg/document/other/para/1"}) == [
        "other para 1"
    ]
    assert found(library, "orchard", about=set()) == []


def test_a_new_copy_takes_the_place_of_the_old_one(library: Library) -> None:
    library.put(copy("other", part("para/1", 1, "Only gulls.")))
    assert found(library, "lighthouse") == []
    assert found(library, "gull") == ["other para 1"]
    assert library.texts("other") == {"para/1": "Only gulls."}


def test_a_passage_is_recognised_by_its_fingerprint(library: Library) -> None:
    known = fingerprint("No orchard was planted – the harbour stayed  bare")
    assert library.texts_by_fingerprint({known, "0" * 16}) == {
        known: "No orchard was planted; the harbour stayed bare."
    }


def test_work_done_is_remembered(library: Library) -> None:
    assert library.outcome("a") is None
    library.remember("a", "b")
    with Library.open(library.folder) as again:
        assert again.outcome("a") == "b"


def test_git_passes_it_by(library: Library, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)  # noqa: S607
    said = subprocess.run(
        ["git", "-C", str(tmp_path), "status", "--porcelain", "--untracked-files=all"],  # noqa: S607
        capture_output=True,
        check=True,
    )
    assert said.stdout == b""
    assert library.folder.stat().st_mode & 0o077 == 0


def test_what_is_no_library_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="migkg ingest"):
        Library.existing(tmp_path)
    (tmp_path / "library.sqlite").write_text("no database at all, but long enough to be looked at" * 20)
    with pytest.raises(UnreadableError, match="cannot be used"):
        Library.existing(tmp_path)


def test_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MIGKG_LIBRARY", "here")
    assert library_folder() == Path("here")
    assert library_folder(tmp_path) == tmp_path
    monkeypatch.delenv("MIGKG_LIBRARY")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert library_folder() == tmp_path / "migkg" / "library"
