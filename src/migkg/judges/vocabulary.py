"""Whether the terms of the vocabularies that we know exist, and are used as what they are.

RDF lets everybody invent properties, so no parser objects to `skos:prefLable`, and a SHACL engine skips
`sh:dataType` without a word. Which terms a vocabulary has is asked of rdflib, which carries the lists, and
of the context, which knows our own. Not each of these lists is complete: what is missing in an open one,
and looks like none of its names, is a warning only.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.findings import Rule
from migkg.judges.newer_terms import NEWER
from migkg.judges.uses import Uses, at, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from migkg.judges.uses import Context
    from migkg.places import Result

__all__ = ["RULES", "Vocabulary", "known", "problems", "term_uses"]

_HERE: Final = f"{terms.BASE}shape/vocabulary/"

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        f"{_HERE}term": Rule(
            name="A term exists in its vocabulary",
            message="Correct the spelling of the term.",
            description="What is said with a misspelt term is said to nobody.",
        ),
        f"{_HERE}unlisted": Rule(
            name="A term is listed in its vocabulary",
            severity="Warning",
            message="Check the spelling of the term.",
            description="The list at hand may be older than the term.",
        ),
        f"{_HERE}class-as-property": Rule(
            name="A property is no class",
            message="Write a property here, not a class.",
            description="The name of a class says nothing between two things.",
        ),
        f"{_HERE}property-as-class": Rule(
            name="A class is no property",
            message="Write a class here, not a property.",
            description="Nothing is an instance of a property.",
        ),
        f"{_HERE}class-as-datatype": Rule(
            name="A datatype is no class",
            message="Write a datatype behind {$value}, or none.",
            description="No literal is an instance of a class such as skos:Concept.",
        ),
        f"{_HERE}type": Rule(
            name="A type is a class",
            message="Write the IRI of a class, without quotes, instead of {$value}.",
            description="A text is no class, and what has only such a type has none.",
        ),
        f"{_HERE}resource": Rule(
            name="A property that links has a thing as its value",
            message="Write an IRI instead of {$value}.",
            description="RDFS, OWL and SKOS say of these properties that they lead to a resource.",
        ),
        f"{_HERE}link": Rule(
            name="A property that leads somewhere has an IRI as its value",
            severity="Warning",
            message="Write an IRI instead of {$value}.",
            description="In quotes, an address is a text that nobody can follow.",
        ),
        f"{_HERE}datatype": Rule(
            name="A value has the datatype that its property demands",
            severity="Warning",
            message="Write {$value} with the datatype that its property demands.",
            description="Some properties hold times, numbers or booleans alone, as their vocabulary says.",
        ),
        f"{_HERE}literal": Rule(
            name="A property that names has a text as its value",
            message="Write a text in quotes instead of {$value}.",
            description="A label that is an IRI cannot be shown.",
        ),
    }
)

_CLOSED: Final = ("DC", "DCAM", "DCMITYPE", "DCTERMS", "FOAF", "ORG", "OWL", "PROV", "QB", "RDF", "RDFS")
_CLOSED_TOO: Final = ("SH", "SKOS", "VANN", "VOID")
_OPEN: Final = ("BRICK", "CSVW", "DCAT", "DOAP", "GEO", "ODRL2", "PROF", "SDO", "SOSA", "SSN", "TIME", "WGS")
_ALIASES: Final = MappingProxyType(
    {
        "http://schema.org/": "https://schema.org/",
        "http://www.w3.org/2003/01/geo/wgs84_pos#": "https://www.w3.org/2003/01/geo/wgs84_pos#",
    }
)
"""Namespaces that have two spellings, both in use."""

_SHORT: Final = MappingProxyType({"ODRL2": "odrl", "SDO": "schema"})
_COMMON: Final = ("rdf", "rdfs", "owl", "skos", "dcterms", "foaf")
_NOT_CASED: Final = frozenset({"brick", "geo", "odrl"})
"""Where capitals do not tell classes from properties."""

_DATATYPES: Final = frozenset({"langString", "dirLangString", "real", "rational"})
"""Datatypes in small letters: OWL and RDF let a datatype be a type."""

_WITHOUT_DATATYPES: Final = frozenset(
    {"dc", "dcat", "dcmitype", "foaf", "org", "owl", "prov", "rdfs", "sh", "skos", "void"}
)
_MEMBER: Final = re.compile("_[1-9][0-9]*")
_GUESSES: Final = 100
"""For how many misspelt terms of a file the right one is looked for: each search takes milliseconds."""

_SURE: Final = 0.86
_NEAR: Final = 0.7

_OF_TERMS: Final = frozenset(
    terms.PREFIXES[prefix] + name
    for prefix, names in (
        ("rdfs", "domain range subClassOf subPropertyOf"),
        (
            "owl",
            "allValuesFrom complementOf disjointWith equivalentClass equivalentProperty inverseOf onClass",
        ),
        ("owl", "onProperty propertyDisjointWith someValuesFrom"),
        ("sh", "class datatype disjoint equals lessThan lessThanOrEquals nodeKind path severity targetClass"),
        ("sh", "targetObjectsOf targetSubjectsOf inversePath zeroOrMorePath oneOrMorePath zeroOrOnePath"),
        ("void", "class linkPredicate property vocabulary"),
    )
    for name in names.split()
)
"""Properties whose values are terms of a vocabulary."""


def _iris(prefix: str, names: str) -> frozenset[str]:
    return frozenset(terms.PREFIXES[prefix] + name for name in names.split())


_LEADS: Final = (
    _iris("rdfs", "domain range subClassOf subPropertyOf")
    | _iris("owl", "allValuesFrom complementOf differentFrom disjointUnionOf disjointWith distinctMembers")
    | _iris("owl", "equivalentClass equivalentProperty hasKey imports intersectionOf inverseOf members")
    | _iris("owl", "onClass onDataRange onDatatype onProperty oneOf propertyChainAxiom propertyDisjointWith")
    | _iris("owl", "sameAs someValuesFrom unionOf versionIRI withRestrictions")
    | _iris("skos", "broadMatch broader broaderTransitive closeMatch exactMatch hasTopConcept inScheme")
    | _iris("skos", "mappingRelation member memberList narrowMatch narrower narrowerTransitive related")
    | _iris("skos", "relatedMatch semanticRelation topConceptOf")
    | _iris("rdf", "rest")
)
"""Object properties of RDFS, OWL and SKOS."""

_LINKS: Final = (
    _iris("foaf", "account accountServiceHomepage based_near depiction depicts homepage img isPrimaryTopicOf")
    | _iris("foaf", "knows logo made maker mbox member openid page primaryTopic thumbnail weblog")
    | _iris("foaf", "workInfoHomepage workplaceHomepage")
    | _iris(
        "dcat", "accessService accessURL catalog contactPoint dataset distribution downloadURL endpointURL"
    )
    | _iris("dcat", "landingPage record servesDataset service theme themeTaxonomy")
    | _iris("prov", "actedOnBehalfOf alternateOf hadMember specializationOf used wasAssociatedWith")
    | _iris("prov", "wasAttributedTo wasDerivedFrom wasEndedBy wasGeneratedBy wasInfluencedBy wasInformedBy")
    | _iris("prov", "wasQuotedFrom wasRevisionOf wasStartedBy")
    | _iris("org", "hasMember hasMembership hasSubOrganization hasUnit headOf heldBy holds linkedTo member")
    | _iris("org", "memberOf organization postIn reportsTo role subOrganizationOf unitOf")
    | _iris(
        "void", "dataDump inDataset linkPredicate objectsTarget sparqlEndpoint subjectsTarget subset target"
    )
    | _iris("void", "vocabulary")
    | _iris("rdfs", "seeAlso")
)
"""Properties of other vocabularies that lead to a thing or a page."""

_NAMES: Final = (
    _iris("rdfs", "comment label")
    | _iris("skos", "altLabel hiddenLabel notation prefLabel")
    | _iris("dcterms", "title")
    | _iris("foaf", "familyName firstName givenName name nick")
    | _iris("sh", "name description message pattern")
)
"""Properties whose values are literals."""


_TIME: Final = "http://www.w3.org/2006/time#"
_WHOLE: Final = tuple(
    f"{terms.XSD}{name}"
    for name in (
        *("integer", "nonNegativeInteger", "positiveInteger", "long", "int", "short", "byte"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_VALUED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(
            _iris("prov", "atTime endedAtTime generatedAtTime invalidatedAtTime startedAtTime"),
            (f"{terms.XSD}dateTime", f"{terms.XSD}dateTimeStamp"),
        ),
        **dict.fromkeys(
            _iris("void", "classes distinctObjects distinctSubjects documents entities properties triples"),
            _WHOLE,
        ),
        **dict.fromkeys(_iris("owl", "cardinality maxCardinality minCardinality"), _WHOLE),
        **dict.fromkeys(
            _iris("owl", "maxQualifiedCardinality minQualifiedCardinality qualifiedCardinality"), _WHOLE
        ),
        **dict.fromkeys(_iris("owl", "deprecated hasSelf"), (f"{terms.XSD}boolean",)),
        f"{_TIME}inXSDDate": (f"{terms.XSD}date",),
        f"{_TIME}inXSDDateTimeStamp": (f"{terms.XSD}dateTimeStamp",),
        f"{_TIME}inXSDgYear": (f"{terms.XSD}gYear",),
        f"{_TIME}inXSDgYearMonth": (f"{terms.XSD}gYearMonth",),
    }
)
"""Properties whose values have a datatype, with those that may stand there; the first is the usual one."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A namespace and the names in it; `is_closed` if the list is sure to be complete."""

    prefix: str
    namespace: str
    names: frozenset[str] = field(repr=False)
    is_closed: bool

    def nearest(self, name: str, cutoff: float = _NEAR) -> list[str]:
        """The names that may have been meant, the likeliest first; three at most."""
        if folded := [known for known in self.names if known.lower() == name.lower()]:
            return sorted(folded)
        return difflib.get_close_matches(name, sorted(self.names), 3, cutoff)


