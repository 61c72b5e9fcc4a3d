"""The knowledge graph for programs: open or connect, then ask."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from migkg.errors import QuerySyntaxError, UsageError
from migkg.languages import ENGLISH, language
from migkg.project import Project
from migkg.queries import CannedQuery, bind, load_queries, load_query, missing_prefixes, resolver_for
from migkg.sources import LocalSource, query_form
from migkg.table import IRI_SUFFIX, SEPARATOR, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import rdflib

    from migkg.names import Description
    from migkg.sources import Source
    from migkg.validate import Report

__all__ = ["KnowledgeGraph"]


class KnowledgeGraph:
    """A dataset that can be asked: the one that comes with migkg, one on disk, or one behind an endpoint.

    >>> graph = KnowledgeGraph.open()
    >>> sorted({row["basis"] for row in graph.query("links", objective=22)})
    ['stated']
    """

    def __init__(self, project: Project, source: Source | None = None, *, inferred: bool = False) -> None:
        """Of a project and, if not the project's own files are to be asked, a source."""
        self.project = project
        self._given = source
        self._inferred = inferred
        self._canned: dict[str, CannedQuery] = {}

    @classmethod
    def open(
        cls,
        path: str | Path | Sequence[str | Path] | None = None,
        *,
        inferred: bool = False,
        union: bool = False,
    ) -> KnowledgeGraph:
        """The packaged dataset, or the one at a path: a folder with a manifest, one RDF file, or several.

        With `inferred` the derived triples that `migkg build` left are asked too. With `union` the default
        graph of loose files is the union of all their graphs, as that of a dataset with a manifest always is.

        Raises ProjectError for a folder without a usable manifest, UnreadableError for a path that cannot
        be read.
        """
        if path is None:
            project = Project.packaged()
        else:
            paths = [path] if isinstance(path, (str, Path)) else list(path)
            project = Project.open(paths[0]) if len(paths) == 1 else Project.from_files(paths)
        return cls(project._replace(union=project.union or union), inferred=inferred)

    @classmethod
    def connect(
        cls, url: str, *, timeout: float = 60.0, engine: str = "generic", limit: int | None = None
    ) -> KnowledgeGraph:
        """The dataset behind a SPARQL 1.1 endpoint, asked with the packaged canned queries.

        `timeout` in seconds bounds each answer, `limit` its size in bytes (256 MiB if it is not given).
        `engine` names the kind of server (see `migkg.engines`). Who asks is taken from the environment or
        a netrc file (see `migkg.credentials`).

        Raises EndpointError if the endpoint does not answer or holds nothing of ours, UsageError for another
        engine.
        """
        from migkg.engines import engine_named
        from migkg.remote import RemoteSource
        from migkg.transport import ANSWER_LIMIT

        source = RemoteSource.open(
            url, timeout=timeout, engine=engine_named(engine), limit=limit or ANSWER_LIMIT
        )
        return cls(Project.packaged(), source)

    @cached_property
    def source(self) -> Source:
        """What answers; the files are read when it is first needed.

        Raises ParseError or UnreadableError for a file that cannot be used.
        """
        if self._given is not None:
            return self._given
        from migkg.graph import load

        return LocalSource(load(self.project, inferred=self._inferred), union=self.project.union)

    def queries(self) -> dict[str, CannedQuery]:
        """The canned queries by name; whoever has asked for them can be answered without their files."""
        self._canned = self._canned or load_queries(self._queries_folder())
        return dict(self._canned)

    def query(self, name: str, /, *, lang: str = "en", **params: object) -> Table:
        """The answer to a canned query; a parameter's value is what people write (18, "12(a)", "stated").

        A parameter that is None counts as not given. Names are in the language `lang` (en, fr or es) as far
        as they have a form in it, and else in English: `untranslated` tells which.

        Raises UnknownNameError for a query, parameter or value that is not there, with the nearest ones, and
        UsageError for another language.
        """
        canned = self._canned.get(name) or load_query(self._queries_folder(), name)
        values = {key: str(value) for key, value in params.items() if value is not None}
        text = bind(canned, values, resolver_for(self.source), lang)
        return self.source.select(text).titled(canned.summary)

    def untranslated(self, answer: Table | Description, lang: str) -> tuple[str, ...]:
        """Which names an answer shows in English for want of one in the language that was asked for."""
        if lang == ENGLISH:
            return ()
        from migkg.graph import untranslated

        shown = _shown_in_table(answer) if isinstance(answer, Table) else _shown_in_description(answer)
        return untranslated(self.source, *shown, language(lang))

    def sparql(self, text: str) -> Table | rdflib.Graph | bool:
        """The answer to a SPARQL 1.1 query: a Table for SELECT, a bool for ASK, else an rdflib Graph.

        Our prefixes (`mig:`, `skos:`, …) need no declaration. Raises QuerySyntaxError with line and column
        for a query that does not parse and for an update, EvaluationError for one that fails half-way.
        """
        form = query_form(text)
        added = missing_prefixes(text)
        try:
            if form == "select":
                return self.source.select(added + text)
            return self.source.ask(added + text) if form == "ask" else self.source.construct(added + text)
        except QuerySyntaxError as error:
            if not added or error.line != 1 or error.column is None:
                raise
            raise QuerySyntaxError(error.message, line=1, column=max(error.column - len(added), 1)) from error

    def resolve(self, text: str) -> str:
        """The IRI of the one thing that a text names: an IRI, a path, a notation or a name.

        Raises UnknownNameError, with the nearest names, if there is no such thing or several.
        """
        from migkg.graph import resolve

        return resolve(self.source, text)

    def describe(self, id: str, *, lang: str = "en") -> Description:  # noqa: A002 -- the name that the interface promises
        """All that is said about a thing, which may be named in any way that `resolve` takes.

        Names are shown in the language as `query` shows them.
        """
        from migkg.graph import describe

        return describe(self.source, self.resolve(id), language(lang))

    def validate(self, paths: Sequence[str | Path] | None = None) -> Report:
        """What is wrong with the dataset, or with these files in its context.

        Raises UsageError for a remote dataset: shapes are applied to files.
        """
        if self._given is not None:
            raise UsageError("Only files can be validated, not an endpoint. Open the dataset's folder.")
        from migkg.validate import validate

        return validate(self.project, paths)

    def _queries_folder(self) -> Path:
        folder = self.project.queries_folder or Project.packaged().queries_folder
        if folder is None:
            raise UsageError("The packaged dataset lists no folder of queries. Install migkg again.")
        return folder


def _shown_in_table(table: Table) -> tuple[set[str], set[str]]:
    """The texts of all cells, joined and apart, and the IRIs."""
    texts: set[str] = set()
    iris: set[str] = set()
    for row in table.rows:
        for name, cell in zip(table.columns, row, strict=True):
            if cell is not None:
                (iris if name.endswith(IRI_SUFFIX) else texts).update(
                    (cell.text, *cell.text.split(SEPARATOR))
                )
    return texts, iris


def _shown_in_description(description: Description) -> tuple[set[str], set[str]]:
    facts = (*description.facts, *description.backlinks)
    return (
        {description.label, *(fact.value_label for fact in facts)},
        {description.iri, *(fact.value.text for fact in facts)},
    )
