"""Strangers' files: broken ones are refused where they are broken, odd ones are read as they are."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from migkg import terms
from migkg.errors import ParseError
from migkg.graph import examine, load_file, parse_file
from migkg.loading import load
from migkg.reading import Limits, Problem, Reading, files_below, read_all

HERE = "¦"
"""Marks in the texts below where a problem is to be found; it is taken out before reading."""

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:m="http://m/"'
A, B, C = "<x:a>", "<x:b>", "<x:c>"
RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML_LITERAL = f"{RDF_NS}XMLLiteral"
XSD = "http://www.w3.org/2001/XMLSchema#"


def things(body: str) -> str:
    return f"<rdf:RDF {RDF}>\n{body}\n</rdf:RDF>"


def thing(body: str) -> str:
    return things(f'<rdf:Description rdf:about="s">\n{body}\n</rdf:Description>')


def node(*members: str) -> str:
    return "{\n" + ",\n".join(['"@id": "http://x/s"', *members]) + "\n}"


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and the lines and columns of these."""
    places: list[tuple[int, int]] = []
    parts = text.split(HERE)
    bare = ""
    for part in parts[:-1]:
        bare += part
        lines = bare.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        places.append((len(lines), len(lines[-1]) + 1))
    return bare + parts[-1], places


BROKEN_TURTLE = [
    # what is missing
    "<a> <b> <c>¦",
    "<a> <b> <c>¦\n\n\n",
    "<a> <b> <c>¦\n<d> <e> <f> .",
    "<a> <b> 1¦\n<d> a <f> .",
    "<a> <b> [ <c> 1 ]¦ # a comment\n# another\n<d> <e> <f> .",
    '<a> <b> "x"@en¦\n\n<d> <e> <f> ; <g> 2 .',
    "<a> <b> <c>¦\n@prefix e: <http://e/> .\ne:a e:b 1 .",
    "<a> <b> <c> ;\n  <d> 1¦\n  <e> 2 ;\n  <f> 3 .",
    '<a> <b> <c> ;\n  <d> "x"¦\n  a <e> .',
    "<a> <b> <c>¦ <d> .",
    "<a> <b> <c> ;\n  <d> 1¦ 2 .",
    "<a> <b> <c> ;\n <d> ¦;\n <e> 1 .",
    '<a> <b>¦\n  <c> "x" ;\n  <d> 1 .',
    "<a> <b> ¦.",
    "<a> ¦.",
    "¦. <a> <b> <c> .",
    "<a> <b> <c> , ¦.",
    "<a> <b> <c> , ¦, <d> .",
    "<a> ¦; <b> <c> .",
    "<a> <b> <c> . ¦.",
    "<a> <b>¦\n\n",
    "<a>¦\n",
    "[] ¦.",
    "( 1 2 ) ¦.",
    "<a>\n    <b> <c> ;¦\n\n<d>\n    a <e> ;\n.",
    "<a>\n    <b> <c> ;¦\n\n<d>\n    <e> 1 ;\n.",
    "<a>\n    <b>\n        <c> ,\n        <d>¦ 1 ;\n    <e> 2 ;\n.",
    # what is not closed
    '<a> <b> ¦"abc .\n<d> <e> <f> .',
    '<a> <b> ¦"abc ;\n <c> 1 .\n<d> <e> <f> .',
    '<a> <b> ¦\'abc .\n<d> <e> "f" .',
    '<a> <b> ¦"abc\n  def" .\n<d> <e> <f> .',
    '<a> <b> 1 .\n<a> <b> ¦"""abc .\n<d> <e> <f> .\n',
    '<a> <b> ¦"""one .\n<a> <b> """two""" .\n',
    "<a> <b> ¦<abc .\n<d> <e> <f> .",
    "<a> <b> ¦<http://x/a <c> .\n<d> <e> <f> .",
    "¦<http://x/a\n<b> <c> .\n<d> <e> <f> .",
    "<a> <b> ¦[ <c> <d> .\n<d> <e> <f> .",
    "<a> <b> ¦[ <c> <d> ;\n<d> <e> .\n<d> <e> <f> .",
    "<a> <b> ¦( 1 2 .\n<d> <e> <f> .",
    "<a> <b> [ <c> ¦( 1 2 ] .\n<d> <e> <f> .",
    "<a> <b> ¦[ <c> 1\n",
    "<a> <b> [ <c>¦\n",
    "<a> <b> ( ¦[ <c> 1 ) .",
    # what closes nothing
    "<a> <b> <c> ¦] .",
    "<a> <b> ( 1 ) ¦) .",
    "<a> <b> <c> . ¦}",
    "<a> <b> <c> ¦} .\n<d> <e> <f> .",
    # terms
    "<a> <b> <http://x/a¦ b> .",
    "<a> <b> <http://x/¦{a}> .",
    "<a> <b> <http://x/a¦|b> .",
    "<a> <b> <http://x/a¦^b> .",
    "<a> <b> <http://x/a¦`b> .",
    "<a> <b> <http://x/a¦\\b> .",
    "<a> <b> <http://x/a¦\\n> .",
    "<a> <b> <http://x/¦\x01> .",
    "<a> <b> ¦<http://x/%zz> .",
    "<a> <b> ¦<http://x/%4> .",
    "<a> <b> ¦<http://x/a\\u0020b> .",
    "<a> <b> ¦<http://x/\\uD800> .",
    "<a> <b> ¦<http://[x/> .",
    "<a> <b> ¦<http://x:port/> .",
    "<a> <b> ¦<http://x/#a#b> .",
    "<a> <b> ¦<1a:b> .",
    "¦ex:a <b> <c> .\n<d> <e> ex:f .\nex:g <h> 1 .",
    "@prefix ex: <http://x/> .\n<a> <b> ¦xe:c ; ex:d ¦y:z .",
    "@prefix EX: <http://x/> .\n¦ex:a <b> <c> .",
    "¦http://x/a <b> <c> .",
    "@prefix e: <http://e/> .\n<a> <b> ¦e:a%zz .",
    "@prefix e: <http://e/> .\n<a> <b> ¦e:a\\q .",
    "@prefix e: <http://e/> .\n<a> <b> ¦e:a/b .",
    "@prefix e: <http://e/> .\ne:a¦. <b> <c> .",
    "_:a¦. <b> <c> .",
    '<a> <b> "x¦\\q" .',
    '<a> <b> "x¦\\u12" , "y¦\\uD800" , "z¦\\U00110000" .',
    '<a> <b> """x\n¦\\x""" .',
    '<a> <b> "x"¦@ .',
    '<a> <b> "x"¦@1 .',
    '<a> <b> "x"¦@en- .',
    '<a> <b> "x"¦@en_US .',
    '<a> <b> "x"¦@toolonglanguage .\n<d> <e> <f> .',
    '<a> <b> "x"¦@en-toolongsubtag .',
    '<a> <b> "x"¦@abcdefgh1 .',
    '<a> <b> "x"^^¦"c" .',
    '<a> <b> "x"^^¦_:c .',
    '<a> <b> "x"^^¦.',
    '<a> <b> "x"¦@en^^<c> .',
    "<a> <b> ¦1.2.3 .",
    "<a> <b> ¦1e .",
    "<a> <b> ¦12abc .",
    "<a> <b> ¦+ .",
    "<a> <b> ¦True .",
    "<a> <b> ¦TRUE .",
    "<a> <b> ¦“x” .",
    '<a> <b> "a "¦quoted" b" .',
    '<a> <b> """a"""¦" .',
    # places
    '¦"x" <b> <c> .\n<d> <e> <f> .',
    "¦true <b> <c> .",
    '<a> ¦"b" <c> .',
    "<a> ¦_:b <c> .",
    "<a> ¦[] <c> .",
    "<x> ¦A <c> .",
    "<a> <b> <c> . ¦foo",
    "<a> ¦is <b> of <c> .",
    "¦?x <b> <c> .",
    "<a> ¦=> <b> .",
    "<a> ¦= <b> .",
    "<a> <b>¦!<c> <d> .",
    "<a> <b> ( 1 ¦, 2 ) .",
    "<a>¦\x0c<b> <c> .",
    "<a>¦\xa0<b> <c> .",
    "<a> <b> <c> .¦\ufeff<a> <b> <d> .",
    # declarations
    "@prefix ¦ex <http://x/> .\nex:a ex:b ex:c .",
    "@prefix ex: <http://x/>¦\nex:a ex:b ex:c .",
    "@base <http://x/>¦\n<a> <b> <c> .",
    '@prefix ex: ¦"http://x/" .\nex:a ex:b ex:c .',
    "@prefix ex: <http://x/¦ y> .\nex:a ex:b ex:c .",
    "@prefix ¦_: <http://x/> .",
    "PREFIX ex: <http://x/> ¦.\nex:a ex:b ex:c .",
    "¦@PREFIX ex: <http://x/> .",
    "¦@keywords a .",
    "<a> <b> <c> ; ¦@prefix ex: <http://x/> .",
    # RDF 1.2
    "<a> <b> ¦<<( <c> <d> <e> )>> .",
    "¦<< <a> <b> <c> >> <d> <e> .",
    "<a> <b> <c> ¦{| <d> <e> |} .",
    "<a> <b> <c> ¦~ <r> .",
    "<a> <b> <c>¦~<r> .",
    '¦VERSION "1.2"\n<a> <b> <c> .',
    '¦@version "1.2" .\n<a> <b> <c> .',
    '<a> <b> "x"¦@en--ltr .',
    # TriG in Turtle
    "<g> ¦{ <a> <b> <c> }",
    # a datatype that stands for a tag
    '<a> <b> "x"^^¦<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .\n<a> ¦"b" <c> .',
    # several at once, and line ends of every kind
    '<a> <b> ¦"x .\n<d> <e> <f> .\n<g> <h> <i>¦\n<j> <k> "l"¦@en_x .\n<m> ¦"n" <o> .\n',
    '<a> <b> <c> .\r<a> ¦"b" <c> .\r<a> <b> ¦1x .\r',
    '<a> <b> <c> .\r\n<a> ¦"b" <c> .\r\n',
    '<é> <ü> "日本🎌" ; ¦"x" 1 .',
]  # fmt: skip