@lru_cache(maxsize=1)
def known() -> Mapping[str, Vocabulary]:
    """Namespace → vocabulary, for all whose names are known."""
    import rdflib.namespace as lists

    found: dict[str, Vocabulary] = {}
    for name in (*_CLOSED, *_CLOSED_TOO, *_OPEN):
        listed = getattr(lists, name)
        # rdflib's classes answer for each name; which names they list stands in these two attributes.
        names = {*listed.__annotations__, *getattr(listed, "_extras", ())}
        namespace = str(getattr(listed, "_NS"))  # noqa: B009  (plain access would be a private one)
        found[namespace] = Vocabulary(
            prefix=_SHORT.get(name, name.lower()),
            namespace=namespace,
            names=frozenset(names) | NEWER.get(namespace, frozenset()),
            is_closed=name not in _OPEN,
        )
    for other, namespace in _ALIASES.items():
        same = found[namespace]
        found[other] = Vocabulary(same.prefix, other, same.names, same.is_closed)
    return MappingProxyType(found)


def problems(uses: Uses, context: Context) -> Iterator[Result]:
    """The terms that do not exist, or are used as what they are not."""
    vocabularies = _with_ours(context)
    own = uses.declared()
    missing = 0
    for iri, quads in term_uses(uses):
        namespace, name = split(iri)
        vocabulary = vocabularies.get(namespace)
        if vocabulary is None or not name or iri in own or _is_member(namespace, name):
            continue
        if name not in vocabulary.names:
            if iri in context.declared:
                continue
            missing += 1
            yield from _missing(vocabulary, name, quads, guess=missing <= _GUESSES)
        else:
            yield from _misused(vocabulary, name, iri, quads)
    yield from _values(uses)


