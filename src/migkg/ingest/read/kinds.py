"""Which kind of document a file is: its content says so, and its ending where the content leaves it open."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Final, Literal

from migkg.errors import UnreadableError
from migkg.ingest.read.encoding import decoded

__all__ = ["Kind", "kind_of"]

Kind = Literal["text", "markdown", "html", "docx", "pdf"]

_READABLE: Final = "Give a PDF, a DOCX, an HTML page, or a Markdown or plain text file."
_PICTURE: Final = "Recognize its text first (OCR), and give the PDF or the text that comes of it."
_OFFICE: Final = "Save it as DOCX or PDF, without a password."
_UNPACK: Final = "Unpack it, and give the documents in it."

_SIGNATURES: Final = (
    (b"\x89PNG", "a picture", _PICTURE),
    (b"\xff\xd8\xff", "a picture", _PICTURE),
    (b"GIF8", "a picture", _PICTURE),
    (b"II*\0", "a picture", _PICTURE),
    (b"MM\0*", "a picture", _PICTURE),
    (b"RIFF", "a picture or sound", _PICTURE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted office file", _OFFICE),
    (b"{\\rtf", "a file in Rich Text Format", _OFFICE),
    (b"\x7fELF", "a program", _READABLE),
    (b"MZ", "a program", _READABLE),
    (b"\xcf\xfa\xed\xfe", "a program", _READABLE),
    (b"\xca\xfe\xba\xbe", "a program", _READABLE),
    (b"#!", "a program", _READABLE),
    (b"\x1f\x8b", "a compressed file", _UNPACK),
    (b"BZh", "a compressed file", _UNPACK),
    (b"\xfd7zXZ", "a compressed file", _UNPACK),
    (b"7z\xbc\xaf", "an archive", _UNPACK),
    (b"Rar!", "an archive", _UNPACK),
    (b"SQLite format 3\0", "a database", _READABLE),
    (b"%!PS", "a file in PostScript", "Turn it into a PDF."),
)
_RDF_REMEDY: Final = "Check it with migkg validate, or ask it with --data."
_DATA: Final = {
    **dict.fromkeys((".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".jsonld"), ("RDF data", _RDF_REMEDY)),
    **dict.fromkeys((".json", ".xml", ".yaml", ".yml", ".toml"), ("data", _READABLE)),
    **dict.fromkeys((".csv", ".tsv", ".xls", ".xlsx", ".ods"), ("a table of data", _READABLE)),
}
_RDF: Final = re.compile(
    r"\s*(?:#[^\n]*\n\s*)*(?:@prefix\s|@base\s|PREFIX\s+\S*:\s*<|<rdf:RDF\b|<\?xml[^>]*>\s*<rdf:RDF\b)",
    re.IGNORECASE,
)
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAGS: Final = re.compile(r"<(?:p|div|table|h[1-6]|section|article|main)\b[^<>]*>", re.IGNORECASE)
_XML: Final = re.compile(r"\s*<\?xml\b")
_SURE: Final = 3
_SAMPLE: Final = 4096


def kind_of(content: bytes, name: str) -> Kind:
    """The kind of a file with such content and such a name; UnreadableError for one that is no document."""
    if not content.strip(b"\0 \t\r\n\f\xef\xbb\xbf\xff\xfe"):
        raise UnreadableError(name, "the file is empty", remedy="Check that it was copied whole.")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _archive(content, name)
    for signature, what, remedy in _SIGNATURES:
        if content.startswith(signature):
            raise _wrong(name, what, remedy)
    suffix = PurePath(name).suffix.lower()
    if suffix in _DATA:
        raise _wrong(name, *_DATA[suffix])
    return _text(content, name, suffix)


def _text(content: bytes, name: str, suffix: str) -> Kind:
    text = decoded(content)
    if text is None:
        raise UnreadableError(name, "it is no text, and no document of a known kind", remedy=_READABLE)
    sample = text[:_SAMPLE]
    if _RDF.match(sample):
        raise _wrong(name, "RDF data", _RDF_REMEDY)
    if _HTML.match(sample) or (suffix in (".html", ".htm", ".xhtml") and "<" in text):
        return "html"
    if _XML.match(sample):
        raise _wrong(name, "XML, and no HTML", _READABLE)
    if suffix in (".md", ".markdown"):
        return "markdown"
    return "html" if sample.lstrip().startswith("<") and len(_TAGS.findall(sample)) >= _SURE else "text"


def _archive(content: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, IndexError):
        raise UnreadableError(
            name, "it is damaged: its list of parts is missing", remedy="Copy or save it anew."
        ) from None
    if "word/document.xml" in names or any(other.startswith("word/") for other in names):
        return "docx"
    if any(other.startswith("xl/") for other in names):
        raise _wrong(name, "a spreadsheet", _READABLE)
    if any(other.startswith("ppt/") for other in names):
        raise _wrong(name, "a presentation", "Save it as PDF.")
    if "mimetype" in names:
        raise _wrong(name, "an OpenDocument or e-book file", _OFFICE)
    raise _wrong(name, "an archive", _UNPACK)


def _wrong(name: str, what: str, remedy: str) -> UnreadableError:
    return UnreadableError(name, f"it is {what}, and no document that can be read", remedy=remedy)
