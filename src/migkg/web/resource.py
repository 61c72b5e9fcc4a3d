"""Linked data: what is known of one thing, in the form that the client likes best.

Every IRI under the base answers at its own path, and in one form with a suffix (`.html`, `.ttl`, `.jsonld`,
`.nt`, `.rdf`). What the SDGs consist of answers at `/sdg/…`, anything else of others that is known at
`/resource?iri=…`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from migkg.graph import canonical
from migkg.queries import nearest
from migkg.terms import BASE, GRAPH_BASE, INSTANCE_PATHS, MEDIA_TYPES, ONTOLOGY, PREFIXES, is_iri
from migkg.web.exchange import Answer, ProblemError, redirect
from migkg.web.negotiate import best
from migkg.web.pages import page_of
from migkg.web.rdf import RDF_FORMS, graph_bytes
from migkg.web.render import html_answer, links_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migkg.web.dataset import Dataset
    from migkg.web.exchange import Request

__all__ = ["FORMS", "ROUTES", "iri_at", "known", "path_of", "triples"]

FORMS: Final = ("html", *RDF_FORMS)
"""The forms of a thing, by suffix; of those that a client likes alike, the first is given."""

_NAMES: Final = tuple(
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("rdf", "type"), ("rdfs", "label"), ("dcterms", "title"), ("skos", "notation"))
)
"""What is told of a thing's neighbours too, so that nobody has to ask again for their names."""
_ONTOLOGY_IRI: Final = ox.NamedNode(ONTOLOGY.removesuffix("#"))
_IS_DEFINED_BY: Final = ox.NamedNode(f"{PREFIXES['rdfs']}isDefinedBy")
_SDG: Final = "sdg/"
_SUFFIX: Final = re.compile(rf"(?P<path>.+)\.(?P<form>{'|'.join(FORMS)})")
_PLACES: Final = (*INSTANCE_PATHS, "ontology", "graph")


# --- what is said of a thing ----------------------------------------------------------------------


def known(dataset: Dataset, iri: str) -> bool:
    """Whether the dataset says anything of a thing, or has a named graph of that name."""
    node = _node(iri)
    return node is not None and next(_about(dataset, node), None) is not None


def iri_at(path: str) -> str:
    """The IRI of what a path of the site shows.

    >>> iri_at("plan/12/a"), iri_at("sdg/10.7")
    ('https://w3id.org/migkg/plan/12/a', 'http://metadata.un.org/sdg/10.7')
    """
    return PREFIXES["sdg"] + path.removeprefix(_SDG) if path.startswith(_SDG) else BASE + path


def path_of(iri: str) -> str | None:
    """The path at which the site shows a thing; None for one that answers at `/resource` only."""
    if iri.startswith(PREFIXES["sdg"]):
        return _SDG + iri.removeprefix(PREFIXES["sdg"])
    return iri.removeprefix(BASE) if iri.startswith(BASE) else None


def triples(dataset: Dataset, iri: str) -> list[ox.Triple]:
    """All statements of a thing or about it, with kind and names of its neighbours; sorted, each once.

    Of a named graph, what it holds; of the ontology, all of its terms. Empty if nothing is known. What bears
    no name has labels that are the same at each reading of the data.
    """
    node = _node(iri)
    if node is None:
        return []
    found = set(_about(dataset, node))
    if node == _ONTOLOGY_IRI:
        for quad in dataset.store.quads_for_pattern(None, _IS_DEFINED_BY, node, None):
            found.update(_said(dataset, quad.subject))
    elif not iri.startswith(GRAPH_BASE):
        found.update(_names_of(dataset, found))
    return sorted((quad.triple for quad in canonical(ox.Quad(*triple) for triple in found)), key=str)


def _node(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _about(dataset: Dataset, node: ox.NamedNode) -> Iterator[ox.Triple]:
    yield from _said(dataset, node)
    for quad in dataset.store.quads_for_pattern(None, None, node, None):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.triple
    if node.value.startswith(GRAPH_BASE):
        for quad in dataset.store.quads_for_pattern(None, None, None, node):
            yield quad.triple


def _said(dataset: Dataset, subject: ox.NamedNode | ox.BlankNode | ox.Triple) -> Iterator[ox.Triple]:
    """What is said of a thing, and of what it has within it that bears no name."""
    waiting, seen = [subject], {subject}
    while waiting:
        for quad in dataset.store.quads_for_pattern(waiting.pop(), None, None, None):
            yield quad.triple
            if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)


