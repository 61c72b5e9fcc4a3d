"""A release as files: the whole site without a server, and the data in every usual form.

`pages` makes the site of what the server would answer, `dumps` the data in every usual form, and `switch`
puts both in the place of the old ones at once. The same data give the same bytes, whoever publishes them, if
SOURCE_DATE_EPOCH is set.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from migkg.errors import UsageError
from migkg.publish import dumps, pages, releases
from migkg.publish.citation import citation
from migkg.publish.editions import carry, editions_in
from migkg.publish.hosting import hosting_files
from migkg.publish.lineage import versions
from migkg.publish.memory import collector_at_rest
from migkg.publish.sitemap import for_search_engines
from migkg.publish.switch import replaced
from migkg.web.dataset import Dataset, Release

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from migkg.api import KnowledgeGraph
    from migkg.publish.editions import Edition
    from migkg.publish.release import Plan

    Progress = Callable[[str, int, int], None]
    """Called with what is being done, how much of it is done, and how much there is (0 if unknown)."""

__all__ = ["publish"]


def publish(
    graph: KnowledgeGraph,
    folder: Path,
    progress: Progress,
    *,
    jobs: int = 1,
    site_url: str = "",
    plan: Plan | None = None,
) -> int:
    """Write the site and the dumps of a dataset; how many pages there are, each in all languages.

    `site_url` is the address at which the site will be, by which others are led to it. With a `plan`, the
    site is that of a new release, which it keeps from then on; releases that it keeps already stay in it.

    What was in the folder is replaced at once when all is written; until then it stays as it was. What would
    be made the same again is taken over from it.

    Raises UsageError for a folder that holds something else than a site of ours, or another release of that
    version; OutputError if it cannot be written, and the errors of the dataset.
    """
    target = Path(os.path.realpath(folder))
    with collector_at_rest(), ExitStack() as stack:
        with replaced(folder) as new:
            past = tuple(
                one for one in editions_in(folder) if not plan or one.version != plan.edition.version
            )
            if plan and plan.edition.previous != (past[-1].version if past else ""):
                raise UsageError(
                    f"{folder}: another release was made here in the meantime. Look at it first."
                )
            carry(folder, new, past)
            dataset = Dataset.open(graph, _state(graph, past, plan))
            pages.warm(dataset)
            site = pages.Site.begun(dataset, new, target)
            stack.callback(site.recorder.close)
            with pages.making(site, jobs=jobs) as making:
                data = dumps.write_data(site, progress)
                answers = making.finish(progress)
            known = (*past, plan.edition) if plan else past
            dumps.write(site, data, answers, progress, versions(dataset, known))
            editions = (*past, releases.put(dataset, plan, folder, new)) if plan else past
            releases.show(dataset, editions, new)
            (new / "CITATION.cff").write_text(citation(dataset), encoding="utf-8")
            day = f"{dataset.release.modified:%Y-%m-%d}"
            changed = dict.fromkeys(making.paths, day) | releases.changed(editions, day)
            searched = for_search_engines(changed, site_url)
            for name, text in {**searched, **hosting_files(site_url)}.items():
                (new / name).parent.mkdir(exist_ok=True)
                (new / name).write_text(text, encoding="utf-8")
        site.recorder.keep()
    return len(making.paths)


def _state(graph: KnowledgeGraph, past: Sequence[Edition], plan: Plan | None) -> Release:
    """Which state of the data the site shows: a release, or what comes after the last one."""
    state = Release.of(graph.project)
    if plan:
        return replace(state, version=plan.edition.version)
    if not past:
        return state
    last = past[-1]
    released = Release(last.version, last.state, datetime.fromisoformat(last.issued))
    return replace(state, version=f"{last.version}+{state.digest[:8]}", last=released)
