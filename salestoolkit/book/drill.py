"""The deals behind a number of a local deal book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deal_rows import FATES, encode_deals, looks_back
from salestoolkit.book.dimensions import in_parts, part_codes
from salestoolkit.book.encode import UNKNOWN_DAY, Ints, Mask, Wide
from salestoolkit.book.frames import rows_frame, stay_columns
from salestoolkit.book.local import within
from salestoolkit.book.moves import moves_at
from salestoolkit.book.visits import States, Stays, ends, passages_of, states_of, visits_of
from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.drill import COLUMNS, FATES_OF, OF_VISITS, STAY_COLUMNS, Selection
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.reason_words import reason_key

TYPED = ("lost_reason", "competitor")
"""Columns as people typed them: spellings of one reason are one."""
PIECE = 50_000
"""Rows of a long list that are held at a time."""


@dataclass(frozen=True)
class Chosen:
    """Rows of the deals table that a selection chose, with the stays that it counted, if any."""

    book: DealBook
    pipeline: str | None
    rows: Wide
    stays: Stays | None = None


def select(book: DealBook, selection: Selection, *, limit: int | None = None) -> pd.DataFrame:
    """The deals behind a number: see `salestoolkit.core.drill.CanSelect.select`.

    Parameters
    ----------
    book : DealBook
        The book, as of its ``as_of`` or of that of the selection.
    selection : Selection
        Which deals, or visits of deals to a stage.
    limit : int, optional
        Show no more rows than that.
    """
    return _shown(choose(book, selection), slice(limit))


def select_pieces(book: DealBook, selection: Selection) -> Iterator[pd.DataFrame]:
    """The rows that `select` gives, some at a time: a long list is never held as a whole."""
    chosen = choose(book, selection)
    for start in range(0, max(len(chosen.rows), 1), PIECE):
        yield _shown(chosen, slice(start, start + PIECE))


def count_selected(book: DealBook, selection: Selection) -> int:
    """How many rows `select` gives without a limit."""
    return len(choose(book, selection).rows)


def _shown(chosen: Chosen, which: slice) -> pd.DataFrame:
    """Some of the rows chosen, as a table."""
    book, pipeline = chosen.book, chosen.pipeline
    kept = [name for name in COLUMNS if name in book.deals.column_names]
    frame = rows_frame(book, pipeline, chosen.rows[which], columns=kept)
    closes = frame["expected_close"].dt.tz_convert(book.timezone).dt.tz_localize(None)
    frame["expected_close"] = closes.dt.normalize()
    if chosen.stays is None:
        return frame[[name for name in COLUMNS if name not in STAY_COLUMNS]]
    stays = stay_columns(book, pipeline, _taken(chosen.stays, which))
    for name in STAY_COLUMNS:
        frame[name] = stays[name.removeprefix("visit_")]
    return frame[list(COLUMNS)]


def choose(book: DealBook, selection: Selection) -> Chosen:
    """Which rows of the deals table a selection means; one a stay where stays are counted."""
    if selection.as_of is not None and selection.as_of != book.as_of:
        book = book.at(selection.as_of)
    pipeline = book.pipeline_or_largest(selection.pipeline)
    mine = _wanted(book, selection)
    if selection.of_deals:
        rows = np.flatnonzero(mine & _deals(book, pipeline, selection))
        return Chosen(book, pipeline, rows)
    make = visits_of if selection.what in OF_VISITS else passages_of
    stays = make(book, pipeline)
    kept = np.flatnonzero(mine[stays.deal] & _stays(book, pipeline, stays, selection))
    return Chosen(book, pipeline, stays.deal[kept].astype(np.int64), _taken(stays, kept))


def _wanted(book: DealBook, selection: Selection) -> Mask:
    """Deals in all the parts asked for, and with a value where one is asked for."""
    mine = _in_parts(book, *selection.where)
    for pair in selection.but:
        mine &= ~_in_parts(book, pair)
    mine &= within(encode_deals(book).created, selection.created_from, selection.created_before)
    if not selection.valued:
        return mine
    known = np.asarray(pc.is_valid(book.deals["value"]).to_numpy(), dtype=np.bool_)
    if looks_back(book):
        # what a deal then open was worth is not known
        known &= states_of(book, book.pipeline_or_largest(selection.pipeline)).fate > 0
    return mine & known


def _in_parts(book: DealBook, *values: tuple[str, str]) -> Mask:
    typed = [(column, value) for column, value in values if column in TYPED]
    others = {column: value or None for column, value in values if column not in TYPED}
    keep = np.array(in_parts(book, others).to_numpy(zero_copy_only=False), dtype=np.bool_)
    for column, value in typed:
        keep &= _in_spellings(book, column, value)
    return keep


def _in_spellings(book: DealBook, column: str, value: str) -> Mask:
    """Deals with any spelling of a reason, or of a competitor, as a page puts them together."""
    found = part_codes(book, column)
    alike = [
        place for place, text in enumerate(found.values) if reason_key(text) == reason_key(value)
    ]
    return np.isin(found.codes, alike)


def _deals(book: DealBook, pipeline: str | None, selection: Selection) -> Mask:
    states, deals = states_of(book, pipeline), encode_deals(book)
    kept = states.exists & within(deals.created, selection.entered_from, selection.entered_before)
    kept &= _clocked(states.cycle_days, states.entry_age, selection.clock)
    kept &= _of_fate(states, selection.what)
    if selection.within is not None:
        kept &= _in_days(states.cycle_days, selection.within)
    if selection.stage is not None:
        kept &= _of_stage(book, pipeline, selection)
    return kept


def _of_fate(states: States, what: str) -> Mask:
    places = [FATES.index(fate) for fate in FATES_OF.get(what, FATES)]
    return np.isin(states.fate, places)


def _of_stage(book: DealBook, pipeline: str | None, selection: Selection) -> Mask:
    """Deals by how far they came; a won deal passed every stage."""
    states, process = states_of(book, pipeline), book.process_of(pipeline)
    here, behind = _places(process, selection.stage or "")
    depth = np.where(states.fate == FATES.index(WON), len(process.stages), states.furthest)
    if selection.what == "stands_here":
        return np.asarray(states.stage == here)
    if selection.what in ("lost_here", "open_here"):
        return (depth >= here) & (depth < behind)
    reached = np.asarray(depth >= here)
    if selection.what == "skipped":
        visits = visits_of(book, pipeline)
        reached[visits.deal[visits.stage == here]] = False
    return reached


def _places(process: SalesProcess, stage: str) -> tuple[int, int]:
    """Place of a stage, and of the next that deals pass through; customer stages lie behind a win."""
    keys = [one.key for one in process.stages]
    here = keys.index(process.stage(stage).key)
    later = (keys.index(one.key) for one in process.deal_stages if keys.index(one.key) > here)
    return here, next(later, len(keys))


def _stays(book: DealBook, pipeline: str | None, stays: Stays, selection: Selection) -> Mask:
    kept = within(stays.start, selection.entered_from, selection.entered_before)
    kept &= _clocked(stays.days, stays.entry_age, selection.clock)
    if selection.stage is not None:
        kept &= stays.stage == _places(book.process_of(pipeline), selection.stage)[0]
    if selection.what in ("visited", "revisited"):
        kept &= stays.first == (selection.what == "visited")
    kept &= _went(book, pipeline, stays, selection)
    if selection.provenance is not None:
        names = [name or "" for name in moves_at(book, pipeline).provenances]
        kept &= np.array([name == selection.provenance for name in names])[stays.provenance]
    return kept


def _went(book: DealBook, pipeline: str | None, stays: Stays, selection: Selection) -> Mask:
    """Stays by how they ended: moved on, lost, or not yet; where to; and how soon."""
    names = ends(moves_at(book, pipeline))
    lost, still = stays.next == names.index(LOST), stays.next == names.index(OPEN)
    moved = ~(lost | still)
    if selection.within is not None:
        moved &= _in_days(stays.days, selection.within)
    outcomes = {"advanced": moved, "not_advanced": ~moved, "dropped": lost, "undecided": still}
    kept = outcomes.get(selection.what, np.ones(len(stays.deal), dtype=np.bool_))
    if selection.next is None:
        return np.asarray(kept)
    ended = selection.next in (WON, LOST, OPEN)
    process = book.process_of(pipeline)
    place = names.index(selection.next) if ended else _places(process, selection.next)[0]
    return np.asarray(kept & (stays.next == place))


def _in_days(days: Ints, within: int) -> Mask:
    return np.asarray((days != UNKNOWN_DAY) & (days <= within))


def _clocked(days: Ints, entry_age: Ints, clock: str | None) -> Mask:
    if clock is None:
        return np.ones(len(days), dtype=np.bool_)
    known = np.asarray(days != UNKNOWN_DAY)
    if clock == "unknown":
        return ~known
    if clock == "watched":
        known &= (entry_age <= 0) | (entry_age < days)
    return known & (entry_age <= 0) if clock == "whole" else known


def _taken(stays: Stays, at: Wide | slice) -> Stays:
    return Stays(**{one.name: getattr(stays, one.name)[at] for one in fields(Stays)})
