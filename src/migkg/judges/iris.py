"""Whether IRIs are what their writers meant: characters, scheme, host, namespace, and whose they are.

Parsers accept each IRI of the right shape. `http:/example.org`, `http://http://example.org` and
`https://www.w3.org/2004/02/skos/core#Concept` have it, and none of them names what was meant. A namespace
that misses a known one by its scheme, `www.`, capitals, its last character or a letter or two is told with
the right one. In our own dataset, things belong under our base, below a path that the design knows.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.findings import Rule
from migkg.judges import lexical
from migkg.judges.lexical import datatype_problem
from migkg.judges.uses import Uses, at, host, split
from migkg.judges.vocabulary import known, term_uses
from migkg.places import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pyoxigraph as ox

    from migkg.judges.uses import Context

__all__ = ["RULES", "faults", "problems", "right_namespace"]

_HERE: Final = f"{terms.BASE}shape/iris/"

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        f"{_HERE}character": Rule(
            name="An IRI holds only characters that it may hold",
            message="Percent-encode the character, or remove it.",
            description="RFC 3987 leaves these characters out; not each parser does.",
        ),
        f"{_HERE}percent": Rule(
            name="A percent sign in an IRI stands before two hexadecimal digits",
            message="Write %25 for the sign itself.",
            description="RFC 3986, section 2.1.",
        ),
        f"{_HERE}relative": Rule(
            name="An IRI is not completed by accident",
            message="Write the IRI in full, with https:// before it.",
            description="Without a scheme it is taken for a path under the base.",
        ),
        f"{_HERE}scheme": Rule(
            name="The scheme of an IRI is the one that was meant",
            message="Correct what stands before the colon.",
            description="A misspelt scheme, or a prefix inside angle brackets, makes an IRI of its own.",
        ),
        f"{_HERE}form": Rule(
            name="An IRI has the form that its scheme demands",
            severity="Warning",
            message="Write the IRI as its scheme demands.",
            description="urn: names a kind and a thing, a UUID has 32 digits, mailto: an address.",
        ),
        f"{_HERE}blank": Rule(
            name="An IRI is no blank node",
            severity="Warning",
            message="Write a blank node without angle brackets, or give the thing an IRI of its own.",
            description="The label of a blank node means nothing outside its file.",
        ),
        f"{_HERE}host": Rule(
            name="A web address has a host that can exist",
            message="Correct the host of the IRI.",
            description="No host, an empty part, a port out of range: nobody can look such an IRI up.",
        ),
        f"{_HERE}namespace": Rule(
            name="A namespace is spelt as its vocabulary spells it",
            message="Correct the namespace.",
            description="IRIs are compared letter by letter; https or a missing # makes another term.",
        ),
        f"{_HERE}spelling": Rule(
            name="An IRI is spelt as its owner spells it",
            severity="Warning",
            message="Correct the beginning of the IRI.",
            description="IRIs are compared letter by letter; a second spelling is a second thing.",
        ),
        f"{_HERE}dots": Rule(
            name="An IRI has no dot segments left",
            severity="Warning",
            message="Write the path out, without . and .. in it.",
            description="Some tools remove them and some do not, so that one IRI becomes two.",
        ),
        f"{_HERE}look-alike": Rule(
            name="An IRI holds no letters that look like others",
            severity="Warning",
            message="Write the letters of one script.",
            description="A Cyrillic а and a Latin a look alike, and an invisible character like nothing.",
        ),
        f"{_HERE}normal": Rule(
            name="An IRI is written in its normal form",
            severity="Info",
            message="Write the IRI in its normal form.",
            description="RFC 3987, section 5.3: scheme and host in small letters, characters composed (NFC).",
        ),
        f"{_HERE}end": Rule(
            name="An IRI ends where it should",
            severity="Warning",
            message="Remove what was copied along with the IRI.",
            description="A blank or a quotation mark at the end comes from the text around it.",
        ),
        f"{_HERE}local": Rule(
            name="An IRI means the same on each machine",
            severity="Warning",
            message="Write an IRI that others can look up.",
            description="Files and local hosts are there for one machine only.",
        ),
        f"{_HERE}path": Rule(
            name="An IRI under our base starts with a known path",
            message="Correct the path.",
            description="The first part of the path says what kind of thing it is.",
        ),
        f"{_HERE}foreign": Rule(
            name="What is described is ours, or of a source that we know",
            severity="Warning",
            message="Give the thing an IRI under our base.",
            description="The dataset describes its own things, and adds to a few others.",
        ),
    }
)

_PLAIN: Final = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}"
    r"(?:/[A-Za-z0-9_~-](?:[A-Za-z0-9_.~-]*[A-Za-z0-9_~-])?)*/?(?:#[A-Za-z0-9_/-]*)?"
)
"""What nearly all IRIs are like: no need to look at these any closer."""

_FORBIDDEN: Final = re.compile(
    '[\\x00-\\x20\\x7f-\\x9f<>"{}|\\\\^`\u200e\u200f\u202a-\u202e\ufdd0-\ufdef\ufff0-\uffff'
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_PRIVATE_USE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_INVISIBLE: Final = re.compile("[\u00ad\u034f\u180e\u200b\u2060-\u2064\ufeff]")
_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_DOTS: Final = re.compile(r"[^?#]*/\.{1,2}(?:[/?#]|$)")
_END: Final = re.compile(r"(?:%(?:20|0[9AaDd]|22|[Cc]2%[Aa]0|3[CcEe])|[,;])+$|[^./]\.$")
_HOSTLIKE: Final = re.compile(
    r"(?:https?|ftp|htt?p?s?)(?:/|;|%3A|$)|www\.|(?:[a-z0-9-]+\.)+(?:com|edu|eu|gov|int|net|org)(?:/|$)",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"(?!-)(?:[A-Za-z0-9_-]|[^\x00-\x7f]){1,63}(?<!-)")
_NUMERIC: Final = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_LOCAL: Final = re.compile(
    r"localhost|.*\.(?:localhost|local|lan|internal)|127(?:\.[0-9]+){3}|0\.0\.0\.0|10(?:\.[0-9]+){3}"
    r"|192\.168(?:\.[0-9]+){2}|172\.(?:1[6-9]|2[0-9]|3[01])(?:\.[0-9]+){2}|\[::1?\]",
    re.IGNORECASE,
)
_WEB: Final = ("http", "https")
_BLANK: Final = re.compile(r"(?:^bnode:|[/#]_:)\w+$")
_FORMS: Final = MappingProxyType(
    {
        "urn": re.compile(
            r"(?!uuid:)[a-z0-9][a-z0-9-]{0,31}:.+|uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?:[#?].*)?",
            re.IGNORECASE | re.DOTALL,
        ),
        "mailto": re.compile(r"[^@\s]+@[^@\s]+|\?.+"),
        "tel": re.compile(r"\+?[0-9*#().-]+(?:;.*)?"),
    }
)
_FORM_EXAMPLES: Final = MappingProxyType(
    {
        "urn": "urn:isbn:9789221301424 or urn:uuid: with 32 digits in five groups",
        "mailto": "mailto:name@example.org",
        "tel": "tel:+41-22-799-6111",
    }
)
_TYPOS: Final = frozenset(
    {
        *("htp", "htps", "htttp", "htttps", "htpp", "htpps", "httpp", "httpps", "httpss", "hhtp", "hhttp"),
        *("hhttps", "hhtps", "htts", "ttp", "ttps", "http2", "hppt", "hppts", "httsp", "thtp", "thtps"),
        *("hxxp", "hxxps", "hptt", "hptts", "pttp", "shttp", "httos", "httpa", "httpd", "jttp", "jttps"),
    }
)
_PREFIXES: Final = frozenset({*terms.PREFIXES, "bibo", "dc", "dct", "qb", "sdo", "skosxl", "vann", "vcard"})
"""What stands before a colon when somebody writes a short name between angle brackets."""

_ANY_URI: Final = f"{terms.XSD}anyURI"
_HOST_LENGTH: Final = 253
_LONGEST: Final = 400
_PORTS: Final = 65536
_BYTE: Final = 256
_OCTETS: Final = 4
_ALIKE: Final = 0.94
_SIGNS: Final = str.maketrans(
    "асеорхуіѕјһԁԛԝАВЕКМНОРСТХІЅЈορνιαετκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aceopxyisjhdqwABEKMHOPCTXISJopviaetkABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters that look like Latin ones."""

