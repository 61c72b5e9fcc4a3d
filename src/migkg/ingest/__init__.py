"""Documents in: structure, references and suggested claims out, for a person to decide.

A document goes through one stage after the other, each a pure function with a result that can be looked at:
`read` (a file → blocks), `outline` (blocks → passages), `citations` (passages → references), `suggest`
(references → suggested claims). Nothing enters the graph undecided.
"""

from __future__ import annotations
