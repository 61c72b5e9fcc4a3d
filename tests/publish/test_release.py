"""A release: what is refused, what is written, what stays, and that it is made whole or not at all."""

from __future__ import annotations

import html
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from migkg.api import KnowledgeGraph
from migkg.cli import main
from migkg.diff import between
from migkg.errors import DataError, UsageError
from migkg.publish.editions import Version, editions_in
from migkg.publish.release import planned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BASE = "https://w3id.org/migkg/"
OWL = "http://www.w3.org/2002/07/owl#"
DCAT = "http://www.w3.org/ns/dcat#"
FIRST = (Path(__file__).parent / "release.ttl").read_text(encoding="utf-8")
RENAMED = FIRST.replace('"A network"@en', '"A network of bodies"@en')
WIDER = RENAMED + "mig:Event a owl:Class ; rdfs:isDefinedBy <ontology> .\n"
BROKEN = WIDER.replace(" rdfs:subClassOf mig:Passage ;", "")
STEPS = (("1.0.0", FIRST), ("1.0.1", RENAMED), ("1.1.0", WIDER), ("2.0.0", BROKEN))


@pytest.fixture(scope="module", autouse=True)
def _same_time() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A dataset with this text; the same file for the same text."""
    folder = tmp_path_factory.mktemp("data")

    def written(text: str) -> Path:
        path = folder / f"{sha256(text.encode()).hexdigest()[:8]}.ttl"
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture(scope="module")
def site(data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with four releases."""
    folder = tmp_path_factory.mktemp("released") / "site"
    for version, text in STEPS:
        assert main(["release", version, str(folder), "--data", str(data(text)), "--jobs", "1"]) == 0
    return folder


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def said(path: Path) -> set[tuple[str, str, str]]:
    quads = ox.parse(path.read_bytes(), ox.RdfFormat.from_extension(path.suffix[1:]), base_iri=BASE)
    return {(str(quad.subject), quad.predicate.value, str(quad.object)) for quad in quads}


