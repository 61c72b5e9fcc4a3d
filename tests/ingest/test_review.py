"""The review page: shown to this machine only, works by forms, and what is decided there is decided."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest
from material import DOCUMENT, TEXTS, lay, linkage, outline

from migkg.graph import parse_file
from migkg.ingest.decisions import dossier_of
from migkg.ingest.desk import Desk
from migkg.library import Copy, Library, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEY = linkage().key
IOM = "para-1-mentions-body-iom"


class Page:
    """A running review and a client that holds its key."""

    def __init__(self, address: str, desk: Desk) -> None:
        self.desk = desk
        where = urlsplit(address)
        self.host, self.query = where.netloc, where.query
        self.cookie = ""

    def ask(
        self, path: str, form: Mapping[str, str] | None = None, *, method: str = "", **headers: str
    ) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection(self.host, timeout=20)
        sent = {"Host": self.host, **({"Cookie": self.cookie} if self.cookie else {})}
        body = None
        if form is not None:
            body = urlencode(form)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        connection.request(method or ("POST" if form is not None else "GET"), path, body, sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def enter(self) -> None:
        status, headers, _ = self.ask(f"/?{self.query}")
        assert status == 303
        self.cookie = headers["set-cookie"].partition(";")[0]

    def token(self, path: str) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.ask(path)[2])
        assert found
        return found[1]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("review")
    desk = Desk(folder / "drafts")
    lay(desk)
    with Library.open(folder / "library") as library:
        parts = [Part(p.path, p.notation, p.order, p.fingerprint, p.text) for p in outline().passages]
        library.put(Copy(DOCUMENT, "Pickers", "GB.999/POL/7", "a.txt", "0", tuple(parts)))
    command = [sys.executable, "-m", "migkg", "review", "--into", str(desk.folder), "--port", "0"]
    command += ["--library", str(folder / "library"), "--as", "A. Reader"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        told = server.stderr.readline()
        assert told.startswith("migkg: at http://127.0.0.1:")
        running = Page(told.removeprefix("migkg: at ").strip(), desk)
        running.enter()
        yield running
        server.terminate()
        assert server.wait(20) == 0


@pytest.fixture(autouse=True)
def _fresh(page: Page) -> None:
    page.desk.accepted(DOCUMENT).unlink(missing_ok=True)
    lay(page.desk)


def test_the_list_and_the_passage_with_its_phrase(page: Page) -> None:
    _, headers, text = page.ask("/")
    assert f'<a href="/document/{DOCUMENT}">GB.999/POL/7</a>' in text
    assert headers["content-security-policy"].startswith("default-src 'none'")
    _, _, text = page.ask(f"/document/{DOCUMENT}")
    assert f"/document/{DOCUMENT}/one?key={KEY}" in text
    _, _, text = page.ask(f"/document/{DOCUMENT}/one?key={KEY}")
    assert f"<mark>{linkage().phrase}</mark>" in text
    assert TEXTS["para/2"].partition(linkage().phrase)[0] in text
    assert "plan/14/b" in text


@pytest.mark.parametrize("path", ["/", f"/document/{DOCUMENT}", f"/document/{DOCUMENT}/one?key={KEY}"])
def test_pages_are_whole_and_hold_nothing_inline(page: Page, path: str) -> None:
    _, _, text = page.ask(path)
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", text)
    parser = HTMLParser()
    parser.feed(text)
    parser.close()
    assert text.rstrip().endswith("</html>")


def test_accepting_by_the_form(page: Page) -> None:
    path = f"/document/{DOCUMENT}/one?key={IOM}"
    form = {"token": page.token(path), "key": IOM, "verdict": "accepted"}
    status, headers, _ = page.ask(f"/document/{DOCUMENT}/decide", form)
    assert (status, headers["location"]) == (303, f"/document/{DOCUMENT}/one?key={KEY}")
    (record,) = dossier_of(page.desk, DOCUMENT).decided
    assert (record.status, record.decided_by) == ("accepted", "A. Reader")
    assert parse_file(page.desk.accepted(DOCUMENT))
    assert "Accepted by A. Reader" in page.ask(path)[2]


def test_rejecting_needs_a_reason(page: Page) -> None:
    form = {"token": page.token(f"/document/{DOCUMENT}/one?key={IOM}"), "key": IOM, "verdict": "rejected"}
    status, _, text = page.ask(f"/document/{DOCUMENT}/decide", form)
    assert status == 422
    assert "Say why" in text
    assert page.ask(f"/document/{DOCUMENT}/decide", {**form, "reason": "No."})[0] == 303
    assert dossier_of(page.desk, DOCUMENT).decided[0].reason == "No."
    assert page.ask(f"/document/{DOCUMENT}/decide", {**form, "verdict": "accepted"})[0] == 422


def test_changing_and_accepting(page: Page) -> None:
    place = [name for name, _ in linkage().values].index("mig:linkTo")
    form = {"token": page.token(f"/document/{DOCUMENT}/one?key={KEY}"), "key": KEY, "verdict": "accepted"}
    form |= {"edited": "yes", f"value-{place}": "objective/99", "strength": "", "note": ""}
    status, _, text = page.ask(f"/document/{DOCUMENT}/decide", form)
    assert status == 422
    assert "nothing is known of objective/99" in text
    form |= {f"value-{place}": "objective/21", "strength": "weak", "note": "A guess of ours."}
    assert page.ask(f"/document/{DOCUMENT}/decide", form)[0] == 303
    (record,) = dossier_of(page.desk, DOCUMENT).decided
    assert record.status == "edited"
    written = page.desk.accepted(DOCUMENT).read_text()
    assert "mig:linkTo <objective/21>" in written
    assert "mig:strength mig:weak" in written


def test_undoing_by_the_form(page: Page) -> None:
    path = f"/document/{DOCUMENT}/one?key={IOM}"
    form = {"token": page.token(path), "key": IOM, "verdict": "accepted"}
    assert page.ask(f"/document/{DOCUMENT}/decide", form)[0] == 303
    found = re.search(r'name="state" value="([^"]+)"', page.ask(path)[2])
    assert found
    undo = {"token": form["token"], "key": IOM, "state": found[1], "reason": "Too fast."}
    status, headers, _ = page.ask(f"/document/{DOCUMENT}/undo", undo)
    assert (status, headers["location"]) == (303, path)
    assert not page.desk.accepted(DOCUMENT).exists()
    _, _, text = page.ask(path)
    assert 'id="accept"' in text
    assert "undone by A. Reader (Too fast.); it was accepted by A. Reader" in text
    status, _, text = page.ask(f"/document/{DOCUMENT}/undo", undo)
    assert status == 422
    assert "there is no decision to undo" in text
    assert page.ask(f"/document/{DOCUMENT}/decide", form)[0] == 303
    status, _, text = page.ask(f"/document/{DOCUMENT}/undo", undo)
    assert status == 422
    assert "Load the page again" in text
    assert page.ask(f"/document/{DOCUMENT}/undo", {**undo, "token": "x"})[0] == 403


def test_filling_in_what_only_a_person_knows(page: Page) -> None:
    path = f"/document/{DOCUMENT}/fill"
    form = {"token": page.token(path), "dcterms:creator": "body/international-labour-office"}
    form |= {"abstract:para/3": "Counts those who came.", "dcterms:issued": "2031-03"}
    assert page.ask(path, form)[0] == 303
    assert "Counts those who came." in page.ask(path)[2]
    written = page.desk.accepted(DOCUMENT).read_text()
    assert '"2031-03"^^xsd:gYearMonth' in written
    assert "dcterms:creator <body/international-labour-office>" in written
    assert all(words not in written for name, words in TEXTS.items() if name.startswith("para"))


def test_several_authors_are_parted_by_blanks_and_stay_when_the_form_is_saved_again(page: Page) -> None:
    path = f"/document/{DOCUMENT}/fill"
    authors = "body/migrant body/workquality"
    form = {"token": page.token(path), "dcterms:creator": authors, "dcterms:issued": "2031-03"}
    assert page.ask(path, form)[0] == 303
    assert f'value="{authors}"' in page.ask(path)[2]
    assert page.ask(path, form)[0] == 303
    written = page.desk.accepted(DOCUMENT).read_text()
    assert all(f"<{author}>" in written for author in authors.split())


def test_another_host_is_refused(page: Page) -> None:
    status, _, text = page.ask("/", Host="attacker.example")
    assert status == 421
    assert "suggest" not in text


def test_without_the_key_nothing_is_shown(page: Page) -> None:
    for cookie in ("", "migkg-review=x", page.cookie[:-1]):
        status, _, text = page.ask("/", Cookie=cookie)
        assert status == 403
        assert DOCUMENT not in text
    assert page.ask("/?key=wrong", Cookie="")[0] == 403


def test_a_form_of_another_page_is_refused(page: Page) -> None:
    form = {"key": IOM, "verdict": "accepted"}
    assert page.ask(f"/document/{DOCUMENT}/decide", form)[0] == 403
    assert page.ask(f"/document/{DOCUMENT}/decide", {**form, "token": "x"})[0] == 403
    form["token"] = page.token(f"/document/{DOCUMENT}/one?key={IOM}")
    assert page.ask(f"/document/{DOCUMENT}/decide", form, Origin="http://attacker.example")[0] == 403
    assert not dossier_of(page.desk, DOCUMENT).decided


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/static/../app.py", 404),
        ("/document/nobody", 404),
        ("/document/..%2f..%2fetc/fill", 404),
        (f"/document/{DOCUMENT}/one?key=none", 404),
        ("/static/review.js", 200),
    ],
)
def test_paths(page: Page, path: str, status: int) -> None:
    assert page.ask(path)[0] in {status, 422 if status == 404 else status}


def test_other_methods_and_large_forms(page: Page) -> None:
    assert page.ask("/", method="DELETE")[0] == 405
    status, headers, text = page.ask("/", method="HEAD")
    assert (status, text) == (200, "")
    assert int(headers["content-length"]) > 0
    assert page.ask(f"/document/{DOCUMENT}/decide", {"reason": "x" * (5 * 2**20)})[0] == 413
