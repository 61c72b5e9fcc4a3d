"""What the keys of a trace mean in one state of the data: as long as it stays the same, so does a page."""

from __future__ import annotations

import platform
from collections import defaultdict
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

import migkg
from migkg.reach import reach
from migkg.terms import LANGUAGES, PREFIXES
from migkg.web.pages.index import NAMING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from migkg.web.dataset import Dataset

__all__ = ["Digests", "digest_of", "signature_of"]

_SIZE: Final = 8
_LIBRARIES: Final = ("jinja2", "markupsafe", "pyoxigraph", "xlsxwriter")
_SUBCLASS: Final = f"{PREFIXES['rdfs']}subClassOf"
_BLANK: Final = (ox.BlankNode, ox.Triple)


def digest_of(content: bytes) -> str:
    """By which the content of a file is known again."""
    return blake2b(content, digest_size=2 * _SIZE).hexdigest()


class Digests:
    """The digests of a dataset's keys. A sum of the digests of statements stands for all of them together.

    Statements with nodes that bear no names count as one: if one of them changes, all of them do.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._index = dataset.index
        self._said: dict[str, int] = defaultdict(int)
        self._pointing: dict[str, int] = defaultdict(int)
        self._graphs: dict[str, int] = defaultdict(int)
        self._sums = {"said": self._said, "pointing": self._pointing, "graph": self._graphs}
        self._naming: dict[str, int] = defaultdict(int)
        self._properties: dict[str, int] = defaultdict(int)
        self._lists: dict[str, Mapping[str, Sequence[str]]] = {
            "declared": self._index.declared,
            "members": self._index.members,
            "texts": self._index.texts,
        }
        self._known: dict[str, int] = {}
        blank = []
        for quad in dataset.store:
            if any(isinstance(term, _BLANK) for term in (quad.subject, quad.object, quad.graph_name)):
                blank.append(quad)
            else:
                self._add(quad, _number(str(quad)))
        unnamed = _number("\n".join(sorted(map(str, _canonical(blank)))))
        for number, quad in enumerate(blank):
            self._add(quad, unnamed + number)
        self.everything = sum(self._graphs.values())
        self.tool = _number(f"{_tool()} {_dataset(dataset)} {self._properties[_SUBCLASS]}")
        """What every page is made from: the program, its libraries, the hierarchy of classes, the date."""

    def of(self, key: str) -> int:
        """What a key means here."""
        found = self._known.get(key)
        if found is None:
            kind, _, name = key.partition(" ")
            found = self._known[key] = self._of(kind, name)
        return found

    def _of(self, kind: str, name: str) -> int:
        if kind in self._sums:
            return self._sums[kind].get(name, 0)
        if kind in self._lists:
            return _number(repr(self._lists[kind].get(name)))
        if kind == "named":
            return _number(f"{self._naming.get(name, 0)} {self._told(name)}")
        return self._answer(name) if kind == "query" else self.everything

    def _told(self, iri: str) -> str:
        index = self._index
        refs = [index.ref(iri, lang) for lang in LANGUAGES]
        return f"{refs} {index.kinds.get(iri)} {index.parents(iri)} {index.sort_key(iri)}"

    def _answer(self, query: str) -> int:
        """All statements that can matter to an answer stand for it."""
        reached = reach(query)
        if reached is None:
            return self.everything
        return sum(self._properties.get(name, 0) for name in reached)

    def _add(self, quad: ox.Quad, number: int) -> None:
        predicate = quad.predicate.value
        self._properties[predicate] += number
        self._graphs[getattr(quad.graph_name, "value", "")] += number
        if isinstance(quad.subject, ox.NamedNode):
            self._said[quad.subject.value] += number
            if predicate in NAMING:
                self._naming[quad.subject.value] += number
        if isinstance(quad.object, ox.NamedNode):
            self._pointing[quad.object.value] += number


def signature_of(keys: Iterable[str], digests: Digests) -> str:
    """What a page is made from, in one text: it stays as long as all keys mean the same."""
    said = "\n".join(f"{key} {digests.of(key)}" for key in sorted(keys))
    return digest_of(f"{digests.tool}\n{said}".encode())


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest())


def _canonical(quads: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
    found = ox.Dataset(quads)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return found


@cache
def _tool() -> str:
    """The program as it is here: its modules and what they read, and the libraries that write."""
    package = Path(migkg.__file__).parent
    files = sorted(path for path in package.rglob("*") if path.is_file() and _counts(path, package))
    said = "".join(f"{path.relative_to(package)} {digest_of(path.read_bytes())}\n" for path in files)
    return f"{said}{platform.python_version()} {' '.join(map(_version, _LIBRARIES))}"


def _counts(path: Path, package: Path) -> bool:
    inside = path.relative_to(package).parts
    return inside[0] != "assets" and "__pycache__" not in inside


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _dataset(dataset: Dataset) -> str:
    """What pages say of a release, and what is read beside the data: canned queries and shapes."""
    queries = [(query.name, query.text) for query in dataset.queries.values()]
    shapes = [(name, sorted(map(str, _canonical(quads)))) for name, quads in dataset.shapes.items()]
    release = dataset.release
    return f"{release.version} {release.modified:%Y-%m-%d} {dataset.union} {queries} {shapes}"
