"""What the keys of a trace mean in one state of the data: as long as it stays the same, so does a page."""

from __future__ import annotations

import platform
from array import array
from collections import defaultdict
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

import migkg
from migkg.graph import UNNAMED, canonical
from migkg.reach import reach
from migkg.terms import PREFIXES
from migkg.web.pages.index import NAMING
from migkg.web.trace import CITED, RELEASE, THINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from migkg.table import Table
    from migkg.web.dataset import Dataset

__all__ = ["Answered", "Digests", "digest_of"]

_SIZE: Final = 8
_LIBRARIES: Final = ("jinja2", "markupsafe", "pyoxigraph", "xlsxwriter")
_SUBCLASS: Final = f"{PREFIXES['rdfs']}subClassOf"


def digest_of(content: bytes) -> str:
    """By which the content of a file is known again."""
    return blake2b(content, digest_size=2 * _SIZE).hexdigest()


class Answered(NamedTuple):
    """The digests of what an answer is made from (the program, all that the query can look at), and of it."""

    reached: int
    answer: int


class Digests:
    """The digests of a dataset's keys. A sum of the digests of statements stands for all of them together.

    Statements with nodes that bear no names count as one: if one of them changes, all of them do.

    A query that can look at nothing else than when it was answered before (`remember`) has the same answer;
    any other is asked.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._index = dataset.index
        self._earlier: Mapping[str, Answered] = {}
        self._answers: dict[str, Answered] = {}
        self.asked: dict[str, Table] = {}
        """The answers of which digests were made lately; to be cleared when they are not needed any more."""
        self._said: dict[str, int] = defaultdict(int)
        self._pointing: dict[str, int] = defaultdict(int)
        self._graphs: dict[str, int] = defaultdict(int)
        self._sums = {"said": self._said, "pointing": self._pointing, "graph": self._graphs}
        self._naming: dict[str, int] = defaultdict(int)
        self._properties: dict[str, int] = defaultdict(int)
        self._lists: dict[str, Mapping[str, object]] = {
            "declared": self._index.declared,
            "members": self._index.members,
            "mentions": self._index.mentions,
            "texts": self._index.texts,
        }
        self._meanings: dict[str, Callable[[str], int]] = {
            "named": self._named,
            "query": lambda query: self.answered(query).answer,
            "reached": self._reached,
            CITED: lambda _: _number(repr(dataset.release.cited)),
            RELEASE: lambda _: _number(repr(dataset.release)),
            THINGS: lambda _: _number(repr(sorted(self._index.everything()))),
        }
        self._known: dict[str, int] = {}
        blank = []
        for quad in dataset.store:
            if any(isinstance(term, UNNAMED) for term in (quad.subject, quad.object, quad.graph_name)):
                blank.append(quad)
            else:
                self._add(quad, _number(str(quad)))
        unnamed = _number("\n".join(sorted(map(str, canonical(blank)))))
        for quad in blank:
            self._add(quad, unnamed)
        self.everything = sum(self._graphs.values())
        self.tool = _number(f"{_tool()} {_dataset(dataset)} {self._properties[_SUBCLASS]}")
        """What every page is made from: the program, its libraries, the hierarchy of classes."""

    def remember(self, earlier: Mapping[str, Answered]) -> None:
        """How queries were answered before, by their text."""
        self._earlier = earlier

    def of(self, key: str) -> int:
        """A key and what it means here, as one number."""
        found = self._known.get(key)
        if found is None:
            kind, _, name = key.partition(" ")
            found = self._known[key] = _number(f"{key} {self._of(kind, name)}")
        return found

    def signed(self, meanings: Iterable[int]) -> str:
        """The signature of what is made from keys with these numbers: it stays while all mean the same."""
        return f"{self.tool:x} {sum(meanings) % 2 ** (8 * _SIZE):x}"

    def _of(self, kind: str, name: str) -> int:
        if kind in self._sums:
            return self._sums[kind].get(name, 0)
        if kind in self._lists:
            return _number(repr(self._lists[kind].get(name)))
        return self._meanings.get(kind, self._everything)(name)

    def _everything(self, _name: str) -> int:
        return self.everything

    def _named(self, iri: str) -> int:
        """What tells its names, kind and place, and the names of the document that a passage is in."""
        index = self._index
        document = index.document(iri)
        place = f"{index.parents(iri)} {index.order(iri)} {document} {self._naming.get(document, 0)}"
        return _number(f"{self._naming.get(iri, 0)} {index.kinds.get(iri)} {place}")

    @property
    def named(self) -> Iterable[str]:
        """The IRIs of all that something is said of, or that is named in a statement."""
        return self._said.keys() | self._pointing.keys()

    def answered(self, query: str) -> Answered:
        """How a query is answered; it is asked only if that is not known."""
        found = self._answers.get(query)
        if found is None:
            reached = _number(f"{self.tool} {self._reached(query)}")
            found = self._earlier.get(query)
            if found is None or found.reached != reached:
                if query not in self.asked:
                    self.asked[query] = self._dataset.graph.source.select(query)
                found = Answered(reached, _told_by(self.asked[query]))
            self._answers[query] = found
        return found

    def answers_of(self, keys: Iterable[str]) -> dict[str, Answered]:
        """How the queries among some keys are answered."""
        queries = [name for kind, _, name in (key.partition(" ") for key in keys) if kind == "query"]
        return {query: self.answered(query) for query in queries}

    def learn(self, answers: Mapping[str, Answered]) -> None:
        """Take over how queries were answered, from another process that has asked the same data."""
        self._answers.update(answers)

    def _reached(self, query: str) -> int:
        """All statements that a query can look at, and which of the names in it there are."""
        reached = reach(query, occurring=True)
        if reached is None:
            return self.everything
        there = sorted(name for name in reached if name in self._said or name in self._pointing)
        return _number(f"{sum(self._properties.get(name, 0) for name in reached)} {there}")

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


def _told_by(answer: Table) -> int:
    """All that an answer tells. Each value is looked at once: the same few stand in it again and again."""
    values = {id(value): value for row in answer.rows for value in row}
    numbers = {place: _number(repr(value)) for place, value in values.items()}
    cells = array("Q", [numbers[id(value)] for row in answer.rows for value in row])
    return _number(f"{answer.columns} {digest_of(cells.tobytes())}")


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest())


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
    """What is read beside the data: canned queries and shapes."""
    queries = [(query.name, query.text) for query in dataset.queries.values()]
    shapes = [(name, sorted(map(str, canonical(quads)))) for name, quads in dataset.shapes.items()]
    return f"{dataset.union} {queries} {shapes}"
