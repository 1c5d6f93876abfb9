"""Entries put in order and completed, so that each deal's log ends where the deal stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.encode import days
from salestoolkit.book.schema import STAGE_LOG
from salestoolkit.sources.building.events import (
    FIRST_STAGE,
    INFERRED,
    LOST,
    NEVER,
    OBSERVED,
    PROVENANCES,
    REOPENED,
    WON,
    Events,
    Mask,
    Places,
    Wide,
    instants,
    make_events,
    together,
)
from salestoolkit.sources.building.quarantine import Ledger

OPEN = -1
LOGGED = (
    "source_name",
    "deal_id",
    "seq",
    "entry",
    "entered_at",
    "moved_by",
    "provenance",
    "observed_from",
)


@dataclass(frozen=True)
class Facts:
    """What the deals table says of each deal, as numbers.

    ``fate`` is `WON`, `LOST` or -1 for open ones; ``stage`` the exported stage's code, -1 for none;
    ``first_stage`` the code of the first stage of the deal's process, -1 where there is none.
    """

    fate: Places
    stage: Places
    first_stage: Places
    created: Wide
    closed: Wide
    stage_changed: Wide

    @property
    def size(self) -> int:
        """Number of deals."""
        return len(self.fate)


@dataclass(frozen=True)
class Composed:
    """The finished log, and the deals whose stages go on after their close."""

    events: Events
    after_close: Mask


def without_repeats(events: Events, ledger: Ledger) -> Events:
    """Entries in order without those that say what the one before said; books every row.

    CRMs write a row also where another field changed. A deal that comes in again without having
    been won or lost did not come in again.
    """
    events = events.ordered()
    same = np.zeros(events.size, dtype=np.bool_)
    same[1:] = ~events.starts[1:] & (events.entry[1:] == events.entry[:-1])
    before = np.roll(events.entry, 1)
    same |= (events.entry == REOPENED) & (events.starts | ((before != WON) & (before != LOST)))
    for number in np.unique(events.table[events.row >= 0]):
        of_table = (events.table == number) & (events.row >= 0)
        ledger.repeat(int(number), events.row[of_table & same])
        ledger.use(int(number), events.row[of_table & ~same])
    return events.take(~same)


def compose(events: Events, facts: Facts, timezone: str) -> Composed:
    """Complete each deal's log with what the deals table says.

    ``events`` are in order and without repeats. A closed deal's log ends with its win or loss, an
    open one's with its present stage; a stage behind a win or a loss is preceded by ``reopened``.
    """
    events, edited = _without_edits(events, facts)
    last, last_time = _last(events, facts.size)
    close, contradicted = _closes(facts, last, last_time, timezone)
    parts = [events, close, *_standing(facts, last, last_time)]
    events = together(parts).ordered()
    events = together([events, _reopenings(events)]).ordered()
    return Composed(events=events, after_close=edited | contradicted)


def log_table(events: Events, names: list[str], deal_ids: pa.Array, source_name: str) -> pa.Table:
    """The stage log as the deal book keeps it."""
    n, here = events.size, np.arange(events.size)
    # A copy that began later tells that a deal stood in the stage then, not since when.
    watched = (events.provenance == INFERRED) & (events.time == NEVER) & (events.row >= 0)
    start = np.maximum.accumulate(np.where(events.starts, here, 0)) if n else here
    columns = [
        pa.repeat(pa.scalar(source_name, pa.string()), n),
        deal_ids.take(pa.array(events.deal)),
        pa.array((here - start + 1).astype(np.int32)),
        pa.array(names, pa.string()).take(pa.array(events.entry)),
        instants(events.time),
        events.mover,
        pa.array(PROVENANCES).take(pa.array(events.provenance)),
        instants(np.where(watched, events.place, NEVER)),
    ]
    known = dict(zip(LOGGED, columns, strict=True))
    return pa.table(
        [known.get(field.name, pa.nulls(n, field.type)) for field in STAGE_LOG], schema=STAGE_LOG
    )


def closing_times(events: Events, fate: Places) -> Wide:
    """When the log says that each closed deal was closed the way it stands, `NEVER` where it does not."""
    times = np.full(len(fate), NEVER, np.int64)
    closing = events.entry == fate[events.deal]
    times[events.deal[closing]] = events.time[closing]
    return times


def _without_edits(events: Events, facts: Facts) -> tuple[Events, Mask]:
    """Leave out stages that someone edited after the close of a deal which stayed closed."""
    ends = np.full(facts.size, -1, np.int64)
    again = np.full(facts.size, -1, np.int64)
    here = np.arange(events.size)
    closing = events.entry == facts.fate[events.deal]
    ends[events.deal[closing]] = here[closing]
    others = (events.entry < FIRST_STAGE) & ~closing
    again[events.deal[others]] = here[others]
    end = ends[events.deal]
    edits = (end >= 0) & (here > end) & (again[events.deal] < end)
    mask = np.zeros(facts.size, dtype=np.bool_)
    mask[events.deal[edits]] = True
    return (events.take(~edits) if edits.any() else events), mask


def _last(events: Events, deals: int) -> tuple[Places, Wide]:
    """Each deal's last entry (-1 for none) and the latest moment in its log."""
    last, time = np.full(deals, -1, np.int32), np.full(deals, NEVER, np.int64)
    last[events.deal] = events.entry
    dated = events.time != NEVER
    time[events.deal[dated]] = events.time[dated]
    return last, time