_ELSEWHERE: Final = (
    "http://creativecommons.org/ns#",
    "http://data.europa.eu/eli/ontology#",
    "http://dbpedia.org/ontology/",
    "http://dbpedia.org/property/",
    "http://purl.org/goodrelations/v1#",
    "http://purl.org/ontology/bibo/",
    "http://purl.org/pav/",
    "http://rdfs.org/sioc/ns#",
    "http://spdx.org/rdf/terms#",
    "http://www.geonames.org/ontology#",
    "http://www.w3.org/1999/xhtml/vocab#",
    "http://www.w3.org/2006/vcard/ns#",
    "http://www.w3.org/2008/05/skos-xl#",
    "http://www.w3.org/ns/adms#",
    "http://www.w3.org/ns/dqv#",
    "http://www.w3.org/ns/earl#",
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/ns/locn#",
    "http://www.w3.org/ns/oa#",
    "http://www.w3.org/ns/r2rml#",
    "http://www.w3.org/ns/sparql-service-description#",
    "https://www.w3.org/ns/activitystreams#",
)
"""Vocabularies in wide use whose names are not at hand."""

_OWNED: Final = tuple(terms.PREFIXES[prefix] for prefix in ("sdg", "wd"))
_SHELVES: Final = ("http://www.w3.org/ns", "http://www.w3.org")
"""Addresses below which many vocabularies lie."""

