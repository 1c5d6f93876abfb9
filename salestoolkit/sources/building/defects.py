"""Dates and values of deals that contradict each other: flagged, and null for what they would spoil."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.encode import UNKNOWN_DAY, days
from salestoolkit.book.schema import INSTANT, MONEY
from salestoolkit.sources.building.cells import true, without
from salestoolkit.sources.building.deals import Deals
from salestoolkit.sources.building.quarantine import Ledger, Mask

CLOSING = ("won_at", "lost_at", "closed_at")
PAST = ("created_at", "closed_at", "stage_changed_at", "updated_at", "last_activity_at")
"""Dates of what has happened; plans are no sign of when an export was made."""


def settle_dates(deals: Deals, ledger: Ledger, *, timezone: str, exported_at: date | None) -> Deals:
    """Date closed deals by their close; a close date of an open deal is what it expects.

    What lies behind the export's day is no event yet: it is flagged and set aside.
    """
    deals = _closing(deals)
    if exported_at is None:
        return deals
    return _without_future(deals, ledger, end_of_day(exported_at, timezone))


def settle_spans(deals: Deals, ledger: Ledger, *, timezone: str) -> Deals:
    """Free deals of spans that cannot be.

    A deal closed before it began keeps its close and loses its beginning: it counts as won or lost
    in its period and has no duration.
    """
    closed = true(pc.not_equal(deals.get("status"), "open"))
    if any(name in origin.fields for name in CLOSING for origin in deals.origins):
        dateless = closed & true(pc.is_null(deals.get("closed_at", INSTANT)))
        deals.flag(ledger, "no_close_date", dateless, field="closed_at", told_by=CLOSING)
    if "created_at" not in deals.columns:
        return deals
    dateless = ~closed & true(pc.is_null(deals.columns["created_at"]))
    deals.flag(ledger, "no_start_date", dateless, field="created_at")
    backward = _closed_before_created(deals, timezone)
    deals.flag(ledger, "negative_time", backward, field="created_at")
    return deals.with_columns(created_at=without(deals.columns["created_at"], backward))


def settle_values(deals: Deals, ledger: Ledger) -> Deals:
    """A lost deal's value of 0 was never filled in; a won deal was not lost for a reason."""
    status = deals.get("status")
    if "value" in deals.columns:
        zero = pa.scalar(0, MONEY)
        empty = true(pc.equal(status, "lost")) & true(pc.equal(deals.columns["value"], zero))
        deals.flag(ledger, "lost_value_zero", empty, field="value")
        deals = deals.with_columns(value=without(deals.columns["value"], empty))
    if "lost_reason" in deals.columns:
        reason = deals.columns["lost_reason"]
        odd = true(pc.equal(status, "won")) & true(pc.is_valid(reason))
        deals.flag(ledger, "won_with_lost_reason", odd, field="lost_reason", values=reason)
        deals = deals.with_columns(lost_reason=without(reason, odd))
    return deals


def last_event(deals: Deals) -> datetime | None:
    """The latest moment of something that has happened to a deal, None where no date is known."""
    latest = [pc.max(deals.columns[name]).as_py() for name in PAST if name in deals.columns]
    return max((moment for moment in latest if moment is not None), default=None)


def end_of_day(day: date, timezone: str) -> datetime:
    """The moment at which a day ends in a time zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone))


def _closing(deals: Deals) -> Deals:
    """Closing date of closed deals; a close date of open ones is what they expect."""
    status, close = deals.get("status"), deals.get("closed_at", INSTANT)
    won, lost = pc.equal(status, "won"), pc.equal(status, "lost")
    nothing = pa.scalar(None, INSTANT)
    own = pc.case_when(
        pc.make_struct(won, lost), deals.get("won_at", INSTANT), deals.get("lost_at", INSTANT)
    )
    closed_at = pc.if_else(pc.or_(won, lost), pc.coalesce(own, close), nothing)
    planned = pc.if_else(pc.equal(status, "open"), close, nothing)
    expected = pc.coalesce(deals.get("expected_close", INSTANT), planned)
    return deals.with_columns(closed_at=closed_at, expected_close=expected)


def _without_future(deals: Deals, ledger: Ledger, end: datetime) -> Deals:
    bound = pa.scalar(end, INSTANT)
    for name in PAST:
        if name not in deals.columns:
            continue
        future = true(pc.greater_equal(deals.columns[name], bound))
        if future.any():
            told_by = CLOSING if name == "closed_at" else ()
            deals.flag(ledger, "future_date", future, field=name, told_by=told_by)
            deals = deals.with_columns(**{name: without(deals.columns[name], future)})
    return deals


def _closed_before_created(deals: Deals, timezone: str) -> Mask:
    """Deals whose close lies on an earlier day than their beginning.

    Close dates often have no time: on one day neither comes before the other.
    """
    created, closed = deals.columns["created_at"], deals.get("closed_at", INSTANT)
    backward = true(pc.less(closed, created))
    rows = np.flatnonzero(backward)
    if len(rows):
        first, last = (
            days(pa.chunked_array([column.take(pa.array(rows))]), timezone)
            for column in (created, closed)
        )
        backward[rows] = (last < first) & (first != UNKNOWN_DAY)
    return backward
