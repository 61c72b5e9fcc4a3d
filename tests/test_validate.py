"""What validation promises: which files are judged, what is reported, where it is written, how it reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

import taking
from migkg.errors import ProjectError, UnreadableError
from migkg.findings import SYNTAX, Finding, Report, Rule
from migkg.graph import parse_file
from migkg.inventory import LISTED, MEETS
from migkg.judges.lexical import FORM as LEXICAL_FORM
from migkg.judging import judge
from migkg.loading import FORM
from migkg.places import Places, Result, SourceFile
from migkg.project import Project
from migkg.shacl import load_store, sparql_results
from migkg.validate import rules_of
from migkg.validate import validate as validate_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.positions import Positions

HEAD = """@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
EVENT = """<event/added>
    a mig:Event ;
    rdfs:label "Added event"@en ;
    schema:startDate "2019-02-30"^^xsd:date ;
.
"""
SHAPE = "https://w3id.org/migkg/shape/"
SOURCE = "http://purl.org/dc/terms/source"


def validate(project: Project, paths: list[Path] | None = None) -> Report:
    """What validation finds, but for the form of the files: these are written by hand."""
    report = validate_all(project, paths)
    return replace(report, findings=tuple(f for f in report.findings if f.shape != FORM))


@pytest.fixture(scope="module")
def packaged() -> Project:
    return Project.packaged()


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def short(report: Report) -> list[tuple[str, str, str]]:
    return [(finding.shape.removeprefix(SHAPE), finding.focus, finding.file) for finding in report.findings]


# --- the dataset that comes with migkg ------------------------------------------------------------


def test_the_dataset_is_right(packaged: Project) -> None:
    report = validate(packaged)
    assert report.findings == (), report.to_text()
    assert report.conforms
    assert {"data/objectives/gcm.ttl", "ontology/migkg.ttl", "shapes/linkage.ttl"} <= set(report.files)


def unsourced(quads: Iterable[ox.Quad]) -> list[str]:
    """The subjects that name no source."""
    subjects: dict[str, set[str]] = {}
    for quad in quads:
        subjects.setdefault(str(quad.subject), set()).add(quad.predicate.value)
    return sorted(subject for subject, said in subjects.items() if SOURCE not in said)


def test_each_thing_in_the_reference_data_names_its_source_there(packaged: Project) -> None:
    """A whole-file rule: shapes see one graph, and a source in another file would do for them."""
    files = [file for file in packaged.files if file.role == "referenceFile"]
    assert len(files) >= 10
    assert {file.relative: unsourced(parse_file(file.path)) for file in files} == {
        file.relative: [] for file in files
    }


def test_a_thing_without_source_is_noticed(packaged: Project) -> None:
    file = next(file for file in packaged.files if file.relative == "data/reference/countries.ttl")
    first, *others = [quad for quad in parse_file(file.path) if quad.predicate.value == SOURCE]
    left = [quad for quad in parse_file(file.path) if quad.subject != first.subject or quad not in others]
    assert unsourced(quad for quad in left if quad != first) == [str(first.subject)]


@pytest.mark.slow
def test_the_whole_dataset_is_judged_within_fifteen_seconds(packaged: Project) -> None:
    assert taking.seconds(lambda: validate(packaged), times=1) < 15


# --- files in the context of the dataset ----------------------------------------------------------


def test_a_file_is_judged_in_the_context_of_the_dataset(packaged: Project, tmp_path: Path) -> None:
    path = write(
        tmp_path / "added.ttl",
        """<claim/gb335-pol-1-rev/para-16/added>
    a mig:Linkage ;
    mig:basis mig:stated ;
    mig:evidence <document/gb335-pol-1-rev/para/16> ;
    mig:linkFrom <plan/15> ;
    mig:linkTo <objective/2> ;
    mig:relation mig:alignedWith ;
.

<claim/gb335-pol-1-rev/para-16/wrong>
    a mig:Linkage ;
    mig:basis mig:stated ;
    mig:evidence <document/gb335-pol-1-rev/para/16> ;
    mig:linkFrom <plan/16> ;
    mig:linkTo <theme/skills> ;
    mig:relation mig:alignedWith ;
.
""",
    )
    report = validate(packaged, [path])
    wrong = [finding for finding in report.findings if finding.shape.startswith(SHAPE)]
    assert {finding.focus for finding in report.findings} <= {
        "claim/gb335-pol-1-rev/para-16/added",
        "claim/gb335-pol-1-rev/para-16/wrong",
    }
    assert [(finding.name, finding.path, finding.value, finding.line) for finding in wrong] == [
        ("A linkage ends at an objective", "mig:linkTo", "theme/skills", 23)
    ]
    assert report.files == (path.as_posix(),)


