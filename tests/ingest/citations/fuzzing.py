"""What fuzzers call: any text gives references, whatever it is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from migkg import KnowledgeGraph
from migkg.ingest.citations import mentions
from migkg.ingest.citations.references import references_in
from migkg.ingest.gazetteer import Gazetteer

if TYPE_CHECKING:
    import random

_MARKS = "()[],.;:–-/'’“\"°%&*<>\t\n\u00ad\u200b\ud800\U0001f600٣²Ⅳ"
_WORDS = """
Convention Conventions Recommendation Protocol No. Nos n° Art. Articles paragraph paras annex preamble
objective objectives point points conclusions SDG SDGs Goal target indicator resolution Session May
GCM ILO UN IOM WHO the The this of on and or to through such as including in with by Office Network
97 143 189 (a) (iv) 5–7 10.7.1 73/195 2018–22 106th 13,753 9999999999 GB.331/INS/4/1(Rev.) A/RES/73/195
İ ǆ ß ŉ C97 C.97 R 202 P29 (No. 189) UN Women UN-Habitat AgJOBS’s 1/2/3 A/B/C/D/E http://x.y/(z)
"""
_NAMES = ("plan of action on labour migration governance", "Global Migration Group (GMG)", "Domestic Workers")
PIECES = (*_MARKS, *_WORDS.split(), *_NAMES)


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.of(KnowledgeGraph.open())


def fuzz(text: str) -> None:
    """Read a text; fail if what comes is not what is promised."""
    found = references_in(text, gazetteer())
    for one in found:
        assert text[one.start : one.end] == one.text
        assert one.text
        assert one.kind
    starts = [one.start for one in found]
    assert starts == sorted(starts)
    assert set(mentions(found)) <= {target for one in found for target in one.targets}


def some_text(chance: random.Random, longest: int = 40) -> str:
    """Pieces of citations in any order, with and without spaces."""
    pieces = chance.choices(PIECES, k=chance.randint(1, longest))
    return "".join(piece + chance.choice((" ", " ", "", "  ", "\n")) for piece in pieces)
