"""Where triples are written, in every format: small texts by hand, and all of our own data."""

from __future__ import annotations

import html
import json
import random
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import taking
from migkg.graph import parse_text
from migkg.positions import Place, positions
from migkg.positions.jsontext import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
TURTLE = sorted(path for folder in ("data", "ontology", "shapes") for path in (ROOT / folder).rglob("*.ttl"))
FIRST = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
REST = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")
NIL = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
EX = "http://example.org/"
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
Quads = tuple[ox.Quad, ...]


def quads_of(text: str, suffix: str) -> Quads:
    parsed = ox.parse(text, FORMATS[suffix], base_iri="https://w3id.org/migkg/", rename_blank_nodes=True)
    return tuple(parsed)


def offset(text: str, place: Place) -> int:
    starts = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]
    return starts[place.line - 1] + place.column - 1


def check(text: str, suffix: str, expected: str) -> None:
    """The places of all objects, in the order of the text, each `line:column what stands there`."""
    quads = quads_of(text, suffix)
    found = positions(text, Path(f"a{suffix}"), quads)
    places = [found.find(quad.subject, quad.predicate.value, quad.object) for quad in quads]
    assert None not in places
    lines = [line.partition(" ") for line in expected.split("\n")]
    assert sorted(f"{place.line}:{place.column}" for place in places) == sorted(line[0] for line in lines)
    for where, _, words in lines:
        line, column = map(int, where.split(":"))
        at = offset(text, Place(line, column))
        assert text[at : at + len(words)] == words, where


# --- Turtle and its kin ---------------------------------------------------------------------------

TURTLE_CASES = {
    "a statement": ("<x:a> <x:b> <x:c> .", "1:13 <x:c>"),
    "lists of objects and of predicates": (
        "@prefix : <x:> .\n:a :b :c ,\n  :d ;\n  a :E ; .",
        "2:7 :c\n3:3 :d\n4:5 :E",
    ),
    "literals": (
        '<x:a> <x:b> "c" , \'d\'@en-GB , "e"^^<x:f> , true , -1 , 1.5 , .5e3 , 1.E0.',
        '1:13 "c"\n1:19 \'d\'@en\n1:31 "e"^^\n1:44 true\n1:51 -1\n1:56 1.5\n1:62 .5e3\n1:69 1.E0',
    ),
    "long literals": (
        '<x:a> <x:b> """one\n"two" \'\'\'\n""" , \'\'\'three\n"""\'\'\' ;\n <x:c> <x:d> .',
        "1:13 \"\"\"one\n3:7 '''three\n5:8 <x:d>",
    ),
    "escapes": (
        r"""@prefix p.q: <x:> . p.q:a\-b%41.c p.q:\~ "\u0041\"#" , <x:\u0041> , p.q:d\.e. """,
        '1:42 "\\u0041\n1:56 <x:\\u0041>\n1:69 p.q:d\\.e',
    ),
    "comments with quotes and full stops": (
        "<x:a> # \"no\". \n <x:b> #'''\n <x:c>#<x:d>\n.",
        "3:2 <x:c>",
    ),
    "a blank node inside": (
        "<x:a> <x:b> [ <x:c> [ <x:d> 1 ] ;\n <x:e> 2 ] .",
        "1:13 [ <x:c>\n1:21 [ <x:d>\n1:29 1\n2:8 2",
    ),
    "blank nodes as subjects": (
        "[ <x:a> 1 ] <x:b> 2 .\n[ <x:c> 3 ] .\n[] <x:d> [] .\n_:b.c <x:e> _:b.c.",
        "1:9 1\n1:19 2\n2:9 3\n3:10 []\n4:13 _:b.c",
    ),
    "a list": (
        "<x:a> <x:b> ( 1 <x:c> ) .",
        "1:13 ( 1\n1:15 1\n1:17 <x:c>\n1:17 <x:c>\n1:23 )",
    ),
    "an empty list, and lists in lists": (
        "<x:a> <x:b> () , (\n()\n( 1 )) .",
        "1:13 ()\n1:18 (\n2:1 ()\n3:1 ( 1\n3:1 ( 1\n3:3 1\n3:5 )\n3:6 )",
    ),
    "a list as subject": ("( 1\n) <x:a> <x:b> .", "1:3 1\n2:1 )\n2:9 <x:b>"),
    "relative IRIs and a new base": (
        "@base <http://example.org/a/> .\n<> <#b> <../c>.\nBASE <d/>\n<e> <f> <> .\n",
        "2:9 <../c>\n4:9 <> .",
    ),
    "a prefix that changes": (
        "PREFIX : <x:>\n:a :b :c .\n@prefix : <y:> .\n:a :b :c .",
        "2:7 :c\n4:7 :c",
    ),
    "a prefix that is called a prefix": (
        "prefix prefix: <x:> @prefix base: <y:> . base:a a prefix:b .",
        "1:51 prefix:b",
    ),
    "a version": ('VERSION "1.1" <x:a> <x:b> 1 . @version "1.1" . <x:a> <x:b> 2 .', "1:27 1\n1:60 2"),
    "line ends": (
        "<x:a> <x:b> 1 ;\r<x:c> 2 ;\r\n<x:d> 3 ;\n<x:e> '''\r\n\r''' , 4 .",
        "1:13 1\n2:7 2\n3:7 3\n4:7 '''\n6:7 4",
    ),
    "wide characters": (
        '<x:é> <x:b> "\U0001f600é" , "c" . # \u2028\n<x:a> <x:b> 1 .',
        '1:13 "\U0001f600\n1:20 "c"\n2:13 1',
    ),
    "nothing between": (
        '<x:a><x:b>"c"@en,"d";<x:e>1,2.<x:f><x:b>_:g.',
        '1:11 "c"\n1:18 "d"\n1:27 1\n1:29 2\n1:41 _:g',
    ),
}


