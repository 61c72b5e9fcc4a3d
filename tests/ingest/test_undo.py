"""A decision undone: the data as they were, the suggestion open again, and the history told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from material import DOCUMENT, TEXTS, lay, linkage, outline, suggestions

from migkg.errors import ParseError, UsageError
from migkg.graph import parse_file
from migkg.ingest import suggested
from migkg.ingest.accepted import DocumentFile
from migkg.ingest.decisions import Reviewer, dossier_of
from migkg.ingest.desk import Desk
from migkg.ingest.dossier import Dossier, updated
from migkg.terms import BASE

if TYPE_CHECKING:
    from pathlib import Path

    from migkg.ingest.suggestion import Suggestion
    from migkg.sources import LocalSource

IOM, EIGHTEEN, POINT = (one.key for one in suggestions()[:3])
KEY = linkage().key
KNOWN = "gb335-pol-1-rev"
CREATOR = f"{BASE}body/international-labour-office"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk in a dataset with a manifest."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "manifest.ttl").write_text("@base <https://w3id.org/migkg/> .\n")
    made = Desk(data, data / "manifest.ttl")
    lay(made)
    made.enlist([made.suggested(DOCUMENT)])
    return made


@pytest.fixture
def ana(desk: Desk, source: LocalSource) -> Reviewer:
    return Reviewer(desk, source, "Ana")


@pytest.fixture
def ben(desk: Desk, source: LocalSource) -> Reviewer:
    return Reviewer(desk, source, "Ben")


def files(desk: Desk) -> dict[str, bytes]:
    """All files of a desk, but the history of its suggestions."""
    found = {
        path.relative_to(desk.folder).as_posix(): path.read_bytes()
        for path in desk.folder.rglob("*")
        if path.is_file()
    }
    for document in desk.documents():
        bare = [replace(record, history=()) for record in dossier_of(desk, document).records]
        name = desk.suggested(document).relative_to(desk.folder).as_posix()
        found[name] = suggested.to_turtle(document, bare).encode()
    return found


def to_18(suggestion: Suggestion) -> Suggestion:
    """The suggestion edited: it names objective 18."""
    (name, _) = suggestion.values[0]
    return replace(suggestion, values=((name, f"<{BASE}objective/18>"),))


@pytest.mark.parametrize("one", suggestions(), ids=lambda one: one.key)
def test_after_accepting_and_undoing_all_is_as_it_was(desk: Desk, ana: Reviewer, one: Suggestion) -> None:
    before = files(desk)
    ana.decide(DOCUMENT, one.key, "accepted")
    assert files(desk) != before
    record = ana.undo(DOCUMENT, one.key)
    assert (record.status, record.decided_by, record.decided_on) == ("suggested", "", None)
    assert files(desk) == before


def test_all_accepted_and_undone_in_any_order(desk: Desk, ana: Reviewer) -> None:
    before = files(desk)
    keys = [one.key for one in suggestions()]
    for order in (keys, keys[::-1], keys[2:] + keys[:2]):
        states = []
        for key in keys:
            states.append(files(desk))
            ana.decide(DOCUMENT, key, "accepted")
        for key in order:
            ana.undo(DOCUMENT, key)
            if order == keys[::-1]:
                assert files(desk) == states.pop()
        assert files(desk) == before


def test_what_was_edited_is_open_as_it_was_proposed(desk: Desk, ana: Reviewer) -> None:
    before = files(desk)
    values = tuple((n, f"<{BASE}objective/21>" if n == "mig:linkTo" else t) for n, t in linkage().values)
    changed = replace(linkage(), values=values, basis="inferred", strength="weak", note="A guess of ours.")
    ana.decide(DOCUMENT, KEY, "accepted", edited=changed)
    assert [r.suggestion for r in dossier_of(desk, DOCUMENT).decided] == [changed]
    assert ana.undo(DOCUMENT, KEY).suggestion == linkage()
    assert files(desk) == before


def test_what_was_rejected_is_open_again(desk: Desk, ana: Reviewer, ben: Reviewer) -> None:
    ana.decide(DOCUMENT, IOM, "rejected", "A name in a title.")
    (note,) = ben.undo(DOCUMENT, IOM, "It is in the text.").history
    day = note.partition(":")[0]
    assert note == (
        f"{day}: undone by Ben (It is in the text.); it was rejected by Ana on {day} (A name in a title.)."
    )
    assert ben.decide(DOCUMENT, IOM, "accepted").history == (note,)
    assert desk.accepted(DOCUMENT).exists()


def test_the_history_outlives_another_run(desk: Desk, ana: Reviewer) -> None:
    ana.decide(DOCUMENT, IOM, "rejected", "No.")
    history = ana.undo(DOCUMENT, IOM).history
    records, new, gone = updated(dossier_of(desk, DOCUMENT).records, suggestions(), "0.2.0")
    assert (new, gone) == ((), ())
    assert {r.suggestion.key: r.history for r in records if r.history} == {IOM: history}


def test_what_another_acceptance_says_too_stays(desk: Desk, ana: Reviewer) -> None:
    ana.decide(DOCUMENT, EIGHTEEN, "accepted")
    ana.decide(DOCUMENT, POINT, "accepted", edited=to_18(suggestions()[2]))
    written = desk.accepted(DOCUMENT).read_bytes()
    ana.undo(DOCUMENT, EIGHTEEN)
    assert desk.accepted(DOCUMENT).read_bytes() == written
    ana.undo(DOCUMENT, POINT)
    assert not desk.accepted(DOCUMENT).exists()


def test_what_the_reviewed_data_say_is_never_taken_away(desk: Desk, source: LocalSource) -> None:
    path = desk.accepted(KNOWN)
    path.parent.mkdir()
    path.write_text(
        "@base <https://w3id.org/migkg/> .\n@prefix mig: <https://w3id.org/migkg/ontology#> .\n\n"
        f"<document/{KNOWN}/para/2>\n    mig:mentions <objective/18> ;\n.\n"
    )
    written = path.read_bytes()
    ours = [replace(one, iri=one.iri.replace(DOCUMENT, KNOWN)) for one in suggestions()]
    Dossier(outline(document=KNOWN), updated((), ours, "0.1.0")[0]).write(desk)
    reviewer = Reviewer(desk, source, "Ana")
    with pytest.raises(UsageError, match="says already what para-2-mentions-objective-18 suggests"):
        reviewer.decide(KNOWN, EIGHTEEN, "accepted")
    reviewer.decide(KNOWN, POINT, "accepted")
    reviewer.decide(KNOWN, KEY, "accepted")
    for key in (POINT, KEY):
        reviewer.undo(KNOWN, key)
    assert path.read_bytes() == written


def test_what_a_person_has_filled_in_stays(desk: Desk, ana: Reviewer) -> None:
    ana.decide(DOCUMENT, KEY, "accepted")
    ana.describe(DOCUMENT, {"dcterms:creator": CREATOR}, {"para/3": "Counts those who came."})
    ana.undo(DOCUMENT, KEY)
    file = DocumentFile.read(desk.accepted(DOCUMENT), DOCUMENT)
    assert file.value("", "dcterms:creator") == CREATOR
    assert file.value("para/3", "dcterms:abstract") == "Counts those who came."
    assert not file.naming(linkage().iri)


def test_a_passage_of_a_new_version_leaves_with_the_last_that_needs_it(desk: Desk, ana: Reviewer) -> None:
    ana.decide(DOCUMENT, IOM, "accepted")
    later = {**TEXTS, "para/1/a": "New words."}
    new = replace(
        suggestions()[0], key="new", iri=f"{BASE}document/{DOCUMENT}/para/1/a", passages=("para/1/a",)
    )
    other = replace(new, key="other", values=(("mig:mentions", f"<{BASE}objective/18>"),))
    records, _, _ = updated(dossier_of(desk, DOCUMENT).records, (*suggestions(), new, other), "0.1.0")
    Dossier(outline(later), records).write(desk)
    before = files(desk)
    ana.decide(DOCUMENT, "new", "accepted")
    ana.decide(DOCUMENT, "other", "accepted")
    ana.undo(DOCUMENT, "new")
    assert DocumentFile.read(desk.accepted(DOCUMENT), DOCUMENT).has("para/1/a")
    ana.undo(DOCUMENT, "other")
    assert files(desk) == before


def test_a_claim_to_which_somebody_has_added_is_left_alone(desk: Desk, ana: Reviewer) -> None:
    ana.decide(DOCUMENT, KEY, "accepted")
    path = desk.accepted(DOCUMENT)
    written = path.read_text(encoding="utf-8")
    note = '    skos:editorialNote "See the list."@en ;\n'
    line = "    mig:linkTo <objective/18> ;\n"
    path.write_text(written.replace(line, line + note), encoding="utf-8")
    with pytest.raises(UsageError, match="somebody has added to claim/gb999-pol-7/para-2/14b-serves-18"):
        ana.undo(DOCUMENT, KEY)
    assert note in path.read_text(encoding="utf-8")
    assert dossier_of(desk, DOCUMENT).decided
    path.write_text(written, encoding="utf-8")
    ana.undo(DOCUMENT, KEY)
    assert not path.exists()


def test_who_looks_at_an_older_state_is_told(desk: Desk, ana: Reviewer, ben: Reviewer) -> None:
    seen = suggested.state(DOCUMENT, ana.decide(DOCUMENT, IOM, "accepted"))
    ben.undo(DOCUMENT, IOM)
    with pytest.raises(UsageError, match=r"is open: there is no decision to undo\. .*undone by Ben"):
        ana.undo(DOCUMENT, IOM, seen=seen)
    ben.decide(DOCUMENT, IOM, "rejected", "No.")
    with pytest.raises(UsageError, match=r"decided anew .* is rejected now, by Ben .*Load the page again"):
        ana.undo(DOCUMENT, IOM, seen=seen)
    assert dossier_of(desk, DOCUMENT).decided[0].status == "rejected"


KILLED = """
import os, sys
from pathlib import Path
import pyoxigraph as ox
from migkg.ingest.decisions import Reviewer
from migkg.ingest.desk import Desk
from migkg.sources import LocalSource
folder, key, act, number = sys.argv[1:]
left = [int(number)]
def step(event, _):
    if event in ("os.rename", "os.remove"):
        left[0] -= 1
        if left[0] < 0:
            os._exit(9)
