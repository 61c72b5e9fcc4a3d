"""Which language a text is in, by its smallest words."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["language_of"]

_WORDS: Final = {
    "en": (
        "the of and to in for that is on with as by be are this from which or has its their not have an it at"
    ),
    "fr": (
        "le la les des du de et en dans pour que qui une un sur au aux par est ce cette il sont "
        "ou avec ne pas leur"
    ),
    "es": (
        "el la los las de del y en para que una un por con se es al su lo como más o son este "
        "esta sus no entre"
    ),
    "de": (
        "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es "
        "an werden aus"
    ),
    "pt": (
        "o a os as de do da dos das e em para que uma um por com se não no na ao são mais como foi pelo pela"
    ),
    "it": (
        "il lo la gli le di del della dei e in per che una un con non sono da nel si al come più alla delle"
    ),
}
_SETS: Final = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SCRIPTS: Final = (
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_SAMPLE: Final = 20_000
_FEWEST: Final = 3


def language_of(texts: Iterable[str]) -> str:
    """The language of texts, as its short code; `und` where nothing tells.

    >>> language_of(["La réunion a examiné le rapport de la commission et les conclusions pour le Conseil."])
    'fr'
    >>> language_of(["GB.1/2"])
    'und'
    """
    sample, size = [], 0
    for text in texts:
        sample.append(text)
        size += len(text)
        if size > _SAMPLE:
            break
    text = " ".join(sample)[: 2 * _SAMPLE]
    letters = sum(1 for letter in text if letter.isalpha()) or 1
    for language, script in _SCRIPTS:
        if len(script.findall(text)) * 3 > letters:
            return language
    words = Counter(_LETTERS.findall(text.lower()))
    score = {language: sum(words[word] for word in known) for language, known in _SETS.items()}
    best = max(score, key=lambda language: score[language])
    return best if score[best] >= _FEWEST else "und"