def check_sums(release: Path) -> int:
    """The number of files whose sums are right; fails on one that is not, or has none."""
    lines = (release / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = {name: content for name, content in files_in(release).items() if name != "SHA256SUMS"}
    assert sums == {name: sha256(content).hexdigest() for name, content in found.items()}
    return len(sums)


# --- what is written --------------------------------------------------------------------------------


def test_earlier_releases_stay_with_all_that_they_hold(site: Path) -> None:
    assert [edition.version for edition in editions_in(site)] == [version for version, _ in STEPS]
    for version, _ in STEPS:
        release = site / "release" / version
        assert check_sums(release) > 30
        assert {"dumps/migkg.nq", "dumps/migkg.xlsx", "ontology.ttl", "notes.md", "release.json"} <= set(
            files_in(release)
        )
        assert (site / f"release/{version}.html").is_file()
        assert (site / f"fr/release/{version}.html").is_file()


def test_versions_of_data_vocabulary_and_tool_go_apart(site: Path) -> None:
    from migkg import __version__

    told = {edition.version: edition for edition in editions_in(site)}
    assert [told[version].ontology for version, _ in STEPS] == ["1.0.0", "1.0.0", "1.1.0", "2.0.0"]
    assert [told[version].change for version, _ in STEPS] == ["none", "none", "minor", "major"]
    assert {edition.tool for edition in told.values()} == {__version__}
    notes = (site / "release/1.0.1/notes.md").read_text(encoding="utf-8")
    assert "- Vocabulary: 1.0.0, not changed since" in notes
    assert "name changed from “A network” to “A network of bodies”" in notes
    assert 'version: "2.0.0"' in (site / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf"])
def test_only_the_published_vocabulary_bears_a_version(site: Path, form: str) -> None:
    def versions(path: Path) -> set[tuple[str, str]]:
        return {(p.removeprefix(OWL), o) for _, p, o in said(path) if "ersion" in p and p.startswith(OWL)}

    def iri(version: str) -> str:
        return f"<{BASE}release/{version}/ontology>"

    unchanged = {("versionIRI", iri("1.0.0")), ("versionInfo", '"1.0.0"')}
    assert versions(site / f"release/1.0.0/ontology.{form}") == unchanged
    assert versions(site / f"release/1.0.1/ontology.{form}") == unchanged
    later = {("versionIRI", iri("2.0.0")), ("versionInfo", '"2.0.0"'), ("priorVersion", iri("1.1.0"))}
    assert versions(site / f"release/2.0.0/ontology.{form}") == later
    assert versions(site / f"ontology.{form}") == later
    assert not any("ersion" in p for _, p, _ in said(site / "dumps/migkg.nq") if p.startswith(OWL))


def test_the_published_vocabulary_has_axioms_without_a_name(site: Path) -> None:
    for path in ("ontology.nt", "release/1.1.0/ontology.nt"):
        assert any(o == f"<{OWL}AllDisjointClasses>" for _, _, o in said(site / path)), path


def test_versions_are_told_in_dcat(site: Path) -> None:
    node = f"<{BASE}release/1.1.0>"
    told = said(site / "release/1.1.0.ttl")
    assert {
        (node, f"{DCAT}version", '"1.1.0"'),
        (node, f"{DCAT}previousVersion", f"<{BASE}release/1.0.1>"),
        (node, f"{DCAT}isVersionOf", f"<{BASE}>"),
        (f"<{BASE}>", f"{DCAT}hasVersion", node),
    } <= told
    whole = said(site / "dumps/catalogue.nt")
    assert {o for s, p, o in whole if p == f"{DCAT}hasVersion"} == {
        f"<{BASE}release/{version}>" for version, _ in STEPS
    }
    assert (f"<{BASE}>", f"{DCAT}hasCurrentVersion", f"<{BASE}release/2.0.0>") in whole
    assert (f"<{BASE}>", f"{DCAT}version", '"2.0.0"') in whole


def test_the_catalogue_of_a_release_leads_to_the_files_that_stay(site: Path) -> None:
    release = site / "release/1.0.0"
    addresses = {
        o.strip("<>") for _, p, o in said(release / "dumps/catalogue.nt") if p == f"{DCAT}downloadURL"
    }
    assert len(addresses) > 10
    for address in addresses:
        assert (site / unquote(address.removeprefix(BASE))).is_file(), address
    assert all("/release/1.0.0/" in address for address in addresses)


def test_page_and_catalogue_of_a_release_say_the_same_of_it(site: Path) -> None:
    node = f"<{BASE}release/1.1.0>"
    catalogue = said(site / "release/1.1.0/dumps/catalogue.nt")
    assert said(site / "release/1.1.0.nt") <= catalogue
    for name in ("http://purl.org/dc/terms/title", "http://www.w3.org/ns/prov#wasGeneratedBy"):
        assert len({o for s, p, o in catalogue if (s, p) == (node, name)}) == 1, name


def test_every_link_of_the_pages_of_releases_leads_somewhere(site: Path) -> None:
    pages = [site / "release.html", *site.glob("release/*.html"), *site.glob("fr/release/*.html")]
    assert len(pages) == 1 + 4 + 4
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for found in re.findall(r'(?:href|src)="([^"#?]+)', text):
            address = html.unescape(found)
            if not re.match(r"[a-z]+:", address):
                target = posixpath.normpath(posixpath.join(page.parent.as_posix(), unquote(address)))
                assert Path(target).exists(), (page, address)
    assert "A network of bodies" in (site / "release/1.0.1.html").read_text(encoding="utf-8")
    listed = (site / "release.html").read_text(encoding="utf-8")
    assert [listed.index(f"release/{version}.html") for version, _ in STEPS[::-1]] == sorted(
        listed.index(f"release/{version}.html") for version, _ in STEPS
    )


def test_changes_are_there_for_programs(site: Path) -> None:
    told = json.loads((site / "release/1.1.0/changes.json").read_bytes())
    assert (told["old"], told["new"], told["gravity"]["level"]) == ("1.0.1", "1.1.0", "minor")
    assert (site / "release/1.1.0/changes.rdfp").read_text(encoding="utf-8").startswith("H id ")
    assert not (site / "release/1.0.0/changes.json").exists()


def test_the_same_data_give_the_same_site(site: Path, data: Callable[[str], Path], tmp_path: Path) -> None:
    steps = [(version, str(data(text))) for version, text in STEPS]
    target = str(tmp_path / "site")
    code = f"""from migkg.cli import main
for version, file in {steps!r}:
    assert main(['release', version, {target!r}, '--data', file, '--jobs', '2']) == 0
"""
    environment = {**os.environ, "PYTHONHASHSEED": "77"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
    one, other = files_in(site), files_in(tmp_path / "site")
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []


# --- again ------------------------------------------------------------------------------------------


def test_a_release_made_again_is_the_same(site: Path, data: Callable[[str], Path]) -> None:
    before = files_in(site)
    assert main(["release", "2.0.0", str(site), "--data", str(data(BROKEN))]) == 0
    assert files_in(site) == before


def test_a_release_never_changes(
    site: Path, data: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before = files_in(site)
    other = BROKEN.replace("A network of bodies", "Another network")
    assert main(["release", "2.0.0", str(site), "--data", str(data(other))]) == 2
    assert "2.0.0 is released already, with other content (" in capsys.readouterr().err
    assert files_in(site) == before


def test_publishing_keeps_the_releases(site: Path, data: Callable[[str], Path], tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    before = {name: files_in(site / "release" / name) for name, _ in STEPS}
    assert main(["publish", str(tmp_path / "site"), "--data", str(data(FIRST))]) == 0
    assert {name: files_in(tmp_path / "site" / "release" / name) for name, _ in STEPS} == before
    assert not any("version" in p for _, p, _ in said(tmp_path / "site" / "ontology.nt") if p.startswith(OWL))
    assert re.search(
        r'^version: "2\.0\.0\+[0-9a-f]{8}"', (tmp_path / "site/CITATION.cff").read_text(), re.MULTILINE
    )


# --- what is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "text", "error", "message"),
    [
        ("2.0.0.1", BROKEN, UsageError, "three numbers"),
        ("2.0", BROKEN, UsageError, "three numbers"),
        ("1.2.0", BROKEN, UsageError, "1.2.0 does not follow 2.0.0"),
        ("2.0.1", WIDER, DataError, "has a minor change since 2.0.0 .* Release it as 2.1.0"),
        (
            "2.1.0",
            FIRST,
            DataError,
            "has a major change since 2.0.0 .*mig:Event is gone.* Release it as 3.0.0",
        ),
    ],
)
def test_a_version_that_does_not_say_what_changed_is_refused(
    site: Path, data: Callable[[str], Path], version: str, text: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        planned(KnowledgeGraph.open(data(text)), version, site)


def test_a_version_may_say_more_than_what_changed(site: Path, data: Callable[[str], Path]) -> None:
    for version in ("2.0.1", "2.1.0", "3.0.0"):
        assert planned(KnowledgeGraph.open(data(BROKEN)), version, site).edition.version == version


def test_data_that_break_their_rules_are_not_released(
    data: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = data(FIRST.replace(' ; mig:fingerprint "0123456789abcdef"', ""))
    assert main(["release", "1.0.0", str(tmp_path / "site"), "--data", str(wrong)]) == 1
    assert "1 violation. Nothing was released." in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_what_git_has_not_committed_is_not_released(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        command = ["git", "-C", str(tmp_path), *who, *arguments]
        subprocess.run(command, check=True, capture_output=True)

    file = tmp_path / "data.ttl"
    file.write_text(FIRST, encoding="utf-8")
    git("init")
    arguments = ["release", "1.0.0", str(tmp_path / "site"), "--data", str(file)]
    assert main(arguments) == 2
    assert "Not all of the data are committed: data.ttl." in capsys.readouterr().err
    git("add", "data.ttl")
    git("commit", "-m", "x")
    (tmp_path / "else.txt").touch()
    assert main(arguments) == 0


def test_versions_are_in_the_order_of_their_numbers() -> None:
    assert max(map(Version.of, ["1.10.0", "1.9.0", "1.9.10", "1.9.9"])) == Version(1, 10, 0)
    assert Version(1, 0, 0).step_to(Version(1, 0, 0)) == "none"
    for wrong in ("1", "v1.0.0", "1.0.0-beta", "01.0.0", "1.0.-1", "٣.0.0", ""):
        with pytest.raises(UsageError, match="three numbers"):
            Version.of(wrong)


# --- what changed between releases --------------------------------------------------------------------


@pytest.mark.parametrize("part", ["", "/dumps", "/dumps/migkg.nq", "/dumps/migkg.trig", "/dumps/migkg.ttl"])
def test_the_difference_of_releases_is_that_of_their_sources(
    site: Path, data: Callable[[str], Path], part: str
) -> None:
    story, _ = between(f"{site}/release/1.0.0{part}", f"{site}/release/2.0.0{part}")
    expected, _ = between(str(data(FIRST)), str(data(BROKEN)))
    assert story.entries == expected.entries
    assert story.gravity == expected.gravity


def test_a_site_is_compared_by_its_dumps(site: Path, data: Callable[[str], Path]) -> None:
    story, difference = between(str(site), str(data(BROKEN)))
    assert not difference
    assert story.entries == ()


# --- ended at any moment ------------------------------------------------------------------------------

KILLS = """
import hashlib, os, pathlib, random, signal, sys, time
from migkg.cli import main
from migkg.publish.editions import editions_in

os.sync = lambda: None  # what a process that is ended has written is not lost; only a power cut needs this
folder, data, times = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
chance = random.Random(11)

def release(number, jobs="2"):
    return main(["release", f"1.0.{number}", str(folder), "--data", data, "--jobs", jobs])

def begun(number):
    child = os.fork()
    if not child:
        os.setsid()  # to be ended with all that it starts
        os._exit(release(number))
    return child

def made(number):
    start = time.monotonic()
    assert os.waitpid(begun(number), 0)[1] == 0, number
    return time.monotonic() - start

def state():
    for sums in folder.rglob("SHA256SUMS"):
        for line in sums.read_text().splitlines():
            digest, _, name = line.partition("  ")
            assert hashlib.sha256((sums.parent / name).read_bytes()).hexdigest() == digest, (sums, name)
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return hashlib.sha256(repr([(n, p.read_bytes()) for n, p in sorted(files.items())]).encode()).hexdigest()

assert release(0, jobs="1") == 0  # here, so that the others find all modules imported
took = made(1)
known, last, kept = state(), 1, 0
for turn in range(times):
    child = begun(last + 1)
    time.sleep(chance.random() * took * 1.3)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    now = state()
    if now == known:
        kept += 1
        continue
    last += 1
    assert [edition.version for edition in editions_in(folder)] == [f"1.0.{n}" for n in range(last + 1)]
    took = made(last)
    assert state() == now, "the release was not whole"
    known = now
print(kept, last - 1)
"""
DECLARED = """\
mig:order a owl:DatatypeProperty ; rdfs:isDefinedBy <ontology> .
mig:fingerprint a owl:DatatypeProperty ; rdfs:isDefinedBy <ontology> .
mig:mentions a owl:ObjectProperty ; rdfs:isDefinedBy <ontology> .
"""
QUERY = """\
#+ summary: Which networks are there?
#+ description: All.
#+ params: []
#+ tags: [bodies]
PREFIX mig: <https://w3id.org/migkg/ontology#>
SELECT ?body { ?body a mig:Network } ORDER BY ?body
"""
SHAPE = """\
@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<shape/network> a sh:NodeShape ; sh:targetClass mig:Network ; sh:property <shape/network/name> .
<shape/network/name> a sh:PropertyShape ; sh:path rdfs:label ; sh:minCount 1 ; sh:message "Name it." .
"""
MANIFEST = """\
@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
<graph/data> a mig:DataFile ; mig:fileRole mig:documentFile ; mig:path "data/data.ttl" ;
  mig:meetsShapes "shapes/network.ttl" .
<graph/queries> a mig:DataFile ; mig:fileRole mig:queryFile ; mig:path "queries" .
<graph/shapes> a mig:DataFile ; mig:fileRole mig:shapeFile ; mig:path "shapes" .
"""


@pytest.mark.slow
def test_a_release_that_is_ended_at_any_moment_was_not_made_or_is_whole(tmp_path: Path) -> None:
    """Fifty times `migkg release` is ended by SIGKILL, at random moments over all of its length."""
    root, folder = tmp_path / "small", tmp_path / "public" / "site"
    texts = {
        "data/manifest.ttl": MANIFEST,
        "data/data.ttl": FIRST + DECLARED,
        "queries/networks.rq": QUERY,
        "shapes/network.ttl": SHAPE,
    }
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", KILLS, str(folder), str(root), "50"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    kept, switched = map(int, done.stdout.split()[-2:])
    assert kept + switched == 50
    assert kept > 0 < switched
    number = len(editions_in(folder))
    assert main(["release", f"1.0.{number}", str(folder), "--data", str(root)]) == 0
    assert [path.name for path in folder.parent.iterdir()] == ["site"]
    assert all(check_sums(folder / edition.path) > 10 for edition in editions_in(folder))
