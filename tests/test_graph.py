"""From files to a dataset: what is read, and how what cannot be read is named."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from migkg import graph
from migkg.errors import MigkgError, ParseError, ProjectError, UnreadableError
from migkg.project import Project

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SAME_TRIPLE = {
    "a.ttl": '<s> <p> "é"@en .',
    "a.trig": 'GRAPH <g> { <s> <p> "é"@en }',
    "a.nt": '<https://w3id.org/migkg/s> <https://w3id.org/migkg/p> "é"@en .',
    "a.nq": '<https://w3id.org/migkg/s> <https://w3id.org/migkg/p> "é"@en <https://w3id.org/migkg/g> .',
    "a.jsonld": '{"@id": "s", "https://w3id.org/migkg/p": {"@value": "é", "@language": "en"}}',
    "a.rdf": f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:m="https://w3id.org/migkg/">'
    '<rdf:Description rdf:about="s"><m:p xml:lang="en">é</m:p></rdf:Description></rdf:RDF>',
}


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


# --- what is read


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte-order mark"])
@pytest.mark.parametrize("name", SAME_TRIPLE)
def test_every_format_says_the_same(tmp_path: Path, name: str, bom: bytes) -> None:
    (quad,) = graph.parse_file(write(tmp_path, name.upper(), bom + SAME_TRIPLE[name].encode()))
    assert str(quad.subject) == "<https://w3id.org/migkg/s>"
    assert str(quad.predicate) == "<https://w3id.org/migkg/p>"
    assert str(quad.object) == '"é"@en'


def test_text_keeps_order_literals_base_and_prefixes() -> None:
    text = (
        f'@base <http://x/> . @prefix e: <http://e/> . <b> e:p 007 , 1.50 , "x"^^<{XSD}gYear> . <a> e:p _:n .'
    )
    parsed = graph.parse_text(text, Path("a.ttl"))
    assert [str(quad.object) for quad in parsed.quads] == [
        f'"007"^^<{XSD}integer>',
        f'"1.50"^^<{XSD}decimal>',
        f'"x"^^<{XSD}gYear>',
        "_:n",
    ]
    assert parsed.base == "http://x/"
    assert parsed.prefixes == {"e": "http://e/"}


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    files = [write(tmp_path, name, "_:x <p> 1 .") for name in ("a.ttl", "b.ttl")]
    nodes = {quad.subject for file in files for quad in graph.parse_file(file)}
    assert len(nodes) == 2


# --- what is refused

BROKEN = {
    "no full stop": ("a.ttl", "<s> <p> <o>", 1, 12, "full stop is missing", "Put it"),
    "unknown prefix": ("a.ttl", "\n  mig:x a 1 .", 2, 3, "mig: has not been declared", "@prefix"),
    "behind accents": ("a.ttl", '<s> <p> "ééé", x:y .', 1, 16, "x: has not been declared", "@prefix"),
    "blank in an IRI": ("a.ttl", "<s> <p> <o o> .", 1, 11, "Invalid IRI", "Percent-encode"),
    "literal as subject": ("a.ttl", '"s" <p> <o> .', 1, 1, "cannot be a subject", "IRI"),
    "open string": ("a.ttl", '<s> <p> "o .\n', 1, 9, "opened here", "closing quote"),
    "n-triples": ("a.nt", "<x:s> <x:p> 1 .", 1, 13, "double quotes", "datatype"),
    "n-quads": ("a.nq", "<x:s> <x:p> <x:o> <x:g> <x:h> .", 1, 25, "one more", "full stop"),
    "trig": ("a.trig", "<g> { <s> <p> }", 1, 15, "A value is missing", "Write the value"),
    "json": ("a.jsonld", '{"@id": "s",\n "http://p": "v"', 1, 1, "never closed", "Put }"),
    "remote context": (
        "a.jsonld",
        '{"@context": "http://localhost:9/c", "p": 1}',
        1,
        14,
        "nothing is fetched",
        "Write",
    ),
    "xml tags": ("a.rdf", f'<rdf:RDF xmlns:rdf="{RDF}">\n <x:a></rdf:RDF>', 2, 2, "Unbound prefix", "xmlns"),
    "xml entity": (
        "a.rdf",
        f'<rdf:RDF xmlns:rdf="{RDF}">\n<rdf:Bag rdf:resource="&a;"/></rdf:RDF>',
        2,
        None,
        "entity",
        "",
    ),
    "doctype": (
        "a.rdf",
        f'<!-- -->\n<!DOCTYPE r [<!ENTITY a "b">]><rdf:RDF xmlns:rdf="{RDF}"/>',
        2,
        1,
        "DOCTYPE",
        "drop it",
    ),
    "statement about a statement": ("a.ttl", "<a> <p> <<( <a> <b> <c> )>> .", 1, 9, "RDF 1.2", "RDF 1.1"),
    "direction": ("a.ttl", '<a> <p> "x"@en--ltr .', 1, 12, "RDF 1.2", "RDF 1.1"),
    "version": ("a.ttl", '<a> <p> 1 .\nVERSION "1.2"', 2, 1, "RDF 1.2", "Leave it out"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_file_is_named_with_place_and_remedy(tmp_path: Path, case: str) -> None:
    name, text, line, column, message, remedy = BROKEN[case]
    path = write(tmp_path, name, text)
    with pytest.raises(ParseError) as caught:
        graph.parse_file(path)
    assert caught.value.path == str(path)
    assert caught.value.line == line
    if column is not None:
        assert caught.value.column == column
    assert message in caught.value.message
    assert remedy in caught.value.remedy
    assert str(caught.value).startswith(str(path))
    assert "Parser error" not in str(caught.value)


@pytest.mark.parametrize("case", BROKEN)
def test_loading_refuses_the_same_and_leaves_the_store_as_it_was(tmp_path: Path, case: str) -> None:
    store = ox.Store()
    graph.load_file(store, write(tmp_path, "good.ttl", "<s> <p> 1 ."))
    name, text, line, *_ = BROKEN[case]
    with pytest.raises(ParseError) as caught:
        graph.load_file(store, write(tmp_path, name, text))
    assert caught.value.line == line
    assert len(store) == 1


def test_doctype_in_a_comment_is_no_doctype(tmp_path: Path) -> None:
    text = f'<!-- <!DOCTYPE x> --><rdf:RDF xmlns:rdf="{RDF}"><!-- --></rdf:RDF>'
    assert graph.parse_file(write(tmp_path, "a.rdf", text)) == ()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ttl", b'<s> <p> 1 .\n<s> <p> "\xe9" .', r"not UTF-8 \(byte 0xE9 in line 2\)"),
        ("a.ttl", "<s> <p> 1 .".encode("utf-16"), "UTF-16, not UTF-8"),
        ("a.ttl", b"PK\x03\x04\x00\x00", "binary, not text"),
        ("a.csv", b"a,b", r"does not say which RDF.*Known endings: \.ttl"),
        ("a", b"<s> <p> 1 .", r"does not say which RDF"),
    ],
)
def test_unreadable_file_says_why(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=message) as caught:
        graph.parse_file(write(tmp_path, name, content))
    assert str(tmp_path / name) in str(caught.value)
    assert caught.value.remedy


def test_missing_file_folder_pipe_and_impossible_name(tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    os.mkfifo(tmp_path / "pipe.ttl")
    for name, message in (
        ("none.ttl", "no such file"),
        ("folder.ttl", "a folder"),
        ("pipe.ttl", "no regular file"),
        ("a\0b.ttl", "cannot be read"),
        (f"{'x' * 300}.ttl", "cannot be read"),
        ("none.ttl/a.ttl", "no such file"),
    ):
        with pytest.raises(UnreadableError, match=message):
            graph.read_text(tmp_path / name)


def test_forbidden_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.ttl", "<s> <p> 1 .")

    def refuse(self: Path, mode: str) -> None:  # noqa: ARG001 -- as it is called
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)  # chmod does not stop root
    with pytest.raises(UnreadableError, match="reading is not permitted"):
        graph.read_text(path)


# --- loading


def test_every_file_becomes_its_named_graph(project: Project, store: ox.Store) -> None:
    names = {name.value for name in store.named_graphs()}
    filled = {file.graph for file in project.files if file.is_asserted and graph.parse_file(file.path)}
    assert names == filled
    assert not list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


def test_suggestions_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    write(tmp_path, "data/a.ttl", "<s> <p> 1 .")
    write(tmp_path, "data/b.ttl", "<s> <p> 2 .")
    entry = '<graph/{0}> a mig:DataFile ; mig:fileRole mig:{1} ; mig:path "data/{0}.ttl" .\n'
    write(
        tmp_path,
        "data/manifest.ttl",
        "@base <https://w3id.org/migkg/> .\n@prefix mig: <https://w3id.org/migkg/ontology#> .\n"
        + entry.format("a", "entityFile")
        + entry.format("b", "suggestionFile"),
    )
    project = Project.open(tmp_path)
    assert [quad.object.value for quad in graph.load(project)] == ["1"]
    assert len(graph.rdflib_graph(project)) == len(graph.rdflib_dataset(project)) == 1
    with pytest.raises(ProjectError, match="Run migkg build first"):
        graph.load(project, inferred=True)
    project.inferred_file.parent.mkdir()
    project.inferred_file.write_text("<x:s> <x:p> <x:o> .")
    inferred = ox.NamedNode("https://w3id.org/migkg/graph/inferred")
    assert [
        quad.graph_name for quad in graph.load(project, inferred=True) if quad.object == ox.NamedNode("x:o")
    ] == [inferred]
    assert len(graph.rdflib_dataset(project, inferred=True)) == 2


def test_loose_files_keep_their_graphs_in_both_engines(tmp_path: Path) -> None:
    files = [
        write(tmp_path, "a.trig", "<s> <p> 1 . GRAPH <g> { <s> <p> 2 }"),
        write(tmp_path, "b.ttl", "<s> <p> 3 ."),
    ]
    project = Project.from_files(files)
    default = {
        q.object.value for q in graph.load(project).quads_for_pattern(None, None, None, ox.DefaultGraph())
    }
    assert default == {"1", "3"}
    dataset = graph.rdflib_dataset(project)
    assert {str(value) for value in dataset.default_graph.objects()} == {"1", "3"}
    assert {str(quad[2]) for quad in dataset.quads()} == {"1", "2", "3"}


def test_rdflib_has_the_same_triples(project: Project) -> None:
    plain = {
        (str(quad.subject), str(quad.predicate), quad.object.value)
        for file in project.files
        if file.is_asserted
        for quad in graph.parse_file(file.path)
        if not isinstance(quad.object, ox.BlankNode) and not isinstance(quad.subject, ox.BlankNode)
    }
    whole = graph.rdflib_graph(project)
    assert len(plain) > 5000
    assert {(s.n3(), p.n3(), str(o)) for s, p, o in whole if "_:" not in s.n3() + o.n3()[:2]} == plain
    assert len(graph.rdflib_dataset(project)) == len(whole)
    assert len(graph.rdflib_graph(project, ontology=False)) < len(whole)


def test_rdflib_keeps_literals_as_written_and_quiet(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    written = ["007", "1.50", "2019-99", "not a number", "TRUE"]
    types = ["integer", "decimal", "gYear", "integer", "boolean"]
    text = "".join(f'<s> <p> "{value}"^^<{XSD}{name}> .' for value, name in zip(written, types, strict=True))
    found = graph.to_rdflib(graph.parse_text(text, Path("a.ttl")).quads)
    assert sorted(str(value) for value in found.objects()) == sorted(written)
    assert caplog.records == []
    assert capsys.readouterr().err == ""


def test_rdf_1_2_is_not_squeezed_into_rdflib() -> None:
    triples = ox.parse("<x:a> <x:p> <<( <x:a> <x:b> <x:c> )>> .", ox.RdfFormat.TURTLE)
    with pytest.raises(MigkgError, match=re.escape("RDF 1.2")):
        graph.to_rdflib(triples)


LINE = '<http://example.org/{}> <http://example.org/p> "{}"@en <http://example.org/g> .\n'
MANY = "".join(LINE.format(number, "word " * 20) for number in range(9_000))


def test_a_large_file_is_loaded_as_a_small_one_is(tmp_path: Path) -> None:
    path = write(tmp_path, "large.nq", MANY)
    assert path.stat().st_size > 2**20
    store = ox.Store()
    graph.load_file(store, path)
    assert set(store) == set(graph.parse_file(path)) == set(graph.stream(path))
    assert len(store) == 9_000


@pytest.mark.parametrize(
    ("last", "error", "message"),
    [
        (b'<http://example.org/s> <http://example.org/p> "x"@en--ltr .\n', ParseError, "RDF 1.2"),
        (b"<http://example.org/s> <http://example.org/p> .\n", ParseError, r"large\.nq:9001:"),
        (b'<http://example.org/s> <http://example.org/p> "\xff" .\n', UnreadableError, "UTF-8"),
    ],
    ids=["newer", "broken", "binary"],
)
def test_what_is_wrong_at_the_end_of_a_large_file_is_told_with_its_place(
    tmp_path: Path, last: bytes, error: type[MigkgError], message: str
) -> None:
    path = write(tmp_path, "large.nq", MANY.encode() + last)
    store = ox.Store()
    with pytest.raises(error, match=message):
        graph.load_file(store, path)
    assert len(store) == 0
