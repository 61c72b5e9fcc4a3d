"""Headings of a body become sections, appendices, lists, points for discussion, parts of boxes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.ingest.outline import phrases
from migkg.ingest.outline.figures import add_table
from migkg.ingest.outline.headings import number_of
from migkg.ingest.outline.slugs import short, slug

if TYPE_CHECKING:
    from migkg.ingest.outline.nodes import Node
    from migkg.ingest.outline.pieces import Piece
    from migkg.ingest.outline.walk import Walk

__all__ = ["add_asked", "add_heading", "add_question", "add_run_in", "leave_run_in"]

_INNERMOST = 99
"""The depth of a heading that runs into a paragraph."""
_BINDS = re.compile(r"\s(?:and|for|et|pour|y|para)\s|[,:]", re.IGNORECASE)
_OF = re.compile(r"\s(?:of|for|in|des|du|de|pour|para)\s", re.IGNORECASE)


def add_heading(walk: Walk, at: int) -> int:
    """Take the heading that stands at `at`; return where the next piece stands."""
    piece = walk.pieces[at]
    appended = phrases.APPENDIX.match(piece.text)
    if appended is not None and not piece.marker:
        return _append(walk, at, appended)
    if walk.box is not None:
        _head_in_box(walk, walk.box, piece)
    elif at in walk.genre.list_heads:
        walk.close()
        name = slug(_OF.split(piece.text, maxsplit=1)[0])
        path = f"{walk.prefix}list/{name}"
        node = walk.draft.new("Section", path, f"list {name}", walk.container, piece, title=piece.text)
        walk.lists[walk.genre.list_heads[at]] = node
    elif at in walk.genre.questions:
        add_question(walk, piece)
    elif walk.question is not None and not piece.marker and piece.text.rstrip().endswith("?"):
        add_asked(walk, walk.question, piece)
    else:
        _section(walk, at, piece)
    return at + 1


def _head_in_box(walk: Walk, box: Node, piece: Piece) -> None:
    """A heading in a box names the paragraph that follows."""
    walk.close()
    name = slug(piece.text)
    path = f"{box.path}/{name}"
    node = walk.draft.new("Paragraph", path, f"{box.label} {name}", box, piece, text="", title=piece.text)
    walk.plain = walk.last = node


def _section(walk: Walk, at: int, piece: Piece) -> None:
    depth = walk.levels.of(piece) if at != walk.genre.heading else 1
    while walk.sections and walk.sections[-1][0] >= depth:
        walk.sections.pop()
    parent = walk.section
    number = number_of(piece)
    if number is not None and number.style in ("decimal", "chapter", "capital") and number.label:
        label, name = number.label, number.label.lower()
        if depth > 1 and number.style == "capital" and parent is not None:
            label, name = f"{parent.label}.{label}", f"{parent.path.rpartition('section/')[2]}/{name}"
    else:
        label = name = _name(walk, at, piece.text)
    path = f"{walk.prefix}section/{name}"
    node = walk.draft.new("Section", path, f"section {label}", parent, piece, title=piece.text)
    walk.sections.append((depth, node))
    walk.expects_decision = phrases.DECISION.match(piece.text) is not None
    walk.asks_from = at if phrases.QUESTIONS.match(piece.text) else None
    walk.question = None
    walk.close()


def _name(walk: Walk, at: int, title: str) -> str:
    """The slug of a section; one that heads the points of a plan is called by its first phrase."""
    if at == walk.genre.heading:
        return slug(title.partition(":")[2]) or short(title)
    if at in walk.genre.point_heads:
        return slug(_BINDS.split(title, maxsplit=1)[0]) or short(title)
    return short(title)


def _append(walk: Walk, at: int, found: re.Match[str]) -> int:
    """An appendix begins: its title may stand below, and it may be a table."""
    walk.leave()
    walk.sections.clear()
    walk.lists.clear()
    pieces, piece, label = walk.pieces, walk.pieces[at], found["label"] or ""
    title, after = (found["title"] or "").strip(), at + 1
    while after < len(pieces) and pieces[after].kind == "footnote":
        walk.notes.append(pieces[after])
        after += 1
    following = pieces[after] if after < len(pieces) else None
    has_rows = after + 1 < len(pieces) and pieces[after + 1].kind == "row"
    below = ""
    if not title and following is not None and not following.marker:
        named = following.is_heading or (has_rows and following.kind != "row" and following.is_short)
        below = following.text if named else ""
    path = f"appendix/{label.lower()}" if label else "appendix"
    notation = f"appendix {label}".strip()
    node = walk.draft.new("Section", path, notation, None, piece, title=title or below)
    if below and following is not None:
        node.add(following)
        after += 1
    walk.appendix = node
    walk.asks_from, walk.question, walk.expects_decision = None, None, False
    if after < len(pieces) and pieces[after].kind == "row":
        node.kind = "Table"
        return add_table(walk, after, node, "")
    return after


def add_question(walk: Walk, piece: Piece) -> None:
    """Add a point for discussion that has a number; what follows it are its questions."""
    number = number_of(piece)
    label = number.label if number is not None else ""
    title = piece.text if piece.is_heading else ""
    walk.question = walk.draft.new(
        "DiscussionPoint", f"question/{label}", f"question {label}", walk.section, piece, title=title
    )
    walk.close()


def leave_run_in(walk: Walk) -> None:
    """The section of a heading that ran into a paragraph ends."""
    while walk.sections and walk.sections[-1][0] == _INNERMOST:
        walk.sections.pop()


def add_asked(walk: Walk, question: Node, piece: Piece) -> None:
    """Add what stands below a point for discussion as one of its questions."""
    question.count += 1
    label = f"{question.path.rpartition('/')[2]}.{question.count}"
    walk.draft.new("DiscussionPoint", f"question/{label}", f"question {label}", question, piece)


def add_run_in(walk: Walk, title: str, piece: Piece) -> None:
    """Add the section that a heading makes which runs into a paragraph."""
    leave_run_in(walk)
    parent = walk.section
    name = short(title, most=3)
    path = f"{parent.path}/{name}" if parent is not None else f"section/{name}"
    notation = f"section {parent.label} {name}" if parent is not None else f"section {name}"
    node = walk.draft.new("Section", path, notation, parent, piece, text=title, title=title)
    walk.sections.append((_INNERMOST, node))
    walk.close()
