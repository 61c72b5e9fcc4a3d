"""Made-up documents of the shape of ours, as many as are asked for.

    python benchmarks/generate.py TRIPLES FOLDER [--seed N] [--format ttl|nq]

Each made-up document is a run of passages of one of the real documents, with the claims and the things
(bodies, programmes, publications, deliverables) that rest on these passages alone. All of these get names
and texts of their own; themes and countries are exchanged for others at random. What has a notation of
its own, such as an instrument, an objective, a point of the plan or a large body, stays the real thing, so
that the made-up documents are asked together with the packaged dataset and every canned query has an answer
that grows as it would.

One document is one named graph: with `ttl` one file a document, with `nq` files of some 500 thousand
quads. The same seed gives the same bytes. Only one document is held in memory at a time.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import pyoxigraph as ox

from migkg import terms
from migkg.graph import parse_file
from migkg.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DOCUMENT_SIZES: Final = (150, 2500)
"""How many triples a made-up document is meant to have: from, to (most have few)."""
QUADS_A_FILE: Final = 500_000
DOCUMENTS_A_FOLDER: Final = 1000
FOLDERS_OF_THINGS: Final = ("bodies", "activities", "publications", "plan/deliverables")
"""Whose things are made anew where they rest on one document alone."""
SHARED_MARKS: Final = frozenset({"notation", "exactMatch", "identifier", "url", "number", "source"})
"""What a thing has that is known beyond one document: it is never made twice."""
MOST_WORDS: Final = {"evidencePhrase": 9, "abstract": 59}
DOC, NUMBER = "doc", "no"

Parts = list[str]
"""Text and keys in turn: parts[0::2] is text, parts[1::2] the keys of what stands between."""


@dataclass(frozen=True, slots=True)
class Said:
    """One triple of the real dataset, its terms as they are needed here."""

    subject: str
    verb: ox.NamedNode
    object: ox.NamedNode | ox.Literal

    @property
    def predicate(self) -> str:
        """The last word of the property."""
        return name_of(self.verb.value)


@dataclass(slots=True)
class Block:
    """All that is said of one thing: its subject and its statements, with gaps to be filled."""

    subject: str
    lines: list[tuple[str, Parts]]
    needs: frozenset[str] = frozenset()
    """The passages and claims of the same document without which it makes no sense."""
    refers: frozenset[str] = frozenset()
    """Everything at which it points."""


@dataclass(slots=True)
class Template:
    """A real document, cut into blocks."""

    name: str
    document: Block
    passages: list[Block] = field(default_factory=list)
    """In document order; `needs` is the parent, if that is a passage."""
    claims: list[Block] = field(default_factory=list)
    things: list[Block] = field(default_factory=list)
    size: int = 0


def name_of(iri: str) -> str:
    """The last word of an IRI."""
    return iri.replace("#", "/").rsplit("/", 1)[-1]


# --- the real dataset, as templates -----------------------------------------------------------------


class Dataset:
    """The packaged dataset: templates, and what is exchanged at random."""

    def __init__(self, project: Project, form: str) -> None:
        self.form = form
        self.files = {
            file.relative.removeprefix("data/").removesuffix(".ttl"): _said(file.path)
            for file in project.data_files
        }
        every = [quad for quads in self.files.values() for quad in quads]
        self.countries = self._subjects(every, "isoAlpha3")
        self.themes = sorted(iri for iri in self._subjects(every, "inScheme") if "/theme/" in iri)
        self.things = self._things(every)
        self.gaps = {*self.countries, *self.themes}
        for subjects in self.things.values():
            self.gaps |= set(subjects)
        self.templates = [
            self._template(name.removeprefix("documents/"), quads)
            for name, quads in self.files.items()
            if name.startswith("documents/")
        ]

    def _subjects(self, quads: Iterable[Said], predicate: str) -> list[str]:
        return sorted({quad.subject for quad in quads if quad.predicate == predicate})

    def _things(self, every: list[Said]) -> dict[str, dict[str, list[Said]]]:
        """Document → subject → statements, for the things that rest on that document alone."""
        marked = {quad.subject for quad in every if quad.predicate in SHARED_MARKS}
        found: dict[str, dict[str, list[Said]]] = defaultdict(dict)
        for name, quads in self.files.items():
            if not name.startswith(FOLDERS_OF_THINGS):
                continue
            for subject, said in _by_subject(quads).items():
                homes = {_home(quad.object.value) for quad in said if quad.predicate == "evidence"}
                if len(homes) == 1 and subject not in marked:
                    found[homes.pop()][subject] = said
        # The target of a deliverable is a thing of its own without evidence: it goes with its deliverable.
        for subject, said in _by_subject(self.files["plan/deliverables"]).items():
            for things in found.values():
                if subject.removesuffix("/target") in things:
                    things.setdefault(subject, said)
        return found

    def _template(self, name: str, quads: Iterable[Said]) -> Template:
        subjects = _by_subject(quads)
        own = f"{terms.BASE}document/{name}"
        template = Template(name, self._block(name, own, subjects.pop(own)))
        orders: dict[str, int] = {}
        for subject, said in subjects.items():
            block = self._block(name, subject, said)
            if subject.startswith(f"{own}/"):
                orders[subject] = next(int(q.object.value) for q in said if q.predicate == "order")
                template.passages.append(block)
            else:
                template.claims.append(block)
        template.passages.sort(key=lambda block: orders[block.subject])
        template.things = [
            self._block(name, subject, said) for subject, said in sorted(self.things[name].items())
        ]
        blocks = (*template.passages, *template.claims, *template.things)
        template.size = sum(len(block.lines) for block in blocks)
        return template

    def _block(self, name: str, subject: str, said: list[Said]) -> Block:
        lines, needs = [], set()
        own_evidence = any(_is_evidence_of(quad, name) for quad in said)
        linking = any(name_of(quad.object.value) == "Correspondence" for quad in said)
        for quad in said:
            predicate = quad.predicate
            # A correspondence has passages of two documents; the made-up one rests on its own document only.
            foreign = predicate == "evidence" and linking and own_evidence and not _is_evidence_of(quad, name)
            if predicate == "identifier" or foreign:
                continue
            value = quad.object.value
            if isinstance(quad.object, ox.NamedNode) and _home(value) == name and predicate != "mentions":
                needs.add(value)
            line = self._joined(
                self._predicate(quad.verb), self._object(name, subject, predicate, quad.object)
            )
            lines.append((value if predicate == "evidence" else "", line))
        refers = frozenset(quad.object.value for quad in said if isinstance(quad.object, ox.NamedNode))
        return Block(subject, lines, frozenset(needs - {f"{terms.BASE}document/{name}"}), refers)

    def _predicate(self, predicate: ox.NamedNode) -> str:
        if self.form == "nq":
            return f"{predicate} "
        return "a " if predicate.value == terms.RDF_TYPE else f"{short(predicate.value)} "

    def _object(self, name: str, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> Parts:
        if isinstance(value, ox.NamedNode):
            return self.iri(name, value.value)
        is_passage = subject.startswith(f"{terms.BASE}document/{name}/")
        if predicate == "order" and is_passage:
            return ["", f"order {subject}", ""] if self.form == "ttl" else ['"', f"order {subject}", _INTEGER]
        if predicate == "fingerprint" and is_passage:
            return ['"', f"fingerprint {subject}", '"']
        if predicate == "notation" and subject == f"{terms.BASE}document/{name}":
            return ['"GEN/', NUMBER, '"']
        if value.language:
            words = value.value.split(" ")[: MOST_WORDS.get(predicate, 1000)]
            text = str(ox.Literal(" ".join(words)))
            return [f"{text[:-1]} ", NUMBER, f'"@{value.language}']
        return [self._literal(value)]

    def _literal(self, value: ox.Literal) -> str:
        if self.form == "nq":
            return str(value)
        if value.datatype.value == f"{terms.XSD}integer":
            return value.value
        text = str(ox.Literal(value.value))
        return (
            text if value.datatype.value == f"{terms.XSD}string" else f"{text}^^{short(value.datatype.value)}"
        )

    def iri(self, name: str, iri: str) -> Parts:
        """An IRI as text with gaps: for the document, or for something that is exchanged or made anew."""
        start = terms.BASE if self.form == "nq" else ""
        local = iri.removeprefix(terms.BASE)
        for kind in ("document/", "claim/"):
            if local == f"{kind}{name}" or local.startswith(f"{kind}{name}/"):
                return [f"<{start}{kind}", DOC, f"{local.removeprefix(kind + name)}>"]
        if iri in self.gaps:
            return [f"<{start}", iri, ">"]
        if self.form == "nq":
            return [f"<{iri}>"]
        return [short(iri)]

    def _joined(self, start: str, parts: Parts) -> Parts:
        return [start + parts[0], *parts[1:]]


_INTEGER: Final = f'"^^<{terms.XSD}integer>'


def short(iri: str) -> str:
    """An IRI in Turtle, relative to our base or by a prefix that we know."""
    for prefix, namespace in terms.PREFIXES.items():
        if iri.startswith(namespace) and iri.removeprefix(namespace).isidentifier():
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri.removeprefix(terms.BASE)}>"


def _is_evidence_of(quad: Said, name: str) -> bool:
    return quad.predicate == "evidence" and _home(quad.object.value) == name


def _said(path: Path) -> list[Said]:
    return [
        Said(quad.subject.value, quad.predicate, quad.object)
        for quad in parse_file(path)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, (ox.NamedNode, ox.Literal))
    ]


def _by_subject(quads: Iterable[Said]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    for quad in quads:
        found[quad.subject].append(quad)
    return found


def _home(iri: str) -> str:
    """The document to which a passage or claim belongs, by its IRI; `""` for anything else."""
    kind, _, rest = iri.removeprefix(terms.BASE).partition("/")
    return rest.split("/", 1)[0] if kind in ("document", "claim") else ""


# --- made-up documents --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up document: its name, and each subject with its statements, as text."""

    name: str
    blocks: list[tuple[str, list[str]]]

    @property
    def size(self) -> int:
        """How many triples it has."""
        return sum(len(lines) for _, lines in self.blocks)


