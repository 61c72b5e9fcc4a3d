"""Results as a table of RDF terms, and every form in which people want to have one.

A `Table` holds terms, not texts: what a column means (number, link, words in a language) is decided
once, here, and not by each format. A column `x_iri` beside a column `x` names the thing that `x` shows:
HTML and spreadsheets turn it into links, JSON keeps it, and the other formats leave it out unless they
are asked for IRIs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, overload

from migkg.terms import XSD, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal
    from pathlib import Path

    import pandas as pd

__all__ = ["LateRows", "Row", "Table", "Value"]

IRI_SUFFIX: Final = "_iri"
SEPARATOR: Final = "; "
_INTEGERS: Final = frozenset(
    XSD + name
    for name in (
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "nonPositiveInteger",
        "negativeInteger",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
)
_FLOATS: Final = frozenset((f"{XSD}double", f"{XSD}float"))
_MARKDOWN_SPECIAL: Final = str.maketrans({character: f"\\{character}" for character in "\\|<*`[]"})
_TSV_SPECIAL: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Value(NamedTuple):
    """One RDF term: an IRI, a literal, or a blank node.

    `text` is the IRI, the lexical form or the blank node's label. `datatype` is the full IRI of a literal's
    datatype, None for a plain string and for a text in a language, whose tag is `lang`.

    >>> str(Value("literal", "Ethiopia", lang="en"))
    'Ethiopia'
    """

    kind: Literal["iri", "literal", "bnode"]
    text: str
    datatype: str | None = None
    lang: str | None = None

    def __str__(self) -> str:
        return f"_:{self.text}" if self.kind == "bnode" else self.text

    @property
    def short(self) -> str:
        """The form that people read: an IRI shortened to a CURIE or a path, anything else as it is.

        >>> Value("iri", "https://w3id.org/migkg/plan/12/a").short
        'plan/12/a'
        """
        return shorten(self.text) if self.kind == "iri" else str(self)

    @property
    def is_number(self) -> bool:
        """Whether this is a literal of a numeric datatype."""
        return self.kind == "literal" and (
            self.datatype in _INTEGERS or self.datatype in _FLOATS or self.datatype == f"{XSD}decimal"
        )

    def to_python(self) -> str | int | float | bool | Decimal:
        """The nearest Python value; the text itself for other datatypes and for an ill-formed number.

        >>> Value("literal", "23", f"{XSD}integer").to_python()
        23
        """
        if self.kind != "literal" or self.datatype is None:
            return str(self)
        if self.datatype == f"{XSD}boolean" and self.text in ("true", "1", "false", "0"):
            return self.text in ("true", "1")
        try:
            if self.datatype in _INTEGERS:
                return int(self.text)
            if self.datatype in _FLOATS:
                return float(self.text.replace("INF", "inf"))
            if self.datatype == f"{XSD}decimal":
                from decimal import Decimal

                return Decimal(self.text)
        except (ValueError, ArithmeticError):
            pass
        return self.text


Row = tuple[Value | None, ...]
"""One solution: as many cells as the table has columns, None where nothing is bound."""


class LateRows(Sequence[Row]):
    """Rows that an engine gave in its own terms, each turned into ours when it is first looked at.

    A large answer costs more to turn into Python objects than to compute, and often nobody looks at it all.
    `width` is the number of cells that each of the `solutions` has; `value` makes ours of a term.
    """

    def __init__(
        self, width: int, solutions: Sequence[Iterable[Any]], value: Callable[[Any], Value | None]
    ) -> None:
        self.width = width
        self._solutions = solutions
        self._known = _Known(value)
        self._rows: list[Row] = []

    def __len__(self) -> int:
        return len(self._solutions or self._rows)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            wanted = range(len(self))[place]
            rows = self._made(max(wanted[0], wanted[-1]) + 1 if wanted else 0)
            return [rows[one] for one in wanted]
        return self._made(place + 1 if place >= 0 else len(self))[place]

    def __iter__(self) -> Iterator[Row]:
        start = 0
        while start < len(self):
            rows = self._made(start + 1)
            yield from rows[start:]
            start = len(rows)

    def __eq__(self, other: object) -> bool:
        """Whether another sequence has the same rows, as for two lists."""
        if isinstance(other, LateRows):
            return self._all() == other._all()
        return self._all() == other if isinstance(other, list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a list has none

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[type[list[Row]], tuple[list[Row]]]:
        """Copied and pickled as the list that it stands for: an engine's solutions are neither."""
        return list, (self._all(),)

    def _all(self) -> list[Row]:
        return self._made(len(self))

    def _made(self, count: int) -> list[Row]:
        """The rows, of which so many are made, or all if there are not so many; others may be."""
        rows, solutions, known = self._rows, self._solutions, self._known
        if len(rows) < count and len(rows) < len(solutions):
            # Twice as many as there are, so that to look at one after the other is no work by the square.
            fresh = solutions[len(rows) : max(count, 2 * len(rows))]
            # A new list, for another thread may be doing the same.
            rows = self._rows = rows + [tuple([known[term] for term in solution]) for solution in fresh]
            if len(rows) == len(solutions):
                self._solutions = ()
                self._known = _Known(known.value)
        return rows


