"""The moves of a pipeline's deals as of a date: the stage log, settled with the deals table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deal_rows import (
    FATES,
    NO_STAGE,
    encode_deals,
    exported_place,
    in_pipeline,
    looks_back,
)
from salestoolkit.book.encode import (
    UNKNOWN_DAY,
    Ints,
    Mask,
    Wide,
    day_number,
    narrow,
)
from salestoolkit.book.log import encode_log
from salestoolkit.book.memo import remember
from salestoolkit.book.narrowed import narrowing_of
from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.process import SalesProcess

REOPENED = -1
"""Place of a deal that came in again and never stood in a stage."""


@dataclass(frozen=True)
class Moves:
    """Entries in order, deal by deal, as integers.

    ``deal`` is the row in the deals table; ``place`` the stage's place in the process,
    ``len(stages)`` for won, one more for lost, `REOPENED` for an open deal without a stage;
    ``day`` days since 1970 or `UNKNOWN_DAY`; ``observed`` the day from which a stay that begins here
    was under observation, `UNKNOWN_DAY` where that is the deal's own, None where it is of all.
    """

    stages: tuple[str, ...]
    deal: Ints
    place: Ints
    day: Ints
    observed: Ints | None
    provenance: Ints
    provenances: tuple[str | None, ...]

    @property
    def won(self) -> int:
        """Place of a win: past every stage."""
        return len(self.stages)

    @property
    def lost(self) -> int:
        """Place of a loss."""
        return len(self.stages) + 1

    @cached_property
    def starts(self) -> Mask:
        """True at the first entry of each deal."""
        first = np.ones(len(self.deal), dtype=np.bool_)
        np.not_equal(self.deal[1:], self.deal[:-1], out=first[1:])
        return first

    @cached_property
    def ends(self) -> Wide:
        """Position of the last entry of each deal."""
        return np.flatnonzero(np.append(self.starts[1:], len(self.deal) > 0))

    def take(self, which: Mask | Wide | slice) -> Moves:
        """Only these entries, in this order."""
        return replace(
            self,
            deal=self.deal[which],
            place=self.place[which],
            day=self.day[which],
            observed=None if self.observed is None else self.observed[which],
            provenance=self.provenance[which],
        )


def moves_at(book: DealBook, pipeline: str | None) -> Moves:
    """Entries that count at ``as_of``: on or before it, of deals that exist by then."""

    def make() -> Moves:
        whole = narrowing_of(book)
        if whole is not None:
            moves = moves_at(whole.book, pipeline)
            mine = moves.take(whole.kept[moves.deal])
            return replace(mine, deal=whole.rows[mine.deal])
        settled = settled_moves(book, pipeline)
        kept, exists = _known(settled, book), existing(book, pipeline)
        if not exists.all():
            kept &= exists[settled.deal]
        return _without_repeats(_back_in_stage(settled if kept.all() else settled.take(kept)))

    return remember(book, ("moves", pipeline), make)


def existing(book: DealBook, pipeline: str | None) -> Mask:
    """Deals of the pipeline that the CRM held at the end of ``as_of``.

    A deal exists from the day it was created (where that is unknown: from its earliest dated entry);
    one that was migrated into the CRM later, from the day it came under observation. Where no date
    is known it exists at the export only.
    """
    deals, settled = encode_deals(book), settled_moves(book, pipeline)
    as_of, past = day_number(book.as_of), looks_back(book)
    begun = deals.created.copy()
    undated = begun == UNKNOWN_DAY
    never = np.iinfo(np.int32).max
    first = np.full(len(begun), never, dtype=np.int32)
    if undated.any():
        dated = settled.day != UNKNOWN_DAY
        np.minimum.at(first, settled.deal[dated], settled.day[dated])
    begun[undated] = first[undated]
    exists = begun <= as_of
    if past:
        exists &= deals.observed <= as_of
    else:
        exists |= undated & (first == never)
    return exists & in_pipeline(book, pipeline)


def settled_moves(book: DealBook, pipeline: str | None) -> Moves:
    """The whole log of a pipeline, ending where the deals table says that each deal stands."""
    process = book.process_of(pipeline)

    def make() -> tuple[Moves, object]:
        return _settle(_logged(book, pipeline, process), book, pipeline), book.stage_log

    # The log is kept with the result, so that its id stays its own.
    key = ("moves", id(book.stage_log), book.timezone, pipeline, process)
    return remember(book.deals, key, make)[0]


def _logged(book: DealBook, pipeline: str | None, process: SalesProcess) -> Moves:
    log = encode_log(book.stage_log, book.timezone)
    stages = tuple(stage.key for stage in process.stages)
    rows = np.full(len(log.keys.packed) + 1, -1, dtype=np.int32)
    key = log.keys.find(book.deals)
    known = np.flatnonzero((key >= 0) & in_pipeline(book, pipeline))
    rows[key[known]] = known
    lookup = {key: place for place, key in enumerate((*stages, WON, LOST))}
    lookup["reopened"] = REOPENED
    kind = narrow(len(lookup))
    table = np.array([lookup.get(v, NO_STAGE) for v in log.entry.values] or [NO_STAGE], kind)
    moves = Moves(
        stages=stages,
        deal=rows[log.deal],
        place=table[log.entry.codes],
        day=log.day,
        observed=log.observed,
        provenance=log.provenance.codes,
        provenances=tuple(log.provenance.values),
    )
    if (rows[:-1] >= 0).all() and (table != NO_STAGE).all():
        return moves
    return moves.take((moves.deal >= 0) & (moves.place != NO_STAGE))


def _settle(moves: Moves, book: DealBook, pipeline: str | None) -> Moves:
    """Add one inferred entry to each deal whose log ends elsewhere than its row says."""
    deals, n = encode_deals(book), book.deals.num_rows
    last = np.full(n, NO_STAGE, dtype=np.int32)
    last[moves.deal[moves.ends]] = _in_stage(moves)[moves.ends]
    shown = exported_place(book, moves.stages)
    won, lost = deals.status == FATES.index(WON), deals.status == FATES.index(LOST)
    ends = last >= moves.won
    still = deals.status == FATES.index(OPEN)
    adds = (won & (last != moves.won)) | (lost & (last != moves.lost))
    adds |= still & (ends | ((shown >= 0) & (shown != last)))
    adds &= in_pipeline(book, pipeline)
    extra = np.flatnonzero(adds).astype(np.int32)
    if not len(extra):
        return moves
    closed = won[extra] | lost[extra]
    place = np.where(won[extra], moves.won, np.where(lost[extra], moves.lost, shown[extra]))
    provenances = (*moves.provenances, "inferred")
    return _merge(
        moves,
        Moves(
            stages=moves.stages,
            deal=extra,
            place=np.maximum(place, REOPENED).astype(moves.place.dtype),
            day=np.where(closed, deals.closed[extra], UNKNOWN_DAY).astype(np.int32),
            observed=None,
            provenance=np.full(
                len(extra), provenances.index("inferred"), dtype=narrow(len(provenances))
            ),
            provenances=provenances,
        ),
    )


def _merge(moves: Moves, extra: Moves) -> Moves:
    """Put each extra entry behind its deal's last one; of a deal without any, at the front."""
    last = np.full(int(max(moves.deal.max(initial=0), extra.deal.max(initial=0))) + 1, -1)
    last[moves.deal[moves.ends]] = moves.ends
    behind = last[extra.deal] + 1
    observed = moves.observed
    return Moves(
        stages=moves.stages,
        deal=np.insert(moves.deal, behind, extra.deal),
        place=np.insert(moves.place, behind, extra.place),
        day=np.insert(moves.day, behind, extra.day),
        observed=None if observed is None else np.insert(observed, behind, UNKNOWN_DAY),
        provenance=np.insert(
            moves.provenance.astype(extra.provenance.dtype), behind, extra.provenance
        ),
        provenances=extra.provenances,
    )


