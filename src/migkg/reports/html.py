"""The report as one page for people: counts, what is wrong file by file, and the same rule by rule.

The page needs nothing else: no script, no font, no picture from anywhere. It follows the reader's choice of
light or dark, prints on paper, and can be read by its headings and tables alone.
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.baseline import fails
from migkg.findings import SEVERITIES
from migkg.reports.spelling import address, by_severity, cut, file_name, place, rules, visible
from migkg.reports.text import summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from migkg.findings import Finding, Report, Rule
    from migkg.reports.spelling import Setting

    _Entry = tuple[int, Finding]

__all__ = ["html"]

_NAMES: Final = {"Violation": "Violations", "Warning": "Warnings", "Info": "Hints"}
_SINGLE: Final = {"Violation": "Violation", "Warning": "Warning", "Info": "Hint"}
_CLASSES: Final = {"Violation": "violation", "Warning": "warning", "Info": "info"}

STYLE: Final = """\
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --ink: #1b2430; --soft: #566273; --line: #d9dfe7; --link: #0b57a4;
  --violation: #a8201a; --violation-back: #fdecea; --warning: #7a4b00; --warning-back: #fff3d6;
  --info: #0b4f7d; --info-back: #e3f1fb; --fine: #1d6b36; --fine-back: #e4f5e9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12171e; --card: #1a212b; --ink: #e4e9f0; --soft: #a3b0c0; --line: #313c4a; --link: #84bdf5;
    --violation: #ff9d95; --violation-back: #43201f; --warning: #f3c463; --warning-back: #3b2e12;
    --info: #8fcbf5; --info-back: #153247; --fine: #86d8a0; --fine-back: #173723;
  }
}
* { box-sizing: border-box; }
body { background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
header, main, footer { margin: 0 auto; max-width: 78rem; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.4rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
h3 code { font-size: 1rem; font-weight: 600; }
a { color: var(--link); }
code { font: .875em/1.5 ui-monospace, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
p { margin: .25rem 0; }
nav ul, .counts, .places { list-style: none; margin: 0; padding: 0; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.skip { left: -100rem; position: absolute; }
.skip:focus { left: 1rem; top: 1rem; }
.counts { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0; }
.counts li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; flex: 1 1 8rem;
  padding: .6rem 1rem; }
.counts strong { display: block; font-size: 1.9rem; font-variant-numeric: tabular-nums; line-height: 1.2; }
.counts .violation strong { color: var(--violation); }
.counts .warning strong { color: var(--warning); }
.counts .info strong { color: var(--info); }
.counts .none strong, .counts .none { color: var(--soft); }
.verdict { border-radius: .5rem; font-weight: 600; padding: .6rem 1rem; }
.verdict.bad { background: var(--violation-back); color: var(--violation); }
.verdict.good { background: var(--fine-back); color: var(--fine); }
.group { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  margin: 0 0 1rem; overflow-x: auto; padding: .75rem 1rem; }
.group:target, tr:target { outline: 2px solid var(--link); outline-offset: -2px; }
.soft, caption { color: var(--soft); font-size: .9rem; }
caption { padding: 0 0 .4rem; text-align: start; }
table { border-collapse: collapse; width: 100%; }
th, td { border-top: 1px solid var(--line); padding: .5rem .75rem .5rem 0; text-align: start; }
td { vertical-align: top; }
thead th { color: var(--soft); font-size: .85rem; font-weight: 600; }
.findings td:nth-child(1) { font-variant-numeric: tabular-nums; white-space: nowrap; width: 5rem; }
.findings td:nth-child(2) { width: 7rem; }
.findings td:nth-child(3) { width: 45%; }
.message { font-weight: 600; overflow-wrap: anywhere; white-space: pre-line; }
.remedy { overflow-wrap: anywhere; white-space: pre-line; }
.mark { border-radius: 1rem; display: inline-block; font-size: .8rem; font-weight: 600;
  padding: .05rem .6rem; }
.mark.violation { background: var(--violation-back); color: var(--violation); }
.mark.warning { background: var(--warning-back); color: var(--warning); }
.mark.info { background: var(--info-back); color: var(--info); }
dl { align-items: baseline; display: grid; gap: 0 .6rem; grid-template-columns: max-content 1fr; margin: 0; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.places { columns: 22rem; margin-top: .5rem; }
.places li { break-inside: avoid; overflow-wrap: anywhere; padding: .1rem 0; }
footer { color: var(--soft); font-size: .9rem; padding-bottom: 2rem; padding-top: 1.5rem; }
@media (max-width: 46rem) {
  .findings thead { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px; }
  .findings tr, .findings td { display: block; width: auto !important; }
  .findings td { border: 0; padding: .15rem 0; }
  .findings td:nth-child(1), .findings td:nth-child(2) { display: inline-block; margin-right: .75rem; }
  .findings tr { border-top: 1px solid var(--line); padding: .5rem 0; }
}
@media print {
  :root {
    color-scheme: light;
    --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #aaa; --link: #000;
    --violation: #a8201a; --violation-back: #fff; --warning: #7a4b00; --warning-back: #fff;
    --info: #0b4f7d; --info-back: #fff; --fine: #1d6b36; --fine-back: #fff;
  }
  body { font-size: 10pt; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  nav, .skip { display: none; }
  .group { border: 0; border-top: 1px solid var(--line); border-radius: 0; overflow: visible;
    padding: .5rem 0; }
  tr { break-inside: avoid; }
  h2, h3, caption, thead { break-after: avoid; }
}
"""


def html(report: Report, setting: Setting) -> str:
    """The page, whole; texts are cut where they are very long."""
    applied = rules(report)
    title = "Validation report"
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(f'{title}: {summary(report)}')}</title>\n<style>\n{STYLE}</style>\n</head>\n"
    )
    top = f"<h1>{title}</h1>\n{_verdict(report, setting)}{_counts(report)}{_contents(report)}"
    body = "".join(_sections(report, applied, setting))
    skip = '<a class="skip" href="#files">To the findings</a>\n'
    return (
        f"{head}<body>\n{skip}<header>\n{top}</header>\n<main>\n{body}</main>\n{_footer()}</body>\n</html>\n"
    )


def _verdict(report: Report, setting: Setting) -> str:
    if fails(report, setting.fail_on):
        kind, word = "bad", "Failed"
    elif report.findings:
        kind, word = "good", "Passed, with findings to look at"
    else:
        kind, word = "good", "Passed"
    return f'<p class="verdict {kind}">{word}: {_text(summary(report))}</p>\n'


def _counts(report: Report) -> str:
    numbers = [(name, report.count(name)) for name in SEVERITIES]
    tiles = [(_CLASSES[name], (_SINGLE if number == 1 else _NAMES)[name], number) for name, number in numbers]
    tiles += [("", "Known", len(report.known))] if report.known else []
    tiles += [("", "Files checked", len(report.files)), ("", "Rules applied", len(rules(report)))]
    items = "".join(
        f'<li class="{kind if number else "none"}"><strong>{number}</strong> {label}</li>\n'
        for kind, label, number in tiles
    )
    return f'<ul class="counts">\n{items}</ul>\n'


def _contents(report: Report) -> str:
    links = [("files", "By file"), ("rules", "By rule")] if report.findings else []
    links += [("known", "Known findings")] if report.known else []
    if not links:
        return ""
    items = "".join(f'<li><a href="#{target}">{label}</a></li>\n' for target, label in links)
    return f'<nav aria-label="Contents">\n<ul>\n{items}</ul>\n</nav>\n'


def _sections(report: Report, applied: Mapping[str, Rule], setting: Setting) -> Iterator[str]:
    """By file, by rule, and what is known; a finding has its number for an anchor."""

    def whole(finding: Finding) -> str:
        return place(finding, setting.root)

    entries = list(enumerate(report.findings, 1))
    if entries:
        yield '<h2 id="files">By file</h2>\n'
        for file, group in groupby(entries, key=lambda entry: entry[1].file):
            yield _file(file_name(file, setting.root) or "(no file)", list(group), applied)
        yield '<h2 id="rules">By rule</h2>\n'
        ranked = sorted(entries, key=lambda entry: (by_severity(entry[1]), terms.natural_key(entry[1].shape)))
        for iri, group in groupby(ranked, key=lambda entry: entry[1].shape):
            yield _rule(iri, applied[iri], list(group), whole)
    else:
        yield f'<h2 id="files">Nothing {"new" if report.known else "found"}</h2>\n'
        yield f"<p>{_text(summary(report))}</p>\n"
    if report.known:
        yield '<h2 id="known">Known findings</h2>\n'
        known = list(enumerate(report.known, len(entries) + 1))
        table = _table("The baseline lists these; they do not count.", known, applied, whole)
        yield f'<div class="group">\n{table}</div>\n'


def _file(name: str, entries: Sequence[_Entry], applied: Mapping[str, Rule]) -> str:
    table = _table(_how_many(entries), entries, applied, _position)
    return f'<section class="group">\n<h3><code>{_text(name)}</code></h3>\n{table}</section>\n'


def _rule(iri: str, rule: Rule, entries: Sequence[_Entry], where: Callable[[Finding], str]) -> str:
    """A rule with its documentation and links to what it found."""
    name = _text(rule.name or entries[0][1].name or terms.shorten(iri))
    about = "".join(f"<p>{_text(part)}</p>\n" for part in (rule.description,) if part)
    items = "".join(
        f'<li><a href="#finding-{number}">{_text(where(finding))}</a>{_called(finding)}</li>\n'
        for number, finding in entries
    )
    return (
        f'<section class="group">\n<h3>{_mark(entries[0][1])} {name}</h3>\n'
        f'<p class="soft">{_link(iri, rule)} · {_how_many(entries)}</p>\n{about}'
        f'<ul class="places">\n{items}</ul>\n</section>\n'
    )


def _called(finding: Finding) -> str:
    name = finding.label or finding.focus
    return f" {_text(cut(name, 80))}" if name else ""


def _table(
    caption: str, entries: Sequence[_Entry], applied: Mapping[str, Rule], where: Callable[[Finding], str]
) -> str:
    rows = "".join(
        f'<tr id="finding-{number}">\n<td>{_text(where(finding))}</td>\n<td>{_mark(finding)}</td>\n'
        f"<td>{_what(finding, applied[finding.shape])}</td>\n<td>{_about(finding)}</td>\n</tr>\n"
        for number, finding in entries
    )
    first = "Line" if where is _position else "Place"
    heads = "".join(f'<th scope="col">{head}</th>' for head in (first, "Severity", "What is wrong", "About"))
    return (
        f'<table class="findings">\n<caption>{caption}</caption>\n<thead>\n<tr>{heads}</tr>\n</thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _what(finding: Finding, rule: Rule) -> str:
    parts = [f'<p class="message">{_text(finding.message)}</p>' if finding.message else ""]
    parts.append(f'<p class="remedy">{_text(finding.remedy)}</p>' if finding.remedy else "")
    parts.append(f'<p class="soft">{_text(finding.name)} · {_link(finding.shape, rule)}</p>')
    return "".join(parts)


def _about(finding: Finding) -> str:
    """Label, focus, property and value as a list of pairs; IRIs that lead to the web are links."""
    pairs = [("Thing", _text(finding.label))] if finding.label else []
    pairs += [
        (name, _node(text, term))
        for name, text, term in (
            ("Node", finding.focus, finding.focus_term),
            ("Property", finding.path, finding.path_term),
            ("Value", finding.value, finding.value_term),
        )
        if text or term
    ]
    if not pairs:
        return '<span class="soft">the file</span>'
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{shown}</dd>' for name, shown in pairs)}</dl>"


def _node(text: str, term: str) -> str:
    shown = f"<code>{_text(text or term)}</code>"
    iri = term[1:-1] if term.startswith("<") and term.endswith(">") else ""
    return _anchor(iri, shown)


def _link(iri: str, rule: Rule) -> str:
    return _anchor(address(iri, rule), f"<code>{_text(terms.shorten(iri))}</code>")


def _anchor(iri: str, shown: str) -> str:
    """A link if the IRI leads to the web: nothing else may be followed from a report."""
    if not iri.startswith(("http://", "https://")) or not terms.is_iri(iri):
        return shown
    return f'<a href="{escape(visible(iri))}">{shown}</a>'


def _mark(finding: Finding) -> str:
    kind = _CLASSES.get(finding.severity, "violation")
    return f'<span class="mark {kind}">{_text(_SINGLE.get(finding.severity, finding.severity))}</span>'


def _position(finding: Finding) -> str:
    return ":".join(str(part) for part in (finding.line, finding.column) if part is not None) or "–"


def _how_many(entries: Sequence[_Entry]) -> str:
    return "1 finding" if len(entries) == 1 else f"{len(entries)} findings"


def _text(text: str) -> str:
    return escape(visible(cut(text)))


def _footer() -> str:
    from migkg import __version__

    return (
        f'<footer>\n<p>Written by <a href="{terms.BASE}">migkg</a> {_text(__version__)}. '
        "A violation is wrong now, a warning becomes one later, a hint is advice.</p>\n</footer>\n"
    )