@pytest.mark.parametrize("suffix", [".ttl", ".trig"])
@pytest.mark.parametrize("name", TURTLE_CASES)
def test_turtle(name: str, suffix: str) -> None:
    text, expected = TURTLE_CASES[name]
    check(text, suffix, expected)


@pytest.mark.parametrize(
    ("suffix", "text", "expected"),
    [
        (
            ".trig",
            (
                "<x:g> { <x:a> <x:b> 1 . <x:c> <x:d> 2 }\nGRAPH _:h { [] <x:b> [ <x:c> 3 ] }\n"
                "{ <x:a> <x:b> 4 . }\n[] { <x:a> <x:b> 5 } <x:a> <x:b> 6 ."
            ),
            "1:21 1\n1:37 2\n2:22 [\n2:30 3\n3:15 4\n4:18 5\n4:34 6",
        ),
        (
            ".nq",
            '<x:a> <x:b> "c"@en <x:g> .\n<x:a> <x:b> _:d _:g .\n<x:a> <x:b> <x:c> . # <x:d>\n',
            '1:13 "c"\n2:13 _:d\n3:13 <x:c>',
        ),
        (".nt", '_:a <x:b> "\\"\\u0041" .\n\n_:a<x:b>_:c.', '1:11 "\\"\n3:9 _:c'),
    ],
)
def test_graphs_and_lines(suffix: str, text: str, expected: str) -> None:
    check(text, suffix, expected)


# --- RDF/XML --------------------------------------------------------------------------------------

