"""`python -m migkg`: the same as `migkg`."""

from __future__ import annotations

import sys

from migkg.cli import main

if __name__ == "__main__":
    sys.exit(main())
