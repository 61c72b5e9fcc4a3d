"""docs/rules.md lists every rule that validation knows, as shapes, checks and code have it.

Run as a program, this file writes the page anew.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import pytest

from migkg import inventory, judges, loading, terms
from migkg.checks import read_checks
from migkg.findings import SEVERITIES
from migkg.places import SourceFile
from migkg.project import Project
from migkg.shapes import SH, TARGETS, ShapeIndex, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from migkg.findings import Rule

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "rules.md"

INTRO: Final = """\
# Rules

Every rule that `migkg validate` knows, and what to do about what it finds.
This page is made from the shapes, the checks and the code; `python tests/test_docs_rules.py` makes it anew.

A finding names its rule in brackets, `[shape/linkage/to]`: look that up in the first column.
A rule is an IRI under `https://w3id.org/migkg/`, and reports for programs name it in full.
In the texts, `{$value}` stands for the value that was found, and `{?other}` and the like for something else that belongs to it; a finding has the real ones there.
The source of a shape is what asks for the rule: a section of the design or of the style that the project is built by, or of a standard.

[validation.md](validation.md) tells how rules are applied and what can be left out, [reports.md](reports.md) how findings are shown.
[shapes/README.md](../shapes/README.md) and [queries/README.md](../queries/README.md) tell how a shape and a check are written.
"""  # noqa: E501 -- one sentence a line
FILES: Final = """\
Whether a file can be read, and what is lost in reading.
The finding says what to do, since that depends on the file.
"""
MANIFEST: Final = """\
Whether `data/manifest.ttl` and the files of the dataset fit each other.
The names of files are examples.
"""
TERMS: Final = """\
What is judged in each file for itself, term by term, whatever shapes there are.
The code that does it mostly knows better than the table what is wrong, and the finding says so: which term was meant, say.
"""  # noqa: E501 -- one sentence a line
SHAPES: Final = """\
Demands on the things of the dataset, on shapes and on the terms of the ontology; each group is a file.
"""
CHECKS: Final = """\
Queries of the whole dataset that must find nothing, in `queries/checks/`.
"""

ABOUT: Final = frozenset(
    f"{SH}{name}"
    for name in (*TARGETS, "deactivated", "description", "message", "name", "path", "property", "severity")
)
"""What a shape says of itself, and what it looks at; all else of SHACL's is a demand."""

PREFIXED: Final = rf"(?:{'|'.join(terms.PREFIXES)}):\w+"
CODE: Final = re.compile(
    rf"""<[^<>]+>|"[^"]*"(?:@\w+|\^\^{PREFIXED})|\{{[$?]\w+\}}|https?://[^\s<>]*[\w/]"""
    rf"""|{PREFIXED}(?: (?:<[^<>]+>|"[^"]*"(?:@\w+|\^\^{PREFIXED})?|{PREFIXED}|\d+))?"""
)
"""What a reader is to write just so."""