def test_what_a_file_adds_to_a_thing_of_the_dataset_is_reported(packaged: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "added.ttl", '<body/iom>\n    rdfs:label "Another label"@en ;\n.\n')
    report = validate(packaged, [path])
    assert ("dataset/label-language", "body/iom", path.as_posix()) in short(report)
    assert {file for *_, file in short(report)} == {path.as_posix()}


def test_a_file_of_the_dataset_is_its_own_context(packaged: Project) -> None:
    path = packaged.root / "data" / "themes" / "themes.ttl"
    assert validate(packaged, [path]).files == ("data/themes/themes.ttl",)
    assert not [x for x in short(validate(packaged, [path])) if x[0] == "dataset/label-once"]


def test_a_folder_means_the_files_in_it(packaged: Project, tmp_path: Path) -> None:
    write(tmp_path / "a" / "one.ttl", EVENT)
    write(
        tmp_path / "a" / "b c" / "zwei ü <2>.ttl", EVENT.replace("added", "second").replace("02-30", "02-28")
    )
    report = validate(packaged, [tmp_path])
    assert {Path(name).name for name in report.files} == {"one.ttl", "zwei ü <2>.ttl"}
    assert ("lexical/form", "event/added", (tmp_path / "a" / "one.ttl").as_posix()) in short(report)


