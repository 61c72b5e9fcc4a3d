"""The command line: arguments → one call → print. The only module that prints.

Results go to stdout, talk and progress to stderr. Exit status: 0 fine, 1 the data is wrong or a check
failed, 2 the use is wrong, a file cannot be parsed, or the tool failed, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from migkg.arguments import parser, terminal_width
from migkg.errors import MigkgError, OutputError, UnreadableError, UsageError
from migkg.files import write_file
from migkg.layout import plain
from migkg.output import GRAPH_FORMATS, View, format_of, render
from migkg.table import Table
from migkg.terms import LANGUAGES, XSD

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import BinaryIO

    import rdflib

    from migkg.api import KnowledgeGraph
    from migkg.changes import Change
    from migkg.findings import Report
    from migkg.ingest.decisions import Reviewer
    from migkg.ingest.desk import Desk
    from migkg.judging import Progress
    from migkg.project import Project

__all__ = ["main"]

FINE: Final = 0
WRONG: Final = 1
FAILED: Final = 2
INTERRUPTED: Final = 130
DEFAULT_WIDTH: Final = 100
BAR: Final = 24
FEW: Final = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; arguments default to those of the process.

    No error leaves this function, but argparse's own SystemExit (status 2 for wrong use, 0 after --help).
    """
    try:
        given = sys.argv[1:] if argv is None else list(argv)
        args = parser(*given[:1]).parse_args(given)
        status = _run(args)
        sys.stdout.flush()
    except MigkgError as error:
        return _complain(str(error), error.exit_code)
    except BrokenPipeError:
        _drop_stdout()
        return FINE
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)
    except OSError as error:
        _drop_stdout()
        return _complain(error.strerror or str(error), FAILED)
    except Exception as error:  # the edge: whatever is left becomes a message, unless a developer asks
        if os.environ.get("MIGKG_TRACEBACK"):
            raise
        return _complain(
            f"this should not have happened ({type(error).__name__}: {error}). "
            "Set MIGKG_TRACEBACK=1 to see where, and please report it.",
            FAILED,
        )
    return status


# --- commands -------------------------------------------------------------------------------------


def _run(args: argparse.Namespace) -> int:
    if args.version:
        from migkg import __version__

        print(f"migkg {__version__}")
        return FINE
    if args.command is None:
        parser().error("no command is given")
    return COMMANDS[args.command](args)


def _query(args: argparse.Namespace) -> int:
    from migkg.queries import listing

    params = _pairs(args.params)
    if "lang" in params:
        raise UsageError(f"The language of names is an option: --lang {params['lang']}.")
    graph = _graph(args)
    if not args.name:
        return _show(args, listing(graph.queries().values()))
    result = graph.query(args.name, lang=args.lang, **params)
    status = _show(args, result)
    _say_untranslated(args, graph.untranslated(result, args.lang))
    return status


def _sparql(args: argparse.Namespace) -> int:
    if (args.text is None) == (args.file is None):
        raise UsageError(
            "Give either a query or a file that holds one: migkg sparql QUERY, or migkg sparql -f FILE."
        )
    text = args.text if args.file is None else _read(args.file)
    return _show(args, _graph(args, inferred=args.inferred).sparql(text))


def _describe(args: argparse.Namespace) -> int:
    from migkg.graph import describe_graph
    from migkg.words import as_table, as_text

    graph = _graph(args)
    form = _format(args, _usual(args))
    if form in GRAPH_FORMATS:
        return _show(args, describe_graph(graph.source, graph.resolve(args.id)))
    description = graph.describe(args.id, lang=args.lang)
    table = as_table(graph.source, description, args.lang)
    if form == "table":
        status = _emit(args, as_text(description, table, _width()).encode("utf-8", "replace"), form)
    else:
        status = _show(args, table)
    _say_untranslated(args, graph.untranslated(description, args.lang))
    return status


