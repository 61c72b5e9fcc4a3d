"""The packaged dataset, loaded while the rest of the program starts.

A short command would spend half of its time waiting for its files. They are loaded in a thread from the first
moment on: the engine needs no interpreter while it reads, and what the answer needs besides is imported
meanwhile. Nothing is decided here. `graph.load` takes the store if it holds exactly the files that were asked
for; where anything is wrong with a file, there is no store, and `graph.load` reads the file and says so.
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.syntax.newer import is_plain
from migkg.terms import BASE, ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["begin", "drop", "take"]

_COMMANDS: Final = ("query", "sparql", "describe")
_OTHERS: Final = ("--data", "--endpoint", "--help", "-h")
"""With one of these options, the packaged dataset is not asked."""
_MANIFEST: Final = "data/manifest.ttl"
_NOT_LOADED: Final = ("suggestionFile", "queryFile", "shapeFile")
_TURN: Final = 5e-5
"""Seconds after which the thread that computes lets the other one have its turn: the usual 5 ms, waited for
before each of some fifty files, would cost more than is won."""


class _Loading(threading.Thread):
    """Loads what a manifest lists, as long as it is wanted and nothing is wrong."""

    def __init__(self, root: Path) -> None:
        # No daemon: a thread that is inside the engine when the interpreter ends would end in a crash.
        super().__init__(name="migkg-ahead")
        self.is_wanted = True
        self.usual_turn = sys.getswitchinterval()
        self.files: tuple[tuple[str, str], ...] = ()
        self.store: ox.Store | None = None
        self._texts: list[tuple[ox.NamedNode, bytes]] = []
        with suppress(OSError, SyntaxError, ValueError):  # told by the one who asks for the files
            self.files = tuple(_listed(root))
            self._texts = [(ox.NamedNode(graph), _plain_turtle(path)) for path, graph in self.files]

    def run(self) -> None:
        # Nothing here but the engine's work: each step of Python would have to wait for its turn.
        store = ox.Store()
        with suppress(SyntaxError, ValueError):
            for graph, text in self._texts:
                if not self.is_wanted:
                    return
                store.load(text, ox.RdfFormat.TURTLE, base_iri=BASE, to_graph=graph)
            self.store = store if self._texts else None


_loading: _Loading | None = None


def begin(arguments: Sequence[str]) -> bool:
    """Begin to load the packaged dataset if a command line is going to ask it; whether it is."""
    global _loading  # noqa: PLW0603 -- one process has one command line
    if len(arguments) < 2 or arguments[0] not in _COMMANDS:  # noqa: PLR2004 -- the command, and what it is asked
        return False
    if any(argument.split("=", 1)[0] in _OTHERS for argument in arguments):
        return False
    _loading = _Loading(packaged_root())
    sys.setswitchinterval(_TURN)
    _loading.start()
    return True


def take(files: Sequence[tuple[str, str]]) -> ox.Store | None:
    """The store with exactly these files (path and named graph); None if there is none, or a file is faulty.

    It is given away once.
    """
    global _loading
    loading, _loading = _loading, None
    if loading is None:
        return None
    loading.join()
    sys.setswitchinterval(loading.usual_turn)
    return loading.store if sorted(files) == sorted(loading.files) else None


def drop() -> None:
    """Stop loading what nobody has taken."""
    if _loading is not None:
        _loading.is_wanted = False


def packaged_root() -> Path:
    """The folder above `data/`, `ontology/`, `shapes/` and `queries/` that migkg brings along."""
    package = Path(__file__).resolve().parent
    checkout = package.parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / _MANIFEST).is_file():
        return checkout
    return package / "assets"


def _listed(root: Path) -> Iterator[tuple[str, str]]:
    """Path and named graph of each file that a manifest lists for loading."""
    paths, roles = dict[str, str](), dict[str, str]()
    of = {f"{ONTOLOGY}path": paths, f"{ONTOLOGY}fileRole": roles}
    for quad in ox.parse((root / _MANIFEST).read_bytes(), ox.RdfFormat.TURTLE, base_iri=BASE):
        said = of.get(quad.predicate.value)
        if said is not None and isinstance(quad.object, ox.NamedNode | ox.Literal):
            said[str(quad.subject.value)] = quad.object.value.removeprefix(ONTOLOGY)
    for graph, path in paths.items():
        if roles.get(graph) not in _NOT_LOADED:
            yield str(root / path), graph


def _plain_turtle(path: str) -> bytes:
    """What a Turtle file holds that the engine judges right by its bytes; raises ValueError for any other."""
    text = Path(path).read_bytes()
    if not path.endswith(".ttl") or not is_plain(text):
        raise ValueError(path)
    return text
