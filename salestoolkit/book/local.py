"""The deal book reduced to counts with numpy over Arrow."""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from salestoolkit.book import countable
from salestoolkit.book.countable import Countable, Rows, Window
from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deferred import deferred
from salestoolkit.book.dimensions import part_codes
from salestoolkit.book.encode import UNKNOWN_DAY, Codes, Ints, Mask, day_number
from salestoolkit.book.tally import Packed, count_packed, places_of, read, tally
from salestoolkit.core.counts import Counts


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
        The book, as of its ``as_of``.
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
    part = None if dimension is None else part_codes(book, dimension)
    window = (entered_from, entered_before)
    rows: dict[str, Rows] = {
        "visits": countable.visits,
        "passages": countable.passages,
        "cycles": countable.cycles,
    }
    return deferred(
        as_of=book.as_of,
        process=book.process_of(pipeline),
        dimension=dimension,
        since=partial(_since, book, pipeline),
        tables={
            **{
                name: partial(_table, book, pipeline, of, part, window) for name, of in rows.items()
            },
            "deals": partial(_deals, book, pipeline, part, window),
        },
    )


def _since(book: DealBook, pipeline: str | None) -> date | None:
    """The first known day on which a deal was created or a visit began."""
    rows = (countable.cycles, countable.visits)
    days = [found.since for found in (of(book, pipeline) for of in rows)]
    return min((day for day in days if day is not None), default=None)


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


def _table(
    book: DealBook, pipeline: str | None, rows: Rows, part: Codes | None, window: Window
) -> pd.DataFrame:
    found = rows(book, pipeline)
    if window != (None, None):
        found = found.in_order
        found = found.take(found.within(window))
    return tally(_by_part(found, part))


def _deals(
    book: DealBook, pipeline: str | None, part: Codes | None, window: Window
) -> pd.DataFrame:
    """Deals with the number of those that have a value, and the exact sum of the values."""
    found = countable.deals(book, pipeline)
    which = found.within(window)
    rows = _by_part(found.take(which), part)
    occurring, n = count_packed(rows)
    group = places_of(rows, occurring)
    money = countable.money(book, pipeline).take(which)
    return pd.DataFrame(
        {
            **read(rows, occurring),
            "n": n,
            "value_n": np.bincount(group[money.known], minlength=len(occurring)),
            "value_sum": money.sums(group, len(occurring)),
        }
    )


def _by_part(rows: Countable, part: Codes | None) -> Packed:
    return rows.packed if part is None else rows.packed.by("part", part, rows.deal)