def _validate(args: argparse.Namespace) -> int:
    from migkg.baseline import apply_baseline, fails, read_baseline
    from migkg.reports import format_for, summary
    from migkg.reports import render as render_report

    if args.self_test:
        return _self_test(args)
    form = format_for(args.format, args.output)
    _spare_input(args)
    known = read_baseline(args.baseline) if args.baseline else frozenset()
    progress = _Progress()
    try:
        report = apply_baseline(_judged(args, progress), known)
    finally:
        progress.clear()
    content = render_report(report, form, fail_on=args.fail_on)
    if form == "text" and args.output is None:
        content = content.removesuffix(f"{summary(report)}\n".encode()).rstrip(b"\n") + b"\n"
    if content.strip() or args.output is not None:
        _emit(args, content, form)
    _say(summary(report))
    if report.is_unreadable:
        return FAILED
    return WRONG if fails(report, args.fail_on) else FINE


def _spare_input(args: argparse.Namespace) -> None:
    """Refuse to write the report over a file that is to be read."""
    from migkg.reading import files_below

    if args.output is None or not args.output.exists():
        return
    read = [*args.paths, *(args.shapes or ()), *(args.changed or ())]
    files = [file for path in read for file in (files_below(path) if path.is_dir() else [path])]
    if any(file.exists() and file.samefile(args.output) for file in files):
        raise UsageError(f"{args.output}: this file is to be checked. Write the report to another.")


def _judged(args: argparse.Namespace, progress: Progress) -> Report:
    from migkg.reading import Limits
    from migkg.validate import validate, validate_with
    from migkg.workers import cores

    changes = _changes(args)
    limits = (
        Limits(args.max_seconds)
        if args.max_memory is None
        else Limits.within(args.max_memory, args.max_seconds)
    )
    jobs = args.jobs or cores()
    if args.shapes:
        if args.data:
            raise UsageError("Give either --shapes or --data: with --shapes no dataset is the context.")
        return validate_with(
            args.shapes, args.paths, changes=changes, limits=limits, jobs=jobs, progress=progress
        )
    project = _files(args)
    return validate(project, args.paths or None, changes=changes, limits=limits, jobs=jobs, progress=progress)


def _changes(args: argparse.Namespace) -> list[Change] | None:
    """What has changed among the files named, or in the dataset; None if all is to be judged."""
    from migkg.changes import Change, changed_since

    if args.changed_since is None and not args.changed:
        return None
    found = [Change(path) for path in args.changed or ()]
    for path in found:
        if not path.path.exists():
            raise UnreadableError(path.path, "no such file", remedy="Check the spelling of the path.")
    if args.changed_since is not None:
        folders = {path if path.is_dir() else path.parent for path in args.paths}
        for folder in sorted(folders) or [_graph(args).project.root]:
            found += changed_since(folder, args.changed_since)
    return found


def _self_test(args: argparse.Namespace) -> int:
    from migkg.mutations import self_test_report

    if args.paths or args.shapes or args.changed or args.changed_since:
        raise UsageError("--self-test tries the rules of a whole dataset: name no files, shapes or changes.")
    form = _format(args, _usual(args) if args.format != "text" else "table")
    progress = _Progress()
    try:
        done = self_test_report(_files(args), seed=args.seed, rounds=args.rounds, progress=progress)
    finally:
        progress.clear()
    _emit(args, render(done.table, View(form, width=_width())), form)
    _say(done.summary)
    return FINE if done.passed else WRONG


def _build(args: argparse.Namespace) -> int:
    from migkg.build import build
    from migkg.corpus import Budget
    from migkg.workers import cores

    project = _files(args)
    folder = args.output or (Path("build") if _is_installed(project.root) else project.inferred_file.parent)
    budget = Budget(args.max_memory or Budget().memory, args.jobs or cores())
    progress = _Progress()
    try:
        built = build(project, folder, progress, paths=args.paths, budget=budget)
    finally:
        progress.clear()
    for failure in built.failures:
        _say(str(failure))
    for path in built.paths:
        files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
        _say(f"{path}: {sum(file.stat().st_size for file in files)} bytes")
    if built.failures:
        counted = "1 file" if len(built.failures) == 1 else f"{len(built.failures)} files"
        return _complain(f"{counted} could not be read; this build is without what they say.", FAILED)
    return FINE