_PATHS: Final = frozenset(
    {*terms.INSTANCE_PATHS, "", "check", "graph", "ontology", "shape", "software", "suggestion"}
)


def problems(uses: Uses, context: Context) -> Iterator[Result]:
    """The IRIs that are not what was meant, each where it stands."""
    misspelt = dict(_namespaces(uses, context))
    for iri, quads in misspelt.items():
        message = f"Write {right_namespace(iri, context)}: <{iri}> is another IRI."
        yield from at(f"{_HERE}namespace", quads, message)
    for iri, results in _everywhere(uses):
        if iri in misspelt:
            continue
        found = [] if _PLAIN.fullmatch(iri) else list(faults(iri))
        found += _accidents(iri, context)
        for kind, message in found:
            short = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
            yield from (result._replace(shape=f"{_HERE}{kind}", message=short) for result in results())
    yield from _addresses(uses)
    if context.is_dataset:
        yield from _foreign(uses, context)


def _everywhere(uses: Uses) -> Iterator[tuple[str, _Results]]:
    """Each IRI with what makes the results that show where it stands."""
    for iri, quad in uses.subjects.items():
        yield iri, _Results((quad,), is_subject=True)
    for iri, quads in (*uses.predicates.items(), *uses.objects.items()):
        yield iri, _Results(quads)
    for iri, quad in uses.graphs.items():
        yield iri, _Results((quad,), is_subject=True)
    for iri, quads in _datatypes(uses).items():
        if not datatype_problem(iri):
            yield iri, _Results(quads)


class _Results:
    """Results to be filled in, made only for an IRI that has a fault."""

    __slots__ = ("_is_subject", "_quads")

    def __init__(self, quads: Sequence[ox.Quad], *, is_subject: bool = False) -> None:
        self._quads = quads
        self._is_subject = is_subject

    def __call__(self) -> Iterator[Result]:
        if self._is_subject:
            return (Result("", quad.subject, "", None, "") for quad in self._quads)
        return at("", self._quads, "")


def _addresses(uses: Uses) -> Iterator[Result]:
    """What is wrong with the IRIs in quotes, literals of `xsd:anyURI`; their form is judged elsewhere."""
    for literal, quads in uses.literals.items():
        text = literal.value
        if literal.datatype.value != _ANY_URI or not _SCHEME.match(text) or lexical.problem(text, _ANY_URI):
            continue
        for kind, message in faults(text):
            yield from at(f"{_HERE}{kind}", quads, message)


