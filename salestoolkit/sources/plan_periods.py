"""Months, quarters and years as people write them in a plan: ``Oct 2026``, ``IV kw. 2026``, ``10/2026``."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from salestoolkit.core.periods import span_of
from salestoolkit.sources.content import LANGUAGES

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PART = r"(?P<quarter>[1-4]|iv|i{1,3})"
_WORD = r"(?:q|k|kw|kwartał|kwartal|quarter|qtr)"
_JOIN = r"[\s./'’-]*"
_QUARTERS = tuple(
    re.compile(form)
    for form in (
        rf"{_WORD}{_JOIN}{_PART}{_JOIN}{_YEAR}",
        rf"{_PART}{_JOIN}{_WORD}{_JOIN}{_YEAR}",
        rf"{_YEAR}{_JOIN}{_WORD}{_JOIN}{_PART}",
        rf"{_YEAR}{_JOIN}{_PART}{_JOIN}{_WORD}\.?",
    )
)
_MONTHS = tuple(
    re.compile(form)
    for form in (rf"{_YEAR}[./-](?P<month>\d{{1,2}})", rf"(?P<month>\d{{1,2}})[./-]{_YEAR}")
)
_DAYS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}[./-](?P<month>\d{{1,2}})[./-]0?1(?:[t ]00:00.*)?",
        rf"0?1[./-](?P<month>\d{{1,2}})[./-]{_YEAR}",
    )
)
_YEARS = re.compile(rf"(?:fy|rok|year)?{_JOIN}{_YEAR}(?:\s*r\.?)?")
_NAMED = re.compile(r"(?P<name>[^\W\d_]+)\.?")
_LONG = {"quarter": ("quarter", "kwarta", "kw."), "year": ("year", "rok")}


def plan_period(text: str, *, header: str = "") -> str | None:
    """A period in one form: ``2026-10``, ``2026-Q4`` or ``2026``; None for what names none.

    A date that is the first of a month stands for that month, under a header such as Quarter or Year for
    the quarter or year that begins then.

    Examples
    --------
    >>> [plan_period(one) for one in ("paź 2026", "October 2026", "10/2026", "IV kw. 2026", "Q4'2026")]
    ['2026-10', '2026-10', '2026-10', '2026-Q4', '2026-Q4']
    >>> plan_period("2026-10-01", header="Quarter"), plan_period("soon") is None
    ('2026-Q4', True)
    """
    said = " ".join(text.casefold().split())
    if said and span_of(said.upper()) is not None:
        return _canonical(said)
    if found := _first(_QUARTERS, said):
        part = found["quarter"]
        return f"{found['year']}-Q{ROMAN.get(part) or part}"
    if found := _first(_DAYS, said):
        return _begun(int(found["year"]), int(found["month"]), header)
    if found := _first(_MONTHS, said):
        return _month(int(found["year"]), int(found["month"]))
    if found := _YEARS.fullmatch(said):
        return found["year"]
    return _by_name(said)


def month_number(text: str) -> int | None:
    """The number of a month by its name in English or Polish, in full or short; None for another word."""
    found = _NAMED.fullmatch(text.strip().casefold())
    return _names().get(found["name"]) if found else None


def _canonical(said: str) -> str:
    months = re.fullmatch(r"(\d{4})-(\d{1,2})", said)
    if months:
        return f"{months[1]}-{int(months[2]):02d}"
    quarter = re.fullmatch(r"(\d{4})-?[qk](\d)", said)
    return f"{quarter[1]}-Q{quarter[2]}" if quarter else said


def _first(forms: tuple[re.Pattern[str], ...], said: str) -> re.Match[str] | None:
    return next((found for form in forms if (found := form.fullmatch(said))), None)


def _month(year: int, month: int) -> str | None:
    return f"{year}-{month:02d}" if 1 <= month <= 12 else None


def _begun(year: int, month: int, header: str) -> str | None:
    plain = header.casefold()
    if month in (1, 4, 7, 10) and any(word in plain for word in _LONG["quarter"]):
        return f"{year}-Q{(month + 2) // 3}"
    if month == 1 and any(word in plain for word in _LONG["year"]):
        return str(year)
    return _month(year, month)


def _by_name(said: str) -> str | None:
    found = re.fullmatch(r"(?P<name>[^\W\d_]+)[\s.,'’/-]*(?P<year>(?:19|20)?\d\d)(?: ?r\.?)?", said)
    found = found or re.fullmatch(r"(?P<year>(?:19|20)\d\d)[\s.,/-]*(?P<name>[^\W\d_]+)\.?", said)
    month = _names().get(found["name"]) if found else None
    if found is None or month is None:
        return None
    year = int(found["year"])
    return _month(year if year > 99 else 2000 + year, month)


@lru_cache
def _names() -> dict[str, int]:
    found: dict[str, int] = {"sept": 9}
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    found[str(name).casefold().rstrip(".")] = int(number)
    return found
