"""W3C's SHACL test suite through our path and through pySHACL alone, side by side.

    python benchmarks/w3c_shacl.py FOLDER    # data-shapes-test-suite/tests of a copy of w3c/data-shapes

Prints how many tests each passes, and names those on which the two differ. The suite is not part of this
repository. A test passes if exactly the expected results are found, compared by focus node, path, value,
severity and (where it has an IRI) shape; or if the failure comes that is expected.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from migkg import shacl
from migkg.errors import MigkgError
from migkg.places import SourceFile
from migkg.shapes import SH, Rules, ShapeIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from migkg.places import Result

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

COMPARED = ("focusNode", "resultPath", "value", "resultSeverity", "sourceShape")

Told = frozenset[tuple[str, ...]] | None
"""What was found; None stands for a failure."""


class Test:
    """One entry of the suite's manifests."""

    def __init__(self, path: Path, quads: list[ox.Quad], entry: ox.NamedNode) -> None:
        self.name = f"{path.parent.name}/{path.stem}"
        self._quads = quads
        (action,) = self._objects(entry, f"{MF}action")
        (self._result,) = self._objects(entry, f"{MF}result")
        self.data = self._file(action, f"{SHT}dataGraph")
        self.shapes = self._file(action, f"{SHT}shapesGraph")

    def expected(self) -> Told:
        """The results that the test promises."""
        if self._result == ox.NamedNode(f"{SHT}Failure"):
            return None
        return frozenset(
            tuple(self._text(node, name) for name in COMPARED)
            for node in self._objects(self._result, f"{SH}result")
        )

    def _objects(self, subject: ox.NamedNode | ox.BlankNode, predicate: str) -> list[ox.NamedNode]:
        return [
            quad.object
            for quad in self._quads
            if quad.subject == subject and quad.predicate.value == predicate
        ]

    def _text(self, node: ox.NamedNode, name: str) -> str:
        value = next(iter(self._objects(node, SH + name)), None)
        return "" if value is None or isinstance(value, ox.BlankNode) else str(value)

    def _file(self, action: ox.NamedNode, predicate: str) -> Path:
        (value,) = self._objects(action, predicate)
        return Path(value.value.removeprefix("file://"))


def tests(folder: Path) -> Iterator[Test]:
    """All validation tests below a folder."""
    for path in sorted(folder.rglob("*.ttl")):
        quads = list(ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=path.as_uri()))
        for quad in quads:
            if quad.predicate.value == f"{RDF}type" and quad.object == ox.NamedNode(f"{SHT}Validate"):
                yield Test(path, quads, quad.subject)


def source(path: Path, *, is_shapes: bool) -> SourceFile:
    """A file of the suite; its relative IRIs are resolved against its own address, as the suite has it."""
    quads = ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    return SourceFile(name=path.name, graph=path.as_uri(), quads=tuple(quads), is_shapes=is_shapes)


def ours(rules: Rules, data: SourceFile) -> list[Result]:
    """Core by pySHACL and questions by Oxigraph, as `migkg validate` does it."""
    return [
        *shacl.core_results(rules, [data]),
        *shacl.sparql_results(rules, shacl.load_store([data])),
    ]


def alone(rules: Rules, data: SourceFile) -> list[Result]:
    """PySHACL alone."""
    return shacl.whole_results(rules, [data])


def told(test: Test, path: Callable[[Rules, SourceFile], list[Result]]) -> Told:
    """What a path finds in a test."""
    data, shapes = source(test.data, is_shapes=False), source(test.shapes, is_shapes=True)
    try:
        rules = Rules.from_quads(shapes.quads, (*data.quads, *shapes.quads))
        results = path(rules, data)
    except MigkgError as error:
        print(f"{test.name}: {path.__name__}: {error}")
        return None
    index = ShapeIndex(shapes.quads)
    labels = {name: label for label, name in index.names.items()}
    return frozenset(
        (
            _spelt(result.focus),
            f"<{result.path}>" if result.path else "",
            _spelt(result.value),
            f"<{index.value(labels[result.shape], 'severity', f'{SH}Violation')}>",
            f"<{result.shape}>" if result.shape in index.shapes else "",
        )
        for result in results
    )


def _spelt(term: object) -> str:
    return "" if term is None or isinstance(term, ox.BlankNode) else str(term)


def main(folder: Path) -> int:
    """Run the suite both ways; 1 if ours fails a test that pySHACL passes."""
    passed: Counter[str] = Counter()
    worse = 0
    total = 0
    for test in tests(folder):
        total += 1
        expected, we, they = test.expected(), told(test, ours), told(test, alone)
        passed["ours"] += we == expected
        passed["pySHACL"] += they == expected
        worse += they == expected != we
        if we != they:
            print(f"{test.name}: differs\n  expected {expected}\n  ours     {we}\n  pySHACL  {they}")
        elif we != expected:
            print(f"{test.name}: neither\n  expected {expected}\n  found    {we}")
    print(f"{total} tests: {passed['ours']} pass through ours, {passed['pySHACL']} through pySHACL alone")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
