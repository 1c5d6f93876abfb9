"""What the deal book holds beside the deals for lead sources: costs, and activities with their time."""

from __future__ import annotations

import calendar
from collections import Counter
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.lead_source_parts import SourceCost


def costs_of(book: DealBook) -> tuple[list[SourceCost], str | None]:
    """Costs of lead sources in the book, and their currency.

    A row without a last day counts for the month in which it begins. Where the amounts are in
    several currencies only those of the most frequent one are kept; hours always.
    """
    table = book.tables.get("costs")
    if table is None:
        return [], None
    rows = [row for row in table.to_pylist() if row["source"] and (row["from"] or row["to"])]
    told = Counter(row["currency"] for row in rows if row["amount"] is not None and row["currency"])
    currency = told.most_common(1)[0][0] if told else None
    found = [_cost(row, book.timezone, currency) for row in rows]
    return [one for one in found if one.first <= one.last], currency


def _cost(row: dict[str, Any], timezone: str, currency: str | None) -> SourceCost:
    first, last = _day(row["from"], timezone), _day(row["to"], timezone)
    known = first or last
    assert known is not None
    mine = row["amount"] is not None and row["currency"] in (None, currency)
    return SourceCost(
        source=row["source"].strip(),
        first=first or known.replace(day=1),
        last=last or known.replace(day=calendar.monthrange(known.year, known.month)[1]),
        amount=float(row["amount"]) if mine else None,
        hours=row["hours"],
    )


def _day(moment: datetime | None, timezone: str) -> date | None:
    return None if moment is None else moment.astimezone(ZoneInfo(timezone)).date()


def activities_of(book: DealBook) -> pd.DataFrame:
    """Activities that were done: source_name, deal_id, type, at (in the book's time zone).

    ``at`` is when it was marked done, else the time that the export gives for it. Empty where the
    book has no activities.
    """
    table = book.tables.get("activities")
    empty = pd.DataFrame({"source_name": [], "deal_id": [], "type": [], "at": []})
    if table is None:
        return empty
    frame: pd.DataFrame = table.to_pandas()
    if "done" in frame:
        # what is not done yet has only a date that was hoped for
        frame = frame[frame["done"].fillna(True).astype(bool)]
    moment = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us, UTC]")
    for column in ("done_at", "at", "due_at"):
        if column in frame:
            moment = moment.fillna(frame[column])
    known = frame.assign(at=moment.dt.tz_convert(book.timezone))
    known = known[known["at"].notna() & known["deal_id"].notna()]
    return known[["source_name", "deal_id", "type", "at"]].reset_index(drop=True)
