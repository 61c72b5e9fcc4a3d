"""What most tests start from: the checkout, its dataset, and a source that answers from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migkg import graph
from migkg.project import Project
from migkg.sources import LocalSource

if TYPE_CHECKING:
    import pyoxigraph as ox


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout, whatever copy of migkg is installed."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project() -> Project:
    """The dataset that migkg brings along."""
    return Project.packaged()


@pytest.fixture(scope="session")
def store(project: Project) -> ox.Store:
    """That dataset, loaded; shared by all tests, so nobody writes to it."""
    return graph.load(project)


@pytest.fixture(scope="session")
def source(store: ox.Store) -> LocalSource:
    """A source that answers from that dataset."""
    return LocalSource(store)