BROKEN_TRIG = [
    "<g> ¦{ <a> <b> <c> .",
    "<g> { <a> <b> <c> .¦\n<h> { <d> <e> <f> . }",
    "<g> {\n<h> ¦{ <a> <b> <c> } }",
    "<g> {\n<a> <b> <c> .\nGRAPH <h> ¦{ <a> <b> <c> }\n}\n<g> { <a> <b> ¦x:y }",
    "<g> { <a> <b> <c> } ¦}",
    "{ <a> <b> <c> . } ¦.",
    "<g> { <a> <b> <c>¦\n <d> <e> <f> . }",
    '¦"g" { <a> <b> <c> }',
    "(1) ¦{ <a> <b> <c> }",
    "[ <a> <b> ] ¦{ <a> <b> <c> }",
    "<g> { ¦@prefix e: <http://e/> . }",
    "GRAPH ¦{ <a> <b> <c> }",
    'GRAPH ¦"g" { <a> <b> <c> }',
    "<g> ¦= { <a> <b> <c> }",
    "¦@graph <g> { }",
    "<g> { <a> <b> ¦}",
    "<g> {\n <a> <b> 1 .\n <a> <b>¦\n",
    "<g> {\n <a> <b> [ <c> 1 ; <d>¦ ",
    "<g> { <a> <b> ¦[ <c> 1 }\n<h> { <a> <b> <c> }",
    '<g> { <a> ¦"b" <c> . <d> <e> <f> }\n<h> { <a> <b> ¦x:y }',
    "<g> { <a> <b> ¦<<( <c> <d> <e> )>> }",
]  # fmt: skip

BROKEN_LINES = [
    f"{A} {B} {C}¦",
    f"{A} {B} {C}¦\n{A} {B} {C} .",
    f"{A} {B} {C} . ¦{A} {B} {C} .",
    f"¦<a> {B} {C} .",
    f"{A} {B} {C} .\n{A} ¦<b> {C} .",
    f"{A} {B}¦\n{C}¦ .",
    f"{A} {B} ¦'x' .",
    f'{A} {B} ¦"""x""" .',
    f"{A} {B} ¦1 .",
    f"{A} {B} ¦true .",
    f"{A} ¦a {C} .",
    "¦@prefix e: <http://e/> .",
    f"{A} {B} ¦e:c .",
    f'¦"x" {B} {C} .',
    f"{A} ¦_:b {C} .",
    f'{A} ¦"b" {C} .',
    f'{A} {B} "x"^^¦<d> .',
    f'{A} {B} "x"^^¦xsd:date .',
    f'{A} {B} ¦"x .\n{A} {B} {C} .\n{A} {B} ¦<x:c .\n',
    f'{A} {B} "¦\\x" .',
    f'{A} {B} "x"¦@en_US .',
    f"{A} {B} <x:a¦ b> .",
    f'{A} {B} "x"¦@en--rtl .',
    f"{A} {B} ¦<<( {A} {B} {C} )>> .",
    f'¦VERSION "1.2"\n{A} {B} {C} .',
    f"{A} {B} {C} .\r{A} {B}¦ .",
    "¦. ",
]  # fmt: skip

