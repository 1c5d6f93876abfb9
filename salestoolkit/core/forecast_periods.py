"""The four usual periods of a forecast: this week, month, quarter and year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

PERIODS = ("week", "month", "quarter", "year")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, kw_only=True)
class Period:
    """A named stretch of days, both ends included."""

    name: str
    start: date
    until: date


def period_of(name: str, as_of: date) -> Period:
    """The period that the day after ``as_of`` lies in: what is still ahead is what is forecast.

    Weeks begin on Monday; quarters and years are those of the calendar.

    Examples
    --------
    >>> period_of("quarter", date(2026, 3, 31)).until
    datetime.date(2026, 6, 30)
    >>> period_of("week", date(2026, 3, 31)).start
    datetime.date(2026, 3, 30)
    """
    day = as_of + timedelta(days=1)
    if name == "week":
        start = day - timedelta(days=day.weekday())
        return Period(name=name, start=start, until=start + timedelta(days=6))
    months = MONTHS[name]
    first = (day.month - 1) // months * months
    start = date(day.year, first + 1, 1)
    over, month = divmod(first + months, 12)
    return Period(
        name=name, start=start, until=date(day.year + over, month + 1, 1) - timedelta(days=1)
    )
