"""Damaged documents of every format that ingest reads, made of our own words; the same for the same numbers.

A text is spliced of a few pieces: openings of papers and citations from the tests, excerpts with the marks
that renderings leave, and runs of what the citation grammar feeds on. It is damaged as a text, set in a
format, and damaged again as bytes: a part of the archive, an object, a tag, a number, a byte.
"""

from __future__ import annotations

import functools
import io
import random
import re
import unicodedata
import zipfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from migkg.ingest.read.characters import CLOSE, OPEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TESTS = Path(__file__).parents[1] / "tests" / "ingest"
WEIGHTS = {"text": 45, "markdown": 25, "html": 18, "docx": 8, "pdf": 4}
"""Format → its share of a hundred inputs."""
NAMES = {"text": "a.txt", "markdown": "a.md", "html": "a.html", "docx": "a.docx", "pdf": "a.pdf"}
LONGEST = 800
"""So many characters has a text before it is damaged."""
LARGEST = 2**16

LINES = (
    "GB.399/POL/2\nGoverning Body\n399th Session, Geneva, March 2031\nDate: 3 March 2031\nOriginal: English\n",
    "# Work in orchards\n\n## **Purpose of the document**\n\nThe document tells of *well-known* matters<sup>1</sup> of farms.",
    "- **1.** At its 390th Session, the Body considered a report. 2 It asked for well-\nfounded plans.⁴",
    "2. The plan has pillars:\n(a) counting;\n(b) counselling, in line with\nthe law; and\n(c) cooperation.",
    "¹ See GB.390/PV, para. 211.\n\n2 Idem: Fruit, Geneva, 2030.\n[^3]: A note.",
    "Table 2.1. Pickers\n\nRegion\tFarms\tPickers\n1 North\t12\tX\n2 South\t7\tX\n3 Islands\t3\tΑ",
    "1  Collect the fruit and\nbring it\n\n X   \n\n2  Count it\n\n   Indirect link\n\n3  Eat it\n\n X ",
    "Table 3\nRegion\nFarms\nNorth\n12\nSouth\n7\nIslands\n3\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "Photo: A. B.\n\nBox 1.1\nWhat the law says\n\nThe law gives each picker the right to a con-\ntract.",
    "10. Ten\n- Eleven\n12. Twelve\n\nⅣ. ﬁnal ο\u00adne\n\n\u25ba Draft decision\n6. The Governing Body:",
    "The number has grown in each of the last \n\nten years. Most come from villages \n\nclose by, and some from far \n\n",
    "\fGB.399/POL/2    4\n\n3\n\nhttps://example.org/a\n  1.2.3. Deeper\nI. Roman\nii) small\n► arrow\n",
    "Points 12(a) and 13(d) of the plan of action are on pickers. These activities aid GCM objective 7.",
    "The Fair Recruitment Initiative, spearheaded by IOM, was launched in at least 12 valleys by 2030.",
    "Of all migrants, 2,300 (4.5 per cent) went to orchards; the Global Migration Group was chaired by UNICEF.",
    "The Office will develop two guides on fair recruitment by 2031, and one course for 25–40 pickers a year.",
)
_CITED = """
Convention Conventions Recommendation Protocol No. Nos n° Art. Articles paragraph paras annex preamble point points
objective objectives conclusions SDG SDGs Goal target indicator resolution Session May GCM ILO UN IOM WHO the
The this of on and or to through such as including in with by Office Network 97 143 189 (a) (iv) 5–7 10.7.1
73/195 2018–22 106th 13,753 GB.331/INS/4/1(Rev.) A/RES/73/195 C97 C.97 R P29 (No. AgJOBS’s 1/2/3
respectively chaired developed launched per cent US$ million half dozen at least up 31 February 2030
annually every year member Chair coordinator composed et des du la le résolution artículo párrafos Convenio números y del
"""
CITED = tuple(_CITED.split())
TOKENS = (
    "\n", "\n\n", " ", "\t", "\f", "\r\n", "**", "*", "_", "<sup>", "</sup>", "<b>", "&lt;", "&#x41;", "[", "](", ")", "|",
    "1.", "(a)", "- ", "• ", "►", "¹", "⁴²", "\u00ad", "\ufeff", OPEN, CLOSE, "\0", "ﬃ", "А", "Box 1", "Table 2", "...", "\\",
    "9" * 30, "-", "–", "#", "```", "---", "\u202e", "\U0001f600", "\ud7ff", "<table>", "<td colspan=9>", "<li>", "</ol>",
    "1–999999999", "Nos 1–999999999", "Nos", "(a)–(z)", "(z)–(a)", "(((((", ")))))", "((a)(b)", "0", "-1", "00", "½", "٣", "Ⅳ",
    "İ", "ŉ", "ß", "ǆ", "e\u0301", "\u0130\u0307", "\u200b", "\u2028", "\x85", "\x1c", "“", "”", "’s", "'", "§", "№", "℃", "ª",
    "http://x.y/(z)", "www.", "://", "%", "$", "€", "(Rev.)", "Box ſ", "Table K", "Box ٣", "٣. ", "(٣)", "GB.", "ILC.", "/", "A/", ";", ":", "?!", "…", "&#xD800;", "&#0;",
    "الهجرة", "移民工人", "Мигранты", "travailleurs migrants", "trabajadores y trabajadoras", "Wanderarbeiter",
)  # fmt: skip
LONG = (
    "&#" + "9" * 5000 + ";",
    "9" * 5000,
    "¹" * 5000,
    "12 pickers, " * 300,
    "a" * 3000,
    "(" * 1000,
    "- " * 1000,
    "(a)" * 500,
    "A/" * 800,
    "9, " * 800,
)
MARKUP = (
    "<w:p>", "</w:p>", "<w:t>", "]]>", "<!DOCTYPE a>", "&a;", 'w:val="99999999999"', "<w:numId", "<w:tbl>", "</w:tc>",
    "stream", "endobj", "/Kids", "0 0 R", "4 0 R", "BT", "Tf", "(x) Tj", "1e99", "-1", "%PDF-", "%%EOF", "/Length 9", "<</",
    "<!--", "<![CDATA[", "<svg>", "<math>", "<template>", "<pre>", "<dl><dt>", "<p hidden>", "&#1114112;", "&#xFFFE;", "\x00",
)  # fmt: skip


