"""What can be typed on the command line: commands, options and help texts, each with examples that run."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from migkg.layout import plain
from migkg.output import GRAPH_FORMATS, TABLE_FORMATS
from migkg.terms import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Commands = argparse._SubParsersAction["Parser"]  # noqa: SLF001 -- argparse has no public name for it

__all__ = ["Parser", "parser", "terminal_width"]

DEFAULT_TIMEOUT: Final = 60.0
USUAL_WIDTH: Final = 80
LOAD_TIMEOUT: Final = 600.0
READ_TIMEOUT: Final = 60.0
_SITE_URL: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~-]+)*/?")
INGEST_TIMEOUT: Final = 120.0
ENGINE_NAMES: Final = (
    "generic",
    "fuseki",
    "oxigraph",
    "virtuoso",
    "qlever",
    "graphdb",
    "rdf4j",
    "stardog",
    "neptune",
)
"""Those of `engines`, written again so that a question to the own data need not load it; a test compares."""


class Parser(argparse.ArgumentParser):
    """Refuses in our words, with the command to ask for help; never guesses an abbreviated option."""

    def __init__(self, *, prog: str, description: str, examples: Sequence[str]) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog="\n".join(["examples:", *(f"  {example}" for example in examples)]),
            formatter_class=_help,
            allow_abbrev=False,
        )
        self.examples = tuple(examples)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong on stderr and leave with status 2."""
        self.exit(2, f"migkg: {plain(message)}\nTry `{self.prog} --help`.\n")


def _help(prog: str) -> argparse.HelpFormatter:
    """The usual form of help, as wide as argparse itself would make it.

    It is made anew for each argument, and to find the width argparse would load libraries of compression.
    """
    return argparse.RawDescriptionHelpFormatter(prog, width=terminal_width(USUAL_WIDTH) - 2)


