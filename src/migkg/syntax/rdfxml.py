"""The faults of a text in RDF/XML: of its XML, by expat, and of what RDF makes of it.

The engine's parser reads XML leniently (a comment with `--`, an attribute twice, anything after the end),
drops what it does not expect, and names no place. So each text goes through this check first. Nothing that
a document type could define is ever expanded: the check ends at a DOCTYPE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.parsers import expat
from xml.sax.saxutils import escape

from migkg.syntax.problems import Lines, Problem, iri_fault, language_fault, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["once", "rdfxml_problems", "readable"]

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_CORE: Final = frozenset({"RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype"})
_OLD: Final = frozenset({"aboutEach", "aboutEachPrefix", "bagID"})
_NEW: Final = frozenset({"annotation", "annotationNodeID", "version"})
_NO_NODE: Final = _CORE | _OLD | {"li"}
_NO_PROPERTY: Final = _CORE | _OLD | {"Description"}
_NO_ATTRIBUTE: Final = _CORE | _OLD | _NEW | {"li", "Description"}
_ON_NODE: Final = frozenset({"ID", "nodeID", "about"})
_ON_PROPERTY: Final = frozenset({"ID", "parseType", "resource", "nodeID", "datatype"})
_PARSE_TYPES: Final = frozenset({"Literal", "Resource", "Collection"})
_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME: Final = re.compile(rf"[{_START}][{_START}\-.0-9\u00b7\u0300-\u036f\u203f-\u2040]*")
_END_TAG: Final = re.compile(r"</\s*([^\s>]*)")
_NAMESPACE: Final = re.compile(r"\sxmlns(?::[^\s=]+)?=\"[^\"]*\"")
_OPEN_VALUE: Final = re.compile(r"=\s*([\"'])[^\"']*$")
_NO_LANGUAGE: Final = re.compile(r"xml:lang\s*=\s*(?:\"\"|'')")
_XML_LITERAL: Final = re.compile(r"parseType\s*=\s*(?:\"Literal\"|'Literal')")
_START_TAG: Final = re.compile(r"<(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_VALUE: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_BREAK: Final = re.compile(r"\r\n|[\t\n\r]")
_ENCODINGS: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_ENCODING: Final = re.compile(r"encoding\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_MISMATCH: Final = 7
_NO_ELEMENTS: Final = 3
_UNCLOSED_TOKEN: Final = 5
_INVALID_TOKEN: Final = 4
_UNCLOSED_CDATA: Final = 20
_REMEDIES: Final = {
    2: "Look just before this place for a missing tag, quote or bracket.",
    _NO_ELEMENTS: "Look for what the file should hold: rdf:RDF around everything.",
    _INVALID_TOKEN: "Write &lt; for <, &amp; for &, and look for a missing quote or blank.",
    8: "Leave one of them out.",
    9: "One element holds everything: move what follows into it.",
    11: "Write the character itself, or &#…; with its number.",
    14: "Leave the reference out.",
    17: "Move the declaration to the very beginning of the file.",
    27: "Declare it with xmlns: in the element or around it.",
}


class _StopError(Exception):
    """What follows is not to be read."""


@dataclass(slots=True)
class _Element:
    """An open element: what it is in RDF, where it starts, and what it has held so far."""

    kind: str
    tag: str
    line: int
    column: int
    base: str
    language: str
    children: int = 0
    text: list[str] = field(default_factory=list)
    content: int = -1
    is_mixed: bool = False
    is_xml: bool = False
    empty_for: str = ""
    literal_for: str = ""
    complained: bool = False


class _Checker:
    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.mended: list[tuple[int, int, str]] = []
        self._lines = Lines(text)
        self._open: list[_Element] = []
        self._ids: set[tuple[str, str]] = set()
        self._namespaces: set[str] = set()
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.namespace_prefixes = True
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartNamespaceDeclHandler = self._namespace
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.CommentHandler = self._aside
        self._parser.ProcessingInstructionHandler = self._aside
        self._parser.StartCdataSectionHandler = self._aside

    def check(self) -> list[Problem]:
        try:
            self._parser.Parse(self.text.encode(), True)
        except expat.ExpatError as error:
            self._ill_formed(error)
        except _StopError:
            pass
        return sorted(self.problems, key=lambda found: (found.line or 0, found.column or 0))

    # --- noting --------------------------------------------------------------------------------

    def _note(self, message: str, remedy: str = "") -> None:
        place = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        self.problems.append(Problem(*place, message, remedy))

    def _note_attribute(self, name: str, message: str, remedy: str = "") -> None:
        """A problem with an attribute of the tag that starts here: named as it is written, prefix or not."""
        start = self._here()
        local = re.escape(name.rpartition(":")[2])
        found = re.compile(rf"\s((?:[\w.-]+:)?{local})\s*=").search(self.text, start)
        if found is None:
            self._note(message, remedy)
        else:
            self.problems.append(self._lines.problem(found.start(1), message, remedy))

    def _ill_formed(self, error: expat.ExpatError) -> None:
        line, column = error.lineno, error.offset + 1
        said = expat.errors.messages[error.code]
        message = f"{said[:1].upper()}{said[1:]}."
        remedy = _REMEDIES.get(error.code, _REMEDIES[2])
        if error.code == _MISMATCH:
            self._mismatch(line, column)
            return
        if error.code in {_NO_ELEMENTS, _UNCLOSED_TOKEN} and self._open:
            inner = self._open[-1]
            if error.code == _NO_ELEMENTS or self._is_at_end(line, column):
                self._forget_after(inner)
                line, column = inner.line, inner.column
                message, remedy = f"<{inner.tag}> is opened here and never closed.", f"Put </{inner.tag}>."
        if error.code == _INVALID_TOKEN and (quote := self._open_quote(line, column)):
            line, column = quote
            message, remedy = "A value is opened here and not closed.", "Put its closing quote."
        if error.code == _UNCLOSED_CDATA:
            line, column = self._lines.place(self.text.rindex("<![CDATA["))
            message, remedy = "<![CDATA[ is opened here and never closed.", "Put ]]> at its end."
        self.problems.append(Problem(line, column, message, remedy))

    def _forget_after(self, element: _Element) -> None:
        """Drop what was noted after an element began that is not closed: it follows from that.

        A text that ends with `>` stays, alone: a closing tag without its `<` explains it all.
        """
        place = element.line, element.column
        after = [problem for problem in self.problems if (problem.line or 0, problem.column or 0) > place]
        torn = [
            problem
            for problem in after
            if problem.message.startswith("The text") and ">' stands" in problem.message
        ]
        self.problems = [problem for problem in self.problems if problem not in after] + torn[:1]

    def _is_at_end(self, line: int, column: int) -> bool:
        return not self.text[self._lines.offset(line, column) :].strip()

    def _mismatch(self, line: int, column: int) -> None:
        """A closing tag that fits an outer element blames the inner one that was not closed."""
        offset = self.text.rfind("</", 0, self._lines.offset(line, column) + 2)
        found = _END_TAG.match(self.text, offset)
        tag = found[1] if found else ""
        inner = self._open[-1]
        if any(element.tag == tag for element in self._open[:-1]):
            self._forget_after(inner)
            if any(problem.message.startswith("The text") for problem in self.problems[-1:]):
                return
            message = f"<{inner.tag}> is opened here and not closed before </{tag}> in line {line}."
            self.problems.append(Problem(inner.line, inner.column, message, f"Put </{inner.tag}>."))
        else:
            message = f"</{shown(tag)}> closes nothing; <{inner.tag}> of line {inner.line} is open."
            self.problems.append(self._lines.problem(offset, message, f"Write </{inner.tag}>."))

    def _open_quote(self, line: int, column: int) -> tuple[int, int] | None:
        """Where the attribute's value begins that runs into the next tag, if that is what happened."""
        offset = self._lines.offset(line, column)
        start = max(self.text.rfind("<", 0, offset), 0)
        if self.text[offset : offset + 1] == "<" and ">" in self.text[start:offset]:
            found = _OPEN_VALUE.search(self.text, start, offset)
            if found:
                return self._lines.place(found.start(1))
        return None

    # --- what expat tells ----------------------------------------------------------------------

    def _declaration(self, version: str, encoding: str | None, _standalone: int) -> None:
        if version != "1.0":
            self._note(f"This is XML {shown(version)}; RDF/XML is XML 1.0.", 'Write version="1.0".')
        if encoding and encoding.lower() not in _ENCODINGS:
            remedy = 'Save it again as UTF-8 and write encoding="UTF-8".'
            self._note(f"The file says that its encoding is {shown(encoding)}; only UTF-8 is read.", remedy)
        elif encoding and encoding.lower() != "utf-8" and (found := _ENCODING.search(self.text)):
            self.mended.append((*found.span(), 'encoding="UTF-8"'))

    def _doctype(self, *_: object) -> None:
        here = self._here()
        start = self.text.rfind("<!DOCTYPE", 0, here + len("<!DOCTYPE"))
        message, remedy = "A DOCTYPE is not accepted.", "Write its entities out and drop it."
        self.problems.append(self._lines.problem(max(start, 0), message, remedy))
        raise _StopError

    def _namespace(self, prefix: str | None, iri: str | None) -> None:
        if iri and iri not in self._namespaces:
            self._namespaces.add(iri)
            if fault := iri_fault(iri, absolute=True):
                name = f"xmlns:{prefix}" if prefix else "xmlns"
                self._note_attribute(name, f"The namespace <{shown(iri)}> is no IRI: {shown(fault)}.")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        outer = self._open[-1] if self._open else None
        self._mend_values()
        if outer:
            self._begin_content(outer)
        namespace, local, tag = _parts(name)
        own = {_parts(key)[:2]: value for key, value in attributes.items()}
        element = _Element(
            kind="literal" if outer and outer.kind == "literal" else "",
            tag=tag,
            line=self._parser.CurrentLineNumber,
            column=self._parser.CurrentColumnNumber + 1,
            base=own.get((_XML, "base"), outer.base if outer else ""),
            language=self._language(own, outer),
        )
        if not element.kind:
            self._start_rdf(element, outer, (namespace, local), own)
        self._open.append(element)

    def _start_rdf(
        self,
        element: _Element,
        outer: _Element | None,
        name: tuple[str, str],
        attributes: Mapping[tuple[str, str], str],
    ) -> None:
        if outer is None and name == (_RDF, "RDF"):
            element.kind = "rdf"
            self._no_attributes(attributes)
            return
        if outer is None and name[1] == "RDF":
            message = f"<{element.tag}> is in the namespace <{shown(name[0])}>, which is not that of RDF."
            self._note(message, f'Write xmlns:rdf="{_RDF}".')
            raise _StopError
        self._check_place(element, outer)
        is_node = outer is None or outer.kind in {"rdf", "property", "collection"}
        element.kind = "node" if is_node else "property"
        if outer is not None:
            outer.children += 1
        self._check_name(name, element)
        if is_node:
            self._check_node(attributes, element)
        else:
            self._check_property(attributes, element)
        if (_XML, "base") in attributes:
            self._check_iri("xml:base", attributes[_XML, "base"])

    def _check_place(self, element: _Element, outer: _Element | None) -> None:
        if outer is None or outer.kind != "property":
            return
        what = ""
        if outer.empty_for:
            what = f"{outer.empty_for} says the value already; <{element.tag}> says another."
        elif outer.literal_for:
            what = f"{outer.literal_for} announces a text; <{element.tag}> is none."
        elif outer.children:
            what = f"<{outer.tag}> has one value; <{element.tag}> is a second."
        elif any(piece.strip() for piece in outer.text):
            what = f"<{outer.tag}> holds a text already; <{element.tag}> cannot stand beside it."
        if what and not outer.complained:
            outer.complained = True
            self._note(what, "Repeat the property for each of its values.")

    def _check_name(self, name: tuple[str, str], element: _Element) -> None:
        namespace, local = name
        if not namespace:
            self._note(
                f"<{element.tag}> has no namespace.", "Give it a prefix, or declare a namespace with xmlns."
            )
        elif namespace == _RDF and local in (_NO_NODE if element.kind == "node" else _NO_PROPERTY):
            role = "a thing" if element.kind == "node" else "a property"
            self._note(
                f"<{element.tag}> cannot stand for {role}.", "Look at the order of things and properties."
            )
            element.complained = True
        elif fault := iri_fault(namespace + local):
            self._note(f"<{element.tag}> makes no IRI: {shown(fault)}.")

    def _no_attributes(self, attributes: Mapping[tuple[str, str], str]) -> None:
        for namespace, local in attributes:
            if namespace != _XML:
                what = " (it belongs to RDF 1.2)" if local == "version" else ""
                self._note_attribute(local, f"rdf:RDF takes no attribute {local}{what}.", "Leave it out.")

    def _check_node(self, attributes: Mapping[tuple[str, str], str], element: _Element) -> None:
        said = self._said(attributes, _ON_NODE)
        if len(said) > 1:
            names = " and ".join(f"rdf:{name}" for name in said)
            self._note_attribute(
                list(said)[-1], f"{names} cannot both name a thing.", "Leave one of them out."
            )
        self._check_values(said, element)

    def _check_property(self, attributes: Mapping[tuple[str, str], str], element: _Element) -> None:
        said = self._said(attributes, _ON_PROPERTY)
        values = [name for name in ("parseType", "resource", "nodeID", "datatype") if name in said]
        more = [local for namespace, local in attributes if self._is_property((namespace, local))]
        if len(values) > 1:
            names = " and ".join(f"rdf:{name}" for name in values)
            self._note_attribute(values[-1], f"{names} exclude each other.", "Leave one of them out.")
        elif more and values and values[0] in {"parseType", "datatype"}:
            self._note_attribute(
                more[0], f"{more[0]} cannot stand beside rdf:{values[0]}.", "Leave one of them out."
            )
        if (_RDF, "type") in attributes:
            message = "rdf:type as an attribute of a property cannot be read."
            self._note_attribute("type", message, "Write the thing inside, with rdf:type as its property.")
        self._check_values(said, element)
        self._expect(said, more, element)

    def _expect(self, said: Mapping[str, str], more: Sequence[str], element: _Element) -> None:
        """What an element with these attributes may hold."""
        kind = said.get("parseType", "")
        if kind and kind not in _PARSE_TYPES:
            remedy = "Write Literal, Resource or Collection."
            what = " is RDF 1.2" if kind == "Triple" else " does not exist"
            self._note_attribute("parseType", f'rdf:parseType="{shown(kind)}"{what}.', remedy)
            element.kind = "literal"
        elif kind:
            element.is_xml = kind == "Literal"
            element.kind = {"Literal": "literal", "Resource": "node", "Collection": "collection"}[kind]
        named = [f"rdf:{name}" for name in ("resource", "nodeID") if name in said] or list(more)
        element.empty_for = named[0] if named else ""
        element.literal_for = "rdf:datatype" if "datatype" in said else ""

    def _is_property(self, name: tuple[str, str]) -> bool:
        return name[0] not in {_XML, ""} and not (name[0] == _RDF and name[1] in _NO_ATTRIBUTE)

    def _said(self, attributes: Mapping[tuple[str, str], str], allowed: frozenset[str]) -> dict[str, str]:
        """RDF's own attributes of an element; notes those that cannot stand there."""
        said: dict[str, str] = {}
        for (namespace, local), value in attributes.items():
            if namespace == _RDF and local in allowed:
                said[local] = value
            elif namespace == _RDF and local in _NO_ATTRIBUTE:
                what = "belongs to RDF 1.2" if local in _NEW else "cannot stand here"
                self._note_attribute(local, f"rdf:{local} {what}.", "Leave it out.")
            elif not namespace and not local.lower().startswith("xml"):
                remedy = f"Write rdf:{local}." if local in _CORE | {"type"} else "Give it a prefix."
                self._note_attribute(local, f"The attribute {local} has no namespace.", remedy)
            elif (namespace, local) == (_RDF, "type"):
                self._check_iri("type", value)
        return said

    def _check_values(self, said: Mapping[str, str], element: _Element) -> None:
        for name, value in said.items():
            if name in {"ID", "nodeID"} and not _NAME.fullmatch(value):
                remedy = "Begin with a letter; letters, digits, -, _ and . may follow."
                self._note_attribute(name, f"{shown(value)!r} is no name for rdf:{name}.", remedy)
            elif name == "ID" and (element.base, value) in self._ids:
                self._note_attribute(
                    name, f'rdf:ID="{shown(value)}" stands twice.', "Write rdf:about for a second mention."
                )
            elif name == "ID":
                self._ids.add((element.base, value))
            elif name in {"about", "resource", "datatype"}:
                self._check_iri(name, value)

    def _check_iri(self, name: str, iri: str) -> None:
        if fault := iri_fault(iri):
            remedy = "Percent-encode the characters that no IRI may hold, such as a blank."
            self._note_attribute(name, f"Invalid IRI <{shown(iri)}>: {shown(fault)}.", remedy)

    def _language(self, attributes: Mapping[tuple[str, str], str], outer: _Element | None) -> str:
        before = outer.language if outer else ""
        tag = attributes.get((_XML, "lang"))
        if tag is None:
            return before
        if tag and (fault := language_fault(tag)):
            self._note_attribute(
                "lang", f"{shown(tag)!r} is no language tag: {fault}.", "Write a tag such as en."
            )
        if not tag and before:
            message = f'xml:lang="" cannot be read within xml:lang="{before}".'
            self._note_attribute("lang", message, "Give each text its own xml:lang instead.")
        if not tag:
            self._note_emptied()
        return tag

    def _note_emptied(self) -> None:
        if found := _NO_LANGUAGE.search(self.text, self._here()):
            self.mended.append((*found.span(), ""))

    def _characters(self, data: str) -> None:
        element = self._open[-1]
        self._begin_content(element)
        if element.kind == "property":
            if data.strip() and not element.complained:
                self._check_text(element, data)
            element.text.append(data)
        elif element.kind != "literal" and data.strip() and not element.complained:
            element.complained = True
            message = f"The text {shown(data.strip())!r} stands where a thing or a property should."
            self._note_text(data, message, "Put it into a property.")

    def _check_text(self, element: _Element, data: str) -> None:
        what = ""
        if element.empty_for:
            what = (
                f"{element.empty_for} says the value already; the text {shown(data.strip())!r} says another."
            )
        elif element.children:
            what = f"<{element.tag}> has a value already; a text cannot stand beside it."
        if what:
            element.complained = True
            self._note_text(data, what, "Repeat the property for each of its values.")

    def _note_text(self, data: str, message: str, remedy: str) -> None:
        """A problem with a text: where its first character is that is no blank."""
        start = self._here()
        first = data.strip()[:1]
        found = self.text.find(first, start)
        self.problems.append(self._lines.problem(found if found >= 0 else start, message, remedy))

    def _aside(self, *_: object) -> None:
        """A comment, an instruction or CDATA: the engine's parser stumbles over them within a text."""
        if self._open:
            self._begin_content(self._open[-1])
            self._open[-1].is_mixed = True

    def _begin_content(self, element: _Element) -> None:
        if element.content < 0:
            element.content = self._here()

    def _here(self) -> int:
        return self._lines.offset(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        if element.kind == "property" and element.is_mixed and not element.children:
            text = escape("".join(element.text), {"\r": "&#13;"})
            self.mended.append((element.content, self._here(), text))
        elif element.is_xml and element.content < 0:
            start = self._lines.offset(element.line, element.column)
            if found := _XML_LITERAL.search(self.text, start):
                self.mended.append((*found.span(), f'datatype="{_RDF}XMLLiteral"'))

    def _mend_values(self) -> None:
        """XML has blanks for the line ends and tabs in the value of an attribute."""
        tag = _START_TAG.match(self.text, self._here())
        if tag is None or not _BREAK.search(tag[0]):
            return
        for value in _VALUE.finditer(self.text, *tag.span()):
            if _BREAK.search(value[0]):
                self.mended.append((*value.span(), _BREAK.sub(" ", value[0])))


def _parts(name: str) -> tuple[str, str, str]:
    """The namespace, the local name and the name as written of what expat calls `namespace local prefix`."""
    parts = name.split(" ")
    if len(parts) == 1:
        return "", name, name
    return parts[0], parts[1], ":".join([*parts[2:], parts[1]])


def rdfxml_problems(text: str) -> list[Problem]:
    r"""The faults of a text in RDF/XML, in the order of their places.

    The first fault of its XML ends the search.

    >>> [(found.line, found.column) for found in rdfxml_problems("<a>\n<b>\n</a>")]
    [(1, 1), (2, 1), (2, 1)]
    """
    return _Checker(text).check()


def once(markup: str) -> str:
    """A piece of XML whose tags say each attribute once: the engine's parser repeats namespaces.

    >>> once('<b xmlns="http://b/" c="d" xmlns="http://b/"></b>')
    '<b xmlns="http://b/" c="d"></b>'
    """
    return _START_TAG.sub(lambda tag: _unrepeated(tag[0]), markup) if "xmlns" in markup else markup


def _unrepeated(tag: str) -> str:
    seen: set[str] = set()

    def keep(attribute: re.Match[str]) -> str:
        if attribute[0] in seen:
            return ""
        seen.add(attribute[0])
        return attribute[0]

    return _NAMESPACE.sub(keep, tag)


def readable(text: str) -> str:
    r"""The same text as the engine's parser reads it as it should.

    Line ends become `\n` and those in attributes blanks, as XML demands; texts lose their comments and CDATA
    sections, not what these hold; an encoding that is a part of UTF-8 is called UTF-8; and an empty
    `xml:lang`, which that parser refuses, is dropped (where it would end the effect of another one,
    `rdfxml_problems` has refused it).
    """
    checker = _Checker(text)
    checker.check()
    parts, position = [], 0
    for start, end, instead in sorted(checker.mended):
        parts += [text[position:start], instead]
        position = end
    text = "".join([*parts, text[position:]]) if parts else text
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