def test_a_path_that_is_not_there_is_refused(packaged: Project, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no such file"):
        validate(packaged, [tmp_path / "bad.ttl"])


def test_a_file_that_is_not_well_formed_is_a_finding_and_the_others_are_judged(
    packaged: Project, tmp_path: Path
) -> None:
    bad = write(tmp_path / "bad.ttl", "<a> a mig:Event")
    wrong = write(tmp_path / "wrong.ttl", EVENT)
    report = validate(packaged, [bad, wrong])
    assert report.is_unreadable
    assert {finding.file: finding.line for finding in report.findings if finding.shape == SYNTAX} == {
        bad.as_posix(): 9
    }
    assert ("lexical/form", "event/added", wrong.as_posix()) in short(report)
    assert report.files == tuple(sorted([bad.as_posix(), wrong.as_posix()]))


def test_where_a_file_of_the_dataset_cannot_be_read_shapes_are_not_applied(tmp_path: Path) -> None:
    project = dataset(tmp_path, EVENT + "<event/open> rdfs:label", shapes=RULE)
    report = validate(project)
    assert report.is_unreadable
    assert [(finding.shape, finding.file) for finding in report.findings] == [(SYNTAX, "data/events.ttl")]


def test_a_folder_without_rdf_is_refused(packaged: Project, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no RDF file"):
        validate(packaged, [tmp_path])


def test_loose_files_are_judged_by_the_shapes_that_migkg_brings(tmp_path: Path) -> None:
    path = write(tmp_path / "loose.ttl", EVENT.replace('    rdfs:label "Added event"@en ;\n', ""))
    report = validate(Project.from_files([path]))
    assert {
        ("dataset/label", "event/added", path.as_posix()),
        ("lexical/form", "event/added", path.as_posix()),
    } <= set(short(report))
    assert report.files == (path.as_posix(),)


# --- a dataset of one's own -----------------------------------------------------------------------


def dataset(folder: Path, text: str = EVENT, *, shapes: str = "", check: str = "") -> Project:
    write(folder / "data" / "events.ttl", text)
    entry = '<graph/{0}> a mig:DataFile ; mig:fileRole mig:{1} ; mig:path "{2}" .\n'
    entries = [("events", "entityFile", "data/events.ttl")]
    if shapes:
        write(folder / "shapes" / "event.ttl", shapes)
        entries.append(("shapes", "shapeFile", "shapes"))
    (folder / "queries" / "checks").mkdir(parents=True)
    entries.append(("queries", "queryFile", "queries"))
    if check:
        (folder / "queries" / "checks" / "no-events.rq").write_text(check, encoding="utf-8")
    write(folder / "data" / "manifest.ttl", "".join(entry.format(*values) for values in entries))
    return Project.open(folder)


RULE = """<shape/event/short>
    a sh:NodeShape ;
    sh:targetClass mig:Event ;
    sh:name "Short"@en ;
    sh:message "Write {$value} with fewer than six letters."@en ;
    sh:severity sh:Warning ;
    sh:property <shape/event/short/label> ;
.

<shape/event/short/label>
    a sh:PropertyShape ;
    sh:path rdfs:label ;
    sh:maxLength 5 ;
    sh:name "Short label"@en ;
    sh:message "Write {$value} with fewer than six letters."@en ;
    sh:severity sh:Warning ;
.
"""
ASKING = """<shape/event/asked>
    a sh:NodeShape ;
    sh:targetClass mig:Event ;
    sh:name "Asked"@en ;
    sh:message "{$this} has the label {$value}, {?size} letters."@en ;
    sh:sparql <shape/event/asked/query> ;
.

<shape/event/asked/query>
    a sh:SPARQLConstraint ;
    sh:prefixes <shape/prefixes> ;
    sh:select "SELECT $this ?value ?size WHERE { $this r:label ?value . BIND(STRLEN(?value) AS ?size) }" ;
.

<shape/prefixes>
    sh:declare <shape/prefixes/r> ;
.

<shape/prefixes/r>
    sh:prefix "r" ;
    sh:namespace "http://www.w3.org/2000/01/rdf-schema#"^^xsd:anyURI ;
.
"""
CHECK = """#+ summary: There is an event.
#+ description: >
#+   Events are not wanted
#+   here: at all.
#+ remedy: >
#+   Delete the event, or
#+   call it something else.
#+ tags: [check]

SELECT ?entity ?property ?value
WHERE {
  BIND(<https://schema.org/startDate> AS ?property)
  ?entity a <https://w3id.org/migkg/ontology#Event> .
  OPTIONAL { ?entity ?property ?value }
}
ORDER BY ?entity
"""
RIGHT = EVENT.replace("02-30", "02-28")


def test_own_shapes_replace_those_of_migkg(tmp_path: Path) -> None:
    (finding,) = validate(dataset(tmp_path, RIGHT, shapes=RULE)).findings
    assert finding == Finding(
        shape=f"{SHAPE}event/short/label",
        name="Short label",
        severity="Warning",
        focus="event/added",
        label="Added event",
        path="rdfs:label",
        value='"Added event"@en',
        message="Write Added event with fewer than six letters.",
        remedy="",
        file="data/events.ttl",
        line=11,
        column=16,
        focus_term="<https://w3id.org/migkg/event/added>",
        path_term="<http://www.w3.org/2000/01/rdf-schema#label>",
        value_term='"Added event"@en',
    )


def test_warnings_do_not_make_the_data_wrong(tmp_path: Path) -> None:
    report = validate(dataset(tmp_path, RIGHT, shapes=RULE))
    assert report.conforms
    assert (report.count("Warning"), report.count("Violation")) == (1, 0)


def test_a_message_shows_what_the_query_found(tmp_path: Path) -> None:
    (finding,) = validate(dataset(tmp_path, RIGHT, shapes=ASKING)).findings
    assert finding.message == "event/added has the label Added event, 11 letters."
    assert (finding.severity, finding.path) == ("Violation", "")


@pytest.mark.parametrize("off", ["asked>\n    a sh:NodeShape ;", "asked/query>\n    a sh:SPARQLConstraint ;"])
def test_a_constraint_that_is_switched_off_is_silent(tmp_path: Path, off: str) -> None:
    shapes = ASKING.replace(off, f"{off}\n    sh:deactivated true ;")
    assert shapes != ASKING
    assert validate(dataset(tmp_path, RIGHT, shapes=shapes)).findings == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    sh:select ", "    rdfs:comment ", "without sh:select"),
        ("BIND(STRLEN", "BIND(STRLENGTH", "does not parse"),
        ("r:label", "q:label", "does not parse"),
        ("SELECT $this ?value ?size WHERE", "ASK", "is no SELECT"),
    ],
)
def test_a_constraint_that_cannot_be_asked_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in ASKING
    with pytest.raises(ProjectError, match=f"shape/event/asked.*{message}"):
        validate(dataset(tmp_path, RIGHT, shapes=ASKING.replace(old, new)))


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("sh:targetClass mig:Event", {"event/added"}),
        ("sh:targetNode <place/added>", {"place/added"}),
        ("sh:targetSubjectsOf mig:place", {"event/added"}),
        ("sh:targetObjectsOf mig:place", {"place/added"}),
        ("sh:targetNode <place/added> ;\n    sh:targetClass mig:Event", {"event/added", "place/added"}),
        ("sh:targetClass schema:Event", {"event/added"}),
    ],
)
def test_questions_look_at_the_targets_of_the_shape(tmp_path: Path, target: str, found: set[str]) -> None:
    data = SourceFile.read(
        write(
            tmp_path / "data.ttl",
            """<event/added> a mig:Event ; mig:place <place/added> ; rdfs:label "An event"@en .
<place/added> a mig:Place ; rdfs:label "A place"@en .
<theme/added> a mig:Theme ; rdfs:label "A theme"@en .
mig:Event rdfs:subClassOf schema:Event .
""",
        ),
        "data.ttl",
    )
    shapes = write(tmp_path / "shapes.ttl", ASKING.replace("sh:targetClass mig:Event", target))
    rules = rules_of([SourceFile.read(shapes, "shapes.ttl", is_shapes=True), data])
    results = sparql_results(rules, load_store([data]))
    assert {str(result.focus)[1:-1].removeprefix("https://w3id.org/migkg/") for result in results} == found


