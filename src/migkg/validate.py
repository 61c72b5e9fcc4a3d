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

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from migkg import judges, loading
from migkg.affected import Delta
from migkg.checks import read_checks
from migkg.errors import SourceFileError, UnreadableError, UsageError
from migkg.findings import Finding, Report
from migkg.inventory import take_stock
from migkg.judging import judge, judge_change, judge_terms, silent, sort_key
from migkg.loading import Loaded, files_in
from migkg.places import SourceFile
from migkg.project import MANIFEST, Project
from migkg.reading import Limits
from migkg.shapes import Rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.changes import Change
    from migkg.checks import Check
    from migkg.judging import Progress

__all__ = ["Finding", "Limits", "Report", "judge", "rules_of", "validate", "validate_change", "validate_with"]


def validate(
    project: Project,
    paths: Sequence[str | Path] | None = None,
    *,
    limits: Limits | None = None,
    progress: Progress = silent,
) -> Report:
    """Judge a dataset by its shapes, by the judges of single terms and by its checks.

    With `paths` (RDF files or folders), these files are judged with the dataset as their context, and
    only what they say is reported; they are read under `limits`. A dataset without shapes, ontology or checks
    of its own is judged by those that migkg brings along. A file that cannot be read is a finding.

    Raises UnreadableError for a path that is not there, ProjectError for shapes or checks that cannot be
    asked.
    """
    rulebook = _rulebook(project)
    own = _read_own(project, rulebook, progress)
    reported = {source.name for path, source in own.sources.items() if path in _own_files(project)}
    findings = own.findings
    sources = dict(own.sources)
    if paths is not None:
        named = {path.resolve(): path for path in _named(paths)}
        strangers = [path for real, path in named.items() if real not in sources]
        more = loading.load(files_in(strangers), limits or Limits(), progress=progress)
        sources |= more.sources
        reported = {sources[path].name for path in (*named, *named.values()) if path in sources}
        findings = [*(f for f in own.findings if f.file in own.names), *more.findings]
    report = _judge(own, tuple(sources.values()), reported, rulebook, progress)
    if paths is None and project.folders:
        findings = [*findings, *take_stock(project, tuple(sources.values()))]
    return _with(report, findings)


def validate_change(project: Project, changes: Sequence[Change], *, progress: Progress = silent) -> Report:
    """Judge the files of a dataset that have changed, and every node elsewhere that this can affect.

    The findings are those of `validate`, as far as they concern a changed file or such a node; see
    `migkg.affected`. If the rules have changed (shapes, checks, ontology, manifest), everything is judged.
    Raises as `validate` does.
    """
    changed = {change.path.resolve(): change for change in changes}
    if not changed.keys().isdisjoint(_rule_files(project)):
        return validate(project, progress=progress)
    rulebook = _rulebook(project)
    own = _read_own(project, rulebook, progress)
    sources = tuple(own.sources.values())
    after = [source for path, source in own.sources.items() if path in changed]
    if own.unread:
        return _with(judge_terms(sources, {source.name for source in after}), own.findings)
    before = [
        SourceFile.of_bytes(changed[path].before or b"", file.path, file.relative, file.graph)
        for file in project.files
        if (path := file.path.resolve()) in changed and changed[path].before is not None
    ]
    delta = Delta.of(before, after)
    report = judge_change(rules_of(sources), sources, delta, checks=_checks(rulebook), progress=progress)
    stock = take_stock(project, sources) if project.folders else ()
    return _with(report, (finding for finding in stock if finding.file in delta.after))


def validate_with(
    shapes: Sequence[str | Path],
    paths: Sequence[str | Path],
    *,
    limits: Limits | None = None,
    progress: Progress = silent,
) -> Report:
    """Judge any RDF files by any shapes: neither our dataset nor its vocabulary and checks play a part.

    To the shapes, all files are one graph. Raises as `validate` does, and UsageError if no file is named.
    """
    if not paths:
        raise UsageError(
            "With --shapes, name the files that the shapes are for: migkg validate FILE --shapes SHAPES"
        )
    limits = limits or Limits()
    rulebook = loading.load(files_in(_named(shapes)), limits, shapes=True, progress=progress)
    data = loading.load(files_in(_named(paths)), limits, progress=progress)
    sources = (*rulebook.sources.values(), *data.sources.values())
    context = judges.Context()
    if rulebook.unread:
        report = judge_terms(sources, {source.name for source in sources}, context)
    else:
        report = judge(rules_of(sources), sources, context=context, progress=progress)
    return _with(report, (*rulebook.findings, *data.findings), (*rulebook.names, *data.names))


def rules_of(sources: Sequence[SourceFile]) -> Rules:
    """The rules that the shape files among the sources hold; raises ProjectError as `Rules.from_quads`."""
    shapes = (quad for source in sources if source.is_shapes for quad in source.quads)
    return Rules.from_quads(shapes, (quad for source in sources for quad in source.quads))


def _judge(
    own: Loaded, sources: Sequence[SourceFile], reported: set[str], rulebook: Project, progress: Progress
) -> Report:
    if own.unread:
        return judge_terms(sources, reported)
    rules = rules_of(sources)
    return judge(rules, sources, reported=reported, checks=_checks(rulebook), progress=progress)


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


def _named(paths: Sequence[str | Path]) -> list[Path]:
    """The files that paths name or hold. Raises UnreadableError for one that is not there or holds none."""
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if not path.exists() and not path.is_symlink():
            raise UnreadableError(path, "no such file", remedy="Check the spelling of the path.")
        files = files_in([path])
        if not files:
            raise UnreadableError(
                path, "no RDF file in this folder", remedy="Name a file, or another folder."
            )
        found.update(dict.fromkeys(files))
    return list(found)


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
            own.sources[path.resolve()] = SourceFile.read(path, name, graph, is_shapes=is_shapes)
        except SourceFileError:
            own.findings += loading.load({path: (name, graph)}, Limits()).findings
    return own


def _checks(rulebook: Project) -> tuple[Check, ...]:
    folder = rulebook.queries_folder
    return read_checks(sorted((folder / "checks").glob("*.rq")) if folder else [])
