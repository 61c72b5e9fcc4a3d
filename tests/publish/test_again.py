"""A site that is written again: what would be the same is taken over, and the whole is as if it were new."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from migkg import KnowledgeGraph
from migkg.graph import parse_file
from migkg.publish import publish
from migkg.publish.record import Part, Record, Recorder, Written
from migkg.publish.release import planned
from migkg.web.dataset import Release

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

HEAD = """\
@base <https://w3id.org/migkg/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ONTOLOGY = """
<ontology> a owl:Ontology ; rdfs:label "A vocabulary"@en .
mig:Passage a owl:Class ; rdfs:label "Passage"@en ; rdfs:isDefinedBy <ontology> .
mig:Paragraph a owl:Class ; rdfs:subClassOf mig:Passage ; rdfs:label "Paragraph"@en ;
  rdfs:isDefinedBy <ontology> .
mig:Document a owl:Class ; rdfs:label "Document"@en ; rdfs:isDefinedBy <ontology> .
mig:Body a owl:Class ; rdfs:label "Body"@en ; rdfs:isDefinedBy <ontology> ;
  owl:equivalentClass [ a owl:Class ; owl:unionOf ( mig:Body mig:Network ) ] .
mig:Network a owl:Class ; rdfs:label "Network"@en ; rdfs:isDefinedBy <ontology> .
mig:Claim a owl:Class ; rdfs:label "Claim"@en ; rdfs:isDefinedBy <ontology> .
mig:Linkage a owl:Class ; rdfs:subClassOf mig:Claim ; rdfs:label "Linkage"@en ;
  rdfs:isDefinedBy <ontology> .
