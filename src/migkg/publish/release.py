"""`migkg release VERSION DIR`: check, write the site as that version, and keep it there for good.

All that can be refused is looked at before anything is written, and the site is replaced as a whole, so a
release that was ended at any moment was not made, or was made whole. Given again, the command comes to the
same end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import migkg
from migkg import git
from migkg.baseline import fails
from migkg.diff import Difference, Story, summary, tell_between
from migkg.errors import DataError, UsageError
from migkg.graph import load
from migkg.project import Project
from migkg.publish import publish
from migkg.publish.editions import Edition, Version, editions_in
from migkg.reports import summary as findings
from migkg.validate import validate
from migkg.web.dataset import Release

if TYPE_CHECKING:
    from pathlib import Path

    from migkg.api import KnowledgeGraph
    from migkg.publish import Progress

__all__ = ["Plan", "planned", "release"]

_LEVELS: Final = ("none", "patch", "minor", "major")
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """A release that may be made: what it is, and what has changed since the one before."""

    edition: Edition
    change: tuple[Story, Difference] | None


def release(
    graph: KnowledgeGraph,
    version: str,
    folder: Path,
    progress: Progress,
    *,
    jobs: int = 1,
    site_url: str = "",
) -> Edition:
    """Make a release of a dataset in the folder of its site; what it is.

    Raises UsageError for a version that does not follow the last one, or that there is with other content,
    and for files that git has not committed; DataError if the data break their rules, or if the vocabulary
    changed more than the version says; and all that `publish` raises.
    """
    plan = planned(graph, version, folder)
    _demand_committed(graph.project)
    report = validate(graph.project, jobs=jobs, progress=progress)
    if report.is_unreadable or fails(report):
        raise DataError(f"{findings(report)} Nothing was released. See `migkg validate`.")
    publish(graph, folder, progress, jobs=jobs, site_url=site_url, plan=plan)
    return plan.edition


def planned(graph: KnowledgeGraph, version: str, folder: Path) -> Plan:
    """The release that a version would be, after those in a folder.

    Raises UsageError and DataError as `release` does, but looks at nothing else than versions and changes.
    """
    wanted = Version.of(version)
    past = [edition for edition in editions_in(folder) if Version.of(edition.version) != wanted]
    last = past[-1] if past else None
    state = Release.of(graph.project)
    edition = Edition(
        version=version,
        issued=f"{state.modified:%Y-%m-%dT%H:%M:%SZ}",
        tool=migkg.__version__,
        state=state.digest,
    )
    if last is None:
        return Plan(replace(edition, summary="The first release."), None)
    step = Version.of(last.version).step_to(wanted)
    if step == "none":
        raise UsageError(f"{version} does not follow {last.version}, the last release in {folder}.")
    story, difference = _changes(graph.project, last, version, folder)
    change = story.gravity.level
    if _LEVELS.index(step) < _LEVELS.index(change):
        reasons = "; ".join(story.gravity.reasons[:_FEW])
        raise DataError(
            f"The vocabulary has a {change} change since {last.version} ({reasons}), but {version} is only "
            f"a {step} step. Release it as {_next(Version.of(last.version), change)}."
        )
    edition = replace(
        edition,
        previous=last.version,
        ontology=last.ontology,
        before=last.before,
        change=change,
        summary=summary(story),
    )
    return Plan(edition, (story, difference))


def _changes(project: Project, last: Edition, version: str, folder: Path) -> tuple[Story, Difference]:
    before = load(Project.open(folder / last.path / "dumps" / "migkg.nq"))
    return tell_between(before, load(project), (last.version, version))


def _next(last: Version, level: str) -> Version:
    """The first version that is a step of that level after another."""
    if level == "major":
        return Version(last.major + 1, 0, 0)
    return Version(last.major, last.minor + 1, 0) if level == "minor" else replace(last, patch=last.patch + 1)


def _demand_committed(project: Project) -> None:
    """Refuse files of the dataset that differ from what git has committed; without git, all is well."""
    paths = [file.path for file in project.files] + [path for _, path in project.folders]
    for folder in {path.parent.resolve() for path in paths}:
        beside = [str(path.resolve()) for path in paths if path.parent.resolve() == folder]
        try:
            told = git.answer(folder, "status", "--porcelain", "--", *beside).decode(errors="replace")
        except git.GitError:
            continue
        if told:
            changed = ", ".join(line[3:] for line in told.splitlines()[:_FEW])
            raise UsageError(f"Not all of the data are committed: {changed}. Commit them, or put them back.")
