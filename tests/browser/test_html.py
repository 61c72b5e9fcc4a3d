"""The HTML of every kind of page, judged by the Nu checker, whose jar `MIGKG_VNU_JAR` names."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from browser_pages import PAGES

if TYPE_CHECKING:
    from pathlib import Path

MISSING = {"not-found"}


def test_the_nu_checker_finds_no_error(address: str, tmp_path: Path) -> None:
    jar = os.environ.get("MIGKG_VNU_JAR", "")
    if not jar:
        assert os.environ.get("MIGKG_BROWSER") != "required", "MIGKG_VNU_JAR names no jar"
        pytest.skip("MIGKG_VNU_JAR names no jar")
    for name in PAGES.keys() - MISSING:
        (tmp_path / f"{name}.html").write_bytes(urlopen(address + PAGES[name]).read())
    java = shutil.which("java")
    assert java, "there is no java on the PATH"
    checked = subprocess.run(
        [java, "-jar", jar, "--errors-only", "--skip-non-html", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
