"""Stage logs of two exports of one source as one: what moved between them becomes entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.encode import day_number, days
from salestoolkit.book.schema import INSTANT, STAGE_LOG

Whole = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

NEVER = np.iinfo(np.int64).min
"""A time that is not known."""
AFTER = 86_400_000_000
"""A day, in microseconds."""
MARKS = ("won", "lost", "reopened")
"""Entries that are no stage."""
SEEN = ("observed", "overwritten", "bulk")
"""Provenances of what the CRM itself recorded."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """Deals of one export and their log; the deals of two sides are in the same order.

    ``changed`` is the CRM's last stage change of each deal, where it tells one.
    """

    deals: pa.Table
    log: pa.Table
    changed: pa.ChunkedArray | None = None


@dataclass(frozen=True, kw_only=True)
class Between:
    """The days of two exports: what changed did so from ``since`` to ``until``."""

    since: date
    until: date
    timezone: str

    def holds(self, moments: Whole) -> Mask:
        """Whether each moment lies between the two exports."""
        day = days(pa.chunked_array([_instants(moments)]), self.timezone)
        held: Mask = (day >= day_number(self.since)) & (day <= day_number(self.until))
        return held

    @property
    def at_last(self) -> int:
        """The later export's day: its midnight, in microseconds since 1970."""
        return _midnight(self.until, self.timezone)


@dataclass(frozen=True)
class _Last:
    """Of each deal: the row and moment of its last entry of some kind (-1 and `NEVER`: none)."""

    row: Whole
    moment: Whole
    entry: npt.NDArray[Any]


def differences(old: Side, new: Side, between: Between) -> pa.Table:
    """The old log, with entries for what the new export shows to have changed since.

    For exports that carry no history: a stage that differs is entered at the CRM's last stage
    change where that lies between the exports, else at the later export (at the closing date where
    the deal was closed by then); a win or loss at its closing date, else at the later export. Both
    are ``inferred`` unless the CRM dates them.

    A stay that began and ended between the exports has no clock (``observed_from`` lies behind it):
    of stays that short only those show in which a deal was closed.
    """
    before, after = _place(old), _place(new)
    was, now = _texts(old.deals["status"]), _texts(new.deals["status"])
    closed_was, closed_now = _moments(old.deals["closed_at"]), _moments(new.deals["closed_at"])
    stage_was = np.where(before.row >= 0, before.entry, _texts(old.deals["stage"]))
    stage_now = np.where(after.row >= 0, after.entry, _texts(new.deals["stage"]))
    ended, ends = np.isin(was, MARKS), np.isin(now, MARKS)
    corrected = ended & ends & (was != now) & (closed_now == closed_was)
    again = ended & (~ends | ((was != now) & ~corrected))
    moves = (stage_now != "") & (stage_now != stage_was) & ~(ended & ends)
    closes = ends & (was != now) & ~corrected
    closing = np.where(ends & (closed_now != NEVER), closed_now, between.at_last)
    told = after.moment if new.changed is None else _moments(new.changed)
    dated = between.holds(told) & (~ends | (told <= closing))
    moment = np.where(dated, told, closing)
    fate = _place(new, marks=True)
    seen = _provenance_of(new.log, fate.row)
    log = _edited(old, before, stage_now == stage_was, after, ended & ends, now, closed_now)
    extra = pa.concat_tables(
        [
            _entries(old.deals, again, "reopened", np.where(ends, closing, moment), "inferred"),
            _entries(
                old.deals, moves, stage_now, moment, "inferred", between.at_last + ends * AFTER
            ),
            _entries(
                old.deals, closes, now, closing, np.where(closed_now == NEVER, "inferred", seen)
            ),
        ]
    )
    return renumbered(pa.concat_tables([log, extra]))


def united(main: Side, other: Side, timezone: str) -> pa.Table:
    """The main side's log, with what the CRM had recorded on the other side and since overwrote.

    An entry of the other side is the same where a deal has one at that very moment (the stage was
    renamed), or enters that stage on that day. What was only inferred there adds nothing, and a
    win or loss there counts only where the deal moved on after it.
    """
    kept = other.log.filter(pc.is_in(other.log["provenance"], pa.array(SEEN)))
    kept = kept.filter(pc.is_valid(kept["entered_at"]))
    kept = _absent(kept, main.log, _moment_key)
    kept = _absent(kept, main.log, lambda log: _day_key(log, timezone))
    kept = kept.filter(pa.array(_moved_on_after(kept, main.log)))
    if not kept.num_rows:
        return main.log
    return _in_time_order(kept, main.log)


