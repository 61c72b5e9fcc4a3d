from __future__ import annotations

import re
import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import migkg.web
from migkg import terms
from migkg.web.words import LANGUAGES, Words, all_words
from migkg.web.words.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset

TEMPLATES = sorted((Path(migkg.web.__file__).parent / "templates").glob("*.html"))
NAMES_OF_FORMATS = {"API", "SPARQL", "BibTeX", "migkg", "Turtle", "PREFIX", "mig", "lt", "gt"}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_key_is_said_in_each_language_with_the_same_fields() -> None:
    assert len(all_words()) > 400
    for key, words in all_words().items():
        assert len(words) == len(LANGUAGES) == 3, key
        assert all(text.strip() == text and text for text in words), key
        assert len({text.count("|") for text in words}) == 1, key
        assert len({frozenset(fields(text)) for text in words}) == 1, key


def test_no_key_stands_in_two_parts() -> None:
    from migkg.web.words import site

    assert not site.SITE.keys() & VOCABULARY.keys()


def test_english_words_for_our_terms_are_the_labels_of_the_ontology(dataset: Dataset) -> None:
    rows = dataset.graph.sparql(
        "SELECT ?term ?label { ?term rdfs:label ?label FILTER(LANG(?label) = 'en') }"
    ).rows
    labels = {terms.shorten(term.text): label.text for term, label in rows if term and label}
    ours = {key: words[0] for key, words in VOCABULARY.items() if key.startswith("mig:")}
    assert ours
    assert {key: labels.get(key) for key in ours} == ours


def test_every_class_property_and_word_that_the_data_use_has_words(dataset: Dataset) -> None:
    rows = dataset.graph.sparql(
        """SELECT DISTINCT ?term WHERE {
             { ?thing a ?term } UNION { ?thing a ?class ; ?term ?value FILTER(ISIRI(?thing)) }
             UNION { ?thing ?property ?term FILTER(STRSTARTS(STR(?term), STR(mig:))) }
             FILTER(ISIRI(?term))
           }"""
    ).rows
    used = {terms.shorten(row[0].text) for row in rows if row[0]}
    ignored = {term for term in used if term.startswith(("owl:", "rdf:", "http://purl.org/vocab/vann/"))}
    assert len(used) > 150
    assert used - ignored - VOCABULARY.keys() == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_use_only_keys_that_there_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    keys = set(re.findall(r"""\bt(?:\.count)?\(["']([^"'~]+)["'][,)]""", text))
    assert keys <= all_words().keys()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_words_of_their_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", text)
    assert set(re.findall(r"[A-Za-z]{2,}", text)) <= NAMES_OF_FORMATS


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_attributes_that_are_read_aloud_come_from_the_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    spoken = re.findall(r"""(?:aria-label|placeholder|alt)="([^"{]+)""", text)
    assert [words for words in spoken if words != "BibTeX"] == []


def test_counting_follows_the_language() -> None:
    assert Words("en").count("hits", 0) == "0 hits"
    assert Words("fr").count("hits", 0) == "0 résultat"
    assert Words("es").count("hits", 1) == "1 resultado"
    assert Words("fr").count("hits", 12345) == "12\N{NARROW NO-BREAK SPACE}345 résultats"