mig:stated rdfs:label "stated"@en .
"""
MANIFEST = """
<graph/manifest> a mig:DataFile ; mig:fileRole mig:manifestFile ; mig:path "data/manifest.ttl" .
<graph/vocabulary> a mig:DataFile ; mig:fileRole mig:ontologyFile ; mig:path "ontology/vocabulary.ttl" .
<graph/queries> a mig:DataFile ; mig:fileRole mig:queryFile ; mig:path "queries" .
<graph/bodies> a mig:DataFile ; mig:fileRole mig:entityFile ; mig:path "data/bodies.ttl" .
"""
QUERIES = {
    "who": "SELECT ?body ?name WHERE { ?body a mig:Body ; rdfs:label ?name } ORDER BY ?body",
    "pairs": "SELECT ?one ?other ?name WHERE { ?one a mig:Body ; rdfs:label ?name . ?other a mig:Body }"
    " ORDER BY ?one ?other",
    "promises": "SELECT ?point WHERE { ?point mig:promisedBy ?x } ORDER BY ?point",
}
TOOL = 0xA1
"""Stands for a program by which a site is made."""


@dataclass
class World:
    """Documents with passages, bodies that they mention, claims that join bodies: to be changed at will."""

    bodies: dict[str, tuple[str, str]] = field(
        default_factory=lambda: {f"b{n}": (f"Body {n}", "Body") for n in range(5)}
    )
    titles: dict[str, str] = field(default_factory=lambda: {f"d{n}": f"Paper {n}" for n in range(3)})
    passages: dict[tuple[str, int], tuple[str, tuple[str, ...]]] = field(
        default_factory=lambda: {
            (f"d{d}", p): (f"It says {d} and {p}.", (f"b{(d + p) % 5}",))
            for d in range(3)
            for p in range(1, 5)
        }
    )
    links: dict[str, tuple[str, str, tuple[str, int]]] = field(
        default_factory=lambda: {f"l{n}": (f"b{n}", f"b{n + 1}", ("d0", 1 + n)) for n in range(3)}
    )

    def write(self, root: Path) -> None:
        """The world as a dataset in a folder."""
        files = {"ontology/vocabulary.ttl": ONTOLOGY, "data/bodies.ttl": self._bodies()}
        listed = MANIFEST
        for name in self.titles:
            files[f"data/{name}.ttl"] = self._document(name)
            listed += (
                f"<graph/{name}> a mig:DataFile ; mig:fileRole mig:documentFile ;"
                f' mig:path "data/{name}.ttl" .\n'
            )
        files["data/manifest.ttl"] = listed.replace(MANIFEST.splitlines()[1], "")
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(HEAD + text, encoding="utf-8")
        for name, text in QUERIES.items():
            (root / "queries").mkdir(exist_ok=True)
            head = f"#+ summary: Which {name}?\n#+ description: All.\n#+ params: []\n#+ tags: [bodies]\n"
            prefixes = HEAD.replace("@prefix", "PREFIX").replace(" .\n", "\n").partition("\n")[2]
            (root / "queries" / f"{name}.rq").write_text(f"{head}{prefixes}{text}\n", encoding="utf-8")

    def _bodies(self) -> str:
        return "".join(
            f'<body/{name}> a mig:{kind} ; rdfs:label "{label}"@en ; skos:notation "{name.upper()}" .\n'
            for name, (label, kind) in self.bodies.items()
        )

    def _document(self, name: str) -> str:
        title = self.titles[name]
        text = f'<document/{name}> a mig:Document ; rdfs:label "{title}"@en ; skos:notation "{name}" .\n'
        for order, ((home, number), (abstract, mentions)) in enumerate(sorted(self.passages.items()), 1):
            if home == name:
                named = "".join(f" ; mig:mentions <body/{body}>" for body in mentions if body in self.bodies)
                text += (
                    f"<document/{name}/para/{number}> a mig:Paragraph ; dcterms:isPartOf <document/{name}> ;"
                    f' skos:notation "para {number}" ; mig:order {order} ;'
                    f' dcterms:abstract "{abstract}"@en{named} .\n'
                )
        for link, (one, other, (home, number)) in self.links.items():
            if home == name and (home, number) in self.passages:
                text += (
                    f"<claim/{name}/{link}> a mig:Linkage ; mig:basis mig:stated ;"
                    f" mig:linkFrom <body/{one}> ; mig:linkTo <body/{other}> ;"
                    f" mig:evidence <document/{name}/para/{number}> .\n"
                )
        return text

    def changed(self, chance: random.Random) -> str:
        """Change something at random, and tell what."""
        body, title = chance.choice(sorted(self.bodies)), chance.choice(sorted(self.titles))
        passage = chance.choice(sorted(self.passages))
        abstract, mentions = self.passages[passage]
        label, kind = self.bodies[body]
        link = chance.choice(sorted(self.links))
        match what := chance.randrange(9):
            case 0:
                self.bodies[body] = (f"{label}{what}", kind)
            case 1:
                self.bodies[body] = (label, "Network" if kind == "Body" else "Body")
            case 2:
                self.bodies[f"b{len(self.bodies) + 20}"] = ("A new one", "Body")
            case 3:
                self.titles[title] += " again"
            case 4:
                self.passages[passage] = (f"{abstract} Or not.", mentions)
            case 5:
                self.passages[passage] = (abstract, (*mentions, body))
            case 6 if len(self.passages) > 4:
                del self.passages[passage]
            case 7:
                self.passages[title, chance.randrange(10, 99)] = ("One more.", (body,))
            case _:
                one, other, where = self.links[link]
                self.links[link] = (body, one if body == other else other, where)
        return f"{what} {body} {title} {passage} {link}"


def written(root: Path, site: Path) -> dict[str, tuple[bytes, int]]:
    """Each file of the site that is made of a dataset, with its number on the disk."""
    publish(KnowledgeGraph.open(root), site, lambda *_: None)
    return {
        path.relative_to(site).as_posix(): (path.read_bytes(), path.stat().st_ino)
        for path in site.rglob("*")
        if path.is_file()
    }


def contents(files: dict[str, tuple[bytes, int]]) -> dict[str, bytes]:
    return {name: content for name, (content, _) in files.items()}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def test_after_any_change_the_site_is_that_of_a_whole_build(tmp_path: Path) -> None:
    world, chance = World(), random.Random(3)
    world.write(tmp_path / "data")
    before = written(tmp_path / "data", tmp_path / "site")
    kept = 0
    for turn in range(9):
        told = world.changed(chance)
        world.write(tmp_path / "data")
        again = written(tmp_path / "data", tmp_path / "site")
        whole = written(tmp_path / "data", tmp_path / f"whole{turn}")
        assert sorted(again) == sorted(whole), told
        differing = [name for name in again if again[name][0] != whole[name][0]]
        assert differing == [], (turn, told)
        kept += sum(again[name][1] == before[name][1] for name in again.keys() & before.keys())
        before = again
    assert kept > 9 * 40


def test_what_has_not_changed_is_not_made_again(tmp_path: Path) -> None:
    world = World()
    world.write(tmp_path / "data")
    before = written(tmp_path / "data", tmp_path / "site")
    world.passages["d1", 2] = ("It says something else.", ("b3",))
    world.write(tmp_path / "data")
    again = written(tmp_path / "data", tmp_path / "site")
    new = {name for name in again if again[name][1] != before[name][1]}
    assert {"document/d1.html", "document/d1/para/2.html", "body/b3.html", "fr/search-index.js"} <= new
    same = {"document/d0.html", "document/d2/para/1.html", "document/d1/para/4.ttl", "body/b1.html"}
    assert not same & new


def test_files_that_have_not_changed_are_not_read_again_for_the_dumps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()

    def noted(path: Path) -> tuple[ox.Quad, ...]:
        read.add(path.name)
        return parse_file(path)

    monkeypatch.setattr("migkg.publish.graphs.parse_file", noted)
    world = World()
    world.write(tmp_path / "data")
    written(tmp_path / "data", tmp_path / "site")
    assert read == {"vocabulary.ttl", "bodies.ttl", "d0.ttl", "d1.ttl", "d2.ttl"}
    read.clear()
    world.passages["d1", 2] = ("It says something else.", ("b3",))
    world.write(tmp_path / "data")
    again = written(tmp_path / "data", tmp_path / "site")
    assert read == {"vocabulary.ttl", "d1.ttl"}  # the vocabulary has nodes without names in it
    assert contents(again) == contents(written(tmp_path / "data", tmp_path / "whole"))


@pytest.mark.parametrize("epoch", ["1700000000", "1800000000"])
def test_another_date_changes_the_pages_that_tell_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    World().write(tmp_path / "data")
    before = written(tmp_path / "data", tmp_path / "site")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    again = written(tmp_path / "data", tmp_path / "site")
    kept = {name for name in again if again[name][1] == before[name][1]}
    assert "browse/bodies.html" in kept
    for name in ("index.html", "body/b1.html", "document/d1/para/2.html"):
        assert (name in kept) == (epoch == "1700000000")
        day = f"{datetime.fromtimestamp(int(epoch), UTC):%Y-%m-%d}"
        assert day in again[name][0].decode()


def test_an_answer_is_written_again_only_if_it_has_changed(tmp_path: Path) -> None:
    world = World()
    world.write(tmp_path / "data")
    before = written(tmp_path / "data", tmp_path / "site")
    world.titles["d1"] = "Another name"  # a label, and both questions look at labels or at promises
    world.write(tmp_path / "data")
    again = written(tmp_path / "data", tmp_path / "site")
    forms = ("html", "csv", "json", "xlsx")
    names = {"dumps/queries/who.csv", *(f"query/who.{form}" for form in forms)}
    assert all(again[name][1] == before[name][1] for name in names)
    world.bodies["b1"] = ("Another body", "Body")
    world.write(tmp_path / "data")
    last = written(tmp_path / "data", tmp_path / "site")
    assert all(b"Another body" in last[name][0] for name in names if not name.endswith("xlsx"))
    assert all(last[name][1] != again[name][1] for name in names)


def test_a_large_answer_in_another_language_is_shown_again_when_what_it_can_look_at_changes(
    tmp_path: Path,
) -> None:
    world = World(bodies={f"b{n}": (f"Body {n}", "Body") for n in range(23)})
    world.write(tmp_path / "data")
    before = written(tmp_path / "data", tmp_path / "site")
    world.passages["d1", 2] = ("It says something else.", ("b3",))  # at which the question does not look
    world.write(tmp_path / "data")
    again = written(tmp_path / "data", tmp_path / "site")
    assert again["fr/query/pairs.html"] == before["fr/query/pairs.html"]
    world.titles["d1"] = "Another name"  # a label, but the answer is the same
    world.write(tmp_path / "data")
    same = written(tmp_path / "data", tmp_path / "site")
    assert same["query/pairs.html"] == again["query/pairs.html"]
    assert same["fr/query/pairs.html"][0] == again["fr/query/pairs.html"][0]
    world.bodies["b1"] = ("Another body", "Body")
    world.write(tmp_path / "data")
    last = written(tmp_path / "data", tmp_path / "site")
    assert all(b"Another body" in last[f"{lang}query/pairs.html"][0] for lang in ("", "fr/", "es/"))
    assert contents(last) == contents(written(tmp_path / "data", tmp_path / "whole"))


def test_after_a_release_a_change_makes_only_few_pages_anew(tmp_path: Path) -> None:
    world, site = World(), tmp_path / "site"
    world.write(tmp_path / "data")
    plan = planned(KnowledgeGraph.open(tmp_path / "data"), "1.0.0", site)
    publish(KnowledgeGraph.open(tmp_path / "data"), site, lambda *_: None, plan=plan)
    seen = []
    for text in ("It says something else.", "It says another thing."):
        world.passages["d1", 2] = (text, ("b3",))
        world.write(tmp_path / "data")
        seen.append(written(tmp_path / "data", site))
    before, again = seen
    assert b"version 1.0.0+unreleased (2023-11-14)" in again["body/b1.html"][0]
    assert {name for name in again if again[name][1] == before[name][1]} >= {
        "body/b1.html",
        "document/d0.html",
    }
    digest = Release.of(KnowledgeGraph.open(tmp_path / "data").project).digest[:8]
    told = {name for name, (content, _) in again.items() if f"1.0.0+{digest}".encode() in content}
    assert {"index.html", "CITATION.cff", "dumps/catalogue.ttl"} <= told
    assert not any(name.startswith(("body/", "document/", "browse")) for name in told)


def test_a_page_that_others_have_changed_is_made_again(tmp_path: Path) -> None:
    World().write(tmp_path / "data")
    before = contents(written(tmp_path / "data", tmp_path / "site"))
    (tmp_path / "site" / "body" / "b1.html").write_text("mine", encoding="utf-8")
    (tmp_path / "site" / "body" / "b2.html").unlink()
    assert contents(written(tmp_path / "data", tmp_path / "site")) == before


@pytest.mark.parametrize("lost", ["migkg.xlsx", "queries/who.csv", "migkg.nq", "migkg.ttl", "catalogue.nt"])
def test_dumps_need_no_other_of_their_earlier_files(tmp_path: Path, lost: str) -> None:
    World().write(tmp_path / "data")
    before = contents(written(tmp_path / "data", tmp_path / "site"))
    (tmp_path / "site" / "dumps" / lost).unlink()
    assert contents(written(tmp_path / "data", tmp_path / "site")) == before


def test_a_part_is_taken_over_whole_or_not_at_all(tmp_path: Path) -> None:
    site, new = tmp_path / "site", tmp_path / "new"
    for folder in (site, new):
        folder.mkdir()
    files = {}
    for name in ("a", "b"):
        (site / name).write_text(name, encoding="utf-8")
        files[name] = Written.of(site / name, name.encode())
    recorder = Recorder(site, Record(site, TOOL))
    recorder.add(Part("page", (), "signed", files))
    recorder.keep()
    assert not Record(site, TOOL).kept("page", "other", new)
    assert not Record(site, TOOL + 1).kept("page", "signed", new)
    assert not Record(site, TOOL).kept("other", "signed", new)
    (site / "b").write_text("changed", encoding="utf-8")
    assert not Record(site, TOOL).kept("page", "signed", new)
    assert list(new.iterdir()) == []
    (site / "b").write_text("b", encoding="utf-8")
    (new / "b").mkdir()  # in the way
    assert not Record(site, TOOL).kept("page", "signed", new)
    assert [path.name for path in new.iterdir()] == ["b"]
    (new / "b").rmdir()
    assert Record(site, TOOL).kept("page", "signed", new)
    assert (new / "a").stat().st_ino == (site / "a").stat().st_ino


def test_without_a_record_all_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    World().write(tmp_path / "data")
    before = written(tmp_path / "data", tmp_path / "site")
    for record in (tmp_path / "cache" / "migkg").glob("site-*"):
        record.write_text('migkg site 1\n"broken', encoding="utf-8")
    assert contents(written(tmp_path / "data", tmp_path / "site")) == contents(before)
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/none")
    assert contents(written(tmp_path / "data", tmp_path / "site")) == contents(before)


def test_lines_of_a_record_that_cannot_be_read_cost_their_parts_only(tmp_path: Path) -> None:
    World().write(tmp_path / "data")
    before = written(tmp_path / "data", tmp_path / "site")
    (record,) = (tmp_path / "cache" / "migkg").glob("site-*")
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    broken = [f"{line[: len(line) // 2]}\n" if line.startswith('["/document/d1"') else line for line in lines]
    assert broken != lines
    record.write_text("".join(broken), encoding="utf-8")
    again = written(tmp_path / "data", tmp_path / "site")
    assert contents(again) == contents(before)
    assert again["document/d1.html"][1] != before["document/d1.html"][1]
    assert again["document/d2.html"][1] == before["document/d2.html"][1]


def test_a_record_of_many_changes_serves_the_next_one(tmp_path: Path) -> None:
    world = World()
    world.write(tmp_path / "data")
    before = written(tmp_path / "data", tmp_path / "site")
    for turn in range(3):
        world.passages["d1", 2] = (f"It says {turn}.", ("b3",) * (turn % 2))
        world.write(tmp_path / "data")
        again = written(tmp_path / "data", tmp_path / "site")
        assert again["document/d0.html"][1] == before["document/d0.html"][1]
    (record,) = (tmp_path / "cache" / "migkg").glob("site-*")
    names = [line.split(",")[0] for line in record.read_text(encoding="utf-8").splitlines() if line[0] == "["]
    assert len(names) == len(set(names))
