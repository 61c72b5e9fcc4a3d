"""Whether language tags say what BCP 47 (RFC 5646) lets them say.

Parsers look at the form only, and some not even at that: `@english`, `@en-UK` and `@xx` pass them all, and
no reader who asks for English finds the text. The subtags are looked up in IANA's registry, as the package
language-tags carries it. pyoxigraph writes tags in small letters, and RDF compares them without regard to
case, so case is nobody's business here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from migkg import terms
from migkg.findings import Rule
from migkg.judges.uses import Uses, at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from migkg.judges.uses import Context
    from migkg.places import Result

__all__ = ["RULES", "problem", "problems"]

_HERE: Final = f"{terms.BASE}shape/languages/"

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        f"{_HERE}form": Rule(
            name="A language tag has the form of BCP 47",
            message="Correct the language tag of {$value}.",
            description="Language, script, region and variants stand in this order, each once at most.",
        ),
        f"{_HERE}registered": Rule(
            name="The parts of a language tag are registered",
            message="Correct the language tag of {$value}.",
            description="A text in a language that does not exist is shown to nobody.",
        ),
        f"{_HERE}private": Rule(
            name="A language tag means the same to everybody",
            severity="Warning",
            message="Replace the private part of the language tag of {$value}.",
            description="Some codes are left to private agreement; nobody else knows what they mean.",
        ),
        f"{_HERE}current": Rule(
            name="A language tag is not out of date",
            severity="Info",
            message="Write the language tag of {$value} as it is written now.",
            description="Old codes stay valid, and most software knows only the new one.",
        ),
        f"{_HERE}empty": Rule(
            name="A text with a language has words",
            severity="Warning",
            message="Write the text, or drop the triple.",
            description="An empty text hides the lack of one.",
        ),
    }
)

_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3}|[a-z]{4}|[a-z]{5,8})(?P<extlangs>(?:(?<![a-z]{4})-[a-z]{3}(?![a-z0-9])){0,3})"
    r"(?:-(?P<script>[a-z]{4})(?![a-z0-9]))?(?:-(?P<region>[a-z]{2}|[0-9]{3})(?![a-z0-9]))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*)(?:-x(?:-[a-z0-9]{1,8})+)?"
)
_PRIVATE_TAG: Final = re.compile(r"x(?:-[a-z0-9]{1,8})+")
_PRIVATE: Final = MappingProxyType(
    {
        "language": re.compile("q[a-t][a-z]"),
        "script": re.compile("qa[a-b][a-x]|qaa[y-z]"),
        "region": re.compile("aa|q[m-z]|x[a-z]|zz"),
    }
)
_MEANT: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        **{("region", code): right for code, right in (("uk", "GB"), ("usa", "US"), ("eng", "GB"))},
        **{
            ("language", code): right
            for code, right in (
                *(("ara", "ar"), ("cn", "zh"), ("cz", "cs"), ("deu", "de"), ("dk", "da"), ("eng", "en")),
                *(("fra", "fr"), ("fre", "fr"), ("ger", "de"), ("gr", "el"), ("ita", "it"), ("jp", "ja")),
                *(("por", "pt"), ("rus", "ru"), ("spa", "es"), ("us", "en"), ("zho", "zh"), ("chi", "zh")),
            )
        },
    }
)
"""What people mean by codes that no registry has, or that name something else."""


def problems(uses: Uses, _: Context) -> Iterator[Result]:
    """The literals whose language tag is wrong, unknown, private or old, and those without words."""
    for literal, quads in uses.literals.items():
        tag = literal.language
        if tag is None:
            continue
        if tag not in terms.LANGUAGES and (found := problem(tag)):
            kind, message = found
            yield from at(f"{_HERE}{kind}", quads, message)
        if not literal.value:
            yield from at(
                f"{_HERE}empty", quads, f"Write the text in the language {tag}, or drop the triple."
            )


@lru_cache(maxsize=1024)
def problem(tag: str) -> tuple[str, str] | None:
    """What is wrong with a language tag: the kind of problem, and a sentence; None if nothing is.

    >>> problem("de-AT")
    >>> problem("en-UK")
    ('registered', 'Write @en-GB: UK is no registered region.')
    """
    low = tag.lower()
    if old := _whole(low):
        return old
    if _PRIVATE_TAG.fullmatch(low) or _record(low, "grandfathered") or _record(low, "redundant"):
        return None
    match = _TAG.fullmatch(low)
    if match is None:
        return "form", f"Correct the language tag @{tag}: BCP 47 writes @en, @en-GB or @zh-Hant-TW."
    if twice := _repeated(match):
        return "form", f"Drop the second {twice} from the language tag @{tag}."
    parts = list(_parts(match))
    return (
        next((found for kind, part in parts if (found := _unknown(tag, kind, part))), None)
        or next((found for kind, part in parts if (found := _private(tag, kind, part))), None)
        or next((found for kind, part in parts if (found := _old(tag, kind, part))), None)
    )


def _whole(tag: str) -> tuple[str, str] | None:
    """Tags that are registered as a whole and have had their day: `i-klingon`, `zh-yue`."""
    record = _record(tag, "grandfathered") or _record(tag, "redundant") or {}
    if "Deprecated" not in record:
        return None
    better = record.get("Preferred-Value")
    return "current", f"Write @{better} for @{tag}." if better else f"Replace @{tag}: it is out of use."


def _parts(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """The subtags that a registry knows, with what each of them is."""
    yield "language", match["language"]
    yield from (("extlang", part) for part in match["extlangs"].split("-")[1:])
    yield from ((kind, match[kind]) for kind in ("script", "region") if match[kind])
    yield from (("variant", part) for part in match["variants"].split("-")[1:])


def _repeated(match: re.Match[str]) -> str:
    """The variant, or the letter that opens an extension, that stands twice; `""` if none does."""
    variants = match["variants"].split("-")[1:]
    openers = [part for part in match["extensions"].split("-")[1:] if len(part) == 1]
    again = (part for parts in (variants, openers) for part in parts if parts.count(part) > 1)
    return next(again, "")


def _unknown(tag: str, kind: str, part: str) -> tuple[str, str] | None:
    if record := _record(part, kind):
        before = record.get("Prefix", [""])[0] if kind == "extlang" else ""
        if before and not tag.lower().startswith(f"{before}-"):
            return "registered", f"Correct the language tag @{tag}: {part} belongs behind {before}."
        return None
    if kind in _PRIVATE and _PRIVATE[kind].fullmatch(part):
        return None
    kind, shown = ("region", part.upper()) if kind in ("region", "extlang") else (kind, part)
    right = _MEANT.get((kind, part)) or _by_name(part, kind)
    if right:
        return "registered", f"Write @{_replaced(tag, part, right)}: {shown} is no registered {kind}."
    if kind == "language" and _record(part, "region"):
        return "registered", f"Write a language for @{tag}: {part.upper()} is a country or region."
    return "registered", f"Correct the language tag @{tag}: {shown} is no registered {kind}."


def _private(tag: str, kind: str, part: str) -> tuple[str, str] | None:
    if kind in _PRIVATE and _PRIVATE[kind].fullmatch(part):
        shown = part.upper() if kind == "region" else part
        return "private", f"Write the {kind} that is meant into @{tag}: {shown} is left to private agreement."
    return None


def _old(tag: str, kind: str, part: str) -> tuple[str, str] | None:
    record = _record(part, kind) or {}
    if "Deprecated" not in record:
        return None
    better = record.get("Preferred-Value")
    if better:
        return "current", f"Write @{_replaced(tag, part, better)} for @{tag}."
    return "current", f"Replace {part} in the language tag @{tag}: it is out of use."


def _replaced(tag: str, part: str, right: str) -> str:
    """The tag with one of its parts exchanged."""
    return "-".join(right if own.lower() == part else own for own in tag.split("-"))


def _by_name(word: str, kind: str) -> str:
    """The code of a language that is called by its English name: `english`."""
    return _names().get(word, "") if kind == "language" and len(word) > len("abc") else ""


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    from language_tags import data

    return {
        name.lower(): record["Subtag"]
        for record in reversed(data.get("registry"))
        if record["Type"] == "language" and "Deprecated" not in record
        for name in record["Description"]
    }


def _record(subtag: str, kind: str) -> Mapping[str, Any] | None:
    """What the registry says of a subtag or tag; None if it is not registered as such."""
    from language_tags import data

    number = data.get("index").get(subtag, {}).get(kind)
    return None if number is None else data.get("registry")[number]
