"""What docs/reports.md says of the forms and fields is what there is."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from migkg.reports import FORMATS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "reports.md").read_text(encoding="utf-8")


def names(text: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", text))


def test_every_form_is_told(page: str) -> None:
    table = page.split("\n\n")[2]
    assert {name for line in table.splitlines()[2:] for name in names(line.split("|")[1])} == set(FORMATS)


def test_every_field_is_told(page: str) -> None:
    schema = json.loads(files("migkg.reports").joinpath("report.schema.json").read_text(encoding="utf-8"))
    told = names(page.split("## JSON")[1].split("## The baseline", maxsplit=1)[0])
    fields = {
        *schema["properties"],
        *schema["$defs"]["finding"]["properties"],
        *schema["$defs"]["term"]["properties"],
    }
    assert fields - {"$schema"} <= told
    assert set(schema["$defs"]["rule"]["properties"]) <= told


def test_its_links_lead_somewhere(page: str, root: Path) -> None:
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", page) if "://" not in target]
    assert targets
    for target in targets:
        assert (root / "docs" / target).is_file(), target
