"""Stage histories as CRMs export them, read into entries of a stage log."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.sources.building.beginnings import first_stages, never_moved
from salestoolkit.sources.building.cells import Cells, by_word, flat, true, without
from salestoolkit.sources.building.events import (
    LOST,
    NEVER,
    REOPENED,
    WON,
    Events,
    Mask,
    Places,
    Wide,
    make_events,
    microseconds,
    together,
)
from salestoolkit.sources.building.reader import (
    CHANGES,
    CLOSE_DATE,
    CREATED,
    HISTORY_KINDS,
    OTHER,
    STAGE,
    STATUS,
    Reader,
    as_places,
)
from salestoolkit.sources.building.stage_names import with_stage_names
from salestoolkit.sources.building.stages import fate_of_status, plain
from salestoolkit.sources.building.trust import trusted


def read_histories(reader: Reader) -> Events:
    """Entries of all tables that hold histories; what does not count is set aside or a repeat."""
    parts: list[Events] = []
    for number, part in enumerate(reader.ledger.tables):
        if part.kind in HISTORY_KINDS:
            rows = np.arange(part.table.num_rows)
            cells = Cells(number, part, rows, reader.ledger, reader.formats)
            parts.append(_read_one(cells, reader))
    return together(parts)


def _read_one(cells: Cells, reader: Reader) -> Events:
    """Entries of one table, in its own order from the oldest to the newest."""
    kind = _kinds_of_change(cells)
    reader.ledger.repeat(cells.number, kind == OTHER)
    # what moves a close date is booked by `close_dates.read_close_dates`
    here = (kind != OTHER) & (kind != CLOSE_DATE)
    cells, kind = replace(cells, rows=np.flatnonzero(here)), kind[here]
    deal, counts = _deals(cells, reader)
    cells, deal, kind = replace(cells, rows=cells.rows[counts]), deal[counts], kind[counts]
    raw = flat(pc.coalesce(cells.raw("entry"), cells.raw("new_value")))
    reader = with_stage_names(cells, raw, kind, deal, reader)
    entry = _entries(raw, kind, reader)
    told = (entry >= 0) | (kind == CREATED)
    reader.ledger.quarantine(cells.number, cells.rows[~told], "no_status")
    reader.ledger.repeat(cells.number, cells.rows[kind == CREATED])
    told &= kind != CREATED
    chosen = replace(cells, rows=cells.rows[told])
    events = _timed(chosen, deal[told], entry[told], reader)
    first = first_stages(chosen, events, kind[told], reader)
    unmoved = never_moved(events, kind[told], reader)
    return together([first, unmoved, trusted(chosen, events, reader)])


def _deals(cells: Cells, reader: Reader) -> tuple[Places, Mask]:
    """Deal of each row, and the rows that count; the others are set aside."""
    ids = cells.raw("deal_id")
    deal = as_places(pc.index_in(ids, value_set=reader.deal_ids))
    nameless = true(pc.is_null(ids))
    deleted = (
        true(cells.truths("deleted")) & ~nameless if cells.has("deleted") else nameless & False
    )
    unknown = (deal < 0) & ~nameless & ~deleted
    for reason, mask in (("no_id", nameless), ("deleted", deleted), ("unknown_deal", unknown)):
        reader.ledger.quarantine(cells.number, cells.rows[mask], reason)
    return deal, ~(nameless | deleted | unknown)


def _kinds_of_change(cells: Cells) -> Places:
    """What each row changes."""
    if not cells.has("field_key"):
        return np.full(len(cells.rows), STAGE, dtype=np.int32)
    keys = cells.raw("field_key")
    kinds = as_places(by_word(keys, lambda key: CHANGES.get(plain(key), OTHER), pa.int32()))
    return np.where(kinds < 0, OTHER, kinds).astype(np.int32)


def _entries(raw: pa.Array, kind: Places, reader: Reader) -> Places:
    """Codes of what each row says; -1 where it says nothing."""
    is_status = kind == STATUS
    if not is_status.any():
        return reader.codes(raw)
    fates = {"won": WON, "lost": LOST, "open": REOPENED}

    def status(word: str) -> int | None:
        return fates.get(fate_of_status(word, reader.status_words) or "")

    stages = without(raw, kind != STAGE)
    codes = reader.codes(stages)
    said = as_places(by_word(raw, status, pa.int32()))
    return np.where(is_status, said, codes).astype(np.int32)


def _timed(cells: Cells, deal: Places, entry: Places, reader: Reader) -> Events:
    """Entries with their moments; those without one stay where the file has them."""
    time = (
        microseconds(cells.instants("entered_at"))
        if cells.has("entered_at")
        else np.full(len(cells.rows), NEVER, np.int64)
    )
    missing = true(pc.is_null(cells.raw("entered_at")))
    cells.flag("no_entry_date", "entered_at", missing)
    down = _newest_first(deal, time)
    sign = -1 if down else 1
    return make_events(
        deal=deal,
        entry=entry,
        time=time,
        place=_filled(deal, time, down),
        rank=sign * np.arange(len(deal)),
        table=cells.number,
        row=cells.rows,
        mover=cells.raw("moved_by"),
    )


def _newest_first(deal: Places, time: Wide) -> bool:
    """Whether a file lists each deal's changes from the newest to the oldest."""
    order = np.argsort(deal, kind="stable")
    known = order[time[order] != NEVER]
    same = deal[known][1:] == deal[known][:-1]
    steps = np.diff(time[known])[same]
    return bool((steps < 0).sum() > (steps > 0).sum())


def _filled(deal: Places, time: Wide, down: bool) -> Wide:
    """Times to sort by: an entry without one stays beside the one before it (or else behind it)."""
    if not (time == NEVER).any():
        return time
    order = np.arange(len(time))[:: -1 if down else 1]
    known = pd.Series(time[order], dtype="Int64").mask(time[order] == NEVER)
    groups = known.groupby(deal[order])
    filled = groups.ffill().fillna(groups.bfill()).fillna(NEVER)
    result = np.empty_like(time)
    result[order] = filled.to_numpy(dtype=np.int64)
    return result
