"""Files read for validation: what they say, and as findings what keeps them from being read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.findings import LIMIT, SYNTAX, UNREAD, UNUSABLE, Finding, Rule
from migkg.graph import parse_text, read_text
from migkg.places import SourceFile
from migkg.reading import Limits, graph_of_file, read_all
from migkg.shapes import SH
from migkg.syntax.problems import Problem
from migkg.turtle import serialize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from migkg.errors import ProjectError
    from migkg.reading import Reading

__all__ = [
    "DROPPED",
    "FORM",
    "RULES",
    "SHAPELESS",
    "Loaded",
    "load",
    "named",
    "shapeless",
    "untidy",
    "unusable",
]

DROPPED: Final = f"{terms.BASE}shape/file/dropped"

FORM: Final = f"{terms.BASE}shape/file/form"
SHAPELESS: Final = f"{terms.BASE}shape/file/shapeless"

RULES: Final[Mapping[str, Rule]] = {
    SYNTAX: Rule(
        "A file is well-formed",
        description="What a parser refuses says nothing: not one triple of the file counts.",
        url=SYNTAX,
    ),
    LIMIT: Rule(
        "A file can be read within the limits",
        description="Reading a file takes no more time and memory than --max-seconds and --max-memory allow.",
        url=LIMIT,
    ),
    DROPPED: Rule(
        "A file says all that it seems to say",
        "Warning",
        description="What a format lets a reader pass over in silence is lost to all who read the file.",
        url=DROPPED,
    ),
    UNUSABLE: Rule(
        "The shapes can be applied",
        description="One shape that fails keeps all of them from being applied.",
        url=UNUSABLE,
    ),
    SHAPELESS: Rule(
        "A file of shapes has shapes",
        "Warning",
        description="Shapes that are not there find nothing wrong.",
        url=SHAPELESS,
    ),
    FORM: Rule(
        "A Turtle file of the dataset is in its one form",
        "Warning",
        description="Sorted, one value a line: then an edit of one value is a difference of a line or two.",
        url=FORM,
    ),
}


class Loaded:
    """Files that were read, and findings about those that could not be, or not wholly."""

    def __init__(self) -> None:
        self.sources: dict[Path, SourceFile] = {}
        self.findings: list[Finding] = []
        self.names: list[str] = []
        self.cost = 0
        """About how much memory it takes to hold and judge what was read, in bytes."""

    @property
    def unread(self) -> bool:
        """Whether a file is missing from the sources because it could not be read."""
        return any(finding.shape in UNREAD for finding in self.findings)


def load(
    names: Mapping[Path, tuple[str, str]],
    limits: Limits,
    *,
    jobs: int = 1,
    shapes: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Loaded:
    """Read files of unknown origin, whatever they hold; `names` has the name and graph (or `""`) of each.

    `jobs` processes try them side by side; what is found is the same for any number.
    """
    loaded = Loaded()
    done = 0

    def tell(path: Path) -> None:
        nonlocal done
        if progress:
            progress(f"reading {path.name}", done, len(names))
        done += 1

    for reading in read_all(list(names), limits, tell, jobs=jobs):
        name, graph = names[reading.path]
        loaded.names.append(name)
        loaded.findings += _findings(reading, name)
        if reading.is_read:
            loaded.cost += reading.cost
            loaded.sources[reading.path] = SourceFile(
                name,
                graph or graph_of_file(name),
                reading.quads,
                reading.path,
                is_shapes=shapes,
            )
    return loaded


def shapeless(sources: Iterable[SourceFile]) -> Iterator[Finding]:
    """Which files that were named as shapes say nothing with SHACL."""
    for source in sources:
        if not any(quad.predicate.value.startswith(SH) for quad in source.quads):
            problem = Problem(None, None, "There is no shape in this file.", "Name a file of SHACL shapes.")
            yield finding_of(problem, SHAPELESS, source.name)


def unusable(error: ProjectError, names: Sequence[str]) -> Finding:
    """That shapes could not be applied, as a finding; it is in the one file of shapes, if there is one."""
    problem = Problem(None, None, str(error), "Mend that shape; all others wait for it.")
    return finding_of(problem, UNUSABLE, names[0] if len(names) == 1 else "")


def untidy(sources: Iterable[SourceFile]) -> Iterator[Finding]:
    """Which of our own Turtle files are not in the form that `migkg fmt` writes."""
    for source in sources:
        if source.path is None or source.path.suffix.lower() != ".ttl":
            continue
        text = read_text(source.path)
        parsed = parse_text(text, source.path)
        if serialize(parsed.quads, prefixes=parsed.prefixes) != text:
            problem = Problem(None, None, "This file is not in canonical form.", "Run migkg fmt on it.")
            yield finding_of(problem, FORM, source.name)


def named(files: Iterable[Path]) -> dict[Path, tuple[str, str]]:
    """Files with their names for people, each to be a graph of that name."""
    return {file: (file.as_posix(), "") for file in files}


def _findings(reading: Reading, name: str) -> Iterator[Finding]:
    for problem in reading.problems:
        shape = DROPPED if problem.is_warning else LIMIT if reading.over_limit else SYNTAX
        yield finding_of(problem, shape, name)


def finding_of(problem: Problem, shape: str, name: str) -> Finding:
    """A problem with a file as a finding."""
    return Finding(
        shape=shape,
        name=RULES[shape].name,
        severity=RULES[shape].severity,
        focus="",
        label="",
        path="",
        value="",
        message=problem.message,
        remedy=problem.remedy,
        file=name,
        line=problem.line,
        column=problem.column,
    )