def _datatypes(uses: Uses) -> Mapping[str, list[ox.Quad]]:
    found: dict[str, list[ox.Quad]] = {}
    for literal, quads in uses.literals.items():
        found.setdefault(literal.datatype.value, []).extend(quads)
    return found


# --- the IRI itself -------------------------------------------------------------------------------


def faults(iri: str) -> Iterator[tuple[str, str]]:
    """What is wrong with an IRI as such: kinds of problem, each with a sentence.

    >>> for kind, message in faults("http:/example.org/a"):
    ...     print(kind, message)
    host Write http:// and a host: <http:/example.org/a> has none.
    >>> list(faults("http://example.org/a%20b"))
    []
    """
    yield from _characters(iri)
    match = _SCHEME.match(iri)
    if match is None:
        yield "relative", f"Write <{iri}> in full, with https:// before it."
        return
    scheme, rest = match[1].lower(), iri[match.end() :]
    if said := _scheme(iri, scheme, rest):
        yield "scheme", said
        return
    if scheme != match[1]:
        yield "normal", f"Write {scheme}: in small letters (<{iri}>)."
    if scheme in _WEB:
        yield from _web_faults(iri, rest)
    if scheme in _FORMS and not _FORMS[scheme].fullmatch(rest):
        yield "form", f"Write {_FORM_EXAMPLES[scheme]}: <{iri}> lacks the form of {scheme}:."
    if _BLANK.search(iri):
        yield "blank", f"Write a blank node without angle brackets, or another IRI: <{iri}>."
    if scheme == "file" or (rest.startswith("//") and _LOCAL.fullmatch(_authority(rest)[0])):
        yield "local", f"Write an IRI that others can look up: <{iri}> is there on one machine only."
    if _DOTS.match(rest):
        yield "dots", f"Write the path of <{iri}> without . and .. in it."


def _web_faults(iri: str, rest: str) -> Iterator[tuple[str, str]]:
    if said := _host(iri, rest):
        yield "host", said
    elif (name := _authority(rest)[0]) != name.lower():
        yield "normal", f"Write the host in small letters, {name.lower()}: <{iri}>."
    if end := _END.search(iri):
        yield "end", f"Remove {_shown(end[0])} from the end of <{iri}>, if it does not belong there."


def _shown(end: str) -> str:
    return end[-1] if end.endswith(".") else end


def _characters(iri: str) -> Iterator[tuple[str, str]]:
    path, mark, query = iri.partition("?")
    wrong = [*_FORBIDDEN.findall(iri), *_PRIVATE_USE.findall(path + ("" if mark else query))]
    if wrong:
        names = ", ".join(f"U+{ord(sign):04X}" for sign in dict.fromkeys(wrong))
        yield "character", f"Percent-encode or remove what no IRI may hold: {names} in <{iri}>."
    if bad := _PERCENT.search(iri):
        yield "percent", f"Write two hexadecimal digits behind the percent sign, or %25: {bad[0]} in <{iri}>."
    if iri.isascii():
        return
    if (composed := unicodedata.normalize("NFC", iri)) != iri:
        yield "normal", f"Write the IRI with composed characters (NFC): <{composed}>."
    if _INVISIBLE.search(iri):
        yield "look-alike", f"Remove the invisible character from <{iri}>."
    elif words := [word for word in re.findall(r"[^\W\d_]+", iri) if _is_mixed(word)]:
        yield (
            "look-alike",
            f"Write {words[0]} in the letters of one script: it mixes two that look alike (<{iri}>).",
        )


def _is_mixed(word: str) -> bool:
    """Whether Latin letters and letters that only look like Latin ones stand in one word."""
    if word.isascii():
        return False
    scripts = {unicodedata.name(letter, "").split(" ", 1)[0] for letter in word}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK"}) and word.translate(_SIGNS) != word


