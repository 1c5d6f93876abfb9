"""Stage histories as CRMs export them, read into entries of a stage log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.sources.cells import Cells, Formats, by_word, flat, true, without
from salestoolkit.sources.events import (
    BULK,
    FIRST_STAGE,
    INFERRED,
    LOST,
    NEVER,
    OBSERVED,
    REOPENED,
    SECOND,
    WON,
    Events,
    Mask,
    Places,
    Vocabulary,
    Wide,
    make_events,
    microseconds,
    together,
)
from salestoolkit.sources.quarantine import Ledger
from salestoolkit.sources.stages import fate_of_stage, fate_of_status, plain, truth

HISTORY_KINDS = frozenset(
    {
        "pipedrive_changes",
        "salesforce_history",
        "salesforce_field_history",
        "plain_history",
        "fivetran_hubspot_stage_log",
        "fivetran_hubspot_property_history",
        "fivetran_salesforce_history",
    }
)
"""Kinds of tables with one row a change of stage."""

BEFORE_ALL = -(2**60)
"""Rank of the stage that a deal began in."""

BULK_DEALS = 20
"""So many deals moved within one second were moved by a machine or a mass edit."""

STAGE, STATUS, CREATED, OTHER = range(4)
CHANGES = {
    **dict.fromkeys(("stage id", "stage", "stagename", "stage name", "dealstage", "etap"), STAGE),
    "status": STATUS,
    **dict.fromkeys(("add time", "created"), CREATED),
}
"""What a change log calls the fields that matter here, in plain letters."""


@dataclass(frozen=True)
class Reader:
    """What histories are read against: the deals' ids and beginnings, and what stages mean."""

    ledger: Ledger
    formats: Formats
    deal_ids: pa.Array
    created: Wide
    stage: pa.Array
    names: Mapping[str, str]
    fates: Mapping[str, str | None]
    status_words: Mapping[str, object]
    vocabulary: Vocabulary

    def code(self, name: str) -> int:
        """Code of an entry by the CRM's word for it: won, lost, or a stage."""
        name = self.names.get(name, name)
        fate = self.fates[name] if name in self.fates else fate_of_stage(name, self.status_words)
        return (
            {"won": WON, "lost": LOST}.get(fate or "", -1) if fate else self.vocabulary.stage(name)
        )

    def codes(self, entries: pa.Array) -> Places:
        """Codes of a column of entries; -1 for nulls."""
        return as_places(by_word(entries, self.code, pa.int32()))


def read_histories(reader: Reader) -> Events:
    """Entries of all tables that hold histories; what does not count is set aside or a repeat."""
    parts: list[Events] = []
    for number, part in enumerate(reader.ledger.tables):
        if part.kind in HISTORY_KINDS:
            rows = np.arange(part.table.num_rows)
            parts.append(
                _read_one(Cells(number, part, rows, reader.ledger, reader.formats), reader)
            )
    return together(parts)


def _read_one(cells: Cells, reader: Reader) -> Events:
    """Entries of one table, in its own order from the oldest to the newest."""
    kind = _kinds_of_change(cells)
    reader.ledger.repeat(cells.number, kind == OTHER)
    cells, kind = replace(cells, rows=np.flatnonzero(kind != OTHER)), kind[kind != OTHER]
    deal, counts = _deals(cells, reader)
    cells, deal, kind = replace(cells, rows=cells.rows[counts]), deal[counts], kind[counts]
    raw = flat(pc.coalesce(cells.raw("entry"), cells.raw("new_value")))
    reader = _resolved(cells, raw, kind, deal, reader)
    entry = _entries(raw, kind, reader)
    told = (entry >= 0) | (kind == CREATED)
    reader.ledger.quarantine(cells.number, cells.rows[~told], "no_status")
    reader.ledger.repeat(cells.number, cells.rows[kind == CREATED])
    told &= kind != CREATED
    chosen = replace(cells, rows=cells.rows[told])
    events = _timed(chosen, deal[told], entry[told], reader)
    first = _first_stages(chosen, events, kind[told], reader)
    never_moved = _never_moved(events, kind[told], reader)
    return together([first, never_moved, _trusted(chosen, events, reader)])


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


def _resolved(cells: Cells, raw: pa.Array, kind: Places, deal: Places, reader: Reader) -> Reader:
    """A reader that knows the names of stage ids, from the stage that each deal was exported in.

    The last stage id of a deal's changes is the stage that it stands in: most deals decide.
    """
    if cells.part.kind != "pipedrive_changes" or reader.stage.null_count == len(reader.stage):
        return reader
    stage = kind == STAGE
    frame = pd.DataFrame(
        {
            "deal": deal[stage],
            "id": raw.filter(pa.array(stage)).to_pandas(),
            "time": cells.raw("entered_at").filter(pa.array(stage)).to_pandas(),
        }
    ).dropna(subset=["id"])
    # A changelog's times sort as texts: they are written year first.
    last = frame.sort_values("time", kind="stable").groupby("deal")["id"].last()
    named = reader.stage.take(pa.array(last.index.to_numpy())).to_pandas()
    votes = pd.DataFrame({"id": last.to_numpy(), "name": named.to_numpy()}).dropna()
    votes = votes[votes["id"].str.isdigit() & (votes["id"] != votes["name"])]
    tally = votes.value_counts(["id", "name"]).reset_index().drop_duplicates("id")
    names = dict(zip(tally["id"], tally["name"], strict=True))
    return replace(reader, names={**names, **reader.names})


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


