"""The dumps of the packaged dataset: what each file holds, and that it is the same whoever writes it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
import yaml
from jsonschema import Draft202012Validator
from rdflib.namespace import DCAT, SH, VOID

from dumped import dumped
from migkg import KnowledgeGraph
from migkg.project import Project
from migkg.publish import dumps
from migkg.publish.catalogue import DUMPS, STEM
from migkg.publish.citation import citation
from migkg.publish.graphs import MATCHES, path_of
from migkg.publish.mappings import read_table
from migkg.publish.tables import PACKAGE, WORKBOOK, fields_of
from migkg.table import Table, Value
from migkg.terms import BASE, GRAPH_INFERRED, XSD
from migkg.web.dataset import Dataset

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "src"
EPOCH = "1700000000"
RDF = {".ttl", ".trig", ".nt", ".nq", ".jsonld"}


@pytest.fixture(scope="module")
def dataset(monkeypatch_module: pytest.MonkeyPatch) -> Dataset:
    monkeypatch_module.setenv("SOURCE_DATE_EPOCH", EPOCH)
    return Dataset.open(KnowledgeGraph.open())


@pytest.fixture(scope="module")
def monkeypatch_module() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def told() -> list[tuple[str, int, int]]:
    return []


@pytest.fixture(scope="module")
def folder(
    dataset: Dataset, tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, int, int]]
) -> Path:
    return dumped(dataset, tmp_path_factory.mktemp("site"), lambda *step: told.append(step))


def files_in(folder: Path) -> dict[str, Path]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert len(found) > 200
    return found


def canonical(quads: Any) -> list[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return sorted(f"{quad} ." for quad in dataset)


def parsed(path: Path) -> list[ox.Quad]:
    return list(ox.parse(path=str(path), base_iri=BASE))


@cache
def asserted() -> tuple[ox.Quad, ...]:
    """The dataset as its files say it, read by the engine alone."""
    return tuple(
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(file.graph))
        for file in Project.packaged().files
        for quad in ox.parse(path=str(file.path), base_iri=BASE, rename_blank_nodes=True)
    )


# --- graphs ----------------------------------------------------------------------------------------------


def test_canonical_n_quads_are_the_whole_dataset(folder: Path) -> None:
    lines = (folder / "migkg.nq").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 20_000
    assert lines == canonical(asserted())


@pytest.mark.parametrize("name", ["migkg.trig", "migkg.jsonld"])
def test_the_other_forms_with_graphs_say_the_same(folder: Path, name: str) -> None:
    assert canonical(parsed(folder / name)) == (folder / "migkg.nq").read_text(encoding="utf-8").splitlines()


def test_turtle_is_the_union_of_all_graphs(folder: Path) -> None:
    triples = [ox.Quad(*quad.triple) for quad in asserted()]
    assert canonical(parsed(folder / "migkg.ttl")) == canonical(triples)


def test_each_named_graph_has_its_files(folder: Path, dataset: Dataset) -> None:
    for graph in dataset.store.named_graphs():
        quads = [q for q in asserted() if q.graph_name == graph] if graph.value.endswith("texts") else None
        for form in ("ttl", "nt", "jsonld"):
            path = folder / "graphs" / f"{path_of(graph.value)}.{form}"
            assert path.is_file()
            if quads:
                assert canonical(parsed(path)) == canonical(ox.Quad(*quad.triple) for quad in quads)


def test_what_follows_is_what_build_derives(folder: Path, tmp_path: Path) -> None:
    from migkg.build import build

    build(Project.packaged(), tmp_path / "built", lambda *_: None)
    built = (tmp_path / "built/inferred.nt").read_text(encoding="utf-8").splitlines()
    assert len(built) > 1000
    assert (folder / "inferred.nt").read_text(encoding="utf-8").splitlines() == sorted(built)
    with_graph = [f"{line.removesuffix(' .')} <{GRAPH_INFERRED}> ." for line in built]
    assert (folder / "inferred.nq").read_text(encoding="utf-8").splitlines() == sorted(with_graph)


@pytest.mark.slow
def test_every_rdf_file_parses_in_both_libraries_to_the_same_graph(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    seen: Counter[str] = Counter()
    for name, path in files_in(folder).items():
        if path.suffix not in RDF or name.startswith(("migkg.", "inferred.")):
            continue
        by_rdflib = rdflib.Graph().parse(path, publicID=BASE)
        assert len(by_rdflib) > 0, name
        again = ox.parse(by_rdflib.serialize(format="nt", encoding="utf-8"), ox.RdfFormat.N_TRIPLES)
        assert canonical(again) == canonical(parsed(path)), name
        seen[path.suffix] += 1
    assert set(seen) == {".ttl", ".nt", ".jsonld"}
    assert min(seen.values()) > 50


@pytest.mark.slow
@pytest.mark.parametrize("name", ["migkg.ttl", "migkg.trig", "migkg.nq", "migkg.jsonld", "inferred.jsonld"])
def test_the_large_files_parse_in_rdflib_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    read = rdflib.Dataset()
    read.parse(folder / name, publicID=BASE)
    again = ox.parse(read.serialize(format="nquads", encoding="utf-8"), ox.RdfFormat.N_QUADS)
    kept = [ox.Quad(*quad.triple) if _is_default(quad) else quad for quad in again]
    assert canonical(kept) == canonical(parsed(folder / name))


def _is_default(quad: ox.Quad) -> bool:
    return getattr(quad.graph_name, "value", "").startswith(("urn:x-rdflib:", "file:"))


# --- the same whoever writes them ------------------------------------------------------------------------


@pytest.mark.slow
def test_other_processes_write_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    where = os.pathsep.join((str(SOURCES), os.environ.get("PYTHONPATH", "")))
    environment = {**os.environ, "PYTHONPATH": where, "SOURCE_DATE_EPOCH": EPOCH, "TZ": "Asia/Tokyo"}
    for seed in ("1", "4711"):
        target = tmp_path / seed
        target.mkdir()
        subprocess.run(
            [sys.executable, str(HERE.parent / "dumped.py"), str(target)],
            env={**environment, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
            check=True,
            timeout=500,
        )
        assert (target / "dumps" / dumps.SUMS).read_bytes() == (folder / dumps.SUMS).read_bytes()
        assert set(files_in(target / "dumps")) == set(files_in(folder))


def test_the_sums_name_every_file_and_check(folder: Path) -> None:
    lines = (folder / dumps.SUMS).read_text(encoding="utf-8").splitlines()
    sums = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    assert set(sums) == set(files_in(folder)) - {dumps.SUMS}
    assert list(sums) == sorted(sums)
    for path, digest in sums.items():
        assert sha256((folder / path).read_bytes()).hexdigest() == digest, path


def test_no_time_but_that_of_the_release_is_in_them(folder: Path) -> None:
    for name in (f"{STEM}.ttl", PACKAGE):
        text = (folder / name).read_text(encoding="utf-8")
        assert "2023-11-14T22:13:20Z" in text
        assert "2026-" not in text


def test_progress_is_told_to_its_end(folder: Path, told: list[tuple[str, int, int]]) -> None:
    assert folder.is_dir()
    ends = {what: (done, total) for what, done, total in told}
    assert ends["dumps"] == (3, 3)
    assert all(done == total for what, (done, total) in ends.items() if total)
    assert {"deriving, round", "graphs"} <= set(ends)


# --- tables ----------------------------------------------------------------------------------------------


def test_csv_and_workbook_hold_the_answers(folder: Path, dataset: Dataset) -> None:
    book = openpyxl.load_workbook(folder / WORKBOOK, read_only=True)
    assert book.sheetnames == ["about", *dataset.queries]
    listed = {row[0].value: row[2].value for row in book["about"].iter_rows() if len(row) > 2}
    with zipfile.ZipFile(folder / WORKBOOK) as parts:
        links = re.findall(r'location="([^"]+)"', parts.read("xl/worksheets/sheet1.xml").decode())
    assert links == [f"'{name}'!A1" for name in dataset.queries]
    for name in dataset.queries:
        with (folder / "queries" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert len(rows) == book[name].max_row - 1 == listed[name] > 0, name


def test_the_first_sheet_says_what_this_is(folder: Path, dataset: Dataset) -> None:
    sheet = openpyxl.load_workbook(folder / WORKBOOK, read_only=True)["about"]
    said = {row[0].value: row[1].value for row in sheet.iter_rows(max_row=7)}
    assert dataset.release.digest in said["Version"]
    assert said["Licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["How to read"].endswith(".")


_FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "additionalProperties": False,
    "properties": {
        "name": {"pattern": "^[a-z_]+$"},
        "type": {"enum": ["string", "integer", "number", "boolean", "year", "date"]},
        "format": {"const": "uri"},
    },
}
_RESOURCE = {
    "type": "object",
    "required": ["profile", "name", "path", "title", "mediatype", "encoding", "bytes", "hash", "schema"],
    "properties": {
        "profile": {"const": "tabular-data-resource"},
        "name": {"pattern": "^[-a-z0-9._/]+$"},
        "path": {"pattern": "^queries/[-a-z0-9]+\\.csv$"},
        "hash": {"pattern": "^sha256:[0-9a-f]{64}$"},
        "bytes": {"type": "integer", "minimum": 1},
        "schema": {
            "type": "object",
            "required": ["fields"],
            "properties": {"fields": {"type": "array", "minItems": 1, "items": _FIELD}},
        },
    },
}
_PACKAGE = {
    "type": "object",
    "required": ["profile", "name", "title", "version", "created", "licenses", "resources"],
    "properties": {
        "profile": {"const": "tabular-data-package"},
        "licenses": {"type": "array", "minItems": 1},
        "resources": {"type": "array", "minItems": 30, "items": _RESOURCE},
    },
}
_CASTS = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "year": lambda text: int(text) if len(text) == 4 else int("no year"),
    "date": date.fromisoformat,
}


def test_the_data_package_describes_the_tables_as_they_are(folder: Path) -> None:
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    Draft202012Validator(_PACKAGE).validate(package)
    types: Counter[str] = Counter()
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert len(content) == resource["bytes"]
        assert f"sha256:{sha256(content).hexdigest()}" == resource["hash"]
        rows = csv.DictReader(io.StringIO(content.decode(), newline=""))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == rows.fieldnames
        types.update(field["type"] for field in fields)
        for row in rows:
            for field in fields:
                if cell := row[field["name"]]:
                    _CASTS[field["type"]](cell)
                    assert field.get("format") != "uri" or (":" in cell and " " not in cell)
    assert {"string", "integer", "number"} <= set(types)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("2", "-3"), {"type": "integer"}),
        (("2", "2.5"), {"type": "number"}),
        (("2", "INF"), {"type": "string"}),
        ((), {"type": "string"}),
    ],
)
def test_a_column_has_the_narrowest_type_that_fits(cells: tuple[str, ...], said: dict[str, str]) -> None:
    kinds = {"2.5": "decimal", "INF": "double"}
    rows = [(Value("literal", cell, XSD + kinds.get(cell, "integer")),) for cell in cells]
    assert fields_of(Table(("n",), [*rows, (None,)])) == [{"name": "n", **said}]


# --- mappings --------------------------------------------------------------------------------------------


def test_the_mapping_table_holds_every_match_once(folder: Path) -> None:
    text = (folder / "mappings.sssom.tsv").read_text(encoding="utf-8")
    rows = read_table(text)
    stated = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in asserted()
        if quad.predicate.value in MATCHES
    }
    assert len(stated) > 250
    assert Counter(row.key for row in rows) == Counter(stated)
    head = yaml.safe_load("\n".join(line[1:] for line in text.splitlines() if line.startswith("#")))
    assert {"curie_map", "license", "mapping_set_id", "mapping_set_version"} <= set(head)
    body = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    used = {cell.partition(":")[0] for row in body[1:] for cell in (row[0], row[2], row[3], row[5])}
    assert used == set(head["curie_map"])
    assert body[1:] == sorted(body[1:], key=lambda row: (row[0], row[2], row[3]))
    assert all(row.subject_label for row in rows)


def test_what_the_hand_kept_table_says_of_themes_is_in_it(folder: Path) -> None:
    path = Project.packaged().root / "data/reference/themes.sssom.tsv"
    kept = read_table(path.read_text(encoding="utf-8"))
    rows = read_table((folder / "mappings.sssom.tsv").read_text(encoding="utf-8"))
    assert len(kept) > 100
    assert [row for row in rows if row.subject.startswith(f"{BASE}theme/")] == kept
    others = [row for row in rows if not row.subject.startswith(f"{BASE}theme/")]
    assert {row.justification.rpartition("/")[2] for row in others} == {"UnspecifiedMatching"}


def test_the_linkset_gives_each_target_its_subjects(folder: Path) -> None:
    said: dict[str, set[str]] = {}
    for quad in parsed(folder / "sdg-linkset.nt"):
        if quad.predicate.value.endswith("/subject"):
            said.setdefault(quad.subject.value, set()).add(quad.object.value)
    sdg, unbis, eurovoc = (
        "http://metadata.un.org/sdg/",
        "http://metadata.un.org/thesaurus/",
        "http://eurovoc.europa.eu/",
    )
    assert said[f"{sdg}8.7"] == {
        f"{BASE}theme/forced-labour-and-trafficking",
        f"{unbis}1002452",
        f"{unbis}1006622",
        f"{eurovoc}5933",
    }
    assert said[f"{sdg}8.8"] == {f"{BASE}theme/protection-of-migrant-workers", f"{unbis}1007075"}
    assert said[f"{sdg}10.7"] == {f"{BASE}theme/regular-pathways", f"{unbis}1004113", f"{eurovoc}2509"}
    # An indicator that a passage names makes its target the subject.
    assert said[f"{BASE}document/gb335-pol-1-rev/para/12"] == {f"{sdg}10.7"}
    assert said[f"{BASE}document/plan-of-action-2018-22/point/16"] == {f"{sdg}8.8", f"{sdg}10.7"}


# --- questions -------------------------------------------------------------------------------------------


def test_each_question_can_be_asked_as_its_example_stands(folder: Path, dataset: Dataset) -> None:
    graph = rdflib.Graph().parse(folder / "examples.ttl")
    (prefixes,) = set(graph.objects(None, SH.prefixes))
    prologue = "".join(
        f"PREFIX {graph.value(node, SH.prefix)}: <{graph.value(node, SH.namespace)}>\n"
        for node in graph.objects(prefixes, SH.declare)
    )
    assert prologue.count("PREFIX") > 3
    asked = 0
    for node, text in graph.subject_objects(SH.select):
        name = str(node).rpartition("/")[2]
        rows = dataset.store.query(prologue + str(text), use_default_graph_as_union=True)
        canned = dataset.graph.query(name)
        assert len(list(rows)) == len(canned), name
        assert str(graph.value(node, rdflib.RDFS.comment)).endswith("?")
        asked += 1
    assert asked == len(dataset.queries)


# --- descriptions ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def described(folder: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(folder / f"{STEM}.ttl")


def test_the_catalogue_meets_our_shapes(described: rdflib.Graph) -> None:
    shapes = rdflib.Graph().parse(HERE / "catalogue.shapes.ttl")
    conforms, _, text = pyshacl.validate(described, shacl_graph=shapes)
    assert conforms, text
    for kind in shapes.objects(None, SH.targetClass):
        assert (None, rdflib.RDF.type, kind) in described, kind


@pytest.mark.parametrize("lost", ["byteSize", "downloadURL", "publisher", "checksumValue", "linkPredicate"])
def test_the_shapes_notice_what_is_missing(described: rdflib.Graph, lost: str) -> None:
    shapes = rdflib.Graph().parse(HERE / "catalogue.shapes.ttl")
    poorer = rdflib.Graph()
    gone = [t for t in described if str(t[1]).endswith(("#" + lost, "/" + lost))]
    poorer += (t for t in described if t != gone[0])
    assert len(poorer) == len(described) - 1
    conforms, _, _ = pyshacl.validate(poorer, shacl_graph=shapes)
    assert not conforms


def test_sizes_sums_and_addresses_are_those_of_the_files(described: rdflib.Graph, folder: Path) -> None:
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    found = set()
    for node in described.subjects(rdflib.RDF.type, DCAT.Distribution):
        path = str(described.value(node, DCAT.downloadURL)).removeprefix(DUMPS)
        content = (folder / path).read_bytes()
        assert int(described.value(node, DCAT.byteSize)) == len(content)
        sums = described.value(described.value(node, spdx.checksum), spdx.checksumValue)
        assert str(sums) == sha256(content).hexdigest()
        found.add(path)
    own = {f"{STEM}.{form}" for form in ("ttl", "nt", "jsonld")}
    assert found == set(files_in(folder)) - own - {dumps.SUMS}


def test_linksets_and_partitions_count_what_is_there(described: rdflib.Graph, folder: Path) -> None:
    by_kind: Counter[str] = Counter()
    for node in described.objects(rdflib.URIRef(BASE), VOID.subset):
        space = str(described.value(described.value(node, VOID.objectsTarget), VOID.uriSpace))
        by_kind[space] += int(described.value(node, VOID.triples))
    rows = read_table((folder / "mappings.sssom.tsv").read_text(encoding="utf-8"))
    assert sum(by_kind.values()) == len(rows)
    assert by_kind["http://eurovoc.europa.eu/"] == sum("eurovoc" in row.object for row in rows)
    whole = int(described.value(rdflib.URIRef(BASE), VOID.triples))
    assert whole == len({quad.triple for quad in asserted()})
    assert len(set(described.objects(rdflib.URIRef(BASE), VOID.classPartition))) > 40


def test_the_citation_is_read_as_citation_file_format(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "CITATION.cff"
    path.write_text(citation(dataset), encoding="utf-8")
    subprocess.run(
        [
            str(Path(sys.executable).with_name("check-jsonschema")),
            "--builtin-schema",
            "vendor.citation-file-format",
            str(path),
        ],
        check=True,
        timeout=120,
        capture_output=True,
    )
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert (said["type"], said["license"], said["date-released"]) == ("dataset", ["CC-BY-4.0"], "2023-11-14")


# --- data of others --------------------------------------------------------------------------------------


def test_a_dataset_of_others_is_written_without_our_name(tmp_path: Path) -> None:
    loose = tmp_path / "theirs.trig"
    loose.write_text(
        "@prefix x: <http://example.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        "x:a x:p [ x:q 007 ] . x:g { x:a skos:exactMatch x:b ; x:r _:n . _:m x:r _:n . _:n x:r _:m }",
        encoding="utf-8",
    )
    opened = Dataset.open(KnowledgeGraph.open(loose))
    target = dumped(opened, tmp_path / "out")
    assert "007" in (target / "migkg.ttl").read_text(encoding="utf-8")
    expected = canonical(ox.parse(path=str(loose), base_iri=BASE))
    for name in ("migkg.nq", "migkg.trig", "migkg.jsonld"):
        assert canonical(parsed(target / name)) == expected, name
    assert (target / "graphs/other/default.ttl").is_file()
    (row,) = read_table((target / "mappings.sssom.tsv").read_text(encoding="utf-8"))
    assert row.key[0] == "http://example.org/a"
    for text in (citation(opened), *(path.read_text(encoding="utf-8") for path in target.glob("*.ttl"))):
        assert "migkg contributors" not in text
        assert "Labour" not in text


def test_a_graph_whose_name_leads_out_of_the_folder_stays_inside() -> None:
    for name in ("graph/../../x", "graph//x", "graph/", "graph/a/./b"):
        assert path_of(BASE + name).startswith("other/")
    assert path_of(f"{BASE}graph/bodies/un") == "bodies/un"
