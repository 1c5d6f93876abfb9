"""Names of weeks, months, quarters and years."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date

from salestoolkit.core.periods import span_of
from salestoolkit.words.formats import LOCALES

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

FORMS: dict[str, str | dict[str, str]] = {
    "month": "LLLL y",
    "quarter": {"en": "QQQ y", "pl": "QQQQ y"},
    "year": "y",
}
SIX_DAYS = timedelta(days=6)


def period_name(words: Words, start: date, until: date) -> str:
    """A period as people call it: ``Q4 2026``, ``październik 2026``; else its two days."""
    locale = LOCALES[words.language]
    year, quarter = f"{start.year}", (start.month + 2) // 3
    texts = {"month": f"{year}-{start.month}", "quarter": f"{year}-Q{quarter}", "year": year}
    for name, text in texts.items():
        if span_of(text) == (start, until):
            form = FORMS[name]
            return format_date(
                start, form if isinstance(form, str) else form[words.language], locale
            )
    days = {"start": words.date(start), "until": words.date(until)}
    if not start.weekday() and until - start == SIX_DAYS:
        return words.text("periods.week", **days)
    return words.text("periods.days", **days)
