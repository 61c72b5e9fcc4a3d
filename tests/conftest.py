"""What most tests start from: the checkout, its dataset, and a source that answers from it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migkg import graph
from migkg.project import Project
from migkg.sources import LocalSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What commands keep for the user goes elsewhere, also from processes that tests start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setitem(os.environ, "XDG_DATA_HOME", str(tmp_path_factory.mktemp("library")))
        yield


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
