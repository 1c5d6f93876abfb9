"""Entries of a history whose time is not a seller's move: bulk changes, copies that began later."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from salestoolkit.sources.building.cells import Cells, true
from salestoolkit.sources.building.events import (
    BULK,
    INFERRED,
    NEVER,
    OBSERVED,
    REOPENED,
    SECOND,
    Events,
    Mask,
    Wide,
)
from salestoolkit.sources.building.reader import Reader

BULK_DEALS = 20
"""So many deals moved within one second were moved by a machine or a mass edit."""


def trusted(cells: Cells, events: Events, reader: Reader) -> Events:
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