BROKEN_QUADS = [
    f"{A} {B} {C} {A} ¦{B} .",
    f'{A} {B} {C} ¦"g" .',
    f"{A} {B} {C} ¦<g> .",
    f"{A} {B} {C} {A}¦",
    f"{A} {B} ¦e:c {A} .",
    f"{A} {B} {C} . ¦{A}",
]  # fmt: skip

BROKEN_XML = [
    "¦",
    f"¦<m:A {RDF}>\n",
    things("<m:A>\n¦<m:p>x</m:A>"),
    thing("¦<m:p>\n<m:q>x</m:q>\ny\n"),
    things("<m:A><m:p>x</m:p>\n¦/m:A>\n<m:B rdf:about='b'><m:p>x</m:p></m:B>"),
    thing('<q:p ¦xmlns:q="http02/q">x</q:p>'),
    thing("<m:p>x¦</m:q>"),
    thing("<m:p>a &¦ b</m:p>"),
    thing("<m:p>¦&foo;</m:p>"),
    thing('<m:p m:a="a¦<b"/>'),
    thing("<m:p m:a=¦1/>"),
    thing('<m:p m:a="1"¦m:b="2"/>'),
    thing('<m:p m:a=¦"1>x</m:p>\n<m:q m:a="2">y</m:q>'),
    thing('<m:p m:a="1" ¦m:a="2"/>'),
    thing("<!-- a --¦ b --><m:p>x</m:p>"),
    thing("<m:p>a¦\x01b</m:p>"),
    thing("<m:p>¦&#1;</m:p>"),
    thing("<m:p>¦&#xD800;</m:p>"),
    thing("¦<q:p>x</q:p>"),
    thing('¦<m:p q:a="1"/>'),
    thing("<m:p>x</m:p>") + "\n¦<m:A/>",
    '\n¦<?xml version="1.0"?>' + thing(""),
    '<!-- -->\n¦<!DOCTYPE x [<!ENTITY a "b">]>\n' + thing("<m:p>&a;</m:p>"),
    '<?xml version="1.0"?>\n¦<!DOCTYPE rdf:RDF\n SYSTEM "file:///etc/passwd">\n' + thing(""),
    '¦<?xml version="1.0" encoding="ISO-8859-1"?>' + thing("<m:p>é</m:p>"),
    '¦<?xml version="1.1"?>' + thing("<m:p>x</m:p>"),
    '¦<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns"></rdf:RDF>',
    "¦<html>¦<body/></html>",
    thing("¦<p>x</p>"),
    thing("¦<rdf:Description>x</rdf:Description>"),
    things("¦<rdf:li>x</rdf:li>"),
    things('<rdf:Description rdf:about="a" ¦rdf:nodeID="b"/>'),
    things('<rdf:Description ¦about="a"/>'),
    things('<rdf:Description ¦rdf:resource="a"/>'),
    things("¦text"),
    thing("¦text<m:p>x</m:p>"),
    thing('<m:p rdf:resource="a">¦text</m:p>'),
    thing('<m:p rdf:resource="a">¦<m:A/></m:p>'),
    thing('<m:p rdf:resource="a" ¦rdf:nodeID="b"/>'),
    thing('<m:p rdf:datatype="http://d">¦<m:A/></m:p>'),
    thing("<m:p><m:A/>\n¦<m:B/></m:p>"),
    thing("<m:p>text ¦<m:A/></m:p>"),
    thing('<m:p ¦rdf:resource="http://x/a b"/>'),
    thing('<m:p\n  ¦rdf:datatype="http://x/{d">x</m:p>'),
    thing('<m:p ¦rdf:ID="1a">x</m:p>'),
    thing('<m:p rdf:ID="a">x</m:p>\n<m:q ¦rdf:ID="a">y</m:q>'),
    thing('<m:p ¦rdf:nodeID="1a"/>'),
    thing('<m:p ¦rdf:aboutEach="a"/>'),
    thing('<m:p ¦rdf:bagID="a"/>'),
    thing('<m:p ¦rdf:type="http://x/T"/>'),
    thing('<m:p ¦rdf:li="a"/>'),
    thing('<m:p ¦rdf:parseType="Foo"><m:q/></m:p>'),
    thing('<m:p rdf:parseType="Resource" ¦rdf:resource="a"/>'),
    thing('<m:p ¦a="1"/>'),
    thing('<m:p ¦xml:lang="en_US">x</m:p>'),
    thing('<m:p ¦xml:lang="toolonglanguage">x</m:p>'),
    thing('<m:p ¦xml:base="http://{/" rdf:resource="a"/>'),
    thing('¦<m:p xmlns:xml="http://y/">x</m:p>'),
    thing('¦<m:p xmlns:q="">x</m:p>'),
    thing("<m:p>¦<![CDATA[x</m:p>\n"),
    thing('<m:p ¦rdf:annotation="http://x/r">x</m:p>'),
    f'<rdf:RDF {RDF} ¦rdf:version="1.2"></rdf:RDF>',
    thing('<m:p ¦rdf:resource="%zz"/>\n<m:q ¦xml:lang="1">x</m:q>\n<m:r ¦rdf:ID="/">x</m:r>'),
]  # fmt: skip

