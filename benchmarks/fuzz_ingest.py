"""Damaged documents by the million, ingested until one of them breaks something.

    python benchmarks/fuzz_ingest.py --inputs 10000              # all formats, all stages
    python benchmarks/fuzz_ingest.py --inputs 500 --format pdf --seed 7
    python benchmarks/fuzz_ingest.py --only 7/1234               # one input again, with its traceback

An input is a short document with some seeded damage (`fuzz_inputs.py`). It goes the whole way of
`migkg ingest`: read, outline, references, suggestions, their files written and read back. It is a finding if
a stage raises anything but the reader's refusal, breaks a promise (`fuzz_promises.py`), takes more processor
time than its length allows, ends the process, or gives something else the second time (one in fifty).
Findings are printed with the number of an input by which they come again; ends with 1 if there is one.

One process does it all and lives on; one that dies, hangs or takes too much memory is a finding and is
replaced. Every ten thousand inputs a line tells how many came how far, and a digest of all that was written:
the same in every run, also with another PYTHONHASHSEED.
"""

from __future__ import annotations

import argparse
import hashlib
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuzz_inputs import NAMES, made
from fuzz_promises import check_form, kept

from migkg import workers
from migkg.errors import UnreadableError
from migkg.ingest.desk import Desk
from migkg.ingest.pipeline import context_of
from migkg.ingest.read import read_content
from migkg.reading import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 500
EVERY = 10_000
TWICE = 50
LIMITS = Limits(seconds=300.0, memory=512 * 2**20)
"""Of a batch; the memory is what the process may take beside what it begins with."""
SECONDS = 0.5
SECONDS_A_BYTE = 1e-4
"""Processor time that an input may take; a usual one takes some twenty microseconds a byte."""


class TooLongError(BaseException):
    """An input takes too long; nothing of ours catches it."""