XML = (
    '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:e="http://example.org/">\n'
)
XML_END = re.compile('[<"]')
XML_CASES = {
    "text": (
        '<rdf:Description rdf:about="a">\n <e:p>one &amp; two</e:p></rdf:Description>',
        "4:7 one",
    ),
    "a typed node with attributes": (
        '<e:T rdf:ID="a" e:p="1"\n  e:q = \'x&#10;y\' rdf:type="b"/>',
        "3:1 <e:T\n3:22 1\n4:10 x&#10;\n4:29 b",
    ),
    "a resource and a blank node": (
        '<e:T rdf:nodeID="n">\n<e:p rdf:resource="b"/><e:q rdf:nodeID="n"/></e:T>',
        '3:1 <e:T\n4:20 b"\n4:41 n"',
    ),
    "nodes inside": (
        "<rdf:Description>\n<e:p>\n <e:T>\n  <e:q/></e:T></e:p>\n</rdf:Description>",
        "5:2 <e:T\n5:2 <e:T\n6:3 <e:q/>",
    ),
    "an empty property with attributes": (
        '<rdf:Description><e:p e:q="1" xml:lang="en"/></rdf:Description>',
        "3:18 <e:p\n3:28 1",
    ),
    "parseType": (
        (
            '<rdf:Description>\n<e:p rdf:parseType="Resource"><e:q>1</e:q></e:p>\n'
            '<e:r rdf:parseType="Literal"><b xmlns="x:">2</b></e:r>\n'
            '<e:s rdf:parseType="Collection"><e:A/>\n<e:B/></e:s></rdf:Description>'
        ),
        (
            "4:1 <e:p\n4:36 1\n5:1 <e:r\n6:1 <e:s\n6:33 <e:A/>\n6:33 <e:A/>\n7:1 <e:B/>\n7:1 <e:B/>\n"
            "7:1 <e:B/>\n6:1 <e:s"
        ),
    ),
    "a named statement": (
        '<rdf:Description>\n<e:p rdf:ID="s">1</e:p></rdf:Description>',
        "4:17 1\n4:17 1\n4:1 <e:p\n3:1 <rdf\n4:14 s",
    ),
    "members and bases": (
        (
            '<rdf:Bag xml:base="http://example.org/x/" rdf:about="../y">\n'
            "<rdf:li>1</rdf:li><rdf:li>2</rdf:li></rdf:Bag>"
        ),
        "3:1 <rdf\n4:9 1\n4:27 2",
    ),
    "wide characters": (
        '<e:Té e:p="\U0001f600" e:q="1"/>',
        "3:1 <e:T\n3:12 \U0001f600\n3:20 1",
    ),
}


@pytest.mark.parametrize("name", XML_CASES)
def test_rdfxml(name: str) -> None:
    text, expected = XML_CASES[name]
    check(f"{XML}{text}\n</rdf:RDF>", ".rdf", expected)


# --- JSON-LD --------------------------------------------------------------------------------------

JSON_CASES = {
    "a vocabulary": (
        (
            '{"@context": {"@vocab": "http://example.org/"},\n"@id": "a", "@type": "T",\n'
            '"p": "1", "q": [2, true]}'
        ),
        '2:22 "T"\n3:6 "1"\n3:17 2\n3:20 true',
    ),
    "names, prefixes and kinds": (
        (
            '{"@context": {"e": "http://example.org/", "p": {"@id": "e:q", "@type": "@id"}, "d": {"@id": '
            '"e:d", "@type": "e:D"}, "id": "@id"},\n'
            '"id": "e:a", "p": ["e:b", "c"], "d": "x", "none": 1, "e:f": "y"}'
        ),
        '2:20 "e:b"\n2:27 "c"\n2:38 "x"\n2:61 "y"',
    ),
    "nodes inside, and the type last": (
        '[{"x:p": {\n"x:q": {"@id": "x:b"}, "x:r": {"@value": "v", "@language": "en"}},\n"@type": "x:T"}]',
        '1:10 {\n2:8 {"@id\n2:42 "v"\n3:10 "x:T"',
    ),
    "lists, sets and maps": (
        (
            '{"@context": {"l": {"@id": "x:l", "@container": "@list"}, "m": {"@id": "x:m", "@container": '
            '"@language"}},\n"l": ["a",\n"b"], "x:s": {"@set": ["c"]}, "x:k": {"@list": []}, "m":{"en": "d"}}'
        ),
        '2:6 [\n2:7 "a"\n3:1 "b"\n3:1 "b"\n3:1 "b"\n3:24 "c"\n3:38 {\n3:64 "d"',
    ),
    "the other way round, and a graph": (
        '{"@id": "x:a", "@reverse": {"x:p": {"@id": "x:b"}},\n"@graph": [{"@id": "x:c", "x:q": 1.5}]}',
        '1:1 {"@id\n2:34 1.5',
    ),
    "contexts that belong to a property or a type": (
        (
            '{"@context": {"p": {"@id": "x:p", "@context": {"q": "x:q"}}, "T": {"@id": "x:T", "@context": '
            '{"r": "x:r"}}},\n"p": {"q": 1}, "@type": "T", "r": 2, "q": 3}'
        ),
        '2:6 {"q\n2:12 1\n2:25 "T"\n2:35 2',
    ),
    "escapes and wide characters": (
        '{"x:p": "\U0001f600", "x:q": "a\\nb", "x:\\u0072": 1}',
        '1:9 "\n1:21 "a\n1:41 1',
    ),
}


