"""The canonical spelling: stable, complete, the same for all that say the same."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from migkg import graph, turtle
from migkg.errors import ParseError, UnreadableError
from migkg.terms import BASE, PREFIXES, XSD

NAME = Path("a.ttl")


def canonical(triples: object) -> set[ox.Quad]:
    """The triples with blank nodes named by what is said about them (RDFC-1.0)."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)  # type: ignore[attr-defined]
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def parsed(text: str) -> tuple[ox.Quad, ...]:
    return graph.parse_text(text, NAME).quads


# --- what it looks like

MESSY = """
@prefix m: <https://w3id.org/migkg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix eu: <http://publications.europa.eu/resource/authority/country/> . @prefix unused: <http://x/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @base <https://w3id.org/migkg/> .
<document/d/para/10> m:order 10 ; a m:Paragraph . # gone
<document/d/para/2> skos:notation "para 2" ; m:mentions <objective/22>, <objective/5>, <plan/12/c>, eu:ETH ;
  m:order 007 ; a m:Paragraph ; m:due "2019"^^xsd:gYear ; m:share 1.50 , "5."^^xsd:decimal , 1e3 ;
  m:evidencePhrase '''say "no"'''@en .
"""
NEAT = """\
@base <https://w3id.org/migkg/> .
@prefix eu: <http://publications.europa.eu/resource/authority/country/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<document/d/para/2>
    a mig:Paragraph ;
    mig:due "2019"^^xsd:gYear ;
    mig:evidencePhrase "say \\"no\\""@en ;
    mig:mentions
        <objective/5> ,
        <objective/22> ,
        <plan/12/c> ,
        eu:ETH ;
    mig:order 007 ;
    mig:share
        1.50 ,
        1e3 ,
        "5."^^xsd:decimal ;
    skos:notation "para 2" ;
.

<document/d/para/10>
    a mig:Paragraph ;
    mig:order 10 ;
.
"""


def test_it_looks_like_the_house_style() -> None:
    assert turtle.format_text(MESSY, NAME) == NEAT


SHAPE = """@prefix sh: <http://www.w3.org/ns/shacl#> .

<http://x/s>
    a sh:NodeShape ;
    sh:property
        [
            sh:in (
                1
                "b"
                [
                    sh:path <http://x/q> ;
                ]
            ) ;
            sh:path <http://x/p> ;
        ] ,
        [] ;
    sh:select \"\"\"SELECT "x"
  WHERE { ?a ?b "\\\\\\"" }
\\"\\"\"\"\" ;
    sh:xone () ;
.
"""


def test_blank_nodes_lists_and_long_strings() -> None:
    assert turtle.format_text(SHAPE, NAME) == SHAPE
    members = [quad.object.value for quad in parsed(SHAPE) if quad.predicate.value.endswith("select")]
    assert members == ['SELECT "x"\n  WHERE { ?a ?b "\\"" }\n""']


def test_nothing_gives_nothing() -> None:
    assert turtle.format_text("# only a comment\n@prefix x: <http://x/> .", NAME) == ""


@pytest.mark.parametrize(
    "text",
    [
        "_:a <x:p> _:b . _:b <x:p> _:a .",
        "_:a <x:p> _:a .",
        "_:a <x:p> <x:o> . <x:s> <x:p> _:a . <x:t> <x:p> _:a .",
        "<x:s> <x:p> _:a ; <x:q> _:a .",
        "_:a <x:p> _:b . _:b <x:p> _:c . _:c <x:p> _:b, [ <x:q> 1 ] .",
        "[] <x:p> 1 . [] <x:p> 1 . [] <x:p> 2 .",
        "(1 2 3) <x:p> ( () (4 [<x:q> ()]) ) .",
        "<x:s> <x:p> (1 2 . ".replace("(1 2 .", "_:l . _:l <{R}first> 1, 2 ; <{R}rest> () ."),
        "<x:s> <x:p> _:l . _:l <{R}first> 1 ; <{R}rest> _:m . _:m <{R}first> 2 ; <{R}rest> () ; <x:q> 3 .",
        "<x:s> <x:p> _:l . _:l <{R}first> 1 ; <{R}rest> _:l .",
        "<x:s> <x:p> _:l . _:l <{R}first> 1 ; <{R}rest> <x:elsewhere> .",
        (
            "<x:s> <x:p> _:l . _:l <{R}first> 1 ; <{R}rest> _:m . _:m <{R}first> 2 ; <{R}rest> () ."
            " <x:t> <x:p> _:m ."
        ),
        "<{R}nil> <x:p> <{R}nil>, <{R}type> ; a <{R}nil> .",
        "<x:s> <x:p> " + "[ <x:p> " * 100 + "1" + " ]" * 100 + " .",
        "<x:s> <x:p> " + "( " * 50 + "1" + " )" * 50 + " .",
        "<x:s> <x:p> (" + " ".join(map(str, range(2000))) + ") .",
    ],
)
def test_shapes_of_blank_nodes_survive_and_settle(text: str) -> None:
    text = text.replace("{R}", PREFIXES["rdf"])
    once = turtle.format_text(text, NAME)
    assert canonical(parsed(once)) == canonical(parsed(text))
    assert turtle.format_text(once, NAME) == once


