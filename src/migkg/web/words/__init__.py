"""The words of the site's own: headings, buttons and short explanations in English, French and Spanish.

Names of things are the data's; these are what stands around them. Each part of the site has its words in a
module of its own here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.web.words.releases import RELEASES
from migkg.web.words.shapes import SHAPES
from migkg.web.words.site import SITE
from migkg.web.words.tools import TOOLS
from migkg.web.words.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LANGUAGES", "Words", "all_words"]

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "fr": "Français", "es": "Español"}
"""The languages of the site by tag, each by its own name; the first is spoken where none is asked for."""

_PARTS: Final[Sequence[Mapping[str, tuple[str, str, str]]]] = (RELEASES, SHAPES, SITE, TOOLS, VOCABULARY)
_COLUMN: Final = {tag: place for place, tag in enumerate(LANGUAGES)}


def all_words() -> dict[str, tuple[str, str, str]]:
    """Key → the words in English, French and Spanish, of all parts of the site."""
    return {key: words for part in _PARTS for key, words in part.items()}


class Words:
    """The site's words in one language.

    >>> t = Words("fr")
    >>> t("search")
    'Rechercher'
    >>> t.count("passages", 1), t.count("passages", 23)
    ('1 passage', '23 passages')
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._column = _COLUMN[lang]
        self._words = all_words()

    def __call__(self, key: str, **values: object) -> str:
        """The words behind a key, with the values put where it names them in braces.

        Raises KeyError for a key that there is not.
        """
        text = self._words[key][self._column]
        return text.format(**values) if values else text

    def count(self, key: str, number: int) -> str:
        """A number and what is counted; the words hold the singular and the plural, parted by a bar."""
        one, many = self(key).split("|")
        single = number in (0, 1) if self.lang == "fr" else number == 1
        return f"{self.number(number)} {one if single else many}"

    def number(self, number: int) -> str:
        """A whole number as the language groups its digits, by narrow or non-breaking marks.

        >>> Words("en").number(12345), Words("es").number(1234)
        ('12,345', '1234')
        """
        if self.lang == "en":
            return f"{number:,}"
        grouped = f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        return grouped if self.lang == "fr" or number >= _GROUPED_FROM else str(number)

    def has(self, key: str) -> bool:
        """Whether there are words behind a key."""
        return key in self._words


_GROUPED_FROM: Final = 10_000
"""From which number on Spanish groups digits."""