BROKEN_JSON = [
    "¦",
    "¦{",
    '¦{"@id": "http://x/s",\n"http://x/p": "v"',
    '{"@id": "http://x/s",\n"http://x/p": ¦["v"\n}',
    '{"@id": "http://x/s"¦\n"http://x/p": "v"}',
    '{"@id" ¦"http://x/s"}',
    '{"@id": "http://x/s"¦,}',
    '{"http://x/p": [1, 2¦, ]}',
    "{¦'@id': 'a'}",
    '{¦@id: "a"}',
    '{"@id": "http://x/s", ¦// a comment\n"http://x/p": 1}',
    '{"@id": "http://x/s"¦ /* a comment */}',
    '{"@id": ¦"http://x/s,\n"http://x/p": "v"}',
    '{"http://x/p": "a¦\tb"}',
    '{"http://x/p": "a¦\\qb"}',
    '{"http://x/p": ¦"\\ud800"}',
    '{"http://x/p": ¦NaN}',
    '{"http://x/p": ¦Infinity}',
    '{"http://x/p": ¦01}',
    '{"http://x/p": ¦1.}',
    '{"http://x/p": ¦+1}',
    '{"http://x/p": ¦True}',
    '{"http://x/p": ¦undefined}',
    "{} ¦x",
    "{}\n¦{}",
    "[1, 2¦}",
    '{"@id": "http://x/s",\n"http://x/p": ["v",¦\n',
    '{"@id": "http://x/s",\n"http://x/p":¦',
    '{"@id": "http://x/s",\n"http://x/p": ["v"]¦]\n}',
    node('"http://x/p": 1', '¦"http://x/p": 2'),
    '{"@context":\n¦"http://x/c", "@id": "http://x/s"}',
    '{"@context": [{"p": "http://x/p"},\n¦"c.jsonld"], "@id": "http://x/s", "p": 1}',
    '{"@context": {\n¦"@import": "http://x/c"}}',
    '{"@context": {"p": {"@id": "http://x/p", "@context": ¦"http://x/c"}}}',
    '{"@context":\n{¦"p": 5}}',
    '{"@context": {\n¦"@vocab": 5}}',
    '{¦"@context": 5}',
    '¦"http://x/s"',
    "¦null",
    node('"http://x/p": {"@value": "x",\n¦"http://x/q": 1}'),
    node('"http://x/p": {"@list": [1],\n¦"@id": "http://x/l"}'),
    node('"http://x/p": {"@value": true,\n¦"@language": "en"}'),
    node('"http://x/p": [1, {¦"@id": 5}, 2, {"@id": 5}]', '"http://x/q": {"@id": 5}'),
    '{"@context": {"id": "@id"}, "@id": "http://x/a",\n¦"id": "http://x/b", "http://x/p": 1}',
    '{"@context": {"p": {"@id": "http://x/p",\n¦"@container": "@bag"}}, "@id": "http://x/s", "p": 1}',
    '{"@context": {"p": {"@id": "http://x/p",\n¦"@reverse": "http://x/q"}}, "@id": "http://x/s"}',
    '{"@context": [{"p": {"@id": "http://x/p", "@protected": true}},\n{¦"p": "http://x/q"}], "p": 1}',
    '{¦"@id": 5}',
    '{"@id": "http://x/s", ¦"@type": 5}',
    '{"@id": ¦"http://x/a b"}',
    '{"@id": "http://x/s", "@type": ["http://x/T",\n¦"http://x/a b"]}',
    node('¦"http://x/a b": 1'),
    node('"http://x/p": {"@id": ¦"http://x/{"}'),
    node('"http://x/p": {"@value": "x",\n"@language": ¦"en_US"}'),
    node('"http://x/p": {"@value": "x", "@language": ¦"toolonglanguage"}'),
    '{"@context": {"@language": ¦"e n"}, "http://x/p": "x"}',
    node('"http://x/p": {"@value": "x", "@type": ¦"http://x/a b"}'),
    node('"http://x/p": {¦"@value": {"a": 1}}'),
    node('"@reverse": {¦"http://x/p": "x"}'),
    node('"http://x/o": 1', '"http://x/p": [{"@id": "http://x/a"}, {¦"@id": 5}]'),
    "[" * 1000 + "¦[" + "]" * 1001,
]  # fmt: skip

BROKEN = [
    (suffix, text)
    for suffix, texts in (
        ("ttl", BROKEN_TURTLE),
        ("trig", [*BROKEN_TRIG, *(text for text in BROKEN_TURTLE[:60] if "}" not in text)]),
        ("nt", BROKEN_LINES),
        ("nq", [*BROKEN_QUADS, *(text for text in BROKEN_LINES if "¦<x:c> ." not in text)]),
        ("rdf", BROKEN_XML),
        ("jsonld", BROKEN_JSON),
    )
    for text in texts
]


def test_there_are_many_broken_texts_in_each_format() -> None:
    counts = {suffix: sum(of == suffix for of, _ in BROKEN) for suffix, _ in BROKEN}
    assert len({text for _, text in BROKEN}) >= 150
    assert min(counts.values()) >= 25
    assert set(counts) == {"ttl", "trig", "nt", "nq", "rdf", "jsonld"}


@pytest.mark.parametrize(("suffix", "text"), BROKEN)
def test_broken_text_is_refused_at_the_right_place(suffix: str, text: str) -> None:
    bare, places = marked(text)
    parsed, problems = examine(bare, Path(f"a.{suffix}"))
    wrong = [problem for problem in problems if not problem.is_warning]
    assert parsed is None
    assert [(problem.line, problem.column) for problem in wrong] == places
    for problem in wrong:
        assert problem.message.endswith(".")
        assert problem.message.isprintable()
        assert "Parser error" not in problem.message


@pytest.mark.parametrize(("suffix", "text"), BROKEN[::7])
def test_the_plain_commands_refuse_it_too(tmp_path: Path, suffix: str, text: str) -> None:
    bare, places = marked(text)
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(bare.encode())
    for read in (parse_file, lambda path: load_file(ox.Store(), path)):
        with pytest.raises(ParseError) as caught:
            read(path)
        assert (caught.value.line, caught.value.column) == places[0]


# --- what is odd, and well-formed