sys.addaudithook(step)
desk = Desk(Path(folder), Path(folder) / "manifest.ttl")
reviewer = Reviewer(desk, LocalSource(ox.Store()), "Ana")
reviewer.undo("gb999-pol-7", key) if act == "undo" else reviewer.decide("gb999-pol-7", key, "accepted")
"""


@pytest.mark.parametrize("act", ["accept", "undo"])
def test_ended_at_any_step_it_is_done_wholly_or_not_at_all(desk: Desk, ana: Reviewer, act: str) -> None:
    started = files(desk)
    ana.decide(DOCUMENT, KEY, "accepted")
    decided = files(desk)
    ana.undo(DOCUMENT, KEY)
    seen = []
    for number in range(9):
        if act == "undo":
            ana.decide(DOCUMENT, KEY, "accepted")
        command = [sys.executable, "-c", KILLED, str(desk.folder), KEY, act, str(number)]
        ended = subprocess.run(command, check=False).returncode
        assert ended in (0, 9)
        desk.sweep()
        seen.append(files(desk) == decided)
        assert files(desk) == (decided if seen[-1] else started)
        if seen[-1]:
            ana.undo(DOCUMENT, KEY)
        if ended == 0:
            break
    assert ended == 0
    assert seen == sorted(seen, reverse=act == "undo")
    assert set(seen) == {False, True}


def test_a_change_that_names_other_files_is_refused(desk: Desk, ana: Reviewer) -> None:
    (desk.folder / ".change.json").write_text(json.dumps({f"..{os.sep}out.txt": "x"}))
    with pytest.raises(ParseError, match="outside of the folder"):
        ana.decide(DOCUMENT, KEY, "accepted")
    assert not (desk.folder.parent / "out.txt").exists()
    (desk.folder / ".change.json").write_text("[")
    with pytest.raises(ParseError, match="Delete it"):
        ana.decide(DOCUMENT, KEY, "accepted")


ONE = """
import sys
from pathlib import Path
import pyoxigraph as ox
from migkg.ingest.decisions import Reviewer
from migkg.ingest.desk import Desk
from migkg.sources import LocalSource
folder, name, *keys = sys.argv[1:]
reviewer = Reviewer(Desk(Path(folder)), LocalSource(ox.Store()), name)
for key in keys:
    reviewer.decide("gb999-pol-7", key, "accepted")
    reviewer.undo("gb999-pol-7", key)
    reviewer.decide("gb999-pol-7", key, "accepted")
"""


def test_two_at_once_lose_nothing(desk: Desk) -> None:
    many = [
        replace(
            suggestions()[0], key=f"k{number:02}", values=(("mig:mentions", f"<{BASE}objective/{number}>"),)
        )
        for number in range(12)
    ]
    Dossier(outline(), updated((), many, "0.1.0")[0]).write(desk)
    keys = [one.key for one in many]
    started = [
        subprocess.Popen([sys.executable, "-c", ONE, str(desk.folder), name, *mine])
        for name, mine in (("A", keys[::2]), ("B", keys[1::2]))
    ]
    assert [one.wait(60) for one in started] == [0, 0]
    decided = dossier_of(desk, DOCUMENT).decided
    assert [(r.suggestion.key, len(r.history)) for r in decided] == [(key, 1) for key in keys]
    said = {quad.object.value for quad in parse_file(desk.accepted(DOCUMENT)) if "mentions" in str(quad)}
    assert said == {f"{BASE}objective/{number}" for number in range(12)}