@functools.cache
def papers() -> tuple[str, ...]:
    """Openings and excerpts of papers."""
    folder = TESTS / "outline" / "openings"
    return tuple(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))


@functools.cache
def citations() -> tuple[str, ...]:
    """Sentences with citations."""
    lines = (TESTS / "citations" / "sentences.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(line.partition("\t")[0] for line in lines)


def made(seed: int, number: int, formats: tuple[str, ...] = tuple(NAMES)) -> tuple[str, bytes]:
    """The format and the content of an input; the same for the same numbers and formats."""
    chance = random.Random(f"{seed}/{number}")
    kind = chance.choices(formats, [WEIGHTS[name] for name in formats])[0]
    text = _text(chance)
    content = WRITERS[kind](text, chance)
    return kind, content[:LARGEST] if kind != "docx" else content


def _text(chance: random.Random) -> str:
    sources = (*3 * (LINES,), *4 * (citations(),), papers())
    pieces = [chance.choice(chance.choice(sources)) for _ in range(chance.choice((1, 1, 1, 1, 2)))]
    if chance.random() < 0.3:
        pieces.insert(chance.randint(0, len(pieces)), _run(chance))
    if len(pieces) > 1 and chance.random() < 0.3:
        pieces = [_spliced(pieces[0], pieces[1], chance), *pieces[2:]]
    text = chance.choice(("\n\n", "\n\n", "\n", " ")).join(pieces)[:LONGEST]
    if chance.random() < 0.005:
        text = _spliced(text, chance.choice(LONG), chance)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 6))):
        text = chance.choice(DAMAGES)(text, chance)[: 8 * LONGEST]
    return text


def _run(chance: random.Random) -> str:
    """What the citation grammar feeds on, in any order."""
    pieces = chance.choices((*CITED, *CITED, *TOKENS), k=chance.randint(1, 20))
    return "".join(piece + chance.choice((" ", " ", " ", "", ", ", "\n")) for piece in pieces)


