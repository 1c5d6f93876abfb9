"""The days on which a team can reach clients, by month and week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from salestoolkit.core.calendars import DAY_IN_LIEU, public_holidays, working_days
from salestoolkit.core.goal_checks import a_day
from salestoolkit.errors import InvalidValue

QUIET = ("may_week", "august", "year_end")
"""Times in which few clients can be reached: the week of 3 May, August, 20 December to 6 January."""

Span = tuple[date, date]
"""A half-open interval of days [start, end)."""


@lru_cache(maxsize=256)
def quiet_days(name: str, year: int) -> tuple[date, ...]:
    """Days of a quiet time that lie in a year.

    Raises
    ------
    InvalidValue
        ``goal_quiet`` names the times there are.

    Examples
    --------
    >>> days = quiet_days("may_week", 2026)
    >>> str(days[0]), str(days[-1])
    ('2026-04-27', '2026-05-03')
    """
    if name == "august":
        return _days(date(year, 8, 1), date(year, 9, 1))
    if name == "year_end":
        early = _days(date(year, 1, 1), date(year, 1, 7))
        return early + _days(date(year, 12, 20), date(year + 1, 1, 1))
    if name == "may_week":
        third = date(year, 5, 3)
        monday = third - timedelta(days=third.weekday())
        return _days(monday, monday + timedelta(days=7))
    raise InvalidValue("goal_quiet", field="quiet", value=name, allowed=", ".join(QUIET))


def saturday_holidays(country: str, year: int) -> tuple[date, ...]:
    """Public holidays on a Saturday: each earns a day in lieu where the law gives one.

    >>> [str(day) for day in saturday_holidays("PL", 2026)]
    ['2026-08-15', '2026-12-26']
    """
    return tuple(day for day in public_holidays(country, year) if day.weekday() == 5)


@lru_cache(maxsize=256)
def days_in_lieu(country: str, year: int) -> tuple[date, ...]:
    """Days off for holidays on a Saturday: for each the next day that is free of neither kind.

    None where the country's law gives none. An employer may choose another day of the same period of
    account; the count of a month or a year is the same.

    >>> [str(day) for day in days_in_lieu("PL", 2027)]
    ['2027-05-04', '2027-12-27']
    """
    if country not in DAY_IN_LIEU:
        return ()
    taken = set(public_holidays(country, year))
    found: list[date] = []
    for day in saturday_holidays(country, year):
        free = day + timedelta(days=2)
        while free in taken:
            free += timedelta(days=1)
        taken.add(free)
        found.append(free)
    return tuple(found)


def months_of(start: date, end: date) -> tuple[Span, ...]:
    """The months of [start, end), the first and last cut to it.

    >>> [str(first) for first, _ in months_of(date(2026, 11, 26), date(2027, 1, 1))]
    ['2026-11-26', '2026-12-01']
    """
    found = []
    while start < end:
        following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append((start, min(following, end)))
        start = following
    return tuple(found)


def weeks_of(start: date, end: date) -> tuple[Span, ...]:
    """The weeks of [start, end), Monday to Sunday, the first and last cut to it."""
    found = []
    while start < end:
        following = start + timedelta(days=7 - start.weekday())
        found.append((start, min(following, end)))
        start = following
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """Which days a team works and reaches clients.

    Parameters
    ----------
    country : str, optional
        Whose public holidays (ISO code: ``PL``, ``US``, ...); None for none.
    days_off : tuple of date
        Days on which nobody works.
    quiet : tuple of str
        Quiet times that are not planned for: of `QUIET`.
    day_in_lieu : bool
        Take off one more day for a holiday on a Saturday where the law gives one (Poland).

    Raises
    ------
    InvalidValue
        ``goal_country``, ``goal_quiet`` or ``goal_not_date``.

    Examples
    --------
    >>> year = date(2026, 1, 1), date(2027, 1, 1)
    >>> WorkCalendar(country="PL").days(*year)
    251
    >>> WorkCalendar(country="PL", quiet=("august",)).days(*year)
    231
    """

    country: str | None = "PL"
    days_off: tuple[date, ...] = ()
    quiet: tuple[str, ...] = ()
    day_in_lieu: bool = True

    def __post_init__(self) -> None:
        if self.country is not None:
            try:
                public_holidays(str(self.country), 2026)
            except InvalidValue as error:
                raise InvalidValue("goal_country", field="country", value=self.country) from error
        for day in self.days_off:
            a_day(day, "days_off")
        for name in self.quiet:
            quiet_days(name, 2026)

    def days(self, start: date, end: date, *, with_quiet: bool = False) -> int:
        """Working days in [start, end); those of quiet times only on request."""
        return _count(self, start, end, with_quiet)


@lru_cache(maxsize=2**14)
def _count(calendar: WorkCalendar, start: date, end: date, with_quiet: bool) -> int:
    """Working days, kept: a plan asks for the same months and weeks again and again."""
    if end <= start:
        return 0
    years = range(start.year, end.year + 1)
    names = () if with_quiet else calendar.quiet
    off = {day for name in names for year in years for day in quiet_days(name, year)}
    off |= set(calendar.days_off)
    if calendar.day_in_lieu and calendar.country is not None:
        off |= {day for year in years for day in days_in_lieu(calendar.country, year)}
    return working_days(start, end, country=calendar.country, days_off=off) or 0


def _days(start: date, end: date) -> tuple[date, ...]:
    return tuple(start + timedelta(days=place) for place in range((end - start).days))