def test_a_row_of_a_check_is_a_finding(tmp_path: Path) -> None:
    (finding,) = validate(
        dataset(tmp_path, RIGHT, shapes=RULE.replace("Length 5", "Length 50"), check=CHECK)
    ).findings
    assert finding == Finding(
        shape="https://w3id.org/migkg/check/no-events",
        name="no-events",
        severity="Violation",
        focus="event/added",
        label="Added event",
        path="schema:startDate",
        value='"2019-02-28"^^xsd:date',
        message="There is an event.",
        remedy="Delete the event, or call it something else.",
        file="data/events.ttl",
        line=12,
        column=22,
        focus_term="<https://w3id.org/migkg/event/added>",
        path_term="<https://schema.org/startDate>",
        value_term='"2019-02-28"^^<http://www.w3.org/2001/XMLSchema#date>',
    )


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (CHECK.replace("?entity", "?thing"), "no \\?entity"),
        (CHECK.replace("WHERE {", "WHERE {{"), "does not parse"),
        ("#+ summary: Whatever.\nASK { ?entity ?property ?value }", "is no SELECT"),
    ],
)
def test_a_check_that_cannot_be_asked_is_named(tmp_path: Path, check: str, message: str) -> None:
    with pytest.raises(ProjectError, match=rf"no-events\.rq.*{message}"):
        validate(dataset(tmp_path, RIGHT, shapes=RULE, check=check))


def test_checks_do_not_look_at_shapes(tmp_path: Path) -> None:
    check = "#+ summary: A name.\nSELECT ?entity WHERE { ?entity <http://www.w3.org/ns/shacl#name> ?name }"
    report = validate(dataset(tmp_path, RIGHT, shapes=RULE.replace("Length 5", "Length 50"), check=check))
    assert report.findings == ()


def test_a_file_that_is_not_in_its_one_form_is_told(tmp_path: Path) -> None:
    project = dataset(tmp_path, RIGHT, shapes=RULE.replace("Length 5", "Length 50"))
    untidy = [finding for finding in validate_all(project).findings if finding.shape == FORM]
    assert ("data/events.ttl", "Warning") in {(finding.file, finding.severity) for finding in untidy}
    assert validate_all(Project.packaged()).findings == ()


def test_a_file_that_the_manifest_forgets_is_reported(tmp_path: Path) -> None:
    project = dataset(tmp_path, RIGHT, shapes=RULE.replace("Length 5", "Length 50"))
    write(tmp_path / "data" / "forgotten.ttl", RIGHT)
    (finding,) = validate(project).findings
    assert (finding.shape, finding.file, finding.severity) == (LISTED, "data/forgotten.ttl", "Violation")
    assert validate(project, [tmp_path / "data" / "events.ttl"]).findings == ()