def _names_of(dataset: Dataset, found: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    nodes = {part for triple in found for part in (triple.subject, triple.object)}
    for node in nodes:
        if isinstance(node, ox.NamedNode):
            for predicate in _NAMES:
                for quad in dataset.store.quads_for_pattern(node, predicate, None, None):
                    yield quad.triple


# --- answers --------------------------------------------------------------------------------------


def _at_its_path(dataset: Dataset, request: Request, found: re.Match[str]) -> Answer:
    path = found["path"]
    with_suffix = _SUFFIX.fullmatch(path)
    if not known(dataset, iri_at(path)):
        if with_suffix:
            return _answer(dataset, request, iri_at(with_suffix["path"]), with_suffix["form"])
        if path.endswith("/"):
            return _redirect(f"/{quote(path.strip('/'))}", request)
    return _answer(dataset, request, iri_at(path), None)


def _anywhere(dataset: Dataset, request: Request, found: re.Match[str]) -> Answer:
    given = [value for name, value in request.pairs() if name == "iri"]
    if len(given) != 1 or not is_iri(given[0]):
        raise ProblemError(HTTPStatus.BAD_REQUEST, "Name one thing by its full IRI: /resource?iri=http://….")
    own = path_of(given[0])
    if own is not None:
        path, hash_, name = own.partition("#")
        return _redirect(f"/{quote(path)}{hash_}{quote(name)}", request)
    return _answer(dataset, request, given[0], found["form"])


def _answer(dataset: Dataset, request: Request, iri: str, form: str | None) -> Answer:
    if not known(dataset, iri):
        raise _unknown(dataset, iri)
    chosen = form or _liked(request)
    if chosen == "html":
        answer = _page(dataset, request, iri)
    else:
        answer = Answer(graph_bytes(triples(dataset, iri), chosen), MEDIA_TYPES[chosen])
    vary = answer.vary if form else (*answer.vary, "Accept")
    return replace(answer, vary=vary).with_headers(*_links(request.path, iri, chosen))


def _page(dataset: Dataset, request: Request, iri: str) -> Answer:
    links = links_of(request)
    text = page_of(dataset, iri, links.lang, links)
    if text is None:
        raise _unknown(dataset, iri)
    return html_answer(text, links)


def _liked(request: Request) -> str:
    types = {MEDIA_TYPES[form]: form for form in FORMS}
    liked = best(request.header("accept"), tuple(types))
    if liked is None:
        raise ProblemError(
            HTTPStatus.NOT_ACCEPTABLE, f"There are these forms, and no others: {', '.join(types)}."
        )
    return types[liked]


def _links(path: str, iri: str, chosen: str) -> Iterator[tuple[str, str]]:
    """Where the same is told in other forms, and what the whole is about."""
    own = path_of(iri)
    addresses = {
        form: f"/resource.{form}?{urlencode({'iri': iri})}" if own is None else f"/{quote(own)}.{form}"
        for form in FORMS
    }
    parts = [f'<{quote(iri, safe=":/?#[]@!$&()*+,;=%~")}>; rel="describes"']
    parts += [
        f'<{address}>; rel="alternate"; type="{MEDIA_TYPES[form]}"'
        for form, address in addresses.items()
        if form != chosen
    ]
    yield "Link", ", ".join(parts)
    if path != addresses[chosen]:
        yield "Content-Location", addresses[chosen]


def _redirect(path: str, request: Request) -> Answer:
    target = f"{path}?{request.query}" if request.query and not request.path.startswith("/resource") else path
    return redirect(target, HTTPStatus.PERMANENT_REDIRECT)


def _unknown(dataset: Dataset, iri: str) -> ProblemError:
    path = path_of(iri)
    near = () if path is None else _near(dataset, path)
    hint = f" Did you mean {' or '.join(near)}?" if near else " Search for its name at /search."
    return ProblemError(HTTPStatus.NOT_FOUND, f"Nothing is known of {path or iri}.{hint}", suggestions=near)


def _near(dataset: Dataset, path: str) -> tuple[str, ...]:
    """The paths that look most like one that leads nowhere; only its neighbours are compared."""
    folder = path.rpartition("/")[0]
    first = path.partition("/")[0]
    beside = dataset.paths.get(folder) or dataset.paths.get(first, ())
    if beside:
        return nearest(path, beside)
    return tuple(
        known_path
        for place in nearest(first, _PLACES)
        for known_path in nearest(place + path.removeprefix(first), dataset.paths.get(place, ()), 1)
    )


ROUTES: Final = (  # the last of all: every path that is nobody else's may be that of a thing
    (re.compile(rf"/resource(?:\.(?P<form>{'|'.join(FORMS)}))?"), _anywhere),
    (re.compile(r"/(?P<path>.+)", re.DOTALL), _at_its_path),
)
