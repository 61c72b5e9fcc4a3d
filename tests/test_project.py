"""Manifests: read, and refused with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from migkg.errors import ParseError, ProjectError, UnreadableError
from migkg.project import FILE_ROLES, FOLDER_ROLES, Project, packaged_root

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "@base <https://w3id.org/migkg/> .\n@prefix mig: <https://w3id.org/migkg/ontology#> .\n"
ENTRY = '<graph/a> a mig:DataFile ; mig:fileRole mig:entityFile ; mig:path "data/a.ttl" .\n'


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A root with `data/a.ttl` and a manifest that lists it."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text("<x:s> <x:p> 1 .")
    (tmp_path / "data" / "manifest.ttl").write_text(HEAD + ENTRY)
    return tmp_path


def manifest(dataset: Path, text: str) -> None:
    (dataset / "data" / "manifest.ttl").write_text(HEAD + text)


@pytest.mark.parametrize("name", ["", "data", "data/manifest.ttl"])
def test_opens_by_root_data_folder_or_manifest(dataset: Path, name: str) -> None:
    project = Project.open(dataset / name)
    assert project.root == dataset.resolve()
    assert project.union
    (file,) = project.files
    assert (file.relative, file.graph, file.role) == (
        "data/a.ttl",
        "https://w3id.org/migkg/graph/a",
        "entityFile",
    )
    assert file.path.read_text() == "<x:s> <x:p> 1 ."
    assert project.data_files == (file,)
    assert project.ontology_files == ()
    assert project.queries_folder is None
    assert project.shapes_folder is None


def test_opens_by_a_relative_path(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(dataset / "data")
    assert Project.open(".").root == dataset.resolve()


def test_folders_shapes_and_roles(dataset: Path) -> None:
    (dataset / "queries").mkdir()
    for name in ("b", "c", "d"):
        (dataset / "data" / f"{name}.ttl").write_text("")
    manifest(
        dataset,
        '<graph/a> a mig:DataFile ; mig:fileRole mig:documentFile ; mig:path "data/a.ttl" ;'
        ' mig:meetsShapes "shapes/z.ttl" , "shapes/y.ttl" .\n'
        '<graph/b> a mig:DataFile ; mig:fileRole mig:suggestionFile ; mig:path "data/b.ttl" .\n'
        '<graph/c> a mig:DataFile ; mig:fileRole mig:importFile ; mig:path "data/c.ttl" .\n'
        '<graph/d> a mig:DataFile ; mig:fileRole mig:ontologyFile ; mig:path "data/d.ttl" .\n'
        '<graph/queries> a mig:DataFile ; mig:fileRole mig:queryFile ; mig:path "queries" .\n',
    )
    project = Project.open(dataset)
    assert project.queries_folder == dataset.resolve() / "queries"
    assert [file.relative for file in project.data_files] == ["data/a.ttl"]
    assert [file.relative for file in project.ontology_files] == ["data/d.ttl", "data/c.ttl"]
    assert [file.is_asserted for file in project.files] == [True, False, True, True]
    assert project.files[0].shapes == ("shapes/y.ttl", "shapes/z.ttl")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "lists no file"),
        ('<graph/a> mig:fileRole mig:entityFile ; mig:path "data/a.ttl" .', "lists no file"),
        ('<graph/a> a mig:DataFile ; mig:path "data/a.ttl" .', "0 values of mig:fileRole"),
        ("<graph/a> a mig:DataFile ; mig:fileRole mig:entityFile .", "0 values of mig:path"),
        (ENTRY + '<graph/a> mig:path "data/b.ttl" .', "2 values of mig:path"),
        (
            ENTRY.replace("entityFile", "entitiesFile"),
            "has the role 'entitiesFile'. Known roles: documentFile",
        ),
        (ENTRY.replace("a.ttl", "b.ttl"), "there is no file data/b.ttl"),
        (ENTRY.replace("data/a.ttl", "data"), "there is no file data"),
        (ENTRY.replace("entityFile", "queryFile"), "there is no folder data/a.ttl"),
        (ENTRY + ENTRY.replace("graph/a", "graph/b"), "data/a.ttl is listed twice"),
        (ENTRY.replace("data/a.ttl", "../a.ttl"), "lies outside the dataset's folder"),
        (ENTRY.replace("data/a.ttl", "/etc/passwd"), "lies outside the dataset's folder"),
    ],
)
def test_wrong_manifest_is_refused_with_a_reason(dataset: Path, text: str, message: str) -> None:
    manifest(dataset, text)
    with pytest.raises(ProjectError, match=message) as caught:
        Project.open(dataset)
    assert "manifest.ttl" in str(caught.value)


def test_broken_manifest_names_line_and_column(dataset: Path) -> None:
    manifest(dataset, "<graph/a> a mig:DataFile ;\n mig:path 'data/a.ttl .")
    with pytest.raises(ParseError) as caught:
        Project.open(dataset)
    assert caught.value.line == 4


def test_folder_without_manifest(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="has no manifest"):
        Project.open(tmp_path)


def test_loose_files_keep_their_own_graphs(tmp_path: Path) -> None:
    files = [tmp_path / "a.ttl", tmp_path / "b.nq"]
    for file in files:
        file.write_text("")
    project = Project.from_files(files)
    assert not project.union
    assert [file.graph for file in project.files] == ["", ""]
    assert Project.open(files[0]).files == project.files[:1]


def test_loose_files_are_refused_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("")
    with pytest.raises(UnreadableError, match=r"Known endings: \.ttl"):
        Project.open(tmp_path / "a.docx")
    with pytest.raises(UnreadableError, match="no such file"):
        Project.open(tmp_path / "b.ttl")
    with pytest.raises(ProjectError, match="at least one"):
        Project.from_files([])


def test_unlisted_files_are_found(dataset: Path) -> None:
    assert Project.open(dataset).unlisted() == ()
    (dataset / "data" / "more").mkdir()
    (dataset / "data" / "more" / "b.ttl").write_text("")
    (dataset / "ontology").mkdir()
    (dataset / "ontology" / "c.ttl").write_text("")
    (dataset / "ontology" / "README.md").write_text("")
    assert Project.open(dataset).unlisted() == ("data/more/b.ttl", "ontology/c.ttl")


def test_packaged_dataset_lists_every_file_once(project: Project) -> None:
    assert project.root == packaged_root()
    assert project.unlisted() == ()
    assert len({file.graph for file in project.files}) == len(project.files) > 30
    assert project.queries_folder is not None
    assert project.shapes_folder is not None


def test_packaged_graphs_are_named_after_their_files(project: Project) -> None:
    for file in project.files:
        name = file.relative.split("/", 1)[1].removesuffix(".ttl")
        assert file.graph == f"https://w3id.org/migkg/graph/{name}"


def test_packaged_dataset_meets_shapes_that_exist(project: Project) -> None:
    named = {shape for file in project.files for shape in file.shapes}
    assert not [shape for shape in sorted(named) if not (project.root / shape).is_file()]


def test_every_role_is_a_concept_of_the_vocabulary(source: object) -> None:
    from migkg.sources import LocalSource

    assert isinstance(source, LocalSource)
    for role in (*FILE_ROLES, *FOLDER_ROLES, "suggestionFile"):
        mig = "https://w3id.org/migkg/ontology#"
        assert source.ask(f"ASK {{ <{mig}{role}> a <{mig}FileRoleConcept> }}"), role
