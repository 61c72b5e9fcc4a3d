"""From the pieces of one text to its passages: sections, paragraphs, parts, lists, boxes, tables, points."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migkg.ingest.outline import phrases
from migkg.ingest.outline.boxes import box_end, box_title, run_in
from migkg.ingest.outline.headings import Levels, number_of
from migkg.ingest.outline.numbering import Number, marker
from migkg.ingest.outline.slugs import opening, short, slug
from migkg.ingest.outline.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.genre import Genre
    from migkg.ingest.outline.nodes import Draft, Node
    from migkg.ingest.outline.pieces import Piece

__all__ = ["Body"]

_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\s+(?:[\w-]+\s+){0,2}?"
    r"(?P<noun>[a-z-]+s)\b(?=\s+(?:of|for|to|in|on|that|under)\b|\s*:)",
)
_NAMED = re.compile(r"\b(?:key|guiding|main|basic|core|general)\s+(?P<noun>[a-z]+s)\s*:$")
_AIM = re.compile(
    r"\W*the\s+(?:\w+\s+)?(?P<noun>objective|aim|goal|purpose)\s+of\s+(?:this|the)\b", re.IGNORECASE
)
_SMALL = 10
"""How many words the items of a list have at most that names things only."""


@dataclass(slots=True)
class _Open:
    """A numbered or lettered passage to which more may belong."""

    number: Number
    node: Node
    is_paragraph: bool = False
    """Whether it is a numbered paragraph, which goes on until the next one."""


@dataclass(slots=True)
class Body:
    """Walks through the pieces of a body; `draft` holds the result, `notes` the footnotes it met."""

    draft: Draft
    genre: Genre
    pieces: Sequence[Piece]
    notes: list[Piece] = field(default_factory=list)
    decision: Node | None = None
    """The first passage below a heading that announces a draft decision."""
    sections: list[tuple[int, Node]] = field(default_factory=list)
    prefix: str = ""
    box: Node | None = None
    box_stop: int = 0
    open: list[_Open] = field(default_factory=list)
    plain: Node | None = None
    """The last passage without number, to which a list may belong."""
    last: Node | None = None
    """The passage that the next unmarked text continues."""
    lists: dict[int, Node | None] = field(default_factory=dict)
    appendix: Node | None = None
    expects_decision: bool = False
    question: Node | None = None
    asks_from: int | None = None
    """Where the heading stands that announces points for discussion, within its section."""
    preamble: int = 0
    signed: list[Piece] = field(default_factory=list)
    """Lines with place and day with which the text ends."""
    pointed: str = ""
    """The number of the paragraph that a line at the end calls one for decision."""
    levels: Levels | None = None

    def walk(self, start: int) -> None:
        """Take all pieces from `start` on."""
        heads = [at for at in range(start, len(self.pieces)) if self.pieces[at].is_heading]
        self.levels = Levels([self.pieces[at] for at in heads if at != self.genre.heading])
        at = start
        while at < len(self.pieces):
            if self.box is not None and at >= self.box_stop:
                self._leave()
            at = self._step(at)

    def _leave(self) -> None:
        self.box = None
        self._close()

    def _close(self) -> None:
        self.open.clear()
        self.plain = self.last = None

    @property
    def container(self) -> Node | None:
        """What the next passage is a part of: a box, a question, a section, an appendix, the document."""
        if self.box is not None:
            return self.box
        return self.sections[-1][1] if self.sections else self.appendix

    def _step(self, at: int) -> int:
        piece = self.pieces[at]
        if piece.kind == "footnote":
            self.notes.append(piece)
        elif piece.kind == "row":
            return self._table(at, None, piece, "")
        elif (found := phrases.BOX.match(piece.text)) and piece.kind != "item" and piece.size <= 40:
            return self._box(at, found["label"])
        elif (found := phrases.TABLE.match(piece.text)) and piece.kind != "item" and piece.size <= 40:
            return self._captioned(at, found)
        elif not piece.marker and (phrases.SIGNED.match(piece.text) or phrases.POINTED.match(piece.text)):
            self._ends(piece)
        elif at in self.genre.quotes or piece.kind == "caption":
            self._caption(piece)
        elif at in self.genre.numbers:
            self._numbered(at, piece)
        elif piece.is_heading:
            return self._heading(at, piece)
        elif piece.marker:
            self._item(at, piece)
        else:
            self._text(at, piece)
        return at + 1

    def _ends(self, piece: Piece) -> None:
        found = phrases.POINTED.match(piece.text)
        if found is not None:
            self.pointed = self.pointed or found["number"]
        else:
            self.signed.append(piece)

    def proposed(self, of_governing_body: bool) -> Node | None:
        """The passage with the draft decision: under its heading, named at the end, or the last that proposes."""
        if self.decision is not None:
            return self.decision
        numbered = [node for node in self.draft.nodes if re.fullmatch(r"para/\d+", node.path)]
        if self.pointed:
            return next((node for node in numbered if node.path == f"para/{self.pointed}"), None)
        proposing = [node for node in numbered if phrases.PROPOSES.match(node.text)]
        return proposing[-1] if proposing and of_governing_body else None

    # Headings

    def _heading(self, at: int, piece: Piece) -> int:
        appended = phrases.APPENDIX.match(piece.text)
        if appended is not None and not piece.marker:
            return self._append(at, piece, appended)
        if self.box is not None:
            name = slug(piece.text)
            self._close()
            self.plain = self.last = self.draft.new(
                "Paragraph", f"{self.box.path}/{name}", f"{self.box.label} {name}", self.box, piece,
                text="", title=piece.text,
            )  # fmt: skip
            return at + 1
        if at in self.genre.list_heads:
            self._close()
            name = slug(re.split(r"\s(?:of|for|in|des|du|de|pour)\s", piece.text, maxsplit=1)[0])
            node = self.draft.new(
                "Section",
                f"{self.prefix}list/{name}",
                f"list {name}",
                self.container,
                piece,
                title=piece.text,
            )
            self.lists[self.genre.list_heads[at]] = node
            return at + 1
        if at in self.genre.questions:
            self._question(piece)
            return at + 1
        self._section(at, piece)
        return at + 1

    def _section(self, at: int, piece: Piece) -> None:
        assert self.levels is not None
        depth = self.levels.of(piece) if at != self.genre.heading else 1
        number = number_of(piece)
        while self.sections and self.sections[-1][0] >= depth:
            self.sections.pop()
        parent = self.sections[-1][1] if self.sections else self.appendix
        title = piece.text
        if number is not None and number.style in ("decimal", "chapter", "capital") and number.label:
            label = number.label
            name = label.lower()
            if depth == 2 and number.style == "capital" and parent is not None:
                name, label = f"{parent.path.rpartition('section/')[2]}/{name}", f"{parent.label}.{label}"
        else:
            first = title.partition(":")[2].strip() if at == self.genre.heading else ""
            name = label = slug(first) if first else self._name(at, title)
        node = self.draft.new(
            "Section", f"{self.prefix}section/{name}", f"section {label}", parent, piece, title=title
        )
        self.sections.append((depth, node))
        self.expects_decision = phrases.DECISION.match(title) is not None
        self.asks_from = at if phrases.QUESTIONS.match(title) else None
        self.question = None
        self._close()

    def _name(self, at: int, title: str) -> str:
        """The slug of a section; one that heads the points of a plan is called by its first phrase."""
        if at in self.genre.point_heads:
            return slug(re.split(r"\s(?:and|for|et|pour|y|para)\s|[,:]", title, maxsplit=1)[0]) or short(
                title
            )
        return short(title)

    def _append(self, at: int, piece: Piece, found: re.Match[str]) -> int:
        self._leave()
        self.sections.clear()
        self.lists.clear()
        label = found["label"] or ""
        path = f"appendix/{label.lower()}" if label else "appendix"
        title, after = (found["title"] or "").strip(), at + 1
        while after < len(self.pieces) and self.pieces[after].kind == "footnote":
            self.notes.append(self.pieces[after])
            after += 1
        rows = after + 1 < len(self.pieces) and self.pieces[after + 1].kind == "row"
        following = self.pieces[after] if after < len(self.pieces) else None
        if not title and following is not None and not following.marker and following.kind != "row":
            if following.is_heading or (rows and following.size <= 40):
                title, after = following.text, after + 1
        node = self.draft.new("Section", path, f"appendix {label}".strip(), None, piece, title=title)
        if title and title not in piece.text:
            node.take(title)
        self.appendix, self.prefix = node, f"{node.path}/"
        self.asks_from, self.question, self.expects_decision = None, None, False
        if after < len(self.pieces) and self.pieces[after].kind == "row":
            node.kind = "Table"
            return self._table(after, node, piece, "")
        return after

    # Boxes, tables, captions

    def _box(self, at: int, label: str) -> int:
        self._leave()
        title, start = box_title(self.pieces, at)
        end = box_end(self.pieces, start, self.genre.numbers)
        self.box = self.draft.new(
            "Box", f"box/{label.lower()}", f"box {label}", self.container, self.pieces[at],
            text=title, title=title,
        )  # fmt: skip
        self.box_stop = end
        content = [piece for piece in self.pieces[start:end] if piece.kind != "footnote"]
        prose = [piece for piece in content if piece.kind == "paragraph"]
        if (
            len(prose) == 1
            and content[0].kind == "paragraph"
            and all(p.kind in ("paragraph", "item") for p in content)
        ):
            self.box.text = ""
            for piece in content:
                self.box.add(piece)
            self.notes += [piece for piece in self.pieces[start:end] if piece.kind == "footnote"]
            self._leave()
            return end
        return start

    def _captioned(self, at: int, found: re.Match[str]) -> int:
        piece = self.pieces[at]
        word = "table" if found["word"].lower() in ("table", "tableau", "cuadro") else "figure"
        label, title, after = found["label"], found["title"].strip(), at + 1
        while after < len(self.pieces) and self.pieces[after].kind == "footnote":
            after += 1
        has_rows = after < len(self.pieces) and self.pieces[after].kind == "row"
        if not has_rows and (piece.kind == "paragraph" and piece.is_sentence and word == "table"):
            self._text(at, piece)
            return at + 1
        kind, path = ("Table", "table") if word == "table" else ("Caption", "caption/figure")
        path = f"{path}/{label.lower()}" if word == "table" else f"{path}-{label.lower()}"
        notation = f"table {label}" if word == "table" else f"caption figure-{label.lower()}"
        node = self.draft.new(
            kind,
            f"{self.prefix}{path}",
            notation,
            self.container,
            piece,
            text=title or piece.text,
            title=title,
        )
        if not has_rows:
            return at + 1
        self.notes += self.pieces[at + 1 : after]
        return self._table(after, node, piece, " row")

    def _table(self, at: int, node: Node | None, piece: Piece, word: str) -> int:
        end = at
        while end < len(self.pieces) and self.pieces[end].kind in ("row", "footnote"):
            end += 1
        while self.pieces[end - 1].kind == "footnote":
            end -= 1
        self.notes += [row for row in self.pieces[at:end] if row.kind == "footnote"]
        found = table([row for row in self.pieces[at:end] if row.kind == "row"])
        if node is None:
            if (
                self.appendix is not None
                and self.last is None
                and not self.sections
                and self.appendix.kind == "Section"
            ):
                node = self.appendix
                node.kind = "Table"
            else:
                name = f"{self.prefix}table"
                count = sum(n.kind == "Table" and n.path.startswith(name) for n in self.draft.nodes) + 1
                node = self.draft.new(
                    "Table",
                    f"{name}/{count}",
                    f"table {count}",
                    self.container,
                    piece,
                    text="\t".join(found.heads),
                )
                word = " row"
        node.cells = found.heads
        for count, row in enumerate(found.rows, start=1):
            label = row.label or str(count)
            made = self.draft.new(
                "TableRow",
                f"{node.path}/{label}",
                f"{node.label}{word} {label}",
                node,
                row.pieces[0],
                text=row.text,
            )
            made.cells, made.end = row.cells, row.pieces[-1].end
        node.end = max(node.end, self.pieces[end - 1].end)
        source = self.pieces[end] if end < len(self.pieces) else None
        if source is not None and re.match(r"\W*(?:source|note)s?\s*:", source.text, re.IGNORECASE):
            if not source.marker and source.kind != "footnote":
                node.add(source)
                return end + 1
        return end

    def _caption(self, piece: Piece) -> None:
        name = opening(piece.text)
        self.draft.new("Caption", f"{self.prefix}caption/{name}", f"caption {name}", self.container, piece)

    # Points for discussion

    def _question(self, piece: Piece) -> None:
        number = number_of(piece)
        label = number.label if number is not None else str(len(self.lists) + 1)
        parent = self.container
        self.question = self.draft.new(
            "DiscussionPoint",
            f"question/{label}",
            f"question {label}",
            parent,
            piece,
            title=piece.text if piece.is_heading else "",
        )
        self._close()

    # Numbered paragraphs, their parts, lists

    def _numbered(self, at: int, piece: Piece) -> None:
        run, number = self.genre.numbers[at]
        if self.asks_from is not None and self.genre.starts[run] > self.asks_from:
            self._question(piece)
            return
        if self.genre.is_list[run]:
            self._listed(run, number, piece)
            return
        self.box = None
        self._paragraph(number, piece)

    def _paragraph(self, number: Number, piece: Piece) -> None:
        self._close()
        path = f"{self.prefix}para/{number.label}"
        if path in self.draft.taken and self.sections:
            path = f"{self.sections[-1][1].path}/para/{number.label}"
        lead = f"{self.appendix.label} " if self.appendix is not None else ""
        node = self.draft.new("Paragraph", path, f"{lead}para {number.label}", self.container, piece)
        self.open = [_Open(number, node, is_paragraph=True)]
        self.last = node
        self._decide(node)

    def _decide(self, node: Node) -> None:
        if self.expects_decision and self.decision is None:
            self.decision = node
        self.expects_decision = False

    def _listed(self, run: int, number: Number, piece: Piece) -> None:
        if run not in self.lists:
            self.lists[run] = self.plain or self.last
        parent = self.lists[run]
        if parent is None:
            parent = self.container
        path = f"{parent.path}/{number.label}" if parent is not None else f"item/{number.label}"
        label = parent.label if parent is not None else "item"
        notation = f"{label} {number.label}" if "list/" in path else f"{label}({number.label})"
        self.last = self.draft.new("ListItem", path, notation, parent, piece)

    def _item(self, at: int, piece: Piece) -> None:
        number = marker(piece.marker, [entry.number for entry in reversed(self.open)])
        if number is None or number.style == "bullet":
            self._bullet(piece)
            return
        if number.style == "chapter":
            self._paragraph(number, piece)
            return
        if not self.open and at in self.genre.points:
            self._point(number, piece)
            return
        if not self.open and self.plain is None:
            parent = self.container
            if self.question is not None:
                parent = self.question
            self._loose(number, piece, parent)
            return
        for depth in range(len(self.open) - 1, -1, -1):
            if number.follows(self.open[depth].number):
                del self.open[depth:]
                break
        else:
            same = [at for at, entry in enumerate(self.open) if entry.number.style == number.style]
            if same and self.open[same[0]].number.form == number.form:
                del self.open[same[0] :]
        base = self.open[-1].node if self.open else self.plain
        if base is None:
            return
        base = self._renamed(base, at)
        numbered = bool(self.open) or "/p/" not in base.path
        kind, path, notation = "ListItem", f"{base.path}/{number.label}", f"{base.label}({number.label})"
        if base.path.startswith(f"{self.prefix}list/"):
            notation = f"{base.label} ({number.label})"
        elif numbered and base.kind == "Paragraph":
            kind = "Paragraph"
        elif (named := _NAMED.search(base.text)) and self.genre.is_plan:
            noun = _singular(named["noun"])
            kind, path, notation = (
                "Paragraph",
                f"{self.prefix}{noun}/{number.label}",
                f"{noun} ({number.label})",
            )
        node = self.draft.new(kind, path, notation, base, piece)
        self.open.append(_Open(number, node))
        self.last = node

    def _renamed(self, base: Node, at: int) -> Node:
        """In a plan, a paragraph that announces a counted list of things is called by what it counts."""
        counted = _COUNTED.search(base.text) if self.genre.is_plan and "/p/" in base.path else None
        if counted is not None and self.pieces[at].size <= _SMALL and not self.open:
            noun = counted["noun"]
            base.path = self.draft.free(f"{self.prefix}list/{noun}")
            base.notation = f"list {noun}"
        return base

    def _point(self, number: Number, piece: Piece) -> None:
        section = self.container
        name = section.path.rpartition("/")[2] if section is not None else "1"
        intro = self.plain
        path = f"{self.prefix}point/{name}"
        parent = intro if intro is not None and intro.path == path else section
        node = self.draft.new(
            "Paragraph", f"{path}/{number.label}", f"point {name}({number.label})", parent, piece
        )
        self.last = node

    def _loose(self, number: Number, piece: Piece, parent: Node | None) -> None:
        """A lettered piece that nothing announces: a part of its section."""
        path = f"{parent.path}/{number.label}" if parent is not None else f"item/{number.label}"
        label = parent.label if parent is not None else "item"
        node = self.draft.new("ListItem", path, f"{label} ({number.label})", parent, piece)
        self.last = node

    def _bullet(self, piece: Piece) -> None:
        if self.question is not None:
            self._asked(piece)
        elif self.last is not None:
            self.last.add(piece)
        else:
            self._counted(piece)

    # Text without number

    def _text(self, at: int, piece: Piece) -> None:
        if self.question is not None:
            self._asked(piece)
            return
        title = run_in(piece) if self.genre.is_report and self.box is None else ""
        if title:
            self._run_in(title, piece)
        if self.last is not None and not title:
            unfinished = piece.text[:1].islower() or not self.last.text
            if unfinished or (self.open and self.open[0].is_paragraph):
                (self.last if unfinished else self.open[0].node).add(piece)
                return
        if self.genre.is_adopted and not self.sections and self.box is None and at < self.genre.first:
            self.preamble += 1
            node = self.draft.new(
                "Paragraph", f"preamble/{self.preamble}", f"preamble {self.preamble}", None, piece
            )
            self.plain = self.last = node
            return
        if at in self.genre.intros:
            section = self.container
            name = section.path.rpartition("/")[2] if section is not None else "1"
            self.plain = self.last = self.draft.new(
                "Paragraph", f"{self.prefix}point/{name}", f"point {name}", section, piece
            )
            return
        self._counted(piece)

    def _counted(self, piece: Piece) -> None:
        parent = self.container
        self.open.clear()
        self.lists.clear()
        aim = _AIM.match(piece.text) if self.genre.is_plan else None
        count = 1
        if parent is not None:
            parent.count = count = parent.count + 1
        else:
            self.preamble = count = self.preamble + 1
        path = f"{parent.path}/p/{count}" if parent is not None else f"p/{count}"
        notation = f"{parent.label} ¶{count}" if parent is not None else f"¶{count}"
        if aim is not None and aim["noun"].lower() not in self.draft.taken:
            path = notation = aim["noun"].lower()
        node = self.draft.new("Paragraph", path, notation, parent, piece)
        self.plain = self.last = node
        self._decide(node)

    def _run_in(self, title: str, piece: Piece) -> None:
        while self.sections and "/" in self.sections[-1][1].path.partition("section/")[2]:
            self.sections.pop()
        parent = self.sections[-1][1] if self.sections else self.appendix
        name = short(title, most=3)
        base = f"{parent.path}/" if parent is not None else "section/"
        label = f"{parent.label} " if parent is not None else ""
        node = self.draft.new(
            "Section", f"{base}{name}", f"section {label}{name}", parent, piece, text=title, title=title
        )
        self.sections.append((99, node))
        self._close()

    def _asked(self, piece: Piece) -> None:
        question = self.question
        if question is None:
            return
        question.count += 1
        label = f"{question.path.rpartition('/')[2]}.{question.count}"
        self.draft.new("DiscussionPoint", f"question/{label}", f"question {label}", question, piece)


def _singular(noun: str) -> str:
    return noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")
