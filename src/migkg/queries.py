"""Canned questions: `.rq` files that run as they lie, with a `#+` header that people and programs read.

A parameter is one line `VALUES ?name { … }`. To ask with a value, the tool replaces what is between the
braces by one RDF term; to ask for all, it leaves the line out. A user's text is looked up or read by its
type and becomes a term; it is never formatted into a query.

The language of names is a parameter of every query that shows any: the line `VALUES ?lang { "en" }`, and
in sub-selects `VALUES ?lang_inside { "en" }`. It stands in no header, and its lines are never left out.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.errors import ParseError, UnknownNameError, UsageError
from migkg.languages import language
from migkg.table import Table, Value
from migkg.terms import ONTOLOGY, PREFIXES, is_iri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from migkg.sources import Source

    Resolver = Callable[[str, str], Value]
    """From a parameter's type and a user's text to the term that is meant; raises UsageError."""

__all__ = [
    "TYPES",
    "CannedQuery",
    "Parameter",
    "bind",
    "listing",
    "load_queries",
    "load_query",
    "nearest",
    "parse_query",
    "resolver_for",
    "term_text",
]

TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "objective": ("Objective",),
    "point": ("PlanPoint",),
    "conclusion": ("Conclusion",),
    "document": ("Document",),
    "instrument": ("Instrument",),
    "body": ("Body", "Post"),
    "theme": ("Theme",),
    "place": ("Place",),
    "role": ("RoleConcept",),
    "sdg": ("SDGTarget", "SDGIndicator"),
    "strength": ("StrengthConcept",),
    "basis": ("BasisConcept",),
    "progress": ("ProgressConcept",),
    "entity": (),
    "year": (),
    "string": (),
    "endpoint": (),
}
"""The types a parameter can have, each with the classes whose members are its values."""

FEDERATED: Final = "federated"
"""The folder, inside that of the queries, of those that ask a second endpoint too, which the user names."""

LANGUAGE: Final = "lang"
"""The parameter that every query has without listing it."""

MOST_NAMED: Final = 30
"""Up to so many values are all named when a wrong one is given; of more, only the nearest."""

_YEAR = re.compile(r"[0-9]{4}")
_HTTP: Final = re.compile(r"https?://[^/?#@\s]+(?:[/?#]|\Z)", re.IGNORECASE)
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Parameter(NamedTuple):
    """What a query can be asked with. `type` is a key of `TYPES`.

    `default` is the term that stands in the file, None where it is `UNDEF`: no value means all. One of the
    type `endpoint` has none and must be given: it is where the query's SERVICE is asked.
    """

    name: str
    type: str
    default: str | None
    description: str


class CannedQuery(NamedTuple):
    """One question with a name; `summary` is the question in plain words, `text` the whole file.

    Of a check, `summary` says what is wrong and `remedy` what to do about it.
    """

    name: str
    summary: str
    description: str
    params: tuple[Parameter, ...]
    tags: tuple[str, ...]
    text: str
    remedy: str = ""


# --- files ----------------------------------------------------------------------------------------


def load_queries(folder: Path) -> dict[str, CannedQuery]:
    """Every canned query of a folder by name, in alphabetical order; not those that need a second endpoint.

    These are in the folder `federated` inside it, which is a folder of queries itself.

    Raises UnreadableError or ParseError for a file that cannot be used.
    """
    return {name: load_query(folder, name) for name in _names(folder)}


def load_query(folder: Path, name: str) -> CannedQuery:
    """The query of that name, be it one of a single source or one that asks a second endpoint too.

    Raises UnknownNameError with the nearest names if there is none, UnreadableError or ParseError for a file
    that cannot be used.
    """
    known = {known: place for place in (folder / FEDERATED, folder) for known in _names(place)}
    if name not in known:
        close = nearest(name, known)
        hint = "" if close else " `migkg query` lists them all."
        raise UnknownNameError(f"There is no query {name!r}.{hint}", suggestions=close)
    path = known[name] / f"{name}.rq"
    return parse_query(_text_of(path), path)


def _text_of(path: Path) -> str:
    """What the file of a query holds. Raises UnreadableError."""
    with suppress(OSError, UnicodeDecodeError):
        text = path.read_bytes().decode()
        if text.startswith(HEADER_MARK) and "\0" not in text:
            return text
    from migkg.graph import read_text  # what is wrong, or what else can be read

    return read_text(path)


def parse_query(text: str, path: Path) -> CannedQuery:
    """A query from the text of its file; the file's name is the query's.

    Raises ParseError for a header without summary, of an unknown form, or at odds with the query's text.
    """
    header = _Header(text, path)
    summary = header.texts.get("summary", "")
    if not summary:
        raise ParseError(
            path, 1, None, "the header has no summary", "Begin the file with a line `#+ summary: …?`."
        )
    params = tuple(_parameter(entry, line, text, path) for line, entry in header.params)
    return CannedQuery(
        name=path.stem,
        summary=summary,
        description=header.texts.get("description", ""),
        remedy=header.texts.get("remedy", ""),
        params=params,
        tags=tuple(header.tags),
        text=text,
    )


def listing(queries: Iterable[CannedQuery]) -> Table:
    """Names, questions and parameters of queries, as a table."""
    rows = [
        tuple(
            Value("literal", text) if text else None
            for text in (query.name, query.summary, "; ".join(parameter.name for parameter in query.params))
        )
        for query in queries
    ]
    return Table(("query", "question", "parameters"), rows, title="Which questions can be asked?")


def _names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.rq"))


# --- binding --------------------------------------------------------------------------------------


def bind(query: CannedQuery, values: Mapping[str, str], resolver: Resolver, lang: str = "en") -> str:
    """The text of a query with these values for its parameters, and names in a language.

    A parameter without a value keeps its default; one whose default is `UNDEF` loses its line, which means
    "all". `resolver` turns a text into the term of the parameter's type.

    Raises UsageError for an empty value, an unknown language or an endpoint that is missing or no http
    address, and UnknownNameError for a parameter that the query has not; whatever `resolver` raises names
    the parameter too.
    """
    known = {parameter.name: parameter for parameter in query.params}
    for name in values:
        if name not in known:
            raise UnknownNameError(
                f"The query {query.name} has no parameter {name!r}; {_takes(query)}.",
                suggestions=nearest(name, known),
            )
    text = _filled(query.text, _LANGUAGE_LINE, term_text(Value("literal", language(lang))))
    for parameter in query.params:
        line = _values_line(parameter.name)
        if parameter.type == "endpoint":
            text = _filled(text, _service_of(parameter.name), _endpoint(parameter, values))
        elif parameter.name in values:
            text = _filled(text, line, term_text(_value(parameter, values[parameter.name], resolver)))
        elif parameter.default is None:
            text = line.sub("", text)
    return text


def resolver_for(source: Source) -> Resolver:
    """A resolver that looks names up in a source."""

    def find(type_: str, text: str) -> Value:
        from migkg.names import resolve  # most questions name nothing

        if type_ == "year":
            if not _YEAR.fullmatch(text):
                raise UsageError(f"{text!r} is not a year. Give four digits, such as 2018.")
            return Value("literal", text)
        if type_ == "string":
            return Value("literal", text)
        classes = tuple(ONTOLOGY + name for name in TYPES[type_])
        try:
            return Value("iri", resolve(source, text, classes=classes))
        except UnknownNameError as error:
            raise _with_all_names(error, source, classes) from None

    return find


def term_text(value: Value) -> str:
    r"""A term as SPARQL text, for an IRI or a plain string.

    Raises ValueError for an IRI that holds what no IRI may, so that nothing can break out of its brackets.

    >>> term_text(Value("literal", 'say "hi" } \\'))
    '"say \\"hi\\" } \\\\"'
    """
    if value.kind == "iri":
        if not is_iri(value.text):
            raise ValueError(f"{value.text!r} is not an IRI")
        return f"<{value.text}>"
    if value.kind == "literal" and value.datatype is None and value.lang is None:
        return f'"{value.text.translate(_ESCAPES)}"'
    raise ValueError(f"{value!r} cannot stand in a query's VALUES line")


def nearest(name: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known names that look most like a misspelt one, best first.

    >>> nearest("coverge", ["coverage", "gaps"])
    ('coverage',)
    """
    import difflib

    folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(name.casefold(), folded, n=most, cutoff=0.6)
    begun = [key for key in folded if name and key.startswith(name.casefold())]
    return tuple(folded[key] for key in dict.fromkeys([*close, *begun]))[:most]


