"""A release as files: the whole site without a server, and the data in every usual form.

`pages` makes the site of what the server would answer, and `switch` puts it in the place of the old one at
once. The same data give the same bytes, whoever publishes them, if SOURCE_DATE_EPOCH is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migkg.publish import pages
from migkg.publish.switch import replaced
from migkg.web import site
from migkg.web.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from migkg.api import KnowledgeGraph

    Progress = Callable[[str, int, int], None]
    """Called with what is being done, how much of it is done, and how much there is (0 if unknown)."""

__all__ = ["publish"]


def publish(graph: KnowledgeGraph, folder: Path, progress: Progress, *, jobs: int = 1) -> int:
    """Write the site of a dataset; how many files it has.

    What was in the folder is replaced at once when all is written; until then it stays as it was. Raises
    UsageError for a folder that holds something else than a site of ours, OutputError if it cannot be
    written, and the errors of the dataset.
    """
    dataset = Dataset.open(graph)
    site.warm(dataset)
    with replaced(folder) as new:
        pages.write(dataset, new, progress, jobs=jobs)
        return sum(1 for path in new.rglob("*") if path.is_file())
