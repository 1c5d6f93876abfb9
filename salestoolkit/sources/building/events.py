"""Entries of a stage log as arrays, before they are put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.schema import INSTANT
from salestoolkit.sources.building.cells import flat
from salestoolkit.sources.building.spelling import stage_key

Places = npt.NDArray[np.int32]
Wide = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]

NEVER = np.iinfo(np.int64).min
"""A time that is not known."""
SECOND = 1_000_000

WON, LOST, REOPENED, FIRST_STAGE = 0, 1, 2, 3
"""Codes of entries that are no stage; stages follow."""
MARKS = ("won", "lost", "reopened")
RESERVED = (*MARKS, "open")

OBSERVED, INFERRED, OVERWRITTEN, BULK = range(4)
PROVENANCES = ("observed", "inferred", "overwritten", "bulk")

NO_ROW = -1
"""Row of an entry that stands in no file."""


@dataclass
class Vocabulary:
    """Entries by code: won, lost, reopened, then stages in the order in which they appear.

    A stage keeps the spelling in which it appears first.
    """

    names: list[str] = field(default_factory=lambda: list(MARKS))
    _places: dict[str, int] = field(default_factory=dict)

    def stage(self, name: str) -> int:
        """Code of a stage."""
        key = stage_key(name)
        if key not in self._places:
            self._places[key] = len(self.names)
            # The log's own words are taken: a stage called so keeps its name with a capital.
            self.names.append(name.capitalize() if name in RESERVED else name)
        return self._places[key]

    @property
    def stages(self) -> list[str]:
        """Names of the stages alone."""
        return self.names[FIRST_STAGE:]


@dataclass(frozen=True)
class Events:
    """Entries of deals; ``place`` orders a deal's entries, ``rank`` those of one moment.

    ``time`` is microseconds since 1970 or `NEVER`; ``row`` is a row of ``table``, or `NO_ROW`.
    """

    deal: Places
    entry: Places
    time: Wide
    place: Wide
    rank: Wide
    provenance: Small
    table: Places
    row: Wide
    mover: pa.Array

    @property
    def size(self) -> int:
        """Number of entries."""
        return len(self.deal)

    @property
    def starts(self) -> Mask:
        """True at the first entry of each deal, where entries are in order."""
        first = np.ones(self.size, dtype=np.bool_)
        first[1:] = self.deal[1:] != self.deal[:-1]
        return first

    def take(self, which: Mask | Wide) -> Events:
        """Only these entries, in this order."""
        chosen = np.flatnonzero(which) if which.dtype == np.bool_ else which
        return Events(
            deal=self.deal[chosen],
            entry=self.entry[chosen],
            time=self.time[chosen],
            place=self.place[chosen],
            rank=self.rank[chosen],
            provenance=self.provenance[chosen],
            table=self.table[chosen],
            row=self.row[chosen],
            mover=self.mover.take(pa.array(chosen)),
        )

    def ordered(self) -> Events:
        """Sorted by deal and time; entries of one moment by rank, then as they stand here."""
        order = _order(self.deal, self.place, self.rank)
        return self if order is None else self.take(order)

    def with_ranks(self, rank_of_entry: Wide) -> Events:
        """The same entries, those of one moment in the order that is given for entries."""
        return replace(self, rank=rank_of_entry[self.entry])


def make_events(
    *,
    deal: Places,
    entry: Places,
    time: Wide,
    place: Wide | None = None,
    rank: Wide | int = 0,
    provenance: Small | int = OBSERVED,
    table: int = NO_ROW,
    row: Wide | None = None,
    mover: pa.Array | None = None,
) -> Events:
    """Entries with the usual values for what is not told."""
    n = len(deal)
    return Events(
        deal=deal.astype(np.int32),
        entry=entry.astype(np.int32),
        time=time,
        place=time if place is None else place,
        rank=np.broadcast_to(np.asarray(rank, np.int64), n).copy(),
        provenance=np.broadcast_to(np.asarray(provenance, np.int8), n).copy(),
        table=np.full(n, table, np.int32),
        row=np.full(n, NO_ROW, np.int64) if row is None else row,
        mover=pa.nulls(n, pa.string()) if mover is None else mover,
    )


def no_events() -> Events:
    """An empty log."""
    nothing = np.zeros(0, np.int64)
    return make_events(deal=nothing.astype(np.int32), entry=nothing.astype(np.int32), time=nothing)


def together(parts: Sequence[Events]) -> Events:
    """Several logs as one."""
    filled = [part for part in parts if part.size] or [no_events()]
    if len(filled) == 1:
        return filled[0]
    return Events(
        deal=np.concatenate([part.deal for part in filled]),
        entry=np.concatenate([part.entry for part in filled]),
        time=np.concatenate([part.time for part in filled]),
        place=np.concatenate([part.place for part in filled]),
        rank=np.concatenate([part.rank for part in filled]),
        provenance=np.concatenate([part.provenance for part in filled]),
        table=np.concatenate([part.table for part in filled]),
        row=np.concatenate([part.row for part in filled]),
        mover=flat(pa.chunked_array([part.mover for part in filled], pa.string())),
    )


def microseconds(instants: pa.Array) -> Wide:
    """Instants as whole numbers, `NEVER` where there is none."""
    numbers = pc.fill_null(instants.cast(INSTANT).cast(pa.int64()), NEVER)
    return np.array(numbers.to_numpy(zero_copy_only=False), dtype=np.int64)


def instants(numbers: Wide) -> pa.Array:
    """Whole numbers as instants, null for `NEVER`."""
    return pa.array(numbers, pa.int64(), mask=numbers == NEVER).cast(INSTANT)


def _order(deal: Places, place: Wide, rank: Wide) -> Wide | None:
    """Order by deal, place and rank, stable; None where the entries are in it already."""
    same_deal = deal[1:] == deal[:-1]
    later = (place[1:] > place[:-1]) | ((place[1:] == place[:-1]) & (rank[1:] >= rank[:-1]))
    if ((deal[1:] > deal[:-1]) | (same_deal & later)).all():
        return None
    return np.lexsort((rank, place, deal))