def seen_at_export(log: pa.Table, deals: pa.Table, as_of: date, timezone: str) -> pa.Table:
    """The log with ``observed_from`` of stages that are known only because a deal stood there still.

    An export without history shows a stage only of deals that have not left it yet: the time they
    had stood there by then tells nothing of how long a stay lasts (left truncation). Such a stage is
    inferred, and the last entry of its deal. Where the export carries a history that goes back to when a
    deal was created, one without a change was watched from its first day, as those that left were:
    to begin its clock at the export would leave out of the first stage all that have not left it.
    """
    place = log.schema.get_field_index("observed_from")
    inferred = pc.fill_null(pc.equal(log["provenance"], "inferred"), False)
    staged = pc.invert(pc.is_in(log["entry"], pa.array(MARKS)))
    late = _last_of_deal(log) & ~_never_moved(log, deals, staged)
    here = pc.and_(pc.and_(inferred, staged), pa.array(late))
    export = pa.scalar(_midnight(as_of, timezone), pa.int64()).cast(INSTANT)
    since = pc.if_else(here, pc.coalesce(log["observed_from"], export), log["observed_from"])
    return log.set_column(place, "observed_from", since)


def _never_moved(log: pa.Table, deals: pa.Table, staged: pa.ChunkedArray) -> Mask:
    """Entries on the moment at which a deal was created, since changes of stage were recorded at all."""
    entered = log["entered_at"].cast(pa.int64())
    changes = pc.and_(staged, pc.is_in(log["provenance"], pa.array(SEEN)))
    since = pc.min(entered.filter(pc.and_(changes, pc.greater(log["seq"], 1)))).as_py()
    if since is None:
        return np.zeros(log.num_rows, dtype=np.bool_)
    of_deal = pc.index_in(log["deal_id"], value_set=deals["deal_id"].combine_chunks())
    created = deals["created_at"].cast(pa.int64()).take(of_deal)
    begun = pc.and_(pc.equal(entered, created), pc.greater_equal(entered, since))
    return np.asarray(pc.fill_null(begun, False).to_numpy(), dtype=np.bool_)


def _last_of_deal(log: pa.Table) -> Mask:
    """True for the last row of each deal."""
    deal = log["deal_id"].combine_chunks().dictionary_encode()
    rows = np.zeros(len(deal.dictionary), dtype=np.int64)
    rows[deal.indices.to_numpy()] = np.arange(len(deal))
    last = np.zeros(len(deal), dtype=np.bool_)
    last[rows] = True
    return last


def has_history(side: Side) -> Mask:
    """Which deals have a stage entry that the CRM itself recorded."""
    staged = pc.invert(pc.is_in(side.log["entry"], pa.array(MARKS)))
    seen = pc.is_in(side.log["provenance"], pa.array(SEEN))
    ids = side.log["deal_id"].filter(pc.and_(staged, seen))
    return np.asarray(pc.is_in(side.deals["deal_id"], pc.unique(ids)).to_numpy(), dtype=np.bool_)