def test_a_long_list_of_equal_members_takes_no_time() -> None:
    text = turtle.format_text("<x:s> <x:p> (" + " 1" * 5000 + " ) .", NAME)
    assert text.count("\n        1") == 5000


def test_labels_do_not_depend_on_those_of_the_text() -> None:
    text = "_:a <x:p> _:b , <x:1> . _:b <x:p> _:a , <x:2> . <x:s> <x:p> _:a , _:b ."
    swapped = text.replace("_:a", "_:z").replace("_:b", "_:a").replace("_:z", "_:b")
    assert turtle.format_text(text, NAME) == turtle.format_text(swapped, NAME)


@pytest.mark.parametrize(
    ("iri", "written"),
    [
        (f"{BASE}a/b", "<a/b>"),
        (BASE, f"<{BASE}>"),
        (f"{BASE}ontology", "<ontology>"),
        (f"{BASE}ontology#", "mig:"),
        (f"{BASE}ontology#a/b", "<ontology#a/b>"),
        (f"{BASE}a:b", f"<{BASE}a:b>"),
        (f"{BASE}x/a:b", "<x/a:b>"),
        (f"{BASE}/a", f"<{BASE}/a>"),
        (f"{BASE}?a", f"<{BASE}?a>"),
        (f"{BASE}#a", f"<{BASE}#a>"),
        (f"{BASE}./a", f"<{BASE}./a>"),
        (f"{BASE}a/../b", f"<{BASE}a/../b>"),
        (f"{BASE}a/..", f"<{BASE}a/..>"),
        (f"{BASE}a/...", "<a/...>"),
        (f"{BASE}a/12(a)", "<a/12(a)>"),
        ("http://metadata.un.org/sdg/10.7", "sdg:10.7"),
        ("http://metadata.un.org/sdg/10.", "<http://metadata.un.org/sdg/10.>"),
        ("http://metadata.un.org/sdg/-1", "<http://metadata.un.org/sdg/-1>"),
        ("http://metadata.un.org/sdg/é", "<http://metadata.un.org/sdg/é>"),
    ],
)
def test_each_iri_is_written_so_that_it_is_read_back(iri: str, written: str) -> None:
    text = turtle.serialize([ox.Triple(ox.NamedNode(iri), ox.NamedNode("x:p"), ox.NamedNode(iri))])
    assert f"\n    <x:p> {written} ;\n" in text
    (quad,) = parsed(text)
    assert quad.subject == quad.object == ox.NamedNode(iri)


def test_prefixes_of_migkg_win_over_those_of_a_file() -> None:
    text = "@prefix schema: <http://schema.org/> . @prefix s: <https://schema.org/> . schema:a s:b <x:c> ."
    assert turtle.format_text(text, NAME) == (
        "@prefix schema: <https://schema.org/> .\n\n<http://schema.org/a>\n    schema:b <x:c> ;\n.\n"
    )


# --- random graphs

NASTY_TEXTS = [
    "",
    '"',
    '""',
    '"""',
    "\\",
    "\\n",
    "\n",
    '\n"',
    '"\n"',
    'a"""b\n"""',
    "\r",
    "\r\n",
    "\t",
    "\0",
    "\x7f",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ufffe",
    "é – ¶",
    "\U0001f600",
    "' '' '''",
    "\\u0041",
    "<a>",
    "# no comment",
    "@en",
    "^^x",
]
NUMBERS = [
    ("007", "integer"),
    ("-0", "integer"),
    ("+1", "integer"),
    ("1", "decimal"),
    (".5", "decimal"),
    ("5.", "decimal"),
    ("1.50", "decimal"),
    ("1e3", "double"),
    ("1.e3", "double"),
    (".e3", "double"),
    ("INF", "double"),
    ("x", "integer"),
    (" 1", "integer"),
    ("true", "boolean"),
    ("TRUE", "boolean"),
    ("1", "boolean"),
    ("", "integer"),
    ("2019", "gYear"),
]
NASTY_IRIS = [
    BASE,
    f"{BASE}a",
    f"{BASE}a/2",
    f"{BASE}a/10",
    f"{BASE}a/..",
    f"{BASE}//a",
    f"{BASE}a:b",
    f"{BASE}ontology#A",
    f"{BASE}ontology#",
    f"{BASE}ontology#a.b",
    f"{BASE}ontology#a.",
    f"{BASE}ontology#-",
    "urn:x:y",
    "x:",
    "http:a",
    "http://x/é%20'()*,;=!$&~@",
    "http://x/?q#f",
    "http://x/\U00020000",
    f"{XSD}integer",
    f"{PREFIXES['rdf']}nil",
    f"{PREFIXES['rdf']}type",
    f"{PREFIXES['rdf']}first",
    f"{PREFIXES['rdf']}rest",
    f"{PREFIXES['rdf']}List",
]