class Maker:
    """Makes document after document; each is written before the next is made."""

    def __init__(self, dataset: Dataset, seed: int) -> None:
        self._dataset = dataset
        self._seed = seed
        self._chance = random.Random(seed)
        self._weights = [template.size for template in dataset.templates]
        self._latest: dict[str, str] = {}
        """Deliverable → the one last made after it: what the next report reports on."""

    def documents(self, triples: int) -> Iterator[Made]:
        """Documents that have so many triples together; the last may end a little beyond."""
        made, number = 0, 0
        while made < triples:
            number += 1
            low, high = DOCUMENT_SIZES
            wanted = min(low + (high - low) * self._chance.random() ** 3, triples - made)
            (template,) = self._chance.choices(self._dataset.templates, self._weights)
            document = self._make(template, number, wanted)
            made += document.size
            yield document

    def _make(self, template: Template, number: int, wanted: float) -> Made:
        count = max(2, round(len(template.passages) * wanted / template.size))
        first = self._chance.randrange(max(1, len(template.passages) - count + 1))
        chosen = self._with_parents(template, template.passages[first : first + count])
        there = {block.subject for block in chosen}
        claims = self._resting_on(template.claims, there)
        things = self._in_use(template.things, [template.document, *chosen, *claims], there)
        gaps = self._gaps(number, chosen, things)
        blocks = [
            self._filled(template.name, block, gaps, there)
            for block in (*claims, template.document, *chosen, *things)
        ]
        self._latest.update(
            {block.subject: gaps[block.subject] for block in things if "/deliverable/" in block.subject}
        )
        return Made(gaps[DOC], blocks)

    def _with_parents(self, template: Template, run: list[Block]) -> list[Block]:
        parents = {block.subject: block.needs for block in template.passages}
        there: set[str] = set()
        todo = [block.subject for block in run]
        while todo:
            subject = todo.pop()
            if subject not in there:
                there.add(subject)
                todo.extend(parents[subject])
        return [block for block in template.passages if block.subject in there]

    def _resting_on(self, claims: list[Block], there: set[str]) -> list[Block]:
        """The claims of which everything that they need is there, other claims among it."""
        found = [block for block in claims if all(need in there or "/claim/" in need for need in block.needs)]
        while True:
            names = {block.subject for block in found}
            kept = [block for block in found if all(need in there or need in names for need in block.needs)]
            if len(kept) == len(found):
                return kept
            found = kept

    def _in_use(self, things: list[Block], users: list[Block], there: set[str]) -> list[Block]:
        """The things that rest on passages that are there and are pointed at; a promise need not be."""
        left = {block.subject: block for block in things if not self._rests_elsewhere(block, there)}
        used: list[Block] = []
        todo = [
            *users,
            *(block for name, block in left.items() if "/deliverable/" in name and _has_evidence(block)),
        ]
        while todo:
            block = todo.pop()
            if left.get(block.subject) is block:
                used.append(left.pop(block.subject))
            todo.extend(left[name] for name in block.refers if name in left)
        return sorted(used, key=lambda block: block.subject)

    def _rests_elsewhere(self, block: Block, there: set[str]) -> bool:
        return not any(value in there for value, _ in block.lines if value) and _has_evidence(block)

    def _gaps(self, number: int, chosen: list[Block], things: list[Block]) -> Mapping[str, str]:
        """What stands in each gap of this document."""
        gaps = _Gaps(self._latest)
        gaps.update({DOC: f"gen-{number:06}", NUMBER: str(number)})
        for group in (self._dataset.countries, self._dataset.themes):
            others = self._chance.sample(group, len(group))
            gaps.update(zip(group, (other.removeprefix(terms.BASE) for other in others), strict=True))
        for order, block in enumerate(chosen, 1):
            gaps[f"order {block.subject}"] = str(order)
            digest = hashlib.sha256(f"{self._seed} {number} {block.subject}".encode())
            gaps[f"fingerprint {block.subject}"] = digest.hexdigest()[:16]
        for block in things:
            base = block.subject.removesuffix("/target")
            local = base.removeprefix(terms.BASE)
            gaps[block.subject] = f"{local}-{number:06}{block.subject.removeprefix(base)}"
        return gaps

    def _filled(
        self, name: str, block: Block, gaps: Mapping[str, str], there: set[str]
    ) -> tuple[str, list[str]]:
        rests = [line for value, line in block.lines if not value or _home(value) != name or value in there]
        return _fill(self._dataset.iri(name, block.subject), gaps), [_fill(line, gaps) for line in rests]