def _scheme(iri: str, scheme: str, rest: str) -> str:
    """What is wrong with the scheme, as a sentence; `""` if nothing is."""
    if scheme in _TYPOS:
        return f"Write https:// for {scheme}: in <{iri}>."
    if scheme in _PREFIXES and not rest.startswith("//"):
        return f"Declare the prefix {scheme}, and write {iri} without angle brackets: <{iri}> is another IRI."
    if len(scheme) == 1 and rest.startswith(("/", "\\")):
        return f"Write an IRI, not the path of a file: <{iri}>."
    return ""


def _authority(rest: str) -> tuple[str, str]:
    """Host and port, as written, of what follows the scheme of a web address."""
    authority = re.split(r"[/?#]", rest[2:], maxsplit=1)[0].rpartition("@")[2]
    name, colon, port = authority.rpartition(":")
    return (name, port) if colon and "]" not in port else (authority, "")


def _host(iri: str, rest: str) -> str:
    """What is wrong with the host of a web address, as a sentence; `""` if nothing is."""
    if not rest.startswith("//"):
        return f"Write http:// and a host: <{iri}> has none."
    name, port = _authority(rest)
    if name.lower() in _WEB and rest[2 + len(name) :].startswith((":", "//")):
        return f"Write http:// once: <{iri}>."
    if not name:
        return f"Write a host behind the two slashes: <{iri}> has none."
    if port and not (port.isascii() and port.isdigit() and int(port[:9]) < _PORTS):
        return f"Correct the port {port}: <{iri}>."
    return "" if _is_host(name) else f"Correct the host {name}: <{iri}>."


def _is_host(name: str) -> bool:
    """Whether a name can be that of a host; what stands in brackets the parser has read."""
    if name.startswith("[") or "%" in name:
        return True
    if _NUMERIC.fullmatch(name):
        return _is_address(name)
    return len(name) <= _HOST_LENGTH and all(map(_LABEL.fullmatch, name.removesuffix(".").split(".")))


def _is_address(name: str) -> bool:
    numbers = name.split(".")
    return len(numbers) == _OCTETS and all(
        len(number) <= len("255") and int(number) < _BYTE for number in numbers
    )


# --- whose it is ----------------------------------------------------------------------------------


def _accidents(iri: str, context: Context) -> Iterator[tuple[str, str]]:
    """IRIs under our base that do not belong there, and other spellings of what has an owner."""
    if not iri.startswith(terms.BASE):
        if right := _owned(iri, context):
            kind = "namespace" if right.startswith(terms.BASE) else "spelling"
            yield kind, f"Write <{right}>: <{iri}> is another IRI."
        return
    rest = iri.removeprefix(terms.BASE)
    if _HOSTLIKE.match(rest):
        yield "relative", f"Write the IRI in full, with https:// before it: {rest} was taken for a path."
    elif context.is_dataset and (first := rest.partition("/")[0].partition("#")[0]) not in _PATHS:
        near = difflib.get_close_matches(first, terms.INSTANCE_PATHS, 1)
        hint = (
            f"write {near[0]}/, perhaps" if near else "it starts like " + ", ".join(terms.INSTANCE_PATHS[:3])
        )
        yield "path", f"Correct the path {rest}: {hint}."


def _owned(iri: str, context: Context) -> str:
    """The right spelling of an IRI of the UN's goals, of Wikidata or under our base; `""` if it is right."""
    owned = (*_OWNED, terms.BASE) if context.is_dataset else _OWNED
    if iri.startswith(owned) or _normal(host(iri)) not in _HOSTS:
        return ""
    for namespace in owned:
        rest = _normal(iri).removeprefix(_normal(namespace))
        if rest != _normal(iri) and rest.startswith(("/", "#")):
            end = len(iri.rstrip("/#"))
            return namespace + iri[end - len(rest) :].lstrip("/#")
    return ""


def _namespaces(uses: Uses, context: Context) -> Iterator[tuple[str, Sequence[ox.Quad]]]:
    """The terms whose namespace misses a known one."""
    for iri, quads in term_uses(uses):
        if right_namespace(iri, context) and not datatype_problem(iri):
            yield iri, quads


