"""Texts that are legal and look as if something had happened to them on the way.

Bytes of one encoding read as another, control characters, entities of HTML, invisible characters, blanks at
the ends. None of this is against RDF, so all of it is a warning or a hint.
"""

from __future__ import annotations

import html
import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.findings import Rule
from migkg.judges.uses import Uses, at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyoxigraph as ox

    from migkg.judges.uses import Context
    from migkg.places import Result

__all__ = ["RULES", "problems", "suspicions"]

_HERE: Final = f"{terms.BASE}shape/texts/"

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        f"{_HERE}replaced": Rule(
            name="No character of a text was lost",
            severity="Warning",
            message="Write the character that was lost into {$value}.",
            description="U+FFFD stands where a program could not read what was there.",
        ),
        f"{_HERE}control": Rule(
            name="A text holds no control characters",
            severity="Warning",
            message="Remove the control characters from {$value}.",
            description="They cannot be shown, and most of them cannot stand in XML.",
        ),
        f"{_HERE}encoding": Rule(
            name="A text was read in its own encoding",
            severity="Warning",
            message="Write {$value} again as UTF-8.",
            description="Two letters such as Ã© stand for one that was read in the wrong encoding.",
        ),
        f"{_HERE}entity": Rule(
            name="A text holds characters, not entities of HTML",
            severity="Warning",
            message="Write the characters themselves into {$value}.",
            description="RDF does not know entities: a reader sees &amp; as it stands.",
        ),
        f"{_HERE}invisible": Rule(
            name="A text holds no invisible characters",
            severity="Info",
            message="Remove the invisible characters from {$value}.",
            description="Two texts that look alike differ by them.",
        ),
        f"{_HERE}normal": Rule(
            name="A text is written with composed characters",
            severity="Info",
            message="Write {$value} in Unicode's form NFC.",
            description="Two texts that look alike differ if one of them composes its accents.",
        ),
        f"{_HERE}space": Rule(
            name="A text has no blanks at its ends",
            severity="Info",
            message="Remove the blanks at the ends of {$value}.",
            description="Texts are compared as they are, blanks included.",
        ),
    }
)

_ODD: Final = re.compile(r"[^\x20-\x25\x27-\x7e\n\u00c4-\u017f\u2013-\u2019]")
"""What makes a text worth a closer look; letters with accents and dashes do not."""

_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_MISREAD: Final = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
    "|\u00e2[\u0080-\u0082\u20ac\u201a][\u0080-\u00bf\u0152-\u2122]|\u00ef\u00bb\u00bf|\u00f0\u0178[\u0080-\u2122]{2}"
)
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_INVISIBLE: Final = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_WORDS: Final = frozenset(
    {f"{terms.XSD}string", f"{terms.XSD}normalizedString", f"{terms.PREFIXES['rdf']}langString"}
)


def problems(uses: Uses, context: Context) -> Iterator[Result]:
    """The texts to which something seems to have happened; of our own dataset, a shape judges the ends."""
    for literal, quads in uses.literals.items():
        text = literal.value
        if _ODD.search(text) and not _is_other(literal):
            for kind, message in suspicions(text):
                yield from at(f"{_HERE}{kind}", quads, message)
        if not context.is_dataset and (text[:1].isspace() or text[-1:].isspace()) and _is_line(text, literal):
            yield from at(f"{_HERE}space", quads, f"Remove the blanks at the ends of {_cut(text)!r}.")


def _is_other(literal: ox.Literal) -> bool:
    return literal.datatype.value not in _WORDS


def _is_line(text: str, literal: ox.Literal) -> bool:
    """Whether a text is one line of words; queries and the like are laid out over several."""
    return "\n" not in text and bool(text.strip()) and not _is_other(literal)


def suspicions(text: str) -> Iterator[tuple[str, str]]:
    """What seems to have happened to a text: kinds of problem, each with a sentence.

    >>> list(suspicions("cafÃ©"))
    [('encoding', 'Write "cafÃ©" again as UTF-8: "café", perhaps.')]
    >>> list(suspicions("café & bar"))
    []
    """
    if "\ufffd" in text:
        yield "replaced", f'Write the character that was lost into "{_cut(text)}" (U+FFFD).'
    if found := _CONTROL.findall(text):
        names = ", ".join(f"U+{ord(sign):04X}" for sign in dict.fromkeys(found))
        yield "control", f"Remove the control characters {names} from the text."
    if _is_misread(text):
        meant = _read_again(text)
        yield "encoding", f'Write "{_cut(text)}" again as UTF-8{f": {meant}, perhaps" if meant else ""}.'
    if (entity := _ENTITY.search(text)) and (sign := html.unescape(entity[0])) != entity[0]:
        yield "entity", f'Write {sign!r} for {entity[0]} in "{_cut(text)}".'
    if hidden := _INVISIBLE.search(text):
        yield "invisible", f'Remove the invisible character U+{ord(hidden[0]):04X} from "{_cut(text)}".'
    if not unicodedata.is_normalized("NFC", text):
        yield "normal", f'Write "{_cut(text)}" with composed characters (Unicode NFC).'


def _is_misread(text: str) -> bool:
    found = _MISREAD.search(text)
    # A closing French quotation mark may well stand behind a capital A with an accent.
    return found is not None and not (found[0][1:] == "»" and "«" in text)


def _read_again(text: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return f'"{_cut(text.encode(encoding).decode("utf-8"))}"'
        except UnicodeError:
            continue
    return ""


def _cut(text: str) -> str:
    longest = 60
    return text if len(text) <= longest else f"{text[:longest]}…"
