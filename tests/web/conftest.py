"""The packaged dataset, opened once for all tests of the web part."""

from __future__ import annotations

import pytest

from migkg import KnowledgeGraph
from migkg.web import site
from migkg.web.dataset import Dataset


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    opened = Dataset.open(KnowledgeGraph.open())
    site.warm(opened)
    return opened
