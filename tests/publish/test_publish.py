"""The site as files: whole, the same for the same data, and without a link that leads nowhere."""

from __future__ import annotations

import hashlib
import html
import os
import posixpath
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib

from migkg.api import KnowledgeGraph
from migkg.cli import main
from migkg.errors import OutputError, UsageError
from migkg.publish import sitemap
from migkg.publish.switch import MARK, replaced
from migkg.terms import BASE
from migkg.web import openapi
from migkg.web import site as server
from migkg.web.dataset import Dataset
from migkg.web.exchange import Request
from migkg.web.pages import browse
from migkg.web.pages.shapes import triples_of

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = """\
@base <https://w3id.org/migkg/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sdg: <http://metadata.un.org/sdg/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<ontology> a owl:Ontology ; rdfs:label "A vocabulary"@en .
mig:Paragraph a owl:Class ; rdfs:subClassOf mig:Passage ; rdfs:isDefinedBy <ontology> .
mig:Passage a owl:Class ; rdfs:isDefinedBy <ontology> .
mig:Document a owl:Class ; rdfs:isDefinedBy <ontology> .
mig:Body a owl:Class ; rdfs:isDefinedBy <ontology> .
<document/d> a mig:Document ; rdfs:label "A paper"@en , "Un papier"@fr ; skos:notation "GB.1" .
<document/d/para/1> a mig:Paragraph ; dcterms:isPartOf <document/d> ; skos:notation "para 1" ; mig:order 1 ;
  dcterms:abstract "It says what <b>it</b> says."@en ; mig:mentions <body/x> , sdg:10.7 .
<body/x> a mig:Body ; rdfs:label "A body & more"@en ; skos:notation "X" .
<theme/> a skos:ConceptScheme ; rdfs:label "Themes"@en .
"""
BODIES = "".join(f'<body/b{n}> a mig:Body ; rdfs:label "Body {n}"@en .\n' for n in range(1, 5))
RDF = {
    ".ttl": (ox.RdfFormat.TURTLE, "turtle"),
    ".nt": (ox.RdfFormat.N_TRIPLES, "nt"),
    ".jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
    ".rdf": (ox.RdfFormat.RDF_XML, "xml"),
    ".nq": (ox.RdfFormat.N_QUADS, "nquads"),
    ".trig": (ox.RdfFormat.TRIG, "trig"),
}
LINK = re.compile(r'(?:href|src|action)="([^"]*)"')
ID = re.compile(r' id="([^"]*)"')


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "data.ttl"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def site(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "site"
    assert main(["publish", str(folder), "--data", str(data)]) == 0
    return folder


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_every_thing_has_its_page_and_its_data(site: Path) -> None:
    names = set(files_in(site))
    for thing in ("document/d", "document/d/para/1", "body/x", "sdg/10.7", "theme/index"):
        assert {f"{folder}{thing}.html" for folder in ("", "fr/", "es/")} <= names
    for thing in ("document/d", "document/d/para/1", "body/x", "sdg/10.7"):
        assert {f"{thing}.{form}" for form in ("ttl", "jsonld", "nt", "rdf")} <= names
    assert {"index.html", "fr/index.html", "query/gaps.html", "query/gaps.csv", "robots.txt", MARK} <= names
    assert "A body &amp; more" in (site / "body/x.html").read_text("utf-8")
    assert "Un papier" in (site / "fr/document/d.html").read_text("utf-8")


def links_of(site: Path) -> Iterator[tuple[str, str, str]]:
    """Page, file and fragment of every internal link."""
    for name, content in files_in(site).items():
        if name.endswith(".html"):
            for found in LINK.findall(content.decode()):
                address = html.unescape(found)
                if not re.match(r"[a-z]+:", address):
                    path, _, fragment = address.partition("#")
                    place = unquote(path.partition("?")[0])
                    target = (
                        posixpath.normpath(posixpath.join(posixpath.dirname(name), place)) if place else name
                    )
                    yield name, target, unquote(fragment)


def test_every_internal_link_leads_somewhere(site: Path) -> None:
    assert check_links(site) > 500


def check_links(site: Path) -> int:
    """The number of internal links, each of which leads to a file, and to a place in it if it names one."""
    there = files_in(site)
    checked = 0
    for page, target, fragment in links_of(site):
        checked += 1
        assert target in there, (page, target)
        if fragment and target.endswith(".html"):
            assert fragment in map(html.unescape, ID.findall(there[target].decode())), (
                page,
                target,
                fragment,
            )
    return checked


def test_a_long_list_has_all_its_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "PAGE", 2)
    (tmp_path / "data.ttl").write_text(TEXT + BODIES, encoding="utf-8")
    assert main(["publish", str(tmp_path / "site"), "--data", str(tmp_path / "data.ttl"), "--jobs", "1"]) == 0
    site = tmp_path / "site"
    dataset = Dataset.open(KnowledgeGraph.open(tmp_path / "data.ttl"))
    listed: dict[str, list[str]] = {"en": [], "fr": []}
    for lang, folder in (("en", ""), ("fr", "fr/")):
        for name in ("bodies", "bodies/2", "bodies/3"):
            page = (site / f"{folder}browse/{name}.html").read_text("utf-8")
            listed[lang] += re.findall(r'<th scope="row"><a href="[^"]*/body/([a-z0-9]+)\.html"', page)
            live = server.respond(dataset, Request(f"/browse/{name}", f"lang={lang}")).body.decode()
            assert words_of(page) == words_of(live)
    assert listed["en"] == listed["fr"] == ["x", "b1", "b2", "b3", "b4"]
    assert not (site / "browse" / "bodies" / "4.html").exists()
    assert check_links(site) > 500


