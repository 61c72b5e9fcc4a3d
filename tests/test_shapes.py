"""Each shape against small files: the file name says the verdict, and which shape answers how often.

`shapes/<class>/valid.<what>.ttl` must hold a thing that the class's shapes look at, and nothing wrong.
`shapes/<class>/invalid.<shape>[.<times>][.<detail>].ttl` breaks one rule: the shape of that name answers,
that often (once, if no number says otherwise), and no other shape does. All files are read together with
`context.ttl`, a small world in which nothing is wrong, and with the ontology's classes.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from migkg import judges
from migkg.judging import Task, judge
from migkg.places import SourceFile
from migkg.project import Project
from migkg.shacl import core_results, load_store, sparql_results, whole_results
from migkg.terms import BASE, PREFIXES, RDF_TYPE
from migkg.validate import rules_of

if TYPE_CHECKING:
    from migkg.places import Result
    from migkg.shapes import Rules

HERE = Path(__file__).parent / "shapes"
SHAPES = Path(__file__).parent.parent / "shapes"
SHAPE = f"{BASE}shape/"
SH = PREFIXES["sh"]
SUBCLASS = f"{PREFIXES['rdfs']}subClassOf"
TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
NO_DEMAND = {"name", "description", "message", "severity", "property", "path", *TARGETS}
"""What a shape says of itself; everything else from SHACL is a demand."""

CLASSES = sorted(path.name for path in HERE.iterdir() if path.is_dir())
VALID = sorted(HERE.glob("*/valid.*.ttl"))
INVALID = sorted(HERE.glob("*/invalid.*.ttl"))


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@cache
def vocabulary() -> SourceFile:
    """The ontology without its words: which terms there are, and the hierarchy of classes."""
    quads = tuple(
        quad
        for file in Project.packaged().ontology_files
        for quad in SourceFile.read(file.path, file.relative).quads
        if quad.predicate.value in (RDF_TYPE, SUBCLASS) and isinstance(quad.subject, ox.NamedNode)
    )
    return SourceFile("ontology", f"{BASE}graph/ontology", quads)


@cache
def context() -> SourceFile:
    return SourceFile.read(HERE / "context.ttl", "context.ttl")


@cache
def shape_files() -> tuple[SourceFile, ...]:
    return tuple(SourceFile.read(path, path.name, is_shapes=True) for path in sorted(SHAPES.glob("*.ttl")))


@cache
def rules() -> Rules:
    return rules_of([*shape_files(), vocabulary()])


@cache
def said() -> dict[str, dict[str, list[str]]]:
    """What the shape files say: subject → predicate (SHACL's by their local names) → values."""
    found: dict[str, dict[str, list[str]]] = {}
    for quad in (quad for file in shape_files() for quad in file.quads):
        values = found.setdefault(quad.subject.value, {})
        values.setdefault(quad.predicate.value.removeprefix(SH), []).append(quad.object.value)
    return found


@cache
def demands() -> dict[str, str]:
    """The shapes that demand something → the node shape whose targets they have."""
    owner = {rule: shape for shape, values in said().items() for rule in values.get("property", ())}
    return {
        shape: owner.get(shape, shape)
        for shape, values in said().items()
        if shape in rules().shapes
        and shape.startswith(SHAPE)
        and {name for name in values if "/" not in name} - NO_DEMAND
    }


@cache
def below() -> dict[str, set[str]]:
    """Class → itself and its direct and indirect subclasses."""
    pairs = {(q.object.value, q.subject.value) for q in vocabulary().quads if q.predicate.value == SUBCLASS}
    found: dict[str, set[str]] = {}
    for top in {quad.object.value for quad in vocabulary().quads}:
        members: set[str] = {top}
        while more := {low for high, low in pairs if high in members} - members:
            members |= more
        found[top] = members
    return found


def focus_nodes(node_shape: str, source: SourceFile) -> set[str]:
    """The subjects in a file that the targets of a node shape choose."""
    values = said()[node_shape]
    found: set[str] = set()
    for quad in source.quads:
        if quad.predicate.value == RDF_TYPE:
            kinds = (low for top in values.get("targetClass", ()) for low in below().get(top, {top}))
            found |= {quad.subject.value} if quad.object.value in kinds else set()
        found |= {quad.subject.value} if quad.predicate.value in values.get("targetSubjectsOf", ()) else set()
    return found


@cache
def read(path: Path) -> SourceFile:
    return SourceFile.read(path, name_of(path))


def as_one(paths: list[Path]) -> list[SourceFile]:
    """The files with the context, and of the vocabulary what they use."""
    files = [context(), *map(read, paths)]
    used = {str(node) for file in files for quad in file.quads for node in (quad.predicate, quad.object)}
    spoken = (q for q in vocabulary().quads if q.predicate.value == SUBCLASS or str(q.subject) in used)
    return [SourceFile("ontology", f"{BASE}graph/ontology", tuple(spoken)), *files]


def answers(path: Path) -> Counter[str]:
    """How often each shape answers to what a file says or makes of the context."""
    report = judge(rules(), as_one([path]), Task([context().name, name_of(path)]))
    return Counter(finding.shape for finding in report.findings)


def expected(path: Path) -> Counter[str]:
    kind, shape, *rest = path.name.removesuffix(".ttl").split(".")
    if kind == "valid":
        return Counter()
    name = shape if shape == path.parent.name else f"{path.parent.name}/{shape}"
    return Counter({SHAPE + name: int(rest[0]) if rest and rest[0].isdigit() else 1})


# --- the verdicts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_nothing_is_wrong_with_a_valid_file(path: Path) -> None:
    assert answers(path) == Counter()


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_a_valid_file_was_looked_at(path: Path) -> None:
    owners = {owner for shape, owner in demands().items() if shape.startswith(f"{SHAPE}{path.parent.name}")}
    assert any(focus_nodes(owner, read(path)) for owner in owners)


@pytest.fixture
def _only_shapes_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judges of single terms have their say elsewhere: of a misspelt word they say more than a shape."""
    monkeypatch.setattr(judges, "problems", lambda *_: [])


@pytest.mark.usefixtures("_only_shapes_judge")
@pytest.mark.parametrize("path", INVALID, ids=name_of)
def test_one_shape_answers_to_an_invalid_file(path: Path) -> None:
    assert expected(path).keys() <= demands().keys()
    assert answers(path) == expected(path)


def test_nothing_is_wrong_with_the_context() -> None:
    assert judge(rules(), [vocabulary(), context()], Task([context().name])).findings == ()


# --- nothing is left out --------------------------------------------------------------------------


def test_each_shape_file_has_test_files_and_the_other_way_round() -> None:
    assert {path.stem for path in SHAPES.glob("*.ttl")} - {"prefixes"} == set(CLASSES)
    assert len(CLASSES) >= 38
    assert len(VALID) >= 85
    assert len(INVALID) >= 370


def test_the_iris_of_a_file_begin_with_its_name() -> None:
    """Web servers lead from the IRI of a shape to its file by this alone (`migkg.publish.hosting`)."""
    for source in shape_files():
        home = f"{BASE}shape/{Path(source.name).stem}"
        iris = {quad.subject.value for quad in source.quads if isinstance(quad.subject, ox.NamedNode)}
        assert iris
        assert {iri for iri in iris if iri != home and not iri.startswith(f"{home}/")} == set()


def test_each_shape_has_an_invalid_file_that_only_it_catches() -> None:
    caught = {shape for path in INVALID for shape in expected(path)}
    assert demands().keys() - caught == set()
    assert len(demands()) >= 340


def test_each_shape_has_a_valid_file_in_which_it_looked_at_a_value() -> None:
    """Of a shape that forbids or that looks at the focus node itself, the focus node is what it looked at."""
    unseen = []
    for shape, owner in demands().items():
        path = next(iter(said()[shape].get("path", ())), "")
        folder = shape.removeprefix(SHAPE).partition("/")[0]
        seen = False
        for file in (read(path) for path in VALID if path.parent.name == folder):
            nodes = focus_nodes(owner, file)
            values = {q.subject.value for q in file.quads if q.predicate.value == path}
            seen |= bool(nodes & values) if path.startswith("http") else bool(nodes)
        if not seen and shape not in FORBIDDING:
            unseen.append(shape.removeprefix(SHAPE))
    assert unseen == []


FORBIDDING = {f"{SHAPE}claim/strength-of-stated"}
"""Shapes that a valid file can satisfy only by not having the value."""


def test_each_sparql_constraint_became_a_question() -> None:
    constraints = {value for values in said().values() for value in values.get("sparql", ())}
    assert len(constraints) == len(rules().questions) >= 75


@pytest.mark.parametrize("file", [path.name for path in sorted(SHAPES.glob("*.ttl"))])
def test_messages_fill_every_placeholder(file: str) -> None:
    """`{?other}` in a message is a variable that the query selects."""
    for source in (source for source in shape_files() if source.name == file):
        for shape in {quad.subject.value for quad in source.quads} & rules().shapes.keys():
            queries = [said()[node]["select"][0] for node in said()[shape].get("sparql", ())]
            selected = (
                {"value", "this", *re.findall(r"[?](\w+)", " ".join(queries))} if queries else {"value"}
            )
            used = set(re.findall(r"\{[$?](\w+)\}", rules().shapes[shape].message))
            assert used <= selected, shape


# --- pySHACL alone is the measure -----------------------------------------------------------------


@pytest.fixture
def _queries_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For each focus node, pySHACL parses a query anew; parsing it once changes no answer."""
    ask = rdflib.Graph.query
    prepare = cache(prepareQuery)

    def query(self: rdflib.Graph, text: str, *args: object, **named: object) -> rdflib.query.Result:
        return ask(self, prepare(text), *args, **named)

    monkeypatch.setattr(rdflib.Graph, "query", query)


def told(results: list[Result]) -> set[tuple[str, str, str, str]]:
    return {(result.shape, str(result.focus), result.path, str(result.value)) for result in results}


def ours(sources: list[SourceFile]) -> set[tuple[str, str, str, str]]:
    return told([*core_results(rules(), sources), *sparql_results(rules(), load_store(sources))])


def batches() -> list[list[Path]]:
    """The files that break a SPARQL constraint, grouped so that no two speak of one thing or place."""
    found: list[tuple[set[str], list[Path]]] = []
    for path in INVALID:
        subjects = {str(quad.subject) for quad in read(path).quads}
        numbered = {q.subject.value for q in read(path).quads if q.predicate.value.endswith("#fingerprint")}
        subjects |= {re.sub(r"(/document/[^/]+)/.*", r"order of \1", name) for name in numbered}
        if not any("sparql" in said()[shape] for shape in expected(path)):
            continue
        free = next((batch for batch in found if not batch[0] & subjects), None)
        if free is None:
            found.append((subjects, [path]))
        else:
            free[0].update(subjects)
            free[1].append(path)
    return [paths for _, paths in found]


@pytest.mark.slow
@pytest.mark.usefixtures("_queries_are_parsed_once")
@pytest.mark.parametrize("paths", batches(), ids=lambda paths: f"{len(paths)} files")
def test_questions_find_what_pyshacl_finds(paths: list[Path]) -> None:
    sources = as_one(paths)
    found = ours(sources)
    assert found == told(whole_results(rules(), sources))
    assert {shape for path in paths for shape in expected(path)} <= {shape for shape, *_ in found}


@pytest.mark.slow
@pytest.mark.usefixtures("_queries_are_parsed_once")
def test_all_files_together_look_to_us_as_they_look_to_pyshacl() -> None:
    sources = as_one([*VALID, *INVALID])
    found = ours(sources)
    assert found == told(whole_results(rules(), sources))
    assert len(found) >= 500
