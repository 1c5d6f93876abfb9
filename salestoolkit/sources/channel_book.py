"""Results of a test from the deal book: its table ``experiment``, or what deals and activities tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from salestoolkit.core.channel_results import AssignedLead, ResultRow
from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.errors import BookError
from salestoolkit.sources.building.stages import plain
from salestoolkit.sources.channel_results import Results, own_arms, yes_or_no

if TYPE_CHECKING:
    from salestoolkit.book.deal_book import DealBook

WON = "won"
NAMED = 12
"""How many events of a book an error names."""


def results_of_experiment(book: DealBook, test: ChannelTest) -> Results:
    """Rows of the book's table ``experiment``.

    Raises
    ------
    BookError
        ``channel_no_experiment`` where the book has no such table.
    """
    table = book.tables.get("experiment")
    if table is None or not table.num_rows:
        raise BookError("channel_no_experiment", allowed=", ".join(sorted(book.tables)) or "–")
    zone = ZoneInfo(book.timezone)
    told = [_row(test, row, line, zone) for line, row in enumerate(table.to_pylist(), start=1)]
    rows = tuple(row for row, _ in told)
    return Results(
        file="experiment",
        rows=rows,
        own=own_arms(test, rows, [on for _, on in told]),
        latest=book.as_of,
    )


def results_of_deals(
    book: DealBook, test: ChannelTest, assigned: Iterable[AssignedLead], *, event: str
) -> Results:
    """When something happened to the deals of the assigned leads, whose ids are those of the deals.

    What came before a lead was assigned belongs to the past and does not count.

    Parameters
    ----------
    event : str
        ``won``, the name of a stage that the deal enters, or a kind of activity.

    Raises
    ------
    BookError
        ``channel_no_event`` where the book knows no such stage or activity, ``channel_not_in_book``
        where none of the leads is a deal of the book.
    """
    known = {one.lead: one for one in assigned}
    deals = set(book.deals["deal_id"].to_pylist())
    if known and not deals & known.keys():
        lead, deal = next(iter(known)), min(map(str, deals), default="–")
        raise BookError("channel_not_in_book", value=lead, allowed=deal)
    rows = [
        ResultRow(line=line, lead=deal, outcome=amount, outcome_on=on)
        for line, (deal, on, amount) in enumerate(_events(book, event), start=1)
        if deal in known and not _before(on, known[deal].assigned_on)
    ]
    return Results(file=event, rows=tuple(rows), latest=book.as_of)


def _row(
    test: ChannelTest, row: dict[str, Any], line: int, zone: ZoneInfo
) -> tuple[ResultRow, date | None]:
    """A row of the table, and the day on which its lead was assigned."""
    text = str(row.get("outcome") or "")
    on = _day(row.get("outcome_at"), zone)
    value: float | None = None if on is None else 1.0
    if test.outcome.kind == "amount":
        amount = row.get("amount")
        value = None if amount is None else float(amount)
    elif text:
        value = yes_or_no(text)
    read = ResultRow(
        line=line,
        lead=str(row.get("lead") or ""),
        arm=str(row.get("arm") or ""),
        sent_on=_day(row.get("sent_at"), zone),
        outcome=value,
        outcome_on=on,
        unreadable=text if text and value is None else "",
    )
    return read, _day(row.get("assigned_at"), zone)


def _events(book: DealBook, event: str) -> Iterator[tuple[str, date | None, float]]:
    """Deal, day and amount (1 where there is none) of each time that the event happened."""
    zone = ZoneInfo(book.timezone)
    wanted = plain(event)
    if wanted == WON:
        for row in book.deals.to_pylist():
            if row["status"] == WON:
                value = 1.0 if row["value"] is None else float(row["value"])
                yield row["deal_id"], _day(row["closed_at"], zone), value
        return
    stages = sorted({row for row in book.stage_log["entry"].to_pylist() if row})
    activities = book.tables.get("activities")
    kinds = set() if activities is None else {k for k in activities["type"].to_pylist() if k}
    if wanted in {plain(stage) for stage in stages}:
        for row in book.stage_log.to_pylist():
            if plain(row["entry"]) == wanted:
                yield row["deal_id"], _day(row["entered_at"], zone), 1.0
    elif activities is not None and wanted in {plain(kind) for kind in kinds}:
        for row in activities.to_pylist():
            if plain(row["type"] or "") == wanted and row["done_at"] is not None:
                yield row["deal_id"] or "", _day(row["done_at"], zone), 1.0
    else:
        allowed = ", ".join([WON, *stages, *sorted(kinds)][:NAMED])
        raise BookError("channel_no_event", value=event, allowed=allowed)


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return None if moment is None else moment.astimezone(zone).date()


def _before(on: date | None, start: date | None) -> bool:
    return on is not None and start is not None and on < start