def _files(args: argparse.Namespace) -> Project:
    """The dataset, which must have files: a prebuilt store has none."""
    from migkg.api import KnowledgeGraph

    project = KnowledgeGraph.open(args.data).project
    if project.store:
        raise UsageError(
            f"{project.root}: a store can be asked, but has no files. Name what it was made from."
        )
    return project


def _fmt(args: argparse.Namespace) -> int:
    from migkg.graph import read_text
    from migkg.turtle import dropped_comments, format_text

    texts = {path: read_text(path) for path in _turtle_files(args)}
    changed = {path: new for path, old in texts.items() if (new := format_text(old, path)) != old}
    for path, text in changed.items():
        lines = [number for number, _ in dropped_comments(texts[path])]
        comments = (
            f" (comments on {_counted(lines)} are dropped; keep a note as skos:editorialNote)"
            if lines
            else ""
        )
        if args.check:
            print(f"{path}: not in canonical form{comments}")
        else:
            write_file(path, text.encode())
            _say(f"{path}: rewritten{comments}")
    outcome = "would change" if args.check else "changed"
    _say(f"{len(texts)} {'file' if len(texts) == 1 else 'files'} looked at, {len(changed)} {outcome}.")
    return WRONG if args.check and changed else FINE


def _load(args: argparse.Namespace) -> int:
    from migkg import load
    from migkg.contents import contents
    from migkg.engines import engine_named
    from migkg.graph_store import GraphStore
    from migkg.remote import RemoteSource

    engine = engine_named(args.engine)
    store = GraphStore(args.endpoint, engine=engine, store_url=args.graph_store, timeout=args.timeout)
    source = RemoteSource(args.endpoint, engine=engine, timeout=args.timeout, store=store)
    progress = _Progress()
    try:
        with contents(_files(args), progress, inferred=args.inferred) as wanted:
            steps = load.plan(wanted, source, prune=args.prune)
            if not args.dry_run:
                load.carry_out(steps, wanted, source, progress)
    finally:
        progress.clear()
    _show(args, load.table(steps))
    _say(load.summary(steps, dry=args.dry_run))
    return FINE


def _serve(args: argparse.Namespace) -> int:
    from migkg.web.options import limits_of
    from migkg.web.serve import Settings, serve

    library = None
    if args.library is not None:
        from migkg.library import library_folder

        library = library_folder(Path(args.library) if args.library else None)
    with _log(args.log) as log:
        settings = Settings(
            data=args.data,
            union=args.union,
            host=args.host,
            port=args.port,
            processes=args.processes,
            proxies=frozenset(args.trust_proxy or ()),
            log=log,
            limits=limits_of(args),
            library=library,
        )
        serve(settings, lambda address: _say(f"migkg: at {address}"))
    return FINE


@contextmanager
def _log(name: str) -> Iterator[BinaryIO | None]:
    """The stream that `--log` names; None where nothing is to be told."""
    if name in ("-", "off"):
        yield sys.stdout.buffer if name == "-" else None
        return
    try:
        stream = open(name, "ab")  # noqa: SIM115, PTH123 -- closed below
    except OSError as error:
        raise OutputError(f"{name}: cannot be written ({error.strerror}). Name another file.") from error
    with stream:
        yield stream


def _diff(args: argparse.Namespace) -> int:
    from migkg import diff

    form = format_of(args.format, args.output, "text", diff.SUFFIXES)
    story, difference = diff.between(args.old, args.new)
    status = _emit(args, diff.render(story, difference, form), form)
    _say(diff.summary(story))
    return status


def _publish(args: argparse.Namespace) -> int:
    from migkg.api import KnowledgeGraph
    from migkg.publish import publish
    from migkg.workers import cores

    graph = KnowledgeGraph.open(args.data)
    progress = _Progress()
    try:
        count = publish(graph, args.folder, progress, jobs=args.jobs or cores(), site_url=args.site_url or "")
    finally:
        progress.clear()
    _say(f"{args.folder}: {count} pages in each language")
    return FINE


def _release(args: argparse.Namespace) -> int:
    from migkg.api import KnowledgeGraph
    from migkg.publish.release import release
    from migkg.workers import cores

    _files(args)
    graph, jobs = KnowledgeGraph.open(args.data), args.jobs or cores()
    progress = _Progress()
    try:
        made = release(graph, args.release, args.folder, progress, jobs=jobs, site_url=args.site_url or "")
    finally:
        progress.clear()
    _say(f"{args.folder / made.path}: {made.summary}")
    return FINE