MARKUP: Final = str.maketrans({character: f"\\{character}" for character in "\\|<>*`[]_~&"})


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that stand in one table: heading, a sentence or two, column heads and rows of texts."""

    heading: str
    text: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        lines = [self.columns, tuple("---" for _ in self.columns), *(map(cell, row) for row in self.rows)]
        table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
        return f"{self.heading}\n\n{self.text}\n{table}"


# --- Markdown -------------------------------------------------------------------------------------


def cell(text: str) -> str:
    """A text as the cell of a table: what is to be written just so as code, the rest without markup."""
    return " <br> ".join(map(_line, text.splitlines()))


def _line(text: str) -> str:
    parts, end = [], 0
    for found in CODE.finditer(text):
        code = found[0].replace("|", "\\|")
        parts += [text[end : found.start()].translate(MARKUP), f"`{code}`"]
        end = found.end()
    return "".join([*parts, text[end:].translate(MARKUP)])


def anchors(headings: Iterable[str]) -> str:
    return " · ".join(f"[{heading}](#{heading})" for heading in headings)


# --- the rules ------------------------------------------------------------------------------------


def row(name: str, rule: Rule, *more: str) -> tuple[str, ...]:
    return (terms.shorten(name), rule.severity, rule.name, rule.description, *more)


def shape_files(project: Project) -> Iterator[tuple[str, SourceFile]]:
    assert project.shapes_folder is not None
    for path in sorted(project.shapes_folder.glob("*.ttl")):
        yield path.stem, SourceFile.read(path, f"shapes/{path.name}", is_shapes=True)


def demanding(source: SourceFile) -> list[str]:
    """The shapes of a file that demand something themselves, in the order in which they are written."""
    demands = {
        text_of(quad.subject)
        for quad in source.quads
        if quad.predicate.value.startswith(SH) and quad.predicate.value not in ABOUT
    }
    shapes = ShapeIndex(source.quads).shapes
    return [shape for shape in shapes if terms.is_iri(shape) and shape in demands]


def shape_groups(project: Project) -> Iterator[Group]:
    columns = ("rule", "severity", "demands", "because", "to do", "source")
    for name, source in shape_files(project):
        index = ShapeIndex(source.quads)
        rows = []
        for shape in demanding(source):
            rule = index.describe(shape)
            origin = index.value(shape, f"{terms.PREFIXES['dcterms']}source")
            rows.append(row(shape, rule, rule.message, origin))
        if rows:
            yield Group(f"### {name}", f"[`{source.name}`](../{source.name})\n", columns, tuple(rows))


def check_group(project: Project) -> Group:
    assert project.queries_folder is not None
    checks = read_checks(sorted((project.queries_folder / "checks").glob("*.rq")))
    rows = tuple(
        (
            terms.shorten(check.name),
            check.rule.severity,
            check.rule.message,
            check.rule.description,
            check.rule.remedy,
        )
        for check in checks
    )
    return Group("## Checks", CHECKS, ("rule", "severity", "finds", "because", "to do"), rows)


def judge_groups() -> Iterator[Group]:
    columns = ("rule", "severity", "demands", "because", "to do")
    for area, names in groupby(judges.RULES, key=lambda name: terms.shorten(name).split("/")[1]):
        about = (importlib.import_module(f"migkg.judges.{area}").__doc__ or "").splitlines()[0]
        rows = tuple(row(name, judges.RULES[name], judges.RULES[name].message) for name in names)
        yield Group(f"### {area}", f"{about}\n", columns, rows)


def file_group() -> Group:
    rows = tuple(row(name, rule) for name, rule in loading.RULES.items())
    return Group("## Files", FILES, ("rule", "severity", "demands", "because"), rows)


def manifest_group() -> Group:
    """What is said about a dataset whose manifest is wrong in every way."""
    with TemporaryDirectory() as folder:
        found = sorted(
            inventory.take_stock(*wrong_dataset(Path(folder))), key=lambda one: (one.shape, one.value)
        )
    rows = []
    for (shape, severity, name), findings in groupby(
        found, key=lambda one: (one.shape, one.severity, one.name)
    ):
        rows.append((terms.shorten(shape), severity, name, "\n".join(one.message for one in findings)))
    return Group("## Manifest", MANIFEST, ("rule", "severity", "demands", "to do"), tuple(rows))


def wrong_dataset(folder: Path) -> tuple[Project, list[SourceFile]]:
    head = f"@base <{terms.BASE}> . @prefix mig: <{terms.ONTOLOGY}> . @prefix sh: <{SH}> .\n"
    files = {
        "data/manifest.ttl": (
            "<graph/bodies> a mig:DataFile ; mig:fileRole mig:entityFile ; mig:path 'data/bodies.ttl' ;"
            " mig:meetsShapes 'shapes/place.ttl', 'shapes/palce.ttl' ."
            " <graph/shapes> a mig:DataFile ; mig:fileRole mig:shapeFile ; mig:path 'shapes' ."
        ),
        "data/bodies.ttl": "<body/iom> a mig:Body .",
        "data/places.ttl": "<place/africa> a mig:Place .",
        "shapes/body.ttl": "<shape/body> a sh:NodeShape ; sh:targetClass mig:Body .",
        "shapes/place.ttl": "<shape/place> a sh:NodeShape ; sh:targetClass mig:Place .",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(head + text, encoding="utf-8")
    sources = [
        SourceFile.read(folder / name, name, is_shapes=name.startswith("shapes/"))
        for name in files
        if name not in ("data/manifest.ttl", "data/places.ttl")
    ]
    return Project.open(folder), sources


def page(project: Project) -> str:
    terms_, shapes = list(judge_groups()), list(shape_groups(project))
    parts = [
        INTRO,
        "[Files](#files) · [Manifest](#manifest) · [Terms](#terms) · [Shapes](#shapes) · [Checks](#checks)\n",
        file_group(),
        manifest_group(),
        f"## Terms\n\n{TERMS}\n{index(terms_)}",
        *terms_,
        f"## Shapes\n\n{SHAPES}\n{index(shapes)}",
        *shapes,
        check_group(project),
    ]
    return "\n".join(map(str, parts))


def index(groups: Sequence[Group]) -> str:
    return f"{anchors(group.heading.removeprefix('### ') for group in groups)}\n"


# --- tests ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a page as a reader's program splits them: at each `|` without backslash."""
    blocks = re.findall(r"(?:^\|[^\n]*\n)+", text, re.MULTILINE)
    return [[re.split(r"(?<!\\)\|", line.strip())[1:-1] for line in block.splitlines()] for block in blocks]