FINE = [
    ("ttl", "", []),
    ("ttl", "# only a comment", []),
    ("ttl", "\n\r\t ", []),
    ("ttl", '<a> <b> "x".', ['"x"']),
    ("ttl", '<a><b>"x".<c><d>"y"@en.', ['"x"', '"y"@en']),
    ("ttl", '<a>\t<b>\r"x"\r.', ['"x"']),
    ("ttl", "<a> <b> 007, 1.50, -0.0, +1, 1e0, .5, -.5, 1.E3, 00 .", None),
    ("ttl", "<a> <b> 1.", [f'"1"^^<{XSD}integer>']),
    ("ttl", "<a> <b> 1.5.", [f'"1.5"^^<{XSD}decimal>']),
    ("ttl", "<a> <b> true, false.", [f'"true"^^<{XSD}boolean>', f'"false"^^<{XSD}boolean>']),
    ("ttl", '<a> <b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .', None),
    ("ttl", "<a> <b> 'it\"s', \"it's\" .", [r'"it\"s"', '"it\'s"']),
    ("ttl", '<a> <b> """a "quoted" text""", """a\nb""", \'\'\'c\'d\'\'e\'\'\' .', None),
    ("ttl", '<a> <b> "", """""", \'\' .', ['""', '""', '""']),
    ("ttl", r'<a> <b> "\t\b\n\r\f\"\'\\", "\u00e9\U0001F38C" .', None),
    ("ttl", r'<a> <b> """\"""" .', [r'"\""']),
    ("ttl", '<a> <b> "a # no comment", "b . c ; d" . # a comment', ['"a # no comment"', '"b . c ; d"']),
    ("ttl", '<a#b> <b> "x" .', ['"x"']),
    ("ttl", '<a> <b> "x"@en , "x"@en-gb , "x"@de-1996 , "x"@zh-hant-tw , "x"@x-mine , "x"@i-default .', None),
    ("ttl", '<a> <b> "x" @en , "y" ^^ <d> .', ['"x"@en', '"y"^^<https://w3id.org/migkg/d>']),
    ("ttl", '<a> <b> "x" ; .', ['"x"']),
    ("ttl", '<a> <b> "x" ;; ; <c> "y" ;\n.', ['"x"', '"y"']),
    ("ttl", '[ <b> "x" ] .', ['"x"']),
    ("ttl", '[ <b> "x" ] <c> "y" .', ['"x"', '"y"']),
    ("ttl", '[] <b> "x" .', ['"x"']),
    ("ttl", '( "x" "y" ) <b> () .', ['"x"', '"y"']),
    ("ttl", '<a> <b> [ <c> ( [ <d> "x" ] ( "y" ) ) ; <e> [] ] .', ['"x"', '"y"']),
    ("ttl", '@prefix : <http://e/> . :a :b "x" . : : "y" .', ['"x"', '"y"']),
    ("ttl", '@prefix e.x: <http://e/> . e.x:a.b e.x:1 "x" .', ['"x"']),
    ("ttl", '@prefix e: <http://e/> . e:a%20b e:c\\~d "x" . e:a:b e::: "y" .', ['"x"', '"y"']),
    ("ttl", '@prefix é: <http://e/> . é:ü é:日本 "x" .', ['"x"']),
    ("ttl", '@prefix e: <http://e/> . @prefix e: <http://f/> . e:a e:b "x" .', ['"x"']),
    ("ttl", 'PREFIX e: <http://e/>\nprefix f: <http://f/>\nBase <http://g/>\ne:a f:b "x" .', ['"x"']),
    ("ttl", '@base <http://g/> . @base <h/> . <i> <j> "x" .', ['"x"']),
    ("ttl", '@prefix a: <http://e/> . a:a a a:a ; a "x" .', ['"x"']),
    ("ttl", '@prefix true: <http://e/> . true:a true:b "x" .', ['"x"']),
    ("ttl", '_:a.b <b> "x" .', ['"x"']),
    ("ttl", '_:b0 <b> _:b0 . [] <b> "x" .', ['"x"']),
    ("ttl", '<urn:a:b> <mailto:a@b> <tag:x,2020:y> , <http://[::1]:80/> , "x" .', ['"x"']),
    ("ttl", '<http://é/日本?q=ü#ñ> <b> <../../a> , <?q> , <#f> , <> , <//h/p> , "x" .', ['"x"']),
    ("ttl", r'<http://x/\u00e9> <b> "x" .', ['"x"']),
    ("ttl", '<http://x/%20%C3%A9> <b> "x" .', ['"x"']),
    ("ttl", '<a> <b> "<<( not a term )>>", "{| |}", "@en--ltr", " ~ " .', None),
    ("ttl", '# << a >> {| VERSION "1.2" ~\n<http://x/~user> <b> "x" .', ['"x"']),
    ("ttl", '<a> <b> "version \\"1.2\\"", "the last version" .', None),
    ("ttl", "<a> <version> 'x' .", ['"x"']),
    ("ttl", f'<a> <b> "{"x" * 1_000_000}" .', None),
    ("ttl", "<a> <b> " + "[ <c> " * 300 + '"x"' + " ]" * 300 + " .", ['"x"']),
    ("ttl", "<a> <b> " + "( " * 300 + '"x"' + " )" * 300 + " .", ['"x"']),
    ("ttl", "".join(f"_:n{i} <p> _:n{i + 1} .\n" for i in range(2000)), []),
    ("ttl", '<a> <b> "2024-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .', None),
    ("ttl", '<a> <b> "\x7f\u200b\ufffd\U0010ffff" .', None),
    ("trig", "", []),
    ("trig", '{ <a> <b> "x" }', ['"x"']),
    ("trig", '<g> { <a> <b> "x" } <h> { } { <a> <b> "y" . }', ['"x"', '"y"']),
    ("trig", 'GRAPH <g> { <a> <b> "x" ; <c> "y" . <d> <e> "z" } graph _:g {}', ['"x"', '"y"', '"z"']),
    ("trig", '[] { <a> <b> "x" } _:g { [ <c> "y" ] . }', ['"x"', '"y"']),
    ("trig", '@prefix e: <http://e/> . e:g{e:a e:b "x"}e:h{e:a e:b 1.}', None),
    ("trig", '<a> <b> "x" . <g> { ( "y" ) <b> [] }', ['"x"', '"y"']),
    ("trig", '<g> { <a> <b> "x" } <g> { <a> <b> "y" }', ['"x"', '"y"']),
    ("nt", "", []),
    ("nt", "# a comment\n\n  \t\n", []),
    ("nt", f'{A}{B}"x".', ['"x"']),
    ("nt", f'{A} {B} "x" . # a comment', ['"x"']),
    ("nt", f'  {A}\t{B}   "x"@en-gb\t.  \r\n', ['"x"@en-gb']),
    ("nt", f'{A} {B} "x" .\r{A} {B} "y" .\r\n{A} {B} "z" .', ['"x"', '"y"', '"z"']),
    ("nt", f'{A} {B} "it\'s \\t\\"\\u00e9\\U0001F38C" .', None),
    ("nt", f'_:1a {B} _:b.c .\n_:x {B} "x" .', ['"x"']),
    ("nt", f'<urn:é> {B} "007"^^<{XSD}integer> .', [f'"007"^^<{XSD}integer>']),
    ("nt", f'{A} {B} "a . b # c" .', ['"a . b # c"']),
    ("nt", f'{A} {B} "" .', ['""']),
    ("nq", "", []),
    ("nq", f'{A} {B} "x" {C} .\n{A} {B} "y" .\n{A} {B} "z" _:g .', ['"x"', '"y"', '"z"']),
    ("nq", f'{A}{B}"x"{C}.', ['"x"']),
    ("nq", f'{A} {B} "x"@en {C} . # {A} {B}', ['"x"@en']),
    ("nq", f'{A} {B} "x"^^<{XSD}date> <urn:g> .', [f'"x"^^<{XSD}date>']),
    ("rdf", things(""), []),
    ("rdf", '<?xml version="1.0" encoding="US-ASCII"?>\n' + thing("<m:p>&#233;</m:p>"), ['"é"']),
    ("rdf", "<?xml version='1.0' encoding='utf8'?>\n" + thing("<m:p>é</m:p>"), ['"é"']),
    ("rdf", '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n' + thing("<m:p>x</m:p>"), ['"x"']),
    ("rdf", f'<rdf:Description {RDF} m:p="x"/>', ['"x"']),
    ("rdf", f'<m:A {RDF} rdf:about="a"><m:p>x</m:p></m:A>', ['"x"']),
    ("rdf", thing("<m:p>a &lt; b &amp; c &#233; &#x1F38C;</m:p>"), ['"a < b & c é 🎌"']),
    ("rdf", thing("<m:p><![CDATA[<!DOCTYPE a & b>]]></m:p>"), ['"<!DOCTYPE a & b>"']),
    ("rdf", thing("<!-- <!DOCTYPE x> --><m:p>x<!-- y -->z</m:p>"), ['"xz"']),
    ("rdf", thing("<m:p> x  y </m:p>"), ['" x  y "']),
    ("rdf", thing("<m:p></m:p><m:p/>"), ['""', '""']),
    ("rdf", thing("<m:p>a\r\nb\rc</m:p>"), ['"a\\nb\\nc"']),
    ("rdf", thing('<m:p xml:lang="">x</m:p>'), ['"x"']),
    ("rdf", thing('<m:p>xml:lang=""</m:p><m:q xml:lang=\'\'>y</m:q>'), ['"xml:lang=\\"\\""', '"y"']),
    ("rdf", thing('<m:p xml:lang="en-gb">x</m:p>'), ['"x"@en-gb']),
    ("rdf", thing(f'<m:p rdf:datatype="{XSD}integer">007</m:p>'), [f'"007"^^<{XSD}integer>']),
    ("rdf", thing(f'<m:p rdf:datatype="{XSD}date" xml:lang="en">x</m:p>'), [f'"x"^^<{XSD}date>']),
    ("rdf", thing('<m:p rdf:parseType="Resource"><m:q>x</m:q></m:p>'), ['"x"']),
    ("rdf", thing('<m:p rdf:parseType="Collection"><m:A/><m:B m:q="x"/></m:p>'), ['"x"']),
    ("rdf", thing('<m:p rdf:ID="i">x</m:p>'), None),
    ("rdf", thing('<m:p m:q="x"/><m:r rdf:resource="o" m:q="y"/>'), ['"x"', '"y"']),
    ("rdf", thing("<rdf:li>x</rdf:li><rdf:_7>y</rdf:_7>"), ['"x"', '"y"']),
    ("rdf", thing('<?target data?><m:p rdf:nodeID="é">\n</m:p>'), []),
    ("rdf", thing("<m:p>a<![CDATA[b]]><?c d?>c</m:p><m:p> <![CDATA[ & ]]>\n</m:p>"), ['"abc"', '"  & \\n"']),
    ("rdf", thing("<m:p>\n<!-- a -->x</m:p><m:p>&#13;<!-- --></m:p>"), ['"\\nx"', '"\\r"']),
    ("rdf", thing('<m:p m:a="a\tb\r\nc&#10;d"/>'), ['"a b c\\nd"']),
    ("rdf", thing('<m:p rdf:parseType="Literal"></m:p>'), [f'""^^<{XML_LITERAL}>']),
    ("rdf", thing('<m:p rdf:parseType="Literal">a</m:p>'), [f'"a"^^<{XML_LITERAL}>']),
    (
        "rdf",
        f'<rdf:Description {RDF} xmlns="http://q/"><m:p rdf:parseType="Literal"><b/></m:p></rdf:Description>',
        [rf'"<b xmlns:rdf=\"{RDF_NS}\" xmlns:m=\"http://m/\" xmlns=\"http://q/\"></b>"^^<{XML_LITERAL}>'],
    ),
    ("rdf", thing('<p xmlns="http://q/">x</p>'), ['"x"']),
    ("rdf", things('<rdf:Description xml:base="http://b/"><m:p>x</m:p></rdf:Description>'), ['"x"']),
    ("rdf", thing("<m:p><m:A>" * 200 + "</m:A></m:p>" * 200), []),
    ("jsonld", "{}", []),
    ("jsonld", "[]", []),
    ("jsonld", " \r\n\t{ } ", []),
    ("jsonld", node('"http://x/p": "x"'), ['"x"']),
    ("jsonld", node('"http://x/p": ["x", "y", null, []]'), ['"x"', '"y"']),
    ("jsonld", node('"http://x/p": 7'), [f'"7"^^<{XSD}integer>']),
    ("jsonld", node('"http://x/p": true'), [f'"true"^^<{XSD}boolean>']),
    ("jsonld", node(r'"http://x/p": "\"\\\/\b\f\n\r\t\u00e9\ud83c\udf8c"'), None),
    ("jsonld", node('"http://x/p": {"@value": "007", "@type": "http://d"}'), ['"007"^^<http://d>']),
    ("jsonld", node('"http://x/p": {"@value": "x", "@language": "en-gb"}'), ['"x"@en-gb']),
    ("jsonld", '{"@context": {"p": "http://x/p", "@language": "fr"}, "p": "x"}', ['"x"@fr']),
    ("jsonld", '{"@context": {"@vocab": "http://x/"}, "p": "x", "q": {"r": "y"}}', ['"x"', '"y"']),
    ("jsonld", '{"@context": {"x": "http://x/"}, "@id": "x:a", "x:p": "x"}', ['"x"']),
    ("jsonld", '{"@context": [null, {"p": "x:p"}], "p": "x"}', ['"x"']),
    ("jsonld", '{"@context": {"id": "@id", "p": "http://x/p"}, "id": "http://x/s", "p": "x"}', ['"x"']),
    ("jsonld", '{"@context": {"p": {"@id": "x:p","@container": "@language"}}, "p": {"en": "x"}}', ['"x"@en']),
    ("jsonld", '{"@context": {"p": {"@id": "x:p", "@container": "@index"}}, "p": {"k": "x"}}', ['"x"']),
    ("jsonld", '{"@graph": [{"@id": "http://x/s", "http://x/p": "x"}]}', ['"x"']),
    ("jsonld", node('"http://x/o": {"@id": ":a:"}', '"http://x/p": "x"'), ['"x"']),
    ("jsonld", node('"http://x/p": {"@list": ["x", "y"]}'), ['"x"', '"y"']),
    ("jsonld", node('"http://x/p": {"@value": {"@context": "x", "a": [1]}, "@type": "@json"}'), None),
    ("jsonld", node('"http://x/p": ' + "[" * 300 + '"x"' + "]" * 300), ['"x"']),
]  # fmt: skip


