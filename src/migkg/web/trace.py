"""What a page is made from: each thing that is looked at while it is made, as a key.

`watched` gives a dataset that answers like another one, and notes what it is asked. A key is a kind and a
name:

===============  ==================================================================================
`said IRI`       what is said of a thing, with all that it has within it and that bears no name
`pointing IRI`   what is said of others and names it
`named IRI`      what the index tells of it (names, kinds, place), and the statements that tell so
`graph IRI`      what a named graph holds
`members CLASS`  the things of a class; likewise `declared CLASS`, and `texts DOCUMENT` for its passages
`mentions IRI`   how many passages mention it
`things`         which things have a name or a kind
`query TEXT`     the answer to a query
`reached TEXT`   what a query can look at, where its answer is no table or is not looked at as a whole
`cited`          the version and the date by which pages are cited
`release`        all that is known of the state of the data
`everything`     all that there is
===============  ==================================================================================

As long as none of its keys means anything else, a page is the same. Whoever asks a query of whose answer he
knows on what it depends can say so (`Dataset.select`); a query of which nothing is said is a key itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import pyoxigraph as ox

from migkg import terms
from migkg.web.dataset import Dataset
from migkg.web.pages.index import NAMING, Index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import rdflib

    from migkg.sources import Source
    from migkg.table import Table, Value
    from migkg.web.dataset import Release
    from migkg.web.pages.index import Name, Ref

__all__ = ["CITED", "EVERYTHING", "RELEASE", "THINGS", "Watched", "watched"]

EVERYTHING: Final = "everything"
RELEASE: Final = "release"
CITED: Final = "cited"
THINGS: Final = "things"

_Value = TypeVar("_Value")


@dataclass(frozen=True, eq=False)
class Watched(Dataset):
    """A dataset that notes what it is asked; the answers to queries are kept, so that each is asked once."""

    keys: set[str] = field(default_factory=set)
    most: int | None = None

    def select(self, query: str, *looked: str) -> Sequence[Sequence[Value | None]]:
        """See `Dataset.select`."""
        if not looked:
            return super().select(query)
        self.keys.update(looked)
        return cast("_Source", self.graph.source).unnoted(terms.SPARQL_PREFIXES + query).rows

    def shown(self, query: str) -> Table:
        """See `Dataset.shown`."""
        answer = cast("_Source", self.graph.source).known(query)
        is_large = self.most is not None and len(answer) > self.most
        self.keys.add(f"{'reached' if is_large else 'query'} {query}")
        return answer


def watched(dataset: Dataset, answers: dict[str, Table] | None = None, *, most: int | None = None) -> Watched:
    """The same dataset, which notes from now on what it is asked; `answers` are known already, by query.

    Of an answer that is `shown` and has more rows than `most` it is noted what the query can look at, which
    takes no time to tell. Canned queries and shapes are not noted: they are no data, and belong to every
    page.
    """
    keys: set[str] = set()
    source = _Source(dataset.graph.source, keys, {} if answers is None else answers)
    graph = type(dataset.graph)(dataset.graph.project, source)
    store = cast("ox.Store", _Store(dataset.store, keys))
    release = cast("Release", _Release(dataset.release, keys))
    made = Watched(graph, store, dataset.union, release, dataset.answer_limit, keys=keys, most=most)
    made.__dict__.update(
        index=_WatchedIndex(dataset.index, keys), queries=dataset.queries, shapes=dataset.shapes
    )
    return made


class _Source:
    """A source whose queries are noted."""

    def __init__(self, source: Source, keys: set[str], answers: dict[str, Table]) -> None:
        self._source = source
        self._keys = keys
        self._answers = answers

    def select(self, query: str) -> Table:
        self._keys.add(f"query {query}")
        return self.known(query)

    def known(self, query: str) -> Table:
        if query not in self._answers:
            self._answers[query] = self._source.select(query)
        return self._answers[query]

    def unnoted(self, query: str) -> Table:
        return self._source.select(query)

    def ask(self, query: str) -> bool:
        self._keys.add(f"reached {query}")
        return self._source.ask(query)

    def construct(self, query: str) -> rdflib.Graph:
        self._keys.add(f"reached {query}")
        return self._source.construct(query)

    def graphs(self) -> tuple[str, ...]:
        self._keys.add(EVERYTHING)
        return self._source.graphs()

    def load(self, graph: str, n_triples: bytes) -> None:
        raise NotImplementedError

    def drop(self, graph: str) -> None:
        raise NotImplementedError


class _Store:
    """A store whose patterns are noted; whatever else is asked of it counts as everything."""

    def __init__(self, store: ox.Store, keys: set[str]) -> None:
        self._store = store
        self._keys = keys

    def quads_for_pattern(
        self, subject: Any, predicate: Any, value: Any, graph: Any = None
    ) -> Iterator[ox.Quad]:
        if isinstance(subject, ox.NamedNode):
            names = predicate is not None and predicate.value in NAMING
            self._keys.add(f"{'named' if names else 'said'} {subject.value}")
        elif subject is not None:
            pass  # it bears no name, so it was met within what has one, and is noted with that
        elif isinstance(value, ox.NamedNode):
            self._keys.add(f"pointing {value.value}")
        elif value is None and isinstance(graph, ox.NamedNode):
            self._keys.add(f"graph {graph.value}")
        else:
            self._keys.add(EVERYTHING)
        return self._store.quads_for_pattern(subject, predicate, value, graph)

    def __getattr__(self, name: str) -> Any:
        self._keys.add(EVERYTHING)
        return getattr(self._store, name)

    def __len__(self) -> int:
        self._keys.add(EVERYTHING)
        return len(self._store)


class _Release:
    """A release of which it is noted what is told of it."""

    def __init__(self, release: Release, keys: set[str]) -> None:
        self._release = release
        self._keys = keys

    def __getattr__(self, name: str) -> Any:
        self._keys.add(CITED if name == CITED else RELEASE)
        return getattr(self._release, name)


class _Noted(Mapping[str, _Value]):
    """A part of the index whose entries are noted under a kind of key."""

    def __init__(self, entries: Mapping[str, _Value], kind: str, keys: set[str]) -> None:
        self._entries = entries
        self._kind = kind
        self._keys = keys

    def __getitem__(self, name: str) -> _Value:
        self._keys.add(f"{self._kind} {name}")
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        self._keys.add(EVERYTHING)
        return iter(self._entries)

    def __len__(self) -> int:
        self._keys.add(EVERYTHING)
        return len(self._entries)


class _WatchedIndex(Index):
    """An index of which each look at a thing is noted. It shares what the other one has read."""

    def __init__(self, index: Index, keys: set[str]) -> None:
        shared = {"members": index.members, "texts": index.texts, "mentions": index.mentions}
        self.__dict__.update(index.__dict__)
        self.__dict__.update(
            {name: _Noted(entries, name, keys) for name, entries in shared.items()},
            declared=_Noted(index.declared, "declared", keys),
            kinds=_Noted(index.kinds, "named", keys),
        )
        self._keys_noted = keys
        self._everything = index.everything

    def _note(self, iri: str) -> None:
        self._keys_noted.add(f"named {iri}")

    def kind(self, iri: str) -> str:
        self._note(iri)
        return super().kind(iri)

    def is_a(self, iri: str, wanted: str) -> bool:
        self._note(iri)
        return super().is_a(iri, wanted)

    def names(self, iri: str, predicate: str) -> Sequence[Name]:
        self._note(iri)
        return super().names(iri, predicate)

    def known(self, iri: str) -> bool:
        self._note(iri)
        return super().known(iri)

    def everything(self) -> Iterable[str]:
        self._keys_noted.add(THINGS)
        return self._everything()

    def order(self, iri: str) -> int:
        self._note(iri)
        return super().order(iri)

    def parents(self, iri: str) -> tuple[str, ...]:
        self._note(iri)
        return super().parents(iri)

    def document(self, iri: str) -> str:
        self._note(iri)
        return super().document(iri)

    def ref(self, iri: str, lang: str) -> Ref:
        self._note(iri)
        return super().ref(iri, lang)

    def sort_key(self, iri: str) -> tuple[object, ...]:
        self._note(iri)
        return super().sort_key(iri)
