"""Real servers that hold the real dataset, loaded by `migkg load`, each started once for all tests here.

`MIGKG_ENGINES=required` (as `.ci/servers.sh` sets it) makes a server that is not there a failure.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from engine_servers import ENGINES, Server, arguments, authorise, need, running
from migkg.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts a server of an engine, with options, in a folder of its own; all end with the session."""
    with ExitStack() as stack:

        def started(engine: str, *options: str) -> Server:
            need(engine)
            return stack.enter_context(running(engine, tmp_path_factory.mktemp(engine), *options))

        yield started


@pytest.fixture(scope="session", params=sorted(ENGINES))
def loaded(request: pytest.FixtureRequest, start: Callable[..., Server]) -> Server:
    """A server of each engine in turn, holding the dataset."""
    server = start(request.param)
    with pytest.MonkeyPatch.context() as monkeypatch:
        authorise(server, monkeypatch)
        assert main(["load", *arguments(server)]) == 0
    return server
