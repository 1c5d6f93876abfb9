"""The invented negotiation of lesson 07: its sheets, its ladder, its requests, its path to the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salestoolkit.core.approvals import Ladder
from salestoolkit.core.negotiation import Offer
from salestoolkit.core.negotiation_sheet import Case, case_of, ladder_of
from salestoolkit.core.sheets import Entry, Sheet
from salestoolkit.words import Words
from salestoolkit.words.sheets import typed

DAY = date(2026, 12, 10)
"""The day from which the invented path is looked at, whenever the lesson is held."""
REQUESTS = tuple(Decimal(one) / 100 for one in (4, 8, 11, 14))
"""Discounts asked for in the second exercise: one a rung, and one below the floor."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A discount that somebody asks for, and the role that may grant it; None for nobody."""

    name: str
    share: Decimal
    role: str | None


def examples(sheet: Sheet, words: Words) -> tuple[Entry, ...]:
    """What the invented seller has filled in on a sheet; nothing on most sheets."""
    key = f"lesson_07.examples.{sheet.name}"
    if not words.has(key):
        return ()
    rows = [words.content.get(f"{key}.{number}") for number in words.keys(key)]
    return tuple(
        Entry({name: typed(sheet.field(name), value, words) for name, value in row.items()})
        for row in rows
    )


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The invented negotiation with its limits."""

    case: Case
    entry: Entry
    ladder: Ladder

    @classmethod
    def of(cls, negotiation: Entry, ladder: Sequence[Entry]) -> Closing:
        """From its sheets; price and cost must be filled in."""
        case = case_of(negotiation)
        assert case is not None
        return cls(case=case, entry=negotiation, ladder=ladder_of(ladder))

    @property
    def offer(self) -> Offer:
        """What is sold."""
        return self.case.offer

    @property
    def requests(self) -> tuple[Request, ...]:
        """The requests of the second exercise, with who may grant each."""
        return tuple(
            Request(name=chr(ord("A") + place), share=share, role=self._role(share))
            for place, share in enumerate(REQUESTS)
        )

    def _role(self, share: Decimal) -> str | None:
        if self.case.largest is not None and share > self.case.largest:
            return None
        rung = self.ladder.who_may(share)
        return None if rung is None else rung.role
