"""`python -m migkg`, and what the command `migkg` starts."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from migkg.cli import main as run

__all__ = ["main"]

_QUESTIONS = ("query", "sparql", "describe")


def main() -> int:
    """Run the command line of this process.

    A process that has answered a question ends at once: the system takes back its memory in no time, while
    the interpreter would give up each object by itself, which takes as long as a short answer.
    """
    status = run()
    if sys.argv[1:2] and sys.argv[1] in _QUESTIONS:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
    return status


if __name__ == "__main__":
    sys.exit(main())
