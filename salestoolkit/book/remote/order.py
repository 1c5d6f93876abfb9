"""Entries of the stage log in order, each with the one that follows; the same whatever day is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from salestoolkit.book.remote.keep import Keeper
from salestoolkit.book.remote.rows import FATES, Day, Key, read_rows
from salestoolkit.book.remote.view import REOPENED, View
from salestoolkit.core.counts import LOST, OPEN, WON

TRUST_BITS, DAY_BITS = 3, 17
EARLIEST = -50_000
"""The day before the first that is packed, in the year 1833; the last is in 2191."""


@dataclass(frozen=True)
class Entry:
    """An entry packed into one whole number: engines carry one faster along a window than three."""

    place: Any
    day: Any
    trust: Any

    @property
    def packed(self) -> Any:
        """The number; null days are 0."""
        import ibis

        day = ibis.ifelse(self.day.isnull(), 0, self.day - EARLIEST).cast("int64")
        place = self.place.cast("int64") + 2
        return (((place << TRUST_BITS) + self.trust.cast("int64")) << DAY_BITS) + day

    @classmethod
    def unpacked(cls, number: Any) -> Entry:
        """The entry that a number stands for; all null where it is."""
        import ibis

        day = number & ((1 << DAY_BITS) - 1)
        return cls(
            place=((number >> (DAY_BITS + TRUST_BITS)) - 2).cast("int16"),
            day=ibis.ifelse(day == 0, ibis.null("int64"), day + EARLIEST).cast("int32"),
            trust=((number >> DAY_BITS) & ((1 << TRUST_BITS) - 1)).cast("int8"),
        )


@dataclass(frozen=True)
class Ordered:
    """Entries in order and deals with the last of theirs, kept where the engine lets us.

    entries : the key, ``rn``, ``place``, ``day``, ``seen``, ``trust``; ``before`` (place of the one
        before) and ``after`` (the one after, packed)
    deals : see `salestoolkit.book.remote.rows.Rows.deals`; ``last``, ``last_day`` and ``earlier`` (the
        place before it); ``ends_in`` and ``ended`` where the deals table says that the deal stands
        elsewhere; ``winds`` where that would lead it back, or where it has no creation date
    """

    entries: Any
    deals: Any
    key: Key
    own: Key


def in_order(deals: Any, log: Any, view: View, day: Day, keeper: Keeper) -> Ordered:
    """Put the entries of these deals in order."""
    rows = read_rows(deals, log, day, keeper, stages=view.stages)
    entries = keeper.keep(_ordered(rows.entries, rows.key))
    found = keeper.keep(_with_last(rows.deals, entries, rows.key, view))
    return Ordered(entries=entries, deals=found, key=rows.key, own=rows.own)


def _ordered(log: Any, key: Key) -> Any:
    import ibis

    # without a number, entries of one moment are taken in the order of the process
    order = [ibis.asc(log[name]) for name in ("seq", "moment", "place")]
    window = ibis.window(group_by=key, order_by=order)
    packed = Entry(log.place, log.day, log.trust).packed
    return log.select(
        *key,
        "place",
        "day",
        "seen",
        "trust",
        rn=(ibis.row_number().over(window) + 1).cast("int32"),
        before=log.place.lag().over(window),
        after=packed.lead().over(window),
    )


def _with_last(deals: Any, entries: Any, key: Key, view: View) -> Any:
    import ibis

    ends = entries.filter(entries.after.isnull()).select(
        *key, last="place", last_day="day", earlier="before"
    )
    deals = deals.left_join(ends, key).drop(*(f"{name}_right" for name in key))
    last = deals.last.fill_null(REOPENED)
    open_, won, lost = (deals.fate == FATES.index(fate) for fate in (OPEN, WON, LOST))
    elsewhere = (last >= view.won) | ((deals.shown >= 0) & (deals.shown != last))
    adds = (won & (last != view.won)) | (lost & (last != view.lost)) | (open_ & elsewhere)
    place = ibis.cases((won, view.won), (lost, view.lost), else_=deals.shown).cast("int16")
    day = ibis.ifelse(open_, ibis.null("int32"), deals.closed)
    back = (last >= view.won) | (place <= last) | (day < deals.last_day).fill_null(False)
    return deals.mutate(
        ends_in=ibis.ifelse(adds, place, ibis.null("int16")),
        ended=day,
        winds=(adds & back) | deals.created.isnull(),
    )