def test_there_are_many_odd_texts() -> None:
    assert len(FINE) >= 80


@pytest.mark.parametrize(("suffix", "text", "literals"), FINE)
def test_odd_text_is_read_and_no_literal_changed(suffix: str, text: str, literals: list[str] | None) -> None:
    parsed, problems = examine(text, Path(f"a.{suffix}"))
    assert problems == ()
    assert parsed is not None
    if literals is None:
        literals = [str(quad.object) for quad in engine(text, suffix) if isinstance(quad.object, ox.Literal)]
        assert literals
    assert sorted(str(q.object) for q in parsed.quads if isinstance(q.object, ox.Literal)) == sorted(literals)


def engine(text: str, suffix: str) -> list[ox.Quad]:
    formats = {"ttl": "text/turtle", "trig": "application/trig", "nt": "application/n-triples"}
    kind = ox.RdfFormat.from_extension(suffix) or ox.RdfFormat.from_media_type(formats[suffix])
    return list(ox.parse(text, kind, base_iri=terms.BASE))


# --- what is said as a warning

WARNED = [
    ('{"@context": {"p": "http://x/p"}, "p": "x",\n¦"q": "y"}', ['"x"']),
    ('{"@context": {"p": "http://x/p"},\n¦"q": "y", "p": [{"q": "z"}, "x"]}', ['"x"']),
    (node('¦"@foo": 1', '"http://x/p": "x"'), ['"x"']),
    (node('¦"_:b": 1', '"http://x/p": "x"'), ['"x"']),
    (node('"@type": ¦"T"', '"http://x/p": "x"'), ['"x"']),
    (node('¦"e:p": "x"'), ['"x"']),
    (node('"http://x/p": {"@value": "x", "@language": "en", ¦"@direction": "rtl"}'), ['"x"@en']),
]  # fmt: skip


