"""XML as a tree, by expat: no document type, so no entities; nothing of it is ever fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["DoctypeError", "MalformedError", "tree"]

_DEEPEST: Final = 250
_STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class DoctypeError(ValueError):
    """The text declares a document type, which no office file does."""


class MalformedError(ValueError):
    """The text is no XML, or nested beyond measure."""


def tree(content: bytes) -> Element:
    """The root of a text in XML. Names are as ElementTree has them: `{namespace}local`.

    >>> tree(b'<a xmlns="urn:x"><b/></a>')[0].tag
    '{urn:x}b'
    """
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise MalformedError("nested beyond measure")
        builder.start(_name(name), {_name(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_name(name))

    def doctype(*_: object) -> None:
        raise DoctypeError("declares a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
        return builder.close()
    except (expat.ExpatError, AssertionError, LookupError, UnicodeError) as error:
        raise MalformedError(str(error)) from None


def _name(name: str) -> str:
    name = name.replace(_STRICT, _USUAL)
    return f"{{{name}" if "}" in name else name
