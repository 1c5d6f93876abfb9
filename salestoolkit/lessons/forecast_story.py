"""What lesson 09 speaks of: a quarter's forecast, its quotas, and whom the sample company visited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.quota_tables import quota_tables
from salestoolkit.book.territory_tables import territory_field
from salestoolkit.core.forecast_view import ForecastView, spans_around, view_forecast
from salestoolkit.core.quota import check_quota
from salestoolkit.core.quota_frame import frame_of
from salestoolkit.core.quota_result import QuotaCheck
from salestoolkit.core.remembered import Remembered
from salestoolkit.core.territory import TerritoryCoverage, cover_territories
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.sources.visit_words import visits_among, was_held

QUARTERS, OUTSIDE = 20, 4
"""Quarters of the first exercise, and how many of them an interval of 80 % leaves out on average."""
TEAMS, EACH = 3, 0.5
"""Teams of the second exercise, and the chance of each."""
VISIT_DAYS = 90
"""Days up to the book's own over which visits are counted."""


@dataclass(frozen=True, kw_only=True)
class Thinnest:
    """The territory with the smallest share of its potential visited, and the shares of all (0-1)."""

    name: str
    shares: dict[str, float]


def view_of(book: DealBook) -> ForecastView:
    """The forecast of the present quarter, with how it stood a week ago and how past ones did."""
    start, until = spans_around(book.as_of)["quarter"]
    return view_forecast(Remembered(book), start=start, until=until)


def quotas_of(book: DealBook, country: str | None) -> QuotaCheck:
    """Where everyone stands with the quota of the present quarter."""
    start, until = spans_around(book.as_of)["quarter"]
    frame = frame_of(
        Remembered(book),
        quota_tables(book),
        start=start,
        until=until,
        pipeline=None,
        metric=None,
        currency=None,
        calendar=WorkCalendar(country=country),
    )
    return check_quota(book, frame.beside, start=start, until=until, frame=frame)


def coverage_of(book: DealBook) -> TerritoryCoverage:
    """Whom the team visited in the last ninety days."""
    work = territory_field(book, is_visit=visits_among(None), was_held=was_held)
    end = book.as_of + timedelta(days=1)
    return cover_territories(work, start=end - timedelta(days=VISIT_DAYS), end=end)


def thinnest_of(found: TerritoryCoverage) -> Thinnest:
    """The territory in which least of the potential was visited."""
    rows: list[Any] = found.territories.to_dict("records")
    shares = {
        str(row["territory"]): float(row["value_coverage"])
        for row in rows
        if row["territory"] and row["potential"]
    }
    return Thinnest(name=min(shares, key=lambda name: shares[name]), shares=shares)