@pytest.mark.parametrize(("text", "literals"), WARNED)
def test_what_json_ld_drops_is_said_and_the_rest_is_read(text: str, literals: list[str]) -> None:
    bare, places = marked(text)
    parsed, problems = examine(bare, Path("a.jsonld"))
    assert all(problem.is_warning for problem in problems)
    assert [(problem.line, problem.column) for problem in problems] == places
    assert parsed is not None
    assert [str(quad.object) for quad in parsed.quads if isinstance(quad.object, ox.Literal)] == literals


# --- files


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, **limits: float) -> Reading:
    (reading,) = read_all([path], Limits(**limits))  # type: ignore[arg-type]
    return reading


def open_files() -> list[str]:
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


def children() -> list[str]:
    """The processes that this one has started; servers of other tests may be among them."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def test_files_come_in_order_each_with_its_own_blank_nodes(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{name}.ttl", f'_:x <p> "{name}" .') for name in "cab"]
    seen: list[Path] = []
    readings = list(read_all(paths, progress=seen.append))
    assert [reading.path for reading in readings] == seen == paths
    assert [reading.quads[0].object.value for reading in readings] == ["c", "a", "b"]
    assert len({reading.quads[0].subject for reading in readings}) == 3
    assert all(reading.is_read and reading.text for reading in readings)


def test_base_and_prefixes_are_told(tmp_path: Path) -> None:
    reading = read(write(tmp_path, "a.ttl", "@base <http://b/> . @prefix e: <http://e/> . e:a e:b <c> ."))
    assert (reading.base, dict(reading.prefixes)) == ("http://b/", {"e": "http://e/"})


@pytest.mark.parametrize(
    ("name", "content", "place", "message"),
    [
        ("a.ttl", b"<a> <b> <c> .\rPK\x00\x01", (2, 3), "binary"),
        ("a.ttl", "<a> <b> <c> .".encode("utf-16"), (1, 1), "UTF-16"),
        ("a.ttl", "<a> <b> <c> .".encode("utf-16-le"), (1, 2), "binary"),
        ("a.ttl", b'<a> <b> 1 .\n<a> <b> "caf\xe9" .', (2, 13), "0xE9 in line 2"),
        ("a.ttl", b'<a> <b> 1 .\r<a> <b> "caf\xe9" .', (2, 13), "0xE9 in line 2"),
        ("a.rdf", b"\xef\xbb\xbf<x>\r\n\xc3\xa9\xff</x>", (2, 2), "0xFF in line 2"),
        ("a.nt", b'<x:a> <x:b> "\xed\xa0\x80" .', (1, 14), "0xED in line 1"),
        ("a.csv", b"a,b", (None, None), "does not say which RDF"),
    ],
)  # fmt: skip
def test_what_is_no_text(
    tmp_path: Path, name: str, content: bytes, place: tuple[int, int], message: str
) -> None:
    (problem,) = read(write(tmp_path, name, content)).problems
    assert (problem.line, problem.column) == place
    assert message in problem.message
    assert problem.remedy


@pytest.mark.parametrize(
    "name", ["a.ttl", "a.trig", "a.nt", "a.nq", "a.jsonld", "a.rdf", "a.OWL", "a.json", "a.xml"]
)
def test_nothing_but_a_byte_order_mark(tmp_path: Path, name: str) -> None:
    reading = read(write(tmp_path, name, b"\xef\xbb\xbf"))
    assert reading.is_read == (Path(name).suffix not in {".jsonld", ".rdf", ".OWL", ".json", ".xml"})
    assert all((problem.line, problem.column) == (1, 1) for problem in reading.problems)


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    (tmp_path / "lost.ttl").symlink_to(tmp_path / "nowhere")
    (tmp_path / "zero.ttl").symlink_to("/dev/zero")
    (tmp_path / "self.ttl").symlink_to(tmp_path / "self.ttl")
    os.mkfifo(tmp_path / "pipe.ttl")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.ttl"))
        names = ["folder", "lost", "zero", "self", "pipe", "socket", "none", "x" * 300]
        readings = read_all([tmp_path / f"{name}.ttl" for name in names])
        messages = [reading.problems[0].message for reading in readings]
    kinds = [message.removeprefix("It cannot be read: ") for message in messages]
    assert kinds[:3] == ["a folder.", "a link that leads nowhere.", "no regular file."]
    assert kinds[4:7] == ["no regular file.", "no regular file.", "no such file."]
    assert all("cannot be read" in messages[index] for index in (3, 7))


def test_a_folder_gives_each_real_file_once(tmp_path: Path) -> None:
    inner = tmp_path / "b"
    inner.mkdir()
    (inner / "up").symlink_to("..")
    (inner / "here").symlink_to(".")
    (tmp_path / ".git").mkdir()
    for path in (tmp_path / "a.ttl", inner / "c.TTL", inner / "d.owl"):
        path.touch()
    for path in (tmp_path / "x.json", tmp_path / "y.xml", tmp_path / ".git" / "z.ttl"):
        path.touch()
    (tmp_path / "0.ttl").symlink_to("a.ttl")
    (tmp_path / "lost.ttl").symlink_to("nowhere")
    found = [path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path)]
    assert found == ["a.ttl", "b/c.TTL", "b/d.owl", "lost.ttl"]


def test_only_so_many_problems_are_shown_and_the_rest_is_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "a.nt", "<x:a> <x:b> .\n" * 50)
    problems = read(path, shown=5).problems
    assert [problem.line for problem in problems] == [1, 2, 3, 4, 5, 6]
    assert problems[-1].message.startswith("45 more problems are not shown")
    assert len(read(path, shown=50).problems) == 50


def test_a_prefix_that_is_missing_is_named_once(tmp_path: Path) -> None:
    (problem,) = read(write(tmp_path, "a.ttl", "e:a e:b e:c .\n" * 100)).problems
    assert (problem.line, problem.column) == (1, 1)
    assert "300 times" in problem.remedy


# --- limits

QUADRATIC = things("<m:A><m:p>" * 100_000 + "</m:p></m:A>" * 100_000)


def test_a_file_over_the_limit_of_time_does_not_hold_up_the_others(tmp_path: Path) -> None:
    paths = [
        write(tmp_path, "a.ttl", '<a> <b> "x" .'),
        write(tmp_path, "b.rdf", QUADRATIC),
        write(tmp_path, "c.ttl", '<a> <b> "y" .'),
    ]
    before, others, started = open_files(), children(), time.monotonic()
    readings = list(read_all(paths, Limits(seconds=1)))
    assert time.monotonic() - started < 60
    assert [reading.over_limit for reading in readings] == ["", "time", ""]
    assert [reading.is_read for reading in readings] == [True, False, True]
    (problem,) = readings[1].problems
    assert "1 seconds" in problem.message
    assert "--max-seconds" in problem.remedy
    assert open_files() == before
    assert children() == others


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep to a limit of address space")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", "<a> <b> <c> . " * 4_000_000),
        ("a.ttl", "<a> <b> <c> .\n" * 4_000_000 + "<a>"),
        ("a.ttl", '<a> <b> "' + "x" * 120_000_000 + '" .'),
        ("a.jsonld", '{"@id": "http://x/s", "http://x/p": [' + "1," * 3_000_000 + "1]}"),
    ],
    ids=["many statements", "broken at the end", "a long literal", "many values"],
)
def test_a_file_over_the_limit_of_memory_is_named(
    tmp_path: Path, name: str, content: str, capfd: pytest.CaptureFixture[str]
) -> None:
    paths = [write(tmp_path, name, content), write(tmp_path, "b.ttl", "<a> <b> 1 .")]
    before, others = open_files(), children()
    big, small = read_all(paths, Limits(memory=60 * 2**20))
    assert big.over_limit == "memory"
    assert not big.is_read
    assert "60 MiB" in big.problems[0].message
    assert "--max-memory" in big.problems[0].remedy
    assert small.is_read
    assert open_files() == before
    assert children() == others
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.ttl", "<a> <b> " + "[ <p> " * 100_000 + "[]" + " ]" * 100_000 + " .", None),
        ("a.ttl", "<a> <b> " + "( " * 100_000 + ")" * 100_000 + " .", None),
        ("a.ttl", "<a> <b> " + "[ <p> " * 100_000 + "[]" + " ]" * 99_999 + " .", (1, 9)),
        ("a.ttl", "[ " * 1_000_000, (1, 3)),
        ("a.jsonld", "[" * 100_000 + "]" * 100_000, (1, 1001)),
        ("a.ttl", '<a> <b> "' + "x" * 2_000_000 + '" , <http://x/' + "x" * 2_000_000 + "> .", None),
        ("a.ttl", '<a> <b> "' + "x" * 2_000_000 + " .\n<c> <d> <e> .", (1, 9)),
        ("a.ttl", "<a> <b> <http://x/" + "x" * 2_000_000 + " .", (1, 9)),
        ("a.ttl", " " * 9_000_000 + "<a>", (1, 9_000_004)),
        ("a.ttl", "<a> <b> " + '"' * 1_000_001, (1, 15)),
        ("a.ttl", "".join(f"_:n{i} <p> _:n{i + 1} .\n" for i in range(20_000)), None),
    ],
)
def test_what_is_deep_or_long_is_judged_in_time(
    tmp_path: Path, name: str, content: str, place: tuple[int, int] | None
) -> None:
    reading = read(write(tmp_path, name, content), seconds=20)
    assert reading.over_limit == ""
    assert reading.is_read == (place is None)
    if place:
        assert (reading.problems[0].line, reading.problems[0].column) == place


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "lol"}">' for i in range(12))
    started = time.monotonic()
    (problem,) = read(write(tmp_path, "a.rdf", f"<!DOCTYPE x [{bomb}]>{thing('<m:p>&e11;</m:p>')}")).problems
    assert time.monotonic() - started < 30
    assert "DOCTYPE" in problem.message


def test_no_context_is_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/context.jsonld"
        (problem,) = read(write(tmp_path, "a.jsonld", json.dumps({"@context": address}))).problems
        assert "nothing is fetched" in problem.message
        with pytest.raises(TimeoutError):
            server.accept()


def test_closing_the_iterator_ends_the_child(tmp_path: Path) -> None:
    paths = [write(tmp_path, "a.ttl", "<a> <b> 1 ."), write(tmp_path, "b.rdf", QUADRATIC)]
    before, others = open_files(), children()
    readings = read_all(paths, Limits(seconds=60))
    assert next(readings).is_read
    assert len(children()) == len(others) + 1
    readings.close()  # type: ignore[attr-defined]
    assert children() == others
    assert open_files() == before


SCRIPT = """
    import sys, threading
    from pathlib import Path
    from migkg.reading import Limits, read_all
    if __name__ == "__main__":
        if "thread" in sys.argv:
            threading.Thread(target=threading.Event().wait, daemon=True).start()
        print("ready", flush=True)
        try:
            for reading in read_all([Path(sys.argv[1])], Limits(seconds=float(sys.argv[2]))):
                print(reading.is_read, reading.over_limit, flush=True)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
