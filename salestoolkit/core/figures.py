"""A figure never travels without its count, date and definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["share", "days", "money", "deals"]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One reported number and what it rests on.

    ``value`` is None where the figure is undefined or not known; ``note`` then says why
    (a key of ``content/<language>/notes.toml``). ``low`` and ``high`` bound it at ``level``;
    both are None for a plain count, which has no sampling error (``note="census"``).
    A share is 0-1. ``n`` is the denominator, or the number of deals behind the figure.
    ``definition`` is a key of ``content/<language>/definitions.toml``.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int
    unit: Unit
    as_of: date
    definition: str
    level: float = 0.95
    currency: str | None = None
    note: str | None = None
