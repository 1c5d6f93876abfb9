"""Rows of the deals table as integers: dates, status, and the stage each was exported in."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pyarrow.compute as pc

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.encode import UNKNOWN_DAY, Ints, Mask, codes, days, narrow
from salestoolkit.book.lazy_table import coded
from salestoolkit.book.memo import remember
from salestoolkit.book.narrowed import narrowing_of
from salestoolkit.core.counts import LOST, OPEN, WON

NO_STAGE = -2
"""Place of what is no stage of the process: it is left out of the funnel."""

FATES = (OPEN, WON, LOST)


@dataclass(frozen=True)
class Deals:
    """Dates and exported state of every row of the deals table, as integers."""

    created: Ints
    closed: Ints
    observed: Ints
    status: Ints

    @cached_property
    def unseen(self) -> bool:
        """Whether all deals were under observation from their first day."""
        return not (self.observed != UNKNOWN_DAY).any()


def encode_deals(book: DealBook) -> Deals:
    """Dates and status of the deals; kept for as long as the table lives."""

    def make() -> Deals:
        whole = narrowing_of(book)
        if whole is not None:
            known = encode_deals(whole.book)
            return Deals(
                **{one.name: getattr(known, one.name)[whole.kept] for one in fields(known)}
            )
        status = codes(coded(book.deals, "status"))
        lookup = {fate: place for place, fate in enumerate(FATES)}
        table = np.array([lookup.get(value, -1) for value in status.values] or [-1], np.int8)
        return Deals(
            created=days(book.deals["created_at"], book.timezone),
            closed=days(book.deals["closed_at"], book.timezone),
            observed=days(book.deals["observed_from"], book.timezone),
            status=table[status.codes],
        )

    return remember(book.deals, ("deals", book.timezone), make)


def in_pipeline(book: DealBook, pipeline: str | None) -> Mask:
    """Deals of a pipeline; all of them in a book that has only one."""
    if len(book.processes) == 1:
        return np.ones(book.deals.num_rows, dtype=np.bool_)
    column = book.deals["pipeline"]
    match = pc.is_null(column) if pipeline is None else pc.equal(column, pipeline)
    return np.asarray(pc.fill_null(match, False).to_numpy(), dtype=np.bool_)


def looks_back(book: DealBook) -> bool:
    """True where the book is seen as of a day before its export."""
    return book.exported_on is not None and book.as_of < book.exported_on


def exported_place(book: DealBook, stages: tuple[str, ...]) -> Ints:
    """Place in the process of the stage each deal was exported in."""
    lookup = {key: place for place, key in enumerate(stages)}
    stage = codes(coded(book.deals, "stage"))
    kind = narrow(len(stages))
    table = np.array([lookup.get(v, NO_STAGE) for v in stage.values] or [NO_STAGE], kind)
    return table[stage.codes]
