"""French and Spanish texts of the genre: how they write numbers and letters, and what things are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from migkg import terms
from migkg.ingest.citations import references
from migkg.ingest.passages import Metadata, Outline, Passage

if TYPE_CHECKING:
    from migkg.ingest.gazetteer import Gazetteer

FRENCH = {
    "L'objectif 5 du Pacte mondial porte sur les voies.": "objective/5",
    "les objectifs 2, 5 et 23 du Pacte mondial": "objective/2 objective/23 objective/5",
    "l'objectif 5 c) du Pacte mondial": "objective/5/c",
    "le Pacte mondial sur les réfugiés": "",
    "la convention nº 97 et la recommandation (nº 86)": "instrument/C97 instrument/R86",
    "les conventions nos 97 et 143": "instrument/C143 instrument/C97",
    "l'article 14 a) de la convention nº 143": "instrument/C143 instrument/C143/art/14/a",
    "les articles 9 et 10 de la convention no 143": "instrument/C143 instrument/C143/art/10",
    "le paragraphe 1 de l'article 9 de la convention nº 143": "instrument/C143 instrument/C143/art/9/1",
    "la cible 8.8 des ODD et l'indicateur 10.7.1": "sdg:8.8 sdg:C100701",
    "les ODD 8 et 10, et l'objectif de développement durable 17": "sdg:10 sdg:17 sdg:8",
    "les cibles 8.7 et 8.8 du Programme 2030": "instrument/agenda-2030 sdg:8.7 sdg:8.8",
    "Le HCR et l'OIM, avec l'ONU": "body/iom body/un body/unhcr",
    "Le Conseil d'administration a tranché.": "body/governing-body",
    "un point 12 sans plan": "",
}
SPANISH = {
    "El objetivo 5 del Pacto Mundial trata de las vías.": "objective/5",
    "los objetivos 2, 5 y 23 del Pacto Mundial": "objective/2 objective/23 objective/5",
    "el objetivo 5, c) del Pacto Mundial": "objective/5/c",
    "el Pacto Mundial sobre los Refugiados": "",
    "el Convenio núm. 97 y la Recomendación núm. 86": "instrument/C97 instrument/R86",
    "los Convenios núms. 97 y 143": "instrument/C143 instrument/C97",
    "el artículo 14, a) del Convenio núm. 143": "instrument/C143 instrument/C143/art/14/a",
    "la meta 8.8 de los ODS y el indicador 10.7.1": "sdg:8.8 sdg:C100701",
    "las metas 8.7 y 8.8 de la Agenda 2030": "instrument/agenda-2030 sdg:8.7 sdg:8.8",
    "el Objetivo de Desarrollo Sostenible 8": "sdg:8",
    "El ACNUR y la OIM, con la ONU": "body/iom body/un body/unhcr",
    "la meta de 8 puertos": "",
}


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [("fr", *pair) for pair in FRENCH.items()] + [("es", *pair) for pair in SPANISH.items()],
)
def test_a_sentence_names(language: str, sentence: str, expected: str, gazetteer: Gazetteer) -> None:
    passage = Passage("p", "Paragraph", "p", 1, sentence, 1, 0, len(sentence), "")
    found = references(Outline("d", Metadata(language=language), (passage,)), gazetteer)["p"]
    named = {terms.shorten(one.targets[0]) for one in found if one.counts and one.kind != "theme"}
    assert " ".join(sorted(named)) == expected


def test_names_of_one_language_are_none_in_another(gazetteer: Gazetteer) -> None:
    text = "HCR and OIM are no agencies of ours."
    passage = Passage("p", "Paragraph", "p", 1, text, 1, 0, len(text), "")
    assert references(Outline("d", Metadata(language="en"), (passage,)), gazetteer)["p"] == ()
