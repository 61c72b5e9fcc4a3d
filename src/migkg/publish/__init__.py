"""A release as files: the whole site without a server, and the data in every usual form.

`pages` makes the site of what the server would answer, `dumps` the data in every usual form, and `switch`
puts both in the place of the old ones at once. The same data give the same bytes, whoever publishes them, if
SOURCE_DATE_EPOCH is set.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from migkg.publish import dumps, pages
from migkg.publish.citation import citation
from migkg.publish.digests import Digests
from migkg.publish.record import Record, Recorder
from migkg.publish.switch import replaced
from migkg.web.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable

    from migkg.api import KnowledgeGraph

    Progress = Callable[[str, int, int], None]
    """Called with what is being done, how much of it is done, and how much there is (0 if unknown)."""

__all__ = ["publish"]


def publish(graph: KnowledgeGraph, folder: Path, progress: Progress, *, jobs: int = 1) -> int:
    """Write the site and the dumps of a dataset; how many files there are.

    What was in the folder is replaced at once when all is written; until then it stays as it was. What would
    be made the same again is taken over from it.

    Raises UsageError for a folder that holds something else than a site of ours, OutputError if it cannot be
    written, and the errors of the dataset.
    """
    dataset = Dataset.open(graph)
    pages.warm(dataset)
    target = Path(os.path.realpath(folder))
    recorder = Recorder(target)
    with closing(recorder):
        with replaced(folder) as new:
            site = pages.Site(dataset, new, Digests(dataset), Record(target), recorder)
            pages.write(site, progress, jobs=jobs)
            dumps.write(dataset, new / "dumps", progress, site=site)
            (new / "CITATION.cff").write_text(citation(dataset), encoding="utf-8")
            count = sum(1 for path in new.rglob("*") if path.is_file())
        recorder.keep()
    return count
