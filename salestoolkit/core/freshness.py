"""How old the newest export may be before a page says so, or is not made at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from salestoolkit.errors import InvalidValue

Then = Literal["banner", "stop"]


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """A batch's rule: an export older than ``days`` puts a banner on each page, or stops the batch."""

    days: int
    then: Then = "banner"

    def __post_init__(self) -> None:
        if self.days < 0:
            raise InvalidValue("negative_days", value=self.days)

    def stale(self, *, exported: date, today: date) -> StaleExport | None:
        """The export as too old, or None where it is not.

        Its age is today less the day of the export, in whole days; one of exactly ``days`` is still
        good, and so is one dated after today.

        Examples
        --------
        >>> rule = Freshness(days=8)
        >>> rule.stale(exported=date(2026, 11, 22), today=date(2026, 11, 30)) is None
        True
        >>> rule.stale(exported=date(2026, 11, 21), today=date(2026, 11, 30)).age
        9
        """
        age = (today - exported).days
        if age <= self.days:
            return None
        return StaleExport(exported=exported, today=today, rule=self)


@dataclass(frozen=True, kw_only=True)
class StaleExport:
    """An export that is older than a rule allows, on the day that it was looked at."""

    exported: date
    today: date
    rule: Freshness

    @property
    def age(self) -> int:
        """Whole days from the export to today."""
        return (self.today - self.exported).days
