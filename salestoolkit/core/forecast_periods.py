"""Forecasts of the four usual periods in one go: this week, month, quarter and year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.forecast import forecast
from salestoolkit.core.forecast_result import Forecast
from salestoolkit.core.part import Part
from salestoolkit.core.remembered import Remembered

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


def forecast_periods(
    book: HasHistory,
    *,
    periods: Sequence[str] = PERIODS,
    pipeline: str | None = None,
    part: Part | None = None,
    currency: str | None = None,
    metric: str = "deals",
    targets: Mapping[str, float] | None = None,
    models: Sequence[str] | None = None,
    lines: pd.DataFrame | None = None,
) -> dict[str, Forecast]:
    """A forecast of each of the usual periods; ``targets`` gives some of them a target.

    Each chooses its own model: what tells a week well need not tell a year.
    """
    kept = book if isinstance(book, Remembered) else Remembered(book)
    found = {}
    for name in periods:
        one = period_of(name, kept.as_of)
        found[name] = forecast(
            kept,
            start=one.start,
            until=one.until,
            pipeline=pipeline,
            part=part,
            currency=currency,
            metric=metric,
            target=(targets or {}).get(name),
            models=models,
            lines=lines,
        )
    return found
