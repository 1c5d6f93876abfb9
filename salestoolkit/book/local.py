"""The deal book reduced to counts with numpy over Arrow."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deal_rows import FATES, encode_deals, looks_back
from salestoolkit.book.dimensions import part_codes
from salestoolkit.book.encode import (
    UNKNOWN_DAY,
    Codes,
    Ints,
    Mask,
    codes,
    day_number,
)
from salestoolkit.book.memo import remember
from salestoolkit.book.moves import Moves, moves_at
from salestoolkit.book.tally import Key, rows_of, tally, tally_money
from salestoolkit.book.visits import States, Stays, ends, passages_of, states_of, visits_of
from salestoolkit.core.counts import OPEN, Counts


def count(
    book: DealBook,
    *,
    pipeline: str | None = None,
    dimension: str | None = None,
    entered_from: date | None = None,
    entered_before: date | None = None,
) -> Counts:
    """Counts of a pipeline's deals: see `salestoolkit.core.counts.HasCounts.counts`.

    Parameters
    ----------
    book : DealBook
        The book, as at its ``as_of``.
    pipeline : str, optional
        Name of the pipeline; the one with the most deals where none is given.
    dimension : str, optional
        Column of the deals to count by.
    entered_from, entered_before : date, optional
        Half-open window of the day that a visit or passage began, or the deal was created.

    Raises
    ------
    BookError
        ``unknown_pipeline`` or ``unknown_dimension``.
    """
    pipeline = book.pipeline_or_largest(pipeline)
    part = _part(book, dimension)
    window = (entered_from, entered_before)
    moves, states = moves_at(book, pipeline), states_of(book, pipeline)
    visits, passages = visits_of(book, pipeline), passages_of(book, pipeline)
    created = states.exists & within(encode_deals(book).created, *window)
    return Counts(
        as_of=book.as_of,
        process=book.process_of(pipeline),
        dimension=dimension,
        visits=_count_visits(visits, moves, part, within(visits.start, *window)),
        passages=_count_passages(passages, moves, part, within(passages.start, *window)),
        cycles=_count_cycles(states, part, created),
        deals=_count_deals(book, states, moves, part, created),
        since=_since(encode_deals(book).created[states.exists], visits.start),
    )


def _since(*days: Ints) -> date | None:
    """The first known day among these; None where none is known."""
    known = [day[day != UNKNOWN_DAY] for day in days]
    first = [int(day.min()) for day in known if len(day)]
    return date.fromordinal(date(1970, 1, 1).toordinal() + min(first)) if first else None


def _part(book: DealBook, dimension: str | None) -> Codes | None:
    """Each deal's part of the dimension, with null and empty text as one."""
    return None if dimension is None else part_codes(book, dimension)


def within(day: Ints, start: date | None, before: date | None) -> Mask:
    """Days in the half-open window; an unknown day is in no window."""
    inside = np.ones(len(day), dtype=np.bool_)
    if start is not None:
        inside &= day >= day_number(start)
    if before is not None:
        inside &= day < day_number(before)
    if start is not None or before is not None:
        inside &= day != UNKNOWN_DAY
    return inside


def _count_visits(stays: Stays, moves: Moves, part: Codes | None, kept: Mask) -> pd.DataFrame:
    keys: dict[str, Key] = {
        "stage": Codes(stays.stage, list(moves.stages)),
        "next": Codes(stays.next, list(ends(moves))),
        "entry_age": stays.entry_age,
        "days": stays.days,
        "first": stays.first,
        "provenance": Codes(stays.provenance, list(moves.provenances)),
    }
    return tally(_with_part(keys, part, stays.deal), rows_of(kept))


def _count_passages(stays: Stays, moves: Moves, part: Codes | None, kept: Mask) -> pd.DataFrame:
    keys: dict[str, Key] = {
        "stage": Codes(stays.stage, list(moves.stages)),
        "next": Codes(stays.next, list(ends(moves))),
        "entry_age": stays.entry_age,
        "days": stays.days,
    }
    return tally(_with_part(keys, part, stays.deal), rows_of(kept))


def _count_cycles(states: States, part: Codes | None, kept: Mask) -> pd.DataFrame:
    keys: dict[str, Key] = {
        "fate": Codes(states.fate, list(FATES)),
        "entry_age": states.entry_age,
        "days": states.cycle_days,
    }
    return tally(_with_part(keys, part, _every(states)), rows_of(kept))


def _count_deals(
    book: DealBook, states: States, moves: Moves, part: Codes | None, kept: Mask
) -> pd.DataFrame:
    currency = remember(book.deals, "currency", lambda: codes(book.deals["currency"]))
    keys: dict[str, Key] = {
        "furthest": Codes(states.furthest + 1, [None, *moves.stages]),
        "fate": Codes(states.fate, list(FATES)),
        "currency": currency,
    }
    keys = _with_part(keys, part, _every(states))
    return tally_money(keys, rows_of(kept), _known_values(book, states))


def _known_values(book: DealBook, states: States) -> pa.ChunkedArray:
    """Values as far as they were known: looking back, what a deal then open was worth is not."""
    values = book.deals["value"]
    if not looks_back(book):
        return values
    then_open = pa.array(states.fate == FATES.index(OPEN))
    return pc.if_else(then_open, pa.scalar(None, values.type), values)


def _every(states: States) -> Ints:
    return np.arange(len(states.fate), dtype=np.int32)


def _with_part(keys: dict[str, Key], part: Codes | None, deal: Ints) -> dict[str, Key]:
    if part is None:
        return keys
    return {"part": Codes(part.codes[deal], part.values), **keys}
