"""Is the data right? Which files are judged by which rules, and the report on them.

Four kinds of rules, one report:

- **Files** (`loading`, `inventory`): their syntax, their form, and whether the manifest lists them.
- **Terms** (`judges`): written forms of literals, language tags, IRIs, names that no vocabulary has.
- **Shapes** (`shacl`): SHACL's core by pySHACL, its SPARQL constraints by Oxigraph.
- **Checks** (`checks`): queries that must return nothing.

Shapes, ontology and data are judged as one graph, so that the shapes about shapes and terms hold too. A file
that cannot be read is a finding, and the others are judged without it; but where the dataset itself has such
a file, only files and terms are judged, as shapes and checks would find fault with all that points into it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from migkg import judges, loading, terms
from migkg.affected import Delta
from migkg.checks import read_checks
from migkg.errors import ProjectError, SourceFileError, UsageError
from migkg.findings import Finding, Report
from migkg.inventory import take_stock
from migkg.judging import Task, judge, judge_terms, silent, sort_key
from migkg.loading import Loaded
from migkg.places import SourceFile
from migkg.project import MANIFEST, Project
from migkg.reading import Limits, cost, files_named
from migkg.shapes import Rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from migkg.changes import Change
    from migkg.checks import Check
    from migkg.judging import Progress

__all__ = ["Finding", "Limits", "Report", "rules_of", "validate", "validate_with"]


def validate(
    project: Project,
    paths: Sequence[str | Path] | None = None,
    *,
    changes: Sequence[Change] | None = None,
    limits: Limits | None = None,
    jobs: int = 1,
    progress: Progress = silent,
) -> Report:
    """Judge a dataset by its shapes, by the judges of single terms and by its checks.

    With `paths` (RDF files or folders), these files are judged with the dataset as their context, and
    only what they say is reported; they are read under `limits`. Up to `jobs` processes do the work, and find
    the same as one. With `changes`, only the files among them
    that have changed are judged, and every node elsewhere that this can affect: the findings are the same, as
    far as they concern these (see `migkg.affected`). A dataset without shapes, ontology or checks of its own
    is judged by those that migkg brings along. A file that cannot be read is a finding.

    Raises UnreadableError for a path that is not there, ProjectError for shapes or checks that cannot be
    asked.
    """
    rulebook = _rulebook(project)
    own = _read_own(project, rulebook, progress)
    stock = Stock(dict(own.sources), unread=own.unread)
    limits = (limits or Limits()).less(own.cost)
    findings = list(own.findings)
    if paths is None:
        own_files = _own_files(project)
        stock.reported = {source.name for path, source in own.sources.items() if path in own_files}
    else:
        named: dict[Path, Path] = {}
        for path in files_named(paths):
            named.setdefault(path.resolve(), path)
        strangers = [path for real, path in named.items() if real not in own.sources]
        more = loading.load(loading.named(strangers), limits, jobs=jobs, progress=progress)
        stock.sources |= {path.resolve(): source for path, source in more.sources.items()}
        stock.reported = {stock.sources[real].name for real in named if real in stock.sources}
        stock.unreadable = named.keys() - stock.sources.keys()
        findings += more.findings
        limits = limits.less(more.cost)
    if not _rule_files(project).isdisjoint(_changed(changes)):
        changes = None
    if paths is None and project.folders:
        listed = list(take_stock(project, tuple(stock.sources.values())))
        names = stock.changed_names(changes)
        progress("looking at the form of files", 0, 0)
        own_turtle = (source for source in stock.sources.values() if source.name in stock.reported)
        listed += loading.untidy(s for s in own_turtle if names is None or s.name in names)
        findings += (finding for finding in listed if names is None or finding.file in names)
    return _with(stock.judge(_checks(rulebook), changes, progress, limits.copies(jobs)), findings)


def validate_with(
    shapes: Sequence[str | Path],
    paths: Sequence[str | Path],
    *,
    changes: Sequence[Change] | None = None,
    limits: Limits | None = None,
    jobs: int = 1,
    progress: Progress = silent,
) -> Report:
    """Judge any RDF files by any shapes: neither our dataset nor its vocabulary and checks play a part.

    To the shapes, all files are one graph. Shapes that cannot be applied are a finding, and then only files
    and terms are judged. `changes` as with `validate`. Raises UnreadableError for a path that is not there,
    and UsageError if no file is named.
    """
    if not paths:
        raise UsageError(
            "With --shapes, name the files that the shapes are for: migkg validate FILE --shapes SHAPES"
        )
    limits = limits or Limits()
    named = files_named(paths)
    rulebook = loading.load(
        loading.named(files_named(shapes)), limits, jobs=jobs, shapes=True, progress=progress
    )
    limits = limits.less(rulebook.cost)
    data = loading.load(loading.named(named), limits, jobs=jobs, progress=progress)
    limits = limits.less(data.cost)
    read = {path.resolve(): source for path, source in (*data.sources.items(), *rulebook.sources.items())}
    stock = Stock(read, unread=rulebook.unread, context=judges.Context())
    stock.reported = {source.name for source in read.values()}
    stock.unreadable = {path.resolve() for path in named} - read.keys()
    if not {path.resolve() for path in rulebook.sources}.isdisjoint(_changed(changes)):
        changes = None
    findings = [*rulebook.findings, *data.findings, *loading.shapeless(rulebook.sources.values())]
    try:
        report = stock.judge((), changes, progress, limits.copies(jobs))
    except ProjectError as error:
        findings.append(loading.unusable(error, rulebook.names))
        stock.unread = True
        report = stock.judge((), changes, progress)
    return _with(report, findings, (*rulebook.names, *data.names))


@dataclass(slots=True)
class Stock:
    """The files to be judged, by their resolved paths, and the names of those on which to report.

    `unread` says that files are missing without which shapes and checks would find fault with what is right;
    `unreadable` are files that were named and are missing.
    """

    sources: dict[Path, SourceFile]
    unread: bool = False
    context: judges.Context | None = None
    reported: set[str] = field(default_factory=set)
    unreadable: set[Path] = field(default_factory=set)

    def judge(
        self, checks: Sequence[Check], changes: Sequence[Change] | None, progress: Progress, jobs: int = 1
    ) -> Report:
        """Judge all of them, or what changes can affect, by so many processes."""
        sources = tuple(self.sources.values())
        names = self.changed_names(changes)
        if self.unread:
            names = self.reported if names is None else self.reported & names
            return judge_terms(sources, names, self.context)
        rules = rules_of(sources)
        task = Task(self.reported, checks, self.context, progress, jobs)
        return judge(rules, sources, task, self._delta(changes))

    def changed_names(self, changes: Sequence[Change] | None) -> set[str] | None:
        """The names of the files that have changed; None if there is no telling."""
        if changes is None:
            return None
        return {self.sources[path].name for path in _changed(changes) if path in self.sources}

    def _delta(self, changes: Sequence[Change] | None) -> Delta | None:
        if changes is None:
            return None
        before = []
        for change in changes:
            path = change.path.resolve()
            source = self.sources.get(path)
            belongs = source is not None or path in self.unreadable or not path.exists()
            if belongs and change.before is not None and path.suffix.lower() in terms.RDF_FORMATS:
                name, graph = (source.name, source.graph) if source else (change.path.as_posix(), "")
                before.append(SourceFile.of_bytes(change.before, change.path, name, graph))
        paths = _changed(changes)
        return Delta.of(before, (source for path, source in self.sources.items() if path in paths))


def _changed(changes: Sequence[Change] | None) -> set[Path]:
    return {change.path.resolve() for change in changes or ()}


def rules_of(sources: Sequence[SourceFile]) -> Rules:
    """The rules that the shape files among the sources hold; raises ProjectError as `Rules.from_quads`."""
    shapes = (quad for source in sources if source.is_shapes for quad in source.quads)
    return Rules.from_quads(shapes, (quad for source in sources for quad in source.quads))


def _with(report: Report, more: Iterable[Finding], names: Iterable[str] = ()) -> Report:
    """The report with further findings, and with the names of the files that these speak of."""
    more = tuple(more)
    return replace(
        report,
        findings=tuple(sorted((*report.findings, *more), key=sort_key)),
        files=tuple(sorted({*report.files, *names, *(finding.file for finding in more)})),
        rules={**report.rules, **loading.RULES},
    )


# --- which files ----------------------------------------------------------------------------------


def _rulebook(project: Project) -> Project:
    return project if project.shapes_folder else Project.packaged()


def _rule_files(project: Project) -> set[Path]:
    """The files that hold rules or say which files there are: if one has changed, all is to be judged."""
    found = {file.path.resolve() for file in project.files if file.is_ontology or file.path.name == MANIFEST}
    for folder, pattern in ((project.shapes_folder, "*.ttl"), (project.queries_folder, "checks/*.rq")):
        if folder:
            found |= {path.resolve() for path in folder.glob(pattern)}
    return found


def _own_files(project: Project) -> set[Path]:
    own = {file.path.resolve() for file in project.files}
    if project.shapes_folder:
        own |= {path.resolve() for path in project.shapes_folder.glob("*.ttl")}
    return own


def _read_own(project: Project, rulebook: Project, progress: Progress) -> Loaded:
    """The files of a dataset, its vocabulary and the shapes, by their resolved paths."""
    files = [file for file in project.files if file.is_asserted]
    if not project.ontology_files:
        files += rulebook.ontology_files
    wanted = [(file.path, file.relative, file.graph, False) for file in files]
    if folder := rulebook.shapes_folder:
        wanted += ((path, f"{folder.name}/{path.name}", "", True) for path in sorted(folder.glob("*.ttl")))
    own = Loaded()
    for done, (path, name, graph, is_shapes) in enumerate(wanted):
        progress("reading files", done, len(wanted))
        own.names.append(name)
        try:
            source = SourceFile.read(path, name, graph, is_shapes=is_shapes)
            own.sources[path.resolve()] = source
            own.cost += cost(len(source.quads), path.stat().st_size)
        except SourceFileError:
            own.findings += loading.load({path: (name, graph)}, Limits()).findings
    return own


def _checks(rulebook: Project) -> tuple[Check, ...]:
    folder = rulebook.queries_folder
    return read_checks(sorted((folder / "checks").glob("*.rq")) if folder else [])