def _spliced(first: str, second: str, chance: random.Random) -> str:
    return first[: chance.randint(0, len(first))] + second[chance.randint(0, len(second)) :]


# --- damage to texts ---------------------------------------------------------------------------


def _span(length: int, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, length)
    return start, min(length, start + chance.choice((1, 3, 10, 40, 200)))


def _insert(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 30)) + text[at:]


def _cite(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return f"{text[:at]} {' '.join(chance.choices(CITED, k=3))} {text[at:]}"


def _drop(text: str, chance: random.Random) -> str:
    start, end = _span(len(text), chance)
    return text[:start] + text[end:]


def _repeat(text: str, chance: random.Random) -> str:
    start, end = _span(len(text), chance)
    return text[:end] + text[start:end] * chance.choice((1, 1, 1, 2, 2, 2, 2, 50)) + text[end:]


def _move(text: str, chance: random.Random) -> str:
    start, end = _span(len(text), chance)
    at = chance.randint(0, len(text))
    return text[:at] + text[start:end] + text[at:]


def _number(text: str, chance: random.Random) -> str:
    found = list(re.finditer(r"\d+", text))
    if not found:
        return text
    start, end = chance.choice(found).span()
    return (
        text[:start]
        + chance.choice(("0", "1", "12", "999999999", "9" * 30, "-5", "1–9", "2031", "²"))
        + text[end:]
    )


def _lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return chance.choice(("\n", "\n\n", " \n \n", "\r\n", "\t", " ")).join(lines)


def _swap(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    one, other = chance.randrange(len(words)), chance.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return " ".join(words)


def _case(text: str, chance: random.Random) -> str:
    start, end = _span(len(text), chance)
    return text[:start] + chance.choice((str.upper, str.lower, str.title))(text[start:end]) + text[end:]


def _normal(text: str, chance: random.Random) -> str:
    return unicodedata.normalize(chance.choice(("NFD", "NFKC", "NFKD")), text)


def _character(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    sign = chr(
        chance.choice((chance.randrange(128), chance.randrange(0xD800), chance.randrange(0xE000, 0x110000)))
    )
    return text[:at] + sign + text[at + 1 :]


DAMAGES: tuple[Callable[[str, random.Random], str], ...] = (
    _insert, _insert, _insert, _cite, _drop, _drop, _repeat, _move, _number, _number, _lines, _swap, _swap, _case, _normal,
    _character,
)  # fmt: skip


# --- damage to what a format makes of a text ---------------------------------------------------


def _bytes(content: bytes, chance: random.Random) -> bytes:
    """Bytes, tokens of the format, and whole tags or objects changed, dropped, doubled and moved."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        start, end = _span(len(content), chance)
        if chance.random() < 0.5:  # from one tag or object to another
            start = max(content.rfind(b"<", 0, start), content.rfind(b"\n", 0, start), 0)
            end = max(start, content.rfind(b"<", 0, end), content.rfind(b"\n", 0, end))
        at = chance.randint(0, len(content))
        sign = chance.choice((bytes([chance.randrange(256)]), chance.choice(MARKUP).encode()))
        content = chance.choice(
            (
                content[:at] + sign + content[at + 1 :],
                content[:at] + sign * chance.choice((1, 1, 30)) + content[at:],
                content[:start] + content[end:],
                content[:end] + content[start:end] * chance.choice((1, 2, 20)) + content[end:],
                content[:at] + content[start:end] + content[at:],
                content[:at] if chance.random() < 0.2 else content,
            )
        )
    return content


def _perhaps(content: bytes, chance: random.Random, share: float) -> bytes:
    return _bytes(content, chance) if chance.random() < share else content


def _plain(text: str, chance: random.Random) -> bytes:
    encoding = chance.choice(("utf-8",) * 12 + ("utf-8-sig", "utf-16", "utf-32", "cp1252"))
    return _perhaps(text.encode(encoding, "replace"), chance, 0.2)


def _markdown(text: str, chance: random.Random) -> bytes:
    head = chance.choice(("", "", "---\ntitle: x\n---\n", "# A title of words\n\n"))
    marked = re.sub(r"(?m)^(?=\w[^\n]{3,40}$)", lambda _: chance.choice(("", "", "## ", "- ", "**")), text)
    return _perhaps((head + marked).encode(), chance, 0.2)


def _html(text: str, chance: random.Random) -> bytes:
    paragraphs = [escape(one) if chance.random() < 0.9 else one for one in text.split("\n\n")]
    tags = (
        "p",
        "p",
        "p",
        "p",
        "h1",
        "h2",
        "li",
        "td",
        "blockquote",
        "pre",
        "div",
        "figcaption",
        "dd",
        "section",
    )
    body = "".join(
        f"<{tag}>{one}</{tag}>" if chance.random() < 0.9 else f"<{tag}>{one}"
        for one, tag in zip(paragraphs, chance.choices(tags, k=len(paragraphs)), strict=True)
    )
    if chance.random() < 0.3:
        body += (
            "Some text<sup><a href='#fn1'>1</a></sup> of <b>farms</b>.<ol type=i start=2><li>one<li><p>two</p><ul><li>inner"
            "</ul></ol><table><tr><th>A<th colspan=2>B<tr><td>1<td><table><tr><td>in</table><td>3</table><section><ol><li "
            "id=fn1>The note. <a href='#r'>↩</a></ol></section><div hidden>no</div><p style='display:none'>no"
        )
    page = f"<!DOCTYPE html><html lang=en><head><title>A page</title></head><body>{body}</body></html>"
    return _perhaps(page.encode(), chance, 0.5)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LEVELS = "".join(
    f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="%{at + 1}."/></w:lvl>'
    for at, style in enumerate(("decimal", "lowerRoman", "bullet"))
)
PARTS = {
    "word/styles.xml": f'<w:styles {W}><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style></w:styles>',
    "word/numbering.xml": f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum><w:num '
    'w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
    "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>A note.</w:t></w:r></w:p>'
    "</w:footnote></w:footnotes>",
}
NUMBERED = '<w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="1"/></w:numPr></w:pPr>'
PARAGRAPHS = (
    "<w:p><w:r><w:t>{}</w:t></w:r></w:p>",
    "<w:p><w:r><w:t>{}</w:t></w:r></w:p>",
    '<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>',
    f'<w:p>{NUMBERED % 0}<w:r><w:t>{{}}</w:t><w:footnoteReference w:id="2"/></w:r></w:p>',
    f"<w:p>{NUMBERED % 1}<w:r><w:tab/><w:t>{{}}</w:t></w:r></w:p>",
    '<w:p><w:r><w:t>{}</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r></w:p>',
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr></w:tc></w:tr></w:tbl>",
)


def _docx(text: str, chance: random.Random) -> bytes:
    body = "".join(
        chance.choice(PARAGRAPHS).format(escape(re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", one)))
        for one in text.split("\n\n")
    )
    parts = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>", **PARTS}
    contents = {name: part.encode() for name, part in parts.items()}
    if chance.random() < 0.6:
        name = chance.choice((*contents, "word/document.xml", "word/document.xml"))
        contents[name] = _bytes(contents[name], chance)
    return _perhaps(_zipped(contents), chance, 0.2)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def _pdf(text: str, chance: random.Random) -> bytes:
    lines = [line[at : at + 80] for line in text.split("\n") for at in range(0, max(len(line), 1), 80)][:50]
    shown = " ".join("(" + re.sub(r"([()\\])", r"\\\1", line) + ") Tj T*" for line in lines)
    words = f"BT /F 12 Tf 14 TL 72 720 Td {shown} ET".encode("latin-1", "replace")
    if chance.random() < 0.3:
        words = _bytes(words, chance)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>"
        if chance.random() < 0.2
        else b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return _perhaps(
        body + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (len(objects) + 1, table, end), chance, 0.5
    )


WRITERS: dict[str, Callable[[str, random.Random], bytes]] = {
    "text": _plain,
    "markdown": _markdown,
    "html": _html,
    "docx": _docx,
    "pdf": _pdf,
}
