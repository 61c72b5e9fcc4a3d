"""Documents by the thousand: every file by itself, in several processes, and none done twice.

What is done is remembered in the library, with the content of the file, the code and the data that it was
read with: a run that was ended at any moment goes on where it was. Each file is read once, by the process
that sees whether it is as it was, and ingests it if it is not. A file that cannot be read costs itself, not
the run. Which of two files with the same document is kept depends on their names, not on who was faster, so
that any number of processes, here or on a cluster, leaves the same files.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import migkg
from migkg import workers
from migkg.errors import MigkgError
from migkg.ingest import suggested
from migkg.ingest.dossier import OPEN, updated
from migkg.ingest.pipeline import Filed, Outcome, context_of, file_documents
from migkg.reading import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from migkg.ingest.desk import Desk
    from migkg.library import Library
    from migkg.workers import Answer, Task

    Progress = Callable[[str, int, int], None]

__all__ = ["Job", "Work", "ingest"]

_HALF: Final = 0.5
_SHORT: Final = 8
"""So many digits of a fingerprint tell whether two files hold the same document."""

_LIMITS: Final = Limits(seconds=120.0, memory=1024 * 2**20)
_DECIDED: Final = b"mig:decidedBy"
_DECISIONS: Final = (_DECIDED, b"skos:historyNote")
"""What tells in a file that somebody has decided something, or has undone it."""


@dataclass(frozen=True, slots=True)
class Job:
    """How documents are ingested: with which data, onto which desk, by how many processes.

    Without a library nothing is kept of the texts, and nothing is remembered. `scheduler` is the address of a
    Dask scheduler that has the work done; its workers must see files and desk under the same paths.
    """

    desk: Desk
    data: tuple[str, ...] | None = None
    library: Library | None = None
    jobs: int = 1
    scheduler: str = ""
    limits: Limits = _LIMITS
    earlier: Desk | None = None
    """Where earlier suggestions lie, if not on the desk that is written to."""
    repeats: bool = False
    """Whether what the data say already is suggested too."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with one file, in whatever process: a function that can be sent anywhere."""

    data: tuple[str, ...] | None
    desk: Desk
    repeats: bool = False

    def __call__(self, task: Task, _: int = 0) -> Task:
        """The documents in a file ready to be filed, or why it cannot be read.

        Nothing more than the digest of its content where that is `done` of the task. The file is read once.
        """
        from migkg.ingest.read import content_of

        path = Path(task["path"])
        try:
            content = content_of(path)
            digest = sha256(content).hexdigest()
            if digest == task["done"]:
                return {"content": digest}
            context = context_of(self.data, repeats=self.repeats)
            filed = file_documents(path, content, digest, context, self.desk)
            return {"content": digest, "documents": [one.to_json() for one in filed]}
        except MigkgError as error:
            return {"problem": str(error)}
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 -- a fault in one document is no end of the run
            return {"problem": f"{path}: this should not have happened ({type(error).__name__}: {error})."}


def ingest(paths: Sequence[Path], job: Job, progress: Progress) -> tuple[Outcome, ...]:
    """Ingest documents onto a desk and into the library; what came of each, in the order of the paths.

    Raises OutputError where a result cannot be written, EndpointError where the scheduler is not there.
    """
    job.desk.sweep()
    run = _Run(paths, job)
    run.recall()
    progress("reading", run.done, len(paths))
    for number, answer in run.answers():
        run.take(number, answer)
        progress("reading", run.done, len(paths))
    return run.finish()