def _in_stage(moves: Moves) -> Ints:
    """Places, with a re-opened deal back in the stage it stood in before."""
    again = moves.place == REOPENED
    if not again.any():
        return moves.place
    here = np.arange(len(moves.place))
    staged = (moves.place >= 0) & (moves.place < moves.won)
    before = np.maximum.accumulate(np.where(staged, here, -1))
    start = np.maximum.accumulate(np.where(moves.starts, here, 0))
    back = np.where(before >= start, moves.place[before], REOPENED)
    return np.where(again, back, moves.place).astype(moves.place.dtype)


def _back_in_stage(moves: Moves) -> Moves:
    if not (moves.place == REOPENED).any():
        return moves
    return replace(moves, place=_in_stage(moves))


def _known(moves: Moves, book: DealBook) -> Mask:
    """Entries on or before ``as_of``.

    One without a date counts at the export; before it, only where a later entry of the deal
    shows that it had happened by then.
    """
    as_of = day_number(book.as_of)
    undated = moves.day == UNKNOWN_DAY
    known = moves.day <= as_of
    if not looks_back(book) or not undated.any():
        return known
    last = np.full(book.deals.num_rows, -1, dtype=np.int64)
    dated = np.flatnonzero(known & ~undated)
    last[moves.deal[dated]] = dated
    known[undated] = (np.arange(len(undated)) < last[moves.deal])[undated]
    return known


def _without_repeats(moves: Moves) -> Moves:
    """Entries of the stage that a deal already stands in say nothing new."""
    repeats = np.zeros(len(moves.deal), dtype=np.bool_)
    repeats[1:] = (
        ~moves.starts[1:] & (moves.place[1:] == moves.place[:-1]) & (moves.place[1:] < moves.won)
    )
    return moves.take(~repeats) if repeats.any() else moves