def renumbered(log: pa.Table) -> pa.Table:
    """The log with each deal's entries numbered from 1, in the order of the rows."""
    deal = log["deal_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    order = np.argsort(deal, kind="stable")
    starts = np.flatnonzero(np.diff(deal[order], prepend=-1))
    counted = np.arange(len(deal)) - np.repeat(starts, np.diff(starts, append=len(deal)))
    numbers = np.empty(len(deal), dtype=np.int32)
    numbers[order] = counted + 1
    return log.set_column(log.schema.get_field_index("seq"), "seq", pa.array(numbers, pa.int32()))


def _place(side: Side, *, marks: bool = False) -> _Last:
    """Where each deal stands: its last stage entry (or, for marks, its last win or loss)."""
    n = side.deals.num_rows
    entry = _texts(side.log["entry"])
    deal = np.asarray(
        pc.fill_null(pc.index_in(side.log["deal_id"], side.deals["deal_id"].combine_chunks()), -1)
    )
    wanted = np.flatnonzero((np.isin(entry, MARKS) == marks) & (deal >= 0))
    row = np.full(n, -1, dtype=np.int64)
    row[deal[wanted]] = wanted
    moment = np.full(n, NEVER, dtype=np.int64)
    found = row >= 0
    moment[found] = _moments(side.log["entered_at"])[row[found]]
    stage = np.full(n, "", dtype=object)
    stage[found] = entry[row[found]]
    return _Last(row=row, moment=moment, entry=stage)


def _edited(
    old: Side,
    before: _Last,
    stays: Mask,
    after: _Last,
    both_ended: Mask,
    now: npt.NDArray[Any],
    closed_now: Whole,
) -> pa.Table:
    """The old log with dates and fates that the new export corrects in place."""
    entry, moment = _texts(old.log["entry"]), _moments(old.log["entered_at"])
    dates = stays & (before.row >= 0) & (before.moment == NEVER) & (after.moment != NEVER)
    moment[before.row[dates]] = after.moment[dates]
    ending = _place(old, marks=True)
    was, closed_was = _texts(old.deals["status"]), _moments(old.deals["closed_at"])
    same = both_ended & (ending.row >= 0) & (closed_now != NEVER)
    redated = same & (was == now)
    moment[ending.row[redated]] = closed_now[redated]
    refated = same & (was != now) & (closed_now == closed_was)
    entry[ending.row[refated]] = now[refated]
    log = old.log.set_column(
        old.log.schema.get_field_index("entry"), "entry", pa.array(entry, pa.string())
    )
    return log.set_column(log.schema.get_field_index("entered_at"), "entered_at", _instants(moment))


def _entries(
    deals: pa.Table,
    which: Mask,
    entry: Any,
    moment: Whole,
    provenance: Any,
    observed: Whole | None = None,
) -> pa.Table:
    """One further entry for each of some deals, to be numbered."""
    rows = np.flatnonzero(which)
    n = len(rows)

    def chosen(values: Any) -> pa.Array:
        picked = [values] * n if isinstance(values, str) else values[rows]
        return pa.array(picked, pa.string())

    return pa.table(
        {
            "source_name": deals["source_name"].take(pa.array(rows)),
            "deal_id": deals["deal_id"].take(pa.array(rows)),
            "seq": pa.nulls(n, pa.int32()),
            "entry": chosen(entry),
            "entered_at": _instants(moment[rows]),
            "moved_by": pa.nulls(n, pa.string()),
            "provenance": chosen(provenance),
            "observed_from": pa.nulls(n, INSTANT)
            if observed is None
            else _instants(observed[rows]),
        },
        schema=STAGE_LOG,
    )


def _provenance_of(log: pa.Table, rows: Whole) -> npt.NDArray[Any]:
    found = np.full(len(rows), "inferred", dtype=object)
    found[rows >= 0] = _texts(log["provenance"])[rows[rows >= 0]]
    return found


def _absent(log: pa.Table, other: pa.Table, key: Any) -> pa.Table:
    return log.filter(pc.invert(pc.is_in(key(log), pc.unique(key(other)))))


def _moment_key(log: pa.Table) -> pa.ChunkedArray:
    moment = log["entered_at"].cast(pa.int64()).cast(pa.string())
    return pc.binary_join_element_wise(log["deal_id"], moment, "\x1f")


def _day_key(log: pa.Table, timezone: str) -> pa.ChunkedArray:
    day = pa.chunked_array([pa.array(days(log["entered_at"], timezone)).cast(pa.string())])
    return pc.binary_join_element_wise(log["deal_id"], log["entry"], day, "\x1f")


def _moved_on_after(kept: pa.Table, main: pa.Table) -> Mask:
    """True for stage entries, and for wins and losses that a later stage entry follows."""
    staged = main.filter(pc.invert(pc.is_in(main["entry"], pa.array(MARKS[:2]))))
    latest = staged.group_by("deal_id").aggregate([("entered_at", "max")])
    place = np.asarray(
        pc.fill_null(pc.index_in(kept["deal_id"], latest["deal_id"].combine_chunks()), -1)
    )
    last = np.append(_moments(latest["entered_at_max"]), NEVER)[place]
    ending = np.isin(_texts(kept["entry"]), MARKS[:2])
    moved: Mask = ~ending | (last > _moments(kept["entered_at"]))
    return moved


def _in_time_order(kept: pa.Table, main: pa.Table) -> pa.Table:
    """Both logs, deals that gained an entry in order of time, numbered anew."""
    gains = pc.is_in(main["deal_id"], pc.unique(kept["deal_id"]))
    rows = pa.concat_tables([main.filter(gains), kept]).to_pandas()
    moment = rows["entered_at"].groupby(rows["deal_id"]).ffill()
    rows = rows.assign(moment=moment).sort_values(
        ["deal_id", "moment"], kind="stable", na_position="first"
    )
    gained = pa.Table.from_pandas(rows, schema=STAGE_LOG, preserve_index=False)
    return pa.concat_tables([main.filter(pc.invert(gains)), renumbered(gained)])


def _midnight(day: date, timezone: str) -> int:
    """The day's first moment, in microseconds since 1970."""
    return int(datetime.combine(day, time(), ZoneInfo(timezone)).timestamp()) * 1_000_000


def _texts(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    return np.asarray(pc.fill_null(column, "").to_numpy(), dtype=object).copy()


def _instants(moments: Whole) -> pa.Array:
    return pa.array(moments, mask=moments == NEVER).cast(INSTANT)


def _moments(column: pa.ChunkedArray) -> Whole:
    whole = pc.fill_null(column.cast(pa.int64()), int(NEVER))
    return np.asarray(whole.to_numpy(), dtype=np.int64).copy()
