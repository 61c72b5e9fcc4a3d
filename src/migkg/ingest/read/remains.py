"""Remains of Markdown and HTML in a line of text: emphasis, links and escapes become their words."""

from __future__ import annotations

import html
import re
from typing import Final

from migkg.fingerprint import decidable
from migkg.ingest.read.characters import sign

__all__ = ["bare_addresses", "plain", "unemphasized"]

_ESCAPED_TAG: Final = re.compile(r"<(sup|sub)>&</\1>lt;")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_RAISED: Final = re.compile(
    r"<sup\b[^<>]{0,200}>\s*(?:<a\b[^<>]{0,300}>)?\s*\[?([^<>]{0,20}?)\]?\s*(?:</a>)?\s*</sup>", re.IGNORECASE
)
_LABEL: Final = re.compile(r"\d{1,3}|[a-z]|[*†‡§]{1,3}")
_TAG: Final = re.compile(
    r"</?(?:a|b|big|br|center|code|del|div|em|font|i|img|ins|li|mark|ol|p|q|s|small|span|strike|strong|sub|sup|u"
    r"|table|tbody|td|th|thead|tr|ul)\b[^<>]{0,500}/?>",
    re.IGNORECASE,
)
_COMMENT: Final = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_NOTE: Final = re.compile(r"\[\^([\w*†‡-]{1,12})\]:?")
_IMAGE: Final = re.compile(r"!\[([^\[\]]{0,500})\]\([^()\s]{0,1000}\)")
_LINK: Final = re.compile(r"\[([^\[\]]{1,500})\]\((?:[^()\s]|\([^()\s]*\)){0,1000}(?:\s+\"[^\"]{0,200}\")?\)")
_ADDRESS: Final = re.compile(r"<((?:https?|mailto|ftp):[^<>\s]{1,1000})>")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_STRONG: Final = re.compile(
    r"\*\*\*?(?=\S)(.{1,2000}?)(?<=\S)\*\*\*?|(?<!\w)__(?=\S)(.{1,2000}?)(?<=\S)__(?!\w)"
)
_WEAK: Final = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_\n]{1,2000}?)(?<=[^\s_])_(?![\w_])"
)


def plain(text: str) -> str:
    r"""The words of a line, without what Markdown and HTML put around them; raised labels become marks.

    >>> plain(r"See **the** *plan* of [GB.1/2\(Rev.\)](#) &amp; others")
    'See the plan of GB.1/2(Rev.) & others'
    """
    if "&" in text:
        text = _ESCAPED_TAG.sub(r"<", text)
    if "<" in text:
        text = _tagless(text)
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(decidable(text))
        if "<" in text:
            text = _tagless(text)
    if "[" in text:
        text = _NOTE.sub(lambda found: sign(found[1]), text)
        text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = unemphasized(text)
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def bare_addresses(text: str) -> str:
    """The text without the angle brackets around addresses, also those that a line was broken in."""
    return _ADDRESS.sub(r"\1", text) if "<" in text else text


def _tagless(text: str) -> str:
    text = _COMMENT.sub("", text) if "<!--" in text else text
    text = _RAISED.sub(lambda found: _raised(found[1]), text)
    return _TAG.sub("", _ADDRESS.sub(r"\1", text))


def _raised(label: str) -> str:
    label = label.strip()
    return sign(label) if _LABEL.fullmatch(label) else label


def unemphasized(text: str) -> str:
    """The text without the asterisks and underscores of emphasis.

    >>> unemphasized("**7.** The *Meeting* noted 3 * 4 and snake_case_name.")
    '7. The Meeting noted 3 * 4 and snake_case_name.'
    """
    if "*" in text or "_" in text:
        text = _STRONG.sub(lambda found: found[1] or found[2], text)
        text = _WEAK.sub(lambda found: found[1] or found[2], text)
        text = text.replace("**", "")
    return text