def term_uses(uses: Uses) -> Iterator[tuple[str, Sequence[ox.Quad]]]:
    """Each IRI that stands where a property, a class, a datatype or a SHACL name belongs, with its quads.

    Plain values count if their vocabulary has a `#`: behind a slash there may be things of any kind.
    """
    yield from uses.predicates.items()
    for iri, quads in uses.objects.items():
        if iri in uses.predicates:
            # A misspelt property is one slip, wherever else its name stands.
            chosen = [quad for quad in quads if _takes_terms(quad.predicate.value)]
        elif "#" in iri:
            chosen = quads
        else:
            chosen = [quad for quad in quads if _takes_terms(quad.predicate.value)]
        if chosen:
            yield iri, chosen
    datatypes: dict[str, list[ox.Quad]] = {}
    for literal, quads in uses.literals.items():
        datatypes.setdefault(literal.datatype.value, []).extend(quads)
    yield from ((iri, quads) for iri, quads in datatypes.items() if not iri.startswith(_LEXICAL))


_LEXICAL: Final = (terms.XSD, terms.PREFIXES["rdf"])
"""Namespaces whose datatypes are judged with the written forms."""


def _takes_terms(predicate: str) -> bool:
    return predicate == terms.RDF_TYPE or predicate in _OF_TERMS


def _with_ours(context: Context) -> Mapping[str, Vocabulary]:
    ours = frozenset(split(iri)[1] for iri in context.declared if iri.startswith(terms.ONTOLOGY))
    if not ours:
        return known()
    return {**known(), terms.ONTOLOGY: Vocabulary("mig", terms.ONTOLOGY, ours, is_closed=True)}


def _is_member(namespace: str, name: str) -> bool:
    return namespace == terms.PREFIXES["rdf"] and bool(_MEMBER.fullmatch(name))


