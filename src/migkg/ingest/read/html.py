"""HTML, read by the standard library's parser: it makes events of anything, and neither runs nor fetches."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from migkg.errors import UnreadableError
from migkg.fingerprint import decidable
from migkg.ingest.read.characters import mended, sign, unmarked
from migkg.ingest.read.encoding import decoded
from migkg.ingest.read.grid import Grid
from migkg.ingest.read.ordinals import ordinal
from migkg.ingest.read.sheet import Sheet

if TYPE_CHECKING:
    from pathlib import Path

    from migkg.ingest.blocks import Reading

    Attributes = list[tuple[str, str | None]]

__all__ = ["read_html"]

_DECLARED: Final = re.compile(
    rb"charset\s*=\s*[\"']?\s*([\w-]{2,40})|encoding\s*=\s*[\"']([\w-]{2,40})", re.IGNORECASE
)
_SKIPPED: Final = frozenset((
    "script", "style", "template", "svg", "math", "iframe", "object", "embed", "applet", "audio",
    "video", "canvas", "select", "button", "textarea", "nav", "noscript",
))  # fmt: skip
_BLOCKS: Final = frozenset((
    "p", "div", "section", "article", "header", "footer", "main", "aside", "h1", "h2", "h3", "h4", "h5",
    "h6", "li", "dt", "dd", "blockquote", "pre", "caption", "figcaption", "ul", "ol", "dl", "form",
    "hr", "address", "fieldset", "details", "summary", "body", "html", "head", "figure", "center",
    "legend",
))  # fmt: skip
_VOID: Final = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
))  # fmt: skip
_NOTE_ID: Final = re.compile(r"_?(?:fn|ftn|footnote|note|cite_note|endnote)[-_:]?\w{0,12}", re.IGNORECASE)
_LABEL: Final = re.compile(r"\s*\[?\(?(\d{1,3}|[*†‡§]{1,3}|[a-z])\)?\]?\s*")
_HEADING: Final = re.compile("h[1-6]")
_BACK: Final = re.compile("[\u21a9\u2191]\ufe0e?")
_DIGITS: Final = 6
_STYLES: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def read_html(path: Path, content: bytes) -> Reading:
    """The blocks of a page. Raises UnreadableError if there is no text in it."""
    found = _DECLARED.search(content[:2048])
    declared = (found[1] or found[2]).decode("ascii") if found else ""
    text = decoded(content, declared)
    if text is None:
        raise UnreadableError(path, "it is no text in a known encoding", remedy="Save it as UTF-8.")
    page = _Page()
    notices: list[str] = []
    try:
        page.feed(decidable(text))
        page.close()
    except AssertionError:  # how the parser says that it cannot go on
        notices.append(f"The page is broken at line {page.getpos()[0]}: what follows is missing.")
    page.end()
    if not len(page.sheet):
        raise UnreadableError(
            path, "there is no text in it", remedy="Save the page as its browser shows it, or as PDF."
        )
    return page.sheet.reading(path.name, "text/html", page.properties, notices)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else None


class _List:
    """A list that is open: how its items are marked, and how many there are."""

    def __init__(self, style: str, number: int) -> None:
        self.style, self.number = style, number


class _Page(HTMLParser):
    """Writes a page's paragraphs down as they end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheet = Sheet()
        self.properties: dict[str, str] = {}
        self._parts: list[str] = []
        self._skipped, self._depth = "", 0
        self._lists: list[_List] = []
        self._marker = self._note = ""
        self._targets: set[str] = set()
        self._level = 0
        self._raised: list[str] | None = None
        self._link: list[str] | None = None
        self._table: Grid | None = None
        self._nested = 0
        self._in_title = False

    # --- events --------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """A tag begins."""
        if self._skipped:
            self._depth += tag == self._skipped
            return
        told = {name: value or "" for name, value in attrs}
        if (
            tag in _SKIPPED
            or ("hidden" in told and tag not in _VOID)
            or "display:none" in told.get("style", "").replace(" ", "")
        ):
            if tag not in _VOID:
                self._skipped, self._depth = tag, 1
            return
        if tag in _BLOCKS:
            self.flush()
        opened = getattr(self, f"_open_{tag}", None)
        if opened is not None:
            opened(told)
        elif _HEADING.fullmatch(tag):
            self._level = int(tag[1])
        elif tag in ("td", "th"):
            self._open_cell(told)
        if (
            tag in ("li", "p", "div")
            and not self._note
            and (_NOTE_ID.fullmatch(told.get("id", "")) or told.get("id") in self._targets)
            and self._marker
        ):
            self._note, self._marker = self._marker.strip(". "), ""

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """A tag that has no content; in HTML, others than those with none are only begun."""
        if tag not in _SKIPPED:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if self._skipped:
            self._depth -= tag == self._skipped
            if not self._depth:
                self._skipped = ""
            return
        closed = getattr(self, f"_close_{tag}", None)
        if closed is not None:
            closed()
        elif tag in ("td", "th") and not self._nested:
            self.flush()
            if self._table is not None:
                self._table.end_cell()
        if tag in _BLOCKS:
            self.flush()
            self._level = 0

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: ARG002
        """What Word writes as `<![if …]>` is a comment to browsers."""
        return self.parse_bogus_comment(i)

    def handle_data(self, data: str) -> None:
        """Text; characters of HTML are text by now."""
        if self._skipped:
            return
        if self._in_title:
            self.properties["title"] = f"{self.properties.get('title', '')} {data}".strip()[:1000]
        elif self._raised is not None:
            self._raised.append(data)
        elif self._link is not None:
            self._link.append(data)
        else:
            self._parts.append(mended(data))

    # --- tags ----------------------------------------------------------------------------------

    def _open_br(self, _: dict[str, str]) -> None:
        self._parts.append(" ")

    def _open_html(self, told: dict[str, str]) -> None:
        if told.get("lang"):
            self.properties["declared_language"] = told["lang"][:20]

    def _open_meta(self, told: dict[str, str]) -> None:
        name = told.get("name", "").lower()
        if name in ("author", "date", "description") and told.get("content"):
            self.properties[name] = told["content"][:1000]

    def _open_title(self, _: dict[str, str]) -> None:
        self._in_title = "title" not in self.properties

    def _close_title(self) -> None:
        self._in_title = False

    def _open_sup(self, _: dict[str, str]) -> None:
        self._raised = []

    def _close_sup(self) -> None:
        raised, self._raised = "".join(self._raised or []), None
        found = _LABEL.fullmatch(raised)
        before = self._parts[-1][-1:] if self._parts else ""
        is_ending = before.isdigit() and raised.strip().isalpha()
        self._parts.append(sign(found[1]) if found and not is_ending else mended(raised))

    def _open_a(self, told: dict[str, str]) -> None:
        if not told.get("href", "").startswith("#"):
            return
        if self._raised is None:
            self._link = []
        else:
            self._targets.add(told["href"][1:])

    def _close_a(self) -> None:
        if self._link is None:
            return
        words, self._link = _BACK.sub("", "".join(self._link)), None
        found = _LABEL.fullmatch(words) if words.strip() else None
        self._parts.append(sign(found[1]) if found and not found[1].isalpha() else mended(words))

    def _open_ul(self, _: dict[str, str]) -> None:
        self._lists.append(_List("bullet", 0))

    def _open_ol(self, told: dict[str, str]) -> None:
        start = _number(told.get("start", ""))
        number = 0 if start is None else start - 1
        self._lists.append(_List(_STYLES.get(told.get("type", ""), "decimal"), number))

    def _close_ul(self) -> None:
        self.flush()
        if self._lists:
            self._lists.pop()

    _close_ol = _close_ul

    def _open_li(self, told: dict[str, str]) -> None:
        if not self._lists:
            self._marker = "• "
            return
        last = self._lists[-1]
        value = _number(told.get("value", ""))
        last.number = last.number + 1 if value is None else value
        self._marker = "• " if last.style == "bullet" else f"{ordinal(last.number, last.style)}. "

    # --- tables --------------------------------------------------------------------------------

    def _open_table(self, _: dict[str, str]) -> None:
        if self._table is not None:
            self._nested += 1
            return
        self.flush()
        self._table = Grid()

    def _open_tr(self, _: dict[str, str]) -> None:
        if self._table is not None and not self._nested:
            self.flush()
            self._table.begin_row()

    def _open_cell(self, told: dict[str, str]) -> None:
        if self._table is None or self._nested:
            self._parts.append(" ")
            return
        self.flush()
        columns, rows = (_number(told.get(name, "")) or 1 for name in ("colspan", "rowspan"))
        self._table.begin_cell(columns, rows)

    def _close_table(self) -> None:
        self.flush()
        if self._nested:
            self._nested -= 1
        elif self._table is not None:
            self._table.write(self.sheet)
            self._table = None

    # --- what has been read --------------------------------------------------------------------

    def end(self) -> None:
        """Write down what is still open."""
        self._nested = 0
        self._close_table()

    def flush(self) -> None:
        """Write down the paragraph that ends here."""
        if self._raised is not None:
            self._close_sup()
        if self._link is not None:
            self._close_a()
        text = " ".join("".join(self._parts).split())
        self._parts.clear()
        if not unmarked(text).strip():
            return
        if self._table is not None and self._table.add(text):
            return
        line = self.sheet.add(f"{self._marker}{text}")
        if line is not None:
            line.level, line.note = self._level, self._note
            line.depth = len(self._lists) if self._marker else 0
        self._marker = self._note = ""
