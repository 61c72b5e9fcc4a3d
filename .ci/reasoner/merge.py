"""Write what ROBOT reads: the vocabulary alone, and the vocabulary with the data, each as one file.

OWL 2's datatype map has no xsd:date, xsd:gYear and xsd:gYearMonth, and HermiT stops at them, so triples
with such values are left out of these copies; any other datatype outside the map still makes it stop.

    merge.py ONTOLOGY.ttl DATASET.ttl      two copies
    merge.py --add FILE ONTOLOGY.ttl       the vocabulary together with a file that some check must refuse
"""

# ruff: noqa: INP001 (a script, not a package)

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from migkg.graph import parse_file
from migkg.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE_OWL = {f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("date", "gYear", "gYearMonth")}


def readable(paths: Iterable[Path]) -> list[ox.Triple]:
    """The triples of all files that a reasoner can read."""
    return [quad.triple for path in paths for quad in parse_file(path) if not outside_owl(quad.object)]


def outside_owl(term: object) -> bool:
    """Whether a value has a datatype that is known to stop HermiT."""
    return isinstance(term, ox.Literal) and term.datatype.value in OUTSIDE_OWL


def write(paths: Iterable[Path], target: Path) -> None:
    """Merge files into one; N-Triples are Turtle too."""
    triples = readable(paths)
    ox.serialize(triples, str(target), format=ox.RdfFormat.N_TRIPLES)


def main() -> None:
    """Merge what the command line names."""
    parser = argparse.ArgumentParser(description="Write the copies that ROBOT reads.")
    parser.add_argument("--add", type=Path)
    parser.add_argument("ontology", type=Path)
    parser.add_argument("dataset", type=Path, nargs="?")
    arguments = parser.parse_args()
    project = Project.open(ROOT)
    vocabulary = [file.path for file in project.ontology_files]
    extra = [] if arguments.add is None else [arguments.add]
    write([*vocabulary, *extra], arguments.ontology)
    if arguments.dataset is not None:
        write([*vocabulary, *(file.path for file in project.data_files)], arguments.dataset)


if __name__ == "__main__":
    main()