@pytest.mark.parametrize("name", JSON_CASES)
def test_jsonld(name: str) -> None:
    text, expected = JSON_CASES[name]
    check(text, ".jsonld", expected)


# --- what is asked --------------------------------------------------------------------------------

ASKED = """@prefix ex: <http://example.org/> .

ex:a
    ex:p "one" ,
        "two" .

ex:b ex:q [ ex:p "three" ] .
ex:a ex:q [] .
"""


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "place"),
    [
        ("a", "p", ox.Literal("one"), (4, 10)),
        ("a", "p", ox.Literal("two"), (5, 9)),
        ("a", "p", ox.Literal("two", language="en"), (4, 5)),
        ("a", "p", None, (4, 5)),
        ("a", "r", None, (3, 1)),
        ("a", "", ox.Literal("one"), (3, 1)),
        ("b", "", None, (7, 1)),
        ("c", "p", ox.Literal("one"), None),
    ],
)
def test_the_object_else_the_predicate_else_the_subject(
    subject: str, predicate: str, value: ox.Literal | None, place: tuple[int, int] | None
) -> None:
    found = positions(ASKED, Path("a.ttl"))
    assert found.find(ox.NamedNode(EX + subject), predicate and EX + predicate, value) == place


def test_blank_nodes_go_by_the_labels_of_the_quads() -> None:
    """The parser gives new labels each time that it is asked to."""
    quads = quads_of(ASKED, ".ttl")
    full, empty = (quad.object for quad in quads if isinstance(quad.object, ox.BlankNode))
    found = positions(ASKED, Path("a.ttl"), quads)
    assert found.subject(full) == (7, 11)
    assert found.subject(empty) == (8, 11)
    assert positions(ASKED, Path("a.ttl")).subject(full) is None


def test_labels_as_written() -> None:
    text = "_:x <x:p> 1 .\n_:y <x:p> _:x ."
    assert positions(text, Path("a.ttl")).subject(ox.BlankNode("y")) == (2, 1)


def test_what_the_parser_skipped_does_not_shift_the_rest() -> None:
    """A parser that goes on after an error leaves triples out; those that follow keep their places."""
    text = "<x:a> <x:b> 1 .\nno:prefix <x:b> 2 .\n<x:a> <x:b> 3 .\n<x:a> <x:b> << 4 .\n<x:a> <x:b> 5 .\n"
    integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    quads = [
        ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.Literal(number, datatype=integer))
        for number in ("1", "3", "5")
    ]
    found = positions(text, Path("a.ttl"), quads)
    places = [found.find(quad.subject, "x:b", quad.object) for quad in quads]
    assert places == [(1, 13), (3, 13), (5, 13)]


