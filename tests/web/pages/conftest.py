"""Made-up datasets, to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from migkg import KnowledgeGraph
from migkg.web.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def made_up(tmp_path: Path) -> Callable[[str], Dataset]:
    """From TriG (with our prefixes declared) to a dataset of nothing else."""

    def make(text: str) -> Dataset:
        path = tmp_path / "made-up.trig"
        path.write_text(f"{PREFIXES}\n{text}\n", encoding="utf-8")
        return Dataset.open(KnowledgeGraph.open(path, union=True))

    return make


PREFIXES = """
@base <https://w3id.org/migkg/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