def right_namespace(iri: str, context: Context) -> str:
    """The right spelling of a term whose namespace misses a known one; `""` if nothing is wrong.

    >>> from migkg.judges.uses import Context
    >>> right_namespace("https://www.w3.org/2004/02/skos/core/broader", Context())
    'skos:broader (http://www.w3.org/2004/02/skos/core#broader)'
    >>> right_namespace("http://example.org/broader", Context())
    ''
    """
    namespace, name = split(iri)
    if namespace in _exact(context):
        return ""
    found = (
        _variant(namespace, name, context)
        or _glued(iri)
        or _mistyped(namespace, name)
        or _cut_short(namespace, name)
    )
    if not found:
        return ""
    right, name = found
    vocabulary = known().get(right)
    prefix = (
        vocabulary.prefix if vocabulary else next((p for p, n in terms.PREFIXES.items() if n == right), "")
    )
    return f"{prefix}:{name} ({right}{name})" if prefix else f"<{right}{name}>"


def _exact(context: Context) -> frozenset[str]:
    return _names_of_namespaces(context.is_dataset)


@lru_cache(maxsize=2)
def _names_of_namespaces(is_dataset: bool) -> frozenset[str]:
    listed = {*known(), *terms.PREFIXES.values(), *_ELSEWHERE} - set(_OWNED)
    return frozenset(listed if is_dataset else listed - {terms.ONTOLOGY})


@lru_cache(maxsize=2)
def _folded(names: frozenset[str]) -> Mapping[str, str]:
    """Namespaces by what is left of them when scheme, www, capitals and the last character do not count."""
    # Of schema.org's two spellings, the last in this order is named.
    return MappingProxyType({_normal(name): name for name in sorted(names)})


@lru_cache(maxsize=1024)
def _normal(namespace: str) -> str:
    low = namespace.translate(_SIGNS).lower()
    return re.sub(r"^[a-z]+:/*(?:www\.)?", "", low).rstrip("/#")


def _variant(namespace: str, name: str, context: Context) -> tuple[str, str] | None:
    right = _folded(_exact(context)).get(_normal(namespace))
    return (right, name) if right and name else None


def _glued(iri: str) -> tuple[str, str] | None:
    """A term without the `#` or `/` before its name: `http://purl.org/dc/termstitle`."""
    for namespace, vocabulary in known().items():
        name = iri.removeprefix(namespace[:-1])
        if name != iri and name in vocabulary.names:
            return namespace, name
    return None


@lru_cache(maxsize=256)
def _mistyped(namespace: str, name: str) -> tuple[str, str] | None:
    """A namespace that misses one with such a name by a letter or two."""
    having = sorted(space for space, vocabulary in known().items() if name in vocabulary.names)
    near = difflib.get_close_matches(namespace, having, 1, _ALIKE)
    return (near[0], name) if near else None


def _cut_short(namespace: str, name: str) -> tuple[str, str] | None:
    """A namespace that stops too early: `http://xmlns.com/foaf/name`."""
    return next(((space, name) for space in _longer(namespace) if name in known()[space].names), None)


@lru_cache(maxsize=256)
def _longer(namespace: str) -> tuple[str, ...]:
    start = namespace.rstrip("/#")
    if start.count("/") <= len("//") or start in _SHELVES:
        return ()
    return tuple(space for space in sorted(known()) if space.startswith(f"{start}/"))


def _foreign(uses: Uses, context: Context) -> Iterator[Result]:
    """Subjects of hosts that the dataset does not know: the first of each host."""
    spaces: Iterable[str] = (*_exact(context), *_OWNED)
    seen = {host(space) for space in spaces} | context.hosts | {host(terms.BASE)}
    for iri, quad in uses.subjects.items():
        if (name := host(iri)) in seen:
            continue
        seen.add(name)
        message = (
            f"Give <{iri}> an IRI under {terms.BASE}, or link to it: nothing else here comes from {name}."
        )
        yield Result(f"{_HERE}foreign", quad.subject, "", None, message)


_HOSTS: Final = frozenset(_normal(host(namespace)) for namespace in (*_OWNED, terms.BASE))
