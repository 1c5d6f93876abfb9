"""A further export brought into a deal book: only what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, FLAGS, INSTANT, QUARANTINE
from salestoolkit.sources.build import Built
from salestoolkit.sources.merge_log import Between, Side, differences, has_history, united

Mask = npt.NDArray[np.bool_]
Wide = npt.NDArray[np.int64]

_OF_CLOSED_DEALS = ("closed_at", "lost_reason", "competitor")
"""Columns that a deal loses when it comes in again, also where the export does not carry them."""
_BOOK_KEEPING = ("observed_from", "absent_since")


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A book after a further export, and what that brought.

    ``changed`` counts deals of which some column differs, ``moved`` those that changed stage or
    status between the two exports, ``absent`` those that this export is the first to lack.
    ``older`` tells that the export is older than what the book knew of the source.
    """

    book: DealBook
    added: int
    changed: int
    moved: int
    absent: int
    older: bool

    @property
    def nothing_new(self) -> bool:
        """Whether the export brought nothing."""
        return self.added == self.changed == self.moved == self.absent == 0


def merge(book: DealBook, built: Built, *, source: str, last: date | None) -> Merged:
    """Bring an export of a source into a book.

    Rows are keyed by (source_name, deal_id). The newer export decides what a deal is, except in
    columns that it does not carry. A deal that it lacks stays, marked with ``absent_since``. An
    export that is older than the last one adds deals and recorded entries, and undoes nothing.

    Parameters
    ----------
    source : str
        Name of the source; what the book holds of others is left alone.
    last : date or None
        Day of the source's newest export in the book, None where it has none.
    """
    older = last is not None and built.as_of < last
    mine = pc.equal(book.deals["source_name"], source)
    others = book.deals.filter(pc.invert(mine))
    old, new = book.deals.filter(mine), built.deals
    place = _places(new["deal_id"], old["deal_id"])
    matched = place >= 0
    pairs = _Pairs(old=old, new=new, at=place[matched], rows=np.flatnonzero(matched))
    log, moved = _logs(book, built, pairs, source, last, older)
    kept = _filled(pairs) if older else _overridden(pairs)
    changed = _changed_rows(kept, old.take(pa.array(pairs.at)))
    absent = _absentees(old, pairs, built, last, older)
    deals = _in_old_order(_marked(old, absent, built), kept, pairs)
    merged = replace(
        book,
        deals=pa.concat_tables([others, deals]),
        stage_log=_ordered(log, pa.concat_tables([others, deals])),
        as_of=max(book.as_of, built.as_of),
        tables=_tables(book, built, source, pairs, older),
    )
    return Merged(
        book=merged,
        added=int((~matched).sum()),
        changed=int(changed.sum()),
        moved=moved,
        absent=int(absent.sum()),
        older=older,
    )


@dataclass(frozen=True, kw_only=True)
class _Pairs:
    """Deals of an export (``rows``) that the book already holds (``at``)."""

    old: pa.Table
    new: pa.Table
    at: Wide
    rows: Wide

    @property
    def alone(self) -> Wide:
        """Rows of the export that are new to the book."""
        return np.setdiff1d(np.arange(self.new.num_rows), self.rows)

    @property
    def untouched(self) -> Wide:
        """Rows of the book that the export lacks."""
        return np.setdiff1d(np.arange(self.old.num_rows), self.at)


def _overridden(pairs: _Pairs) -> pa.Table:
    """Known deals as the export says; columns that it does not carry as the book has them."""
    old, new = pairs.old.take(pa.array(pairs.at)), pairs.new.take(pa.array(pairs.rows))
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


def _filled(pairs: _Pairs) -> pa.Table:
    """Known deals as the book says; columns that it lacks altogether as the export has them."""
    old, new = pairs.old.take(pa.array(pairs.at)), pairs.new.take(pa.array(pairs.rows))
    bare = [name for name in DEALS.names if pairs.old[name].null_count == pairs.old.num_rows]
    columns = {
        name: new[name] if name in bare and name not in _BOOK_KEEPING else old[name]
        for name in DEALS.names
    }
    return pa.table(columns, schema=DEALS)


def _changed_rows(now: pa.Table, before: pa.Table) -> Mask:
    changed = np.zeros(now.num_rows, dtype=np.bool_)
    for name in DEALS.names:
        a, b = now[name], before[name]
        differs = pc.fill_null(pc.not_equal(a, b), False)
        differs = pc.or_(differs, pc.xor(pc.is_null(a), pc.is_null(b)))
        changed |= np.asarray(differs.to_numpy(), dtype=np.bool_)
    return changed


def _absentees(old: pa.Table, pairs: _Pairs, built: Built, last: date | None, older: bool) -> Mask:
    """Deals of the book that a newer export is the first to lack.

    Files of one day are parts of one export (one a pipeline, say): neither lacks the other's deals.
    """
    absent = np.zeros(old.num_rows, dtype=np.bool_)
    if not older and built.as_of != last and built.deals.num_rows:
        absent[pairs.untouched] = True
        absent &= np.asarray(pc.is_null(old["absent_since"]).to_numpy(), dtype=np.bool_)
    return absent


