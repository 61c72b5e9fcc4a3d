"""What is said in RDF of releases: DCAT 3's versions, and PROV of each.

The dataset has no version of its own; each release is a version of it, and has an IRI under the base.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.publish.catalogue import DUMPS, STEM
from migkg.publish.editions import Edition, iri_of
from migkg.publish.vocabulary import NAME
from migkg.terms import BASE, MEDIA_TYPES, PREFIXES, XSD
from migkg.web.description import facts, licences, name_of, node_of, whole_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from migkg.web.dataset import Dataset

__all__ = ["moved", "of_edition", "versions"]

_TITLE: Final = f"{PREFIXES['dcterms']}title"
_NOTES: Final = node_of("http://www.w3.org/ns/adms#versionNotes")
_WHOLE: Final = ("nq", "trig", "ttl", "jsonld")


def versions(dataset: Dataset, editions: Sequence[Edition]) -> Iterator[ox.Triple]:
    """Which releases the dataset has, and which of them is the last."""
    whole = whole_of(dataset, BASE)
    nodes = [node_of(iri_of(edition.version)) for edition in editions]
    yield from facts(whole, ("dcat:hasVersion", *nodes), ("dcat:hasCurrentVersion", *nodes[-1:]))


def of_edition(dataset: Dataset, edition: Edition) -> list[ox.Triple]:
    """What a release is: its version, what it came after, its files, which program made it.

    Its catalogue (`moved`) says the same of the same nodes, and more.
    """
    node, whole = node_of(iri_of(edition.version)), whole_of(dataset, BASE)
    catalogue = iri_of(edition.version, f"dumps/{STEM}")
    activity, program = node_of(f"{catalogue}#publication"), node_of(f"{catalogue}#migkg")
    issued = ox.Literal(edition.issued, datatype=node_of(f"{XSD}dateTime"))
    vocabulary = node_of(iri_of(edition.ontology, NAME)) if edition.ontology else None
    found = {
        *facts(whole, ("dcat:hasVersion", node)),
        *facts(
            node,
            ("rdf:type", "dcat:Dataset", "prov:Entity"),
            ("dcterms:title", ox.Literal(f"{name_of(dataset)}, release {edition.version}", language="en")),
            ("dcterms:issued", issued),
            ("dcterms:identifier", ox.Literal(edition.state)),
            ("dcterms:license", *licences(dataset)),
            ("dcterms:conformsTo", vocabulary),
            ("dcat:version", ox.Literal(edition.version)),
            ("dcat:isVersionOf", whole),
            ("dcat:previousVersion", node_of(iri_of(edition.previous)) if edition.previous else None),
            ("dcat:landingPage", node),
            ("rdfs:seeAlso", node_of(catalogue)),
            ("prov:wasGeneratedBy", activity),
        ),
        *facts(
            activity,
            ("rdf:type", "prov:Activity"),
            ("prov:endedAtTime", issued),
            ("prov:wasAssociatedWith", program),
        ),
        *facts(
            program,
            ("rdf:type", "prov:SoftwareAgent", "schema:SoftwareApplication"),
            ("rdfs:label", ox.Literal(f"migkg {edition.tool}", language="en")),
            ("schema:softwareVersion", ox.Literal(edition.tool)),
        ),
        ox.Triple(node, _NOTES, ox.Literal(edition.summary, language="en")),
    }
    for form in _WHOLE:
        file = node_of(f"{catalogue}#migkg.{form}")
        address = node_of(iri_of(edition.version, f"dumps/migkg.{form}"))
        media_type = node_of(f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[form]}")
        found.update(facts(node, ("dcat:distribution", file)))
        kinds = (
            ("rdf:type", "dcat:Distribution"),
            ("dcat:accessURL", address),
            ("dcat:downloadURL", address),
        )
        found.update(facts(file, *kinds, ("dcat:mediaType", media_type)))
    return sorted(found, key=str)


def moved(dataset: Dataset, described: Iterable[ox.Triple], edition: Edition) -> Iterator[ox.Triple]:
    """The catalogue of the dumps, said of the copies that stay where the release is."""
    whole, release = whole_of(dataset, BASE).value, iri_of(edition.version)
    dumps = f"{release}/{DUMPS.removeprefix(BASE)}"

    def there(
        term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
    ) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
        if not isinstance(term, ox.NamedNode):
            return term
        if term.value == whole:
            return node_of(release)
        return node_of(term.value.replace(DUMPS, dumps, 1)) if term.value.startswith(DUMPS) else term

    for triple in described:
        if triple.subject == node_of(whole) and triple.predicate.value == _TITLE:
            continue  # a release has a title of its own
        yield ox.Triple(there(triple.subject), triple.predicate, there(triple.object))  # type: ignore[arg-type]
