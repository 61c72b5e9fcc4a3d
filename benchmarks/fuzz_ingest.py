"""Damaged documents by the thousand, read until one of them breaks something.

    python benchmarks/fuzz_ingest.py --inputs 10000              # all formats
    python benchmarks/fuzz_ingest.py --inputs 500 --format pdf --seed 7
    python benchmarks/fuzz_ingest.py --only 7/1234               # one input again, with its traceback

An input is a small document with some seeded damage. It is a finding if reading it raises anything but an
error of migkg's own, takes longer than a few seconds, ends the process, or gives blocks that break what they
promise. Each finding is printed with its number, by which it comes again; ends with 1 if there is one.
A further stage is one more function in STAGES: it gets what the stage before gave.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migkg import workers
from migkg.errors import MigkgError
from migkg.ingest.read import read_content
from migkg.ingest.read.characters import CLOSE, OPEN
from migkg.reading import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from migkg.ingest.blocks import Reading

SLOW = 5.0
BATCH = 100
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
)
TOKENS = (
    "\n", "\n\n", " ", "\t", "\f", "\r\n", "**", "*", "_", "<sup>", "</sup>", "<b>", "&lt;", "&#x41;", "[", "](", ")", "|",
    "1.", "(a)", "- ", "• ", "►", "¹", "⁴²", "\u00ad", "\ufeff", OPEN, CLOSE, "\0", "ﬃ", "А", "Box 1", "Table 2", "...", "\\",
    "9" * 30, "-", "–", "#", "```", "---", "\u202e", "\U0001f600", "\ud7ff", "<table>", "<td colspan=9>", "<li>", "</ol>",
    "<w:p>", "</w:p>", "<w:t>", "]]>", "<!DOCTYPE a>", "&a;", 'w:val="99999999999"', "w:numId", "stream", "endobj", "/Kids",
    "0 0 R", "BT", "Tf", "(x) Tj", "1e99", "-1", "%PDF-", "%%EOF",
)  # fmt: skip
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def seeds() -> dict[str, list[bytes]]:
    """Small documents of each format."""
    text = "\n\n".join(LINES)
    return {
        "text": [text.encode(), *(line.encode() for line in LINES), text.encode("utf-16")],
        "markdown": [b"---\ntitle: x\n---\n" + text.encode()],
        "html": [_html()],
        "docx": [_docx()],
        "pdf": [_pdf()],
    }


def _html() -> bytes:
    return (
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>A page</title><script>var a='<p>';</script>"
        "</head><body><h1>Work in orchards</h1><p>Some text<sup><a href='#fn1'>1</a></sup> of <b>farms</b>.<p>More"
        "<ol type=i start=2><li>one<li><p>two</p><p>three</p><ul><li>inner</ul></ol><table><tr><th>A<th colspan=2>B"
        "<tr><td>1<td><table><tr><td>in</table><td>3</table><section><ol><li id=fn1>The note. <a href='#r'>↩</a>"
        "</ol></section><div hidden>no</div><p style='display:none'>no</body></html>"
    ).encode()


def _docx() -> bytes:
    number = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = (
        '<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>Work</w:t></w:r></w:p>'
        f"<w:p>{number.format(0)}<w:r><w:t>First</w:t><w:footnoteReference w:id='2'/></w:r></w:p>"
        f"<w:p>{number.format(1)}<w:r><w:tab/><w:t>Second</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc>"
        "<w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:rPr><w:vertAlign w:val='superscript'/>"
        "</w:rPr><w:t>3</w:t></w:r></w:p>"
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="%{at + 1}."/></w:lvl>'
        for at, style in enumerate(("decimal", "lowerRoman", "bullet"))
    )
    parts = {
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f'<w:styles {W}><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style></w:styles>',
        "word/numbering.xml": f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num '
        'w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>A note.</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>",
    }
    return _zipped({name: part.encode() for name, part in parts.items()})


def _zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def _pdf() -> bytes:
    lines = [
        "Work in orchards",
        "1. The number of pickers has grown in",
        "each of the last ten years. 1",
        "1 See above.",
    ]
    words = "BT /F 12 Tf 14 TL 72 720 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(words)}>>stream\n{words}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode("latin-1")


NAMES = {"text": "a.txt", "markdown": "a.md", "html": "a.html", "docx": "a.docx", "pdf": "a.pdf"}
SEEDS = seeds()


# --- damage ------------------------------------------------------------------------------------


def damaged(seed: int, number: int, formats: tuple[str, ...]) -> tuple[str, bytes]:
    """The format and the content of an input; the same for the same numbers."""
    chance = random.Random(f"{seed}/{number}")
    kind = chance.choice(formats)
    content = chance.choice(SEEDS[kind])
    if kind == "docx" and chance.random() < 0.7:
        return kind, _damaged_part(content, chance)
    return kind, _bytes(content, chance)


def _damaged_part(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = _bytes(parts[name], chance)
    return _zipped(parts)


def _bytes(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 8)):
        content = chance.choice(DAMAGES)(content, chance)[: 2**18]
    return content


def _span(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(content))
    return start, min(len(content), start + chance.choice((1, 3, 10, 40, 200)))


def _flip(content: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + bytes([chance.randint(0, 255)]) + content[at + 1 :]


def _insert(content: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(TOKENS).encode() * chance.choice((1, 1, 1, 2, 30)) + content[at:]


def _drop(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 2, 50)) + content[end:]


def _move(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    at = chance.randint(0, len(content))
    return content[:at] + content[start:end] + content[at:]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))] if chance.random() < 0.3 else content


def _lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    chance.shuffle(lines)
    return chance.choice((b"\n", b"\n\n", b" \n \n", b"\r\n", b"\t", b" ")).join(lines)


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip,
    _insert,
    _insert,
    _drop,
    _repeat,
    _move,
    _cut,
    _lines,
)


# --- stages, and what they promise -------------------------------------------------------------


def _read(kind: str, content: bytes) -> Reading:
    reading = read_content(content, Path(NAMES[kind]))
    for block in reading.blocks:
        assert 0 <= block.start <= block.end <= len(reading.text), "a block has no place"
        assert block.text.strip() or block.kind == "row", "a block is empty"
        assert not {OPEN, CLOSE} & set(block.text + block.marker), "a sign has been left in"
        assert all(0 <= mark.at <= len(block.text) for mark in block.marks), "a mark is outside of its text"
        assert not block.cells or "\t".join(block.cells) == block.text, "cells and text differ"
        assert block.line >= 1, "lines count from 1"
    return reading


STAGES: list[Callable[[Any], Any]] = []
"""What comes after reading: each gets what the one before it gave, the first one a reading."""


def tried(seed: int, number: int, formats: tuple[str, ...]) -> str:
    """What is wrong with how an input was read; empty if nothing is."""
    kind, content = damaged(seed, number, formats)
    begun = time.perf_counter()
    try:
        result: Any = _read(kind, content)
        for stage in STAGES:
            result = stage(result)
    except MigkgError:
        pass
    except Exception as error:  # noqa: BLE001 (that is what is looked for)
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{kind}: {type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
    took = time.perf_counter() - begun
    return f"{kind}: it took {took:.1f} s" if took > SLOW else ""


def _batch(task: dict[str, Any], _: int) -> dict[str, Any]:
    first, last = task["first"], task["last"]
    found = {number: tried(task["seed"], number, tuple(task["formats"])) for number in range(first, last)}
    return {"found": [[number, what] for number, what in found.items() if what]}


def findings(seed: int, inputs: int, formats: tuple[str, ...], seconds: float) -> Iterator[tuple[str, str]]:
    """What is wrong, with the number of its input; inputs that end their process come by the hundred."""
    spans = [(first, min(inputs, first + BATCH)) for first in range(0, inputs, BATCH)]
    tasks = [{"seed": seed, "first": first, "last": last, "formats": formats} for first, last in spans]
    end = time.monotonic() + seconds
    answers = workers.run(tasks, _batch, 1, Limits(seconds=120.0))
    for done, (number, answer) in enumerate(answers, start=1):
        first, last = spans[number]
        if isinstance(answer, workers.Lost):
            yield f"{seed}/{first}-{last - 1}", f"the process was lost: {answer.value}"
        else:
            yield from ((f"{seed}/{at}", what) for at, what in answer["found"])
        _show(done * BATCH, inputs)
        if time.monotonic() > end:
            answers.close()
            print(f"\nstopped after {done * BATCH} inputs", file=sys.stderr)
            return


def _show(done: int, total: int) -> None:
    if sys.stderr.isatty():
        width = 40 * min(done, total) // total
        print(
            f"\r[{'#' * width}{'.' * (40 - width)}] {min(done, total)}/{total}",
            end="",
            file=sys.stderr,
            flush=True,
        )


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, and try what it asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--inputs", type=int, default=1000, help="how many (1000)")
    parser.add_argument("--seed", type=int, default=1, help="other damage with another seed (1)")
    parser.add_argument(
        "--format", choices=list(NAMES), action="append", help="only this format; may be repeated"
    )
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so much time")
    parser.add_argument("--only", metavar="SEED/NUMBER", help="one input again, with its traceback")
    asked = parser.parse_args(arguments)
    formats = tuple(asked.format or NAMES)
    if asked.only:
        seed, number = map(int, asked.only.split("/"))
        kind, content = damaged(seed, number, formats)
        sys.stdout.buffer.write(content + b"\n")
        print(_read(kind, content))
        return 0
    seen: Counter[str] = Counter()
    for number, what in findings(asked.seed, asked.inputs, formats, asked.seconds):
        seen[what] += 1
        if seen[what] == 1:
            print(f"{number} {what}", flush=True)
    print(f"{seen.total()} findings of {len(seen)} kinds in {asked.inputs} inputs", file=sys.stderr)
    return 1 if seen else 0


if __name__ == "__main__":
    sys.exit(main())