def words_of(page: str) -> list[str]:
    """The words of the main part of a page, without its markup."""
    main_part = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"<[^>]*>", " ", main_part).split()


def test_an_answer_that_is_too_long_is_there_in_lines_only(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openapi, "MOST_ROWS", 1)
    assert main(["publish", str(tmp_path / "site"), "--data", str(data), "--jobs", "1"]) == 0
    asked = tmp_path / "site" / "query"
    assert len((asked / "mentions.csv").read_text("utf-8").splitlines()) == 1 + 2
    assert {path.suffix for path in asked.glob("mentions.*")} == {".html", ".csv", ".tsv"}
    assert {".json", ".xlsx", ".md"} < {path.suffix for path in asked.glob("gaps.*")}
    assert check_links(tmp_path / "site") > 500


def test_data_files_say_what_the_data_say(site: Path) -> None:
    said = {quad.triple for quad in ox.parse(TEXT, ox.RdfFormat.TURTLE)}
    written = {quad.triple for quad in ox.parse((site / "body/x.nt").read_bytes(), ox.RdfFormat.N_TRIPLES)}
    assert written <= said
    assert len(written) > 3


def test_the_index_of_the_search_names_what_there_is(site: Path) -> None:
    text = (site / "search-index.js").read_text("utf-8")
    assert text.startswith("window.migkgIndex=[")
    assert '["body/x.html","A body & more"' in text


def test_the_same_data_give_the_same_bytes(data: Path, site: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "77"}
    command = [
        sys.executable,
        "-m",
        "migkg",
        "publish",
        str(tmp_path / "site"),
        "--data",
        str(data),
        "--jobs",
        "1",
    ]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    one, other = files_in(site), files_in(tmp_path / "site")
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []


def test_shapes_are_the_same_at_each_reading() -> None:
    """Parsers give nodes without names other labels each time."""
    one, other = (Dataset.open(KnowledgeGraph.open()) for _ in range(2))
    assert len(one.shapes) > 5
    for name in ("", *one.shapes):
        assert triples_of(one, name) == triples_of(other, name) != []


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    """Two files with nodes that bear no names, given in either order to processes with other hash seeds."""
    head, _, body = TEXT.partition("<ontology>")
    parts = {"one": f"{head}<ontology>{body.partition('<document/d>')[0]}", "two": f"{head}<document/d>"}
    parts["two"] += body.partition("<document/d>")[2] + '<body/x> mig:has [ rdfs:label "a part"@en ] .\n'
    parts["one"] += "mig:Body owl:equivalentClass [ a owl:Class ; owl:unionOf ( mig:Body mig:Document ) ] .\n"
    for name, text in parts.items():
        (tmp_path / f"{name}.ttl").write_text(text, encoding="utf-8")
    found = []
    for seed, names in (("1", ("one", "two")), ("2", ("two", "one"))):
        given = [argument for name in names for argument in ("--data", str(tmp_path / f"{name}.ttl"))]
        command = [sys.executable, "-m", "migkg", "publish", str(tmp_path / seed), *given, "--jobs", seed]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        found.append(files_in(tmp_path / seed))
    one, other = found
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []
    assert b"_:c14n" in one["ontology.nt"]


