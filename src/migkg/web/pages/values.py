"""Numbers and dates as people write them in the page's language."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from migkg.web.pages.index import Name

if TYPE_CHECKING:
    from migkg.table import Value
    from migkg.web.words import Words

__all__ = ["date_text", "literal_name", "number_text"]

_DATE: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:-([0-3][0-9]))?")


def literal_name(value: Value, words: Words) -> Name:
    """A literal as a text: numbers grouped, dates spelt out, texts in their language.

    What bears no name is shown as brackets: its label is another one at each reading.
    """
    if value.kind == "bnode":
        return Name("[…]")
    if value.is_number:
        return Name(number_text(value.text, words))
    if value.datatype and value.datatype.endswith(("#date", "#gYearMonth")):
        return Name(date_text(value.text, words))
    return Name(value.text, value.lang or "")


def number_text(text: str, words: Words) -> str:
    """A number with its digits grouped and without zeros that say nothing; anything else as it is.

    >>> from migkg.web.words import Words
    >>> number_text("214000000.0", Words("en")), number_text("7.8", Words("fr"))
    ('214,000,000', '7,8')
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    whole = int(number)
    fraction = f"{abs(number - whole):f}".partition(".")[2].rstrip("0")
    sign = "-" if number < 0 and whole == 0 else ""
    mark = "." if words.lang == "en" else ","
    return f"{sign}{words.number(whole)}{mark}{fraction}" if fraction else words.number(whole)


def date_text(text: str, words: Words) -> str:
    """A date or a month spelt out; anything else as it is.

    >>> from migkg.web.words import Words
    >>> date_text("2019-03-15", Words("en")), date_text("2018-12", Words("es"))
    ('15 March 2019', 'diciembre de 2018')
    """
    found = _DATE.fullmatch(text)
    if not found:
        return text
    month = words("months").split()[int(found[2]) - 1]
    key = "date.day" if found[3] else "date.month"
    return words(key, day=int(found[3] or 0), month=month, year=found[1])
