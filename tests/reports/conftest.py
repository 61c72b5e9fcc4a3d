"""Reports to write: as validation makes one, with all that can go wrong in a text, and with nothing."""

from __future__ import annotations

import pytest

from migkg.findings import Finding, Report, Rule

BASE = "https://w3id.org/migkg/"
SHAPE = f"{BASE}shape/"
MIG = "https://w3id.org/migkg/ontology#"
HOSTILE = (
    "\x00\x1b[31m red \x07\r\nnext line\n::error::no\n##[error]no\n%0A%25 a:b,c ]]>"
    " <script>alert('1')</script>"
    ' "quoted" & &amp; \ufffe\uffff\u2028 {0} {$value} [a](1) `x` |y|'
)


def finding(shape: str, severity: str = "Violation", **given: str | int | None) -> Finding:
    """A finding of a rule of ours about nothing in particular."""
    said = {
        "name": "",
        "focus": "",
        "label": "",
        "path": "",
        "value": "",
        "message": "",
        "remedy": "",
        "file": "",
        "line": None,
        **given,
    }
    return Finding(
        shape=f"{SHAPE}{shape}" if shape and ":" not in shape else shape, severity=severity, **said
    )


@pytest.fixture
def report() -> Report:
    """Five findings in three files and one that is known."""
    claim = f"{BASE}claim/p/para-16/12c-serves-22"
    found = (
        finding(
            "linkage/to",
            name="A linkage ends at one objective",
            focus="claim/p/para-16/12c-serves-22",
            focus_term=f"<{claim}>",
            label="Point 12(c) serves objective 22",
            path="mig:linkTo",
            path_term=f"<{MIG}linkTo>",
            message="Give the linkage exactly one mig:linkTo.",
            file="data/a.ttl",
            line=12,
            column=5,
        ),
        finding(
            "lexical/form",
            name="A literal is written as its datatype demands",
            focus="plan/12/c",
            focus_term=f"<{BASE}plan/12/c>",
            path="mig:due",
            path_term=f"<{MIG}due>",
            value='"20l9"^^xsd:gYear',
            value_term='"20l9"^^<http://www.w3.org/2001/XMLSchema#gYear>',
            message="Write 20l9 as its datatype demands.",
            file="data/a.ttl",
            line=40,
        ),
        finding(
            "phrase/length",
            "Warning",
            name="An evidence phrase is short",
            focus="plan/12/c",
            focus_term=f"<{BASE}plan/12/c>",
            path="mig:evidencePhrase",
            path_term=f"<{MIG}evidencePhrase>",
            value='"un, deux"@fr',
            value_term='"un, deux"@fr',
            message="Cut the phrase to ten words.",
            remedy="Quote what bears the claim.",
            file="data/a.ttl",
            line=41,
            column=5,
        ),
        finding(
            "file/syntax",
            name="A file is well-formed",
            message="expected ';' or '.'",
            file="data/b 1.ttl",
            line=3,
            column=7,
        ),
        finding(
            "label",
            "Info",
            name="A thing has a label",
            focus="_:e698edcf45fb211eccef6629786dc0e9",
            focus_term="_:e698edcf45fb211eccef6629786dc0e9",
            path="rdfs:label",
            path_term="<http://www.w3.org/2000/01/rdf-schema#label>",
            message="Say what it is called.",
            file="data/c.ttl",
        ),
    )
    known = finding(
        "linkage/from",
        name="A linkage starts at a point",
        focus="claim/z",
        focus_term=f"<{BASE}claim/z>",
        message="Give it one mig:linkFrom.",
        file="data/a.ttl",
        line=101,
    )
    rules = {
        f"{SHAPE}linkage/to": Rule(
            "A linkage ends at one objective",
            message="Give the linkage exactly one mig:linkTo, not {$value}.",
            path=f"{MIG}linkTo",
            description="What a linkage ends at is *one* objective.",
            url="https://example.org/shapes#linkage-to",
        ),
        f"{SHAPE}linkage/from": Rule("A linkage starts at a point"),
        f"{SHAPE}quiet": Rule("Nothing is wrong here", "Warning"),
    }
    checked = {"data/a.ttl": (f"{SHAPE}linkage/from", f"{SHAPE}linkage/to", f"{SHAPE}quiet")}
    files = ("data/a.ttl", "data/b 1.ttl", "data/c.ttl")
    return Report(found, files, rules, checked, (known,))


@pytest.fixture
def hostile() -> Report:
    """Every text is hostile, too long or missing; terms are none, rules unknown, a severity is made up."""
    long = "x" * 1_000_000
    found = (
        finding(""),
        finding("no iri at all <>", "Deadly", name=HOSTILE, message=HOSTILE, file=HOSTILE, line=1),
        finding(
            "hostile",
            name=HOSTILE,
            focus=HOSTILE,
            focus_term=HOSTILE,
            label=HOSTILE,
            path=HOSTILE,
            path_term=HOSTILE,
            value=HOSTILE,
            value_term=HOSTILE,
            message=HOSTILE,
            remedy=HOSTILE,
            file="/elsewhere/100% öder:weg.ttl",
            line=1,
            column=1,
        ),
        finding(
            "_:e698edcf45fb211eccef6629786dc0e9",
            "Info",
            name=long,
            focus=long,
            label=long,
            value=f'"{long}"',
            value_term=f'"{long}"',
            message=long,
            remedy=long,
            file="bytes-\udcff.ttl",
        ),
        finding("hostile", "Warning", focus=f"javascript:alert({SHAPE})", focus_term="<javascript:alert(1)>"),
    )
    rules = {
        f"{SHAPE}hostile": Rule(
            HOSTILE, "Warning", HOSTILE, HOSTILE, HOSTILE, HOSTILE, "javascript:alert(document.title)"
        ),
        "_:e698edcf45fb211eccef6629786dc0e9": Rule("a shape without a name"),
    }
    return Report(found, (HOSTILE, "empty.ttl"), rules, {"empty.ttl": ("no such rule",)}, (finding("known"),))


@pytest.fixture
def nothing() -> Report:
    """Two files were checked and nothing was found."""
    rules = {f"{SHAPE}quiet": Rule("Nothing is wrong here")}
    return Report((), ("data/a.ttl", "data/b.ttl"), rules, {"data/a.ttl": (f"{SHAPE}quiet",)})