def random_graph(seed: int) -> list[ox.Triple]:
    """Up to 25 triples of nasty terms; few blank nodes, so that telling graphs apart stays quick."""
    chance = random.Random(seed)
    iris = [ox.NamedNode(iri) for iri in chance.sample(NASTY_IRIS, 8)]
    nodes = [ox.BlankNode(f"n{number}") for number in range(chance.randrange(6))]

    def literal() -> ox.Literal:
        text = "".join(chance.choices(NASTY_TEXTS, k=chance.randrange(4)))
        number, name = chance.choice(NUMBERS)
        return chance.choice(
            [
                ox.Literal(text),
                ox.Literal(text, language=chance.choice(["en", "de-ch", "zh-hant"])),
                ox.Literal(text, datatype=chance.choice(iris)),
                ox.Literal(number, datatype=ox.NamedNode(XSD + name)),
            ]
        )

    return [
        ox.Triple(
            chance.choice([*iris, *nodes]),
            chance.choice(iris),
            chance.choice([chance.choice(iris), literal(), chance.choice([*nodes, *iris])]),
        )
        for _ in range(chance.randrange(1, 25))
    ]


@pytest.mark.parametrize("seed", range(0, 500, 50))
def test_random_graphs_survive_settle_and_look_the_same_in_any_order(seed: int) -> None:
    for number in range(seed, seed + 50):
        triples = random_graph(number)
        once = turtle.serialize(triples)
        assert canonical(parsed(once)) == canonical(triples), number
        assert turtle.format_text(once, NAME) == once, number
        random.Random(number).shuffle(triples)
        assert turtle.serialize(triples) == once, number


def test_another_parser_reads_the_same() -> None:
    import rdflib
    from rdflib.compare import isomorphic

    for seed in range(60):
        triples = [t for t in random_graph(seed) if "nil" not in str(t) and "\\u0000" not in str(t)]
        theirs = rdflib.Graph().parse(data=turtle.serialize(triples), format="turtle")
        ours = graph.to_rdflib(triples)
        assert {type(term) for triple in theirs for term in triple} <= {
            rdflib.URIRef,
            rdflib.BNode,
            rdflib.Literal,
        }
        assert len(theirs) == len(ours), seed
        if seed < 20:
            assert isomorphic(rdflib_as_written(theirs), rdflib_as_written(ours)), seed


def rdflib_as_written(triples: object) -> object:
    """An rdflib graph whose literals are all normalized, since its own parser does that."""
    import rdflib

    result = rdflib.Graph()
    for s, p, o in triples:  # type: ignore[attr-defined]
        result.add(
            (
                s,
                p,
                rdflib.Literal(str(o), lang=o.language, datatype=o.datatype)
                if isinstance(o, rdflib.Literal)
                else o,
            )
        )
    return result


# --- what formatting must not do


def test_comments_are_found_with_their_lines() -> None:
    text = "# one\n<a#b> <p> \"# no\", '# no', \"\"\"\n# no\n\"\"\" , '''# no ' ''' ; # two\n <q> 1 .# three"
    assert turtle.dropped_comments(text) == ((1, "# one"), (4, "# two"), (5, "# three"))
    assert turtle.dropped_comments("@prefix ex: <http://x#> . ex:a\\#b ex:c 'a\\'# no' .") == ()


def test_broken_text_and_other_formats_are_refused() -> None:
    with pytest.raises(ParseError, match=r"a\.ttl:1:"):
        turtle.format_text("<a> <b> .", NAME)
    with pytest.raises(UnreadableError, match="only Turtle is formatted"):
        turtle.format_text("", Path("a.trig"))


def test_every_file_of_the_dataset_says_the_same_when_formatted(root: Path) -> None:
    files = [
        path for folder in ("data", "ontology", "shapes") for path in sorted((root / folder).rglob("*.ttl"))
    ]
    assert len(files) > 40
    for path in files:
        text = graph.read_text(path)
        once = turtle.format_text(text, path)
        assert turtle.format_text(once, path) == once
        assert canonical(parsed(once)) == canonical(parsed(text))
