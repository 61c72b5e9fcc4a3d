"""The fingerprint by which a reader's copy of a document can be matched, passage by passage, with the graph.

The graph holds no text of its sources, so each passage carries a short digest of its words instead. Machine
renderings of one PDF differ in ways that do not change the text (broken and hyphenated lines, footnote
markers, straight or curly quotes, Greek letters for Latin ones, lost markup): the digest is taken over what
they share.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata

_TAG = re.compile(r"<[^>]*>")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011\u2013]\s*(?=\w)")
_WORD = re.compile(r"[^\W\d_]{4,}")
_RUN = re.compile(r"[^\W_]+")
_LOOKALIKES = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονАВЕКМНОРСТХаеорсух", "ABEZHIKMNOPTYXovABEKMHOPCTXaeopcyx")
_ENDLESS = re.compile(r"&#[0-9]{100,}")


def decidable(text: str) -> str:
    """The text without numbers of characters that have more digits than Python reads as a number.

    >>> decidable("&#65; &#" + "9" * 5000 + ";")
    '&#65; &#0;'
    """
    return _ENDLESS.sub("&#0", text)


def words(text: str) -> list[str]:
    r"""The words of `text` that count: four letters or more, in lower case, hyphenated words joined.

    Shorter words, digits, punctuation and markup are left out, because renderings lose or misread them most.
    A text without any such word (a footnote that gives a symbol only) counts with all its letters and digits.

    >>> words("the ILO's capacity-\nbuilding work<sup>3</sup> on 13,753 returnees")
    ['capacitybuilding', 'work', 'returnees']
    >>> words("See GB.1/2")
    ['see', 'gb', '1', '2']
    """
    plain = _TAG.sub("", html.unescape(decidable(_TAG.sub("", text)))).replace("*", "")
    plain = unicodedata.normalize("NFKC", plain).translate(_LOOKALIKES)
    plain = _HYPHEN.sub("", plain).lower()
    return _WORD.findall(plain) or _RUN.findall(plain)


def fingerprint(text: str) -> str:
    """Sixteen hexadecimal digits: the start of the SHA-256 digest of the text's words, one space between two.

    >>> fingerprint("*Well*-governed migration¹") == fingerprint("WELLGOVERNED MIGRATION.")
    True
    """
    return hashlib.sha256(" ".join(words(text)).encode()).hexdigest()[:16]