def _ingest(args: argparse.Namespace) -> int:
    from dataclasses import replace
    from tempfile import TemporaryDirectory

    from migkg.ingest.corpus import Job, ingest
    from migkg.ingest.desk import Desk
    from migkg.ingest.documents import files_in
    from migkg.ingest.summary import lines, suggestions
    from migkg.library import Library, library_folder
    from migkg.reading import Limits
    from migkg.workers import cores

    if args.all and not args.dry_run:
        raise UsageError("What the data say already is nothing to decide. Give --dry-run too to see it.")
    desk, data = _desk(args), tuple(args.data) if args.data else None
    paths, passed = files_in(args.paths)
    limits = Limits(args.max_seconds, args.max_memory)
    job = Job(desk, data, None, args.jobs or cores(), args.scheduler, limits)
    progress = _Progress()
    with ExitStack() as open_now:
        if args.dry_run:
            job = replace(
                job,
                desk=Desk(Path(open_now.enter_context(TemporaryDirectory()))),
                earlier=desk,
                repeats=args.all,
            )
        else:
            folder = _own_folder(library_folder(args.library), desk)
            job = replace(job, library=open_now.enter_context(Library.open(folder)))
        try:
            outcomes = ingest(paths, job, progress)
        finally:
            progress.clear()
        wanted = args.format is not None or args.output is not None
        table = suggestions(job.desk, outcomes) if wanted else None
    told = _say if args.format is not None and args.output is None else print
    if table is not None:
        _show(args, table)
    for line in lines(outcomes, passed, dry=args.dry_run):
        told(plain(line))
    problems = [outcome.problem for outcome in outcomes if outcome.problem]
    for problem in problems:
        _complain(problem, WRONG)
    if len(problems) == len(outcomes):
        return FAILED
    return WRONG if problems or any(outcome.partial for outcome in outcomes) else FINE


def _evaluate(args: argparse.Namespace) -> int:
    from migkg.api import KnowledgeGraph
    from migkg.ingest.documents import files_in
    from migkg.ingest.evaluate import evaluate

    paths, _ = files_in(args.paths)
    progress = _Progress()
    try:
        found = evaluate(paths, KnowledgeGraph.open(args.data).source, progress)
    finally:
        progress.clear()
    for text in found.unknown:
        _say(f"{text}: left out, since the data hold no such document")
    return _show(args, found.errors() if args.errors else found.by_rule() if args.rules else found.table())


def _own_folder(library: Path, desk: Desk) -> Path:
    """The library's folder, which must not be among the data."""
    if library.resolve().is_relative_to(desk.folder.resolve()):
        raise UsageError(
            f"{library}: full texts do not belong among the data. Name another folder: --library."
        )
    return library


def _review(args: argparse.Namespace) -> int:
    from migkg.errors import UnknownNameError
    from migkg.ingest.decisions import Reviewer, abstracts_in
    from migkg.ingest.desk import SUGGESTED
    from migkg.ingest.summary import FIELDS, document_named, listing, login

    desk = _desk(args)
    document = document_named(desk, args.document) if args.document else ""
    if args.list:
        return _show(args, listing(desk, document))
    graph = _graph(args)
    reviewer = Reviewer(desk, graph.source, args.name or login())
    given = _pairs(args.set or ())
    for name in given.keys() - FIELDS.keys():
        raise UnknownNameError(f"No field {name!r}.", suggestions=FIELDS)
    if not (args.accept or args.reject or args.undo or given or args.abstracts):
        return _review_page(args, reviewer, document)
    if not document:
        raise UsageError(
            "Say which document is meant: migkg review DOCUMENT, as migkg review --list names it."
        )
    if "author" in given:
        given["author"] = graph.resolve(given["author"])
    for key in args.undo or ():
        reviewer.undo(document, key, args.reason)
    for key in args.reject or ():
        reviewer.decide(document, key, "rejected", args.reason)
    for key in args.accept or ():
        reviewer.decide(document, key, "accepted", args.reason)
    if given or args.abstracts:
        abstracts = abstracts_in(args.abstracts) if args.abstracts else {}
        reviewer.describe(document, {FIELDS[name]: text for name, text in given.items()}, abstracts)
    _say(f"{desk.folder / SUGGESTED / document}.ttl: decided as {reviewer.name}")
    return FINE


