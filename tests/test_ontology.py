"""What holds for every term: one label, one definition, a place in the hierarchy, a use.

The rules are those of `ontology/README.md`.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Literal, URIRef
from rdflib.collection import Collection

from migkg import terms

ROOT = Path(__file__).resolve().parent.parent
MIG = rdflib.Namespace(terms.ONTOLOGY)
ONTOLOGY = URIRef(terms.ONTOLOGY.rstrip("#"))
ADDED_TO_OTHERS = "rules.ttl"
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual)
LANGUAGES = ("owl", "rdf", "rdfs", "sh", "xsd", "sdg", "wd")
"""Prefixes of languages and of things; all other prefixes stand for vocabularies with a stub each."""


def read(*paths: Path) -> rdflib.Graph:
    found = rdflib.Graph()
    for path in paths:
        found.parse(path)
    return found


MODULES = sorted((ROOT / "ontology").glob("*.ttl"))
STUBS = sorted((ROOT / "ontology" / "imports").glob("*.ttl"))
OURS = read(*MODULES)
THEIRS = read(*STUBS)
TERMS = sorted({s for s in OURS.subjects(RDF.type) if isinstance(s, URIRef) and s in MIG})
DECLARED = {str(s) for graph in (OURS, THEIRS) for s in graph.subjects(RDF.type) if isinstance(s, URIRef)}


def name(term: URIRef) -> str:
    return str(term).removeprefix(terms.ONTOLOGY)


def kinds(term: URIRef) -> set[rdflib.term.Node]:
    return set(OURS.objects(term, RDF.type)) & set(KINDS)


def members(graph: rdflib.Graph, kind: URIRef, predicate: URIRef) -> list[set[rdflib.term.Node]]:
    return [
        set(Collection(graph, items))
        for axiom in graph.subjects(RDF.type, kind)
        for items in graph.objects(axiom, predicate)
    ]


def test_all_is_read() -> None:
    assert len(MODULES) >= 7
    assert len(STUBS) >= 8
    assert len(TERMS) >= 150


# --- each term of ours -------------------------------------------------------------------------


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_a_term_has_one_kind_one_label_and_one_definition(term: URIRef) -> None:
    assert len(kinds(term)) == 1
    labels = list(OURS.objects(term, RDFS.label))
    definitions = list(OURS.objects(term, SKOS.definition))
    assert [text.language for text in labels] == ["en"]
    assert [text.language for text in definitions] == ["en"]
    assert list(OURS.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_a_definition_is_one_full_sentence(term: URIRef) -> None:
    (definition,) = OURS.objects(term, SKOS.definition)
    assert re.fullmatch(r"[A-Z][^\n]*[^.\s]\.", definition)
    assert not re.search(r"[.!?] [A-Z]", definition), "more than one sentence"
    assert len(definition.split()) >= 7


@pytest.mark.parametrize("term", TERMS, ids=name)
def test_names_and_labels_show_what_kind_a_term_is(term: URIRef) -> None:
    (label,) = OURS.objects(term, RDFS.label)
    is_class = OWL.Class in kinds(term)
    assert re.fullmatch(r"[A-Z][A-Za-z]+" if is_class else r"[a-z][A-Za-z0-9]*", name(term))
    starts_high = is_class or (term, RDF.type, SKOS.ConceptScheme) in OURS
    assert label[0].isupper() == starts_high
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9 -]*", label)


def test_no_two_terms_of_a_kind_share_a_label() -> None:
    seen = Counter(
        (kind, str(label))
        for term in TERMS
        for kind in kinds(term)
        for label in OURS.objects(term, RDFS.label)
    )
    assert [pair for pair, times in seen.items() if times > 1] == []


def test_no_two_terms_share_a_definition() -> None:
    seen = Counter(str(text) for text in OURS.objects(None, SKOS.definition))
    assert [text for text, times in seen.items() if times > 1] == []


def test_every_term_is_described_in_one_file_only() -> None:
    homes = Counter(term for path in MODULES for term in set(read(path).subjects(SKOS.definition)))
    assert [term for term, times in homes.items() if times > 1] == []


# --- how terms hang together -------------------------------------------------------------------


def test_every_class_stands_under_a_class_of_another_vocabulary() -> None:
    for term in (term for term in TERMS if OWL.Class in kinds(term)):
        above = set(OURS.transitive_objects(term, RDFS.subClassOf)) - {term}
        assert any(isinstance(up, URIRef) and up not in MIG for up in above), name(term)


def test_a_wider_property_is_of_the_same_kind() -> None:
    both = OURS + THEIRS
    pairs = list(OURS.subject_objects(RDFS.subPropertyOf))
    assert len(pairs) >= 10
    for narrow, wide in pairs:
        assert set(both.objects(narrow, RDF.type)) & set(both.objects(wide, RDF.type)) & set(KINDS), (
            narrow,
            wide,
        )


def test_no_term_is_of_two_kinds_that_exclude_each_other() -> None:
    properties = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    both = OURS + THEIRS
    for term in set(both.subjects(RDF.type)):
        assert len(set(both.objects(term, RDF.type)) & properties) <= 1, term


def test_no_literal_property_has_a_range() -> None:
    literal = set(OURS.subjects(RDF.type, OWL.DatatypeProperty))
    assert len(literal) >= 10
    assert [name(term) for term in literal if (term, RDFS.range, None) in OURS] == []


def test_every_concept_is_in_the_list_of_its_class() -> None:
    concepts = set(OURS.subjects(RDF.type, SKOS.Concept))
    schemes = set(OURS.subjects(RDF.type, SKOS.ConceptScheme))
    assert len(concepts) >= 60
    used = set()
    for concept in concepts:
        classes = {name(kind) for kind in OURS.objects(concept, RDF.type) if kind in MIG}
        lists = set(OURS.objects(concept, SKOS.inScheme))
        assert lists, concept
        assert {f"{word[0].lower()}{word[1:]}".replace("Concept", "Scheme") for word in classes} == {
            name(scheme) for scheme in lists
        }
        assert lists <= schemes
        used |= lists
    assert used == schemes


def test_all_concepts_are_declared_to_differ() -> None:
    assert members(OURS, OWL.AllDifferent, OWL.distinctMembers) == [
        set(OURS.subjects(RDF.type, SKOS.Concept))
    ]


def test_only_what_has_different_values_is_functional() -> None:
    functional = set(OURS.subjects(RDF.type, OWL.FunctionalProperty))
    assert len(functional) >= 6
    for term in functional:
        if OWL.DatatypeProperty in kinds(term):
            continue
        (values,) = OURS.objects(term, RDFS.range)
        assert (values, RDFS.subClassOf, SKOS.Concept) in OURS, name(term)


@pytest.mark.parametrize("parent", [MIG.Claim, MIG.Passage], ids=name)
def test_the_kinds_of_claim_and_of_passage_exclude_each_other(parent: URIRef) -> None:
    siblings = set(OURS.subjects(RDFS.subClassOf, parent))
    assert siblings in members(OURS, OWL.AllDisjointClasses, OWL.members)


def test_nothing_is_imported_and_no_term_carries_a_version() -> None:
    both = OURS + THEIRS
    assert (None, OWL.imports, None) not in both
    assert (None, OWL.versionIRI, None) not in both
    assert list(both.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]


def test_each_objective_of_the_compact_has_its_rule() -> None:
    objectives = set(read(ROOT / "data" / "objectives" / "gcm.ttl").subjects(RDF.type, MIG.Objective))
    assert len(objectives) == 23
    found = []
    for rule in OURS.subjects(OWL.intersectionOf):
        parts = list(Collection(OURS, OURS.value(rule, OWL.intersectionOf)))
        targets = [
            value for part in parts if isinstance(part, BNode) for value in OURS.objects(part, OWL.hasValue)
        ]
        above = OURS.value(rule, RDFS.subClassOf)
        if MIG.StatedLinkage in parts:
            assert OURS.value(above, OWL.onProperty) == MIG.statedLinkTo
            assert list(OURS.objects(above, OWL.hasValue)) == targets
            found += targets
    assert sorted(found) == sorted(objectives)


# --- terms of others ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", STUBS, ids=lambda path: path.stem)
def test_a_stub_holds_iri_and_kind_and_nothing_else(path: Path) -> None:
    stub = read(path)
    namespace = VOCABULARIES[path.stem]
    assert len(stub) >= 1
    for subject, predicate, value in stub:
        assert str(subject).startswith(namespace)
        assert predicate == RDF.type
        assert value in KINDS
    assert len(set(stub.subjects())) == len(stub)


def test_what_is_added_to_terms_of_others_stands_in_one_file() -> None:
    adding = {
        path.name
        for path in MODULES
        for subject in read(path).subjects()
        if isinstance(subject, URIRef) and subject not in MIG and not subject.startswith(terms.BASE)
    }
    assert adding == {ADDED_TO_OTHERS}


# --- use ---------------------------------------------------------------------------------------

VOCABULARIES = {
    **{prefix: iri for prefix, iri in terms.PREFIXES.items() if prefix not in LANGUAGES},
    "vann": "http://purl.org/vocab/vann/",
}
PREFIXED = re.compile(r"(?<![\w:/#.-])([a-z]+):([A-Za-z_][\w-]*)")
QUOTED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>\s]*>|#[^\n]*', re.DOTALL
)


def terms_in_query(text: str) -> set[str]:
    """The terms of vocabularies that a query uses, outside its strings, full IRIs and comments."""
    return {
        VOCABULARIES[prefix] + local
        for prefix, local in PREFIXED.findall(QUOTED.sub(" ", text))
        if prefix in VOCABULARIES
    }


def terms_in(path: Path) -> set[str]:
    """The terms of vocabularies that a file uses."""
    if path.suffix == ".rq":
        return terms_in_query(path.read_text(encoding="utf-8"))
    namespaces = tuple(VOCABULARIES.values())
    nodes = set(itertools.chain.from_iterable(read(path)))
    nodes |= {node.datatype for node in nodes if isinstance(node, Literal) and node.datatype is not None}
    return {str(node) for node in nodes if isinstance(node, URIRef) and str(node).startswith(namespaces)}


USERS = sorted(
    path
    for folder, pattern in (("data", "*.ttl"), ("shapes", "*.ttl"), ("queries", "*.rq"))
    for path in (ROOT / folder).rglob(pattern)
)
USED = {path: terms_in(path) for path in USERS}


def test_a_query_s_terms_are_found_wherever_they_stand() -> None:
    text = """#+ summary: mig:Comment?
        SELECT * { ?x a mig:Linkage ; mig:basis/rdfs:label "mig:Quoted" .
                   ?y ^mig:linkTo <http://x/mig:Iri> , ?x }"""
    assert terms_in_query(text) == {f"{terms.ONTOLOGY}{word}" for word in ("Linkage", "basis", "linkTo")}


@pytest.mark.parametrize("path", USERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_term_that_is_used_exists(path: Path) -> None:
    may_name_none = path.suffix == ".rq" or path == ROOT / "shapes" / "prefixes.ttl"
    assert USED[path] or may_name_none, "no term of any vocabulary was found"
    assert sorted(USED[path] - DECLARED) == []


def test_the_queries_were_looked_into() -> None:
    assert len(set().union(*(found for path, found in USED.items() if path.suffix == ".rq"))) >= 40


def test_every_term_is_used_or_says_why_not() -> None:
    excused = {str(term): str(reason) for term, reason in OURS.subject_objects(MIG.unusedBecause)}
    unused = {str(term) for term in TERMS} - _used_outside_descriptions()
    assert sorted(map(terms.shorten, unused - set(excused))) == [], (
        "drop these, or give a reason in ontology/unused.ttl"
    )
    assert sorted(map(terms.shorten, set(excused) - unused)) == [], "these are used: drop the reason"
    assert all(reason.endswith(".") for reason in excused.values())


def _used_outside_descriptions() -> set[str]:
    """Terms that occur in data, shapes or queries, or in what the ontology says about another term."""
    used = set().union(*USED.values())
    grouping = (RDF.type, RDFS.isDefinedBy, OWL.distinctMembers, OWL.members, RDF.first, RDF.rest)
    used |= {
        str(value) for _, predicate, value in OURS if isinstance(value, URIRef) and predicate not in grouping
    }
    for chain in OURS.objects(None, OWL.propertyChainAxiom):
        used |= {str(step) for step in Collection(OURS, chain)}
    used |= {str(predicate) for predicate in OURS.predicates()}
    used |= {
        str(kind)
        for concept in OURS.subjects(RDF.type, SKOS.Concept)
        for kind in OURS.objects(concept, RDF.type)
    }
    return used
