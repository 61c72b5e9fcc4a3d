"""What passages refer to: a grammar for how documents of the genre cite, and the names of the graph."""

from __future__ import annotations

from migkg.ingest.citations.mentioned import mentions
from migkg.ingest.citations.references import references

__all__ = ["mentions", "references"]