@pytest.mark.parametrize("suffix", [*FORMATS, ".owl", ".xml", ".json", ".txt", ""])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        '<x:a> <x:b> ( [ "',
        "]) } . ; , ^^ @prefix @ (",
        "<rdf:RDF><a></b>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        '{"@context": {"a": "b", "b": "a"}, "a": [{]}, "b" "c": ',
        '{"@context": [[["http://example.org/"]], null, 1], "@id": 1, "x:a": {"@list": {"@value": []}}}',
    ],
)
def test_no_text_raises(text: str, suffix: str) -> None:
    quads = (ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.Literal("c")),)
    assert positions(text, Path(f"a{suffix}"), quads).find(ox.NamedNode("x:c"), "", None) is None
    assert positions(text, Path(f"a{suffix}")).subject(ox.NamedNode("x:c")) is None


@pytest.mark.parametrize("suffix", FORMATS)
def test_half_a_character_does_not_raise(suffix: str) -> None:
    assert positions("\ud800", Path(f"a{suffix}"), ()).subject(ox.NamedNode("x:c")) is None


def test_no_damage_to_a_text_raises() -> None:
    chance = random.Random(7)
    samples = [(ASKED, ".ttl"), (f"{XML}{XML_CASES['parseType'][0]}</rdf:RDF>", ".rdf")]
    samples += [(text, ".jsonld") for text, _ in JSON_CASES.values()]
    for text, suffix in samples:
        quads = quads_of(text, suffix)
        for _ in range(60):
            start = chance.randrange(len(text))
            put = chance.choice(["", "]", "}", '"', "[", "{", "\\", "<", "null", "'''", "&"])
            broken = text[:start] + put + text[start + chance.randrange(9) :]
            positions(broken, Path(f"a{suffix}"), quads)


# --- all of our own data --------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_triple_of_our_files_is_shown_where_it_is_written(suffix: str) -> None:
    assert len(TURTLE) > 20
    for path in TURTLE:
        text = path.read_text(encoding="utf-8")
        parsed = parse_text(text, path)
        if suffix != ".ttl":
            text = serialized(parsed.quads, suffix)
        quads = quads_of(text, suffix)
        found = positions(text, Path(f"a{suffix}"), quads)
        head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in parsed.prefixes.items())
        head = f"@base <{parsed.base}> .\n{head}" if suffix == ".ttl" else ""
        starts = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]
        for quad in quads:
            place = found.find(quad.subject, quad.predicate.value, quad.object)
            assert place is not None, quad
            at = starts[place.line - 1] + place.column - 1
            assert is_there(quad, text, at, suffix, head), f"{path.name} {place} {quad}"


def serialized(quads: Quads, suffix: str) -> str:
    graph = ox.NamedNode("x:g") if suffix in {".trig", ".nq"} else ox.DefaultGraph()
    moved = [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]
    return ox.serialize(moved, None, FORMATS[suffix]).decode()


def is_there(quad: ox.Quad, text: str, at: int, suffix: str, head: str) -> bool:
    term = quad.object
    if suffix == ".rdf":
        there = xml_object(text, at)
        return there == "<" or isinstance(term, ox.BlankNode) or there == term.value
    if suffix == ".jsonld":
        there = json_object(text, at)
        return isinstance(term, ox.BlankNode) or there == term.value
    if isinstance(term, ox.BlankNode):  # a cell of a list stands where its first member stands
        return quad.predicate == REST or text[at] in "[(" or text.startswith("_:", at)
    if term == NIL and text[at] in "()":
        return True
    if suffix in {".nt", ".nq"}:
        statement = f"<x:s> <x:p> {text[at : text.index(chr(10), at)]}"
        return next(iter(ox.parse(statement, ox.RdfFormat.N_QUADS))).object == term
    return term in turtle_objects(text, at, head)


