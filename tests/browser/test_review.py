"""The review page in a browser: by keys, without scripts, for everybody."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from material import DOCUMENT, lay, linkage

from migkg.ingest.decisions import dossier_of
from migkg.ingest.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "drafts")
    lay(made)
    return made


@pytest.fixture
def review(desk: Desk) -> Iterator[str]:
    """The address of a running review, with its key."""
    command = [sys.executable, "-m", "migkg", "review", DOCUMENT, "--into", str(desk.folder), "--port", "0"]
    with subprocess.Popen([*command, "--as", "Ana"], stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        yield server.stderr.readline().removeprefix("migkg: at ").strip()
        server.terminate()


def statuses(desk: Desk) -> dict[str, str]:
    return {record.suggestion.key: record.status for record in dossier_of(desk, DOCUMENT).records}


def opened(browser: Browser, address: str, *, scripts: bool = True) -> Page:
    page = browser.new_context(java_script_enabled=scripts).new_page()
    page.goto(address)
    page.locator(".cards a").first.click()
    page.wait_for_url("**/document/*/*")
    return page


def test_by_keys(browser: Browser, review: str, desk: Desk) -> None:
    page = opened(browser, review)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    first = page.url
    page.keyboard.press("a")
    page.wait_for_url(lambda url: url != first)
    second = page.url
    page.keyboard.press("r")
    page.keyboard.type("A name in a title.")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != second)
    page.keyboard.press("e")
    assert page.locator("#edit").get_attribute("open") is not None
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_url(f"**/document/{DOCUMENT}")
    assert sorted(statuses(desk).values()) == ["accepted", "rejected", "suggested", "suggested"]
    assert said == []
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_undoing(browser: Browser, review: str, desk: Desk, *, scripts: bool) -> None:
    page = opened(browser, review, scripts=scripts)
    first = page.url
    page.locator("#accept button").click()
    page.wait_for_url(lambda url: url != first)
    assert desk.accepted(DOCUMENT).exists()
    page.goto(first)
    late = page.context.new_page()
    late.goto(first)
    if scripts:
        page.keyboard.press("z")
    else:
        page.locator("#undo button").click()
    page.locator("#accept").wait_for()
    assert "undone by Ana" in page.locator("main").inner_text()
    assert set(statuses(desk).values()) == {"suggested"}
    assert not desk.accepted(DOCUMENT).exists()
    late.locator("#undo button").click()
    late.get_by_role("alert").wait_for()
    assert "there is no decision to undo" in late.get_by_role("alert").inner_text()
    page.context.close()


def test_without_scripts(browser: Browser, review: str, desk: Desk) -> None:
    page = opened(browser, review, scripts=False)
    before = page.url
    page.locator("#accept button").click()
    page.wait_for_url(lambda url: url != before)
    assert sorted(statuses(desk).values()).count("accepted") == 1
    page.context.close()


def test_nothing_keeps_people_from_using_it(browser: Browser, review: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(browser, review)
    origin = review.partition("/?")[0]
    home = f"/document/{DOCUMENT}"
    paths = ("", home, f"{home}/fill", f"{home}/one?key={linkage().key}")
    for path in paths:
        page.goto(origin + path)
        found = axe.run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
    page.context.close()
