"""What holds for the packaged files as files; what holds for what they say is for shapes and checks."""

from __future__ import annotations

from collections import defaultdict

import pytest

from migkg.graph import parse_file
from migkg.project import Project

SOURCE = "http://purl.org/dc/terms/source"


@pytest.fixture(scope="module")
def homes() -> dict[tuple[str, str, str], set[str]]:
    """Each triple, and the files that assert it."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for file in Project.packaged().files:
        if file.is_asserted:
            for quad in parse_file(file.path):
                found[str(quad.subject), str(quad.predicate), str(quad.object)].add(file.relative)
    return found


def test_a_triple_stands_in_one_file(homes: dict[tuple[str, str, str], set[str]]) -> None:
    """In two, it counts twice where an engine does not merge named graphs. A source may serve two files."""
    assert len(homes) >= 20_000
    twice = {triple: files for triple, files in homes.items() if len(files) > 1 and SOURCE not in triple[1]}
    assert twice == {}


def test_nothing_is_a_blank_node(homes: dict[tuple[str, str, str], set[str]]) -> None:
    data = [triple for triple, files in homes.items() if any(name.startswith("data/") for name in files)]
    assert len(data) >= 15_000
    assert not [triple for triple in data if any(name.startswith("_:") for name in triple)]
