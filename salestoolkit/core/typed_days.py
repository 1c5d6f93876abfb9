"""A day as people and files write it: YYYY-MM-DD."""

from __future__ import annotations

from datetime import date

from salestoolkit.errors import InvalidValue


def read_day(text: str, field: str) -> date:
    """The day that a text says.

    Raises
    ------
    InvalidValue
        ``not_a_date`` names the field, which is what the reader knows it by, and the text.

    Examples
    --------
    >>> read_day("2026-01-31", "--since")
    datetime.date(2026, 1, 31)
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidValue("not_a_date", field=field, value=text) from error


def optional_day(text: str | None, field: str) -> date | None:
    """The day that a text says, None without one; InvalidValue as in `read_day`."""
    return None if text is None else read_day(text, field)