def warm(desk: Desk) -> None:
    """Have made what is made once, so that the processes that are copies have it, and no input takes its time."""
    kept(read_content(b"Point 12(a) serves objective 7 of the GCM.", Path("a.txt")), context_of(), desk)


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise TooLongError in what takes more processor time than this."""

    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def tried(seed: int, number: int, formats: tuple[str, ...], desk: Desk) -> tuple[str, Counter[str], str]:
    """What is wrong with what came of an input (empty if nothing is), figures, and a digest."""
    kind, content = made(seed, number, formats)
    count = Counter({"inputs": 1, kind: 1})
    written: list[str] = []
    try:
        with bounded(SECONDS + SECONDS_A_BYTE * len(content)):
            reading = read_content(content, Path(NAMES[kind]))
            found, written = kept(reading, context_of(), desk)
        count += found + Counter({"read": 1, "with suggestions": int(found["suggestions"] > 0)})
        if number % TWICE == 0:
            count["twice"] += 1
            check_form(reading, context_of(), desk)
            again = read_content(content, Path(NAMES[kind]))
            assert kept(again, context_of(), desk)[1] == written, "the second time, something else comes"
    except UnreadableError:
        pass
    except (Exception, TooLongError) as error:  # noqa: BLE001 (that is what is looked for)
        return f"{kind}: {_told(error)}", count, ""
    return "", count, hashlib.sha256("\0".join(written).encode()).hexdigest()


def _told(error: BaseException) -> str:
    """Kind, place and words of an error; of one that was met in many places, where the stages were."""
    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-4:]))
    return f"{type(error).__name__} ({place}) {str(error)[:200]}"


def _batch(task: dict[str, Any], _: int) -> dict[str, Any]:
    count: Counter[str] = Counter()
    found, digest, begun = [], hashlib.sha256(), time.process_time()
    desk = Desk(Path(task["folder"]))
    for number in range(task["first"], task["last"]):
        what, counted, print_ = tried(task["seed"], number, tuple(task["formats"]), desk)
        count += counted
        digest.update(print_.encode())
        if what:
            found.append([number, what])
    took = time.process_time() - begun
    return {
        "found": found,
        "count": count,
        "digest": digest.hexdigest(),
        "seconds": took,
        "memory": _memory(),
    }


def _memory() -> int:
    """The memory that this process holds now, in MiB; 0 where the system does not say."""
    with suppress(OSError, ValueError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) // 256
    return 0


class Run:
    """A run over the inputs of one seed."""

    def __init__(self, seed: int, formats: tuple[str, ...], folder: str) -> None:
        self.count: Counter[str] = Counter()
        self.findings: Counter[str] = Counter()
        self._seed, self._formats, self._folder = seed, formats, folder
        self._digests: dict[int, str] = {}
        self._seconds = 0.0
        self._memory: list[int] = []

    def go(self, inputs: range, seconds: float) -> None:
        """Try these inputs, but no longer than so many seconds."""
        end = time.monotonic() + seconds
        spans = [range(at, min(at + BATCH, inputs.stop)) for at in range(inputs.start, inputs.stop, BATCH)]
        answers = workers.run([self._task(span) for span in spans], _batch, 1, LIMITS)
        for number, answer in answers:
            if isinstance(answer, workers.Lost):
                self._alone(spans[number])
            else:
                self._take(spans[number], answer)
            if spans[number].stop % EVERY == 0:
                self.tell()
            if time.monotonic() > end:
                answers.close()

    def _task(self, span: range) -> dict[str, Any]:
        return {
            "seed": self._seed,
            "first": span.start,
            "last": span.stop,
            "formats": self._formats,
            "folder": self._folder,
        }

    def _alone(self, span: range) -> None:
        """Try each input of a batch by itself, since one of them has ended the process."""
        alone = [range(number, number + 1) for number in span]
        for number, answer in workers.run([self._task(one) for one in alone], _batch, 1, LIMITS):
            if isinstance(answer, workers.Lost):
                self._find(alone[number].start, f"the process was lost: {answer.value}")
            else:
                self._take(alone[number], answer)

    def _take(self, span: range, answer: dict[str, Any]) -> None:
        self.count.update(answer["count"])
        self._digests[span.start] = answer["digest"]
        self._seconds += answer["seconds"]
        self._memory.append(answer["memory"])
        for number, what in answer["found"]:
            self._find(number, what)

    def _find(self, number: int, what: str) -> None:
        kind = what.partition(": ")[2].partition(")")[0] or what
        self.findings[kind] += 1
        if self.findings[kind] == 1:
            print(f"{self._seed}/{number} {what}", flush=True)

    def tell(self) -> None:
        """Print how many inputs came how far."""
        digest = hashlib.sha256(
            "".join(print_ for _, print_ in sorted(self._digests.items())).encode()
        ).hexdigest()
        figures = ", ".join(f"{count} {name}" for name, count in self.count.items())
        memory = f"{min(self._memory)} to {max(self._memory)} MiB" if self._memory else "no memory"
        print(
            f"seed {self._seed}: {figures}; {self.findings.total()} findings of {len(self.findings)} kinds; "
            f"{self._seconds:.0f} s, {memory}, digest {digest[:16]}",
            file=sys.stderr,
            flush=True,
        )


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, and try what it asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--inputs", type=int, default=1000, help="how many (1000)")
    parser.add_argument("--seed", type=int, default=1, help="other damage with another seed (1)")
    parser.add_argument(
        "--format", choices=list(NAMES), action="append", help="only this format; may be repeated"
    )
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so much time")
    parser.add_argument("--only", metavar="SEED/NUMBER", help="one input again, with its traceback")
    asked = parser.parse_args(arguments)
    formats = tuple(asked.format or NAMES)
    with tempfile.TemporaryDirectory() as folder:
        if asked.only:
            seed, number = map(int, asked.only.split("/"))
            kind, content = made(seed, number, formats)
            sys.stdout.buffer.write(content + b"\n")
            sys.stdout.flush()
            reading = read_content(content, Path(NAMES[kind]))
            print(kept(reading, context_of(), Desk(Path(folder)))[0])
            check_form(reading, context_of(), Desk(Path(folder)))
            return 0
        warm(Desk(Path(folder)))
        run = Run(asked.seed, formats, folder)
        run.go(range(asked.inputs), asked.seconds)
        run.tell()
        return 1 if run.findings else 0


if __name__ == "__main__":
    sys.exit(main())
