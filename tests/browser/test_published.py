"""The site as files: its HTML, its links and its RDF, and in Chromium from a disk and below a path."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest
import rdflib

from browser_pages import PAGES
from migkg import terms
from migkg.web.render import Links
from migkg.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser_pages import Visitor

ASKED = {"search", "nothing-found", "not-found", "editor", "home-fr", "point-es"}
"""Pages of the server of which there is no file of their own."""
KINDS = {name: path.partition("?")[0] for name, path in PAGES.items() if name not in ASKED}
KINDS["search"] = "/search"
LINK = re.compile(r'\b(?:href|src|action)="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')
FORMS = {
    ".ttl": (ox.RdfFormat.TURTLE, "turtle"),
    ".nt": (ox.RdfFormat.N_TRIPLES, "nt"),
    ".jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
    ".rdf": (ox.RdfFormat.RDF_XML, "xml"),
    ".nq": (ox.RdfFormat.N_QUADS, "nquads"),
    ".trig": (ox.RdfFormat.TRIG, "trig"),
}
EACH = 12
"""Of the files of things every so many is read by rdflib, which takes long; of all others each."""


def place(name: str, lang: str) -> str:
    return Links("/", ending=".html").place(KINDS[name], lang).lstrip("/")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Tell nobody."""


@pytest.fixture(scope="module")
def served(published: Path) -> Iterator[str]:
    """Where an ordinary web server gives out the folder, below a path."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=published.parents[1])) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/below/site/"
        server.shutdown()
        thread.join()


@pytest.fixture(params=["disk", "path"])
def root(request: pytest.FixtureRequest, published: Path, served: str) -> str:
    """The address of the site: on the disk, and below a path of a server."""
    return served if request.param == "path" else f"{published.as_uri()}/"


# --- in a browser ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_a_page_asks_for_nothing_that_is_not_its_site(visit: Visitor, root: str, name: str) -> None:
    seen = visit(root + place(name, "en"))
    seen.page.wait_for_load_state("networkidle")
    assert [url for url in seen.asked if not url.startswith((root, "data:"))] == []
    assert seen.said == []
    assert seen.page.locator("h1").count() == 1


@pytest.mark.parametrize(("lang", "name"), [("en", "Ethiopia"), ("fr", "Éthiopie")])
def test_one_searches_and_arrives(visit: Visitor, root: str, lang: str, name: str) -> None:
    seen = visit(root + place("body", lang))
    page = seen.page
    page.get_by_role("searchbox").first.fill(name)
    page.keyboard.press("Enter")
    page.locator("#hits").get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state("networkidle")
    assert urlsplit(page.url).path.endswith("place/ET.html")
    assert page.evaluate("document.documentElement.lang") == lang
    assert [url for url in seen.asked if not url.startswith((root, "data:"))] == []
    assert seen.said == []


def test_one_walks_through_the_site(visit: Visitor, root: str) -> None:
    page = visit(f"{root}index.html").page
    page.get_by_role("link", name="ES", exact=True).click()
    page.get_by_role("contentinfo").get_by_role("link").first.click()
    assert page.url == f"{root}es/ontology.html"
    page.locator("#Linkage details summary").click()
    page.locator("#Linkage details a").first.click()
    assert "/es/shape/" in page.url
    assert page.locator(":target").count() == 1


# --- as files -------------------------------------------------------------------------------------------


def test_the_nu_checker_finds_no_error(published: Path) -> None:
    jar = os.environ.get("MIGKG_VNU_JAR", "")
    if not jar:
        assert os.environ.get("MIGKG_BROWSER") != "required", "MIGKG_VNU_JAR names no jar"
        pytest.skip("MIGKG_VNU_JAR names no jar")
    java = shutil.which("java")
    assert java, "there is no java on the PATH"
    pages = [str(published / place(name, lang)) for name in KINDS for lang in LANGUAGES]
    pages += [str(path) for path in sorted((published / "shape").glob("*.html"))]
    command = [java, "-jar", jar, "--errors-only", *pages]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_every_link_of_every_page_leads_somewhere(published: Path) -> None:
    """Also to its place on the page, and to files that are no pages."""
    there = {path.relative_to(published).as_posix() for path in published.rglob("*") if path.is_file()}
    links: dict[str, set[tuple[str, str]]] = {}
    ids: dict[str, frozenset[str]] = {}
    for name in sorted(there):
        if name.endswith(".html"):
            text = (published / name).read_text("utf-8")
            ids[name] = frozenset(map(unescape, ID.findall(text)))
            links[name] = set(_internal(name, LINK.findall(text)))
    lost = [
        (name, target, fragment)
        for name, found in links.items()
        for target, fragment in found
        if target not in there or (fragment and target in ids and fragment not in ids[target])
    ]
    assert lost == []
    assert sum(map(len, links.values())) > 100_000


def _internal(name: str, addresses: list[str]) -> Iterator[tuple[str, str]]:
    for address in map(unescape, addresses):
        parts = urlsplit(address)
        if not parts.scheme:
            steps = name.split("/")[:-1] if parts.path else name.split("/")
            for step in unquote(parts.path).split("/"):
                if step == "..":
                    steps.pop()  # above the site there is nothing: an error
                elif step not in ("", "."):
                    steps.append(step)
            yield "/".join(steps), unquote(parts.fragment)


def test_every_rdf_file_is_read_as_the_same_by_two_parsers(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All by the one; by the other those of the dumps and of the whole, and a part of those of things."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # else it spells numbers and dates its own way
    files = [path for path in sorted(published.rglob("*")) if path.suffix in FORMS]
    assert len(files) > 5000
    for number, path in enumerate(files):
        engine, name = FORMS[path.suffix]
        quads = ox.Dataset(ox.parse(path=path, format=engine, base_iri=terms.BASE))
        assert len(quads), path
        in_dumps = path.is_relative_to(published / "dumps")
        if number % EACH == 0 or in_dumps or path.parent == published:
            other = rdflib.Dataset(default_union=False)
            other.parse(path, format=name, publicID=terms.BASE)
            assert _canonical(other) == _canonical_of(quads), path


def _canonical(found: rdflib.Dataset) -> ox.Dataset:
    written = found.serialize(format="nquads", encoding="utf-8")
    return _canonical_of(ox.Dataset(ox.parse(written, ox.RdfFormat.N_QUADS)))


def _canonical_of(quads: ox.Dataset) -> ox.Dataset:
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return quads
