"""A knowledge graph of labour-migration governance, and the tool that asks and checks it.

>>> from migkg import KnowledgeGraph
>>> graph = KnowledgeGraph.open()
>>> [row["objective"] for row in graph.query("coverage")][:3]
['1', '2', '3']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from migkg.api import KnowledgeGraph
    from migkg.errors import (
        DataError,
        EndpointError,
        EvaluationError,
        MigkgError,
        OutputError,
        ParseError,
        ProjectError,
        QuerySyntaxError,
        SourceFileError,
        UnknownNameError,
        UnreadableError,
        UsageError,
    )
    from migkg.names import Description, Fact
    from migkg.table import Table, Value
    from migkg.validate import Finding, Report

    __version__: str

__all__ = [
    "DataError",
    "Description",
    "EndpointError",
    "EvaluationError",
    "Fact",
    "Finding",
    "KnowledgeGraph",
    "MigkgError",
    "OutputError",
    "ParseError",
    "ProjectError",
    "QuerySyntaxError",
    "Report",
    "SourceFileError",
    "Table",
    "UnknownNameError",
    "UnreadableError",
    "UsageError",
    "Value",
    "__version__",
]

_HOME: Final = {
    "KnowledgeGraph": "migkg.api",
    "Description": "migkg.names",
    "Fact": "migkg.names",
    "Table": "migkg.table",
    "Value": "migkg.table",
    "Finding": "migkg.validate",
    "Report": "migkg.validate",
}
"""Where a public name lives, if not in `migkg.errors`; each is imported when first used, for a fast start."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("migkg")
        except PackageNotFoundError:
            return "0+unknown"
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(_HOME.get(name, "migkg.errors")), name)
    raise AttributeError(f"module 'migkg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
