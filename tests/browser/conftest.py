"""Debian's Chromium, driven by Playwright, and the real server with the packaged dataset.

These tests run where `MIGKG_BROWSER=required` asks for them, as `.ci/browser.sh` does; a browser that is not
there is a failure then.
`MIGKG_SCREENSHOTS` names a folder in which pictures of the pages are kept.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import web_server
from browser_pages import Visit, Visitor
from migkg.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page


def _chromium() -> str:
    if os.environ.get("MIGKG_BROWSER") != "required":
        pytest.skip("a browser is not asked for (.ci/browser.sh does)")
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    path = next(found, None)
    assert path, "there is no chromium on the PATH"
    return path


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the site is served."""
    with web_server.running("--client-rate", "0", site="migkg.web.site") as server:
        yield f"http://{web_server.HOST}:{server.port}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = _chromium()
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder to which the packaged dataset is published."""
    _chromium()
    folder = tmp_path_factory.mktemp("web") / "below" / "site"
    assert main(["publish", str(folder)]) == 0
    return folder


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visitor]:
    """Opens pages, each in a context of its own, all closed at the end."""
    contexts = []

    def opened(path: str, *, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            locale="en-GB",
        )
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.on("console", lambda message: seen.said.append(message.text))
        seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
        seen.page.on("request", lambda request: seen.asked.append(request.url))
        seen.page.goto(path if ":" in path.partition("/")[0] else address + path)
        return seen

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def keep() -> Callable[[Page, str], None]:
    """Keeps a picture of a page under a name, if a folder for pictures is given."""
    folder = os.environ.get("MIGKG_SCREENSHOTS", "")

    def kept(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return kept
