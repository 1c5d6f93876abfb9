"""The stretch of days that a forecast is for, seen from the day on which it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class Window:
    """What is won after ``lead`` and by ``days`` days from the day of the forecast.

    ``lead`` is 0 where the period has begun or begins tomorrow.

    Examples
    --------
    >>> Window.of(date(2026, 3, 10), date(2026, 3, 1), date(2026, 3, 31))
    Window(lead=0, days=21)
    >>> Window.of(date(2026, 3, 10), date(2026, 4, 1), date(2026, 4, 30)).length
    30
    """

    lead: int
    days: int

    @classmethod
    def of(cls, as_of: date, start: date, until: date) -> Window:
        """What is left of the period [start, until] after ``as_of``."""
        days = max(0, (until - as_of).days)
        return cls(lead=min(max(0, (start - as_of).days - 1), days), days=days)

    @property
    def length(self) -> int:
        """Days in it."""
        return self.days - self.lead

    def quarter_shares(self, day: date) -> tuple[float, float]:
        """Shares of its days in the first and in the last month of a calendar quarter, seen from ``day``.

        >>> Window(lead=0, days=30).quarter_shares(date(2026, 3, 31))
        (1.0, 0.0)
        """
        ahead = range(self.lead + 1, self.days + 1)
        months = [(day + timedelta(days=k)).month % 3 for k in ahead]
        return months.count(1) / max(1, len(months)), months.count(0) / max(1, len(months))
