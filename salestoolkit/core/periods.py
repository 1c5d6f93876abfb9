"""A month, a quarter or a year by its name."""

from __future__ import annotations

import re
from datetime import date, timedelta

from salestoolkit.errors import InvalidValue

MONTH = re.compile(r"(\d{4})-(\d{1,2})")
QUARTER = re.compile(r"(\d{4})-?[qQkK](\d)")
YEAR = re.compile(r"\d{4}")


def span_of(text: str) -> tuple[date, date] | None:
    """First and last day of a period; None where the text names none.

    Examples
    --------
    >>> [str(day) for day in span_of("2026-Q4")]
    ['2026-10-01', '2026-12-31']
    >>> span_of("2026-13") is None
    True
    """
    text = text.strip()
    if found := MONTH.fullmatch(text):
        return _months(int(found[1]), int(found[2]), 1)
    if found := QUARTER.fullmatch(text):
        return _months(int(found[1]), 3 * int(found[2]) - 2, 3)
    return _months(int(text), 1, 12) if YEAR.fullmatch(text) else None


def a_period(text: str) -> tuple[date, date]:
    """As `span_of`.

    Raises
    ------
    InvalidValue
        ``unknown_period`` where the text names no month, quarter or year.
    """
    found = span_of(text)
    if found is None:
        raise InvalidValue("unknown_period", field="period", value=text)
    return found


def _months(year: int, month: int, length: int) -> tuple[date, date] | None:
    if not 1 <= month <= 13 - length or not 1 <= year < 9999:
        return None
    after = year * 12 + month - 1 + length
    end = date(after // 12, after % 12 + 1, 1)
    return date(year, month, 1), end - timedelta(days=1)