def _has_evidence(block: Block) -> bool:
    return any(value for value, _ in block.lines)


class _Gaps(dict[str, str]):
    """What is not made anew here is the one last made, or the real one."""

    def __init__(self, latest: Mapping[str, str]) -> None:
        super().__init__()
        self._latest = latest

    def __missing__(self, key: str) -> str:
        return self._latest.get(key, key.removeprefix(terms.BASE))


def _fill(parts: Parts, gaps: Mapping[str, str]) -> str:
    filled = parts.copy()
    filled[1::2] = [gaps[key] for key in parts[1::2]]
    return "".join(filled)


# --- writing ------------------------------------------------------------------------------------------


def write_turtle(documents: Iterable[Made], folder: Path) -> Iterator[Made]:
    """Write one file a document, and hand each on."""
    used = ("dcterms", "mig", "org", "rdfs", "schema", "sdg", "skos", "xsd")
    head = f"@base <{terms.BASE}> .\n" + "".join(
        f"@prefix {prefix}: <{terms.PREFIXES[prefix]}> .\n" for prefix in used
    )
    for count, document in enumerate(documents):
        place = folder / f"{count // DOCUMENTS_A_FOLDER:04}"
        place.mkdir(parents=True, exist_ok=True)
        blocks = (
            f"\n{subject}\n" + "".join(f"    {line} ;\n" for line in lines) + ".\n"
            for subject, lines in sorted(document.blocks)
        )
        (place / f"{document.name}.ttl").write_text(head + "".join(blocks), encoding="utf-8")
        yield document


