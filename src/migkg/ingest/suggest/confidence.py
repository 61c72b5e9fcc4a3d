"""How often each rule was right on what people have reviewed, and the confidence that follows."""

from __future__ import annotations

from typing import Final

__all__ = ["REVIEWED", "confidence"]

REVIEWED: Final = {
    "acting with others": (16, 16),
    "adopter named in a name": (2, 2),
    "as, before the player": (1, 1),
    "author before a title": (21, 24),
    "author named in a name": (7, 7),
    "author unit": (2, 2),
    "body before its tool": (1, 1),
    "body that was replaced": (1, 1),
    "body under another": (1, 1),
    "cell of a table with its unit": (17, 17),
    "funded by, before a name": (1, 1),
    "large number with a unit elsewhere": (9, 9),
    "loose back-reference": (6, 6),
    "means of action in the objective's sentence": (1, 1),
    "mention by acronym": (97, 100),
    "mention by back reference": (1, 1),
    "mention by body of a session": (1, 1),
    "mention by description": (16, 16),
    "mention by goal": (6, 6),
    "mention by label": (582, 587),
    "mention by learnt acronym": (74, 74),
    "mention by learnt name": (2, 2),
    "mention by name in a name": (71, 72),
    "mention by numbered instrument": (5, 5),
    "mention by numbered objective": (39, 39),
    "mention by numbered point": (19, 19),
    "mention by provision": (24, 24),
    "mention by resolution": (1, 1),
    "mention by session": (16, 16),
    "mention by shared last word": (1, 1),
    "mention by shared subject": (2, 2),
    "mention by short form": (13, 13),
    "mention by short name": (17, 17),
    "mention by symbol": (3, 3),
    "mention by title in a list": (36, 36),
    "neighbouring paragraphs on one subject": (2, 2),
    "number and back-reference in one sentence": (3, 3),
    "number and objective in one sentence": (9, 9),
    "number with its unit": (52, 52),
    "numbered point with work": (6, 6),
    "organizer named in a name": (2, 2),
    "owner named in a name": (8, 11),
    "possessive before a name": (7, 8),
    "project before a name": (1, 1),
    "promise beside another": (2, 2),
    "promise by its first words": (3, 3),
    "promise by its words": (9, 9),
    "promise in the active": (25, 25),
    "promise in the passive": (21, 21),
    "promised thing by name": (8, 8),
    "thing in both sentences": (2, 2),
    "thing that one point promises": (4, 4),
    "title beside its means of action": (2, 2),
    "title beside its means of action, one objective in the passage": (1, 1),
    "title in the objective's sentence": (1, 1),
    "title that heads one point": (1, 1),
    "words for adopter": (5, 5),
    "words for author": (2, 2),
    "words for chair": (1, 1),
    "words for coordinator": (2, 2),
    "words for endorser": (4, 4),
    "words for expert member": (1, 1),
    "words for founder": (2, 2),
    "words for guide": (3, 3),
    "words for implementer": (1, 1),
    "words for lead": (4, 4),
    "words for member": (14, 14),
    "words for organizer": (1, 1),
    "words for partner": (8, 8),
    "words for reviewer": (1, 1),
    "words for successor": (2, 2),
    "words for supporter": (7, 9),
}
"""Rule → how often it was right, of how often it proposed something: as `migkg evaluate --rules` counts."""


def confidence(rule: str) -> float:
    """The share in which a rule may be expected to be right, by Laplace's rule of succession.

    A rule that was right each of two times gets less than one that was right each of twenty times; one that
    was never tried gets one half.
    """
    right, found = REVIEWED.get(rule, (0, 0))
    return round((right + 1) / (found + 2), 2)
