"""A small paper of our own making, as the stages hand it on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from migkg.fingerprint import fingerprint
from migkg.ingest.dossier import Dossier, updated
from migkg.ingest.passages import Metadata, Outline, Passage
from migkg.ingest.suggestion import Suggestion
from migkg.terms import BASE

if TYPE_CHECKING:
    from migkg.ingest.desk import Desk

DOCUMENT = "gb999-pol-7"
TEXTS = {
    "section/work-under-way": "Work under way",
    "para/1": "With IOM, the Office held a course on orchards for returning pickers.",
    "para/2": "That course serves objective 18, as point 14(b) of the plan of action foresaw.",
    "para/3": "Some 4,500 pickers took part.",
}
_STATED = "<https://w3id.org/migkg/"


def outline(texts: dict[str, str] | None = None, document: str = DOCUMENT) -> Outline:
    """The paper's outline, or that of one with other texts."""
    passages = []
    given = TEXTS if texts is None else texts
    for number, (path, text) in enumerate(given.items(), 1):
        kind = "Section" if path.startswith("section") else "Paragraph"
        parent = None if kind == "Section" else next((p for p in given if p.startswith("section")), None)
        title = text if kind == "Section" else ""
        notation = path.replace("/", " ")
        place = number * 100
        passages.append(
            Passage(
                path,
                kind,
                notation,
                number,
                text,
                number,
                place,
                place + len(text),
                fingerprint(text),
                parent,
                title,
            )
        )
    metadata = Metadata(
        "Pickers and their orchards", "GB.999/POL/7", "Governing Body", date=dt.date(2031, 3, 4)
    )
    return Outline(document, metadata, tuple(passages))


def mention(path: str, phrase: str, target: str, key: str) -> Suggestion:
    """A suggested mention."""
    start = TEXTS[path].index(phrase)
    return Suggestion(
        "mention",
        key,
        f"{BASE}document/{DOCUMENT}/{path}",
        (path,),
        start,
        start + len(phrase),
        phrase,
        (("mig:mentions", f"<{BASE}{target}>"),),
        "stated",
        "acronym",
        0.97,
    )


def linkage() -> Suggestion:
    """A suggested linkage."""
    phrase = "serves objective 18, as point 14(b)"
    start = TEXTS["para/2"].index(phrase)
    return Suggestion(
        "linkage",
        "linkage-14b-18",
        f"{BASE}claim/{DOCUMENT}/para-2/14b-serves-18",
        ("para/2",),
        start,
        start + len(phrase),
        phrase,
        (
            ("mig:linkFrom", f"<{BASE}plan/14/b>"),
            ("mig:linkTo", f"<{BASE}objective/18>"),
            ("mig:relation", f"<{BASE}ontology#supports>"),
            ("rdf:type", f"<{BASE}ontology#Linkage>"),
        ),
        "stated",
        "point and objective in one sentence",
        0.9,
    )


def suggestions() -> tuple[Suggestion, ...]:
    """All that is suggested about the paper."""
    return (
        mention("para/1", "IOM", "body/iom", "para-1-mentions-body-iom"),
        mention("para/2", "objective 18", "objective/18", "para-2-mentions-objective-18"),
        mention("para/2", "point 14(b)", "plan/14/b", "para-2-mentions-plan-14-b"),
        linkage(),
    )


def lay(desk: Desk) -> None:
    """Put the paper and what is suggested about it on a desk."""
    records, _, _ = updated((), suggestions(), "0.1.0")
    Dossier(outline(), records).write(desk)


def paper(number: int) -> str:
    """A Governing Body paper of our own words, one for each number."""
    return f"""\
INTERNATIONAL LABOUR OFFICE                                                   GB.{600 + number}/POL/3
Governing Body
{600 + number}th Session, Geneva, March 2031

POL
Policy Development Section

Third item on the agenda

Orchards and their pickers, part {number}

1. Batch {number} of the orchard survey rests on Convention No. 97 and Convention No. 143. With IOM, the
Office visited {100 + number} orchards.

2. Under point 14(b) of the plan of action, which serves objective 18 of the GCM, the Office trained
{20 + number} pickers in ladders, baskets and harvest calendars.

3. Ladders broke in year {number}; nobody fell.

Draft decision

4. The Governing Body took note of the orchards of batch {number}.
"""
