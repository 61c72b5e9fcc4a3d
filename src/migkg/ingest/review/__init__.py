"""`migkg review`: a page on this machine where a person decides what is suggested."""

from __future__ import annotations

from migkg.ingest.review.serve import serve

__all__ = ["serve"]