class _Run:
    """One run over files."""

    def __init__(self, paths: Sequence[Path], job: Job) -> None:
        self._paths = paths
        self._job = job
        self._work = Work(job.data, job.earlier or job.desk, job.repeats)
        self._outcomes: dict[int, tuple[Outcome, ...]] = {}
        self._prints: dict[tuple[int, str], frozenset[str]] = {}
        self._keys: dict[int, str] = {}
        self._earlier: dict[int, _Earlier] = {}
        """What an earlier run has made of a file."""
        self._same: list[int] = []
        """Files that are as they were then."""
        self._keeper: dict[str, int] = {}
        """Document → the first of the files that hold it."""

    @property
    def done(self) -> int:
        """How many files are done."""
        return len(self._outcomes)

    def recall(self) -> None:
        """Look up what came of files of these paths in an earlier run, as far as it still lies there."""
        if self._job.library is None:
            return
        with_what = f"{_code()} {_state(self._job.data)} {self._job.desk.folder.resolve()}"
        keeper: dict[str, int] = {}
        for number, path in enumerate(self._paths):
            self._keys[number] = sha256(f"{with_what} {path}".encode()).hexdigest()
            said = self._job.library.outcome(self._keys[number])
            earlier = _Earlier.from_json(json.loads(said)) if said else None
            if earlier and all(self._lies(number, one, keeper) for one in earlier.documents):
                self._earlier[number] = earlier
                for one in earlier.documents:
                    keeper.setdefault(one.outcome.document, number)

    def answers(self) -> Iterator[tuple[int, Answer]]:
        """What the processes make of the files: of one that is as it was, only that."""
        yield from self._answers(range(len(self._paths)))
        # a file may be as it was, and another one that had its document first no longer so
        again = [
            n
            for n in self._same
            if not all(self._lies(n, one, self._keeper) for one in self._earlier[n].documents)
        ]
        for number in again:
            del self._earlier[number], self._outcomes[number]
        yield from self._answers(again)

    def _answers(self, left: Sequence[int]) -> Iterator[tuple[int, Answer]]:
        tasks: list[Task] = [
            {"path": str(self._paths[n]), "done": self._earlier[n].content if n in self._earlier else ""}
            for n in left
        ]
        if not tasks:
            return
        if self._job.scheduler:
            from migkg.ingest.cluster import run

            found = run(tasks, self._work, self._job.scheduler)
        else:
            if not all(task["done"] for task in tasks):
                context_of(self._job.data, repeats=self._job.repeats)  # copies of this process have it then
            found = workers.run(tasks, self._work, min(self._job.jobs, len(tasks)), self._job.limits)
        for number, answer in found:
            yield left[number], answer

    def take(self, number: int, answer: Answer) -> None:
        """Lay on the desk what came of a file, but for documents that another file has first."""
        path = self._paths[number]
        if isinstance(answer, workers.Lost):
            self._outcomes[number] = (Outcome(str(path), problem=f"{path}: {_WHY[answer]}"),)
            return
        if "problem" in answer:
            self._outcomes[number] = (Outcome(str(path), problem=answer["problem"]),)
            return
        if "documents" not in answer:
            self._same.append(number)
            self._note(number, [self._today(one) for one in self._earlier[number].documents])
            return
        done = []
        for said in answer["documents"]:
            filed = Filed.from_json(said)
            if self._keeper.get(filed.outcome.document, number) >= number:
                _lay(self._job.desk, filed)
                if self._job.library is not None:
                    self._job.library.put(filed.copy)
            prints = frozenset(part.fingerprint[:_SHORT] for part in filed.copy.parts)
            done.append(_Done(filed.outcome, prints, _digest(filed.outline)))
        self._note(number, done)
        if self._job.library is not None and number in self._keys:
            now = _Earlier(answer["content"], tuple(done))
            self._job.library.remember(self._keys[number], json.dumps(now.to_json()))

    def finish(self) -> tuple[Outcome, ...]:
        """All outcomes; those of documents that were not kept say so."""
        outcomes = tuple(
            self._settled(number, outcome)
            for number in range(len(self._paths))
            for outcome in self._outcomes[number]
        )
        self._job.desk.enlist(self._job.desk.suggested(document) for document in sorted(self._keeper))
        return outcomes

    def _lies(self, number: int, done: _Done, keeper: Mapping[str, int]) -> bool:
        """Whether the desk still holds what came of a file, or never did, as another file went first."""
        if keeper.get(done.outcome.document, number) < number:
            return True
        path = self._job.desk.outline(done.outcome.document)
        return path.is_file() and _digest(path.read_text(encoding="utf-8")) == done.outline

    def _today(self, done: _Done) -> _Done:
        """The same with what was decided since."""
        path = self._job.desk.suggested(done.outcome.document)
        outcome = replace(done.outcome, new=0, gone=0)
        if path.is_file() and _DECIDED in path.read_bytes():
            records = suggested.read(path)
            left = sum(record.status == OPEN for record in records)
            outcome = replace(outcome, suggestions=left, decided=len(records) - left)
        return replace(done, outcome=outcome)

    def _note(self, number: int, done: Iterable[_Done]) -> None:
        self._outcomes[number] = tuple(one.outcome for one in done)
        for one in done:
            document = one.outcome.document
            self._prints[number, document] = one.prints
            self._keeper[document] = min(number, self._keeper.get(document, number))

    def _settled(self, number: int, outcome: Outcome) -> Outcome:
        first = self._keeper.get(outcome.document, number)
        if first == number:
            return outcome
        mine, kept = self._prints[number, outcome.document], self._prints[first, outcome.document]
        if len(mine & kept) >= _HALF * min(len(mine), len(kept)):
            said = f"the same document as {self._paths[first]}, which is kept"
            return replace(outcome, notices=(*outcome.notices, said))
        problem = (
            f"{self._paths[number]}: goes by the same name as {self._paths[first]} ({outcome.document}) and "
            "holds another text. Ingest it by itself, into another folder."
        )
        return replace(outcome, problem=problem)


