"""What the deal book holds beside the deals for lead sources: costs, and activities with their time."""

from __future__ import annotations

import calendar
from datetime import date

import pandas as pd
import pyarrow as pa

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
    frame = _plain(table)
    frame = frame[frame["source"].notna() & (frame["from"].notna() | frame["to"].notna())]
    named = frame.loc[frame["amount"].notna(), "currency"].dropna()
    currency = str(named.mode().iloc[0]) if len(named) else None
    found = []
    for row in frame.rename(columns={"from": "begins"}).itertuples():
        first, last = _day(book, row.begins), _day(book, row.to)
        known = first or last
        assert known is not None
        mine = pd.isna(row.currency) or row.currency == currency
        found.append(
            SourceCost(
                source=str(row.source).strip(),
                first=first or known.replace(day=1),
                last=last or _month_end(known),
                amount=None if pd.isna(row.amount) or not mine else float(row.amount),
                hours=None if pd.isna(row.hours) else float(row.hours),
            )
        )
    return [one for one in found if one.first <= one.last], currency


def _plain(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _day(book: DealBook, moment: pd.Timestamp | None) -> date | None:
    if moment is None or pd.isna(moment):
        return None
    return moment.tz_convert(book.timezone).date()


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def activities_of(book: DealBook) -> pd.DataFrame:
    """Activities that were done: source_name, deal_id, type, at (in the book's time zone).

    ``at`` is when it was marked done, else the time that the export gives for it. Empty where the
    book has no activities.
    """
    table = book.tables.get("activities")
    empty = pd.DataFrame({"source_name": [], "deal_id": [], "type": [], "at": []})
    if table is None:
        return empty
    frame = _plain(table)
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
