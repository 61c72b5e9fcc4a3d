"""Puts the packaged dataset into the wheel in parts too, of which a question loads those that it needs."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PartsHook(BuildHookInterface):  # type: ignore[type-arg]  # of any configuration
    """Makes the parts from the files that the wheel carries."""

    _scratch: TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the parts to a wheel; an editable one has none, since its files change."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        from migkg.parts import PACKED, write_parts
        from migkg.project import Project

        self._scratch = TemporaryDirectory()
        path = Path(self._scratch.name, PACKED)
        write_parts(Project.open(self.root), path)
        build_data["force_include"][str(path)] = f"migkg/assets/{PACKED}"

    def finalize(self, *_: object) -> None:
        """Take away what only the build needed."""
        if self._scratch is not None:
            self._scratch.cleanup()
