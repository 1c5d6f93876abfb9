"""The country whose people keep a deal book."""

from __future__ import annotations

from babel.core import get_global

from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue


def country_of(timezone: str) -> str | None:
    """The country whose holidays a book's people have, by its time zone; None where it says none.

    >>> country_of("Europe/Warsaw"), country_of("UTC")
    ('PL', None)
    """
    found = get_global("zone_territories").get(timezone)
    if found is None:
        return None
    try:
        return WorkCalendar(country=found).country
    except InvalidValue:
        return None
