"""The part of a deal book that a page is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Part:
    """Deals with one value of a column, held against the others; ``""``: deals without one."""

    dimension: str
    value: str