def terminal_width(usual: int) -> int:
    """The columns of the terminal that stdout is, or `usual`; COLUMNS counts before both, as everywhere."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or usual
    except (OSError, ValueError):
        return usual


def parser(first: str = "") -> Parser:
    """The parser of the command line; `command` is None where none was given.

    Where the `first` argument is a command, no other command's options are made, for a quick start.
    """
    top = Parser(
        prog="migkg",
        description="Ask, check and build a knowledge graph of labour-migration governance.",
        examples=("migkg query", "migkg query coverage", "migkg describe C97"),
    )
    top.add_argument("--version", action="store_true", help="print the version and stop")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", dest="command", prog="migkg")
    for add in [_COMMANDS[first]] if first in _COMMANDS else _COMMANDS.values():
        add(commands)
    return top


def _add_query(commands: Commands) -> None:
    command = commands.add_parser(
        "query",
        help="ask one of the canned questions",
        prog="migkg query",
        description="Ask one of the canned questions. Without a name: list them all, each with its question\n"
        "and parameters. A parameter that is left out means all.",
        examples=(
            "migkg query",
            "migkg query coverage",
            "migkg query links objective=18 basis=inferred",
            'migkg query promises "progress=under way" --format markdown',
            "migkg query coverage --lang fr",
            "migkg query coverage -o coverage.xlsx",
            "migkg query gaps --endpoint http://localhost:3030/migkg/sparql",
        ),
    )
    command.add_argument("name", metavar="NAME", nargs="?", help="the question's name")
    command.add_argument(
        "params", metavar="key=value", nargs="*", help="values for the question's parameters"
    )
    _add_language(command)
    _add_output(command, TABLE_FORMATS)
    _add_source(command)


def _add_sparql(commands: Commands) -> None:
    command = commands.add_parser(
        "sparql",
        help="ask a SPARQL query of your own",
        prog="migkg sparql",
        description="Ask a SPARQL 1.1 query (SELECT, ASK, CONSTRUCT or DESCRIBE). The usual prefixes (mig:,\n"
        "skos:, …) need no declaration. Nothing can be changed this way: the Turtle files are the data.",
        examples=(
            'migkg sparql "SELECT ?title { ?o a mig:Objective ; rdfs:label ?title } ORDER BY ?title LIMIT 3"',
            'migkg sparql "ASK { ?link mig:linkTo <objective/22> }"',
            "migkg sparql -f question.rq --format json",
            'migkg sparql "CONSTRUCT WHERE { ?link mig:linkTo ?objective }" -o links.ttl',
        ),
    )
    command.add_argument("text", metavar="QUERY", nargs="?", help="the query")
    command.add_argument(
        "-f", "--file", type=Path, metavar="FILE", help="a file that holds the query; - reads stdin"
    )
    command.add_argument(
        "--inferred", action="store_true", help="ask the derived triples too (run `migkg build` first)"
    )
    _add_output(command, TABLE_FORMATS + GRAPH_FORMATS)
    _add_source(command)


def _add_describe(commands: Commands) -> None:
    command = commands.add_parser(
        "describe",
        help="tell all that is known about a thing",
        prog="migkg describe",
        description="Tell in words what is known about a thing: what it is, what is said about it, which\n"
        "claims concern it with their evidence, and where it is mentioned. ID is a notation, a name,\n"
        "a path, a prefixed name or an IRI.",
        examples=(
            "migkg describe C97",
            'migkg describe "12(a)"',
            "migkg describe objective/18 --format csv",
            "migkg describe body/iom -o iom.ttl",
        ),
    )
    command.add_argument("id", metavar="ID", help="what to describe")
    _add_language(command)
    _add_output(command, TABLE_FORMATS + GRAPH_FORMATS)
    _add_source(command)


def _add_validate(commands: Commands) -> None:
    from migkg.findings import FAIL_ON
    from migkg.reports import FORMATS as REPORT_FORMATS

    command = commands.add_parser(
        "validate",
        help="check RDF files: syntax, terms, shapes",
        prog="migkg validate",
        description="Check the dataset, or the files named with the dataset as their context: syntax,\n"
        "written forms, IRIs, names of terms, shapes and checks. With --shapes, check any RDF by shapes of\n"
        "your own. Exit status 0: nothing that fails, 1: something found, 2: a file that cannot be read.",
        examples=(
            "migkg validate",
            "migkg validate draft.ttl",
            "migkg validate draft.ttl --format html -o findings.html",
            "migkg validate draft.ttl --shapes ours.ttl --fail-on warning",
            "migkg validate draft.ttl --format sarif -o draft.sarif",
            "migkg validate draft.ttl --changed-since HEAD",
            "migkg validate draft.ttl --jobs 2 --max-memory 1024",
        ),
    )
    command.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path, help="RDF files, or folders with some"
    )
    command.add_argument(
        "--shapes",
        metavar="FILE",
        action="append",
        type=Path,
        help="check by these SHACL shapes, and not as part of our dataset (may be repeated)",
    )
    command.add_argument(
        "--format",
        choices=REPORT_FORMATS,
        metavar="FORMAT",
        help=f"one of {', '.join(REPORT_FORMATS)} (default: by the ending of -o, else text)",
    )
    command.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write to this file instead of stdout"
    )
    command.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        metavar="SEVERITY",
        default=FAIL_ON[0],
        help=f"the mildest severity that ends with status 1: {', '.join(FAIL_ON)} (default: {FAIL_ON[0]})",
    )
    command.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="a JSON or SARIF report of findings that are known; they do not fail",
    )
    _add_changes(command)
    command.add_argument(
        "--max-seconds",
        type=_seconds,
        metavar="SECONDS",
        default=READ_TIMEOUT,
        help=f"how long reading one of the named files may take (default: {READ_TIMEOUT:g})",
    )
    command.add_argument(
        "--max-memory",
        type=_mebibytes,
        metavar="MIB",
        help="how much memory the check may take in all, in MiB, a quarter of it for reading one\n"
        "of the files (default: as much as there is, and 768 for reading a file)",
    )
    _add_jobs(command)
    test = command.add_argument_group("self-test")
    test.add_argument(
        "--self-test", action="store_true", help="damage the dataset in memory and see what the rules catch"
    )
    test.add_argument("--seed", type=int, metavar="N", default=0, help="which damage is done (default: 0)")
    test.add_argument(
        "--rounds", type=_positive, metavar="N", default=1, help="how often each kind is tried (default: 1)"
    )
    _add_data(command)


def _add_changes(command: Parser) -> None:
    command.add_argument(
        "--changed-since",
        metavar="REV",
        help="check only what differs from this git revision, and what that can affect elsewhere",
    )
    command.add_argument(
        "--changed",
        metavar="FILE",
        action="append",
        type=Path,
        help="the same for files named one by one, as if they were new (may be repeated)",
    )


def _add_build(commands: Commands) -> None:
    command = commands.add_parser(
        "build",
        help="write the dataset and what follows from it",
        prog="migkg build",
        description="Write dataset.nq (everything, each file in its graph, derived triples in theirs),\n"
        "inferred.nt, and store, which the other commands open at once (--data build). With PATH: the\n"
        "dataset and these files; one that cannot be read is told at the end, with exit status 2.",
        examples=("migkg build -o build", "migkg build draft.ttl -o build --jobs 2 --max-memory 1024"),
    )
    command.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path, help="further RDF files, or folders with some"
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="DIR",
        help="the folder to write to (default: build, beside the data; with an installed migkg, here)",
    )
    command.add_argument(
        "--max-memory",
        type=_mebibytes,
        metavar="MIB",
        help="how much memory the build may take in all, in MiB (default: 2048)",
    )
    _add_jobs(command)
    _add_data(command)


def _add_load(commands: Commands) -> None:
    command = commands.add_parser(
        "load",
        help="put the dataset onto a SPARQL server",
        prog="migkg load",
        description="Put the dataset onto a SPARQL server, one named graph after the other, by its Graph\n"
        "Store Protocol. Only graphs whose content has changed are sent. Ended at any moment and run again,\n"
        "it comes to the same end. User and password: MIGKG_USER and MIGKG_PASSWORD, MIGKG_TOKEN, or netrc.",
        examples=(
            "migkg load --endpoint http://localhost:3030/migkg/sparql --engine fuseki --dry-run",
            "migkg load --endpoint http://localhost:3030/migkg/sparql --engine fuseki",
            "migkg load --endpoint http://localhost:3030/migkg/sparql --engine fuseki --prune --format json",
        ),
    )
    command.add_argument("--endpoint", metavar="URL", required=True, help="the query URL of the server")
    _add_engine(command)
    command.add_argument(
        "--graph-store", metavar="URL", help="where it takes graphs (default: follows from the two above)"
    )
    command.add_argument(
        "--prune",
        action="store_true",
        help="take away graphs that were loaded before and are no longer in the dataset",
    )
    command.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    command.add_argument(
        "--inferred", action="store_true", help="load the derived triples too (run `migkg build` first)"
    )
    command.add_argument(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        default=LOAD_TIMEOUT,
        help=f"how long to wait for the server, for each graph (default: {LOAD_TIMEOUT:g})",
    )
    _add_output(command, TABLE_FORMATS)
    _add_data(command)


def _add_engine(command: Parser) -> None:
    command.add_argument(
        "--engine",
        choices=ENGINE_NAMES,
        metavar="NAME",
        default=ENGINE_NAMES[0],
        help=f"the kind of server: {', '.join(ENGINE_NAMES)} (default: {ENGINE_NAMES[0]})",
    )


def _add_jobs(command: Parser) -> None:
    command.add_argument(
        "--jobs", type=_positive, metavar="N", help="how many processes work (default: one a processor)"
    )


def _add_fmt(commands: Commands) -> None:
    command = commands.add_parser(
        "fmt",
        help="bring Turtle files into their one form",
        prog="migkg fmt",
        description="Rewrite Turtle files in their canonical form: sorted, one value a line, without\n"
        "comments. Without PATH: all Turtle files of the dataset.",
        examples=("migkg fmt draft.ttl", "migkg fmt --check draft.ttl"),
    )
    command.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path, help="Turtle files, or folders with some"
    )
    command.add_argument(
        "--check", action="store_true", help="change nothing; exit status 1 if a file would be rewritten"
    )
    _add_data(command)


def _add_diff(commands: Commands) -> None:
    from migkg.diff.forms import FORMS

    command = commands.add_parser(
        "diff",
        help="tell in words what has changed between two states of the dataset",
        prog="migkg diff",
        description="Tell what has changed from OLD to NEW, thing by thing, in words. Each is a folder with\n"
        "a dataset, one that `migkg build` wrote, a release or site that was published, an RDF file, or a\n"
        "revision of git. Of changes in the vocabulary it says whether they are major, minor or a patch.",
        examples=(
            "migkg diff draft.ttl draft.ttl",
            "migkg diff draft.ttl draft.ttl --format patch",
            "migkg diff draft.ttl draft.ttl -o changes.html",
        ),
    )
    command.add_argument("old", metavar="OLD", help="what was before: a path, or a revision such as HEAD~1")
    command.add_argument("new", metavar="NEW", help="what is now: a path, or a revision such as HEAD")
    command.add_argument(
        "--format", choices=tuple(FORMS), help="the form (default: by the ending of FILE, or text)"
    )
    command.add_argument("-o", "--output", metavar="FILE", type=Path, help="write to this file")


def _add_publish(commands: Commands) -> None:
    command = commands.add_parser(
        "publish",
        help="write the dataset as a web site without a server, and as files in every usual form",
        prog="migkg publish",
        description="Write the pages that `migkg serve` shows, and the data beside them, into DIR: a site\n"
        "for any web server, or for a folder. DIR is replaced as a whole when all is written. The same data\n"
        "give the same bytes if SOURCE_DATE_EPOCH is set.",
        examples=("migkg publish public --data draft.ttl", "migkg publish public --data draft.ttl --jobs 1"),
    )
    command.add_argument("folder", metavar="DIR", type=Path, help="the folder that becomes the site")
    _add_site_url(command)
    _add_jobs(command)
    _add_data(command)


def _add_release(commands: Commands) -> None:
    command = commands.add_parser(
        "release",
        help="check the dataset, publish it as a version, and keep that version in the site",
        prog="migkg release",
        description="Make a release: see that all files are committed and valid, that VERSION follows the\n"
        "last release in DIR, and that it says how much the vocabulary changed; then write the site as\n"
        "`migkg publish` does, and the release and its notes in release/VERSION, where they stay for good.",
        examples=(
            "migkg release 1.0.0 public --data whole.ttl",
            "migkg release 1.0.0 public --data whole.ttl --site-url https://data.example.org/migkg/",
        ),
    )
    command.add_argument("release", metavar="VERSION", help="three numbers, such as 1.0.0")
    command.add_argument("folder", metavar="DIR", type=Path, help="the folder of the site")
    _add_site_url(command)
    _add_jobs(command)
    _add_data(command)


def _add_site_url(command: Parser) -> None:
    command.add_argument(
        "--site-url",
        type=_site_url,
        metavar="URL",
        help="where the site will be: for nginx.conf, and for the redirects of w3id.org, in w3id/",
    )


def _add_serve(commands: Commands) -> None:
    from migkg.web.options import add_limits

    command = commands.add_parser(
        "serve",
        help="serve the dataset as a web site with a SPARQL endpoint",
        prog="migkg serve",
        description="Serve the dataset over HTTP: a SPARQL 1.1 endpoint at /sparql, linked data at the path\n"
        "of each thing, the canned queries at /api, and pages for people. Nothing can be changed this way.\n"
        "The address is told on stderr, each request on stdout. Stopped by Ctrl-C or SIGTERM.",
        examples=(
            "migkg serve",
            "migkg serve --port 0 --log access.log",
            "migkg serve --data draft.ttl --port 0 --max-seconds 5 --log off",
        ),
    )
    command.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: 127.0.0.1)")
    command.add_argument(
        "--port", type=_port, metavar="N", default=8000, help="the port; 0 finds a free one (default: 8000)"
    )
    command.add_argument(
        "--processes", type=_positive, metavar="N", default=1, help="servers behind the port (default: 1)"
    )
    command.add_argument(
        "--trust-proxy",
        action="append",
        metavar="ADDRESS",
        help="believe what this proxy says about who asks, by X-Forwarded-For (may be repeated)",
    )
    command.add_argument(
        "--log", metavar="FILE", default="-", help="where requests are told: a file, - for stdout, or off"
    )
    _add_data(command)
    command.add_argument(
        "--union", action="store_true", help="with --data: ask all named graphs of the files as one"
    )
    command.add_argument(
        "--library",
        nargs="?",
        const="",
        metavar="FOLDER",
        help="show the text of your own copies too, on this machine alone (default: your library)",
    )
    add_limits(command)


def _add_ingest(commands: Commands) -> None:
    command = commands.add_parser(
        "ingest",
        help="read documents: structure, references, and claims suggested for review",
        prog="migkg ingest",
        description="Read documents (text, Markdown, HTML, DOCX, PDF; folders too), recognise what they\n"
        "refer to, and suggest claims for `migkg review`. Nothing enters the data undecided. The text\n"
        "stays on this machine, in the library that `migkg search` asks. Run again, it tells what has\n"
        "changed.\n"
        "Exit status 0: all read, 1: something could not be read or only in part, 2: nothing could.",
        examples=(
            "migkg ingest paper.txt --into drafts",
            "migkg ingest paper.txt --into drafts --dry-run",
            "migkg ingest paper.txt --into drafts -o suggestions.xlsx",
        ),
    )
    command.add_argument(
        "paths", metavar="DOCUMENT", nargs="+", type=Path, help="documents, or folders of them"
    )
    _add_desk(command)
    command.add_argument(
        "--dry-run", action="store_true", help="say what would be suggested, and keep nothing"
    )
    command.add_argument(
        "--all", action="store_true", help="with --dry-run: suggest what the data say already, too"
    )
    _add_jobs(command)
    command.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        default="",
        help="have the work done by this Dask scheduler (migkg[dask])",
    )
    command.add_argument(
        "--max-seconds",
        type=_seconds,
        metavar="SECONDS",
        default=INGEST_TIMEOUT,
        help=f"how long reading one document may take (default: {INGEST_TIMEOUT:g})",
    )
    command.add_argument(
        "--max-memory",
        type=_mebibytes,
        metavar="MIB",
        default=2**30,
        help="how much memory a process may take for documents, in MiB (default: 1024)",
    )
    _add_table(command)


def _add_evaluate(commands: Commands) -> None:
    command = commands.add_parser(
        "evaluate",
        help="compare what ingest finds in documents with what people have reviewed of them",
        prog="migkg evaluate",
        description="Ingest documents that the data hold, keep nothing, and show by kind how much of what\n"
        "was reviewed is found (recall) and how much of what is found was reviewed (precision).",
        examples=(
            "migkg evaluate paper.txt --data reviewed.ttl",
            "migkg evaluate paper.txt --data reviewed.ttl --errors",
            "migkg evaluate paper.txt --data reviewed.ttl --rules --format csv",
        ),
    )
    command.add_argument(
        "paths", metavar="DOCUMENT", nargs="+", type=Path, help="documents, or folders of them"
    )
    shown = command.add_mutually_exclusive_group()
    shown.add_argument("--errors", action="store_true", help="list what is missed and what is surplus")
    shown.add_argument("--rules", action="store_true", help="show how often each rule is right")
    _add_data(command)
    _add_table(command)


def _add_review(commands: Commands) -> None:
    command = commands.add_parser(
        "review",
        help="decide what has been suggested",
        prog="migkg review",
        description="Show what `migkg ingest` has suggested, each in its passage, on a page for this\n"
        "machine alone: accept it, change it, or reject it with a reason. What is accepted goes into the\n"
        "data at once, and leaves them if that is undone. Without a browser: --list, --accept, --reject,\n"
        "--undo, --set and --abstracts.",
        examples=(
            "migkg review --into drafts",
            "migkg review --into drafts --list",
            "migkg review gb999-pol-7 --into drafts --list --format json",
            "migkg review gb999-pol-7 --into drafts --accept linkage-14b-18 --as Ana",
            "migkg review gb999-pol-7 --into drafts --undo para-1-mentions-body-iom --as Ana",
        ),
    )
    command.add_argument(
        "document", metavar="DOCUMENT", nargs="?", default="", help="its identifier or symbol"
    )
    command.add_argument(
        "--port", type=_port, metavar="N", default=8001, help="the port; 0 finds a free one (default: 8001)"
    )
    command.add_argument("--list", action="store_true", help="list what is suggested, as a table")
    command.add_argument("--accept", action="append", metavar="KEY", help="accept this one (may be repeated)")
    command.add_argument("--reject", action="append", metavar="KEY", help="reject this one (may be repeated)")
    command.add_argument(
        "--undo",
        action="append",
        metavar="KEY",
        help="undo the decision about this one (may be repeated)",
    )
    command.add_argument("--reason", metavar="TEXT", default="", help="why; a rejection needs it")
    command.add_argument(
        "--set",
        action="append",
        metavar="key=value",
        help="fill in title, symbol, date or author of the document (may be repeated)",
    )
    command.add_argument(
        "--abstracts",
        type=Path,
        metavar="FILE",
        help="fill in abstracts: a CSV with columns path and abstract",
    )
    command.add_argument(
        "--as", dest="name", metavar="NAME", default="", help="who decides (default: your login)"
    )
    _add_desk(command)
    _add_table(command)


def _add_search(commands: Commands) -> None:
    command = commands.add_parser(
        "search",
        help="search the full text of your own copies",
        prog="migkg search",
        description="Find the passages, in the documents that `migkg ingest` has put into your library,\n"
        'that hold all of the words: in any form, in quotes together ("fair recruitment"), with * for\n'
        "any ending.",
        examples=(
            "migkg search orchards",
            "migkg search orchards --document gb999-pol-7 --format markdown",
            "migkg search orchards --theme skills",
        ),
    )
    command.add_argument("words", metavar="WORDS", nargs="+", help="what to look for")
    command.add_argument(
        "--document", metavar="D", default="", help="only in this one, by identifier or symbol"
    )
    command.add_argument("--theme", metavar="T", help="only in passages that are about this theme")
    command.add_argument(
        "--limit", type=_positive, metavar="N", default=50, help="at most so many passages (default: 50)"
    )
    _add_library(command)
    _add_output(command, TABLE_FORMATS)
    _add_data(command)


def _add_desk(command: Parser) -> None:
    command.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help="where suggestions and decisions are kept (default: the data)",
    )
    _add_library(command)
    _add_data(command)


def _add_library(command: Parser) -> None:
    command.add_argument(
        "--library",
        type=Path,
        metavar="FOLDER",
        help="your library (default: MIGKG_LIBRARY, or your data folder)",
    )


def _add_table(command: Parser) -> None:
    command.add_argument(
        "--format", choices=TABLE_FORMATS, metavar="FORMAT", help=f"the table as {', '.join(TABLE_FORMATS)}"
    )
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the table to this file")
    command.add_argument("--iris", action="store_true", help="show the columns with IRIs too")


_COMMANDS: Final[Mapping[str, Callable[[Commands], None]]] = {
    "query": _add_query,
    "sparql": _add_sparql,
    "describe": _add_describe,
    "validate": _add_validate,
    "build": _add_build,
    "load": _add_load,
    "diff": _add_diff,
    "fmt": _add_fmt,
    "publish": _add_publish,
    "release": _add_release,
    "serve": _add_serve,
    "ingest": _add_ingest,
    "evaluate": _add_evaluate,
    "review": _add_review,
    "search": _add_search,
}


def _add_language(command: Parser) -> None:
    command.add_argument(
        "--lang",
        choices=tuple(LANGUAGES),
        metavar="LANG",
        default="en",
        help=f"show names in this language, one of {', '.join(LANGUAGES)}; English where there is none",
    )


def _add_output(command: Parser, formats: Sequence[str]) -> None:
    command.add_argument(
        "--format",
        choices=formats,
        metavar="FORMAT",
        help=f"one of {', '.join(formats)} (default: by the ending of -o, else what suits terminal or pipe)",
    )
    command.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write to this file instead of stdout"
    )
    command.add_argument("--iris", action="store_true", help="show the columns with IRIs too")


def _add_source(command: Parser) -> None:
    _add_data(command)
    command.add_argument(
        "--union", action="store_true", help="with --data: ask all named graphs of the files as one"
    )
    command.add_argument("--endpoint", metavar="URL", help="ask this SPARQL 1.1 endpoint instead")
    command.add_argument(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        default=DEFAULT_TIMEOUT,
        help=f"with --endpoint: how long to wait for an answer (default: {DEFAULT_TIMEOUT:g})",
    )
    _add_engine(command)
    command.add_argument(
        "--max-answer",
        type=_mebibytes,
        metavar="MIB",
        help="with --endpoint: how large an answer may be, in MiB (default: 256)",
    )


def _add_data(command: Parser) -> None:
    command.add_argument(
        "--data",
        action="append",
        metavar="PATH",
        help="another dataset: a folder with a manifest or a store, or an RDF file (may be repeated)",
    )


def _site_url(text: str) -> str:
    if not _SITE_URL.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no address of a site. Write https://data.example.org/migkg/, say."
        )
    return f"{text.rstrip('/')}/"


def _mebibytes(text: str) -> int:
    return _positive(text) * 2**20


def _positive(text: str) -> int:
    if not text.isdecimal() or not text.isascii() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on. Write 60, say.")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or not text.isascii() or int(text) > 65535:  # noqa: PLR2004 -- the last port
        raise argparse.ArgumentTypeError(f"{text!r} is no port. Write a number up to 65535, such as 8000.")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0. Write 60, say.")
    return seconds
