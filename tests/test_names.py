"""What things are called: names to IRIs, IRIs to labels, and all that is known about one."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from migkg import graph
from migkg.errors import UnknownNameError, UsageError
from migkg.sources import LocalSource
from migkg.terms import BASE, ONTOLOGY, SPARQL_PREFIXES

SMALL = (
    SPARQL_PREFIXES.replace("PREFIX", "@prefix").replace(">\n", "> .\n")
    + """
<ontology#Objective> rdfs:subClassOf <ontology#Goal> ; a owl:Class ; rdfs:label "Objective"@en .
<ontology#Linkage> a owl:Class ; rdfs:label "Linkage"@en , "Lien"@fr .
mig:linkFrom rdfs:label "link from"@en .
mig:alignedWith rdfs:label "aligned with"@en .
<objective/18> a mig:Objective ; rdfs:label "Skills"@en , "Compétences"@fr ; skos:notation "18" .
<objective/2> a mig:Objective ; rdfs:label "Drivers"@en ; skos:notation "2" .
<objective/10> a mig:Objective ; rdfs:label "Trafficking"@en ; skos:notation "10" .
<plan/18> a mig:PlanPoint ; rdfs:label "Review"@en ; skos:notation "18" .
<plan/12/a> a mig:PlanPoint ; rdfs:label "Fair \\"recruitment\\""@en ; skos:notation "12(a)" .
<body/iom> a mig:Body ; rdfs:label "International Organization for Migration"@en ; skos:notation "IOM" ;
  skos:altLabel "the Migration Agency"@en .
<document/d> a mig:Document ; rdfs:label "A paper"@en ; skos:notation "GB.1/POL(Rev.)" .
<document/d/section/x> a mig:Section ; dcterms:isPartOf <document/d> ; dcterms:title "Skills"@en ;
  mig:order 1 .
<document/d/para/2> a mig:Paragraph ; dcterms:isPartOf <document/d/section/x> ;
  skos:notation "para 2" ; mig:order 2 .
<document/e> a mig:Document ; skos:notation "GB.2" .
<document/e/para/2> a mig:Paragraph ; dcterms:isPartOf <document/e> ; skos:notation "para 2" ; mig:order 1 .
<claim/d/para-2/12a-serves-18> a mig:Linkage ; mig:basis mig:stated ; mig:linkFrom <plan/12/a> ;
  mig:linkTo <objective/18> ; mig:relation mig:alignedWith ; mig:evidence <document/d/para/2> .