def first_column(text: str) -> list[str]:
    return [line[0].strip() for table in tables(text) for line in table[2:]]


def test_the_page_is_fresh(text: str, project: Project) -> None:
    assert text == page(project), "run python tests/test_docs_rules.py"


def test_every_rule_that_a_report_can_name_is_listed_once(text: str, project: Project) -> None:
    shapes = [shape for _, source in shape_files(project) for shape in demanding(source)]
    checks = [f"{terms.BASE}check/{path.stem}" for path in project.root.glob("queries/checks/*.rq")]
    manifest = [inventory.LISTED, inventory.MEETS]
    known = [*shapes, *checks, *manifest, *judges.RULES, *loading.RULES]
    assert len(shapes) > 300
    assert sorted(first_column(text)) == sorted(map(terms.shorten, known))


def test_a_property_shape_without_demand_is_not_overlooked(project: Project) -> None:
    for _, source in shape_files(project):
        properties = {
            text_of(quad.subject)
            for quad in source.quads
            if quad.predicate.value == terms.RDF_TYPE and text_of(quad.object) == f"{SH}PropertyShape"
        }
        assert properties <= set(demanding(source))


def test_no_text_breaks_its_table(text: str) -> None:
    for head, rule, *rows in tables(text):
        heads = [name.strip() for name in head]
        assert heads[:2] == ["rule", "severity"]
        assert {part.strip() for part in rule} == {"---"}
        assert rows
        for line in rows:
            assert len(line) == len(head), line
            assert all(map(str.strip, line)), line
            assert line[1].strip() in SEVERITIES
            assert all(part.count("`") % 2 == 0 for part in line), line
    outside = re.sub(r"`[^`\n]*`", "", text)
    assert set(re.findall(r"(?<!\\)<[^>]*>", outside)) == {"<br>"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Point mig:x at it: <a/b>.", "Point `mig:x` at it: `<a/b>`."),
        ('Write "2019"^^xsd:gYear, "…"@en.', 'Write `"2019"^^xsd:gYear`, `"…"@en`.'),
        ("Add mig:evidence <a/b>, say: sh:minCount 1.", "Add `mig:evidence <a/b>`, say: `sh:minCount 1`."),
        ("{?other} is {$value} | *so* [x] a_b.", "`{?other}` is `{$value}` \\| \\*so\\* \\[x\\] a\\_b."),
        ("<a|b> &amp; a < b", "`<a\\|b>` \\&amp; a \\< b"),
        ("One.\nTwo.", "One. <br> Two."),
        ("See https://w3id.org/migkg/.", "See `https://w3id.org/migkg/`."),
    ],
)
def test_texts_are_shown_as_they_are(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_anchors_are_there_once_and_links_lead_somewhere(text: str) -> None:
    headings = [line.lstrip("# ").lower() for line in text.splitlines() if line.startswith("#")]
    assert len(headings) == len(set(headings))
    for target in re.findall(r"\]\(([^)]+)\)", re.sub(r"^\|.*$", "", text, flags=re.MULTILINE)):
        name, _, anchor = target.partition("#")
        assert PAGE.parent.joinpath(name).exists(), target
        assert not anchor or anchor in headings, target


if __name__ == "__main__":
    PAGE.write_text(page(Project.packaged()), encoding="utf-8")