def _first_stages(cells: Cells, events: Events, kind: Places, reader: Reader) -> Events:
    """The stage that each deal began in: what its first change changed, since it was created."""
    header = next((name for name in ("from_stage", "old_value") if cells.has(name)), None)
    old = cells.raw(header) if header else pa.nulls(events.size, pa.string())
    told = np.flatnonzero((kind == STAGE) & true(pc.is_valid(old)))
    first = told[np.lexsort((events.rank[told], events.place[told], events.deal[told]))]
    first = first[np.unique(events.deal[first], return_index=True)[1]]
    entry = reader.codes(old.take(pa.array(first)))
    kept = entry >= WON
    first, entry = first[kept], entry[kept]
    created, change = reader.created[events.deal[first]], events.place[first]
    known = (created != NEVER) & (created <= change)
    return make_events(
        deal=events.deal[first],
        entry=entry,
        time=np.where(known, created, NEVER),
        place=np.where(known, created, change),
        rank=BEFORE_ALL,
    )


def _never_moved(events: Events, kind: Places, reader: Reader) -> Events:
    """The stage of each deal whose log tells of its status alone: where it stands, since it was created."""
    moved = np.zeros(len(reader.created), dtype=np.bool_)
    moved[events.deal[kind == STAGE]] = True
    deals = np.unique(events.deal[~moved[events.deal]])
    entry = reader.codes(reader.stage.take(pa.array(deals)))
    kept = entry >= FIRST_STAGE
    deals, entry = deals[kept], entry[kept]
    earliest = np.full(len(reader.created), np.iinfo(np.int64).max)
    np.minimum.at(earliest, events.deal, events.place)
    created, change = reader.created[deals], earliest[deals]
    known = (created != NEVER) & (created <= change)
    return make_events(
        deal=deals,
        entry=entry,
        time=np.where(known, created, NEVER),
        place=np.where(known, created, change),
        rank=BEFORE_ALL,
        provenance=INFERRED,
    )


def _trusted(cells: Cells, events: Events, reader: Reader) -> Events:
    """Mark entries whose time is not a seller's move."""
    provenance = events.provenance.copy()
    if cells.has("bulk"):
        provenance[true(cells.truths("bulk"))] = BULK
    if cells.part.kind == "pipedrive_changes":
        provenance[_moved_together(events)] = BULK
    time = events.time
    if cells.part.kind == "fivetran_salesforce_history":
        late = _began_before(events, reader.created)
        provenance[late] = INFERRED
        # When the stage began is not known, only since when the copy holds it: see `watched_from`.
        time = np.where(late, NEVER, time)
    return replace(events, provenance=provenance, time=time)


def _moved_together(events: Events) -> Mask:
    """Changes of stage of many deals within one second."""
    moved = np.flatnonzero((events.entry > REOPENED) & (events.time != NEVER))
    second, which = np.unique(events.time[moved] // SECOND, return_inverse=True)
    width = int(events.deal.max(initial=0)) + 1
    pairs = np.unique(which.astype(np.int64) * width + events.deal[moved])
    many = np.bincount(pairs // width, minlength=len(second)) >= BULK_DEALS
    mask = np.zeros(events.size, dtype=np.bool_)
    mask[moved] = many[which]
    return mask


def _began_before(events: Events, created: Wide) -> Mask:
    """First rows of a copy that a connector began to keep after the deal was created."""
    earliest = np.full(len(created), np.iinfo(np.int64).max)
    np.minimum.at(earliest, events.deal, events.place)
    begun = created[events.deal]
    late = (begun != NEVER) & (events.time // (86_400 * SECOND) > begun // (86_400 * SECOND))
    late &= (events.place == earliest[events.deal]) & (events.provenance == OBSERVED)
    return np.asarray(late, dtype=np.bool_)


def watched_from(events: Events, deals: int) -> Wide:
    """Moment from which a connector's copy watched each deal, `NEVER` where it did from the start."""
    watched = np.full(deals, NEVER, np.int64)
    late = (events.provenance == INFERRED) & (events.row >= 0)
    watched[events.deal[late]] = events.place[late]
    return watched


def fates_of_history(ledger: Ledger) -> dict[str, str | None]:
    """What stages mean by the marks ``is_won`` and ``is_closed`` that histories set beside them."""
    fates: dict[str, str | None] = {}
    for number, part in enumerate(ledger.tables):
        if part.kind not in HISTORY_KINDS or not {"entry", "is_won", "is_closed"} <= set(
            part.fields
        ):
            continue
        rows = np.arange(part.table.num_rows)
        cells = Cells(number, part, rows, ledger, Formats(None, None, None))
        marks = pa.table(
            {name: cells.raw(name) for name in ("entry", "is_won", "is_closed")}
        ).group_by(["entry", "is_won", "is_closed"])
        for row in marks.aggregate([]).to_pylist():
            won, closed = (truth(row[name] or "") for name in ("is_won", "is_closed"))
            fates[row["entry"]] = "won" if won else "lost" if closed else None
    return {name: fate for name, fate in fates.items() if name is not None}


def as_places(column: pa.Array) -> Places:
    """Whole numbers of a column; -1 for nulls."""
    return np.array(pc.fill_null(column, -1).to_numpy(zero_copy_only=False), dtype=np.int32)
