"""A further export brought into a deal book: only what changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.deal_book import DealBook
from salestoolkit.sources.books.merge_close_dates import (
    NO_CHANGES,
    changed_between,
    with_close_dates,
)
from salestoolkit.sources.books.merge_deals import (
    Pairs,
    absentees,
    changed_rows,
    filled,
    first_seen_open,
    in_old_order,
    marked,
    overridden,
    places,
)
from salestoolkit.sources.books.merge_log import (
    Between,
    Side,
    differences,
    has_history,
    seen_at_export,
    united,
)
from salestoolkit.sources.books.merge_tables import merged_tables
from salestoolkit.sources.building.build import Built

Mask = npt.NDArray[np.bool_]
Wide = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A book after a further export, and what that brought.

    ``changed`` counts deals of which some column differs, ``moved`` those that changed stage or
    status between the two exports, ``absent`` those that this export is the first to lack.
    ``older`` tells that the export is older than what the book knew of the source; ``withheld``
    counts known deals of which it says another status or stage, and which keep theirs.
    """

    book: DealBook
    added: int
    changed: int = 0
    moved: int = 0
    absent: int = 0
    older: bool = False
    withheld: int = 0
    first: bool = False


def begin(built: Built) -> Merged:
    """A book made of a first export."""
    log = seen_at_export(built.stage_log, built.deals, built.as_of, built.timezone)
    book = DealBook(
        deals=built.deals,
        stage_log=log,
        processes=built.processes,
        as_of=built.as_of,
        timezone=built.timezone,
        tables=with_close_dates(
            {"flags": built.flags, "quarantine": built.quarantine, **built.tables},
            built.close_dates,
        ),
    )
    return Merged(book=book, added=built.deals.num_rows, first=True)


def same_book(one: DealBook, other: DealBook) -> bool:
    """Whether two books hold the same rows in the same order, as of the same day."""
    if (one.as_of, one.timezone, set(one.tables)) != (
        other.as_of,
        other.timezone,
        set(other.tables),
    ):
        return False
    pairs = [(one.deals, other.deals), (one.stage_log, other.stage_log)]
    pairs += [(table, other.tables[name]) for name, table in one.tables.items()]
    return all(table.equals(twin) for table, twin in pairs)


def merge(
    book: DealBook, built: Built, *, source: str, first: date | None, last: date | None
) -> Merged:
    """Bring an export of a source into a book.

    Rows are keyed by (source_name, deal_id). The newer export decides what a deal is, except in
    columns that it does not carry. A deal that it lacks stays, marked with ``absent_since``. An
    export that is older than the last one adds deals and recorded entries, and undoes nothing.

    Parameters
    ----------
    source : str
        Name of the source; what the book holds of others is left alone.
    first, last : date or None
        Days of the source's oldest and newest export in the book, None where it has none.
    """
    older = last is not None and built.deals.num_rows > 0 and built.as_of < last
    pairs = Pairs.match(book.deals.filter(pc.equal(book.deals["source_name"], source)), built.deals)
    kept = filled(pairs) if older else overridden(pairs)
    # Files of one day are parts of one export: neither lacks the other's deals.
    lacking = not older and built.as_of != last and built.deals.num_rows > 0
    absent = absentees(pairs) if lacking else np.zeros(pairs.old.num_rows, dtype=np.bool_)
    old = marked(pairs.old, absent, "absent_since", built.as_of, built.timezone)
    mine = in_old_order(old, kept, pairs)
    if first is not None:
        late = first_seen_open(mine, first, built.timezone)
        mine = marked(mine, late, "observed_from", first, built.timezone)
    deals = _with_others(book.deals, mine, source)
    log = _ordered(_log(book, built, pairs, source, last, older), deals)
    merged = replace(
        book,
        deals=deals,
        stage_log=log,
        as_of=max(book.as_of, built.as_of),
        tables=with_close_dates(
            merged_tables(
                book.tables,
                built,
                source=source,
                decided=pairs.added["deal_id"] if older else built.deals["deal_id"],
            ),
            built.close_dates,
            NO_CHANGES if older or built.as_of == last else changed_between(pairs, built),
        ),
    )
    return Merged(
        book=merged,
        added=pairs.added.num_rows,
        changed=int(changed_rows(kept, pairs.before).sum()),
        moved=_moved(book.stage_log, log, pairs),
        absent=int(absent.sum()),
        older=older,
        withheld=_withheld(pairs) if older else 0,
    )


def _withheld(pairs: Pairs) -> int:
    return int(changed_rows(overridden(pairs), pairs.before, columns=("status", "stage")).sum())


def _with_others(deals: pa.Table, mine: pa.Table, source: str) -> pa.Table:
    """All deals, each source in the place it has always had."""
    names = pc.unique(deals["source_name"]).to_pylist()
    parts = [
        mine if name == source else deals.filter(pc.equal(deals["source_name"], name))
        for name in (*names, *([] if source in names else [source]))
    ]
    return pa.concat_tables(parts)


def _moved(before: pa.Table, after: pa.Table, pairs: Pairs) -> int:
    """How many known deals have other entries than before."""
    keys = [
        pc.binary_join_element_wise(
            log["deal_id"],
            log["entry"],
            log["entered_at"].cast(pa.int64()).cast(pa.string()),
            "\x1f",
            null_handling="replace",
        )
        for log in (_of(log, pairs.before) for log in (before, after))
    ]
    ids = [
        key.filter(pc.invert(pc.is_in(key, pc.unique(other)))) for key, other in (keys, keys[::-1])
    ]
    moved = pa.chunked_array([chunk for one in ids for chunk in one.chunks], pa.string())
    return len(pc.unique(pc.list_element(pc.split_pattern(moved, "\x1f", max_splits=1), 0)))


def _log(
    book: DealBook, built: Built, pairs: Pairs, source: str, last: date | None, older: bool
) -> pa.Table:
    """The whole log after the export."""
    mine = pc.equal(book.stage_log["source_name"], source)
    new = seen_at_export(built.stage_log, built.deals, built.as_of, built.timezone)
    before = Side(deals=pairs.before, log=book.stage_log.filter(mine))
    changed = built.stage_changed
    after = Side(
        deals=pairs.after,
        log=new,
        changed=None if changed is None else pa.chunked_array([changed.take(pa.array(pairs.rows))]),
    )
    logs = [
        book.stage_log.filter(pc.invert(mine)),
        _of(before.log, pairs.old.take(pa.array(pairs.untouched))),
        _of(new, pairs.added),
    ]
    if older:
        every = np.ones(pairs.before.num_rows, dtype=np.bool_)
        logs.append(united(_side(before, every), _side(after, every), built.timezone))
        return pa.concat_tables(logs)
    told = has_history(after)
    logs.append(united(_side(after, told), _side(before, told), built.timezone))
    between = Between(since=last or built.as_of, until=built.as_of, timezone=built.timezone)
    logs.append(differences(_side(before, ~told), _side(after, ~told), between))
    return pa.concat_tables(logs)


def _side(side: Side, which: Mask) -> Side:
    deals = side.deals.filter(pa.array(which))
    changed = None if side.changed is None else side.changed.filter(pa.array(which))
    return Side(deals=deals, log=_of(side.log, deals), changed=changed)


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
        found = places(log["deal_id"].take(pa.array(of_log)), ids)
        place[of_log] = of_deals[found]
    packed = (place << 32) + np.asarray(log["seq"].to_numpy(), dtype=np.int64)
    if (np.diff(packed) > 0).all():
        return log
    return log.combine_chunks().take(pa.array(np.argsort(packed, kind="stable")))
