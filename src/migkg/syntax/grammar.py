"""Every fault of a text in Turtle, TriG, N-Triples or N-Quads, each where it is.

The parser proper stops making sense of a file soon after its first fault, and shows the place where it
noticed. This one makes no triples: it reads a text that is known to be broken once more, blames the
bracket or quote that was never closed and the line that lacks its full stop, and goes on after each fault.
It knows RDF 1.1 only. Nesting costs it memory, never the stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from migkg.syntax.problems import Lines, Problem, iri_fault, language_fault, shown
from migkg.syntax.tokens import ESCAPE, Token, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MOST", "line_problems", "turtle_problems"]

MOST: Final = 1000
"""After so many problems a text is not read on."""

_RDF_1_2: Final = "Write RDF 1.1: give the statement an IRI of its own."
_NAMES: Final = frozenset({"iri", "bad_iri", "open_iri", "pname"})
_LITERALS: Final = frozenset({"string", "long", "open_string", "open_long", "number"})
_CLOSERS: Final = frozenset({".", "]", ")", "}", "end"})
_OPENERS: Final = {"]": "[", ")": "("}
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`]|\\(?!u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})')
_UCHAR: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_RUNNING: Final = _LITERALS | {"other", "word", "tag", "datatype"}
_MARKS_AND_START: Final = frozenset(".;,[](){}") | {"start"}
_RUN: Final = re.compile(r"[^\s;,\[\](){}<>]*")
_LAST_ON_LINE: Final = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|$)")
_LINE: Final = re.compile(r"[^\r\n]+")
_HIGHEST: Final = 0x10FFFF
_SMART: Final = frozenset("“”„‘’«»")


class _BrokenError(Exception):
    """The statement at hand makes no sense any more; what is wrong has been noted."""


@dataclass(slots=True)
class _Frame:
    """An open statement, bracket or list: how it ends, where it began, and what may come next."""

    end: str
    start: int
    state: str
    filled: bool = False
    listed: bool = False


class _Checker:
    """What both grammars share: words and terms, and how faults are noted."""

    def __init__(self, text: str, lines: Lines, *, absolute: bool) -> None:
        self.text = text
        self.lines = lines
        self.problems: list[Problem] = []
        self.tokens = Tokens(text)
        self.broken = False
        self.rough = False
        self.stopped = False
        self._absolute = absolute
        self._prefixes: set[str] = set()
        self._missing: dict[str, tuple[int, int]] = {}

    def note(self, offset: int, message: str, remedy: str = "") -> None:
        if not self.broken:
            self.problems.append(self.lines.problem(offset, message, remedy))
            self.stopped |= len(self.problems) >= MOST

    def fail(self, offset: int, message: str, remedy: str = "") -> None:
        self.note(offset, message, remedy)
        raise _BrokenError

    def line(self, offset: int) -> int:
        return self.lines.place(offset)[0]

    def declare(self, prefix: str) -> None:
        self._prefixes.add(prefix)

    def undeclared(self) -> None:
        """Note each prefix that is used and not declared, where it is used first."""
        for prefix, (offset, uses) in self._missing.items():
            more = f" It is used {uses} times." if uses > 1 else ""
            message = f"The prefix {prefix}: has not been declared."
            if prefix in {"http", "https", "urn", "mailto"}:
                self.note(offset, message, f"Put an IRI in angle brackets.{more}")
            else:
                self.note(offset, message, f"Declare it with @prefix.{more}")

    # --- terms ---------------------------------------------------------------------------------

    def name(self, token: Token) -> bool:
        """Whether a word is an IRI in one of its spellings; notes what is wrong with it."""
        if token.kind not in _NAMES:
            return False
        spelt = self.tokens.spelt(token)
        if token.kind == "pname":
            prefix = spelt.partition(":")[0]
            if prefix not in self._prefixes:
                first, uses = self._missing.get(prefix, (token.start, 0))
                self._missing[prefix] = first, uses + 1
        elif token.kind == "open_iri":
            self.note(token.start, "An IRI is opened here and not closed.", "Put > after its last character.")
            self.broken = True
        elif token.kind == "bad_iri":
            self._bad_iri(token, spelt)
        else:
            self._check_iri(token, spelt[1:-1])
        return True

    def _bad_iri(self, token: Token, spelt: str) -> None:
        wrong = _NOT_IN_IRI.search(spelt, 1, len(spelt) - 1)
        where = wrong.start() if wrong else 0
        character = (
            f"the character U+{ord(spelt[where]):04X}" if spelt[where].isspace() else shown(spelt[where])
        )
        what = "a blank" if spelt[where] == " " else character
        self.note(
            token.start + where,
            f"Invalid IRI {shown(spelt)}: {what} cannot stand in it.",
            "Percent-encode the characters that no IRI may hold, such as a blank.",
        )

    def _check_iri(self, token: Token, iri: str) -> None:
        points = [int(found[1] or found[2], 16) for found in _UCHAR.finditer(iri)]
        if any(_no_character(point) for point in points):
            self.note(token.start, f"Invalid IRI <{shown(iri)}>: an escape stands for no character.")
            return
        iri = _UCHAR.sub(lambda found: chr(int(found[1] or found[2], 16)), iri)
        if fault := iri_fault(iri, absolute=self._absolute):
            relative = self._absolute and "No scheme" in fault
            self.note(
                token.start,
                f"The IRI <{shown(iri)}> is relative."
                if relative
                else f"Invalid IRI <{shown(iri)}>: {shown(fault)}.",
                "Write it in full: this format knows no base."
                if relative
                else "Percent-encode the characters that no IRI may hold, such as a blank.",
            )

    def literal(self, token: Token) -> bool:
        """Whether a word is a literal or the start of one; takes its language tag or datatype, too."""
        if token.kind == "word" and self.tokens.spelt(token) in {"true", "false"}:
            return True
        if token.kind not in _LITERALS:
            return False
        if token.kind == "number":
            return True
        self._string(token)
        following = self.tokens.peek()
        if following.kind == "tag":
            self._language(self.tokens.next())
        elif following.kind == "datatype":
            self.tokens.next()
            datatype = self.tokens.next()
            if not self.name(datatype):
                self.fail(
                    datatype.start, "A datatype is missing after ^^.", "Write an IRI, such as xsd:date."
                )
            if self.tokens.spelt(datatype) in _TAGGED:
                message = "A text of rdf:langString has a language tag instead of a datatype."
                self.note(datatype.start, message, "Write a tag, such as @en, for ^^ and what follows it.")
        return True

    def _string(self, token: Token) -> None:
        if token.kind == "open_string":
            self.note(
                token.start,
                "A string is opened here and not closed in its line.",
                'Put the closing quote, or write """ at both ends of a text of several lines.',
            )
            self.broken = True
        elif token.kind == "open_long":
            quotes = self.text[token.start : token.start + 3]
            self.note(
                token.start,
                f"A string is opened here by {quotes} and never closed.",
                f"Put {quotes} at its end.",
            )
            self.broken = self.stopped = True
        for escape in ESCAPE.finditer(self.text, token.start, token.end):
            point = escape["u"] or escape["U"]
            if escape["bad"] is not None or (point and _no_character(int(point, 16))):
                self.note(
                    escape.start(),
                    f"The escape {shown(escape[0])} stands for no character.",
                    r"Write \\ for a backslash, and the character itself for any other.",
                )

    def _language(self, token: Token) -> None:
        tag = self.tokens.spelt(token)[1:]
        if "--" in tag:
            self.note(
                token.start,
                f"@{tag} gives a text a direction, as RDF 1.2 does.",
                "Write RDF 1.1: the tag alone.",
            )
        elif fault := language_fault(tag):
            self.note(token.start, f"@{shown(tag)} is no language tag: {fault}.", "Write a tag such as @en.")

    def odd(self, token: Token) -> None:
        """Fail at a word that can stand nowhere, or that runs on from the word before; else do nothing."""
        before = self.tokens.before
        spelt = shown(self.tokens.spelt(token))
        if token.kind == "star":
            self.fail(token.start, f"{spelt} says something about a statement, as RDF 1.2 does.", _RDF_1_2)
        if not self.text[token.start : token.start + 1].isprintable():
            self.fail(
                token.start,
                f"The character U+{ord(self.text[token.start]):04X} cannot stand here.",
                "Delete it.",
            )
        if token.kind in _RUNNING and before.kind not in _MARKS_AND_START and token.start == before.end:
            self._run_on(before, token)
        if spelt[:1] in _SMART:
            self.fail(token.start, f"{spelt[:1]} is no quote of this format.", "Write straight quotes.")
        if token.kind in {"other", "word"}:
            self.rough = True
            self.fail(
                token.start,
                f"{spelt} is neither an IRI nor a literal.",
                _name_remedy(spelt),
            )

    def _run_on(self, before: Token, token: Token) -> None:
        self.rough = True
        if before.kind == "long" and self.line(before.start) != self.line(before.end):
            self.note(
                before.start,
                f"The string that is opened here ends in line {self.line(before.end)}, before other text.",
                "Look in between for missing closing quotes.",
            )
            self.stopped = True
            raise _BrokenError
        run = _RUN.match(self.text, token.start)
        spelt = shown(self.text[before.start : max(run.end() if run else 0, token.end)])
        kinds = {
            "number": "number",
            "tag": "language tag",
            "pname": "prefixed name",
            "bnode": "blank node label",
        }
        what = kinds.get(before.kind)
        self.fail(
            before.start if what else token.start,
            f"{spelt} is no {what}."
            if what
            else f"{shown(self.tokens.spelt(token))} cannot stand right after this.",
            _RUN_ON_REMEDIES.get(before.kind, "Look for a missing quote or blank."),
        )


