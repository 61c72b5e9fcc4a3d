"""The gazetteer of the packaged graph, built once."""

from __future__ import annotations

import pytest

from migkg import KnowledgeGraph
from migkg.ingest.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.of(KnowledgeGraph.open())