def _review_page(args: argparse.Namespace, reviewer: Reviewer, document: str) -> int:
    from migkg.ingest.review import serve
    from migkg.library import Library, library_folder

    with ExitStack() as open_now:
        folder = library_folder(args.library)
        library = (
            open_now.enter_context(Library.existing(folder)) if (folder / "library.sqlite").exists() else None
        )
        serve(reviewer, library, args.port, document, lambda address: _say(f"migkg: at {address}"))
    return FINE


def _search(args: argparse.Namespace) -> int:
    from migkg.library import Library, library_folder, themed
    from migkg.table import Value

    with Library.existing(library_folder(args.library)) as library:
        about = None
        if args.theme is not None:
            graph = _graph(args)
            about = themed(graph.source, _theme(graph, args.theme))
        hits = library.search(" ".join(args.words), document=args.document, about=about, limit=args.limit)
    columns = ("document", "passage", "passage_iri", "page", "text")
    rows = [
        (
            Value("literal", hit.symbol or hit.document),
            Value("literal", hit.notation),
            Value("iri", hit.iri),
            Value("literal", str(hit.page), f"{XSD}integer") if hit.page else None,
            Value("literal", " ".join(hit.snippet.split())),
        )
        for hit in hits
    ]
    status = _show(args, Table(columns, rows))
    _say(f"{len(hits)} {'passage' if len(hits) == 1 else 'passages'}")
    return status


def _theme(graph: KnowledgeGraph, name: str) -> str:
    """The theme of that name, or else what goes by it alone."""
    from migkg.errors import UnknownNameError

    with suppress(UnknownNameError):
        return graph.resolve(f"theme/{name}")
    return graph.resolve(name)


def _desk(args: argparse.Namespace) -> Desk:
    from migkg.api import KnowledgeGraph
    from migkg.ingest.desk import desk_of

    project = KnowledgeGraph.open(args.data).project
    return desk_of(project, args.into, installed=_is_installed(project.root))


COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "query": _query,
    "sparql": _sparql,
    "describe": _describe,
    "validate": _validate,
    "build": _build,
    "load": _load,
    "diff": _diff,
    "fmt": _fmt,
    "publish": _publish,
    "release": _release,
    "serve": _serve,
    "ingest": _ingest,
    "evaluate": _evaluate,
    "review": _review,
    "search": _search,
}


# --- what the commands share ----------------------------------------------------------------------


def _graph(args: argparse.Namespace, *, inferred: bool = False) -> KnowledgeGraph:
    from migkg.api import KnowledgeGraph

    endpoint = getattr(args, "endpoint", None)
    union = getattr(args, "union", False)
    if endpoint and (args.data or inferred or union):
        raise UsageError(
            "Give either --endpoint or --data (--union, --inferred), not both: an endpoint has its own data."
        )
    if endpoint:
        return KnowledgeGraph.connect(
            endpoint, timeout=args.timeout, engine=args.engine, limit=args.max_answer
        )
    if args.data or inferred or union:
        return KnowledgeGraph.open(args.data, inferred=inferred, union=union)
    from migkg.parts import PartSource, cache_file
    from migkg.project import Project

    project = Project.packaged()
    return KnowledgeGraph(project, PartSource(project, cache_file(project.root)))


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise UsageError(f"{text!r} is not of the form key=value, such as objective=18.")
        if key in pairs:
            raise UsageError(f"The parameter {key} is given twice. Give it once.")
        pairs[key] = value
    return pairs


def _read(path: Path) -> str:
    from migkg.graph import read_text

    if str(path) != "-":
        return read_text(path)
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("stdin", "not UTF-8 text", remedy="Save the query as UTF-8.") from error