<claim/d/para-2/bare> a mig:Linkage ; mig:basis mig:stated .
"""
)

CLAIM = f"{BASE}claim/d/para-2/12a-serves-18"


@pytest.fixture(scope="module")
def small() -> LocalSource:
    store = ox.Store()
    store.extend(graph.parse_text(SMALL, Path("a.ttl")).quads)
    return LocalSource(store)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"{BASE}body/iom", "body/iom"),
        (f"<{BASE}body/iom>", "body/iom"),
        ("body/iom", "body/iom"),
        ("/body/iom", "body/iom"),
        ("mig:Linkage", "ontology#Linkage"),
        ("IOM", "body/iom"),
        ("iom", "body/iom"),
        (" IOM ", "body/iom"),
        ("12(a)", "plan/12/a"),
        ("12(A)", "plan/12/a"),
        ("GB.1/POL(Rev.)", "document/d"),
        ("GB.1/POL(Rev.) para 2", "document/d/para/2"),
        ("GB.1/POL(Rev.), para 2", "document/d/para/2"),
        ("GB.2 para 2", "document/e/para/2"),
        ("International Organization for Migration", "body/iom"),
        ("international organization for migration", "body/iom"),
        ("the Migration Agency", "body/iom"),
        ('Fair "recruitment"', "plan/12/a"),
        ("Skills", "objective/18"),  # a label goes before a section's title
        ("12a-serves-18", "claim/d/para-2/12a-serves-18"),
    ],
)
def test_a_thing_answers_to_all_its_names(small: LocalSource, text: str, path: str) -> None:
    assert graph.resolve(small, text) == BASE + path


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [("18", ("objective/18", "plan/18")), ("para 2", ("document/d/para/2", "document/e/para/2"))],
)
def test_a_name_of_several_things_is_refused_and_they_are_named(
    small: LocalSource, text: str, suggestions: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownNameError, match="names several things") as caught:
        graph.resolve(small, text)
    assert caught.value.suggestions == suggestions


def test_classes_narrow_the_search_and_subclasses_count(small: LocalSource) -> None:
    assert graph.resolve(small, "18", classes=[f"{ONTOLOGY}Goal"]) == f"{BASE}objective/18"
    assert graph.resolve(small, "18", classes=[f"{ONTOLOGY}PlanPoint"]) == f"{BASE}plan/18"
    with pytest.raises(UnknownNameError) as caught:
        graph.resolve(small, "12(a)", classes=[f"{ONTOLOGY}Objective"])
    assert str(caught.value).startswith("No Objective is called '12(a)'.")


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Internatonal Organisation for Migration", "International Organization for Migration"),
        ("12(aa)", "12(a)"),
        ("Migration Agency", "the Migration Agency"),
        ("bodies/iom", "body/iom"),
        ("recruitment", 'Fair "recruitment"'),
    ],
)
def test_an_unknown_name_brings_the_nearest(small: LocalSource, text: str, suggestion: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        graph.resolve(small, text)
    assert suggestion in caught.value.suggestions
    assert len(caught.value.suggestions) <= 3


@pytest.mark.parametrize(
    "text", ["", "   ", '"; } DROP ALL #', "\\", "a\nb", "\0", "\udce9", "<>", "x" * 5000, "{}", "%s"]
)
def test_nonsense_is_an_unknown_name_and_nothing_worse(small: LocalSource, text: str) -> None:
    with pytest.raises(UnknownNameError):
        graph.resolve(small, text)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("objective/18", "Skills"),
        ("document/d", "A paper"),
        ("document/e", "GB.2"),
        ("document/d/section/x", "Skills"),
        ("document/d/para/2", "GB.1/POL(Rev.) para 2"),
        ("claim/d/para-2/12a-serves-18", "Linkage: 12(a), aligned with, 18"),
        ("claim/d/para-2/bare", "Linkage"),
    ],
)
def test_labels(small: LocalSource, path: str, label: str) -> None:
    assert graph.labels(small, [BASE + path]) == {BASE + path: label}


@pytest.mark.parametrize(
    ("lang", "label", "claim"),
    [
        ("en", "Skills", "Linkage: 12(a), aligned with, 18"),
        ("fr", "Compétences", "Lien: 12(a), aligned with, 18"),
    ],
)
def test_labels_in_a_language_or_else_in_english(
    small: LocalSource, lang: str, label: str, claim: str
) -> None:
    found = graph.labels(small, [f"{BASE}objective/18", f"{BASE}objective/2", CLAIM], lang)
    assert found == {f"{BASE}objective/18": label, f"{BASE}objective/2": "Drivers", CLAIM: claim}


def test_a_description_is_in_the_language_that_is_asked_for(small: LocalSource) -> None:
    told = graph.describe(small, f"{BASE}objective/18", "fr")
    assert told.label == "Compétences"
    assert [fact.value_label for fact in told.backlinks] == ["Lien: 12(a), aligned with, 18"]
    labels = {fact.predicate: fact.value_label for fact in graph.describe(small, CLAIM, "fr").facts}
    assert labels[f"{ONTOLOGY}linkTo"] == "Compétences"
    assert labels[f"{ONTOLOGY}relation"] == "aligned with"


def test_a_thing_answers_to_its_names_in_other_languages(small: LocalSource) -> None:
    assert graph.resolve(small, "Compétences") == f"{BASE}objective/18"
    assert graph.resolve(small, "compétences") == f"{BASE}objective/18"


def test_only_english_names_of_things_without_another_count_as_untranslated(small: LocalSource) -> None:
    iris = [f"{BASE}objective/18", f"{BASE}objective/2", f"{BASE}body/iom", f"{BASE}document/e/para/2"]
    shown = ["Trafficking", "Drivers", "Compétences", "2", "para 2", "Skills"]
    assert graph.untranslated(small, shown, iris, "fr") == ("Drivers",)
    assert graph.untranslated(small, shown, iris, "es") == ("Drivers", "Skills")
    assert graph.untranslated(small, shown, iris, "en") == ()
    assert graph.untranslated(small, [], iris, "fr") == graph.untranslated(small, shown, [], "fr") == ()


def test_a_language_is_one_of_three_however_it_is_written() -> None:
    assert [graph.language(text) for text in ("en", "FR", " Es ")] == ["en", "fr", "es"]
    for text in ("de", "", "fr-CA", "french", 'en" } #'):
        with pytest.raises(UsageError, match=r"Choose one of en \(English\), fr \(French\), es \(Spanish\)"):
            graph.language(text)


def test_what_has_no_name_has_no_label(small: LocalSource) -> None:
    assert graph.labels(small, [f"{BASE}nothing", "not an iri", ""]) == {}
    assert graph.labels(small, []) == {}


def test_describe_tells_facts_and_what_points_here(small: LocalSource) -> None:
    found = graph.describe(small, f"{BASE}plan/12/a")
    assert (found.label, found.notation) == ('Fair "recruitment"', "12(a)")
    assert [(fact.predicate_label, fact.value.short) for fact in found.facts] == [
        ("kind", "mig:PlanPoint"),
        ("", 'Fair "recruitment"'),
        ("", "12(a)"),
    ]
    (backlink,) = found.backlinks
    assert (backlink.predicate_label, backlink.value_label) == (
        "link from",
        "Linkage: 12(a), aligned with, 18",
    )


def test_describe_puts_values_in_natural_order(small: LocalSource) -> None:
    found = graph.describe(small, f"{ONTOLOGY}Objective")
    things = [fact.value.short for fact in found.backlinks]
    assert things == ["objective/2", "objective/10", "objective/18"]


def test_describe_graph_has_both_directions(small: LocalSource) -> None:
    found = graph.describe_graph(small, f"{BASE}plan/12/a")
    assert len(found) == 4
    assert found.namespace_manager.normalizeUri(f"{ONTOLOGY}Linkage") == "mig:Linkage"


@pytest.mark.parametrize("iri", [f"{BASE}nothing", "no iri", "http://a> . ?s ?p ?o . <http://b"])
def test_describing_nothing_is_an_error(small: LocalSource, iri: str) -> None:
    with pytest.raises(UnknownNameError):
        graph.describe(small, iri)
    with pytest.raises(UnknownNameError):
        graph.describe_graph(small, iri)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("C97", "instrument/C97"),
        ("12(a)", "plan/12/a"),
        ("IOM", "body/iom"),
        ("sdg:10.7", "http://metadata.un.org/sdg/10.7"),
        ("Global Compact for Safe, Orderly and Regular Migration", "instrument/GCM"),
    ],
)
def test_names_in_the_packaged_dataset(source: LocalSource, text: str, path: str) -> None:
    assert graph.resolve(source, text) == (path if ":" in path else BASE + path)
