"""How each kind of claim is told when it is new, gone or changed, and under which thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from migkg.diff.facts import Facts

__all__ = ["CLAIMS", "Telling", "headline", "sentence"]


@dataclass(frozen=True, slots=True)
class Telling:
    """Of a kind of claim: the property that leads to what it is told under, and its sentences.

    `told` makes the words of a claim. Where they are not enough, `come` makes those of a new one and
    `changed` those of a change in one ("" if nothing special changed), from what was said before and is now.
    """

    under: str
    told: Callable[[Facts, str], str]
    come: Callable[[Facts, Facts, str], str] | None = None
    changed: Callable[[Facts, Facts, str], str] | None = None


def headline(facts: Facts, iri: str) -> str:
    """What a claim is told under; "" for a thing that is told by itself."""
    telling = CLAIMS.get(facts.kind(iri))
    if telling is None or not telling.under:
        return ""
    found = [value.value for value in facts.values(iri, telling.under) if isinstance(value, ox.NamedNode)]
    return found[0] if found else ""


def sentence(facts: Facts, iri: str) -> str:
    """A claim in words, with the passages that bear it."""
    telling = CLAIMS.get(facts.kind(iri))
    return f"{telling.told(facts, iri)}{_borne(facts, iri)}" if telling else facts.name(iri)


def _borne(facts: Facts, iri: str) -> str:
    """Where a claim stands, and how firmly."""
    passages = facts.words(iri, "mig:evidence")
    if not passages:
        return ""
    basis, strength = facts.words(iri, "mig:basis"), facts.words(iri, "mig:strength")
    firmly = f"{basis} ({strength})" if strength else basis
    return f" – {firmly}, {passages}" if firmly else f" – {passages}"


# --- progress ---------------------------------------------------------------------------------------


def _progress(facts: Facts, iri: str) -> str:
    as_of = facts.words(iri, "mig:asOf")
    return f"progress reported: {facts.words(iri, 'mig:progress')}{f' as of {as_of}' if as_of else ''}"


def _reported(before: Facts, after: Facts, iri: str) -> str:
    """A new report beside what was reported last."""
    about = headline(after, iri)
    last = before.latest(about)
    now, passages = after.words(iri, "mig:progress"), after.words(iri, "mig:evidence")
    as_of = after.words(iri, "mig:asOf")
    place = f"reported in {passages}" + (f" as of {as_of}" if as_of else "")
    if last and last != now:
        return f"progress changed from {last} to {now}, {place}"
    return f"progress {'still' if last else 'now'} {now}, {place}"


def _progress_changed(old: Facts, new: Facts, iri: str) -> str:
    before, after = old.words(iri, "mig:progress"), new.words(iri, "mig:progress")
    if before == after:
        return ""
    return f"progress changed from {before} to {after}, reported in {new.words(iri, 'mig:evidence')}"


# --- other kinds ------------------------------------------------------------------------------------


def _linkage(facts: Facts, iri: str) -> str:
    action, relation = facts.words(iri, "mig:action"), facts.words(iri, "mig:relation")
    served = f"action {action}" if action else f"objective {facts.words(iri, 'mig:linkTo')}"
    return f"linked to {served}{f' ({relation})' if relation else ''}"


def _assessment(facts: Facts, iri: str) -> str:
    qualifier = facts.words(iri, "mig:qualifier")
    return f"assessed as {facts.words(iri, 'mig:status')}{f', {qualifier}' if qualifier else ''}"


def _disagreement(facts: Facts, iri: str) -> str:
    between, note = facts.words(iri, "mig:between"), facts.words(iri, "skos:note")
    return f"{facts.words(iri, 'mig:severity')} disagreement between {between}{f': {note}' if note else ''}"


def _correspondence(facts: Facts, iri: str) -> str:
    return f"carried over to {facts.numbered(iri, 'mig:linkTo')}"


def _role(facts: Facts, iri: str) -> str:
    return f"{facts.words(iri, 'org:member')}: {facts.words(iri, 'org:role')}"


def _observation(facts: Facts, iri: str) -> str:
    value, to = facts.words(iri, "schema:value"), facts.words(iri, "mig:valueTo")
    parts = (
        facts.words(iri, "mig:comparator"),
        f"{value} to {to}" if to else value,
        facts.words(iri, "schema:unitText").strip("“”"),
    )
    as_of = facts.words(iri, "mig:asOf")
    return f"figure: {' '.join(filter(None, parts))}{f' ({as_of})' if as_of else ''}"


def _agreement(facts: Facts, iri: str) -> str:
    return f"agreement: {facts.name(iri)}"


def _says(facts: Facts, iri: str) -> str:
    return f"said of it: {facts.words(iri, 'mig:says')}"


def _proposal(facts: Facts, iri: str) -> str:
    return f"proposed: {facts.name(iri)}"


CLAIMS: Final[Mapping[str, Telling]] = {
    "ProgressReport": Telling("mig:reportsOn", _progress, _reported, _progress_changed),
    "Linkage": Telling("mig:linkFrom", _linkage),
    "Assessment": Telling("mig:assesses", _assessment),
    "Disagreement": Telling("mig:about", _disagreement),
    "Correspondence": Telling("mig:linkFrom", _correspondence),
    "Membership": Telling("org:organization", _role),
    "Role": Telling("mig:roleIn", _role),
    "Observation": Telling("mig:about", _observation),
    "Agreement": Telling("mig:party", _agreement),
    "ProvisionNote": Telling("mig:provision", _says),
    "Remark": Telling("mig:about", _says),
    "Finding": Telling("mig:about", _says),
    "Proposal": Telling("mig:about", _proposal),
}
"""The local name of a class of claims → how they are told."""
