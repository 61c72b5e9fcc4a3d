"""Which form a result takes, and writing it to a file wholly or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.errors import UsageError
from migkg.table import Table, Value
from migkg.terms import BASE, PREFIXES, XSD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import rdflib

__all__ = ["GRAPH_FORMATS", "TABLE_FORMATS", "View", "ending", "format_of", "render"]

TABLE_FORMATS: Final = ("table", "csv", "tsv", "json", "markdown", "html", "xlsx")
GRAPH_FORMATS: Final = ("turtle", "ntriples", "jsonld")
SUFFIXES: Final[Mapping[str, str]] = {
    ".txt": "table",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xlsx": "xlsx",
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".jsonld": "jsonld",
}


class View(NamedTuple):
    """How a result is to be shown: the format (see `format_of`), with IRI columns or not, how wide."""

    format: str
    iris: bool = False
    width: int = 100


def format_of(
    given: str | None, output: Path | None, fallback: str, suffixes: Mapping[str, str] = SUFFIXES
) -> str:
    """The format asked for: by name, else by the output file's suffix, else the fallback.

    Raises UsageError for a suffix that says no format.

    >>> from pathlib import Path
    >>> format_of(None, Path("coverage.xlsx"), "table")
    'xlsx'
    """
    if given is not None:
        return given
    if output is None or not output.suffix:
        return fallback
    found = suffixes.get(output.suffix.lower())
    if found is None:
        raise UsageError(
            f"{output}: the ending {output.suffix} says no format. "
            f"Use one of {' '.join(suffixes)}, or give --format."
        )
    return found


def ending(form: str) -> str:
    """What a file of a table's or graph's format usually ends with.

    >>> ending("markdown"), ending("html")
    ('.md', '.html')
    """
    return next(suffix for suffix, named in SUFFIXES.items() if named == form)


def render(result: Table | rdflib.Graph | bool, view: View) -> bytes:
    """A result as the bytes of its format.

    Raises UsageError if a result of this kind has no such format, OutputError if it does not fit.
    """
    if isinstance(result, Table):
        return _table(result, view)
    if isinstance(result, bool):
        return _answer(result, view)
    return _graph(result, view.format)


def _table(table: Table, view: View) -> bytes:
    if view.format == "xlsx":
        return table.xlsx(iris=view.iris)
    texts = {
        "table": lambda: table.to_text(view.width, iris=view.iris),
        "csv": lambda: table.to_csv(iris=view.iris),
        "tsv": lambda: table.to_tsv(iris=view.iris),
        "json": table.to_json,
        "markdown": lambda: table.to_markdown(iris=view.iris),
        "html": table.to_html,
    }
    return _encoded(texts[_known(view.format, TABLE_FORMATS, "a table")]())


def _answer(answer: bool, view: View) -> bytes:
    word = "true" if answer else "false"
    form = _known(view.format, TABLE_FORMATS, "yes or no")
    if form in ("table", "csv", "tsv"):
        return f"{word}\n".encode()
    if form == "json":
        return f'{{"head": {{}}, "boolean": {word}}}\n'.encode()
    return _table(Table(("answer",), [(Value("literal", word, f"{XSD}boolean"),)]), view)


def _graph(graph: rdflib.Graph, form: str) -> bytes:
    _known(form, GRAPH_FORMATS, "a graph")
    if form == "turtle":
        import pyoxigraph as ox

        from migkg.turtle import serialize

        quads = ox.parse(graph.serialize(format="nt", encoding="utf-8"), ox.RdfFormat.N_TRIPLES)
        return _encoded(serialize(quads, base=BASE, prefixes=PREFIXES))
    if form == "ntriples":
        return b"".join(sorted(graph.serialize(format="nt", encoding="utf-8").splitlines(keepends=True)))
    return _encoded(graph.serialize(format="json-ld", indent=2, sort_keys=True) + "\n")


def _known(form: str, forms: Sequence[str], what: str) -> str:
    if form not in forms:
        raise UsageError(
            f"The result is {what}, which cannot be written as {form}. Choose one of {', '.join(forms)}."
        )
    return form


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
