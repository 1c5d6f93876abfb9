"""Deals of two exports of one source as one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.encode import UNKNOWN_DAY, day_number, days
from salestoolkit.book.schema import DEALS, INSTANT

Mask = npt.NDArray[np.bool_]
Wide = npt.NDArray[np.int64]

_OF_CLOSED_DEALS = ("closed_at", "lost_reason", "competitor")
"""Columns that a deal loses when it comes in again, also where the export does not carry them."""
_BOOK_KEEPING = ("observed_from", "absent_since")


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Deals of an export (``rows``) that the book already holds (``at``)."""

    old: pa.Table
    new: pa.Table
    at: Wide
    rows: Wide

    @classmethod
    def match(cls, old: pa.Table, new: pa.Table) -> Pairs:
        """Pair deals of one source by their ids."""
        place = places(new["deal_id"], old["deal_id"])
        matched = place >= 0
        return cls(old=old, new=new, at=place[matched], rows=np.flatnonzero(matched))

    @property
    def before(self) -> pa.Table:
        """The pairs' deals as the book has them."""
        return self.old.take(pa.array(self.at))

    @property
    def after(self) -> pa.Table:
        """The pairs' deals as the export has them, in the same order."""
        return self.new.take(pa.array(self.rows))

    @property
    def added(self) -> pa.Table:
        """Deals of the export that are new to the book."""
        return self.new.take(pa.array(np.setdiff1d(np.arange(self.new.num_rows), self.rows)))

    @property
    def untouched(self) -> Wide:
        """Rows of the book that the export lacks."""
        return np.setdiff1d(np.arange(self.old.num_rows), self.at)


def overridden(pairs: Pairs) -> pa.Table:
    """Known deals as the export says; columns that it does not carry as the book has them."""
    old, new = pairs.before, pairs.after
    open_now = pc.equal(new["status"], "open")
    columns = {}
    for name in DEALS.names:
        column = new[name]
        if name != "absent_since" and pairs.new[name].null_count == pairs.new.num_rows:
            column = old[name]
            if name in _OF_CLOSED_DEALS:
                column = pc.if_else(open_now, pa.scalar(None, column.type), column)
        columns[name] = column
    columns["observed_from"] = pc.coalesce(old["observed_from"], new["observed_from"])
    for name in ("value_original", "currency_original"):
        columns[name] = new[name]
    return pa.table(columns, schema=DEALS)


def filled(pairs: Pairs) -> pa.Table:
    """Known deals as the book says; columns that it lacks altogether as the export has them."""
    old, new = pairs.before, pairs.after
    bare = [name for name in DEALS.names if pairs.old[name].null_count == pairs.old.num_rows]
    fillable = set(bare) - {*_BOOK_KEEPING, *_OF_CLOSED_DEALS}
    columns = {name: new[name] if name in fillable else old[name] for name in DEALS.names}
    return pa.table(columns, schema=DEALS)


def changed_rows(now: pa.Table, before: pa.Table, *, columns: Sequence[str] = DEALS.names) -> Mask:
    """Which rows differ in some of the columns."""
    changed = np.zeros(now.num_rows, dtype=np.bool_)
    for name in columns:
        a, b = now[name], before[name]
        differs = pc.fill_null(pc.not_equal(a, b), False)
        differs = pc.or_(differs, pc.xor(pc.is_null(a), pc.is_null(b)))
        changed |= np.asarray(differs.to_numpy(), dtype=np.bool_)
    return changed


def absentees(pairs: Pairs) -> Mask:
    """Deals of the book that this export is the first to lack."""
    absent = np.zeros(pairs.old.num_rows, dtype=np.bool_)
    absent[pairs.untouched] = True
    unmarked = np.asarray(pc.is_null(pairs.old["absent_since"]).to_numpy(), dtype=np.bool_)
    return absent & unmarked


def marked(deals: pa.Table, which: Mask, name: str, day: date, timezone: str) -> pa.Table:
    """Deals with a day in one of their columns, for some of them."""
    midnight = pa.scalar(datetime.combine(day, time(), ZoneInfo(timezone)), INSTANT)
    column = pc.if_else(pa.array(which), midnight, deals[name])
    return deals.set_column(deals.schema.get_field_index(name), name, column)


def first_seen_open(deals: pa.Table, first: date, timezone: str) -> Mask:
    """Deals that were under way at a first export which showed open deals alone.

    Such an export leaves out what had been won or lost by then, so the time that these deals had
    already been open tells nothing of how long deals take: they are observed from its day (left
    truncation). Where a closing of that day or before is in the book, the source shows closed deals.
    """
    closed, begun = days(deals["closed_at"], timezone), days(deals["created_at"], timezone)
    none = np.zeros(deals.num_rows, dtype=np.bool_)
    ended = np.asarray(pc.not_equal(deals["status"], "open").to_numpy(), dtype=np.bool_)
    early = ended & (closed <= day_number(first))
    if early.any() or not ended.any():
        return none
    unset = np.asarray(pc.is_null(deals["observed_from"]).to_numpy(), dtype=np.bool_)
    late: Mask = unset & (begun != UNKNOWN_DAY) & (begun < day_number(first))
    return late


def in_old_order(old: pa.Table, kept: pa.Table, pairs: Pairs) -> pa.Table:
    """The book's deals in their places, then those that are new to it."""
    place = np.arange(old.num_rows)
    place[pairs.at] = old.num_rows + np.arange(kept.num_rows)
    both = pa.concat_tables([old, kept]).combine_chunks()
    return pa.concat_tables([both.take(pa.array(place)), pairs.added])


def places(wanted: pa.ChunkedArray, among: pa.ChunkedArray) -> Wide:
    """Place of each id among others, -1 where it is none of them."""
    found = pc.fill_null(pc.index_in(wanted, among.combine_chunks()), -1)
    return np.asarray(found.to_numpy(), dtype=np.int64)
