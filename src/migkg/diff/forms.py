"""A story of changes written down: text, Markdown, HTML, JSON; and the bare difference as an RDF patch."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from migkg.diff.statements import Difference
    from migkg.diff.story import Entry, Story

__all__ = ["FORMS", "SUFFIXES", "in_markdown", "render", "summary"]

SUFFIXES: Final = {".txt": "text", ".md": "markdown", ".html": "html", ".json": "json", ".rdfp": "patch"}
"""The form that an output file's suffix says."""

_KINDS: Final = {"none": "not changed", "patch": "patch", "minor": "minor", "major": "major"}


def render(story: Story, difference: Difference, form: str) -> bytes:
    """The difference in a form, by its name in `FORMS`."""
    return FORMS[form](story, difference).encode("utf-8", "replace")


def summary(story: Story) -> str:
    """The difference in a line."""
    if not story.entries:
        return f"Nothing differs between {story.old} and {story.new}."
    things = "1 thing" if len(story.entries) == 1 else f"{len(story.entries)} things"
    more = "1 statement" if story.added == 1 else f"{story.added} statements"
    return (
        f"{things} changed from {story.old} to {story.new}: {more} more, {story.removed} less; "
        f"vocabulary: {_KINDS[story.gravity.level]}."
    )


def _sections(story: Story) -> Iterator[tuple[str, list[Entry]]]:
    for section, entries in groupby(story.entries, lambda entry: entry.section):
        yield section, list(entries)


def _text(story: Story, _difference: Difference) -> str:
    lines: list[str] = []
    for section, entries in _sections(story):
        lines += [section, ""]
        for entry in entries:
            lines.append(f"  {entry.name}")
            lines += [f"    {line}" for line in entry.lines]
        lines.append("")
    if story.gravity.reasons:
        lines += [f"Vocabulary: {story.gravity.level}", ""]
        lines += [f"  {reason}" for reason in story.gravity.reasons]
        lines.append("")
    return "".join(f"{line}\n" for line in lines)


def _markdown(story: Story, _difference: Difference) -> str:
    head = (f"# From {_md(story.old)} to {_md(story.new)}", "", _md(summary(story)), "")
    return "\n".join((*head, *in_markdown(story)))


def in_markdown(story: Story) -> list[str]:
    """What changed, as lines of Markdown below a title that somebody else writes."""
    lines: list[str] = []
    for section, entries in _sections(story):
        lines += [f"## {section}", ""]
        for entry in entries:
            lines.append(f"- **{_md(entry.name)}**")
            lines += [f"  - {_md(line)}" for line in entry.lines]
        lines.append("")
    if story.gravity.reasons:
        lines += [f"## Vocabulary: a {story.gravity.level} change", ""]
        lines += [f"- {_md(reason)}" for reason in story.gravity.reasons]
        lines.append("")
    return lines


def _md(text: str) -> str:
    """A text that Markdown shows as it is."""
    return "".join(
        f"\\{character}" if character in "\\`*_[]<>#|" else character for character in text
    ).replace("\n", " ")


_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "h2{margin-top:2rem}dt{font-weight:600;margin-top:1rem}dd{margin:0 0 0 1.5rem}"
    "pre{overflow-x:auto;font-size:.8rem}.add{color:#116329}.del{color:#82071e}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#eee}.add{color:#7ee787}.del{color:#ffa198}}"
)


def _html(story: Story, _difference: Difference) -> str:
    title = f"From {story.old} to {story.new}"
    head = (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n<p>{escape(summary(story))}</p>"
    )
    parts = [head]
    for section, entries in _sections(story):
        parts.append(f"<h2>{escape(section)}</h2>\n<dl>")
        for entry in entries:
            parts.append(f"<dt>{escape(entry.name)}</dt>")
            parts += [f"<dd>{escape(line)}</dd>" for line in entry.lines]
            parts.append(_details(entry))
        parts.append("</dl>")
    if story.gravity.reasons:
        parts.append(f"<h2>Vocabulary: a {story.gravity.level} change</h2>\n<ul>")
        parts += [f"<li>{escape(reason)}</li>" for reason in story.gravity.reasons]
        parts.append("</ul>")
    return "\n".join((*parts, "</body>\n</html>\n"))


def _details(entry: Entry) -> str:
    """The statements behind the words, folded away."""
    lines = [f'<span class="del">- {escape(triple)} .</span>' for triple in entry.removed]
    lines += [f'<span class="add">+ {escape(triple)} .</span>' for triple in entry.added]
    listed = "\n".join(lines)
    return f"<dd><details><summary>{len(lines)} statements</summary><pre>{listed}</pre></details></dd>"


def _json(story: Story, _difference: Difference) -> str:
    return json.dumps(asdict(story), ensure_ascii=False, indent=2) + "\n"


def _patch(_story: Story, difference: Difference) -> str:
    """An RDF patch (one transaction): what is taken away, then what is added."""
    lines = [f"D {triple} ." for triple in difference.removed]
    lines += [f"A {triple} ." for triple in difference.added]
    body = "".join(f"{line}\n" for line in ("TX .", *lines, "TC ."))
    return f'H id "{hashlib.sha256(body.encode()).hexdigest()[:32]}" .\n{body}'


FORMS: Final[Mapping[str, Callable[[Story, Difference], str]]] = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "json": _json,
    "patch": _patch,
}
"""How a difference is written, by the name of the form."""
