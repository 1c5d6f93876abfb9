"""The stage that a deal began in, where a history tells of changes alone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.sources.building.cells import Cells, true
from salestoolkit.sources.building.events import (
    FIRST_STAGE,
    INFERRED,
    NEVER,
    WON,
    Events,
    Places,
    make_events,
)
from salestoolkit.sources.building.reader import STAGE, Reader

BEFORE_ALL = -(2**60)
"""Rank of the stage that a deal began in."""


def first_stages(cells: Cells, events: Events, kind: Places, reader: Reader) -> Events:
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


def never_moved(events: Events, kind: Places, reader: Reader) -> Events:
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