_TAGGED: Final = frozenset({"rdf:langString", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>"})

_RUN_ON_REMEDIES: Final = {
    "number": "Put anything but a plain number in quotes.",
    "tag": "Write a tag such as @en or @en-GB.",
    "pname": r"Write the IRI in full, in angle brackets, or a backslash before the sign.",
    "string": 'Write \\" for a quote within a string.',
}


def _no_character(point: int) -> bool:
    return 0xD800 <= point <= 0xDFFF or point > _HIGHEST  # noqa: PLR2004 - the range of surrogates


def _name_remedy(rest: str) -> str:
    if rest[:1].isalpha():
        return "Put an IRI in angle brackets, a text in quotes, or a prefix before a name."
    return "Look just before this place for a missing full stop, semicolon, bracket or quote."


class _Turtle(_Checker):
    """Turtle, and TriG if `graphs`."""

    def __init__(self, text: str, lines: Lines, *, graphs: bool) -> None:
        super().__init__(text, lines, absolute=False)
        self._graphs = graphs
        self._graph: int | None = None
        self._inner: tuple[int, int, int] | None = None
        self._stack: list[_Frame] = []
        self._steps: dict[str, Callable[[Token, _Frame], None]] = {
            "subject": self._at_subject,
            "verb": self._at_verb,
            "object": self._at_object,
            "after": self._at_separator,
            "items": self._at_item,
        }
        self._verb: Token | None = None
        self._before_verb = self._last = self.tokens.current
        self._head = 0
        self._cut = False

    def check(self) -> list[Problem]:
        while not self.stopped and self.tokens.peek().kind != "end":
            self.broken = self.rough = False
            self._last = self.tokens.current
            try:
                self._statement()
            except _BrokenError:
                self._recover()
        self.broken = False
        if self._graph is not None and not (self.stopped or self._cut):
            self.note(self._graph, "The graph that is opened here is never closed.", "Put } at its end.")
        self.undeclared()
        return self.problems

    def _recover(self) -> None:
        """Go on after the next full stop, or before what can only be a new beginning."""
        token = self.tokens.current
        if token.kind == "{" and self._graph is None:
            self._graph = token.start
            return
        while token.kind not in {".", "end"} or not self._is_end(token):
            following = self.tokens.peek()
            self._cut |= following.kind == "end"
            if following.kind in {"{", "}", "end"} or self._directive(following):
                return
            token = self.tokens.next()

    def _is_end(self, token: Token) -> bool:
        anywhere = token.kind == "end" or not (self.broken or self.rough)
        return anywhere or bool(_LAST_ON_LINE.match(self.text, token.end))

    def _directive(self, token: Token) -> str:
        if token.kind not in {"tag", "word"}:
            return ""
        spelt = self.tokens.spelt(token)
        if token.kind == "tag":
            return spelt if spelt in {"@prefix", "@base", "@version"} else ""
        return spelt.upper() if spelt.upper() in {"PREFIX", "BASE", "VERSION"} else ""

    # --- statements ----------------------------------------------------------------------------

    def _statement(self) -> None:
        token = self.tokens.peek()
        self._head = token.start
        if directive := self._directive(token):
            self._declaration(self.tokens.next(), directive)
        elif token.kind == "{":
            self._open(self.tokens.next())
        elif token.kind == "}":
            self._close(self.tokens.next())
        elif token.kind == "word" and self.tokens.spelt(token).upper() == "GRAPH":
            self._named_graph()
        else:
            self._triples()

    def _declaration(self, token: Token, directive: str) -> None:
        if self._graph is not None:
            self.note(
                token.start, f"{directive} cannot stand within a graph.", "Close the graph before, with }."
            )
        if "VERSION" in directive.upper():
            self.note(token.start, f"{directive} belongs to RDF 1.2.", "Leave it out.")
            self.tokens.next()
        else:
            if directive.upper().endswith("PREFIX"):
                self._prefix_name()
            iri = self.tokens.next()
            if iri.kind == "pname" or not self.name(iri):
                self.fail(iri.start, f"An IRI in angle brackets is missing after {directive}.")
        self._declaration_end(directive)

    def _prefix_name(self) -> None:
        token = self.tokens.next()
        spelt = self.tokens.spelt(token)
        self.declare(spelt.partition(":")[0].rstrip("."))
        if token.kind != "pname" or not spelt.endswith(":") or spelt.count(":") > 1:
            self.fail(
                token.start,
                f"{shown(spelt)} is no prefix to declare.",
                "Write a name and a colon, such as ex:.",
            )

    def _declaration_end(self, directive: str) -> None:
        following = self.tokens.peek()
        if directive.startswith("@") and following.kind != ".":
            self.note(
                self.tokens.current.end, f"A full stop is missing after {directive}.", "Put it at the end."
            )
        elif directive.startswith("@"):
            self.tokens.next()
        elif following.kind == ".":
            self.tokens.next()
            self.note(
                following.start,
                f"{directive} takes no full stop.",
                f"Leave it out, or write @{directive.lower()}.",
            )

    def _named_graph(self) -> None:
        self.tokens.next()
        label = self.tokens.next()
        if label.kind == "[" and self.tokens.peek().kind == "]":
            self.tokens.next()
        elif not self.name(label) and label.kind != "bnode":
            self.tokens.back()
            self.fail(label.start, "The name of the graph is missing after GRAPH.", "Write its IRI.")
        brace = self.tokens.next()
        if brace.kind != "{":
            self.fail(brace.start, "{ is missing after the name of the graph.")
        self._open(brace)

    def _open(self, token: Token) -> None:
        if not self._graphs:
            self.note(token.start, "Turtle has no graphs.", "Name the file .trig, or drop the braces.")
            self._graphs = True
        if self._graph is not None and not self._is_head():
            message = f"{{ cannot stand within the graph of line {self.line(self._graph)}."
            self.fail(token.start, message, "Leave it out.")
        self._inner = None
        if self._graph is not None:
            opened = self.line(self._graph)
            self.note(
                self._last.end, f"}} is missing here: the graph of line {opened} is still open.", "Put it."
            )
            if not self.broken:
                self._inner = (len(self.problems) - 1, self._graph, token.start)
        self._graph = token.start

    def _is_head(self) -> bool:
        """Whether the statement at hand begins a line: then its brace was meant to open a graph."""
        return self.line(self._head) > self.line(self._last.end)

    def _close(self, token: Token) -> None:
        if self._graph is None and self._inner is not None:
            self._nested(*self._inner)
        elif self._graph is None:
            self.note(token.start, "} closes nothing.", "Leave it out.")
        self._graph = None
        if self.tokens.peek().kind == ".":
            self.note(self.tokens.next().start, "A graph takes no full stop.", "Leave it out.")

    def _nested(self, index: int, outer: int, inner: int) -> None:
        """As many braces close as open: the outer graph did not lack its brace, it holds another."""
        message = f"{{ cannot stand within the graph of line {self.line(outer)}."
        self.problems[index] = self.lines.problem(inner, message, "Close the one before it begins the other.")
        self._inner = None

    # --- triples -------------------------------------------------------------------------------

    def _triples(self) -> None:
        self._stack = [_Frame(".", self.tokens.peek().start, "subject")]
        self._verb = None
        while self._stack and not self.stopped:
            frame = self._stack[-1]
            self._steps[frame.state](self.tokens.next(), frame)

    def _at_subject(self, token: Token, frame: _Frame) -> None:
        if self.name(token) or token.kind == "bnode":
            frame.state = "verb"
        elif token.kind in {"[", "("}:
            frame.listed = token.kind == "("
            self._push(token)
        else:
            self._wrong_subject(token)

    def _wrong_subject(self, token: Token) -> None:
        self.odd(token)
        if token.kind == ".":
            self.note(token.start, "Nothing stands before this full stop.", "Leave it out.")
            self._stack.clear()
            return
        spelt = shown(self.tokens.spelt(token))
        if token.kind in _LITERALS:
            self.fail(
                token.start, f"A literal cannot be a subject: {spelt}.", "Start a statement with an IRI."
            )
        if token.kind == "tag":
            self.fail(
                token.start, f"{spelt} is no declaration.", "There are @prefix and @base, in small letters."
            )
        self.fail(token.start, f"{spelt} cannot start a statement.", _name_remedy(""))

    def _push(self, token: Token) -> None:
        bracket = token.kind == "["
        self._stack.append(_Frame("]" if bracket else ")", token.start, "verb" if bracket else "items"))

    def _pop(self) -> None:
        frame = self._stack.pop()
        self._verb = None
        if not self._stack:
            return
        outer = self._stack[-1]
        if outer.state == "subject":
            outer.state = "verb"
            outer.filled = frame.end == "]" and frame.filled
        elif outer.state == "object":
            outer.state = "after"

    def _at_verb(self, token: Token, frame: _Frame) -> None:
        if self.name(token) or (token.kind == "word" and self.tokens.spelt(token) == "a"):
            self._verb, self._before_verb = token, self.tokens.before
            frame.state = "object"
        elif token.kind == "{" and len(self._stack) == 1 and not (frame.filled or frame.listed):
            self._stack.clear()
            self._open(token)
        elif token.kind in _CLOSERS:
            self._closer(token, complete=frame.filled or frame.end == "]")
        elif token.kind != ";" or not frame.filled:
            self._wrong_verb(token)

    def _wrong_verb(self, token: Token) -> None:
        self.odd(token)
        spelt = shown(self.tokens.spelt(token))
        self.fail(
            token.start, f"{spelt} stands where a property should.", "Write the IRI of a property, or a."
        )

    def _at_object(self, token: Token, frame: _Frame) -> None:
        if self.name(token) or token.kind == "bnode" or self.literal(token):
            frame.state, frame.filled = "after", True
        elif token.kind in {"[", "("}:
            frame.filled = True
            self._push(token)
        elif token.kind in _CLOSERS:
            self._closer(token, complete=False)
        elif not self._ended_before_verb(frame):
            self.odd(token)
            self._no_value(token)

    def _no_value(self, token: Token) -> None:
        before = self.tokens.before
        same_line = self.line(token.start) == self.line(before.start)
        offset = token.start if same_line else before.end
        what = "the end of the file" if token.kind == "end" else shown(self.tokens.spelt(token))
        self.fail(offset, f"A value is missing before {what}.", "Write the value, or leave the property out.")

    def _at_item(self, token: Token, _: _Frame) -> None:
        if self.name(token) or token.kind == "bnode" or self.literal(token):
            return
        if token.kind in {"[", "("}:
            self._push(token)
        elif token.kind in _CLOSERS:
            self._closer(token, complete=True)
        else:
            self.odd(token)
            spelt = shown(self.tokens.spelt(token))
            self.fail(token.start, f"{spelt} cannot stand in a list.", "Part its members by blanks only.")

    def _at_separator(self, token: Token, frame: _Frame) -> None:
        if token.kind == ",":
            frame.state = "object"
            self._verb = None
        elif token.kind == ";":
            frame.state = "verb"
        elif token.kind in _CLOSERS:
            self._closer(token, complete=True)
        else:
            self._no_separator(token, frame)

    # --- what closes, and what should have -----------------------------------------------------

    def _closer(self, token: Token, *, complete: bool) -> None:
        frame = self._stack[-1]
        ends_here = token.kind == frame.end or (
            token.kind == "}" and frame.end == "." and self._graph is not None
        )
        if ends_here and complete:
            self._end(token)
        elif ends_here:
            self._incomplete(token)
        elif token.kind in {"]", ")"}:
            self._wrong_bracket(token)
        else:
            self._unclosed(token, complete=complete)

    def _end(self, token: Token) -> None:
        self._pop()
        if token.kind == "}":
            self._close(token)

    def _incomplete(self, token: Token) -> None:
        frame, before = self._stack[-1], self.tokens.before
        if token.start == before.end and before.kind in {"bnode", "pname"} and frame.state == "verb":
            self.note(
                token.start, "A name cannot end with a full stop.", "Write IRIs in full, in angle brackets."
            )
            self.tokens.next()
            raise _BrokenError
        spelt = "the full stop." if token.kind == "." else f"{token.kind}."
        if frame.state == "object":
            self.note(
                token.start,
                f"A value is missing before {spelt}",
                "Write the value, or leave the property out.",
            )
        else:
            self.note(token.start, f"Nothing is said before {spelt}", "Write a property and a value.")
        self._end(token)

    def _wrong_bracket(self, token: Token) -> None:
        if not any(frame.end == token.kind for frame in self._stack):
            self.note(
                token.start, f"{token.kind} closes nothing.", "Leave it out, or look for its opening bracket."
            )
            return
        while self._stack[-1].end != token.kind:
            frame = self._stack[-1]
            self.note(
                frame.start,
                f"{_OPENERS[frame.end]} is opened here and not closed before the {token.kind} "
                f"in line {self.line(token.start)}.",
                f"Put {frame.end} where it ends.",
            )
            self._pop()
        self._pop()

    def _unclosed(self, token: Token, *, complete: bool) -> None:
        frame = self._stack[-1]
        if token.kind == "end":
            place = "the end of the file"
        else:
            name = "full stop" if token.kind == "." else token.kind
            place = f"the {name} in line {self.line(token.start)}"
        self._cut |= token.kind == "end"
        if self._cut and not complete:
            message = "The statement breaks off here, at the end of the file."
            self.note(self.tokens.before.end, message, "Write what is missing, and a full stop.")
        elif frame.end != ".":
            opener = _OPENERS[frame.end]
            message = f"{opener} is opened here and not closed before {place}."
            self.note(frame.start, message, f"Put {frame.end} where it ends.")
        elif token.kind == "}":
            self.note(token.start, "} closes nothing.", "Leave it out.")
            return
        else:
            message = "A full stop is missing here, at the end of the file."
            self.note(self.tokens.before.end, message, "Put it.")
        self._stack.clear()
        if token.kind == "}":
            self._close(token)

    def _no_separator(self, token: Token, frame: _Frame) -> None:
        if self._ended_before_verb(frame):
            return
        self._lost_value(token)
        missing = self._missing_mark(token, frame)
        if not missing:
            self.odd(token)
            if token.kind in {"tag", "datatype"}:
                self.fail(token.start, "A language tag or datatype belongs right behind a string in quotes.")
            spelt = shown(self.tokens.spelt(token))
            self.fail(token.start, f"{spelt} cannot stand here.", _name_remedy(""))
        where = self.line(token.start)
        spelt = shown(self.tokens.spelt(token))
        before = self.tokens.before
        place = "" if self.line(before.end) == where else f" in line {where}"
        if missing == "." and frame.end != ".":
            message = f"{_OPENERS[frame.end]} is opened here and not closed before {spelt}{place}."
            self.note(frame.start, message, f"Put {frame.end} where it ends.")
        else:
            message = f"{_MARKS[missing]} is missing here, before {spelt}{place}."
            self.note(before.end, message, "Put it.")
        self.tokens.back()
        if missing == ".":
            self._stack.clear()
        else:
            frame.state = "verb" if missing == ";" else "object"

    def _ended_before_verb(self, frame: _Frame) -> bool:
        """Whether a full stop is missing after a semicolon: the next subject then looks like a property."""
        verb, before = self._verb, self._before_verb
        if verb is None or before.kind != ";" or len(self._stack) != 1:
            return False
        line, column = self.lines.place(verb.start)
        if line == self.line(before.end) or column != self.lines.place(frame.start)[1]:
            return False
        message = f"A full stop is missing here, before {shown(self.tokens.spelt(verb))} in line {line}."
        self.note(before.end, message, "Put it.")
        self.tokens.restart(verb, before)
        self._stack.clear()
        return True

    def _lost_value(self, token: Token) -> None:
        """A property without its value makes the next property look like that value."""
        verb, value = self._verb, self.tokens.before
        if verb is None or value.kind not in _NAMES or value.start <= verb.start:
            return
        begins_line = self.line(value.start) > self.line(verb.end) and self.line(value.start) == self.line(
            token.start
        )
        if begins_line and token.kind in _LITERALS | _NAMES:
            self.note(verb.end, "A value is missing here.", "Write the value, or leave the property out.")
            self.tokens.back()
            self.broken = True
            raise _BrokenError

    def _missing_mark(self, token: Token, frame: _Frame) -> str:
        """Which mark should have stood before a word, by what follows it; `""` if none helps."""
        first, second = self.tokens.peek(), self.tokens.peek(1)
        if token.start == self.tokens.before.end and token.kind != "iri":
            return ""
        if self._directive(token):
            return "."
        if token.kind in _LITERALS | {"[", "("}:
            return "." if frame.end == "." and self._is_new_subject(token, first) else ","
        if token.kind == "word" and self.tokens.spelt(token) == "a":
            return ";"
        return _mark_before_name(first, second) if token.kind in _NAMES | {"bnode"} else ""

    def _is_new_subject(self, token: Token, first: Token) -> bool:
        return (
            token.kind in {"[", "("} and first.kind == "]" and self.tokens.peek(1).kind in _NAMES | {"word"}
        )


_MARKS: Final = {".": "A full stop", ";": "A semicolon", ",": "A comma"}
_AFTER_VALUE: Final = frozenset({".", ";", ",", "]", "}", "end"})


def _mark_before_name(first: Token, second: Token) -> str:
    """The mark missing before a name, by two words after it that tell value, property and subject apart."""
    if first.kind in _AFTER_VALUE:
        return ","
    if first.kind in _LITERALS | {"[", "("} or second.kind in _AFTER_VALUE:
        return ";"
    return "."


def turtle_problems(text: str, *, graphs: bool = False) -> list[Problem]:
    r"""The faults of a text in Turtle (or in TriG, with `graphs`), in the order of their places.

    A prefix that is not declared is named once. A string in triple quotes that is never closed ends the
    search, and so do `MOST` problems. An empty list says only that this grammar has nothing to blame.

    >>> [(found.line, found.column) for found in turtle_problems('<a> <b> <c>\n<d> <e> "f .')]
    [(1, 12), (2, 9)]
    """
    checker = _Turtle(text, Lines(text), graphs=graphs)
    places = {(found.line or 0, found.column or 0): found for found in checker.check()}
    return [places[place] for place in sorted(places)]


# --- a statement a line ------------------------------------------------------------------------


class _Line(_Checker):
    """N-Triples, and N-Quads if `graphs`: one statement a line, all IRIs in full."""

    def __init__(self, text: str, lines: Lines, *, graphs: bool) -> None:
        super().__init__(text, lines, absolute=True)
        self._graphs = graphs

    def check(self) -> list[Problem]:
        for line in _LINE.finditer(self.text):
            if self.stopped:
                break
            self.tokens = Tokens(self.text, line.start(), line.end())
            self.broken = False
            if self.tokens.peek().kind != "end":
                try:
                    self._statement()
                except _BrokenError:
                    continue
        return self.problems

    def _statement(self) -> None:
        self._term("subject", bnode=True)
        self._term("property", bnode=False)
        token = self.tokens.next()
        if token.kind in {"long", "open_long", "number"} or self.tokens.spelt(token)[:1] == "'":
            self.fail(
                token.start,
                "A literal is a text in double quotes here, in one line.",
                'Write "…"^^<datatype>.',
            )
        if token.kind == "word" or not (self._is_term(token, bnode=True) or self.literal(token)):
            self._wrong(token, "value")
        if self._graphs and self.tokens.peek().kind not in {".", "end"}:
            self._term("graph", bnode=True)
        self._end()

    def literal(self, token: Token) -> bool:
        found = super().literal(token)
        if self.tokens.current.kind == "pname":
            self._wrong(self.tokens.current, "datatype")
        return found

    def _is_term(self, token: Token, *, bnode: bool) -> bool:
        return token.kind != "pname" and (self.name(token) or (bnode and token.kind == "bnode"))

    def _term(self, role: str, *, bnode: bool) -> None:
        token = self.tokens.next()
        if not self._is_term(token, bnode=bnode):
            self._wrong(token, role)

    def _wrong(self, token: Token, role: str) -> None:
        spelt = shown(self.tokens.spelt(token))
        if token.kind in {"end", "."}:
            self.fail(self.tokens.before.end, f"The {role} is missing.", "Write one whole statement a line.")
        if token.kind in {"pname", "tag"} or spelt == "a":
            self.fail(
                token.start, f"{spelt}: this format knows no prefixes.", "Write each IRI in full, in <>."
            )
        if token.kind in _LITERALS:
            self.fail(token.start, f"A literal cannot be a {role}: {spelt}.", "Write an IRI.")
        self.odd(token)
        self.fail(token.start, f"{spelt} is no {role}.", "Write an IRI in full, in <>.")

    def _end(self) -> None:
        token = self.tokens.next()
        if token.kind == "end":
            self.fail(self.tokens.before.end, "A full stop is missing at the end of the line.", "Put it.")
        if token.kind != ".":
            self.odd(token)
            what = "A statement has three or four parts" if self._graphs else "A statement has three parts"
            self.fail(token.start, f"{what}; this is one more.", "Look for a missing full stop or line end.")
        rest = self.tokens.next()
        if rest.kind != "end":
            self.fail(rest.start, "A line holds one statement only.", "Start a new line.")


def line_problems(text: str, *, graphs: bool = False) -> list[Problem]:
    r"""The faults of a text in N-Triples (or in N-Quads, with `graphs`): the first of each line.

    >>> [(found.line, found.column) for found in line_problems("<x:a> <x:b> .\n<x:a> <b> <x:c> .")]
    [(1, 12), (2, 7)]
    """
    return _Line(text, Lines(text), graphs=graphs).check()