def _filled(text: str, line: re.Pattern[str], term: str) -> str:
    # A function as replacement: in a template, a backslash in the term would have a meaning.
    return line.sub(lambda found: f"{found['head']} {term} {found['tail']}", text)


def _value(parameter: Parameter, text: str, resolver: Resolver) -> Value:
    if not text.strip():
        raise UsageError(f"The parameter {parameter.name} has an empty value. Leave it out to ask for all.")
    try:
        return resolver(parameter.type, text.strip())
    except UsageError as error:
        raise type(error)(f"{parameter.name}: {error.message}", suggestions=error.suggestions) from error


def _endpoint(parameter: Parameter, values: Mapping[str, str]) -> str:
    """The endpoint that the user names, as a term; nothing stands in for one that is not named."""
    text = values.get(parameter.name, "").strip()
    example = f"{parameter.name}=http://localhost:7878/query"
    if not text:
        raise UsageError(
            f"This query asks a second endpoint, and none is named. Give its address, such as {example}."
        )
    if not _HTTP.match(text) or not is_iri(text):
        raise UsageError(
            f"{parameter.name}: {text!r} is not an http or https address. Give one such as {example}."
        )
    return term_text(Value("iri", text))


def _takes(query: CannedQuery) -> str:
    names = [parameter.name for parameter in query.params]
    return f"it takes {', '.join(names)}" if names else "it takes none"