class _Known(dict[Any, "Value | None"]):
    """Term → our value of it, made once: in an answer, the same few names stand again and again."""

    def __init__(self, value: Callable[[Any], Value | None]) -> None:
        super().__init__()
        self.value = value

    def __missing__(self, term: Any) -> Value | None:
        made = self[term] = self.value(term)
        return made


class Table:
    r"""Columns and rows of a result, in order; `title` is the question that it answers.

    Raises ValueError if a row has not as many cells as there are columns, or a column name occurs twice.

    >>> table = Table(("objective", "objective_iri"), [(Value("literal", "18"), Value("iri", "http://x.org/18"))])
    >>> table.visible()
    ('objective',)
    >>> table.to_csv()
    'objective\r\n18\r\n'
    """

    __slots__ = ("_columns", "_rows", "_title")
    __hash__ = None  # type: ignore[assignment]  # as its rows have none

    def __init__(self, columns: tuple[str, ...], rows: Sequence[Row], title: str = "") -> None:
        self._columns, self._rows, self._title = columns, rows, title
        if len(set(columns)) != len(columns):
            raise ValueError(f"a column name occurs twice: {', '.join(columns)}")
        if isinstance(rows, LateRows) and rows.width == len(columns):
            return
        for number, row in enumerate(rows, 1):
            if len(row) != len(columns):
                raise ValueError(f"row {number} has {len(row)} cells, the table {len(columns)} columns")

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return self._columns

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, in order, each with a cell for each column."""
        return self._rows

    @property
    def title(self) -> str:
        """The question that the table answers; `""` if none is known."""
        return self._title

    def titled(self, title: str) -> Table:
        """The same table as the answer to a question."""
        return Table(self._columns, self._rows, title)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return (self._columns, self._rows, self._title) == (other._columns, other._rows, other._title)

    def __repr__(self) -> str:
        return f"Table(columns={self._columns!r}, rows={self._rows!r}, title={self._title!r})"

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, str | int | float | bool | Decimal | None]]:
        """The rows as dictionaries of Python values, all columns included."""
        for row in self.rows:
            yield {
                column: None if cell is None else cell.to_python()
                for column, cell in zip(self.columns, row, strict=True)
            }

    def visible(self, *, iris: bool = False) -> tuple[str, ...]:
        """The columns to show: all, without each `x_iri` that stands beside an `x` unless `iris`."""
        return self.columns if iris else _shown(self.columns)

    def picked(self, *, iris: bool = False) -> list[Row]:
        """The rows cut down to the columns that `visible` names."""
        places = [self.columns.index(column) for column in self.visible(iris=iris)]
        return [tuple(row[place] for place in places) for row in self.rows]

    def _spelled(self, spell: Callable[[Value], str], *, iris: bool) -> Iterator[list[str]]:
        """The rows that `picked` gives as texts. What stands in many cells is spelled once."""
        places = [self.columns.index(column) for column in self.visible(iris=iris)]
        known = {id(None): ""}  # the values live on in the rows, so that no other has the same
        for row in self.rows:
            cells = [row[place] for place in places]
            for cell in cells:
                if id(cell) not in known:
                    known[id(cell)] = spell(cell)  # type: ignore[arg-type]  # it is not None
            yield [known[id(cell)] for cell in cells]

    def to_csv(self, *, iris: bool = False) -> str:
        """RFC 4180: a header line, CRLF line ends, quotes where needed; IRIs in full."""
        import csv
        import io

        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\r\n")
        writer.writerow(self.visible(iris=iris))
        field = io.StringIO()
        fields = csv.writer(field, lineterminator="\r\n")

        def spell(cell: Value) -> str:
            field.seek(0)
            field.truncate()
            fields.writerow((str(cell), ""))  # beside another, an empty one is not told by quotes
            return field.getvalue().removesuffix(",\r\n")

        nothing = '""' if len(self.visible(iris=iris)) == 1 else ""
        for row in self._spelled(spell, iris=iris):
            buffer.write((",".join(row) or nothing) + "\r\n")
        return buffer.getvalue()

    def to_tsv(self, *, iris: bool = False) -> str:
        r"""A header line and plain values between tabs; tabs, line ends and backslashes in them are escaped.

        >>> Table(("a", "b"), [(Value("literal", "x\ty"), None)]).to_tsv()
        'a\tb\nx\\ty\t\n'
        """
        lines = ["\t".join(self.visible(iris=iris))]
        rows = self._spelled(lambda cell: str(cell).translate(_TSV_SPECIAL), iris=iris)
        lines.extend(map("\t".join, rows))
        return "".join(f"{line}\n" for line in lines)

    def to_json(self) -> str:
        """SPARQL 1.1 Query Results JSON, with every column and every term's kind, datatype and language."""
        from migkg.indented import array, indented, members

        line = "\n      "  # of a solution; the terms in it are one step further in
        spelled = self._spelled(lambda cell: indented(_json_term(cell), f"{line}  "), iris=True)
        rows = [
            members({column: term for column, term in zip(self.columns, row, strict=True) if term}, line)
            for row in spelled
        ]
        results = members({"bindings": array(rows, "\n    ")}, "\n  ")
        head = indented({"vars": list(self.columns)}, "\n  ")
        return f"{members({'head': head, 'results': results})}\n"

    def to_markdown(self, *, iris: bool = False) -> str:
        r"""A pipe table (GitHub's); what Markdown would read as markup is escaped, a line end becomes `<br>`.

        >>> print(Table(("a",), [(Value("literal", "x|y"),)]).to_markdown(), end="")
        | a |
        | --- |
        | x\|y |
        """
        columns, rows = self.visible(iris=iris), self.picked(iris=iris)
        numeric = self.numeric(iris=iris)
        lines = [
            [column.translate(_MARKDOWN_SPECIAL) for column in columns],
            ["---:" if right else "---" for right in numeric],
            *([_markdown_cell(cell) for cell in row] for row in rows),
        ]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)

    def to_html(self) -> str:
        """A complete page that needs nothing else: title as caption, column heads, links to things named."""
        from migkg.html_table import html_page

        return html_page(self)

    def to_text(self, width: int = 100, *, iris: bool = False) -> str:
        """For reading in a terminal of `width` columns: long texts are wrapped.

        Where the columns cannot stand side by side each row becomes a block of `column  value` lines.
        """
        from migkg.layout import lay_out

        return lay_out(
            self.visible(iris=iris),
            [["" if cell is None else cell.short for cell in row] for row in self.picked(iris=iris)],
            self.numeric(iris=iris),
            width,
        )

    def to_xlsx(self, path: str | Path, *, iris: bool = False) -> None:
        """Write a spreadsheet: bold frozen header, numbers as numbers, links to the things named.

        Raises OutputError if the table is larger than a sheet may be, OSError as writing does.
        """
        from pathlib import Path

        Path(path).write_bytes(self.xlsx(iris=iris))

    def xlsx(self, *, iris: bool = False) -> bytes:
        """The spreadsheet of `to_xlsx` as bytes."""
        from migkg.spreadsheet import workbook

        return workbook(self, iris=iris)

    def to_pandas(self, *, iris: bool = False) -> pd.DataFrame:
        """A DataFrame of Python values, one column each, missing values as None.

        Raises UsageError if pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            from migkg.errors import UsageError

            raise UsageError(
                'pandas is not installed. Install it with: pip install "migkg[pandas]"'
            ) from error
        data: dict[str, list[Any]] = {column: [] for column in self.visible(iris=iris)}
        for row in self.picked(iris=iris):
            for values, cell in zip(data.values(), row, strict=True):
                values.append(None if cell is None else cell.to_python())
        return pd.DataFrame(data)

    def numeric(self, *, iris: bool = False) -> tuple[bool, ...]:
        """For each visible column whether it holds numbers and nothing else."""
        found = []
        for column in self.visible(iris=iris):
            place = self.columns.index(column)
            numbers = (cell.is_number for row in self.rows if (cell := row[place]) is not None)
            found.append(next(numbers, False) and all(numbers))
        return tuple(found)

    def links(self, row: Row) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
        """For each visible column of a row its name and its parts: (text, address or None).

        A cell has several parts where both `x` and `x_iri` hold equally many values joined by `; `. Only http
        and https addresses count, so that a link never runs anything.

        >>> one = Table(("d", "d_iri"), [(Value("literal", "A; B"), Value("literal", "http://x/a; http://x/b"))])
        >>> one.links(one.rows[0])
        [('d', (('A', 'http://x/a'), ('B', 'http://x/b')))]
        """
        cells = dict(zip(self.columns, row, strict=True))
        return [(column, _parts(cells[column], cells.get(column + IRI_SUFFIX))) for column in self.visible()]


@lru_cache(maxsize=256)
def _shown(columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        column
        for column in columns
        if not (column.endswith(IRI_SUFFIX) and column.removesuffix(IRI_SUFFIX) in columns)
    )


def address_of(cell: Value, named: Value | None) -> str | None:
    """Where a cell leads that names one thing, and no more; `named` is the IRI beside it, if there is one."""
    parts = _parts(cell, named)
    return parts[0][1] if len(parts) == 1 else None


def _parts(cell: Value | None, named: Value | None) -> tuple[tuple[str, str | None], ...]:
    if cell is None:
        return ()
    if named is None:
        return ((cell.short, _address(cell.text) if cell.kind == "iri" else None),)
    texts, iris = cell.short.split(SEPARATOR), named.text.split(SEPARATOR)
    if len(texts) != len(iris):
        texts, iris = [cell.short], [named.text]
    return tuple((text, _address(iri)) for text, iri in zip(texts, iris, strict=True))


def _address(iri: str) -> str | None:
    return (
        iri if iri.startswith(("http://", "https://")) and not any(mark in iri for mark in ' "<>') else None
    )


def _json_term(value: Value) -> dict[str, str]:
    term = {"type": "uri" if value.kind == "iri" else value.kind, "value": value.text}
    if value.lang is not None:
        term["xml:lang"] = value.lang
    elif value.datatype is not None and value.datatype != f"{XSD}string":
        term["datatype"] = value.datatype
    return term


def _markdown_cell(cell: Value | None) -> str:
    if cell is None:
        return ""
    return "<br>".join(line.translate(_MARKDOWN_SPECIAL) for line in cell.short.splitlines())
