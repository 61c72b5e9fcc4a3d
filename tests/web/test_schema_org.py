"""What search engines read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from migkg.terms import BASE
from migkg.web.schema_org import of_dataset, of_thing, script_text

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("instrument/C97", {"@type": "Legislation", "identifier": "C97", "datePublished": "1949"}),
        (
            "body/iom",
            {
                "@type": "Organization",
                "identifier": "IOM",
                "name": "International Organization for Migration",
            },
        ),
        (
            "document/gb335-pol-1-rev",
            {"@type": "Report", "identifier": "GB.335/POL/1(Rev.)", "datePublished": "2019-03-15"},
        ),
        (
            "plan/12/a",
            {
                "@type": "CreativeWork",
                "name": "Fair recruitment",
                "isPartOf": {"@id": f"{BASE}document/plan-of-action-2018-22"},
            },
        ),
        ("place/ET", {"@type": "Place", "name": "Ethiopia"}),
        ("event/gb-335", {"@type": "Event", "startDate": "2019-03-14"}),
        (
            "claim/gb335-pol-1-rev/para-16/12c-serves-22",
            {"@type": "Claim", "citation": {"@id": f"{BASE}document/gb335-pol-1-rev/para/16"}},
        ),
    ],
)
def test_things(dataset: Dataset, path: str, expected: dict[str, object]) -> None:
    found = of_thing(dataset, BASE + path)
    assert {**found, **expected} == found
    assert found["@id"] == BASE + path


def test_what_only_works_have_is_said_of_works_only(dataset: Dataset) -> None:
    assert not {"citation", "about", "author"} & set(of_thing(dataset, f"{BASE}body/iom"))


def test_names_come_in_the_language_that_is_asked_for(dataset: Dataset) -> None:
    assert of_thing(dataset, f"{BASE}place/ET", "fr")["name"] == "Éthiopie"
    assert of_thing(dataset, f"{BASE}body/iom", "es")["name"].startswith("Organización")


def test_the_dataset(dataset: Dataset) -> None:
    found = of_dataset(dataset, "migkg", "A graph")
    assert (found["@type"], found["version"]) == ("Dataset", dataset.release.version)


def test_nothing_ends_the_script_element() -> None:
    text = script_text({"name": "</script><!--\u2028&"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"name": "</script><!--\u2028&"}