def _turtle_files(args: argparse.Namespace) -> list[Path]:
    if args.paths and args.data:
        raise UsageError("Give either PATH or --data, not both.")
    if not args.paths:
        return _dataset_turtle(args)
    found: list[Path] = []
    for path in args.paths:
        if path.is_dir():
            inside = sorted(path.rglob("*.ttl"))
            if not inside:
                raise UsageError(f"{path}: there is no Turtle file (.ttl) in this folder.")
            found.extend(inside)
        elif path.exists() and path.suffix != ".ttl":
            raise UsageError(f"{path}: only Turtle files (.ttl) have a canonical form.")
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _dataset_turtle(args: argparse.Namespace) -> list[Path]:
    project = _files(args)
    if _is_installed(project.root):
        raise UsageError("The installed dataset is not yours to format. Name the files: migkg fmt PATH.")
    files = {file.path for file in project.files}
    files.update(
        path
        for path in (project.root / "data" / "manifest.ttl", project.root / "manifest.ttl")
        if path.is_file()
    )
    if project.shapes_folder:
        files.update(project.shapes_folder.rglob("*.ttl"))
    return sorted(path for path in files if path.suffix == ".ttl")


def _is_installed(root: Path) -> bool:
    return root == Path(__file__).resolve().parent / "assets"


def _counted(lines: Sequence[int]) -> str:
    return f"line {lines[0]}" if len(lines) == 1 else f"{len(lines)} lines"


# --- writing --------------------------------------------------------------------------------------


def _format(args: argparse.Namespace, fallback: str) -> str:
    return format_of(args.format, args.output, fallback)


def _usual(args: argparse.Namespace) -> str:
    return "table" if args.output is None and _on_terminal() else "csv"


def _show(args: argparse.Namespace, result: Table | rdflib.Graph | bool) -> int:
    form = _format(args, _usual(args) if isinstance(result, (Table, bool)) else "turtle")
    return _emit(args, render(result, View(form, args.iris, _width())), form)


def _emit(args: argparse.Namespace, content: bytes, form: str) -> int:
    if args.output is not None:
        write_file(args.output, content)
        _say(f"{args.output}: written")
    elif form == "xlsx" and _on_terminal():
        raise OutputError("A spreadsheet is no text for a terminal. Write it to a file: -o result.xlsx")
    else:
        _put(content)
    return FINE


def _say_untranslated(args: argparse.Namespace, names: Sequence[str]) -> None:
    """On stderr, how many names are in English for want of others, and the first of them."""
    if names:
        few = "; ".join(plain(name) for name in names[:FEW])
        more = "; …" if len(names) > FEW else ""
        counted = "1 name is" if len(names) == 1 else f"{len(names)} names are"
        _say(f"{counted} in English, having none in {LANGUAGES[args.lang]}: {few}{more}")


def _put(content: bytes) -> None:
    """To stdout as it is; to a terminal that is not UTF-8 with replacements for what it cannot show."""
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    if sys.stdout.isatty() and encoding != "utf8":
        content = content.decode().encode(sys.stdout.encoding, "replace")
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _on_terminal() -> bool:
    return sys.stdout.isatty()


def _width() -> int:
    return terminal_width(DEFAULT_WIDTH)


def _say(text: str) -> None:
    print(plain(text), file=sys.stderr)


def _complain(text: str, status: int) -> int:
    _say(f"migkg: {text}")
    return status


def _drop_stdout() -> None:
    """Let nothing more be written to a pipe that nobody reads or a disk that is full, not even at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- it lives as long as the process


class _Progress:
    """A line on stderr that says how far a long task is; silent where stderr is no terminal."""

    def __init__(self) -> None:
        self._shown = 0
        self._active = sys.stderr.isatty()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` is done; a total of 0 means unknown."""
        filled = BAR * done // total if total else 0
        bar = f"[{'#' * filled}{'.' * (BAR - filled)}] {done}/{total}" if total else str(done)
        self._write(f"{what} {bar}")

    def clear(self) -> None:
        """Take the line away."""
        self._write("")

    def _write(self, text: str) -> None:
        if self._active:
            print(f"\r{text:<{self._shown}}\r{text}", end="", file=sys.stderr, flush=True)
            self._shown = len(text)