def _closes(facts: Facts, last: Places, last_time: Wide, timezone: str) -> tuple[Events, Mask]:
    """A win or loss for each closed deal whose log does not end with it.

    A close on the day of the last stage but before its moment takes that moment: close dates often
    have no time. One on an earlier day contradicts the log: the time of closing is not known then.
    """
    missing = np.flatnonzero((facts.fate >= 0) & (last != facts.fate))
    time = facts.closed[missing].copy()
    latest = last_time[missing]
    early = np.flatnonzero((time != NEVER) & (time < latest))
    contradicted = np.zeros(facts.size, dtype=np.bool_)
    if len(early):
        closed_day, last_day = (
            days(pa.chunked_array([instants(moments[early])]), timezone)
            for moments in (time, latest)
        )
        same_day = closed_day == last_day
        time[early] = np.where(same_day, latest[early], NEVER)
        contradicted[missing[early[~same_day]]] = True
    ended = make_events(
        deal=missing.astype(np.int32),
        entry=facts.fate[missing],
        time=time,
        place=np.full(len(missing), np.iinfo(np.int64).max),
    )
    return ended, contradicted


def _standing(facts: Facts, last: Places, last_time: Wide) -> list[Events]:
    """The present stage of each open deal whose log does not end there; for closed logs, the return."""
    open_ = facts.fate == OPEN
    ended = open_ & ((last == WON) | (last == LOST))
    # A deal that came in again stands in the stage it stood in before, unless the export says another.
    known = open_ & (facts.stage >= 0) & (facts.stage != last)
    never_moved = (last == -1) & (facts.stage == facts.first_stage)
    time = facts.stage_changed.copy()
    time = np.where((time == NEVER) & never_moved, facts.created, time)
    time = np.where((time != NEVER) & (last_time != NEVER) & (time < last_time), NEVER, time)
    parts = []
    for rank, mask, entry in ((0, ended & ~known, None), (1, known, facts.stage)):
        deals = np.flatnonzero(mask)
        parts.append(
            make_events(
                deal=deals.astype(np.int32),
                entry=np.full(len(deals), REOPENED) if entry is None else entry[deals],
                time=time[deals],
                place=np.full(len(deals), np.iinfo(np.int64).max),
                rank=rank,
                provenance=INFERRED,
            )
        )
    return parts


def _reopenings(events: Events) -> Events:
    """``reopened`` before each stage that follows a win or a loss."""
    after = np.zeros(events.size, dtype=np.bool_)
    before = events.entry[:-1]
    closed = (before == WON) | (before == LOST)
    after[1:] = ~events.starts[1:] & closed & (events.entry[1:] >= FIRST_STAGE)
    chosen = events.take(after)
    return make_events(
        deal=chosen.deal,
        entry=np.full(chosen.size, REOPENED),
        time=chosen.time,
        place=chosen.place,
        rank=chosen.rank - 1,
        provenance=np.where(chosen.provenance == OBSERVED, OBSERVED, INFERRED),
    )


def fates_of(column: pa.Array) -> Places:
    """Fates of a status column: `WON`, `LOST`, or -1 for open deals."""
    places = pc.index_in(column, value_set=pa.array(["won", "lost"]))
    return np.array(pc.fill_null(places, OPEN).to_numpy(zero_copy_only=False), dtype=np.int32)
