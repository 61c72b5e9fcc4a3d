"""`python -m migkg`, and what the command `migkg` starts."""

from __future__ import annotations

import sys

from migkg import ahead

__all__ = ["main"]


def main() -> int:
    """Run the command line of this process; its dataset is loaded while the rest is imported."""
    ahead.begin(sys.argv[1:])
    try:
        from migkg.cli import main as run

        return run()
    finally:
        ahead.drop()


if __name__ == "__main__":
    sys.exit(main())