"""


def script(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    path = write(tmp_path, "script.py", textwrap.dedent(SCRIPT))
    command = [sys.executable, str(path), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_user_can_interrupt(tmp_path: Path) -> None:
    path = write(tmp_path, "a.rdf", QUADRATIC)
    with script(tmp_path, str(path), "60") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.5)
        process.send_signal(2)
        out, err = process.communicate(timeout=60)
    assert (out, err) == ("interrupted\n", "")


@pytest.mark.parametrize(("content", "said"), [("<a> <b> 1 .", "True "), (None, "False time")])
def test_beside_threads_a_fresh_interpreter_reads(tmp_path: Path, content: str | None, said: str) -> None:
    path = write(tmp_path, "a.rdf" if content is None else "a.ttl", content or QUADRATIC)
    with script(tmp_path, str(path), "2", "thread") as process:
        out, err = process.communicate(timeout=60)
    assert (out, err) == (f"ready\n{said}\n", "")


def test_a_file_that_changes_between_the_looks_is_no_traceback(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", "<a> <b> 1 .")
    readings = read_all([path, path])
    assert next(readings).is_read
    time.sleep(0.2)
    path.write_text("<a> <b>")
    (problem,) = next(readings).problems
    assert problem == Problem(None, None, "The file was changed while it was read.", "Check it again.")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems want names in Unicode")
def test_a_name_that_is_no_unicode_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.ttl")
    path.write_text("<http://x/s> <http://x/p> 1 .")
    loaded = load({path: (path.name, "")}, Limits())
    assert loaded.findings == []
    assert loaded.sources[path].graph.endswith("/%FF.ttl")
