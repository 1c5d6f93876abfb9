"""Working days, with the public holidays of a country."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import holidays
import numpy as np

from salestoolkit.errors import InvalidValue

DAY_IN_LIEU = frozenset({"PL", "POL"})
"""Countries where a holiday on a Saturday earns another day off (Poland: Labour Code, art. 130)."""


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> tuple[date, ...]:
    """Public holidays of a country (ISO code, such as ``PL``) in one year, sorted.

    Raises
    ------
    InvalidValue
        Where the country is not known.
    """
    known = holidays.list_supported_countries()
    if country not in known:
        # the library also takes names ("Poland"), which laws on days in lieu are not kept under
        raise InvalidValue("unknown_country", value=country, allowed=", ".join(sorted(known)))
    return tuple(sorted(holidays.country_holidays(country, years=year)))


def _days_off(start: date, end: date, country: str | None, extra: Iterable[date]) -> list[date]:
    listed = {
        day
        for year in range(start.year, end.year + 1)
        for day in (public_holidays(country, year) if country else ())
    }
    return sorted(day for day in listed | set(extra) if start <= day < end)


def calendar_days(start: date, end: date) -> int | None:
    """Days in [start, end); None where the end lies before the start, which is an error of data."""
    return (end - start).days if end >= start else None


def working_days(
    start: date,
    end: date,
    *,
    country: str | None = "PL",
    days_off: Iterable[date] = (),
    day_in_lieu: bool = False,
) -> int | None:
    """Working days in [start, end): Monday to Friday without public holidays.

    Parameters
    ----------
    start, end : date
        Half-open interval; None comes back where the end lies before the start.
    country : str, optional
        Whose public holidays; None for none.
    days_off : iterable of date
        Further days off.
    day_in_lieu : bool
        Take off one more day for each holiday on a Saturday, where the country's law gives one.
        For the capacity of a year; a duration between two dates does not need it.

    Examples
    --------
    >>> working_days(date(2026, 4, 30), date(2026, 5, 4))
    1
    >>> working_days(date(2026, 1, 1), date(2027, 1, 1), day_in_lieu=True)
    251
    """
    if end < start:
        return None
    off = _days_off(start, end, country, days_off)
    count = int(np.busday_count(start, end, holidays=off))
    if day_in_lieu and country in DAY_IN_LIEU:
        own = _days_off(start, end, country, ())
        count -= sum(day.weekday() == 5 for day in own)
    return max(count, 0)


def add_working_days(
    start: date, days: int, *, country: str | None = "PL", days_off: Iterable[date] = ()
) -> date:
    """The working day that lies ``days`` working days after ``start``.

    >>> add_working_days(date(2026, 4, 30), 1)
    datetime.date(2026, 5, 4)
    """
    if days < 0:
        raise InvalidValue("negative_days", value=days, allowed="0+")
    reach = start + timedelta(days=2 * days + 30)
    off = _days_off(start, reach, country, days_off)
    found = np.busday_offset(start, days, roll="backward", holidays=off)
    return date.fromisoformat(str(found))
