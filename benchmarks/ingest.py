"""How long each stage of ingest takes for a page, and how fast and in what memory a folder is read.

    python benchmarks/ingest.py --pages 200                 # milliseconds a page, stage by stage
    python benchmarks/ingest.py --documents 10000 --jobs 2  # a corpus: documents a second, peak memory

Documents are made up of our own words, the same for the same seed. A page has 400 words.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

from migkg.ingest.corpus import Job, files_in, ingest
from migkg.ingest.desk import Desk
from migkg.ingest.pipeline import context_of
from migkg.library import Library

WORDS = 400
SUBJECTS = ("The Office", "IOM", "The orchard board", "A guild of pickers", "The harbour council", "UNHCR")
DEEDS = ("trained", "counted", "visited", "registered", "advised", "housed")
OBJECTS = ("pickers", "ladder makers", "returning sailors", "basket weavers", "lighthouse keepers")
GROUNDS = (
    "under point {point} of the plan of action",
    "in line with Convention No. {convention}",
    "which serves objective {objective} of the GCM",
    "as SDG target 8.8 asks",
    "with article 4 of Convention No. 97 in mind",
    "before the harvest of {year}",
    "since nobody else had a ladder",
    "while the tide was low",
)
TAILS = ("", ", with good results", ", and wrote it down", ", though rain delayed the second week")


def sentence(chance: random.Random) -> str:
    """A sentence of a paper that nobody wrote."""
    ground = chance.choice(GROUNDS).format(
        point=f"{chance.choice((12, 13, 14))}({chance.choice('abcdef')})",
        convention=chance.choice((97, 111, 143, 181, 189)),
        objective=chance.randint(1, 23),
        year=chance.randint(2020, 2035),
    )
    number = chance.randint(12, 9000)
    who = f"{chance.choice(SUBJECTS)} {chance.choice(DEEDS)} {number:,} {chance.choice(OBJECTS)}"
    return f"{who} {ground}{chance.choice(TAILS)}."


def document(number: int, pages: int, seed: int = 0) -> str:
    """A paper of so many pages, another one for each number and seed."""
    chance = random.Random(f"{seed} {number}")
    head = (
        f"GB.{1000 + number}/POL/{1 + number % 9}\nGoverning Body\n"
        f"{1000 + number}th Session, Geneva, March 2031\n\nPOL\nPolicy Development Section\n\n"
        f"First item on the agenda\n\nOrchards, ladders and harbours, report {number}\n"
    )
    parts, written, paragraph = [head], 0, 0
    while written < pages * WORDS:
        if paragraph % 8 == 0:
            parts.append(f"Part {paragraph // 8 + 1}: {chance.choice(OBJECTS)}\n")
        paragraph += 1
        text = " ".join(sentence(chance) for _ in range(chance.randint(3, 6)))
        written += len(text.split())
        parts.append(f"{paragraph}. {text}\n")
    return "\n".join(parts)


def stages(pages: int) -> None:
    """Print how long each stage takes for a page."""
    from migkg.ingest.citations import references
    from migkg.ingest.dossier import updated
    from migkg.ingest.outline import outlines
    from migkg.ingest.read import read_here
    from migkg.ingest.suggest import suggest
    from migkg.ingest.suggested import to_turtle

    began = time.process_time()
    context = context_of(None)
    print(f"start-up, once: {(time.process_time() - began) * 1000:.0f} ms")
    spent = dict.fromkeys(("read", "outline", "references", "suggest", "write"), 0.0)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(-(-pages // 10) + 1):
            path = Path(folder) / f"{number}.txt"
            path.write_text(document(number, 10), encoding="utf-8")
            times = [time.process_time()]
            reading = read_here(path)
            times.append(time.process_time())
            (outline,) = outlines(reading)
            times.append(time.process_time())
            named = references(outline, context.gazetteer)
            times.append(time.process_time())
            suggestions = suggest(outline, named, context.source)
            times.append(time.process_time())
            to_turtle(outline.identifier, updated((), suggestions, "0")[0])
            times.append(time.process_time())
            if number:  # the first one warms up
                for place, name in enumerate(spent):
                    spent[name] += times[place + 1] - times[place]
    count = -(-pages // 10) * 10
    for name, seconds in spent.items():
        print(f"{name}: {seconds * 1000 / count:.2f} ms a page")
    print(f"all: {sum(spent.values()) * 1000 / count:.2f} ms a page, over {count} pages")


def corpus(documents: int, pages: int, jobs: int) -> None:
    """Print how fast a folder of documents is read, and the most memory that a process took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "papers").mkdir()
        for number in range(documents):
            (folder / "papers" / f"{number:05}.txt").write_text(document(number, pages), encoding="utf-8")
        began = time.perf_counter()
        with Library.open(folder / "library") as library:
            job = Job(Desk(folder / "desk"), library=library, jobs=jobs)
            outcomes = ingest(files_in([folder / "papers"])[0], job, _tell)
        seconds = time.perf_counter() - began
        for outcome in outcomes:
            if outcome.problem:
                raise SystemExit(outcome.problem)
        size = sum(path.stat().st_size for path in (folder / "library").iterdir())
        laid = sum(path.stat().st_size for path in (folder / "desk" / "suggested").iterdir())
        print(
            f"{documents} documents of {pages} pages: {seconds:.0f} s, {documents / seconds:.1f} a second, "
            f"{documents * pages / seconds:.0f} pages a second, {jobs} processes"
        )
        print(f"suggestions: {sum(outcome.suggestions for outcome in outcomes)}")
        for who, called in (
            (resource.RUSAGE_SELF, "leading process"),
            (resource.RUSAGE_CHILDREN, "largest other"),
        ):
            print(f"{called}: {resource.getrusage(who).ru_maxrss / 1024:.0f} MiB at most")
        print(f"library: {size / 2**20:.0f} MiB, suggestions and outlines: {laid / 2**20:.0f} MiB")


def _tell(_: str, done: int, total: int) -> None:
    """Print how far it is, and what the leading process has taken, now and then."""
    if done and done % max(1, total // 10) == 0:
        taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{done} of {total}: {taken:.0f} MiB", flush=True)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=0, help="measure the stages on so many pages")
    parser.add_argument("--documents", type=int, default=0, help="measure a corpus of so many documents")
    parser.add_argument("--length", type=int, default=1, help="pages of each of them (default: 1)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    given = parser.parse_args()
    if given.pages:
        stages(given.pages)
    if given.documents:
        corpus(given.documents, given.length, given.jobs)


if __name__ == "__main__":
    main()
