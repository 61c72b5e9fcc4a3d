"""`python -m migkg`, and what the command `migkg` starts."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from migkg import ahead

__all__ = ["main"]


def main() -> int:
    """Run the command line of this process; its dataset is loaded while the rest is imported.

    A process that has answered a question ends at once: the system takes back its memory in no time, while
    the interpreter would give up each object by itself, which takes as long as a short answer.
    """
    is_question = ahead.begin(sys.argv[1:])
    try:
        from migkg.cli import main as run

        status = run()
    finally:
        ahead.drop()
    if is_question:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
    return status


if __name__ == "__main__":
    sys.exit(main())
