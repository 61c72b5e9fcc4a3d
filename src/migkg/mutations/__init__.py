"""Which kinds of damage do the rules catch? A dataset is damaged on purpose and judged: the mutation score.

The kinds of damage stand in one module for each area: `anything` suits any RDF, `demands` follows the shapes
at hand, the others know our vocabulary. `world` keeps damage apart, `trial` does it and counts, `report`
shows it. To add a kind, write a function into its area: it picks a thing, damages it, and returns what
must answer.
"""

from migkg.mutations.kind import Attempt, Catalogue, Kind, Score
from migkg.mutations.report import SelfTest, as_table, self_test, self_test_report, summary
from migkg.mutations.trial import Trial, kinds, run

__all__ = [
    "Attempt",
    "Catalogue",
    "Kind",
    "Score",
    "SelfTest",
    "Trial",
    "as_table",
    "kinds",
    "run",
    "self_test",
    "self_test_report",
    "summary",
]
