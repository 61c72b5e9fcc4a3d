"""A table as one HTML page that needs nothing else: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from migkg.table import Table, Value

__all__ = ["html_page"]

STYLE: Final = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem; }
main { overflow-x: auto; }
table { border-collapse: collapse; }
caption { font-size: 1.25rem; font-weight: 600; padding-bottom: .75rem; text-align: start; }
th, td { border-bottom: 1px solid #8888; padding: .35rem .75rem; text-align: start; vertical-align: top; }
thead th { background: Canvas; border-bottom-width: 2px; position: sticky; top: 0; }
td.number { font-variant-numeric: tabular-nums; text-align: end; }
"""


def html_page(table: Table) -> str:
    """The page: the table's title as its caption, a scope for each column head, links to the things named."""
    title = escape(table.title or "Result")
    numeric = table.numeric()
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.visible())
    body = "".join(f"<tr>{_cells(table, number, numeric)}</tr>\n" for number in range(len(table)))
    rows = "1 row" if len(table) == 1 else f"{len(table)} rows"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
        f'<main tabindex="0" aria-label="{title}">\n<table>\n<caption>{title}</caption>\n'
        f"<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>\n<p>{rows}</p>\n"
        "</main>\n</body>\n</html>\n"
    )


def _cells(table: Table, number: int, numeric: tuple[bool, ...]) -> str:
    row = table.rows[number]
    values = dict(zip(table.columns, row, strict=True))
    cells = []
    for (column, parts), right in zip(table.links(row), numeric, strict=True):
        text = "; ".join(_part(text, address) for text, address in parts).replace("\n", "<br>")
        kind = ' class="number"' if right else ""
        cells.append(f"<td{kind}{_language(values[column])}>{text}</td>")
    return "".join(cells)


def _part(text: str, address: str | None) -> str:
    return escape(text) if address is None else f'<a href="{escape(address)}">{escape(text)}</a>'


def _language(value: Value | None) -> str:
    if value is None or value.lang is None or value.lang == "en":
        return ""
    return f' lang="{escape(value.lang)}"'