@pytest.mark.parametrize(
    ("meets", "found"),
    [
        ("shapes/event.ttl", []),
        ("shapes/events.ttl", ["holds what shapes/event.ttl", "no shapes/events.ttl"]),
        (
            "shapes/place.ttl",
            ["Nothing in this file is what shapes/place.ttl", "holds what shapes/event.ttl"],
        ),
    ],
)
def test_a_file_meets_the_shapes_that_the_manifest_names(
    tmp_path: Path, meets: str, found: list[str]
) -> None:
    project = dataset(tmp_path, RIGHT, shapes=RULE.replace("Length 5", "Length 50"))
    write(
        tmp_path / "shapes" / "place.ttl", RULE.replace("vent", "lace").replace("shape/elace", "shape/place")
    )
    manifest = tmp_path / "data" / "manifest.ttl"
    entry = "<graph/events> a mig:DataFile"
    text = manifest.read_text(encoding="utf-8")
    assert entry in text
    manifest.write_text(text.replace(entry, f'{entry} ; mig:meetsShapes "{meets}"'), encoding="utf-8")
    report = validate(Project.open(project.root))
    assert {finding.shape for finding in report.findings} <= {MEETS}
    messages = sorted(finding.message for finding in report.findings)
    assert len(messages) == len(found)
    assert all(any(part in message for message in messages) for part in found)


# --- literals -------------------------------------------------------------------------------------


def test_a_wrongly_written_literal_is_found_with_its_line(tmp_path: Path) -> None:
    (finding,) = validate(dataset(tmp_path, shapes=RULE.replace("Length 5", "Length 50"))).findings
    assert (finding.shape, finding.path, finding.value) == (
        LEXICAL_FORM,
        "schema:startDate",
        '"2019-02-30"^^xsd:date',
    )
    assert (finding.file, finding.line, finding.column) == ("data/events.ttl", 12, 22)
    assert finding.message == 'Write "2019-02-30" as its datatype demands: month 2 of 2019 has no day 30.'


def test_literals_are_judged_as_they_are_written(tmp_path: Path) -> None:
    """A store would make 7 of "007", and rdflib of "1" the boolean true."""
    text = RIGHT.replace(
        ".\n", '    mig:order "007"^^xsd:integer ;\n    mig:valueTo "seven"^^xsd:byte ;\n.\n'
    )
    report = validate(dataset(tmp_path, text, shapes=RULE.replace("Length 5", "Length 50")))
    assert [finding.value for finding in report.findings] == ['"seven"^^xsd:byte']


def test_rdflib_is_left_as_it_was(tmp_path: Path) -> None:
    validate(dataset(tmp_path, shapes=RULE))
    assert rdflib.NORMALIZE_LITERALS is True


# --- one slip, one finding ------------------------------------------------------------------------


def test_of_a_value_that_does_not_exist_only_that_is_said(packaged: Project, tmp_path: Path) -> None:
    path = write(tmp_path / "added.ttl", RIGHT.replace(".\n", "    mig:place <place/atlantis> ;\n.\n"))
    about = [finding for finding in validate(packaged, [path]).findings if finding.value == "place/atlantis"]
    assert [finding.shape for finding in about] == [f"{SHAPE}dataset/defined"]


def test_what_a_shape_says_no_check_repeats(tmp_path: Path) -> None:
    check = CHECK.replace("<https://schema.org/startDate>", "<http://www.w3.org/2000/01/rdf-schema#label>")
    report = validate(dataset(tmp_path, RIGHT, shapes=RULE, check=check))
    assert [finding.name for finding in report.findings] == ["Short label"]


def test_a_thing_that_no_file_describes_can_still_be_found() -> None:
    """Focus nodes that occur as values only belong to no file, and are not lost."""
    ttl = HEAD + RULE.replace("sh:targetClass mig:Event", "sh:targetObjectsOf mig:place").replace(
        "sh:maxLength 5", "sh:minCount 1"
    )
    shapes = SourceFile("shapes.ttl", "x:shapes", tuple(ox.parse(ttl, ox.RdfFormat.TURTLE)), is_shapes=True)
    data = tuple(ox.parse(HEAD + "<event/a> mig:place <place/b> .", ox.RdfFormat.TURTLE))
    source = SourceFile("data.ttl", "x:data", data)
    (finding,) = judge(rules_of([shapes, source]), [source]).findings
    assert (finding.focus, finding.file, finding.line) == ("place/b", "", None)


# --- where it is written --------------------------------------------------------------------------


WRITTEN = """@prefix ex: <http://example.org/> .

ex:a
    ex:p "one" ,
        "two" .

ex:b ex:q [ ex:p "three" ] .
"""