def _with_all_names(error: UnknownNameError, source: Source, classes: tuple[str, ...]) -> UnknownNameError:
    """The same error, with every right value named where they are few."""
    if not classes:
        return error
    found = source.select(
        f"PREFIX rdfs: <{PREFIXES['rdfs']}> PREFIX skos: <{PREFIXES['skos']}> PREFIX mig: <{ONTOLOGY}>\n"
        "SELECT DISTINCT ?name WHERE {\n"
        f"  VALUES ?top {{ {' '.join(f'<{name}>' for name in classes)} }}\n"
        "  ?thing a ?class . ?class rdfs:subClassOf* ?top .\n"
        "  OPTIONAL { ?thing skos:notation ?notation }\n"
        '  OPTIONAL { ?thing rdfs:label ?label FILTER(LANG(?label) = "en") }\n'
        "  OPTIONAL { ?thing mig:order ?order }\n"
        "  BIND(STR(COALESCE(?notation, ?label)) AS ?name) FILTER(BOUND(?name))\n"
        f"}} ORDER BY ?order ?name LIMIT {MOST_NAMED + 1}"
    )
    names = [str(row[0]) for row in found.rows]
    if not names or len(names) > MOST_NAMED:
        return error
    return UnknownNameError(f"{error.message} Known: {', '.join(names)}.", suggestions=error.suggestions)


def _values_line(name: str) -> re.Pattern[str]:
    return _line_for(re.escape(name.replace("-", "_")))


def _line_for(variable: str) -> re.Pattern[str]:
    """The VALUES line of the variables that a pattern fits."""
    return re.compile(
        rf"^(?P<head>[ \t]*VALUES[ \t]+\?{variable}[ \t]*\{{)(?P<default>[^{{}}\n]*)"
        r"(?P<tail>\}[ \t]*(?:#[^\n]*)?(?:\n|\Z))",
        re.MULTILINE | re.IGNORECASE,
    )


def _service_of(name: str) -> re.Pattern[str]:
    """The place of a SERVICE whose endpoint is this variable."""
    return re.compile(rf"^(?P<head>[ \t]*SERVICE)[ \t]+\?{re.escape(name)}[ \t]+(?P<tail>\{{)", re.MULTILINE)


_LANGUAGE_LINE: Final = _line_for(f"{LANGUAGE}(?:_inside)?")


# --- header ---------------------------------------------------------------------------------------


HEADER_MARK: Final = "#+"
HEADER_REMEDY: Final = (
    "A header has summary, description, params (name, type, default, description) and tags."
)
_ENTRY = re.compile(r" *(?P<dash>- +)?(?P<key>[a-z_]+):(?: +(?P<value>.*))?")
_ITEM = re.compile(r" *- +(?P<value>[^:]+)")