@dataclass(frozen=True, slots=True)
class _Done:
    """What is remembered of a document: what came of it, parts of its fingerprints, its outline's digest."""

    outcome: Outcome
    prints: frozenset[str]
    outline: str

    def to_json(self) -> Task:
        return {
            "outcome": self.outcome.to_json(),
            "prints": sorted(self.prints),
            "outline": self.outline,
        }

    @classmethod
    def from_json(cls, said: Task) -> _Done:
        return cls(Outcome.from_json(said["outcome"]), frozenset(said["prints"]), said["outline"])


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What came of a file with a content of this digest."""

    content: str
    documents: tuple[_Done, ...]

    def to_json(self) -> Task:
        return {"content": self.content, "documents": [one.to_json() for one in self.documents]}

    @classmethod
    def from_json(cls, said: Task) -> _Earlier:
        return cls(said["content"], tuple(_Done.from_json(one) for one in said["documents"]))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


_WHY: Final = {
    workers.Lost.TIME: "reading it takes too long. Cut it into parts.",
    workers.Lost.MEMORY: "reading it takes too much memory. Cut it into parts.",
    workers.Lost.FAULT: "the process that read it broke down. Have it converted to plain text.",
    workers.Lost.ENDED: "the process that read it was ended from outside. Run the command again.",
}


def _lay(desk: Desk, filed: Filed) -> None:
    """Put a document on a desk; what was decided since it was read is not lost."""
    document = filed.outcome.document
    with desk.locked():
        records = desk.suggested(document)
        there = records.read_bytes() if records.is_file() else b""
        desk.write(desk.outline(document), filed.outline)
        if there or filed.records:
            decided = any(mark in there for mark in _DECISIONS)
            desk.write(records, _with_decisions(records, filed) if decided else filed.records)


def _with_decisions(path: Path, filed: Filed) -> str:
    earlier = suggested.read(path)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / path.name
        scratch.write_text(filed.records, encoding="utf-8")
        now = suggested.read(scratch)
    records, _, _ = updated(earlier, (record.suggestion for record in now), migkg.__version__)
    return suggested.to_turtle(filed.outcome.document, records)


@lru_cache(maxsize=1)
def _code() -> str:
    """What the code of this package is, as a digest."""
    digest = sha256(migkg.__version__.encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _state(data: tuple[str, ...] | None) -> str:
    """What the data are that documents are read against, as a digest."""
    digest = sha256()
    for file in migkg.KnowledgeGraph.open(data).project.files:
        if file.is_asserted:
            digest.update(file.path.read_bytes())
    return digest.hexdigest()