@pytest.mark.parametrize(
    ("focus", "path", "value", "place"),
    [
        ("a", "p", ox.Literal("two"), (5, 9)),
        ("a", "p", ox.Literal("four"), (4, 5)),
        ("a", "p", None, (4, 5)),
        ("a", "q", None, (3, 1)),
        ("b", "", None, (7, 1)),
        ("c", "p", None, (None, None)),
    ],
)
def test_a_finding_shows_the_triple_else_the_property_else_the_block(
    tmp_path: Path, focus: str, path: str, value: ox.Literal | None, place: tuple[int | None, int | None]
) -> None:
    source = tmp_path / "a.ttl"
    source.write_text(WRITTEN, encoding="utf-8")
    places = Places([SourceFile.read(source, "a.ttl")], frozenset(["a.ttl"]))
    base = "http://example.org/"
    found = places.finding(
        Result("x:shape", ox.NamedNode(base + focus), path and base + path, value, "Mend it."), Rule("Some")
    )
    assert found is not None
    assert (found.line, found.column) == place


def test_a_blank_node_of_one_file_is_found_there(tmp_path: Path) -> None:
    """Labels are given anew when a file is read, and its places go by the new ones."""
    source = tmp_path / "a.ttl"
    source.write_text(WRITTEN, encoding="utf-8")
    file = SourceFile.read(source, "a.ttl")
    (inner,) = [quad for quad in file.quads if isinstance(quad.subject, ox.BlankNode)]
    result = Result("x:shape", inner.subject, inner.predicate.value, inner.object, "Mend it.")
    found = Places([file], frozenset(["a.ttl"])).finding(result, Rule("Some"))
    assert found is not None
    assert (found.line, found.column) == (7, 18)


def test_a_file_that_has_gone_since_has_no_lines(tmp_path: Path) -> None:
    source = tmp_path / "a.ttl"
    source.write_text(WRITTEN, encoding="utf-8")
    file = SourceFile.read(source, "a.ttl")
    source.unlink()
    assert file.positions().subject(ox.NamedNode("http://example.org/a")) is None


def test_a_text_is_not_read_again_unless_something_is_found_in_it(
    packaged: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    positions = SourceFile.positions

    def counted(file: SourceFile) -> Positions:
        asked.append(file.name)
        return positions(file)

    monkeypatch.setattr(SourceFile, "positions", counted)
    assert validate(packaged).findings == ()
    assert asked == []


# --- the report -----------------------------------------------------------------------------------


def finding(file: str, line: int | None, severity: str, remedy: str = "") -> Finding:
    return Finding(
        shape=f"{SHAPE}linkage/to",
        name="A linkage ends at one objective",
        severity=severity,
        focus="claim/p/para-1/x",
        label="",
        path="mig:linkTo",
        value="",
        message="Give the linkage exactly one mig:linkTo.",
        remedy=remedy,
        file=file,
        line=line,
    )


def test_the_report_reads_file_by_file() -> None:
    found = (
        finding("data/a.ttl", 12, "Violation"),
        finding("data/a.ttl", 40, "Warning"),
        finding("data/b.ttl", None, "Violation", "Look it up."),
    )
    assert Report(found, ("data/a.ttl", "data/b.ttl")).to_text() == (
        "data/a.ttl\n"
        "  12: Violation: A linkage ends at one objective [shape/linkage/to]\n"
        "    <claim/p/para-1/x>: mig:linkTo\n"
        "    Give the linkage exactly one mig:linkTo.\n"
        "  40: Warning: A linkage ends at one objective [shape/linkage/to]\n"
        "    <claim/p/para-1/x>: mig:linkTo\n"
        "    Give the linkage exactly one mig:linkTo.\n"
        "\n"
        "data/b.ttl\n"
        "  Violation: A linkage ends at one objective [shape/linkage/to]\n"
        "    <claim/p/para-1/x>: mig:linkTo\n"
        "    Give the linkage exactly one mig:linkTo.\n"
        "    Look it up.\n"
        "\n"
        "2 files checked: 2 violations, 1 warning."
    )


def test_the_report_counts_hints() -> None:
    text = Report((finding("a", 1, "Info"), finding("a", 2, "Info")), ("a",)).to_text()
    assert text.endswith("1 file checked: 2 hints.")
    assert Report((), ()).to_text() == "0 files checked: nothing found."