def _marked(old: pa.Table, absent: Mask, built: Built) -> pa.Table:
    if not absent.any():
        return old
    since = datetime.combine(built.as_of, time(), ZoneInfo(built.timezone))
    column = pc.if_else(pa.array(absent), pa.scalar(since, INSTANT), old["absent_since"])
    return old.set_column(old.schema.get_field_index("absent_since"), "absent_since", column)


def _in_old_order(old: pa.Table, kept: pa.Table, pairs: _Pairs) -> pa.Table:
    """The book's deals in their places, then those that are new to it."""
    place = np.arange(old.num_rows)
    place[pairs.at] = old.num_rows + np.arange(kept.num_rows)
    both = pa.concat_tables([old, kept]).combine_chunks()
    return pa.concat_tables([both.take(pa.array(place)), pairs.new.take(pa.array(pairs.alone))])


def _logs(
    book: DealBook,
    built: Built,
    pairs: _Pairs,
    source: str,
    last: date | None,
    older: bool,
) -> tuple[pa.Table, int]:
    """The whole log after the export, and how many deals moved."""
    mine = pc.equal(book.stage_log["source_name"], source)
    others = book.stage_log.filter(pc.invert(mine))
    before = Side(deals=pairs.old.take(pa.array(pairs.at)), log=book.stage_log.filter(mine))
    after = Side(deals=pairs.new.take(pa.array(pairs.rows)), log=built.stage_log)
    told = has_history(after)
    logs = [others, _of(before.log, pairs.old.take(pa.array(pairs.untouched)))]
    logs.append(_of(after.log, pairs.new.take(pa.array(pairs.alone))))
    if older:
        logs.append(united(_side(before, None), _side(after, None), built.timezone))
        return pa.concat_tables(logs), 0
    logs.append(united(_side(after, told), _side(before, told), built.timezone))
    between = Between(since=last or built.as_of, until=built.as_of, timezone=built.timezone)
    log, moved = differences(_side(before, ~told), _side(after, ~told), between)
    return pa.concat_tables([*logs, log]), moved


def _side(side: Side, which: Mask | None) -> Side:
    deals = side.deals if which is None else side.deals.filter(pa.array(which))
    return Side(deals=deals, log=_of(side.log, deals))


def _of(log: pa.Table, deals: pa.Table) -> pa.Table:
    """Entries of some deals."""
    return log.filter(pc.is_in(log["deal_id"], deals["deal_id"].combine_chunks()))


def _ordered(log: pa.Table, deals: pa.Table) -> pa.Table:
    """The log in the order of the deals: the same facts always lie in the same order."""
    sources = pc.unique(deals["source_name"]).to_pylist()
    place = np.zeros(log.num_rows, dtype=np.int64)
    for source in sources:
        of_deals = np.flatnonzero(pc.equal(deals["source_name"], source).to_numpy())
        of_log = np.flatnonzero(pc.equal(log["source_name"], source).to_numpy())
        ids = deals["deal_id"].take(pa.array(of_deals))
        found = _places(log["deal_id"].take(pa.array(of_log)), ids)
        place[of_log] = of_deals[found]
    packed = (place << 32) + np.asarray(log["seq"].to_numpy(), dtype=np.int64)
    if (np.diff(packed) > 0).all():
        return log
    return log.combine_chunks().take(pa.array(np.argsort(packed, kind="stable")))


def _tables(
    book: DealBook, built: Built, source: str, pairs: _Pairs, older: bool
) -> Mapping[str, pa.Table]:
    """Flags, quarantine and optional tables after the export."""
    flags, new_flags = book.tables.get("flags", FLAGS.empty_table()), built.flags
    if older:
        new_flags = _of(new_flags, pairs.new.take(pa.array(pairs.alone)))
    else:
        mine = pc.equal(flags["source_name"], source)
        again = pc.is_in(flags["deal_id"], built.deals["deal_id"].combine_chunks())
        flags = flags.filter(pc.invert(pc.and_(mine, again)))
    quarantine = book.tables.get("quarantine", QUARANTINE.empty_table())
    tables: dict[str, pa.Table] = {
        **book.tables,
        "flags": pa.concat_tables([flags, new_flags]),
        "quarantine": without_repeats(
            pa.concat_tables([quarantine, built.quarantine]), ("source_name", "reason", "row")
        ),
    }
    for name, table in built.tables.items():
        known = tables.get(name)
        rows = (
            table if known is None else pa.concat_tables([known, table], promote_options="default")
        )
        tables[name] = without_repeats(rows, tuple(rows.column_names))
    return tables


def without_repeats(table: pa.Table, keys: tuple[str, ...]) -> pa.Table:
    """The first row of each key, in order."""
    if not table.num_rows or not keys:
        return table
    place = pa.array(np.arange(table.num_rows))
    firsts = (
        table.select(list(dict.fromkeys(keys)))
        .append_column("_place", place)
        .group_by(list(dict.fromkeys(keys)))
        .aggregate([("_place", "min")])["_place_min"]
    )
    if len(firsts) == table.num_rows:
        return table
    return table.take(firsts.take(pc.sort_indices(firsts)))


def _places(wanted: pa.ChunkedArray, among: pa.ChunkedArray) -> Wide:
    """Place of each id among others, -1 where it is none of them."""
    found = pc.fill_null(pc.index_in(wanted, among.combine_chunks()), -1)
    return np.asarray(found.to_numpy(), dtype=np.int64)
