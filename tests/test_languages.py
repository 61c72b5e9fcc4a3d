"""Language tags: which BCP 47 allows, which are registered, which are out of date."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from migkg.judges import languages
from migkg.judges.languages import RULES, problem, problems
from migkg.judges.uses import Context, Uses

RIGHT = [
    *("en", "fr", "de-AT", "en-GB", "en-US", "es-419", "en-001", "sr-Latn", "zh-Hant-TW", "mn-Cyrl-MN"),
    *("de-CH-1901", "sl-rozaj-biske-1994", "zh-cmn-Hans-CN", "ar-aao", "yue", "tlh", "und", "mul", "zxx"),
    *("en-x-a", "x-private", "az-Arab-x-aze-derbend", "en-a-bbb-x-a", "en-u-ca-gregory", "en-t-jp", "sh"),
    *("en-Latn-GB-boont-r-extended-sequence-x-private", "be-tarask", "i-default", "EN-us", "ZH-HANT"),
]

WRONG = {
    "form": [
        *("en_US", "en-", "-en", "a-DE", "e1", "abcdefghi", "de-419-DE", "de-1901-1901", "en--GB", "x-", "c"),
        *("en-a-bbb-a-ccc", "de-DE-Latn", "en-GB-oed-oed"),
    ],
    "registered": [
        *("xx", "english", "french", "eng", "fra", "deu", "jp", "us", "root", "en-UK", "en-USA", "de-DEU"),
        *("fr-XY1Z5", "en-Abcd", "ar-xyz", "en-yue", "zh-HansCN", "klingon"),
    ],
    "private": ["qaa", "qaa-Qaaa-QM", "fr-XX", "en-ZZ", "en-AA", "sr-Qaaa"],
    "current": [
        *("iw", "in", "ji", "mo", "i-klingon", "zh-yue", "zh-min", "art-lojban", "en-GB-oed", "sgn-BE-FR"),
        *("de-DD", "en-BU", "hy-arevela", "ja-Latn-hepburn-heploc"),
    ],
}


@pytest.mark.parametrize("tag", RIGHT)
def test_a_right_tag_is_accepted(tag: str) -> None:
    assert problem(tag) is None


@pytest.mark.parametrize(("kind", "tag"), [(kind, tag) for kind, tags in WRONG.items() for tag in tags])
def test_a_wrong_tag_is_named_by_its_kind(kind: str, tag: str) -> None:
    found = problem(tag)
    assert found is not None
    assert found[0] == kind
    assert found[1].endswith(".")


@pytest.mark.parametrize(
    ("tag", "right"),
    [
        ("english", "@en:"),
        ("en-UK", "@en-GB:"),
        ("fra", "@fr:"),
        ("jp", "@ja:"),
        ("iw", "@he "),
        ("de-DD", "@de-DE "),
        ("i-klingon", "@tlh "),
        ("sgn-BE-FR", "@sfb "),
    ],
)
def test_the_right_tag_is_told(tag: str, right: str) -> None:
    found = problem(tag)
    assert found is not None
    assert f"Write {right}" in found[1]


def judged(turtle: str) -> list[tuple[str, str]]:
    quads = ox.parse(f"<https://example.org/a> <https://example.org/p> {turtle} .", ox.RdfFormat.TURTLE)
    found = list(problems(Uses.of(quads), Context()))
    return [(result.shape.rsplit("/", 1)[1], str(result.value)) for result in found]


def test_each_use_of_a_wrong_tag_is_found() -> None:
    assert judged('"a"@en-uk, "b"@en, "c"@en-uk, "d", 4') == [
        ("registered", '"a"@en-uk'),
        ("registered", '"c"@en-uk'),
    ]


def test_a_text_without_words_is_found() -> None:
    assert judged('""@en, "", " "@fr') == [("empty", '""@en')]


def test_each_rule_is_found_by_a_case_above() -> None:
    assert {rule.rsplit("/", 1)[1] for rule in RULES} == {*WRONG, "empty"}


def test_the_languages_of_the_dataset_need_no_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "problem", None)  # the fast way asks nobody
    assert judged('"a"@en, "b"@fr, "c"@es') == []