class _Header:
    """Reads the part of YAML that headers use: texts (also folded), a list of words, a list of mappings."""

    def __init__(self, text: str, path: Path) -> None:
        self.texts: dict[str, str] = {}
        self.params: list[tuple[int, dict[str, str]]] = []
        self.tags: list[str] = []
        self._section = ""
        self._folded: tuple[dict[str, str], str, int] | None = None
        for number, line in enumerate(text.splitlines(), 1):
            if not line.startswith(HEADER_MARK):
                break
            content = line.removeprefix(HEADER_MARK).removeprefix(" ").rstrip()
            if (
                content
                and not self._continue(content)
                and not self._item(content)
                and not self._entry(content, number)
            ):
                raise ParseError(path, number, 1, f"{content!r} cannot stand in a header", HEADER_REMEDY)
        self.tags += [
            word for word in map(str.strip, self.texts.get("tags", "").strip("[]").split(",")) if word
        ]

    def _continue(self, content: str) -> bool:
        """A further line of a folded text: one that is indented more than its key."""
        if self._folded and _indent(content) > self._folded[2]:
            target, key, _ = self._folded
            target[key] = f"{target[key]} {content.strip()}".strip()
            return True
        self._folded = None
        return False

    def _item(self, content: str) -> bool:
        found = _ITEM.fullmatch(content) if self._section == "tags" else None
        if found:
            self.tags.append(found["value"].strip())
        return bool(found)

    def _entry(self, content: str, number: int) -> bool:
        found = _ENTRY.fullmatch(content)
        if not found:
            return False
        if found["dash"] and self._section == "params":
            self.params.append((number, {}))
        target = self.texts
        if _indent(content):
            if self._section != "params" or not self.params:
                return False
            target = self.params[-1][1]
        elif found["dash"]:
            return False
        else:
            self._section = found["key"]
        value = (found["value"] or "").strip()
        if value in (">", "|", ">-", "|-"):
            value, self._folded = "", (target, found["key"], _indent(content))
        target[found["key"]] = _unquoted(value)
        return True


def _indent(content: str) -> int:
    return len(content) - len(content.lstrip())


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _parameter(entry: Mapping[str, str], number: int, text: str, path: Path) -> Parameter:
    name, type_ = entry.get("name", ""), entry.get("type", "")
    if not name or type_ not in TYPES:
        raise ParseError(
            path,
            number,
            1,
            f"a parameter needs a name and a type, and has {dict(entry)}",
            f"Types: {', '.join(TYPES)}.",
        )
    if name == LANGUAGE:
        raise ParseError(
            path,
            number,
            1,
            f"a parameter cannot be called {name}",
            "Every query has that one: take another name.",
        )
    return Parameter(name, type_, _default(name, type_, number, text, path), entry.get("description", ""))


def _default(name: str, type_: str, number: int, text: str, path: Path) -> str | None:
    """What stands in the query for a parameter; raises ParseError if it has not exactly one place there."""
    if type_ == "endpoint":
        places = _service_of(name).findall(text)
        what, remedy = "places", f"Write exactly one line `SERVICE ?{name} {{`."
    else:
        places = [line["default"].strip() for line in _values_line(name).finditer(text)]
        what = "VALUES lines"
        remedy = f"Write exactly one line `VALUES ?{name.replace('-', '_')} {{ UNDEF }}`."
    if len(places) != 1:
        raise ParseError(
            path, number, 1, f"the parameter {name} has {len(places)} {what} in the query", remedy
        )
    return None if type_ == "endpoint" or places[0].upper() == "UNDEF" else places[0]


# --- queries of one's own -------------------------------------------------------------------------

_PREFIXED = re.compile(r"(?<![\w.:<-])([a-z]+):", re.ASCII)
_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*):", re.IGNORECASE)


def missing_prefixes(query: str) -> str:
    """Declarations, on one line, of those of our prefixes that a query uses and does not declare.

    >>> missing_prefixes("SELECT * { ?s a mig:Objective }")
    'PREFIX mig: <https://w3id.org/migkg/ontology#> '
    """
    declared = {found.lower() for found in _DECLARED.findall(query)}
    used = dict.fromkeys(_PREFIXED.findall(query))
    return "".join(
        f"PREFIX {name}: <{PREFIXES[name]}> " for name in used if name in PREFIXES and name not in declared
    )
