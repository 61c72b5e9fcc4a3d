"""The dumps of a dataset alone, without the pages of a site.

python dumped.py FOLDER [DATA...]
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from migkg import KnowledgeGraph
from migkg.publish import dumps, tables
from migkg.publish.pages import DUMPS_FOLDER, Site
from migkg.web.dataset import Dataset

if TYPE_CHECKING:
    from migkg.publish import Progress


def dumped(dataset: Dataset, folder: Path, progress: Progress = lambda *_: None) -> Path:
    """Write the dumps of a site that is in a folder; where they are."""
    site = Site.begun(dataset, folder, folder)
    with closing(site.recorder):
        answers = {name: tables.answer(site, name)[1] for name in dataset.queries}
        dumps.write(site, dumps.write_data(site, progress), answers, progress)
    return folder / DUMPS_FOLDER


if __name__ == "__main__":
    dumped(Dataset.open(KnowledgeGraph.open(*sys.argv[2:])), Path(sys.argv[1]))
