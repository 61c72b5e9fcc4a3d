"""The site behind real web servers: Apache, nginx and w3id.org's rules keep what promises.csv says."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

import pytest

from migkg.cli import main
from migkg.project import Project
from migkg.publish.hosting import hosting_files
from servers import HOST, free_port
from web_hosts import Place, apache, ask, nginx, open_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web_hosts import Reply

HERE = Path(__file__).parent
PROMISES = list(csv.DictReader((HERE / "promises.csv").open(encoding="utf-8", newline="")))
OF_SITE = [row for row in PROMISES if row["where"] == "site"]
OF_W3ID = [row for row in PROMISES if row["where"] == "w3id"]
MANIFEST = """\
@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
<graph/data> a mig:DataFile ; mig:fileRole mig:documentFile ; mig:path "data/data.ttl" .
<graph/manifest> a mig:DataFile ; mig:fileRole mig:manifestFile ; mig:path "data/manifest.ttl" .
<graph/shapes> a mig:DataFile ; mig:fileRole mig:shapeFile ; mig:path "shapes" .
"""
PLACES = ("apache-root", "apache-folder", "apache-alias", "nginx-root", "nginx-folder")


def name_of(row: dict[str, str]) -> str:
    return " ".join(filter(None, (row["path"], row["accept"], row["language"])))


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with open_folder() as found:
        yield found


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def site(folder: Path, port: int) -> Path:
    """A small site with two releases, published for the address at which Apache has it in a folder."""
    target = folder / "www" / "kg"
    address = f"http://{HOST}:{port}/kg/"
    first = (HERE.parent / "publish" / "release.ttl").read_text(encoding="utf-8")
    for version, text in (("1.0.0", first), ("1.0.1", first.replace('"A network"@en', '"A net"@en'))):
        (folder / "data.ttl").write_text(text, encoding="utf-8")
        assert main(["release", version, str(target), "--data", str(folder / "data.ttl"), "--jobs", "1"]) == 0
    data = with_shapes(folder / "data", HERE / "data.ttl")
    assert main(["publish", str(target), "--data", str(data), "--site-url", address, "--jobs", "1"]) == 0
    return target


def with_shapes(root: Path, file: Path) -> Path:
    """A dataset of one file, and of two of our files of shapes."""
    (root / "data").mkdir(parents=True)
    (root / "shapes").mkdir()
    shutil.copy(file, root / "data" / "data.ttl")
    for name in ("linkage", "prefixes"):
        shutil.copy(Project.packaged().root / "shapes" / f"{name}.ttl", root / "shapes")
    (root / "data" / "manifest.ttl").write_text(MANIFEST, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def of_apache(folder: Path, site: Path, port: int) -> Iterator[dict[str, Place]]:
    shutil.copytree(site / "w3id", folder / "w3id" / "migkg")
    with apache(folder, site, folder / "w3id", port) as places:
        yield places


@pytest.fixture(scope="module")
def of_nginx(folder: Path, site: Path) -> Iterator[dict[str, Place]]:
    with nginx(folder, site) as places:
        yield places


@pytest.fixture
def place(request: pytest.FixtureRequest) -> Place:
    server, _, name = request.param.partition("-")
    places: dict[str, Place] = request.getfixturevalue(f"of_{server}")
    return places[name]


@pytest.mark.parametrize("place", PLACES, indirect=True)
@pytest.mark.parametrize("row", OF_SITE, ids=name_of)
def test_a_server_keeps_the_promise(place: Place, row: dict[str, str]) -> None:
    reply = ask(place, row["path"], row["accept"], row["language"])
    assert re.fullmatch(row["status"], str(reply.status)), reply
    assert type_of(reply) == row["type"] or not row["type"]
    leads = reply.headers.get("location" if reply.status >= 300 else "content-location", "")
    assert way(leads) == (place.below + unquote(row["leads"]) if row["leads"] else ""), reply.headers
    if row["leads"] and reply.status != 308:
        assert reply.headers["vary"].replace(" ", "") == "Accept,Accept-Language"


@pytest.mark.parametrize("row", OF_W3ID, ids=name_of)
def test_w3id_leads_to_the_site(of_apache: dict[str, Place], row: dict[str, str]) -> None:
    reply = ask(of_apache["w3id"], row["path"], row["accept"], row["language"])
    assert str(reply.status) == row["status"], reply
    if reply.status != 303:
        return
    target = urlsplit(reply.headers["location"])
    place = of_apache["folder"]
    assert target.port == place.port
    assert way(reply.headers["location"]) == place.below + unquote(row["leads"])
    there = ask(place, target.path.removeprefix(place.below), row["accept"])
    if row["type"] == "404":
        assert there.status == 404
    else:
        assert (there.status, type_of(there) if row["type"] else "") == (200, row["type"])


@pytest.mark.parametrize("place", PLACES, indirect=True)
def test_every_file_of_the_site_is_given_as_it_is(place: Place, site: Path) -> None:
    files = [path for path in site.rglob("*") if path.is_file() and not path.name.startswith(".")]
    asked = [path for path in files if path.parts[-2] != "w3id" and "/fr/" not in str(path)][::7]
    assert len(asked) > 50
    for path in asked:
        reply = ask(place, "/" + quote(path.relative_to(site).as_posix(), safe="/()"), "image/png", "fr")
        assert (reply.status, reply.body) == (200, path.read_bytes()), path


@pytest.mark.parametrize("place", PLACES, indirect=True)
def test_what_every_answer_says(place: Place) -> None:
    for path in ("/body/x", "/body/x.ttl", "/nowhere"):
        headers = ask(place, path, "").headers
        assert headers["access-control-allow-origin"] == "*"
        assert headers["x-content-type-options"] == "nosniff"
    page, data = ask(place, "/body/x", "").headers, ask(place, "/body/x", "text/turtle").headers
    assert "default-src 'self'" in page["content-security-policy"]
    assert "content-security-policy" not in data
    assert page["cache-control"] == data["cache-control"] == "public, max-age=300"
    kept = ask(place, "/release/1.0.0/dumps/migkg.nq", "").headers
    assert kept["cache-control"] == "public, max-age=31536000, immutable"
    assert ask(place, "/release/1.0.0.html", "").headers["cache-control"] == "public, max-age=300"
    assert page["content-type"] == "text/html; charset=utf-8"
    assert data["content-type"] == "text/turtle; charset=utf-8"
    assert "etag" in page
    assert ask(place, "/body/x", "text/turtle", method="HEAD").headers["content-type"] == data["content-type"]


@pytest.mark.parametrize("place", ["apache-folder", "nginx-folder"], indirect=True)
def test_the_folder_of_a_site_is_its_front_page(place: Place) -> None:
    reply = ask(place, "", "")
    assert reply.status in (301, 308)
    assert urlsplit(reply.headers["location"]).path == f"{place.below}/"


def test_the_table_has_no_promise_twice() -> None:
    asked = [tuple(row[name] for name in ("where", "path", "accept", "language")) for row in PROMISES]
    assert len(set(asked)) == len(asked) > 100


def test_the_readme_for_w3id_has_what_its_keepers_ask_for(site: Path) -> None:
    text = (site / "w3id" / "README.md").read_text(encoding="utf-8")
    assert "## Contact" in text
    assert "https://w3id.org/migkg/" in text
    assert "w3id/.htaccess" not in hosting_files()


@pytest.mark.parametrize(
    "address", ["data.example.org", "ftp://x/", "https://x/$1", "https://x/a b", "https://x/?a"]
)
def test_an_address_that_is_none_is_refused(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["publish", str(tmp_path / "site"), "--site-url", address])
    assert "is no address of a site" in capsys.readouterr().err


def type_of(reply: Reply) -> str:
    return reply.headers.get("content-type", "").partition(";")[0]


def way(address: str) -> str:
    """The path of an address, with the place on the page that it names."""
    parts = urlsplit(address)
    return unquote(parts.path + (f"#{parts.fragment}" if parts.fragment else ""))
