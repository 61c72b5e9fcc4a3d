"""A release as files: the whole site without a server, and the data in every usual form.

`pages` makes the site of what the server would answer, `dumps` the data in every usual form, and `switch`
puts both in the place of the old ones at once. The same data give the same bytes, whoever publishes them, if
SOURCE_DATE_EPOCH is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migkg.publish import dumps, pages
from migkg.publish.citation import citation
from migkg.publish.hosting import hosting_files
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


def publish(
    graph: KnowledgeGraph, folder: Path, progress: Progress, *, jobs: int = 1, site_url: str = ""
) -> int:
    """Write the site and the dumps of a dataset; how many files there are.

    `site_url` is the address at which the site will be, by which others are led to it.

    What was in the folder is replaced at once when all is written; until then it stays as it was. Raises
    UsageError for a folder that holds something else than a site of ours, OutputError if it cannot be
    written, and the errors of the dataset.
    """
    dataset = Dataset.open(graph)
    site.warm(dataset)
    with replaced(folder) as new:
        pages.write(dataset, new, progress, jobs=jobs)
        dumps.write(dataset, new / "dumps", progress)
        (new / "CITATION.cff").write_text(citation(dataset), encoding="utf-8")
        for name, text in hosting_files(site_url).items():
            (new / name).parent.mkdir(exist_ok=True)
            (new / name).write_text(text, encoding="utf-8")
        return sum(1 for path in new.rglob("*") if path.is_file())