def write_nquads(documents: Iterable[Made], folder: Path) -> Iterator[Made]:
    """Write files of some QUADS_A_FILE quads, and hand each document on."""
    folder.mkdir(parents=True, exist_ok=True)
    room, files = 0, 0
    stream: TextIO | None = None
    for document in documents:
        if stream is None or room <= 0:
            if stream is not None:
                stream.close()
            files, room = files + 1, QUADS_A_FILE
            stream = (folder / f"documents-{files:04}.nq").open("w", encoding="utf-8")
        graph = f"<{terms.BASE}graph/documents/{document.name}>"
        stream.writelines(
            f"{subject} {line} {graph} .\n" for subject, lines in document.blocks for line in lines
        )
        room -= document.size
        yield document
    if stream is not None:
        stream.close()


WRITERS: Final = {"ttl": write_turtle, "nq": write_nquads}


def generate(triples: int, folder: Path, *, seed: int = 1, form: str = "ttl") -> tuple[int, int]:
    """Write so many triples to a folder; returns how many documents and triples have been written.

    `form` is `ttl` or `nq`. Files of an earlier run with the same names are overwritten, others stay.
    """
    maker = Maker(Dataset(Project.packaged(), form), seed)
    documents, written = 0, 0
    for document in WRITERS[form](maker.documents(triples), folder):
        documents += 1
        written += document.size
    return documents, written


def main() -> None:
    """Generate, and say how much."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("triples", type=int, help="how many triples, such as 100000")
    parser.add_argument("folder", type=Path, help="where to write them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=sorted(WRITERS), default="ttl")
    arguments = parser.parse_args()
    documents, triples = generate(
        arguments.triples, arguments.folder, seed=arguments.seed, form=arguments.format
    )
    print(f"{documents} documents, {triples} triples", file=sys.stderr)


if __name__ == "__main__":
    main()