def test_every_rdf_file_is_read_as_the_same_by_two_parsers(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # else it spells numbers and dates its own way
    checked = 0
    for path in sorted(site.rglob("*")):
        if path.suffix in RDF:
            engine, name = RDF[path.suffix]
            other = rdflib.Dataset()
            other.parse(path, format=name, publicID=BASE)
            written = other.serialize(format="nquads", encoding="utf-8")
            both = [
                ox.Dataset(ox.parse(path=path, format=engine, base_iri=BASE)),
                ox.Dataset(ox.parse(written, ox.RdfFormat.N_QUADS)),
            ]
            for quads in both:
                quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
            assert both[0] == both[1], path
            checked += 1
    assert checked > 40


@pytest.mark.parametrize(("count", "files"), [(4, ["sitemap.xml"]), (7, ["sitemap-1.xml", "sitemap-2.xml"])])
def test_a_list_of_pages_holds_no_more_than_search_engines_take(
    monkeypatch: pytest.MonkeyPatch, count: int, files: list[str]
) -> None:
    monkeypatch.setattr(sitemap, "MOST", 4)
    changed = {f"/body/caf\u00e9&{number}": f"2019-03-{number + 1:02}" for number in range(count)}
    made = sitemap.for_search_engines(changed, "https://data.example.org/kg")
    assert set(made) == {"robots.txt", "sitemap.xml", *files}
    site = "https://data.example.org/kg/"
    assert f"\nSitemap: {site}sitemap.xml\n" in made["robots.txt"]
    listed = [entry for name in files for entry in listed_in(made[name])]
    assert listed == [(f"{site}body/caf%C3%A9%26{n}.html", f"2019-03-{n + 1:02}") for n in range(count)]
    if len(files) > 1:
        assert listed_in(made["sitemap.xml"]) == [
            (f"{site}sitemap-1.xml", "2019-03-04"),
            (f"{site}sitemap-2.xml", "2019-03-07"),
        ]


def listed_in(text: str) -> list[tuple[str, str]]:
    """Address and day of each entry of a list for search engines, by an XML parser."""
    root = ET.fromstring(text)  # noqa: S314 -- our own
    assert root.tag.startswith("{http://www.sitemaps.org/schemas/sitemap/0.9}")
    return [(one[0].text or "", one[1].text or "") for one in root]


def test_search_engines_are_told_of_each_page_at_its_own_address(tmp_path: Path) -> None:
    site, address = tmp_path / "site", "https://data.example.org/deep.er/kg/"
    arguments = ["--data", str(Path(__file__).parent / "release.ttl"), "--site-url", address]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        assert main(["release", "1.0.0", str(site), *arguments]) == 0
        patch.setenv("SOURCE_DATE_EPOCH", "1800000000")
        assert main(["publish", str(site), *arguments]) == 0
    listed = dict(listed_in((site / "sitemap.xml").read_text("utf-8")))
    names = {unquote(one.removeprefix(address)) or "index.html" for one in listed}
    assert names == {
        name for name in files_in(site) if name.endswith(".html") and not name.startswith(("fr/", "es/"))
    }
    assert listed[f"{address}release/1.0.0.html"] == listed[f"{address}release.html"] == "2023-11-14"
    assert listed[address] == listed[f"{address}document/d.html"] == "2027-01-15"
    assert f"Sitemap: {address}sitemap.xml" in (site / "robots.txt").read_text("utf-8")


def test_without_an_address_there_is_no_list_of_addresses(site: Path) -> None:
    assert not (site / "sitemap.xml").exists()
    assert (site / "robots.txt").read_text("utf-8") == "User-agent: *\nAllow: /\n"


# --- replacing ------------------------------------------------------------------------------------------


def test_a_folder_that_holds_something_else_is_left_alone(
    tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    assert main(["publish", str(tmp_path / "mine"), "--data", str(data)]) == 2
    assert "holds something else" in capsys.readouterr().err
    assert files_in(tmp_path / "mine") == {"thesis.txt": b""}
    with pytest.raises(UsageError, match="no folder"), replaced(data):
        pass


def test_what_fails_leaves_all_as_it_was(tmp_path: Path) -> None:
    with replaced(tmp_path / "site") as new:
        (new / "a").write_text("old")

    def fail() -> None:
        with replaced(tmp_path / "site") as new:
            (new / "a").write_text("new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (tmp_path / "site" / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


HOLDER = """
import sys
from pathlib import Path
from migkg.publish.switch import replaced

with replaced(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_only_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migkg.versions._PATIENCE", 0.2)
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "site")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(OutputError, match="another process"), replaced(tmp_path / "site"):
            pass
        assert other.communicate()[0] == b""
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


KILLS = """
import os, pathlib, random, signal, sys, time
from migkg.publish.switch import replaced

os.sync = lambda: None  # only a power cut needs it, and on a busy machine it takes longer than all else
folder, chance = pathlib.Path(sys.argv[1]), random.Random(7)
seen = set()
for turn in range(50):
    child = os.fork()
    if not child:
        while True:
            with replaced(folder) as new:
                for number in range(30):
                    (new / str(number)).write_text(str(turn))
    time.sleep(0.02 + chance.random() * 0.08)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if folder.exists():
        assert len(list(folder.iterdir())) == 31, sorted(folder.iterdir())
        (mark,) = {(folder / str(number)).read_text() for number in range(30)}
        seen.add(mark)
assert len(seen) > 5, seen
with replaced(folder) as new:
    (new / "a").touch()
"""


def test_a_site_that_is_ended_at_any_moment_is_whole(tmp_path: Path) -> None:
    """Fifty times, a process that replaces the folder again and again is ended by SIGKILL."""
    folder = tmp_path / "site"
    command = [sys.executable, "-c", KILLS, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sorted(files_in(folder)) == [MARK, "a"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def digest(folder: Path) -> str:
    return hashlib.sha256(repr(sorted(files_in(folder).items())).encode()).hexdigest()


def test_publishing_that_is_ended_leaves_the_old_site(data: Path, site: Path) -> None:
    before = digest(site)
    command = [sys.executable, "-m", "migkg", "publish", str(site), "--data", str(data)]
    for seconds in (0.5, 1.5, 3):
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True) as publisher:
            time.sleep(seconds)
            os.killpg(publisher.pid, signal.SIGKILL)
        assert digest(site) == before