def _missing(vocabulary: Vocabulary, name: str, quads: Iterable[ox.Quad], *, guess: bool) -> Iterator[Result]:
    near = vocabulary.nearest(name) if guess else []
    slip = bool(near and _is_slip(name, near[0]))
    sure = vocabulary.is_closed or slip
    wrong = f"{vocabulary.prefix}:{name}"
    right = [f"{vocabulary.prefix}:{other}" for other in near]
    if not slip:
        right = [*(f"{other}:{name}" for other in _having(name)), *right][:3]
    if not sure:
        message = f"Check {wrong}: {vocabulary.namespace} has no such name, as far as the list at hand goes."
    elif right:
        message = f"Write {' or '.join(right)}: there is no {wrong}."
    elif name == "li" and vocabulary.prefix == "rdf":
        message = "Write rdf:_1, rdf:_2 and so on: rdf:li belongs to RDF/XML alone."
    else:
        message = f"Correct {wrong}: {vocabulary.namespace} has no such name."
    yield from at(f"{_HERE}{'term' if sure else 'unlisted'}", quads, message)


def _having(name: str) -> list[str]:
    """The prefixes of the vocabularies that everybody uses and that have such a name."""
    return [known()[terms.PREFIXES[prefix]].prefix for prefix in _COMMON if name in _names(prefix)]


def _names(prefix: str) -> frozenset[str]:
    return known()[terms.PREFIXES[prefix]].names


def _is_slip(name: str, near: str) -> bool:
    """Whether one name is surely the other, mistyped: a letter too many, too few, wrong or out of place."""
    if name.lower() == near.lower() or sorted(name) == sorted(near):
        return True
    return difflib.SequenceMatcher(a=name, b=near).ratio() >= _SURE


def _misused(vocabulary: Vocabulary, name: str, iri: str, quads: Iterable[ox.Quad]) -> Iterator[Result]:
    if vocabulary.prefix in _NOT_CASED or vocabulary.namespace == terms.ONTOLOGY:
        return
    if vocabulary.prefix in _WITHOUT_DATATYPES and name not in _DATATYPES:
        wrong = [quad for quad in quads if _has_datatype(quad.object, (iri,))]
        message = f"Write a datatype instead of {vocabulary.prefix}:{name}, or none: it is no datatype."
        yield from at(f"{_HERE}class-as-datatype", wrong, message)
    if name[0].isupper():
        wrong = [quad for quad in quads if quad.predicate.value == iri]
        message = f"Write a property instead of {vocabulary.prefix}:{name}, which is none."
        yield from at(f"{_HERE}class-as-property", wrong, message)
    elif name[0].islower() and name not in _DATATYPES:
        wrong = [quad for quad in quads if quad.predicate.value == terms.RDF_TYPE and _is(quad.object, iri)]
        message = f"Write a class instead of {vocabulary.prefix}:{name}, which is none."
        yield from at(f"{_HERE}property-as-class", wrong, message)


def _is(value: object, iri: str) -> bool:
    return isinstance(value, ox.NamedNode) and value.value == iri


def _values(uses: Uses) -> Iterator[Result]:
    for predicate, quads in uses.predicates.items():
        short = terms.shorten(predicate)
        if predicate == terms.RDF_TYPE:
            message = "Write the IRI of a class, without quotes: a text is no class."
            yield from at(f"{_HERE}type", _literals(quads), message)
        elif predicate in _LEADS:
            message = f"Write an IRI, without quotes: {short} leads to a thing."
            yield from at(f"{_HERE}resource", _literals(quads), message)
        elif predicate in _LINKS:
            message = f"Write an IRI, <https://…>, without quotes: {short} leads somewhere."
            yield from at(f"{_HERE}link", _literals(quads), message)
        elif predicate in _NAMES:
            others = [quad for quad in quads if not isinstance(quad.object, ox.Literal)]
            yield from at(f"{_HERE}literal", others, f"Write a text in quotes: {short} holds words.")
        elif allowed := _VALUED.get(predicate):
            wrong = [quad for quad in quads if not _has_datatype(quad.object, allowed)]
            message = f"Write a literal of type {terms.shorten(allowed[0])}: {short} holds such values."
            yield from at(f"{_HERE}datatype", wrong, message)


def _has_datatype(value: object, allowed: tuple[str, ...]) -> bool:
    return isinstance(value, ox.Literal) and value.datatype.value in allowed


def _literals(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    return [quad for quad in quads if isinstance(quad.object, ox.Literal)]