def turtle_objects(text: str, at: int, head: str) -> Iterator[object]:
    """What the parser sees if the text starts here: as an object, and as the first member of a list."""
    for length in (200, 20_000, len(text)):
        for opening, is_member in (("", False), ("(", True)):
            statement = f"{head}<x:s> <x:p> {opening}{text[at : at + length]} ."
            with suppress(SyntaxError):
                quads = ox.parse(statement, ox.RdfFormat.TURTLE)
                yield next(quad.object for quad in quads if is_member == (quad.predicate == FIRST))


def xml_object(text: str, at: int) -> str:
    """The value of an attribute or the text of an element; `<` where a node or an empty element starts."""
    end = XML_END.search(text, at)
    return "<" if end is None or end.start() == at else html.unescape(text[at : end.start()])


def json_object(text: str, at: int) -> object:
    value, _ = json.JSONDecoder().raw_decode(text, at)
    return value.get("@id") if isinstance(value, dict) else value


# --- size -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".ttl", f'<x:a> <x:b> "{"c" * 1_000_000}" .'),
        (".ttl", "<x:a> <x:b> '''" + "c\\n" * 300_000 + "''' ."),
        (".ttl", '<x:a> <x:b> """' + '"c' * 300_000 + '""" .'),
        (".ttl", "<x:a> <x:b> " + "[ <x:b> " * 5000 + "1 " + "] " * 5000 + "."),
        (".ttl", "<x:a> <x:b> " + "( " * 5000 + "1 " + ") " * 5000 + "."),
        (".nt", "<x:a> <x:b> <x:c> .\n" * 20_000),
        (".rdf", XML + "<e:A><e:p>" * 5000 + "<e:A/>" + "</e:p></e:A>" * 5000 + "</rdf:RDF>"),
        (".rdf", XML + "<e:A><e:p>" + "é&amp;" * 200_000 + "</e:p></e:A></rdf:RDF>"),
        (".jsonld", '{"x:a": "' + "c" * 1_000_000 + '"}'),
        (".jsonld", '{"x:a": ' * 1000 + "1" + "}" * 1000),  # far deeper, and the parser dies
    ],
    ids=[
        "a long string",
        "many escapes",
        "many quotes",
        "deep brackets",
        "deep lists",
        "the same again",
        "deep XML",
        "a long text in XML",
        "a long string in JSON",
        "deep JSON",
    ],
)
def test_nothing_is_too_deep_or_too_long(suffix: str, text: str) -> None:
    quads = quads_of(text, suffix)
    found = positions(text, Path(f"a{suffix}"), quads)
    assert taking.seconds(lambda: positions(text, Path(f"a{suffix}"), quads), times=1) < 5
    assert quads
    assert all(found.find(quad.subject, quad.predicate.value, quad.object) for quad in quads)


@pytest.mark.slow
def test_five_megabytes_of_turtle_take_seconds() -> None:
    text = "".join(
        f'<x:{number}> <x:p> <x:{number + 1}> ;\n    <x:q> "{"word " * 40}"@en , [ <x:r> 1 ] .\n'
        for number in range(20_000)
    )
    assert len(text) > 5_000_000
    quads = quads_of(text, ".ttl")
    found = positions(text, Path("a.ttl"), quads)
    assert taking.seconds(lambda: positions(text, Path("a.ttl"), quads), times=1) < 6
    assert found.subject(ox.NamedNode("x:19999")) == (39_999, 1)


def test_json_of_any_depth_is_followed() -> None:
    text = '{"x:a": ' * 20_000 + "1" + "}" * 20_000
    node = ox.BlankNode("b")
    quads = [ox.Quad(node, ox.NamedNode("x:a"), ox.Literal("1"))]
    assert positions(text, Path("a.jsonld"), quads).subject(ox.NamedNode("x:c")) is None


def test_json_that_nobody_can_follow() -> None:
    assert parse("") is None
    assert parse("]}:") is None
